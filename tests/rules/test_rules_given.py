"""What may be handed to a circular: its bounds, what stands for nothing, what counts as a reason."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np
import pytest

from hocba.rules import BadInput, Regime, regime_by_name
from hocba.rules.column import Given
from hocba.rules.levels import MISSING, Scale
from hocba.rules.which import REGIMES

LEARNING, COMMENT, TRAIT = (-1, 3), (-1, 1), (-1, 2)
BOUNDS = {
    "absences": (-1, 400),
    "age_days": (-1, 4000),
    "age_months": (-1, 130),
    "weight": (-1, 1500),
    "height": (-1, 2000),
    "elective_counted": (-1, 1),
    "tx_expected_1": (0, 12),
    "comment_tx_expected_2": (0, 12),
    "dk_expected_1": (0, 12),
    "comment_dk_expected_2": (0, 12),
    **{f"{part}_{term}": (-1, 100) for part in ("tx", "dk", "gk", "ck") for term in "12"},
    **{f"comment_{part}_{term}": COMMENT for part in ("tx", "dk", "gk", "ck") for term in "12"},
    "average_decided": (-1, 100),
    "average_again": (-1, 100),
    "comment_again": COMMENT,
    "comment_decided": COMMENT,
    "conduct_1": LEARNING,
    "conduct_again": LEARNING,
    "promotion_decided": LEARNING,
    "kt_ck_2": (-1, 100),
    "kt_again": (-1, 100),
    "muc_ck_2": TRAIT,
    "quality_gk_1": TRAIT,
    "overall_decided": (-1, 3),
    "goal": (-1, 1),
}
"""The lowest and highest value of an input: marks from 0 to 10, levels of their scale, the number of
school days with room to spare; a child of kindergarten is younger than eleven, lighter than 150 kg
and smaller than two metres.  −1 is «nothing»."""
GRADES = {"TT27": (1, 5), "TT30": (1, 5)}
SHAPING = re.compile(
    r"(comment_)?(exempt|taken|by_plan|(\w+_)?by_decision|(tx|dk)_expected)_[12]|elective(_counted)?"
    r"|\w+_decided(_\w+)?|head_decides|key|specialised|grade|exempt|by_plan|kt_expected_\w+"
    r"|flexible_class|individual_plan|conduct_exempt|goal_expected"
)
"""Masks, counts, decisions and the grade: they shape a result and are no reason of their own."""


def _inputs() -> Iterator[tuple[Regime, Given]]:
    for code in REGIMES:
        regime = regime_by_name(code)
        for spec in regime.rulebook.inputs.values():
            yield regime, spec


def _of_its_unit(spec: Given) -> tuple[int, int]:
    if isinstance(spec.unit, Scale):
        return MISSING, len(spec.unit.codes) - 1
    return {"flag": (0, 1), "count": (0, 12), "whole": (MISSING, 100)}[spec.unit]


def _takes(regime: Regime, spec: Given, value: int) -> bool:
    """Whether the value is used; what is out of range is refused by name and nothing else is."""
    try:
        shape = [2 if axis == "J" else 1 for axis in spec.axes]
        regime.arrays({spec.name: np.full(shape, value)})
    except BadInput as refused:
        assert (refused.column, refused.code) == (spec.name, "OUT_OF_RANGE")
        return False
    return True


@pytest.mark.parametrize("code", REGIMES)
def test_an_input_is_taken_between_its_bounds_and_refused_beyond_them(code: str) -> None:
    regime = regime_by_name(code)
    bounds = {**BOUNDS, "grade": GRADES.get(code, (6, 12))}
    for spec in regime.rulebook.inputs.values():
        low, high = bounds.get(spec.name) or _of_its_unit(spec)
        inside = [_takes(regime, spec, value) for value in (low - 1, low, high, high + 1)]
        assert inside == [False, True, True, False], spec.name


def test_marks_are_of_the_scale_of_ten_whole_ones_at_primary_school() -> None:
    for regime, spec in _inputs():
        if spec.unit in ("tenths", "whole") and regime.code != "MN":
            assert (spec.low, spec.high) == (MISSING, 100), spec.name
            assert _takes(regime, spec, 85) == (spec.unit == "tenths"), spec.name
            assert _takes(regime, spec, 80), spec.name


def test_what_is_optional_is_nothing_until_it_is_given() -> None:
    for regime, spec in _inputs():
        if spec.default is None:
            continue
        at_first = 1 if re.search(r"taken|goal_expected", spec.name) else 0
        wanted = at_first if spec.unit == "flag" else MISSING
        assert spec.default == wanted, (regime.code, spec.name)


def test_every_circular_of_a_school_takes_the_grade() -> None:
    without = {code for code in REGIMES if not regime_by_name(code).takes("grade")}
    assert without == {"MN", "TT23"}


def test_what_shapes_a_result_is_no_reason_of_its_own() -> None:
    for regime, spec in _inputs():
        shaping = SHAPING.fullmatch(spec.name) is not None
        assert spec.quiet == shaping, (regime.code, spec.name)


def test_a_cell_that_may_be_left_out_names_the_mask_that_says_so() -> None:
    for regime, spec in _inputs():
        inputs = regime.rulebook.inputs
        masks = {name.replace("_expected", ""): name for name in inputs if "_expected" in name}
        assert spec.expected == masks.get(spec.name, ""), (regime.code, spec.name)
        assert spec.free == "" or inputs[spec.free].unit == "flag", (regime.code, spec.name)
