"""TT 27/2020: completion, supplementary assessment, awards, and the reasons given."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from hocba.rules import BadInput, regime_by_name
from hocba.rules.levels import INCOMPLETE, NEEDS_DECISION, NOT_APPLICABLE
from tests.rules.reasons import every_value_has_a_reason
from tests.rules.worlds27 import primary_school, with_summer

TT27 = regime_by_name("TT27")
CHT, HT, HTT, HTXS = range(4)


def child(**more: Any) -> dict[str, Any]:
    """One grade 4 pupil, four subjects of which two have a test, everything at its best."""
    return {
        "subjects": np.array(["TV", "TOAN", "AN", "GDTC"]),
        "muc_ck_2": np.array([[2, 2, 2, 2]]),
        "kt_ck_2": np.array([[100, 90, -1, -1]]),
        "kt_expected_ck_2": np.array([True, True, False, False]),
        "quality_ck_2": np.full((1, 5), 2),
        "competency_ck_2": np.full((1, 10), 2),
        "grade": np.array([4]),
        **more,
    }


def test_one_completed_subject_alone_loses_excellent_and_good() -> None:
    given = child(muc_ck_2=np.array([[2, 2, 1, 2]]))
    assert TT27.compute(child())["overall"][0] == HTXS
    assert TT27.compute(given)["overall"][0] == HT
    why = TT27.explain("overall", given, 0)
    assert "Âm nhạc mức Hoàn thành" in why.sentence and why.value == "Hoàn thành"


def test_the_reason_names_the_test_and_the_trait_that_fall_short() -> None:
    given = child(kt_ck_2=np.array([[100, 60, -1, -1]]))
    assert "Toán 6 điểm (cần từ 7)" in TT27.explain("overall", given, 0).sentence
    traits = np.full((1, 10), 2)
    traits[0, 7] = 0
    why = TT27.explain("overall", child(competency_ck_2=traits), 0)
    assert "Tin học mức Cần cố gắng" in why.sentence and why.value == "Chưa hoàn thành"


def test_the_reasons_list_only_tests_that_exist_and_call_exempt_subjects_exempt() -> None:
    given = child(exempt=np.array([[0, 1, 0, 0]], dtype=bool))
    nodes = TT27.explain("overall", given, 0).inputs
    tests = [(n.subject, n.value) for n in nodes if n.name == "kt_ck_2"]
    assert tests == [("TV", "10"), ("TOAN", "miễn")]
    levels = [n.value for n in nodes if n.name == "muc_ck_2"]
    assert levels == ["Hoàn thành tốt", "miễn", "Hoàn thành tốt", "Hoàn thành tốt"]


def test_what_is_missing_is_listed_tests_first() -> None:
    given = child(
        kt_ck_2=np.array([[-1, 90, -1, -1]]),
        muc_ck_2=np.array([[2, 2, 2, -1]]),
        quality_ck_2=np.array([[2, -1, 2, 2, 2]]),
    )
    assert TT27.compute(given)["overall"][0] == INCOMPLETE
    assert TT27.missing("overall", given, 0) == [
        "TV.year_end_test",
        "GDTC.level",
        "quality.nhan_ai",
    ]
    assert TT27.missing("award", given, 0) == [
        "TV.year_end_test",
        "GDTC.level",
        "quality.nhan_ai",
    ]


def test_an_exempt_subject_is_neither_missing_nor_failing() -> None:
    given = child(muc_ck_2=np.array([[2, 2, 2, -1]]), exempt=np.array([[0, 0, 0, 1]], dtype=bool))
    assert TT27.compute(given)["overall"][0] == HTXS
    everything = child(exempt=np.ones((1, 4), dtype=bool))
    assert TT27.compute(everything)["overall"][0] == NEEDS_DECISION


def test_supplementary_assessment_has_its_own_result_and_never_a_decision_by_machine() -> None:
    failing = child(kt_ck_2=np.array([[40, 30, -1, -1]]), grade=np.array([5]))
    computed = TT27.compute(failing)
    assert (computed["overall"][0], computed["class_completion"][0]) == (CHT, 0)
    assert computed["overall_after"][0] == computed["completion_after"][0] == NOT_APPLICABLE
    assert computed["primary_completion"][0] == 0
    passed = TT27.compute(failing | {"kt_again": np.array([[50, 50, -1, -1]])})
    assert (passed["overall"][0], passed["overall_after"][0]) == (CHT, HT)
    assert (passed["completion_after"][0], passed["primary_completion"][0]) == (1, 1)
    again = TT27.compute(failing | {"kt_again": np.array([[50, 40, -1, -1]])})
    assert again["completion_after"][0] == 0
    scale = TT27.rulebook.columns["completion_after"].unit
    assert getattr(scale, "codes")[0] == "HEAD_DECIDES"  # noqa: B009


def test_the_lowest_level_in_the_supplementary_assessment_counts_as_a_result() -> None:
    lowered = TT27.compute(child(muc_again=np.array([[0, -1, -1, -1]])))
    assert (lowered["overall"][0], lowered["overall_after"][0]) == (HTXS, CHT)
    traits = np.full((1, 10), -1)
    traits[0, 2] = 0
    assert TT27.compute(child(competency_again=traits))["overall_after"][0] == CHT


def test_the_last_score_is_printed_and_the_result_follows_it_unless_the_school_keeps_the_first() -> (
    None
):
    given = child(kt_ck_2=np.array([[100, 40, -1, -1]]), kt_again=np.array([[-1, 60, -1, -1]]))
    computed = TT27.compute(given)
    assert computed["kt_printed"][0].tolist() == [100, 60, -1, -1]
    assert computed["overall_final"][0] == HT
    assert "lần cuối, 6" in TT27.explain("kt_printed", given, 0, 1).sentence
    kept = regime_by_name(TT27.code, {"primary_overall_after": "first"})
    assert kept.compute(given)["overall_final"][0] == CHT
    assert kept.compute(given)["completion_after"][0] == 1
    assert "giữ kết quả cuối năm" in kept.explain("overall_final", given, 0).sentence
    assert TT27.compute(child())["overall_final"][0] == HTXS


def test_an_individual_plan_leaves_what_it_does_not_ask_for_to_the_head_never_to_a_level() -> None:
    plan = np.array([True])
    partial = child(muc_ck_2=np.array([[2, -1, 2, 2]]), kt_ck_2=np.array([[100, -1, -1, -1]]))
    assert TT27.compute(partial)["overall"][0] == INCOMPLETE
    given = partial | {"individual_plan": plan}
    computed = TT27.compute(given)
    assert computed["overall"][0] == computed["class_completion"][0] == NEEDS_DECISION
    sentence = TT27.explain("overall", given, 0).sentence
    assert "kế hoạch giáo dục cá nhân" in sentence and "Toán" in sentence
    assert TT27.compute(child(individual_plan=plan))["overall"][0] == HTXS


TV_TOAN = {"TV", "TOAN"}
IN_GRADE_3 = TV_TOAN | {"NN1", "TIN", "CN"}
IN_GRADES_4_5 = IN_GRADE_3 | {"LSDL", "KH"}


@pytest.mark.parametrize(
    ("grade", "midterm", "term"),
    [
        (1, set(), TV_TOAN),
        (2, set(), TV_TOAN),
        (3, set(), IN_GRADE_3),
        (4, TV_TOAN, IN_GRADES_4_5),
        (5, TV_TOAN, IN_GRADES_4_5),
    ],
)
def test_each_grade_has_the_periodic_tests_of_the_circular(
    grade: int, midterm: set[str], term: set[str]
) -> None:
    """Điều 7 khoản 1 điểm b."""
    found = [set(TT27.test_subjects(grade, time)) for time in ("gk_1", "ck_1", "gk_2", "ck_2")]
    assert found == [midterm, term, midterm, term]


def test_each_pupil_has_the_tests_of_the_own_class_flexible_or_not() -> None:
    given = {
        "subjects": np.array(["TV", "TOAN", "KH"]),
        "muc_ck_2": np.full((2, 3), 2),
        "kt_ck_2": np.array([[90, 90, -1], [90, 90, -1]]),
        "kt_expected_ck_2": np.array([[True, True, True]]),
        "quality_ck_2": np.full((2, 5), 2),
        "competency_ck_2": np.full((2, 10), 2),
        "flexible_class": np.array([True, False]),
    }
    assert TT27.compute(given)["overall"].tolist() == [3, -1]
    given["flexible_class"] = np.array([False, False])
    assert TT27.compute(given)["overall"].tolist() == [-1, -1]
    given["flexible_class"] = np.array([True, True])
    given["kt_expected_ck_2"] = np.array([[True, False, True]])
    given["kt_ck_2"] = np.array([[90, 40, -1], [60, -1, -1]])
    assert TT27.compute(given)["overall"].tolist() == [3, 1]
    del given["subjects"]
    assert TT27.compute(given)["overall"].tolist() == [-1, -1], "no codes, no known tests"


def test_a_flexible_class_has_tests_only_in_vietnamese_and_mathematics() -> None:
    from hocba.rules.tt27_2020 import TT27 as Circular

    subjects = ["TV", "TOAN", "KH", "TIN"]
    assert Circular().tests_expected(5, subjects, "ck_2").tolist() == [True] * 4
    flexible = Circular().tests_expected(5, subjects, "ck_2", flexible=True)
    assert flexible.tolist() == [True, True, False, False]


def test_only_grade_five_completes_primary_school() -> None:
    assert TT27.compute(child())["primary_completion"][0] == NOT_APPLICABLE
    assert TT27.compute(child(grade=np.array([5])))["primary_completion"][0] == 1


def test_the_exemplary_award_needs_achievement_and_the_class() -> None:
    good = child(kt_ck_2=np.array([[80, 80, -1, -1]]))
    yes, no = np.array([True]), np.array([False])
    for outstanding, recognised, wanted in ((yes, yes, 1), (yes, no, 0), (no, yes, 0)):
        given = good | {"outstanding_or_progress": outstanding, "class_recognised": recognised}
        assert TT27.compute(given)["award"][0] == wanted
    assert TT27.compute(child())["award"][0] == 2


def test_a_test_mark_with_a_decimal_is_refused_at_its_place() -> None:
    with pytest.raises(BadInput) as error:
        TT27.compute(child(kt_ck_2=np.array([[100, 85, -1, -1]])))
    assert (error.value.column, error.value.place) == ("kt_ck_2", (0, 1))


def test_the_record_text_of_each_grade() -> None:
    from hocba.rules.tt27_2020 import TT27 as Circular

    regime = Circular()
    assert regime.record_text(3, True) == "Hoàn thành chương trình lớp 3"
    assert regime.record_text(5, True) == "Hoàn thành chương trình tiểu học"
    assert regime.record_text(5, False) == "Chưa hoàn thành chương trình tiểu học"
    with pytest.raises(BadInput):
        regime.slots(6, "TOAN")


@pytest.mark.parametrize("grade", [1, 5])
def test_every_value_of_many_pupils_has_a_reason(grade: int) -> None:
    every_value_has_a_reason(TT27, with_summer(primary_school(400, seed=9, grade=grade), seed=9))
