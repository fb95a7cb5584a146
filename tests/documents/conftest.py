"""A school with keys of a test authority; the authority is made once for all tests."""

import itertools
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parents[1] / "forms"))

from documents_world import AT, School

from hocba.documents import keys, queries
from hocba.documents.signing.simulator import authority
from hocba.forms.registry import forms


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


@pytest.fixture
def school(db: None, pki: Path, settings: object, tmp_path: Path) -> School:
    settings.PKI, settings.BLOBS = pki, tmp_path / "blobs"  # type: ignore[attr-defined]
    for form in forms():
        queries.register_form(form)
    keys.open_authority(AT)
    return School.make()
