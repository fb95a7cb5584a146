"""Whatever stands in a field of a question that cannot stand there is refused at its place."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from copy import deepcopy
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from hocba.rules.ask import Fault, answer
from hocba.rules.ask.shapes import BY_KIND, SHAPES
from hocba.rules.check import check_example, shipped_cases
from hocba.rules.command import main

NEVER = (True, [8], [[]], {"a": 8}, {}, -1_000_000)
WRONG: tuple[tuple[type, tuple[Any, ...]], ...] = (
    (bool, (1, "x", [], {})),
    (int, (*NEVER, 10**12)),
    (Decimal, (*NEVER, 10**12)),
    (str, (True, 7, ["T"], {"a": "T"})),
    (list, (None, True, 7, "888", {}, {"TOAN": 8})),
    (dict, (None, True, 7, "888", [], ["TOAN"])),
)


def of_each_kind() -> list[dict[str, Any]]:
    """The longest shipped example of every kind of every circular."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for example in shipped_cases():
        key = (str(example["regulation"]), example["input"]["kind"])
        if len(str(example["input"])) > len(str(found.get(key, {}).get("input", ""))):
            found[key] = example
    return list(found.values())


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    parts = value.items() if isinstance(value, dict) else enumerate(value)
    for key, one in parts:
        yield (*path, key), one
        if isinstance(one, dict | list):
            yield from leaves(one, (*path, key))


def put(value: Any, path: tuple[Any, ...], one: Any) -> Any:
    changed = deepcopy(value)
    inner = changed
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = one
    return changed


def place(path: tuple[Any, ...]) -> str:
    return "input" + "".join(f"[{k}]" if isinstance(k, int) else f".{k}" for k in path)


@pytest.mark.parametrize("example", of_each_kind(), ids=lambda one: one["id"])
def test_a_wrong_value_is_refused_at_its_own_place(example: dict[str, Any]) -> None:
    for path, value in leaves(example["input"]):
        if path == ("kind",) or path == ("score",):
            continue
        of_its_type = next((wrong for kind, wrong in WRONG if type(value) is kind), ())
        for wrong in of_its_type:
            if isinstance(value, list) and path == ("year_scores",) and isinstance(wrong, dict):
                continue
            with pytest.raises(Fault) as caught:
                answer(put(example, ("input", *path), wrong))
            said = (example["id"], place(path), wrong, caught.value.place)
            assert caught.value.place.startswith(place(path)), said


def test_every_field_of_a_shipped_example_has_a_shape() -> None:
    for example in shipped_cases():
        kind = example["input"]["kind"]
        without = [f for f in example["input"] if f not in SHAPES and (kind, f) not in BY_KIND]
        assert without == ["kind"], example["id"]


@pytest.mark.parametrize(
    ("fields", "where"),
    [
        ({"kind": "promotion", "absences": -1}, "input.absences"),
        ({"kind": "promotion", "absences": Decimal("45.5")}, "input.absences"),
        ({"kind": "subject_semester_average", "tx": [], "gk": 8, "ck": 8}, "input.tx"),
        ({"kind": "subject_semester_average", "tx": "888", "gk": 8, "ck": 8}, "input.tx"),
        (
            {"kind": "subject_semester_average", "tx": [8], "gk": None, "ck": 8,
             "absence_resolution": {"gk": "maybe"}},
            "input.absence_resolution.gk",
        ),
        ({"kind": "learning_level", "scores": [8, 9]}, "input.scores"),
    ],
)  # fmt: skip
def test_what_looked_like_an_answer_is_refused(fields: dict[str, Any], where: str) -> None:
    with pytest.raises(Fault) as caught:
        answer({"regulation": "TT22", "grade": 8, "input": fields})
    assert caught.value.place == where


def test_a_count_below_nought_is_no_missing_count_in_a_column_either() -> None:
    with pytest.raises(Fault) as caught:
        answer({"regulation": "TT22", "columns": {"absences": [-1]}})
    assert (caught.value.code, caught.value.place) == ("OUT_OF_RANGE", "columns.absences[0]")


@pytest.mark.parametrize(("regulation", "comments"), [
    ("TT22", {"GDTC": None}), ("TT43", {}), ("TT58", {"TD": None}), ("TT58+TT26", {"TD": None}),
])  # fmt: skip
def test_an_unfinished_level_after_reassessment_names_the_subjects(
    regulation: str, comments: dict[str, None]
) -> None:
    fields = {"kind": "retest", "scores": {"TOAN": 3, "NV": None}, "retest_results": {"TOAN": 5}}
    if comments:
        fields["comments"] = comments
    found = answer({"regulation": regulation, "grade": 9, "input": fields})["result"]
    assert (found["status"], found["missing"]) == ("INCOMPLETE", ["NV", *comments])


def checked(*arguments: str) -> tuple[int, str]:
    out = io.StringIO()
    return main(["check", *arguments], out), out.getvalue()


def test_checking_a_regulation_that_nobody_knows_is_no_success(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert checked("--regulation", "TT99") == (2, "")
    assert "TT99" in capsys.readouterr().err
    assert checked("--regulation", "tt27") == checked("--regulation", "TT27")


def test_examples_of_a_regulation_that_only_the_file_knows_fail(tmp_path: Path) -> None:
    file = tmp_path / "vi-du.json"
    one = {"id": "a", "regulation": "XX/2030", "grade": 6, "input": {}, "expected": {}}
    file.write_text(json.dumps([one]), "utf-8")
    assert checked(str(file), "--regulation", "XX/2030")[0] == 1


def test_a_file_that_cannot_be_read_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "anh.png"
    file.write_bytes(b"\x89PNG\xff")
    assert checked(str(tmp_path))[0] == checked(str(file))[0] == 2
    said = capsys.readouterr().err
    assert f"“{tmp_path}”" in said and "anh.png" in said and "UTF-8" in said


def test_an_example_with_a_text_for_a_number_is_a_difference_not_a_crash() -> None:
    fields = {"kind": "who_zscore", "indicator": "weight_for_age", "z": "x"}
    lines = check_example({"regulation": "MN", "grade": "MG", "input": fields, "expected": {}})
    assert lines and "không đúng mẫu" in lines[0]
