"""The words of the worked examples at their edges: every field is read, what is missing is named."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from hocba.rules import BadInput
from hocba.rules.check import run_example


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
