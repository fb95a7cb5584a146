"""The words of the worked examples at their edges: every field is read, what is missing is named."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from hocba.rules import BadInput, regime_by_name
from hocba.rules.check import run_example, shipped_cases


def answer(regulation: str, grade: int | str = 8, **fields: Any) -> dict[str, Any]:
    return run_example({"regulation": regulation, "grade": grade, "input": fields})[0]


def lacking(*cells: str) -> dict[str, Any]:
    return {"status": "INCOMPLETE", "missing": [*cells]}


def test_components_with_hk_in_either_term_are_those_of_the_text_of_2011() -> None:
    whole = {"tx": [8, 9], "dk": [7, 7], "hk": 8}
    found = answer("TT58", kind="subject_year_from_components", hk1=whole, hk2={**whole, "hk": 9})
    assert found == {"dtbmhk1": Decimal("7.7"), "dtbmhk2": Decimal("8.0"), "dtbmcn": Decimal("7.9")}
    found = answer(
        "TT58+TT26", kind="subject_year_from_components", hk1=whole, hk2={"tx": [8], "dk": [7, 9]}
    )
    assert found["dtbmhk1"] == Decimal("7.7") and found["dtbmcn"] is None
    assert {key: found[key] for key in ("status", "missing")} == lacking("hk2.hk")


@pytest.mark.parametrize(
    ("fields", "missing"),
    [
        ({"kind": "subject_semester_average_old", "tx": [8], "dk": [None, 7], "hk": 8}, ["dk1"]),
        ({"kind": "subject_semester_average_old", "tx": [None], "dk": [], "hk": None}, ["tx1", "hk"]),
        ({"kind": "comment_subject_semester_tt58", "marks": ["Đ", None], "final": "Đ"}, ["tx2"]),
        ({"kind": "comment_subject_semester_tt58", "marks": ["Đ"], "final": None}, ["final"]),
    ],
)  # fmt: skip
def test_a_missing_assessment_of_2011_is_named_as_in_the_question(
    fields: dict[str, Any], missing: list[str]
) -> None:
    found = answer("TT58", **fields)
    assert {key: found[key] for key in ("status", "missing")} == lacking(*missing)


def test_a_mean_of_subjects_names_the_places_of_those_missing() -> None:
    def mean(*exempt: int) -> dict[str, Any]:
        return answer("TT58", kind="gpa", values=[8, None, 7], exempt_index=[*exempt])

    assert mean(0) == mean(2) == {"gpa": None, "status": "INCOMPLETE", "missing": [1]}
    assert mean(1) == {"gpa": Decimal("7.5")}
    for place in (-1, 3):
        with pytest.raises(BadInput, match="không có môn ở vị trí"):
            mean(place)


def test_the_mean_of_an_example_stands_for_the_subjects_it_does_not_list() -> None:
    scores = {"TOAN": 8, "NV": 8, "VL": 7, "HH": 7}
    fields: dict[str, Any] = {"kind": "hoc_luc", "scores": scores, "comments": {"TD": "Đ"}}
    assert answer("TT58", **fields)["level"] == "K"
    assert answer("TT58", **fields, gpa=Decimal("8.0"))["level"] == "G"
    fields["scores"] = {**scores, "HH": None}
    found = answer("TT58", **fields, gpa=Decimal("8.0"))
    assert (found["level"], found["base"], found["missing"]) == (None, None, ["HH"])


SEVEN: dict[str, Any] = dict.fromkeys(("TOAN", "NV", "NN1", "LSDL", "KHTN", "GDCD", "CN"), 8)
TERM = {"kind": "subject_semester_average", "tx": [8, 9]}
PROMOTION = {"kind": "promotion", "conduct": "K", "learning_year": "Đ"}
AGAIN = {"kind": "retest", "scores": {**SEVEN, "TOAN": 3}, "comments": {"GDTC": "CĐ", "NT": "CĐ"}}
PASSED = {"TOAN": 5, "GDTC": "Đ", "NT": "Đ"}
TRAINING = {"kind": "summer_training", "conduct": "CĐ", "learning": "Đ"}
BEST = {"kind": "award", "conduct": "T", "learning": "T"}
TO_RETEST = ["TOAN", "GDTC", "NT"]
UNFINISHED = {"level": None, "base": None, "adjusted": False}
EIGHT, NINE = {"tx": [8], "gk": 8, "ck": 8}, {"tx": [9, 9], "gk": 9, "ck": 9}
D = Decimal


@pytest.mark.parametrize(
    ("fields", "result"),
    [
        ({"kind": "learning_level", "scores": {**SEVEN, "TIN": None}, "exempt": ["TIN"]}, {"level": "T", "base": "T", "adjusted": False}),
        ({"kind": "learning_level", "scores": {**SEVEN, "TIN": None}}, {**UNFINISHED, **lacking("TIN")}),
        ({"kind": "learning_level", "scores": SEVEN, "comments": {"GDTC": "Đ", "NT": None}}, {**UNFINISHED, **lacking("NT")}),
        ({"kind": "learning_level", "scores": SEVEN, "comments": {"NT": None}, "exempt": ["NT"]}, {"level": "T", "base": "T", "adjusted": False}),
        ({"kind": "learning_level", "scores": {**SEVEN, "TIN": 3}}, {"level": "Đ", "base": "CĐ", "adjusted": True}),
        ({**TERM, "gk": 8, "ck": 7}, {"dtbmhk": D("7.7")}),
        ({**TERM, "topic_scores": [10], "gk": 8, "ck": 7}, {"dtbmhk": D("8.0")}),
        ({**TERM, "gk": None, "ck": None}, {"dtbmhk": None, **lacking("gk", "ck")}),
        ({**TERM, "gk": None, "ck": None, "absence_resolution": {"gk": "no_makeup"}}, {"dtbmhk": None, **lacking("ck")}),
        ({**TERM, "gk": None, "ck": None, "absence_resolution": {"gk": "no_makeup", "ck": "no_makeup"}}, {"dtbmhk": D("2.4")}),
        ({**TERM, "gk": 5, "ck": 7, "absence_resolution": {"gk": "no_makeup"}}, {"dtbmhk": D("6.9")}),
        ({"kind": "subject_year_average", "hk1": None, "hk2": 9}, {"dtbmcn": None, **lacking("hk1")}),
        ({"kind": "subject_year_from_components", "hk1": EIGHT, "hk2": NINE}, {"dtbmhk1": D(8), "dtbmhk2": D(9), "dtbmcn": D("8.7")}),
        ({"kind": "subject_year_from_components", "hk1": NINE, "hk2": {**EIGHT, "ck": None}}, {"dtbmhk1": D(9), "dtbmhk2": None, "dtbmcn": None, **lacking("hk2.ck")}),
        ({"kind": "comment_subject_semester", "marks": {"tx": ["Đ"], "gk": "Đ", "ck": "Đ"}}, {"result": None, **lacking("tx2")}),
        ({"kind": "comment_subject_semester", "marks": {"tx": ["Đ", "CĐ"], "gk": "Đ", "ck": "Đ"}}, {"result": "CĐ"}),
        ({"kind": "comment_subject_semester", "marks": {"tx": ["Đ", "Đ"], "gk": "CĐ", "ck": None}}, {"result": None, **lacking("ck")}),
        ({"kind": "comment_subject_year", "hk1": "CĐ", "hk2": "Đ"}, {"result": "Đ"}),
        ({"kind": "comment_subject_year", "hk1": "CĐ", "hk2": None}, {"result": None, **lacking("hk2")}),
        ({"kind": "conduct_year", "hk1": None, "hk2": "T"}, {"level": None, **lacking("hk1")}),
        ({"kind": "conduct_year", "hk1": "T", "hk2": "CĐ"}, {"level": "CĐ"}),
        ({**PROMOTION, "absences": 45}, {"decision": "PROMOTED", "retest_subjects": []}),
        ({**PROMOTION, "absences": 46}, {"decision": "NOT_PROMOTED", "retest_subjects": []}),
        ({**PROMOTION, "conduct": None}, {"decision": None, "retest_subjects": [], **lacking("conduct", "absences")}),
        ({"kind": "promotion", "conduct_year": None, "learning": None, "absences": 0}, {"decision": None, "retest_subjects": [], **lacking("conduct_year", "learning")}),
        ({**AGAIN, "kind": "promotion", "conduct": "K", "learning": "CĐ", "absences": 0}, {"decision": "RETEST", "retest_subjects": TO_RETEST}),
        (AGAIN, {"level_after": None, "decision": None, "retest_subjects": TO_RETEST}),
        ({**AGAIN, "retest_results": PASSED}, {"level_after": "K", "decision": "PROMOTED", "retest_subjects": TO_RETEST}),
        ({**AGAIN, "retest_results": {**PASSED, "TOAN": D("3.4")}}, {"level_after": "CĐ", "decision": "NOT_PROMOTED", "retest_subjects": TO_RETEST}),
        ({**AGAIN, "retest_results": PASSED, "absences": 45, "conduct_year": "T"}, {"level_after": "K", "decision": "PROMOTED", "retest_subjects": TO_RETEST}),
        ({**AGAIN, "retest_results": PASSED, "absences": 46}, {"level_after": "K", "decision": "NOT_PROMOTED", "retest_subjects": []}),
        ({**AGAIN, "retest_results": PASSED, "conduct": "CĐ"}, {"level_after": "K", "decision": "NOT_PROMOTED", "retest_subjects": []}),
        ({**TRAINING, "conduct_again": "Đ"}, {"decision": "PROMOTED"}),
        ({**TRAINING, "conduct_again": "CĐ"}, {"decision": "NOT_PROMOTED"}),
        ({**TRAINING, "conduct_again": None}, {"decision": None}),
        ({**TRAINING, "conduct_again": "Đ", "absences": 46}, {"decision": "NOT_PROMOTED"}),
        ({**BEST, "year_scores": [9] * 6 + [7, 7]}, {"award": "Học sinh Xuất sắc"}),
        ({**BEST, "year_scores": {"TOAN": 9, "NV": 9}}, {"award": "Học sinh Giỏi"}),
        ({**BEST, "learning": "K"}, {"award": None}),
        ({**BEST, "learning": None}, {"award": None, "status": "INCOMPLETE"}),
        ({"kind": "validate_score", "score": "75"}, {"valid": False, "error": "OUT_OF_RANGE", "suggest": D("7.5")}),
        ({"kind": "validate_score", "score": "8"}, {"valid": True, "error": None}),
        ({"kind": "book_slots", "subject": "TOAN"}, {"hk1": ["tx1", "tx2", "gk", "ck"], "hk2": ["tx1", "tx2", "gk", "ck"]}),
        ({"kind": "book_slots", "subject": "VL", "periods_per_year": 70, "topics": True}, {"hk1": ["tx1", "tx2", "tx3", "cd", "gk", "ck"], "hk2": ["tx1", "tx2", "tx3", "cd", "gk", "ck"]}),
    ],
)  # fmt: skip
def test_tt22_answers_in_the_words_of_the_question(
    fields: dict[str, Any], result: dict[str, Any]
) -> None:
    assert answer("TT22", **fields) == result


@pytest.mark.parametrize(
    ("grade", "before", "after", "result"),
    [
        (9, "PROMOTED", None, {"completed": True}),
        (8, "PROMOTED", None, {"completed": None}),
        (9, "RETEST", None, {"completed": None, "status": "INCOMPLETE"}),
        (9, "RETEST", "PROMOTED", {"completed": True}),
        (9, "RETEST", "NOT_PROMOTED", {"completed": False}),
    ],
)
def test_a_last_grade_concludes_from_both_decisions(
    grade: int, before: str, after: str | None, result: dict[str, Any]
) -> None:
    fields: dict[str, Any] = {"kind": "completion", "promotion": before, "promotion_after": after}
    assert answer("TT22", grade, **fields) == result
    if after is None:
        del fields["promotion_after"]
        assert answer("TT22", grade, **fields) == result


def test_what_an_example_cannot_mean_is_refused() -> None:
    with pytest.raises(BadInput, match="không có môn VL"):
        answer("TT22", **AGAIN, retest_results={"TOAN": 5, "VL": 5})
    with pytest.raises(BadInput, match="không có môn đánh giá bằng nhận xét"):
        answer("TT43", kind="learning_level", scores=SEVEN, comments={"GDTC": "Đ"})
    counted = answer("TT58+TT26", kind="comment_subject_semester", marks={"tx": ["Đ"], "ck": "Đ"})
    assert counted["missing"] == ["gk"]


def test_a_flexible_class_is_named_in_the_reason_of_an_example() -> None:
    example = next(e for e in shipped_cases() if e["input"]["kind"] == "primary_overall")
    _, case = run_example({**example, "input": {**example["input"], "flexible_class": True}})
    said = case.regime.explain(case.asked[0].column, case.asked[0].given, 0).sentence
    assert said.startswith("Lớp học linh hoạt, chỉ xét bài kiểm tra Tiếng Việt, Toán.")


def test_a_test_of_nought_done_again_is_printed_as_nought() -> None:
    def best(fields: tuple[tuple[str, str], ...]) -> dict[str, str]:
        return {code: "T" for code, _ in fields}

    tt27 = regime_by_name("TT27")
    found = answer(
        "TT27",
        1,
        kind="primary_supplementary",
        subject_levels={"TV": "T", "TOAN": "T", "AN": "T"},
        year_end_test_scores={"TV": 10, "TOAN": 4},
        qualities=best(tt27.qualities(1)),  # type: ignore[attr-defined]
        general_competencies=best(tt27.competencies(1)),  # type: ignore[attr-defined]
        specific_competencies={},
        again={"year_end_test_scores": {"TOAN": 0}},
    )
    assert found == {
        "overall_after": "CHT",
        "completed": False,
        "overall_final": "CHT",
        "printed_test_scores": {"TV": 10, "TOAN": 0},
    }
