"""Decisions in the words of the grade: who is in the last one does not go up but completes."""

import pytest

from hocba.books.shapes import shape_of
from hocba.people.models import Student
from hocba.web.results import words
from hocba.web.results.lists import Entry
from hocba.year.models import Klass


@pytest.mark.parametrize(
    ("regime", "grade", "said", "short"),
    [
        ("TT22", 8, "Được lên lớp", "Lên lớp"),
        ("TT22", 9, "Hoàn thành chương trình", "Hoàn thành"),
        ("TT22", 12, "Hoàn thành chương trình", "Hoàn thành"),
        ("TT43", 12, "Hoàn thành chương trình", "Hoàn thành"),
        ("TT58", 9, "Được lên lớp", "Lên lớp"),  # its Điều 15 knows no other word
    ],
)
def test_the_last_grade_completes(regime: str, grade: int, said: str, short: str) -> None:
    last = words.ends_level(shape_of(regime), grade)
    assert (words.promotion("PROMOTED", last), words.brief("PROMOTED", last)) == (said, short)


def test_what_is_still_to_come_has_the_same_words_everywhere() -> None:
    for code in ("RETEST", "SUMMER_TRAINING", "HEAD_DECIDES"):
        assert words.promotion(code, last=True) == words.promotion(code)


@pytest.mark.parametrize(("grade", "said"), [(8, "Được lên lớp"), (9, "Hoàn thành chương trình")])
def test_what_was_decided_after_the_summer_is_in_the_words_of_the_grade(
    grade: int, said: str
) -> None:
    klass = Klass(level="lower_secondary", grade=grade, year=2025)
    codes = {"promotion": "RETEST", "promotion_after": "PROMOTED"}
    assert Entry(Student(), klass, codes, codes, "").second == said
