"""What pages load is of one version, whatever the times of the files say."""

import os
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from hocba.ops.install import collect_static

TOMORROW = 4_000_000_000


@pytest.fixture
def source(tmp_path: Path, settings: object) -> Path:
    made = tmp_path / "source"
    made.mkdir()
    settings.STATICFILES_DIRS, settings.STATIC_ROOT = [made], tmp_path / "static"  # type: ignore[attr-defined]
    finders.get_finder.cache_clear()
    yield made  # type: ignore[misc]
    finders.get_finder.cache_clear()


def collected(source: Path) -> set[str]:
    return {p.read_text() for p in (source.parent / "static").glob("page*.js")}


def test_a_file_of_a_new_version_replaces_one_that_looks_newer(source: Path) -> None:
    (source / "page.js").write_text("let version = 1")
    collect_static()
    for path in (source.parent / "static").rglob("*"):
        os.utime(path, (TOMORROW, TOMORROW))  # as in a home that was copied later
    (source / "page.js").write_text("let version = 2")
    (source / "more.js").write_text("import './page.js'")
    collect_static()
    assert collected(source) == {"let version = 2"}


def test_what_lies_there_already_is_left_alone(source: Path) -> None:
    (source / "page.js").write_text("let version = 1")
    collect_static()
    mark = source.parent / "static/page.js"
    os.utime(mark, (TOMORROW, TOMORROW))
    collect_static()
    assert mark.stat().st_mtime == TOMORROW
    mark.parent.joinpath("source.sha256").unlink()  # as after a copy that broke off
    collect_static()
    assert mark.stat().st_mtime < TOMORROW
