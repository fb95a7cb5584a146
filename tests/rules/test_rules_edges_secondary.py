"""Edges of TT 22 and TT 43, and of what the secondary circulars share, that mutants found untried."""

import numpy as np
import pytest

from hocba.rules import (
    EXEMPT,
    INCOMPLETE,
    NEEDS_DECISION,
    NOT_APPLICABLE,
    BadInput,
    regime_by_name,
)
from hocba.rules.secondary.decisions import (
    NOT_PROMOTED,
    PROMOTED,
    left_to_the_head,
)
from hocba.rules.secondary.marks import decided

TT22, TT43, TT58 = (regime_by_name(code) for code in ("TT22", "TT43", "TT58"))


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


def test_one_row_of_re_assessed_results_stands_for_all_pupils() -> None:
    regime = regime_by_name("TT22")
    year = {
        "average_year": np.array([[80, 80, 80, 80, 80, 80, 80, 30]] * 3),
        "comment_year": np.ones((3, 1), dtype=np.int8),
    }
    again = np.array([[-1] * 7 + [60]])
    one = regime.compute({**year, "average_again": again})["learning_after"]
    each = regime.compute({**year, "average_again": np.repeat(again, 3, axis=0)})["learning_after"]
    assert one.tolist() == each.tolist() == [2, 2, 2]
    nought = regime.compute({**year, "average_again": np.array([[-1] * 7 + [0]])})
    assert nought["learning_after"].tolist() == [0, 0, 0]
    nobody = regime.compute({**year, "average_again": np.full((1, 8), -1)})["learning_after"]
    assert nobody.tolist() == [NOT_APPLICABLE] * 3


def test_the_head_decides_for_one_pupil_whatever_the_proposal_would_be() -> None:
    proposal = np.array([NOT_PROMOTED, NOT_PROMOTED, PROMOTED, -1], dtype=np.int8)
    decided_for = np.array([True, False, True, True])
    found = left_to_the_head(proposal, decided_for)
    assert found.tolist() == [NEEDS_DECISION, NOT_PROMOTED, NEEDS_DECISION, -1]


def test_conduct_that_fell_in_the_summer_counts_and_the_exempt_meet_every_condition() -> None:
    """The summer's result replaces the year's, be it Chưa đạt; beside learners without conduct."""
    facts = {
        "conduct_year": np.array([2, 2, EXEMPT]),
        "learning_year": np.array([3, 3, 3]),
        "absences": np.array([0, 0, 0]),
        "conduct_again": np.array([0, 1, -1]),
    }
    found = TT43.compute(facts)
    assert found["promotion"].tolist() == [PROMOTED] * 3
    after = TT43.compute({**facts, "learning_after": np.full(3, NOT_APPLICABLE)})["promotion_after"]
    assert after.tolist() == [NOT_PROMOTED, PROMOTED, NOT_APPLICABLE]


def test_a_summer_without_a_year_to_replace_decides_nothing() -> None:
    facts = {
        "conduct_year": np.array([INCOMPLETE, 0]),
        "learning_year": np.array([3, 3]),
        "absences": np.array([0, 0]),
        "conduct_again": np.array([2, 2]),
        "learning_after": np.full(2, NOT_APPLICABLE),
    }
    assert TT22.compute(facts)["promotion_after"].tolist() == [INCOMPLETE, PROMOTED]


def test_completion_follows_each_decision_of_the_last_grade() -> None:
    decisions = np.array([NOT_PROMOTED, 1, 2, PROMOTED, -1, NEEDS_DECISION], dtype=np.int8)
    found = TT22.compute(
        {
            "promotion": decisions,
            "promotion_after": np.full(6, NOT_APPLICABLE),
            "grade": np.array([9, 9, 12, 12, 9, 9]),
        }
    )["completion"]
    assert found.tolist() == [0, -1, -1, 1, -1, NEEDS_DECISION]


@pytest.mark.parametrize(
    ("counted", "by_setting", "level"),
    [(0, True, 3), (0, False, 3), (1, True, 0), (1, False, 0), (-1, True, 0), (-1, False, 3)],
)
def test_an_elective_counts_as_it_was_decided_and_else_by_the_setting(
    counted: int, by_setting: bool, level: int
) -> None:
    regime = regime_by_name(TT43.code, {"elective_counts": by_setting})
    found = regime.compute(
        {
            "average_year": np.array([[90] * 8 + [20] * 2]),
            "elective": np.array([False] * 8 + [True] * 2),
            "elective_counted": np.full(10, counted),
        }
    )
    assert found["base_year"].tolist() == [level]


def test_a_first_scored_subject_can_be_the_one_to_blame() -> None:
    given = {"average_year": np.array([[34, *[85] * 7]]), "comment_year": np.ones((1, 2))}
    given["comment_year"] = given["comment_year"].astype(np.int8)
    found = TT22.compute(given)
    assert (found["culprit_year"][0], bool(found["adjusted_year"][0])) == (0, True)


def test_a_decision_on_zero_is_a_decision() -> None:
    """0 and Chưa đạt of the head count like any other of his results."""
    open_, head = np.array([NEEDS_DECISION, -1], dtype=np.int8), np.array([0, -1], dtype=np.int8)
    assert decided(open_, head).tolist() == [0, -1]
    assert decided(open_, np.zeros(2, dtype=np.int16)).dtype == np.int8


def test_a_number_of_expected_marks_of_each_pupil_leaves_the_other_slots_out() -> None:
    """Slots beyond the expected number count nowhere, whoever else has more of them."""
    found = TT22.compute(
        {
            "tx_1": np.array([[[80, 80, -1]], [[80, 80, 20]], [[80, 80, -1]]]),
            "tx_expected_1": np.array([[2], [2], [3]]),
            "gk_1": np.array([[80]] * 3),
            "ck_1": np.array([[81]] * 3),
        }
    )["average_1"]
    assert found[:, 0].tolist() == [80, 80, -1]
    two = TT22.compute(
        {
            "tx_1": np.array([[[80, 80, 80], [60, 60, 10]]] * 2),
            "tx_expected_1": np.array([[3, 2]]),
            "gk_1": np.array([[80, 60]] * 2),
            "ck_1": np.array([[80, 60]] * 2),
        }
    )["average_1"]
    assert two.tolist() == [[80, 60], [80, 60]]


def test_a_year_is_missing_while_either_term_is_and_exempt_only_when_both_are() -> None:
    pairs = np.array([[-1, -1], [-1, 80], [EXEMPT, EXEMPT], [80, EXEMPT], [EXEMPT, -1], [50, 65]])
    given = {"average_1": pairs[:, :1], "average_2": pairs[:, 1:]}
    year = TT22.compute(given)["average_year"][:, 0].tolist()
    assert year == [-1, -1, EXEMPT, NEEDS_DECISION, -1, 60]
    assert TT58.compute(given)["average_year"][:, 0].tolist() == [-1, -1, EXEMPT, 80, -1, 60]


@pytest.mark.parametrize(("periods", "count"), [(0, 2), (35, 2), (36, 3), (10_000, 4)])
def test_periods_of_a_year_give_the_number_of_regular_marks(periods: int, count: int) -> None:
    assert TT22.tx_count(periods) == count
    for wrong in (-1, 10_001):
        with pytest.raises(BadInput, match="10000"):
            TT22.tx_count(wrong)


def test_cells_are_numbered_from_one_and_topics_from_two() -> None:
    cells = TT22.slots(10, "VL", "score", 70, topics=2)["1"]
    assert [cell.label for cell in cells] == [
        *("ĐĐGtx 1", "ĐĐGtx 2", "ĐĐGtx 3", "Cụm chuyên đề", "Chuyên đề 2", "ĐĐGgk", "ĐĐGck")
    ]
    assert [cell.code for cell in cells][3:5] == ["cd", "cd2"]
    assert [cell.index for cell in cells] == [0, 1, 2, 3, 4, None, None]


def test_fewer_columns_than_any_pupil_is_to_have_are_refused() -> None:
    marks = {"gk_1": np.array([[80]] * 2), "ck_1": np.array([[80]] * 2)}
    tx = np.full((2, 1, 2), 80)
    with pytest.raises(BadInput, match="có 2 cột, cần 3 lần"):
        TT22.compute({**marks, "tx_1": tx, "tx_expected_1": np.array([[2], [3]])})
    assert not TT22.compute({"tx_1": np.empty((1, 1, 0), dtype=np.int16)})


def test_a_comment_subject_failed_again_stays_failed() -> None:
    given = {"comment_year": np.array([[1, 0, 1]]), "comment_again": np.array([[0, 1, -1]])}
    assert TT22.compute(given)["comment_after"].tolist() == [[0, 1, 1]]
    year = {"average_year": np.full((2, 7), 80), "comment_year": np.ones((2, 2), dtype=np.int8)}
    again = TT22.compute({**year, "comment_again": np.array([[0, -1]])})["learning_after"]
    assert again.tolist() == [1, 1]


def test_nothing_decided_about_no_subject_is_nothing() -> None:
    nothing = np.empty((1, 0), dtype=np.int8)
    assert decided(nothing, nothing).shape == (1, 0)


def test_the_year_of_a_comment_subject_is_the_second_term_when_there_is_one() -> None:
    pairs = np.array([[1, -1], [-1, 1], [1, 0], [1, EXEMPT], [EXEMPT, EXEMPT], [EXEMPT, 1]])
    given = {"comment_1": pairs[:, :1], "comment_2": pairs[:, 1:]}
    year = TT22.compute(given)["comment_year"][:, 0].tolist()
    assert year == [-1, 1, 0, NEEDS_DECISION, EXEMPT, 1]


@pytest.mark.parametrize(("code", "need"), [("TT22", 6), ("TT43", 5)])
def test_the_higher_title_needs_enough_averages_of_exactly_nine(code: str, need: int) -> None:
    rows = np.array([[90] * need, [90] * (need - 1) + [89], [100] * need])
    facts = {
        "average_year": np.concatenate([rows, np.full((3, 3), 80)], axis=1),
        "learning_year": np.full(3, 3),
        "conduct_year": np.full(3, 3),
    }
    assert regime_by_name(code).compute(facts)["award"].tolist() == [2, 1, 2]


def test_one_subject_of_six_is_to_blame_only_had_it_been_good_enough() -> None:
    """Without it five are left, too few for a level; as a 10 it would make six of 8,0 (no. 1)."""
    rows = np.array([[80, 80, 64, 80, 80, 80], [80, 80, 64, 64, 80, 80], [80, 80, 65, 80, 80, 80]])
    given = {
        "average_year": np.concatenate([rows, np.full((3, 1), EXEMPT)], axis=1),
        "comment_year": np.ones((3, 2), dtype=np.int8),
    }
    strict = TT22.compute(given)
    assert strict["learning_year"].tolist() == [1, 1, 2]
    reading = regime_by_name(TT22.code, {"one_subject_mode": "counterfactual"}).compute(given)
    assert reading["culprit_year"].tolist() == [2, -1, -1]
    assert reading["learning_year"].tolist() == [2, 1, 2]


@pytest.mark.parametrize("code", ["TT22", "TT43", "TT58", "TT58+TT26"])
@pytest.mark.parametrize("status", [-1, NEEDS_DECISION])
def test_nobody_is_lifted_while_a_result_is_open(code: str, status: int) -> None:
    """One weak subject among good ones, and one of which nothing is known."""
    regime = regime_by_name(code)
    given = {"average_year": np.array([[30, status, *[90] * 8], [30, 90, *[90] * 8]])}
    if regime.takes("comment_year") or "comment_year" in regime.rulebook.columns:
        given["comment_year"] = np.ones((2, 2), dtype=np.int8)
    if regime.takes("key"):
        given["key"] = np.array([[False] * 7 + [True] * 3])
    found = regime.compute(given)
    assert found["culprit_year"].tolist() == [-1, 0]
    assert found["learning_year"][0] == status and found["adjusted_year"].tolist() == [False, True]


@pytest.mark.parametrize("code", ["TT22", "TT43"])
def test_a_regular_nought_by_decision_counts_unless_only_a_make_up_may_fill_it(code: str) -> None:
    given = {
        "tx_1": np.array([[[0, 80]], [[0, 80]]]),
        "tx_expected_1": np.array([[2]]),
        "gk_1": np.array([[80], [80]]),
        "ck_1": np.array([[80], [80]]),
        "tx_by_decision_1": np.array([[[True, False]], [[False, False]]]),
    }
    regime = regime_by_name(code)
    assert regime.compute(given)["average_1"].tolist() == [[69], [69]]
    made_up = regime_by_name(regime.code, {"missing_regular_mark": "makeup"})
    assert made_up.compute(given)["average_1"].tolist() == [[-1], [69]]
