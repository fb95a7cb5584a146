"""Edges that mutation testing found untried (docs/dev/mutants.md)."""

import numpy as np
import pytest

from hocba.rules import NEEDS_DECISION, NOT_APPLICABLE, NoRegime, regime_by_name, regime_for
from hocba.rules.secondary.marks import decided
from hocba.rules.which import pack_for

NEW = {
    "primary": {1: 2020, 2: 2021, 3: 2022, 4: 2023, 5: 2024},
    "lower_secondary": {6: 2021, 7: 2022, 8: 2023, 9: 2024},
    "upper_secondary": {10: 2022, 11: 2023, 12: 2024},
}


@pytest.mark.parametrize(
    ("level", "grade", "first"),
    [(level, grade, first) for level, years in NEW.items() for grade, first in years.items()],
)
def test_each_grade_changes_circular_exactly_in_its_first_year(
    level: str, grade: int, first: int
) -> None:
    new = "TT27" if level == "primary" else "TT22"
    assert regime_for(level, grade, first).code == new
    assert regime_for(level, grade, first - 1).code != new


def test_a_school_year_without_circular_is_named_by_both_its_years() -> None:
    with pytest.raises(NoRegime, match="1990–1991"):
        pack_for("lower_secondary", 6, 1990)


def test_a_re_assessed_zero_is_a_result() -> None:
    regime = regime_by_name("TT22")
    year = {
        "average_year": np.array([[80, 80, 80, 80, 80, 80, 80, 30]] * 2),
        "comment_year": np.ones((2, 1), dtype=np.int8),
        "average_again": np.array([[-1] * 7 + [0], [-1] * 8]),
    }
    after = regime.compute(year)["learning_after"]
    assert after.tolist() == [0, NOT_APPLICABLE]


def test_the_heads_decision_fills_what_is_open_and_never_replaces_a_conclusion() -> None:
    results = np.array([NEEDS_DECISION, -1, 2, -2], dtype=np.int8)
    assert decided(results, np.array([3, 3, 3, 3], dtype=np.int8)).tolist() == [3, 3, 2, -2]
