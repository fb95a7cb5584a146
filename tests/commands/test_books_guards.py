"""What looks wrong before saving, true and false alarms; the browser runs the same cases."""

import json
from pathlib import Path
from typing import Any

import pytest

from hocba.books.guards import Filled, check

CASES: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[1] / "guard_cases.json").read_text("utf-8")
)


@pytest.mark.parametrize("case", CASES, ids=[c["name"] for c in CASES])
def test_a_column_is_doubted_when_it_should_be_and_only_then(case: dict[str, Any]) -> None:
    found = check([Filled(**column) for column in case["columns"]])
    assert [[h.code, h.other, h.count, h.of] for h in found] == case["want"]
    written = {row for c in case["columns"] for row, touched in enumerate(c["touched"]) if touched}
    assert all(set(h.cells) <= written for h in found)


def test_the_words_name_columns_and_counts() -> None:
    [same] = check([Filled(**column) for column in CASES[0]["columns"]])
    assert same.text == "38/40 điểm ở cột TX1 giống cột GK. Có nhập nhầm cột không?"
