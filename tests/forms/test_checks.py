"""`hocba verify --all`: an issued transcript beside what the books say now."""

from __future__ import annotations

import dataclasses
from types import SimpleNamespace
from typing import Any
from unittest import mock

import pytest

from hocba.documents.content import YearSnapshot
from hocba.forms import checks
from tests.forms import samples


def problems(frozen: YearSnapshot, now: YearSnapshot) -> list[str]:
    """What is said of a transcript that was frozen and comes out as `now` today."""
    document: Any = SimpleNamespace(short_code="AB2CD-34EFG", snapshot_id="", student_id=1)
    gathering: Any = SimpleNamespace(klass=SimpleNamespace(level="THCS"))
    with (
        mock.patch.object(checks.queries, "stored"),
        mock.patch.object(checks, "load", return_value=frozen),
        mock.patch.dict(checks.MAKERS, {"THCS": lambda *_: now}),
    ):
        return [one.sentence for one in checks._compare(gathering, document)]


def test_a_transcript_whose_books_are_as_they_were_is_well() -> None:
    assert problems(samples.lower_year(), samples.lower_year()) == []


@pytest.mark.parametrize("gone", [0, -1])
def test_a_subject_that_is_only_on_one_side_is_named(gone: int) -> None:
    whole = samples.lower_year()
    less = dataclasses.replace(
        whole, subjects=tuple(s for s in whole.subjects if s != whole.subjects[gone])
    )
    name = whole.subjects[-1].name
    for frozen, now in ((whole, less), (less, whole)):
        assert any(f"môn {name} khác với sổ điểm hiện nay" in p for p in problems(frozen, now))
