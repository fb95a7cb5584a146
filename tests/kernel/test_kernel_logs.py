"""The lines of the log."""

import logging
import sys

import pytest

from hocba.kernel.logs import LogFormatter, current_request_id


@pytest.mark.parametrize(
    ("logger", "traced"), [("django.security.DisallowedHost", False), ("django.request", True)]
)
def test_what_a_stranger_asks_for_is_one_line_and_what_broke_has_its_traceback(
    logger: str, traced: bool
) -> None:
    try:
        raise ValueError("Host: evil")
    except ValueError:
        record = logging.LogRecord(logger, logging.ERROR, "", 1, "refused", (), sys.exc_info())
    token = current_request_id.set("abc123")
    try:
        said = LogFormatter("%(request_id)s %(message)s").format(record)
    finally:
        current_request_id.reset(token)
    assert said.startswith("abc123 refused")
    assert ("Traceback" in said) == traced
