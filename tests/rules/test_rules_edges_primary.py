"""What is given at primary school: its bounds, and what it is when nothing is said."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from hocba.rules import NEEDS_DECISION, BadInput, regime_by_name

TT27 = regime_by_name("TT27")


def child(test: int = 80, **more: Any) -> dict[str, Any]:
    return {
        "muc_ck_2": np.array([[2, 2]]),
        "kt_ck_2": np.array([[test, 90]]),
        "kt_expected_ck_2": np.array([True, True]),
        "quality_ck_2": np.full((1, 5), 2),
        "competency_ck_2": np.full((1, 10), 2),
        "class_recognised": np.array([True]),
        "grade": np.array([4]),
        **more,
    }


def test_nobody_is_outstanding_or_recognised_unless_it_is_said() -> None:
    given = child()
    assert TT27.compute(given)["award"].tolist() == [0]
    given["outstanding_or_progress"] = np.array([True])
    assert TT27.compute(given)["award"].tolist() == [1]
    del given["class_recognised"]
    assert TT27.compute(given)["award"].tolist() == [0]


@pytest.mark.parametrize("code", ["TT27", "TT30"])
@pytest.mark.parametrize("grade", [0, 6])
def test_primary_school_has_five_grades(code: str, grade: int) -> None:
    with pytest.raises(BadInput) as refused:
        regime_by_name(code).compute({"grade": np.array([grade])})
    assert refused.value.column == "grade"


@pytest.mark.parametrize("code", ["TT27", "TT30"])
def test_tests_are_whole_marks_from_nought_to_ten(code: str) -> None:
    regime = regime_by_name(code)
    for wrong in (-2, 5, 101, 110):
        with pytest.raises(BadInput):
            regime.compute({"kt_ck_2": np.array([[wrong]])})
    regime.compute({"kt_ck_2": np.array([[-1, 0, 10, 100]])})


def test_masks_and_the_grade_are_no_reasons_of_their_own() -> None:
    for column in ("overall", "primary_completion"):
        nodes = TT27.explain(column, child(), 0, depth=9).walk()
        assert {node.name for node in nodes} & {"grade", "individual_plan", "exempt"} == set()


@pytest.mark.parametrize(
    ("test", "overall"), [(90, 3), (80, 2), (70, 2), (60, 1), (50, 1), (40, 0)]
)
def test_each_overall_level_begins_at_its_test(test: int, overall: int) -> None:
    assert TT27.compute(child(test))["overall"].tolist() == [overall]


@pytest.mark.parametrize("code", ["TT27", "TT30"])
def test_books_exist_for_grades_one_to_five(code: str) -> None:
    regime = regime_by_name(code)
    assert all(regime.slots(grade, "TOAN", "level", 0)["2"] for grade in range(1, 6))
    for grade in (0, 6):
        with pytest.raises(BadInput, match=f"lớp {grade}"):
            regime.slots(grade, "TOAN", "level", 0)
    asked = [cell.asked for cell in regime.slots(4, "TOAN", "level", 0)["2"]]
    whole = [cell.whole for cell in regime.slots(4, "TOAN", "level", 0)["2"]]
    assert asked == ([True] * 4 if code == "TT27" else [True, False, True, False])
    assert whole == [False, True, False, True]


def test_under_the_older_text_a_nought_is_a_result_and_the_exempt_lack_nothing() -> None:
    given = {
        "muc_ck_2": np.array([[2, 2], [2, -1], [2, -1], [2, -1]]),
        "kt_ck_2": np.array([[0, 90], [90, -1], [90, -1], [90, -1]]),
        "kt_expected_ck_2": np.array([True, True]),
        "quality_ck_2": np.full((4, 4), 2),
        "competency_ck_2": np.full((4, 3), 2),
        "exempt": np.array([[0, 0], [0, 1], [0, 0], [0, 0]], dtype=bool),
        "by_plan": np.array([[0, 0], [0, 0], [0, 1], [0, 0]], dtype=bool),
    }
    found = regime_by_name("TT30").compute(given)
    assert found["award"].tolist()[:2] == [0, 2] and found["award"][3] == -1
    assert found["class_completion"].tolist() == [-3, -3, -3, -1]


@pytest.mark.parametrize("code", ["TT27", "TT30"])
def test_primary_books_have_no_regular_marks(code: str) -> None:
    assert regime_by_name(code).tx_count(140) == 0


def test_cells_of_primary_books_say_which_time_of_the_year_they_are() -> None:
    for code in ("TT27", "TT30"):
        terms = regime_by_name(code).slots(4, "TOAN")
        labels = {term: [cell.label for cell in cells] for term, cells in terms.items()}
        assert labels["1"] == ["Mức giữa kì", "KTĐK giữa kì", "Mức cuối kì", "KTĐK cuối kì"]
        assert labels["2"] == ["Mức giữa kì", "KTĐK giữa kì", "Mức cuối năm", "KTĐK cuối năm"]


def test_a_nought_in_the_second_test_is_what_the_record_prints() -> None:
    regime = regime_by_name("TT27")
    first, again = np.array([[40, 40, 90]]), np.array([[0, 50, -1]])
    found = regime.compute({"kt_ck_2": first, "kt_again": again})["kt_printed"]
    assert found.tolist() == [[0, 50, 90]]


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
