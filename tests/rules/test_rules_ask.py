"""The law as a service: questions and answers as JSON, every refusal named with its place."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from copy import deepcopy
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hocba.rules.ask import ERRORS, MOST_EXPLAINED, Fault, answer, answer_all, dumps, loads
from hocba.rules.check import shipped_cases
from hocba.rules.command import main
from hocba.rules.which import regime_by_name
from tests.rules.often import often

GOOD = {"NV": 8, "TOAN": 9, "NN1": 8, "GDCD": 8, "LSDL": 8, "KHTN": 8, "CN": 7, "TIN": 4}
NOTED = {"GDTC": "Đ", "NT": "Đ", "GDDP": "Đ", "HDTNHN": "Đ"}
LEVEL = {
    "regulation": "TT22",
    "grade": 8,
    "input": {"kind": "learning_level", "scores": GOOD, "comments": NOTED},
}
COLUMNS = {
    "level": "lower_secondary",
    "grade": 8,
    "year": 2025,
    "columns": {
        "subjects": ["TOAN", "NV"],
        "average_1": [[Decimal("8.4"), 7], [None, 6]],
        "average_2": [[9, 7], [5, 6]],
        "conduct_1": ["T", "K"],
        "conduct_2": ["T", None],
    },
}


def refused(question: Any) -> Fault:
    with pytest.raises(Fault) as caught:
        answer(question)
    return caught.value


def changed(question: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {**deepcopy(question), **fields}


def test_every_shipped_example_is_a_question_with_the_expected_answer() -> None:
    for example in shipped_cases():
        result = answer(example)["result"]
        for key, value in example["expected"].items():
            assert key == "alternative" or result[key] == value, example["id"]


def test_the_answer_names_the_circular_and_the_readings_in_force() -> None:
    found = answer(changed(LEVEL, settings={"one_subject_mode": "counterfactual"}))
    assert found["regulation"]["name"] == "TT22/2021" and found["regulation"]["version"]
    assert found["settings"]["one_subject_mode"] == "counterfactual"
    assert "primary_zero_score" not in found["settings"]
    assert found["result"] == {"level": "K", "base": "Đ", "adjusted": True}


def test_the_reasons_come_with_their_clause_and_settings() -> None:
    [why] = answer(changed(LEVEL, why=True))["why"]
    assert (why["name"], why["value"], why["clause"]["ref"]) == (
        "learning_year", "Khá", "Điều 9 khoản 2",
    )  # fmt: skip
    assert why["settings"][0]["answer"] == "so với mức khi không tính môn đó"
    assert [node["name"] for node in why["inputs"]][:2] == ["base_year", "culprit_year"]


def test_arrays_of_pupils_are_answered_with_decimals_codes_and_statuses() -> None:
    found = answer(COLUMNS)
    assert found["columns"]["average_year"] == [[Decimal("8.8"), Decimal(7)], [None, Decimal(6)]]
    assert found["status"]["average_year"] == [[None, None], ["INCOMPLETE", None]]
    assert found["columns"]["conduct_year"] == ["T", None]
    assert '"average_year":[[8.8,7],[null,6]]' in dumps(found)


def test_wanted_columns_alone_are_returned_and_explained_for_each_pupil_and_subject() -> None:
    found = answer(changed(COLUMNS, want=["average_year", "conduct_year"], why=True, depth=1))
    assert list(found["columns"]) == list(found["why"]) == ["average_year", "conduct_year"]
    assert [[tree["subject"] for tree in row] for row in found["why"]["average_year"]] == [
        ["TOAN", "NV"],
        ["TOAN", "NV"],
    ]
    assert found["why"]["average_year"][1][0]["missing"] == ["hk1"]


def test_what_is_short_of_the_next_level_is_answered_too() -> None:
    found = answer(changed(LEVEL, lift="learning_year"))["lift"]
    assert (found["now"], found["open"]) == ("K", False)
    [goal] = found["goals"]
    assert goal["level"] == "T"
    assert goal["ways"][0]["says"] == "Tin học từ 4,0 lên 6,5"
    assert goal["ways"][0]["needs"] == [
        {"column": "average_year", "code": "TIN", "from": Decimal(4), "to": Decimal("6.5")}
    ]
    year = {"average_year": [list(GOOD.values())] * 2, "comment_year": [["Đ"], ["Đ"]]}
    both = answer({"regulation": "TT22", "columns": year, "lift": "learning_year"})["lift"]
    assert [one["goals"][0]["level"] for one in both] == ["T", "T"]
    assert refused(changed(LEVEL, lift="award")).place == "lift"
    assert refused(changed(COLUMNS, lift="average_year")).place == "lift"


def test_a_list_of_questions_keeps_its_order_and_its_refusals() -> None:
    found = answer_all([LEVEL, 7, changed(LEVEL, id="x")])
    assert found[0]["result"]["level"] == "K"
    assert found[1]["error"]["code"] == "WRONG_SHAPE"
    assert found[2]["id"] == "x"


def case(**fields: Any) -> dict[str, Any]:
    return {"regulation": "TT22", "grade": 8, "input": fields}


@pytest.mark.parametrize(
    ("question", "code", "place"),
    [
        ([], "WRONG_SHAPE", ""),
        ({"regulation": "TT22"}, "WRONG_SHAPE", ""),
        ({**LEVEL, "columns": {}}, "WRONG_SHAPE", ""),
        ({**LEVEL, "grad": 8}, "UNKNOWN_FIELD", "grad"),
        ({**LEVEL, "regulation": "TT99"}, "UNKNOWN_REGULATION", "regulation"),
        ({**LEVEL, "grade": 3}, "OUT_OF_RANGE", "grade"),
        ({**LEVEL, "grade": "8"}, "WRONG_TYPE", "grade"),
        ({**LEVEL, "settings": {"nope": 1}}, "UNKNOWN_SETTING", "settings.nope"),
        ({**LEVEL, "settings": {"both_fail": 1}}, "UNKNOWN_SETTING", "settings.both_fail"),
        ({**LEVEL, "settings": ["x"]}, "WRONG_SHAPE", "settings"),
        ({**LEVEL, "why": True, "depth": 99}, "OUT_OF_RANGE", "depth"),
        ({"level": "x", "grade": 8, "year": 2025, "input": {}}, "UNKNOWN_REGULATION", "level"),
        ({"level": "primary", "grade": 1, "input": {}}, "MISSING_FIELD", "year"),
        (case(kind="nope"), "UNKNOWN_KIND", "input.kind"),
        (case(kind="learning_level", scores={"TOAN": 11}), "OUT_OF_RANGE", "input.scores.TOAN"),
        (case(kind="learning_level", scores={"TOAN": -1}), "OUT_OF_RANGE", "input.scores.TOAN"),
        (case(kind="learning_level", scores={"TOAN": "tám"}), "WRONG_TYPE", "input.scores.TOAN"),
        (
            case(kind="learning_level", scores={"TOAN": Decimal("7.25")}),
            "OUT_OF_RANGE",
            "input.scores.TOAN",
        ),
        (case(kind="learning_level", scores={"TOÁN": 7}), "UNKNOWN_SUBJECT", "input.scores.TOÁN"),
        (case(kind="learning_level", exempt=["X"]), "UNKNOWN_SUBJECT", "input.exempt[0]"),
        (
            case(kind="learning_level", scores={"TOAN": 8, "GDTC": 9}),
            "WRONG_KIND",
            "input.scores.GDTC",
        ),
        (
            case(kind="learning_level", scores={"NV": 8}, comments={"TOAN": "Đ"}),
            "WRONG_KIND",
            "input.comments.TOAN",
        ),
        (
            {"regulation": "TT22", "columns": {"subjects": ["TOAN", "NT"], "average_year": [[8, 9]]}},
            "WRONG_KIND",
            "columns.subjects[1]",
        ),
        (
            case(kind="learning_level", comments={"GDTC": "T"}),
            "UNKNOWN_LEVEL",
            "input.comments.GDTC",
        ),
        (case(kind="conduct_year", hk1="T"), "MISSING_FIELD", "input.hk2"),
        (case(kind="conduct_year", hk1="T", hk2="K", hk3="K"), "UNKNOWN_FIELD", "input.hk3"),
        (case(kind="subject_semester_average", tx=7, gk=8, ck=9), "WRONG_SHAPE", "input.tx"),
        (
            case(kind="required_tx_count", periods_per_year=99999),
            "OUT_OF_RANGE",
            "input.periods_per_year",
        ),
        ({"regulation": "TT22", "columns": {"nope": [1]}}, "UNKNOWN_COLUMN", "columns.nope"),
        ({"regulation": "TT22", "columns": {"gk_1": 1}}, "WRONG_SHAPE", "columns.gk_1"),
        ({"regulation": "TT22", "columns": {"gk_1": [[[1]]]}}, "WRONG_SHAPE", "columns.gk_1[0][0]"),
        ({"regulation": "TT22", "columns": {"gk_1": [[8], [8, 9]]}}, "WRONG_SHAPE", "columns.gk_1"),
        (
            {"regulation": "TT22", "columns": {"gk_1": [[8], [11]]}},
            "OUT_OF_RANGE",
            "columns.gk_1[1][0]",
        ),
        (
            {"regulation": "TT22", "columns": {"conduct_1": ["T", "X"]}},
            "UNKNOWN_LEVEL",
            "columns.conduct_1[1]",
        ),
        ({"regulation": "TT22", "columns": {"absences": [500]}}, "OUT_OF_RANGE", "columns.absences[0]"),
        ({"regulation": "TT22", "columns": {"absences": [True]}}, "WRONG_TYPE", "columns.absences[0]"),
        ({"regulation": "TT27", "columns": {"kt_ck_2": [[7, Decimal("7.5")]]}}, "OUT_OF_RANGE", "columns.kt_ck_2[0][1]"),
        ({"regulation": "TT22", "columns": {"exempt": [[1]]}}, "WRONG_TYPE", "columns.exempt[0][0]"),
        (
            {"regulation": "TT22", "columns": {"subjects": ["XX"], "gk_1": [[8]]}},
            "UNKNOWN_SUBJECT",
            "columns.subjects[0]",
        ),
        ({**COLUMNS, "want": ["award"]}, "UNKNOWN_COLUMN", "want[0]"),
        ({**COLUMNS, "why": ["award"]}, "UNKNOWN_COLUMN", "why[0]"),
    ],
)  # fmt: skip
def test_each_wrong_question_is_refused_by_name_and_place(
    question: Any, code: str, place: str
) -> None:
    fault = refused(question)
    assert (fault.code, fault.place) == (code, place)
    assert fault.message and code in ERRORS


def test_a_subject_of_the_school_itself_is_declared() -> None:
    question = case(kind="learning_level", scores={**GOOD, "HAT": 8}, comments=NOTED)
    assert refused(question).place == "input.scores.HAT"
    assert answer(changed(question, own_subjects=["HAT"]))["result"]["level"] == "K"


def test_reasons_for_too_many_pupils_at_once_are_refused() -> None:
    pupils = ["T"] * (MOST_EXPLAINED + 1)
    question = {"regulation": "TT22", "columns": {"conduct_1": pupils, "conduct_2": pupils}}
    assert refused({**question, "why": True}).code == "TOO_MUCH"
    assert len(answer(question)["columns"]["conduct_year"]) == MOST_EXPLAINED + 1


@pytest.mark.parametrize(
    "text", ["", "{", "NaN", '{"a": 1e999999999999999999999}', "[" * 100_000, "\ud800", b"\xff"]
)
def test_what_is_no_json_is_refused_by_name(text: str | bytes) -> None:
    with pytest.raises(Fault) as caught:
        answer(loads(text if isinstance(text, bytes) else text.encode("utf-8", "replace")))
    assert caught.value.code in ("NOT_JSON", "WRONG_SHAPE", "UNKNOWN_FIELD")


def test_a_name_written_twice_is_refused() -> None:
    with pytest.raises(Fault, match="hai lần"):
        loads('{"scores": {"TOAN": 8, "TOAN": 9}}')


def test_numbers_keep_their_decimals_in_both_directions() -> None:
    text = '{"a":[8.4,10,null,true,"Đ"]}'
    assert dumps(loads(text)) == text
    assert loads(text)["a"][0] == Decimal("8.4")


def run(tmp_path: Path, question: Any) -> tuple[int, Any]:
    file = tmp_path / "hoi.json"
    file.write_text(question if isinstance(question, str) else dumps(question), "utf-8")
    out = io.StringIO()
    return main(["eval", str(file)], out), json.loads(out.getvalue())


def test_the_command_answers_and_its_exit_code_tells_refusals(tmp_path: Path) -> None:
    code, found = run(tmp_path, LEVEL)
    assert (code, found["result"]["level"]) == (0, "K")
    code, found = run(tmp_path, [LEVEL, {**LEVEL, "grade": 1}])
    assert (code, found[1]["error"]["place"]) == (1, "grade")
    code, found = run(tmp_path, "{")
    assert (code, found["error"]["code"]) == (2, "NOT_JSON")
    out = io.StringIO()
    assert main(["eval", str(tmp_path / "khong-co.json")], out) == 2


def test_the_command_reads_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    given = io.TextIOWrapper(io.BytesIO(dumps(LEVEL).encode()))
    monkeypatch.setattr("sys.stdin", given)
    out = io.StringIO()
    assert main(["eval"], out) == 0
    assert json.loads(out.getvalue())["result"]["base"] == "Đ"


def places(value: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield at
    if isinstance(value, dict):
        for key, one in value.items():
            yield from places(one, (*at, key))
    if isinstance(value, list):
        for index, one in enumerate(value):
            yield from places(one, (*at, index))


def with_value(question: Any, at: tuple[Any, ...], value: Any) -> Any:
    if not at:
        return value
    copy = deepcopy(question)
    inner = copy
    for step in at[:-1]:
        inner = inner[step]
    inner[at[-1]] = value
    return copy


OLD = {"tx": [8], "dk": [7, 7], "hk": 8}
RANKED = {
    "kind": "hoc_luc",
    "scores": {"TOAN": 7, "NV": 7, "NN": 9, "VL": 9, "HH": 9},
    "comments": {"TD": "Đ"},
    "key_subject_rule": "TT58/2011",
}


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "comment_subject_semester_tt58", "marks": ["Đ", "Đ"], "final": "CĐ"},
        {"kind": "subject_semester_average_old", **OLD},
        {"kind": "subject_year_from_components", "hk1": OLD, "hk2": OLD},
        RANKED,
    ],
)
def test_what_an_older_text_answers_is_explained_by_that_text(fields: dict[str, Any]) -> None:
    question = {"regulation": "TT58+TT26", "grade": 8, "input": fields, "why": True}
    for why in answer(question)["why"]:
        assert why["clause"]["regulation"] == "TT58/2011"
    if fields is RANKED:
        lift = answer({**question, "lift": "learning_year"})
        assert "trong Toán, Ngữ văn từ 8,0" in lift["why"][0]["sentence"]
        needed = {need["code"] for way in lift["lift"]["goals"][0]["ways"] for need in way["needs"]}
        assert needed == {"TOAN", "NV"}, "one of the two, not Ngoại ngữ"


QUESTIONS = [{**example, "why": True} for example in shipped_cases()] + [
    {**COLUMNS, "why": True},
    {**COLUMNS, "settings": {"both_fail": "SUMMER_TRAINING"}, "want": ["average_year"]},
]
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**25), 10**25)
    | st.decimals(allow_nan=False, allow_infinity=False)
    | st.sampled_from(["T", "Đ", "CĐ", "TOAN", "learning_level", "", "INCOMPLETE", "8.5"])
    | st.text(max_size=4),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["TOAN", "kind", "tx", "hk1", "x"]), inner, max_size=3)
    ),
    max_leaves=6,
)


@often(130)
@given(st.data())
def test_whatever_stands_anywhere_in_a_question_is_answered_or_refused_by_name(
    data: st.DataObject,
) -> None:
    question = data.draw(st.sampled_from(QUESTIONS))
    at = data.draw(st.sampled_from(list(places(question))))
    try:
        dumps(answer(with_value(question, at, data.draw(JSON))))
    except Fault as fault:
        assert fault.code in ERRORS and fault.message


@pytest.mark.parametrize(
    ("code", "subject", "how", "reason"),
    [
        ("TT22", "GDTC", "score", "Giáo dục thể chất chỉ đánh giá bằng nhận xét (Điều 5 khoản 3 điểm a, TT22/2021)"),
        ("TT22", "TOAN", "comment", "Toán đánh giá có điểm số (Điều 5 khoản 3 điểm b, TT22/2021)"),
        ("TT22", "TD", "comment", ""),
        ("TT58", "AN", "score", "Âm nhạc chỉ đánh giá bằng nhận xét (Điều 6 khoản 1 điểm c, TT58/2011)"),
        ("TT58+TT26", "NV", "comment", "Ngữ văn đánh giá có điểm số (Điều 6 khoản 1 điểm c, TT58/2011+TT26/2020)"),
        ("TT43", "NV", "comment", "Ngữ văn đánh giá có điểm số (Điều 5, TT43/2021)"),
        ("TT43", "GDTC", "score", ""),
        ("TT27", "DD", "test", "Đạo đức không có bài kiểm tra định kì (Điều 7 khoản 1 điểm b, TT27/2020)"),
        ("TT27", "KH", "test", ""),
        ("TT27", "DD", "score", ""),
        ("TT30", "AN", "test", ""),
    ],
)  # fmt: skip
def test_a_subject_is_assessed_as_its_circular_says(
    code: str, subject: str, how: str, reason: str
) -> None:
    assert regime_by_name(code).unfit(subject, how) == reason


def test_a_subject_of_the_schools_own_is_assessed_as_the_school_says() -> None:
    asked = case(kind="learning_level", scores={"TOAN": 8, "ROBOT": 9})
    assert "error" not in answer({**asked, "own_subjects": ["ROBOT"]})
