"""Decisions in the words of the grade: who is in the last one does not go up but completes."""

import pytest

from hocba.books.shapes import shape_of
from hocba.people.models import Student
from hocba.web.results import words
from hocba.web.results.lists import KINDS, Entry
from hocba.year.models import Klass


@pytest.mark.parametrize(
    ("regime", "grade", "said", "short"),
    [
        ("TT22", 8, "Được lên lớp", "Lên lớp"),
        ("TT22", 9, "Hoàn thành chương trình", "Hoàn thành"),
        ("TT22", 12, "Hoàn thành chương trình", "Hoàn thành"),
        ("TT27", 5, "Hoàn thành chương trình", "Hoàn thành"),
        ("TT27", 4, "Được lên lớp", "Lên lớp"),
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


@pytest.mark.parametrize(
    ("level", "grade", "year", "passed", "now", "later"),
    [
        ("lower_secondary", 8, 2025, "PROMOTED", "len-lop", "sau-he"),
        ("lower_secondary", 9, 2025, "PROMOTED", "hoan-thanh", "hoan-thanh-sau-he"),
        ("lower_secondary", 9, 2022, "PROMOTED", "len-lop", "sau-he"),  # TT 58
        ("upper_secondary", 12, 2025, "PROMOTED", "hoan-thanh", "hoan-thanh-sau-he"),
        ("primary", 4, 2025, "COMPLETED", "len-lop", "sau-he"),
        ("primary", 5, 2025, "COMPLETED", "hoan-thanh", "hoan-thanh-sau-he"),
    ],
)
def test_who_passes_stands_in_one_list_that_of_the_last_grade_or_of_the_others(
    level: str, grade: int, year: int, passed: str, now: str, later: str
) -> None:
    klass = Klass(level=level, grade=grade, year=year)

    def lists(**codes: str) -> set[str]:
        entry = Entry(Student(), klass, codes, codes, "")
        return {c for c, k in KINDS.items() if k.period != "1" and k.holds(entry)}

    # the head may differ from what the rules said of the end of the level
    assert lists(promotion=passed, completion="INCOMPLETE") == {now}
    assert later in lists(promotion="RETEST", promotion_after=passed) - {now}
    assert lists(promotion="NOT_PROMOTED", completion="COMPLETED") == {"o-lai"}
