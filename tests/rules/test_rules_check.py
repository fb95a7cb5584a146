"""Examples checked: which circular a name means, and when an answer is the one expected."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from hocba.rules import BadInput
from hocba.rules.check import check_example, check_file, shipped_cases
from hocba.rules.tt23_2010.standards import indicator_text

WRITTEN = sorted({str(example["regulation"]) for example in shipped_cases()})
AMENDED = "TT58/2011+TT26/2020"


@pytest.mark.parametrize(
    ("names", "regulations"),
    [
        (["TT22"], ["TT22/2021"]),
        (["TT22/2021"], ["TT22/2021"]),
        (["TT22", "TT43"], ["TT22/2021", "TT43/2021"]),
        (["TT58"], ["TT58/2011", AMENDED]),
        (["TT58/2011"], ["TT58/2011"]),
        (["TT58+TT26"], [AMENDED]),
        (["TT30"], ["TT30/2014+TT22/2016"]),
        (["MN"], ["MamNon/WHO", "GDMN"]),
        ([], WRITTEN),
    ],
)
def test_a_name_means_its_circular_and_what_amends_it(
    names: list[str], regulations: list[str], tmp_path: Path
) -> None:
    """Every example is wrong, so that those that were run are told."""
    wrong = {"grade": 5, "input": {"kind": "horoscope"}, "expected": {}}
    file = tmp_path / "vi-du.json"
    file.write_text(json.dumps([{"regulation": name, **wrong} for name in WRITTEN]), "utf-8")
    report = check_file(file, names)
    assert sorted(one.regulation for one in report.differences) == sorted(regulations)


def validated(expected: Any) -> tuple[str, ...]:
    return check_example(
        {
            "regulation": "TT22/2021",
            "grade": 6,
            "input": {"kind": "validate_score", "score": "8"},
            "expected": expected,
        }
    )


def test_yes_is_not_one_and_nothing_is_not_no() -> None:
    assert validated({"valid": True, "error": None}) == ()
    assert validated({"valid": 1}) == ("valid: cần 1, tính ra true",)
    assert validated({"error": False}) == ("error: cần false, tính ra null",)


def test_a_difference_is_shown_in_plain_vietnamese() -> None:
    lines = check_example(
        {
            "regulation": "TT22/2021",
            "grade": 6,
            "input": {"kind": "conduct_year", "hk1": "T", "hk2": "CĐ"},
            "expected": {"level": "Đ"},
        }
    )
    assert lines == ('level: cần "Đ", tính ra "CĐ"',)


def test_an_indicator_that_is_not_there_has_no_text() -> None:
    for number in (0, 121):
        with pytest.raises(BadInput, match=f"không có chỉ số {number}"):
            indicator_text(number)
