"""Bounds of a question to the law, each at the last value that is taken and the first that is not."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from hocba.rules.ask import Fault, answer, answer_all, loads
from hocba.rules.check import shipped_cases
from tests.rules.test_rules_ask import COLUMNS, LEVEL, changed, refused

LOW = {"regulation": "TT22", "columns": {"conduct_1": ["CĐ"], "conduct_2": ["CĐ"]}}
TWELVE = ["TOAN", "NV", "NN1", "GDCD", "LSDL", "KHTN", "CN", "TIN", "VL", "HH", "SH", "LS"]


def deep(tree: dict[str, Any]) -> int:
    """How many levels of reasons hang on each other."""
    return 1 + max((deep(one) for one in tree["inputs"]), default=0)


def test_a_hundred_questions_come_in_one_list_and_no_more() -> None:
    assert len(answer_all([LOW] * 100)) == 100
    with pytest.raises(Fault) as caught:
        answer_all([LOW] * 101)
    assert caught.value.code == "TOO_MUCH"


def test_fifty_pupils_are_explained_and_fifty_shown_what_they_lack() -> None:
    conduct = {"conduct_1": ["T"] * 50, "conduct_2": ["T"] * 50}
    assert len(answer({**LOW, "columns": conduct, "why": True})["why"]["conduct_year"]) == 50
    year = {"average_year": [[9, 9, 9, 9, 9, 9, 9, 8]] * 50, "comment_year": [["Đ"]] * 50}
    lift = {"regulation": "TT22", "columns": year, "lift": "learning_year"}
    assert len(answer(lift)["lift"]) == 50
    more = {name: [*column, column[0]] for name, column in year.items()}
    assert refused({**lift, "columns": more}).code == "TOO_MUCH"


@pytest.mark.parametrize(("pupils", "subjects", "fits"), [(50, 10, True), (50, 11, False), (1, 12, True)])  # fmt: skip
def test_a_thousand_trees_are_drawn_and_no_more(pupils: int, subjects: int, fits: bool) -> None:
    row = [7] * subjects
    columns = {
        "subjects": TWELVE[:subjects], "average_1": [row] * pupils, "average_2": [row] * pupils,
        "conduct_1": ["T"] * pupils, "conduct_2": ["T"] * pupils,
    }  # fmt: skip
    question = {"regulation": "TT22", "columns": columns, "depth": 1}
    wide = ["average_year", "average_year"] if subjects < 12 else ["average_year"]
    asked = {**question, "want": wide, "why": True}
    if fits:
        assert len(answer(asked)["why"]["average_year"]) >= pupils
    else:
        assert refused(asked).code == "TOO_MUCH"
    mixed = {**question, "want": ["conduct_year", "average_year"], "why": True}
    trees = answer({**mixed, "columns": {**columns}})["why"]
    assert len(trees["conduct_year"]) == pupils and len(trees["average_year"][0]) == subjects


def test_a_result_of_the_whole_pupil_is_one_tree() -> None:
    row = [7] * 9
    columns = {
        "subjects": TWELVE[:9], "average_1": [row] * 50, "average_2": [row] * 50,
        "conduct_1": ["T"] * 50, "conduct_2": ["T"] * 50,
    }  # fmt: skip
    want = ["average_year", "average_year", "conduct_year", "conduct_year"]
    asked = {"regulation": "TT22", "columns": columns, "want": want, "why": True, "depth": 1}
    assert len(answer(asked)["why"]["conduct_year"]) >= 50


def test_the_name_that_stands_twice_is_the_one_that_is_named() -> None:
    with pytest.raises(Fault) as caught:
        loads('{"grade": 8, "year": 2025, "year": 2024}')
    assert "year" in caught.value.message + caught.value.place
    assert "grade" not in caught.value.message + caught.value.place


def test_reasons_go_as_deep_as_asked_and_eight_at_most() -> None:
    trees = [answer(changed(LEVEL, why=True, depth=n))["why"][0] for n in (1, 2, 3)]
    assert [deep(tree) for tree in trees] == [1, 2, 3]
    columns = [answer(changed(COLUMNS, why=["average_year"], depth=n)) for n in (1, 2)]
    assert [deep(one["why"]["average_year"][0][0]) for one in columns] == [1, 2]
    assert answer(changed(LEVEL, why=True, depth=8))["why"]
    assert refused(changed(LEVEL, why=True, depth=9)).place == "depth"
    assert refused(changed(LEVEL, why=True, depth=0)).place == "depth"


@pytest.mark.parametrize("sent", [[], {}, [1], "T"])
def test_columns_are_an_object_with_something_in_it(sent: Any) -> None:
    fault = refused({"regulation": "TT22", "columns": sent})
    assert (fault.code, fault.place) == ("WRONG_SHAPE", "columns")


def test_the_lowest_of_everything_is_a_value_and_no_status() -> None:
    found = answer(LOW)
    assert found["columns"]["conduct_year"] == ["CĐ"] and "conduct_year" not in found["status"]
    zero = changed(COLUMNS)
    zero["columns"] |= {"average_1": [[0, 0], [0, 0]], "average_2": [[0, 0], [0, 1]]}
    year = answer(zero)
    assert year["columns"]["average_year"] == [[0, 0], [0, Decimal("0.7")]]
    assert "average_year" not in year["status"]
    zero["columns"]["average_2"] = [[0, 0], [0, None]]
    assert answer(zero)["status"]["average_year"] == [[None, None], [None, "INCOMPLETE"]]


def test_no_absence_is_a_count_and_one_below_it_is_none() -> None:
    levels = {"conduct_year": ["T"], "learning_year": ["T"]}
    kept = {"regulation": "TT22", "columns": {**levels, "absences": [0]}}
    assert answer(kept)["columns"]["promotion"] == ["PROMOTED"]
    assert refused({**kept, "columns": {**levels, "absences": [-1]}}).code == "OUT_OF_RANGE"


@pytest.mark.parametrize(("absences", "fits"), [(0, True), (10_000, False)])
def test_a_count_of_an_example_has_its_range(absences: int, fits: bool) -> None:
    given = {"kind": "promotion", "conduct": "T", "learning": "T", "absences": absences}
    question = {"regulation": "TT22", "grade": 8, "input": given}
    if fits:
        assert answer(question)["result"]["decision"]
    else:
        assert refused(question).place == "input.absences"


def test_a_day_that_is_none_is_refused_at_its_place() -> None:
    dated = next(e for e in shipped_cases() if "born" in e["input"])
    for wrong in ("2025-02-30", "5/9/2025", ""):
        fault = refused(changed(dated, input={**dated["input"], "born": wrong}))
        assert fault.place == "input.born"


def test_a_value_that_is_read_twice_is_explained_once() -> None:
    for example in shipped_cases():
        trees = answer(changed(example, why=True)).get("why") or []
        named = [(t["name"], t.get("subject"), t["clause"]["ref"] if t["clause"] else "") for t in trees]  # fmt: skip
        assert len(named) == len(set(named)), example["id"]


def test_a_fault_reads_with_its_place_and_without() -> None:
    assert str(Fault("WRONG_TYPE", "input.tx", "cần số")) == "input.tx: cần số"
    assert str(Fault("WRONG_TYPE", "", "cần số")) == "cần số"
