"""Requests made up from the OpenAPI document: never a crash, never an answer of another shape."""

from collections.abc import Iterator

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, settings
from schemathesis.checks import CHECKS

from hocba.api import guard
from hocba.api.service import document

schema = schemathesis.openapi.from_dict(document())
schema.app = get_wsgi_application()
CHECKED = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
)


@pytest.fixture(autouse=True)
def everybody_may_ask_as_often_as_they_like(
    monkeypatch: pytest.MonkeyPatch, settings: object
) -> Iterator[None]:
    settings.LAW_API_PUBLIC = True  # type: ignore[attr-defined]
    monkeypatch.setattr(guard, "PER_MINUTE", 10**9)
    ends = (request_started, request_finished)
    for signal in ends:
        signal.disconnect(close_old_connections)  # these requests touch no database
    yield
    for signal in ends:
        signal.connect(close_old_connections)


@schema.parametrize()
@settings(max_examples=30, suppress_health_check=list(HealthCheck))
def test_every_operation_keeps_to_its_document(case: schemathesis.Case) -> None:
    plain = {"Accept-Encoding": "identity"}  # this client does not unpack what it asks for
    case.call_and_validate(headers=plain, checks=CHECKS.get_by_names(CHECKED))
