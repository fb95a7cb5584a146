"""A school with keys of a test authority, made once a module; the authority once for all tests."""

import copy
import itertools
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings

sys.path.append(str(Path(__file__).parents[1] / "forms"))

from documents_world import AT, School

from hocba.documents import keys, queries
from hocba.documents.signing.simulator import authority
from hocba.forms.registry import forms
from tests.world import for_a_while


@pytest.fixture(scope="session")
def pki(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("pki")


@pytest.fixture(scope="session", autouse=True)
def few_keys() -> Iterator[None]:
    """Certificates of all worlds share twenty keys: making them is what costs."""
    made = itertools.cycle([authority._new_key() for _ in range(20)])
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(authority, "_new_key", lambda: next(made))
        yield


@pytest.fixture(scope="module")
def school_of_module(django_db_setup: None, django_db_blocker: Any, pki: Path) -> Iterator[School]:
    with for_a_while(django_db_blocker), override_settings(PKI=pki):
        for form in forms():
            queries.register_form(form)
        keys.open_authority(AT)
        yield School.make()


@pytest.fixture
def school(school_of_module: School, db: None, pki: Path, settings: Any, tmp_path: Path) -> School:
    """The school as made, for each test, and a store of files of the test's own."""
    settings.PKI, settings.BLOBS = pki, tmp_path / "blobs"
    return copy.deepcopy(school_of_module)
