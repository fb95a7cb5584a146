"""Whatever is handed to the engine is used or refused by name; never a bare numpy exception."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hocba.rules import BadInput, RuleError, regime_by_name
from hocba.rules.which import REGIMES
from tests.rules.often import often

CODES = sorted(REGIMES)
VALUES = st.one_of(
    st.integers(-(2**70), 2**70),
    st.integers(-5, 101),
    st.floats(allow_nan=True),
    st.booleans(),
    st.none(),
    st.text(max_size=3),
)
ARRAYS = st.one_of(
    VALUES,
    st.lists(VALUES, max_size=3),
    st.lists(st.lists(st.integers(-3, 110), max_size=3), max_size=3),
    st.lists(st.lists(st.lists(st.integers(-2, 101), max_size=2), max_size=2), max_size=2),
    st.tuples(st.integers(0, 3), st.integers(0, 3), st.integers(0, 2)).map(
        lambda shape: np.zeros(shape, dtype=np.int16)
    ),
    st.just(np.array([["a"]], dtype=object)),
    st.just(np.array([1 + 2j])),
    st.just(np.array(["2025-01-01"], dtype="datetime64[D]")),
)


@pytest.mark.parametrize("code", CODES)
@often(30)
@given(data=st.data())
def test_any_input_gives_results_or_a_named_error(code: str, data: st.DataObject) -> None:
    regime = regime_by_name(code)
    names = [*regime.rulebook.inputs, *regime.rulebook.columns, "subjects", "nope", ""]
    arrays: dict[str, Any] = data.draw(st.dictionaries(st.sampled_from(names), ARRAYS, max_size=4))
    try:
        computed = regime.compute(arrays)
    except RuleError as error:
        assert str(error) and (not isinstance(error, BadInput) or error.code)
        return
    for name in data.draw(st.lists(st.sampled_from(names), max_size=2)):
        row, subject = data.draw(st.integers(-2, 3)), data.draw(st.none() | st.integers(-2, 3))
        try:
            regime.explain(name, arrays, row, subject)
            regime.missing(name, arrays, row, subject)
        except RuleError as error:
            assert str(error)
    assert computed.code == regime.code


@pytest.mark.parametrize(
    ("arrays", "column", "place", "code"),
    [
        ({"gk_1": [[80, 101]]}, "gk_1", (0, 1), "OUT_OF_RANGE"),
        ({"gk_1": [[-1, 101]]}, "gk_1", (0, 1), "OUT_OF_RANGE"),
        ({"gk_1": [[100, -2]]}, "gk_1", (0, 1), "OUT_OF_RANGE"),
        ({"average_year": [80, 70]}, "average_year", (), "WRONG_SHAPE"),
        ({"gk_1": [[80], [80, 90]]}, "gk_1", (), "WRONG_SHAPE"),
        ({"gk_1": [[8.0]]}, "gk_1", (), "WRONG_TYPE"),
        ({"gk_1": 80}, "gk_1", (), "WRONG_SHAPE"),
        ({"gk_1": [[80]], "ck_1": [[80], [80]]}, "gk_1", (), "WRONG_SHAPE"),
        ({"nope": [1]}, "nope", (), "UNKNOWN_COLUMN"),
        ({"absences": [2**40]}, "absences", (0,), "OUT_OF_RANGE"),
    ],
)
def test_the_error_names_the_array_the_place_and_the_kind(
    arrays: dict[str, Any], column: str, place: tuple[int, ...], code: str
) -> None:
    with pytest.raises(BadInput) as caught:
        regime_by_name("TT22").compute(arrays)
    assert (caught.value.column, caught.value.place, caught.value.code) == (column, place, code)
