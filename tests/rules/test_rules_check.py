"""Examples checked: which circular a name means, and when an answer is the one expected."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest

from hocba.rules import BadInput
from hocba.rules.check import check_example, check_file, shipped_cases
from hocba.rules.clause import Law, LawError, load_law
from hocba.rules.command import main
from hocba.rules.tt23_2010.standards import indicator_text

WRITTEN = sorted({str(example["regulation"]) for example in shipped_cases()})
AMENDED = "TT58/2011+TT26/2020"


@pytest.mark.parametrize(
    ("names", "regulations"),
    [
        (["TT22"], ["TT22/2021"]),
        (["TT22/2021"], ["TT22/2021"]),
        (["TT22", "TT43"], ["TT22/2021", "TT43/2021"]),
        (["TT58"], ["TT58/2011", AMENDED]),
        (["TT58/2011"], ["TT58/2011"]),
        (["TT58+TT26"], [AMENDED]),
        (["TT30"], ["TT30/2014+TT22/2016"]),
        (["MN"], ["MamNon/WHO", "GDMN"]),
        ([], WRITTEN),
    ],
)
def test_a_name_means_its_circular_and_what_amends_it(
    names: list[str], regulations: list[str], tmp_path: Path
) -> None:
    """Every example is wrong, so that those that were run are told."""
    wrong = {"grade": 5, "input": {"kind": "horoscope"}, "expected": {}}
    file = tmp_path / "vi-du.json"
    file.write_text(json.dumps([{"regulation": name, **wrong} for name in WRITTEN]), "utf-8")
    report = check_file(file, names)
    assert sorted(one.regulation for one in report.differences) == sorted(regulations)


def validated(expected: Any) -> tuple[str, ...]:
    return check_example(
        {
            "regulation": "TT22/2021",
            "grade": 6,
            "input": {"kind": "validate_score", "score": "8"},
            "expected": expected,
        }
    )


def test_yes_is_not_one_and_nothing_is_not_no() -> None:
    assert validated({"valid": True, "error": None}) == ()
    assert validated({"valid": 1}) == ("valid: cần 1, tính ra true",)
    assert validated({"error": False}) == ("error: cần false, tính ra null",)


def test_a_difference_is_shown_in_plain_vietnamese() -> None:
    lines = check_example(
        {
            "regulation": "TT22/2021",
            "grade": 6,
            "input": {"kind": "conduct_year", "hk1": "T", "hk2": "CĐ"},
            "expected": {"level": "Đ"},
        }
    )
    assert lines == ('level: cần "Đ", tính ra "CĐ"',)


def test_an_indicator_that_is_not_there_has_no_text() -> None:
    for number in (0, 121):
        with pytest.raises(BadInput, match=f"không có chỉ số {number}"):
            indicator_text(number)


LAW = """
regulation = "TT00/2000"
code = "TT00"
title = "Thông tư 00/2000"
in_force = "2000-01-01"
version = "TT00/2000-1"
"""
CLAUSE = {
    "ref": "Điều 1",
    "text": "nội dung",
    "status": "human",
    "reason": "lí do",
    "confidence": "checked",
}


def law_of(folder: Path, *clauses: dict[str, str]) -> Law:
    """A law.toml in a package of its own, read as a circular's."""
    name = f"law_of_{folder.name}_{len(list(folder.iterdir()))}"
    package = folder / name
    package.mkdir()
    (package / "__init__.py").touch()
    rows = [
        "[[clause]]\n" + "\n".join(f"{key} = {json.dumps(value)}" for key, value in clause.items())
        for clause in clauses
    ]
    (package / "law.toml").write_text(LAW + "\n".join(rows), "utf-8")
    return load_law(name)


@pytest.mark.parametrize("field", CLAUSE)
def test_a_clause_without_one_of_its_fields_is_no_law(
    field: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(tmp_path))
    assert [clause.ref for clause in law_of(tmp_path, CLAUSE).clauses] == ["Điều 1"]
    lacking = {name: value for name, value in CLAUSE.items() if name != field}
    with pytest.raises(LawError, match="thiếu"):
        law_of(tmp_path, lacking)
    with pytest.raises(LawError, match="hai lần"):
        law_of(tmp_path, CLAUSE, CLAUSE)


def test_the_command_shows_what_differs_and_needs_to_know_what_to_do(tmp_path: Path) -> None:
    file = tmp_path / "vi-du.json"
    wrong = {"regulation": "TT22/2021", "grade": 6, "input": {"kind": "horoscope"}, "expected": {}}
    file.write_text(json.dumps([wrong]), "utf-8")
    out = io.StringIO()
    assert main(["check", str(file)], out) == 1
    first, why, last = out.getvalue().splitlines()
    assert (first, last) == ("? · TT22/2021 · ", "0 passed, 1 failed")
    assert why.startswith("    ") and "horoscope" in why
    with pytest.raises(SystemExit):
        main([], out)
