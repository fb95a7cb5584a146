"""Edges that mutation testing found untried (docs/dev/mutants.md)."""

from decimal import Decimal

import numpy as np
import pytest

from hocba.rules import (
    EXEMPT,
    NEEDS_DECISION,
    NOT_APPLICABLE,
    BadInput,
    NoRegime,
    regime_by_name,
    regime_for,
)
from hocba.rules.exact import SD_ZERO, half_up_by_subject, show_sd, to_tenths
from hocba.rules.mam_non.growth import z_exact
from hocba.rules.secondary.decisions import (
    NOT_PROMOTED,
    PROMOTED,
    left_to_the_head,
    open_results,
)
from hocba.rules.secondary.marks import decided
from hocba.rules.verdict import Band, Bands, Bound, Grid
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


def test_a_refusal_names_the_place_when_there_is_one() -> None:
    assert (
        str(BadInput("gk_1", "ngoài phạm vi", (3, 2))) == "“gk_1” tại vị trí (3, 2): ngoài phạm vi"
    )
    assert str(BadInput("gk_1", "ngoài phạm vi")) == "“gk_1”: ngoài phạm vi"


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (Decimal("NaN"), "WRONG_TYPE"),
        (Decimal("Infinity"), "WRONG_TYPE"),
        (True, "WRONG_TYPE"),
        ("tám", "WRONG_TYPE"),
        ("10.1", "OUT_OF_RANGE"),
        ("-0.1", "OUT_OF_RANGE"),
        ("8.25", "OUT_OF_RANGE"),
    ],
)
def test_what_is_no_mark_is_refused_by_name(value: Decimal | str | bool, code: str) -> None:
    with pytest.raises(BadInput) as refused:
        to_tenths(value)
    assert refused.value.code == code


def test_marks_from_zero_to_ten_are_whole_tenths() -> None:
    assert [to_tenths(mark) for mark in (0, "0.1", Decimal("8.4"), 10)] == [0, 1, 84, 100]


def test_a_z_score_of_nothing_has_no_sign() -> None:
    assert [show_sd(SD_ZERO + n) for n in (-204, -1, 0, 5)] == ["−2,04", "−0,01", "0,00", "0,05"]


def test_two_pupils_with_different_numbers_of_marks_have_each_their_own_divisor() -> None:
    totals = np.array([[400], [400]], dtype=np.int16)
    assert half_up_by_subject(totals, np.array([[5], [8]])).tolist() == [[80], [50]]
    assert half_up_by_subject(totals, np.array([[8]])).tolist() == [[50], [50]]


def test_a_table_of_two_levels_has_two_axes() -> None:
    with pytest.raises(ValueError, match="rows"):
        Grid((0, 1, 2))  # type: ignore[arg-type]


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


@pytest.mark.parametrize("code", ["TT27", "TT30"])
def test_primary_books_have_no_regular_marks(code: str) -> None:
    assert regime_by_name(code).tx_count(140) == 0


def test_a_text_the_program_lacks_is_named_with_both_years() -> None:
    with pytest.raises(NoRegime, match="Lớp 3 năm học 2010–2011 theo Thông tư 30/2014"):
        regime_for("primary", 3, 2010)
    with pytest.raises(NoRegime, match="năm học 2025–2026 học chương trình GDPT2018"):
        regime_for("primary", 3, 2025, programme="GDPT2006")


def test_the_head_decides_for_one_pupil_whatever_the_proposal_would_be() -> None:
    proposal = np.array([NOT_PROMOTED, NOT_PROMOTED, PROMOTED, -1], dtype=np.int8)
    decided_for = np.array([True, False, True, True])
    found = left_to_the_head(proposal, decided_for)
    assert found.tolist() == [NEEDS_DECISION, NOT_PROMOTED, NEEDS_DECISION, -1]


def test_a_blocked_pupil_changes_nothing_for_the_others() -> None:
    status = np.array([-1, 3, 3], dtype=np.int8)
    assert open_results(np.array([3, 3, 1], dtype=np.int8), status).tolist() == [-1, 3, 1]
    grid = Grid(((0, 1), (2, 3)))
    rows, columns = np.array([0, 0, 1, -1], dtype=np.int8), np.array([0, 1, 0, 0], dtype=np.int8)
    assert grid.decide(rows, columns).tolist() == [0, 1, 2, -1]
    assert grid.decide(columns, rows).tolist() == [0, 2, 1, -1]


TT22, TT43, TT58 = (regime_by_name(code) for code in ("TT22", "TT43", "TT58"))


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
    regime = TT43.with_settings({"elective_counts": by_setting})
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


def test_cells_of_primary_books_say_which_time_of_the_year_they_are() -> None:
    for code in ("TT27", "TT30"):
        terms = regime_by_name(code).slots(4, "TOAN")
        labels = {term: [cell.label for cell in cells] for term, cells in terms.items()}
        assert labels["1"] == ["Mức giữa kì", "KTĐK giữa kì", "Mức cuối kì", "KTĐK cuối kì"]
        assert labels["2"] == ["Mức giữa kì", "KTĐK giữa kì", "Mức cuối năm", "KTĐK cuối năm"]


def test_where_l_is_nought_a_measurement_is_judged_by_its_logarithm() -> None:
    lms = (Decimal(0), Decimal(10), Decimal("0.1"))
    assert abs(z_exact(10 * Decimal("0.2").exp(), lms) - 2) < Decimal("1e-20")
    three, two = (10 * (n * Decimal("0.1")).exp() for n in (3, 2))
    assert abs(z_exact(three + (three - two), lms) - 4) < Decimal("1e-20")
    low, less = (10 * (n * Decimal("0.1")).exp() for n in (-3, -2))
    assert abs(z_exact(low - (less - low), lms) + 4) < Decimal("1e-20")


@pytest.mark.parametrize(("code", "need"), [("TT22", 6), ("TT43", 5)])
def test_the_higher_title_needs_enough_averages_of_exactly_nine(code: str, need: int) -> None:
    rows = np.array([[90] * need, [90] * (need - 1) + [89], [100] * need])
    facts = {
        "average_year": np.concatenate([rows, np.full((3, 3), 80)], axis=1),
        "learning_year": np.full(3, 3),
        "conduct_year": np.full(3, 3),
    }
    assert regime_by_name(code).compute(facts)["award"].tolist() == [2, 1, 2]


def test_a_book_of_2011_numbers_its_tests_and_has_no_topics() -> None:
    cells = TT58.slots(8, "TOAN", "score", 140)["1"]
    labels = [cell.label for cell in cells]
    assert labels == ["KTtx 1", "KTtx 2", "KTtx 3", "KTtx 4", "KTđk 1", "KTđk 2", "KThk"]
    assert TT58.tx_count(140, topics=True) == TT58.tx_count(140) == 4
    assert [TT58.tx_count(periods) for periods in (35, 36, 104, 105)] == [2, 3, 3, 4]


def test_a_nought_in_the_second_test_is_what_the_record_prints() -> None:
    regime = regime_by_name("TT27")
    first, again = np.array([[40, 40, 90]]), np.array([[0, 50, -1]])
    found = regime.compute({"kt_ck_2": first, "kt_again": again})["kt_printed"]
    assert found.tolist() == [[0, 50, 90]]


def test_only_the_last_band_may_be_the_rest() -> None:
    with pytest.raises(ValueError, match="the rest"):
        Bands(Band(2, ()), Band(1, (Bound("a", 1),)), Band(0, ()))
    with pytest.raises(ValueError, match="best level down"):
        Bands(Band(1, (Bound("a", 2),)), Band(1, (Bound("a", 1),)), Band(0, ()))


def test_one_subject_of_six_is_to_blame_only_had_it_been_good_enough() -> None:
    """Without it five are left, too few for a level; as a 10 it would make six of 8,0 (no. 1)."""
    rows = np.array([[80, 80, 64, 80, 80, 80], [80, 80, 64, 64, 80, 80], [80, 80, 65, 80, 80, 80]])
    given = {
        "average_year": np.concatenate([rows, np.full((3, 1), EXEMPT)], axis=1),
        "comment_year": np.ones((3, 2), dtype=np.int8),
    }
    strict = TT22.compute(given)
    assert strict["learning_year"].tolist() == [1, 1, 2]
    reading = TT22.with_settings({"one_subject_mode": "counterfactual"}).compute(given)
    assert reading["culprit_year"].tolist() == [2, -1, -1]
    assert reading["learning_year"].tolist() == [2, 1, 2]


def test_a_primary_subject_assessed_by_comment_alone_leaves_the_level_to_the_head() -> None:
    regime = regime_by_name("TT27")
    children = {
        "muc_ck_2": np.array([[2, 2, 2], [2, 2, -1], [2, -1, -1], [2, 2, 2]]),
        "kt_ck_2": np.array([[90, 90, 90], [90, 90, -1], [90, 90, -1], [90, 90, 90]]),
        "kt_expected_ck_2": np.array([True, False, True]),
        "quality_ck_2": np.full((4, 5), 2),
        "competency_ck_2": np.full((4, 10), 2),
        "by_plan": np.array([[0, 0, 0], [0, 0, 1], [0, 0, 1], [0, 0, 0]], dtype=bool),
    }
    found = regime.compute(children)["overall"].tolist()
    assert found == [3, NEEDS_DECISION, -1, 3]


def test_each_pupil_may_have_other_key_subjects() -> None:
    """Ngoại ngữ of the one is another column than of the other (Điều 13)."""
    given = {
        "average_year": np.array([[80, 70, 70, 95], [80, 70, 70, 95]]),
        "comment_year": np.ones((2, 1), dtype=np.int8),
        "key": np.array([[True, True, False, False], [False, True, True, False]]),
    }
    assert TT58.compute(given)["base_year"].tolist() == [3, 3]
    given["average_year"] = np.array([[85, 70, 70, 95], [85, 70, 70, 95]])
    assert TT58.compute(given)["base_year"].tolist() == [4, 3]
    one = {**given, "key": np.array([[True, True, False, False]])}
    assert TT58.compute(one)["base_year"].tolist() == [4, 4]


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


def test_a_subject_of_nought_can_be_the_one_to_blame_under_the_text_of_2011() -> None:
    given = {
        "average_year": np.array([[0, *[90] * 9]]),
        "comment_year": np.ones((1, 2), dtype=np.int8),
        "key": np.array([[False] * 7 + [True] * 3]),
    }
    assert TT58.compute(given)["learning_year"].tolist() == [1]
    left = TT58.with_settings({"tt58_G_to_Kem": "none"}).compute(given)
    assert left["learning_year"].tolist() == [0]
    again = TT58.compute({**given, "average_again": np.array([[34, *[-1] * 9]])})
    assert again["gpa_after"].tolist() == [84] and again["learning_after"].tolist() == [2]


@pytest.mark.parametrize(
    ("tx", "dk", "result"),
    [([0, 1], [1, 1], 1), ([0, 0, 0], [1, 1], 0), ([1, 1], [0, 0], 0), ([1, 1], [1, -1], -1)],
)
def test_tests_of_both_kinds_count_once_among_the_two_thirds(
    tx: list[int], dk: list[int], result: int
) -> None:
    found = TT58.compute(
        {
            "comment_tx_1": np.array([[tx]]),
            "comment_tx_expected_1": np.array([[len(tx)]]),
            "comment_dk_1": np.array([[dk]]),
            "comment_dk_expected_1": np.array([[len(dk)]]),
            "comment_ck_1": np.array([[1]]),
        }
    )
    assert found["comment_1"].tolist() == [[result]]


def test_the_year_of_a_comment_subject_in_2011_is_the_other_term_when_exempt_in_one() -> None:
    pairs = np.array(
        [[-1, 1], [1, -1], [EXEMPT, 1], [1, EXEMPT], [EXEMPT, EXEMPT], [-5, -5], [1, 0], [0, 1]]
    )
    given = {"comment_1": pairs[:, :1], "comment_2": pairs[:, 1:]}
    year = TT58.compute(given)["comment_year"][:, 0].tolist()
    assert year == [-1, -1, 1, 1, EXEMPT, -5, 0, 1]
