"""A school with keys of a test authority; the authority is made once for all tests."""

import sys
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parents[1] / "forms"))

from documents_world import AT, School

from hocba.documents import keys, queries
from hocba.forms.registry import forms


@pytest.fixture(scope="session")
def pki(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("pki")


@pytest.fixture
def school(db: None, pki: Path, settings: object, tmp_path: Path) -> School:
    settings.PKI, settings.BLOBS = pki, tmp_path / "blobs"  # type: ignore[attr-defined]
    for form in forms():
        queries.register_form(form)
    keys.open_authority(AT)
    return School.make()
