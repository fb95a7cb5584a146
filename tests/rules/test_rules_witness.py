"""The engine and the naive witness agree on thousands of random pupils, cell by cell.

`WITNESS_PUPILS=100000` in the environment runs the long form.
"""

from __future__ import annotations

import os
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from hocba.rules import regime_by_name
from hocba.rules.levels import EXEMPT, LEARNING, STATUS_CODES, Scale
from tests.rules.witness import EXEMPT as EXEMPT_WORD
from tests.rules.witness import STATUSES, level, primary, secondary
from tests.rules.worlds import (
    centre,
    learner,
    primary_child,
    primary_school,
    secondary_pupil,
    secondary_school,
)

PUPILS = int(os.environ.get("WITNESS_PUPILS", "1500"))


def as_witness(value: Any, unit: Any) -> Any:
    """An array cell in the words of the witness."""
    if unit == "flag":
        return bool(value)
    if value < 0:
        return STATUS_CODES[int(value)]
    return unit.codes[int(value)] if isinstance(unit, Scale) else Fraction(int(value), 10)


def compare(regime: Any, computed: Any, row: int, expected: dict[str, Any]) -> None:
    for name, wanted in expected.items():
        unit = regime.rulebook.spec(name).unit
        cell = computed[name][row]
        found: Any = [as_witness(v, unit) for v in cell] if cell.ndim else as_witness(cell, unit)
        assert found == wanted, (name, row)


def test_every_result_of_tt22_agrees_with_the_witness_on_random_pupils() -> None:
    regime = regime_by_name("TT22")
    given = secondary_school(PUPILS, seed=22)
    computed = regime.compute(given)
    seen: set[Any] = set()
    for row in range(PUPILS):
        expected = secondary(secondary_pupil(given, row))
        compare(regime, computed, row, expected)
        seen |= {(k, v) for k, v in expected.items() if not isinstance(v, list)}
    levels = {v for k, v in seen if k == "learning_year"}
    assert levels == {"T", "K", "Đ", "CĐ", "INCOMPLETE", "NEEDS_DECISION"}
    assert {v for k, v in seen if k == "award"} >= {"NONE", "GIOI", "XUAT_SAC", "INCOMPLETE"}
    assert len({v for k, v in seen if k == "promotion"}) == 6
    assert {("adjusted_year", True), ("promotion_after", "PROMOTED")} <= seen


def test_every_result_of_tt43_agrees_with_the_witness_on_random_learners() -> None:
    regime = regime_by_name("TT43")
    given = centre(PUPILS, seed=43)
    computed = regime.compute(given)
    seen: set[Any] = set()
    for row in range(PUPILS):
        expected = secondary(learner(given, row))
        expected = {k: v for k, v in expected.items() if not k.startswith("comment_")}
        compare(regime, computed, row, expected)
        seen |= {(k, v) for k, v in expected.items() if not isinstance(v, list)}
    levels = {v for k, v in seen if k == "learning_year"}
    assert levels == {"T", "K", "Đ", "CĐ", "INCOMPLETE", "NEEDS_DECISION"}
    assert {("conduct_year", EXEMPT_WORD), ("award", "NEEDS_DECISION")} <= seen
    assert {("adjusted_year", True), ("promotion_after", "PROMOTED")} <= seen


@pytest.mark.parametrize("good_enough", [False, True])
@pytest.mark.parametrize("only_scored", [False, True])
def test_every_reading_of_the_one_subject_clause_agrees_with_the_witness(
    good_enough: bool, only_scored: bool
) -> None:
    """Year results drawn from the thresholds alone, where the readings differ."""
    rng = np.random.default_rng(9)
    scores = rng.choice([34, 35, 49, 50, 64, 65, 79, 80], size=(1500, 8))
    scores[:, :5] = np.maximum(scores[:, :5], rng.choice([50, 65, 80], size=(1500, 1)))
    scores[rng.random(scores.shape) < 0.02] = EXEMPT
    comments = (rng.random((1500, 3)) > 0.05).astype(np.int8)
    regime = regime_by_name("TT22").with_settings(
        {
            "one_subject_mode": "counterfactual" if good_enough else "strict",
            "one_subject_includes_comment_subjects": not only_scored,
        }
    )
    computed = regime.compute({"average_year": scores, "comment_year": comments})
    adjusted = 0
    for row in range(1500):
        marks = [as_witness(v, "tenths") for v in scores[row]]
        noted = ["Đ" if c else "CĐ" for c in comments[row]]
        expected = level(marks, noted, good_enough, only_scored)
        found = as_witness(computed["learning_year"][row], LEARNING)
        assert (found, bool(computed["adjusted_year"][row])) == expected, row
        adjusted += expected[1]
    assert adjusted > 20


@pytest.mark.parametrize("grade", [1, 4, 5])
def test_every_result_of_tt27_agrees_with_the_witness_on_random_pupils(grade: int) -> None:
    regime = regime_by_name("TT27")
    given = primary_school(1500, seed=grade, grade=grade)
    computed = regime.compute(given)
    seen = set()
    for row in range(1500):
        expected = primary(primary_child(given, row))
        compare(regime, computed, row, expected)
        seen |= set(expected.items())
    assert {v for k, v in seen if k == "overall" and v not in STATUSES} == {
        "HTXS",
        "HTT",
        "HT",
        "CHT",
    }
    assert ("award", "TIEU_BIEU") in seen and ("overall", "NEEDS_DECISION") in seen


def test_blocks_of_pupils_give_the_same_as_one_at_a_time() -> None:
    """A run over more pupils than one block equals the runs over its parts."""
    regime = regime_by_name("TT22")
    given = secondary_school(5000, seed=5)
    whole = regime.compute(given)
    for start, end in ((0, 45), (4080, 4110), (4990, 5000)):
        part = regime.compute(
            {k: v if k == "tx_expected" else v[start:end] for k, v in given.items()}
        )
        assert set(part) == set(whole)
        for name, column in part.items():
            assert (column == whole[name][start:end]).all(), name
