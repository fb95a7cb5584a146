"""TT 22/2021: settings, exemption, re-assessment, completion, and the reasons given."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from hocba.rules import BadInput, regime_by_name
from hocba.rules.levels import EXEMPT, INCOMPLETE, NEEDS_DECISION, NOT_APPLICABLE
from tests.rules.reasons import every_value_has_a_reason
from tests.rules.worlds import secondary_school

TT22 = regime_by_name("TT22")
CHUA_DAT, DAT, KHA, TOT = range(4)
NOT_PROMOTED, SUMMER_TRAINING, RETEST, PROMOTED = range(4)


def year(scores: list[int], comments: list[int] | None = None, **more: Any) -> dict[str, Any]:
    return {
        "average_year": np.array([scores], dtype=np.int16),
        "comment_year": np.array([comments or [1, 1, 1, 1]], dtype=np.int8),
        "conduct_year": np.array([TOT]),
        "absences": np.array([0]),
        **more,
    }


def test_counterfactual_reading_lifts_where_strict_does_not() -> None:
    given = year([80] * 5 + [70, 70, 40])
    assert TT22.compute(given)["learning_year"][0] == DAT
    other = regime_by_name(TT22.code, {"one_subject_mode": "counterfactual"})
    assert other.compute(given)["learning_year"][0] == KHA


def test_the_one_subject_may_stand_beside_another_exactly_at_the_floor() -> None:
    computed = TT22.compute(year([34] + [65] * 6 + [50]))
    assert (computed["learning_year"][0], computed["culprit_year"][0]) == (DAT, 0)


def test_counterfactual_reading_counts_the_subject_once() -> None:
    other = regime_by_name(TT22.code, {"one_subject_mode": "counterfactual"})
    assert other.compute(year([80] * 4 + [70] * 3 + [40]))["learning_year"][0] == DAT


def test_a_mark_of_zero_counts_as_a_subject() -> None:
    computed = TT22.compute(year([0, 80, 80, 80, 80, 80, EXEMPT]))
    assert computed["learning_year"][0] == CHUA_DAT
    assert computed["retest"][0].tolist() == [True] + [False] * 6
    assert TT22.compute(year([85] * 7 + [0]))["learning_year"][0] == DAT


def test_a_comment_subject_may_be_the_one_subject_only_when_the_setting_says_so() -> None:
    given = year([85] * 8, [0, 1, 1, 1])
    computed = TT22.compute(given)
    assert (computed["learning_year"][0], computed["culprit_year"][0]) == (KHA, 8)
    other = regime_by_name(TT22.code, {"one_subject_includes_comment_subjects": False})
    assert other.compute(given)["learning_year"][0] == DAT


def test_electives_can_be_left_out_of_the_level() -> None:
    given = year([80] * 6 + [65, 40], elective=np.array([0] * 7 + [1], dtype=bool))
    assert TT22.compute(given)["base_year"][0] == DAT
    other = regime_by_name(TT22.code, {"elective_counts": False})
    assert other.compute(given)["base_year"][0] == TOT
    assert other.compute(given)["culprit_year"][0] == -1


def test_both_failing_follows_the_setting() -> None:
    given = year([30] * 8, conduct_year=np.array([CHUA_DAT]))
    assert TT22.compute(given)["promotion"][0] == NOT_PROMOTED
    other = regime_by_name(TT22.code, {"both_fail": "SUMMER_TRAINING"})
    assert other.compute(given)["promotion"][0] == SUMMER_TRAINING


@pytest.mark.parametrize("at", [0, 7])
def test_the_adjustment_after_reassessment_follows_the_setting(at: int) -> None:
    again = [-1] * 8
    again[at], again[7 - at] = 30, 80
    given = year([20] + [85] * 6 + [20], average_again=np.array([again]))
    computed = TT22.compute(given)
    assert (computed["learning_after"][0], computed["promotion_after"][0]) == (0, NOT_PROMOTED)
    other = regime_by_name(TT22.code, {"reassess_reapply_k3": True}).compute(given)
    assert (other["learning_after"][0], other["promotion_after"][0]) == (DAT, PROMOTED)


def test_original_and_reassessed_results_stand_apart() -> None:
    given = year([50] * 6 + [49, 32], average_again=np.array([[-1] * 7 + [50]]))
    computed = TT22.compute(given)
    assert computed["promotion"][0] == RETEST
    assert computed["retest"][0].tolist() == [False] * 6 + [True, True]
    assert computed["average_after"][0].tolist() == [50] * 6 + [49, 50]
    assert (computed["learning_year"][0], computed["learning_after"][0]) == (CHUA_DAT, DAT)
    assert computed["promotion_after"][0] == PROMOTED


def test_summer_training_replaces_the_conduct_of_the_year() -> None:
    given = year([70] * 8, conduct_year=np.array([CHUA_DAT]), conduct_again=np.array([DAT]))
    computed = TT22.compute(given)
    assert (computed["promotion"][0], computed["promotion_after"][0]) == (SUMMER_TRAINING, PROMOTED)


def test_who_was_not_reassessed_has_no_result_after_the_summer() -> None:
    computed = TT22.compute(year([70] * 8))
    for name in ("learning_after", "promotion_after"):
        assert computed[name][0] == NOT_APPLICABLE


@pytest.mark.parametrize(
    ("grade", "scores", "conduct", "expected"),
    [
        (9, 70, TOT, 1),
        (12, 70, TOT, 1),
        (9, 30, TOT, INCOMPLETE),
        (9, 30, CHUA_DAT, 0),
        (8, 70, TOT, NOT_APPLICABLE),
    ],
)
def test_completion_is_decided_in_the_last_grade_and_waits_for_the_summer(
    grade: int, scores: int, conduct: int, expected: int
) -> None:
    given = year([scores] * 8, conduct_year=np.array([conduct]), grade=np.array([grade]))
    assert TT22.compute(given)["completion"][0] == expected


def one_subject(**more: Any) -> dict[str, Any]:
    """One scored and one comment subject over two terms, all marks present."""
    given: dict[str, Any] = {"tx_expected": np.array([2])}
    for term in ("1", "2"):
        given[f"tx_{term}"] = np.array([[[80, 80, -1, -1, -1]]])
        given[f"gk_{term}"] = given[f"ck_{term}"] = np.array([[80]])
        given[f"comment_tx_{term}"] = np.array([[[1, 1]]])
        given[f"comment_gk_{term}"] = given[f"comment_ck_{term}"] = np.array([[1]])
    return given | more


def test_exempt_in_one_term_needs_a_decision_and_in_both_takes_the_subject_out() -> None:
    yes = np.array([[True]])
    computed = TT22.compute(one_subject(exempt_1=yes))
    assert computed["average_1"][0, 0] == EXEMPT
    assert computed["average_year"][0, 0] == NEEDS_DECISION
    assert TT22.compute(one_subject(exempt=yes))["average_year"][0, 0] == EXEMPT
    assert TT22.compute(one_subject(comment_exempt_1=yes))["comment_year"][0, 0] == 1
    assert TT22.compute(one_subject(comment_exempt_2=yes))["comment_year"][0, 0] == NEEDS_DECISION


def test_slots_beyond_the_expected_number_are_not_asked_for() -> None:
    assert TT22.compute(one_subject())["average_1"][0, 0] == 80
    more = TT22.compute(one_subject(tx_expected=np.array([3])))
    assert more["average_1"][0, 0] == INCOMPLETE


def test_only_what_follows_from_the_given_columns_is_computed() -> None:
    computed = TT22.compute({"conduct_1": np.array([3, 1]), "conduct_2": np.array([3, 3])})
    assert set(computed) == {"conduct_year"}
    assert computed.code == "TT22" and computed.version == TT22.version
    assert len(TT22.compute({})) == 0


def test_an_empty_class_has_empty_results() -> None:
    given = {k: v if k == "tx_expected" else v[:0] for k, v in secondary_school(3, seed=1).items()}
    computed = TT22.compute(given)
    assert computed["average_year"].shape == (0, 8) and computed["promotion"].shape == (0,)


def test_a_class_without_comment_subjects_still_gets_its_level() -> None:
    given = {k: v for k, v in secondary_school(3, seed=1).items() if "comment" not in k}
    for term in ("1", "2"):
        given[f"comment_tx_{term}"] = np.empty((3, 0, 1), dtype=np.int8)
        given[f"comment_gk_{term}"] = given[f"comment_ck_{term}"] = np.empty((3, 0), dtype=np.int8)
    assert (TT22.compute(given)["learning_year"] >= NEEDS_DECISION).all()


BAD: list[tuple[dict[str, Any], str, tuple[int, ...]]] = [
    ({"gk_1": np.array([[8.5]])}, "gk_1", ()),
    ({"gk_1": np.array([[80, 101]])}, "gk_1", (0, 1)),
    ({"gk_1": np.array([[80], [-2]])}, "gk_1", (1, 0)),
    ({"gk_1": np.array([[[80]]])}, "gk_1", ()),
    ({"gk_1": np.array([[80, 80]]), "ck_1": np.array([[80, 80, 80]])}, "gk_1", ()),
    ({"gk_1": np.array([[80]]), "ck_1": np.array([[80], [70]])}, "gk_1", ()),
    ({"horoscope": np.array([1])}, "horoscope", ()),
    ({"conduct_1": np.array([4])}, "conduct_1", (0,)),
    ({"average_year": np.array([[101]])}, "average_year", (0, 0)),
    ({"tx_1": np.zeros((1, 1, 2), dtype=int), "tx_expected": np.array([3])}, "tx_1", ()),
    ({"comment_tx_1": np.ones((1, 1, 1), dtype=int)}, "comment_tx_1", ()),
]


@pytest.mark.parametrize(("given", "column", "place"), BAD)
def test_bad_input_is_a_named_error_with_its_place(
    given: dict[str, Any], column: str, place: tuple[int, ...]
) -> None:
    with pytest.raises(BadInput) as error:
        TT22.compute(given)
    assert (error.value.column, error.value.place) == (column, place)


def test_unknown_settings_and_values_are_named_errors() -> None:
    for changed in ({"astrology": True}, {"one_subject_mode": "generous"}):
        with pytest.raises(BadInput):
            regime_by_name(TT22.code, changed)


def named(pupils: int = 40) -> dict[str, Any]:
    given = secondary_school(pupils, seed=3)
    given["subjects"] = np.array(["NV", "TOAN", "NN1", "GDCD", "LSDL", "KHTN", "CN", "TIN"])
    given["comment_subjects"] = np.array(["GDTC", "NT", "GDDP", "HDTNHN"])
    return given


def test_the_reason_of_an_average_shows_the_sum_the_quotient_and_the_clause() -> None:
    given = one_subject(tx_expected=np.array([3]), subjects=np.array(["TIN"]))
    given |= {"tx_1": np.array([[[84, 84, 80, -1, -1]]]), "gk_1": np.array([[90]])}
    why = TT22.explain("average_1", given, 0, 0)
    assert why.sentence == (
        "(8,4 + 8,4 + 8,0 + 2 × 9,0 + 3 × 8,0) : 8 = 66,8 : 8 = 8,35, làm tròn 8,4."
    )
    assert why.label == "ĐTBmhk học kì I, Tin học" and why.value == "8,4"
    assert why.clause is not None and why.clause.ref == "Điều 9 khoản 1 điểm b"
    assert [n.value for n in why.inputs] == ["8,4", "8,4", "8,0", "9,0", "8,0"]


def test_a_zero_by_decision_says_so() -> None:
    given = one_subject(gk_1=np.array([[0]]), gk_by_decision_1=np.array([[True]]))
    given["tx_by_decision_1"] = np.array([[[False, True, False, False, False]]])
    sentences = [n.sentence for n in TT22.explain("average_1", given, 0, 0).inputs]
    assert [("theo quyết định" in s) for s in sentences] == [False, True, True, False]


def test_the_reason_of_an_adjusted_level_names_the_subject_and_the_settings() -> None:
    given = year([85] * 7 + [49], subjects=np.array([*"ABCDEFG", "TIN"]))
    why = TT22.explain("learning_year", given, 0)
    assert "Tin học (4,9)" in why.sentence and "Khá" in why.sentence
    assert [answer for _, answer in why.settings] == ["so với mức khi không tính môn đó", "có"]


def test_what_is_missing_is_named_from_the_cell_up_to_the_promotion() -> None:
    given = one_subject(tx_1=np.array([[[80, -1, -1, -1, -1]]]), ck_1=np.array([[-1]]))
    assert TT22.missing("average_1", given, 0, 0) == ["tx2", "ck"]
    assert TT22.missing("average_year", given, 0, 0) == ["hk1.tx2", "hk1.ck"]
    assert TT22.missing("average_2", given, 0, 0) == []
    given |= {"conduct_1": np.array([-1]), "conduct_2": np.array([3]), "absences": np.array([-1])}
    given["subjects"] = np.array(["TOAN"])
    assert TT22.missing("promotion", given, 0) == ["conduct_1", "TOAN", "absences"]


def test_every_value_of_many_pupils_has_a_reason_that_is_plain_json() -> None:
    every_value_has_a_reason(TT22, named(400))
    given = named()
    tree = TT22.explain("promotion", given, 0, depth=9)
    assert json.loads(json.dumps(tree.as_json()))["name"] == "promotion"
    assert {"tx_1[1]", "gk_2", "conduct_1", "absences"} <= {n.name for n in tree.walk()}


def test_asking_why_of_what_is_not_there_is_a_named_error() -> None:
    given = named()
    for name, row, subject in (
        ("promotion", 40, None),
        ("promotion", 0, 1),
        ("average_1", 0, None),
        ("average_1", 0, 8),
        ("horoscope", 0, None),
    ):
        with pytest.raises(BadInput):
            TT22.explain(name, given, row, subject)
    with pytest.raises(BadInput):
        TT22.explain("promotion", year([70] * 8, conduct_year=np.array([3])) | {}, 3)
    only = {"conduct_1": np.array([3]), "conduct_2": np.array([3])}
    with pytest.raises(BadInput):
        TT22.explain("promotion", only, 0)


def test_a_changed_threshold_is_data() -> None:
    from dataclasses import replace

    from hocba.rules.tt22_2021 import TT22 as Circular
    from hocba.rules.tt22_2021.params import Params

    gentler = Circular(replace(Params(), need=5, absence_max=40))
    given = year([80] * 5 + [65] * 3, absences=np.array([41]))
    assert gentler.compute(given)["learning_year"][0] == TOT
    assert gentler.compute(given)["promotion"][0] == NOT_PROMOTED
    assert TT22.compute(given)["learning_year"][0] == KHA
