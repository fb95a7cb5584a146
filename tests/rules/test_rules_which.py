"""The transition table, row by row, as the texts say it (reference: which regulation applies)."""

from __future__ import annotations

import dataclasses
import pkgutil
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest

import hocba.rules
from hocba.rules import NoRegime
from hocba.rules.settings import SETTINGS
from hocba.rules.which import LEVELS, PACKS, acts_in, codes_of, pack_for

NEW = {
    **{1: 2020, 2: 2021, 3: 2022, 4: 2023, 5: 2024},
    **{6: 2021, 7: 2022, 8: 2023, 9: 2024},
    **{10: 2022, 11: 2023, 12: 2024},
}
"""Grade → the first school year of the programme of 2018: TT 27 and TT 22."""
GDTX_NEW = {6: 2022, 7: 2023, 8: 2024, 9: 2025, 10: 2022, 11: 2023, 12: 2024}
YEARS = range(2006, 2036)


def _governing(level: str, grade: int, year: int) -> str | None:
    """What the texts say, written as sentences: the short code, the title of a text that the
    program does not have, or None."""
    if level == "kindergarten":
        return "MN" if year >= 2021 else None
    if level.startswith("gdtx"):
        old = "Quyết định 02/2007 và Thông tư 26/2014"
        return "TT43" if year >= GDTX_NEW[grade] else old
    if level == "primary":
        if year >= NEW[grade]:
            return "TT27"
        return "TT30" if year >= 2016 else "Thông tư 30/2014 chưa sửa đổi"
    if year >= NEW[grade]:
        return "TT22"
    if year >= 2020:
        return "TT58+TT26"
    return "TT58" if year >= 2011 else None


@pytest.mark.parametrize("level", LEVELS)
def test_every_grade_has_its_circular_in_every_school_year(level: str) -> None:
    for grade in LEVELS[level]:
        for year in YEARS:
            wanted = _governing(level, grade, year)
            try:
                pack = pack_for(level, grade, year)
            except NoRegime:
                assert wanted is None, (grade, year)
                continue
            found = pack.make().code if pack.make else pack.title
            assert found == wanted, (grade, year)


def test_the_programme_of_a_row_is_that_of_its_circular() -> None:
    programmes = {
        pack.make().code: pack.programme for pack in PACKS if pack.make and pack.programme
    }
    new, old = "GDPT2018", "GDPT2006"
    assert programmes == {"TT30": old, "TT58": old, "TT58+TT26": old, "TT27": new, "TT22": new}
    assert all(pack.title for pack in PACKS if pack.make is None)


def test_a_level_has_the_codes_of_all_its_grades_in_that_year() -> None:
    assert codes_of("lower_secondary", 2023) == {"TT22", "TT58+TT26"}
    assert codes_of("primary", 2023) == {"TT27", "TT30"}
    assert codes_of("upper_secondary", 2025) == {"TT22"}
    assert codes_of("primary", 2010) == codes_of("university", 2025) == frozenset()
    assert codes_of("gdtx_lower", 2022) == {"TT43"}


@pytest.mark.parametrize(
    ("setting", "places"),
    [
        ("elective_counts", ("Mức học tập trước điều chỉnh",)),
        ("missing_regular_mark", ("Kết quả môn nhận xét", "ĐTBmhk")),
        ("gdtx_conduct_self_study", ("Kết quả rèn luyện", "Xét lên lớp cuối năm")),
        ("topic_score_position", ("số cột ĐĐGtx của môn có cụm chuyên đề",)),
        ("five_year_standards", ("mục tiêu của lớp 5 tuổi",)),
    ],
)
def test_a_setting_acts_in_the_results_that_name_it_else_at_its_place_in_the_books(
    setting: str, places: tuple[str, ...]
) -> None:
    assert acts_in(setting) == places


def test_no_setting_acts_nowhere() -> None:
    assert all(place for setting in SETTINGS for place in acts_in(setting))


GROW = {"Report", "Rulebook"}
"""What is filled piece by piece while it is built."""


def _dataclasses() -> Iterator[Any]:
    for module in pkgutil.walk_packages(hocba.rules.__path__, "hocba.rules."):
        for found in vars(import_module(module.name)).values():
            if isinstance(found, type) and found.__module__ == module.name:
                yield from [found] if dataclasses.is_dataclass(found) else []


def test_what_the_law_is_made_of_does_not_change_once_it_is_made() -> None:
    changeable = {c.__name__ for c in _dataclasses() if not c.__dataclass_params__.frozen}
    assert changeable == GROW
