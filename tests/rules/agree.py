"""The engine against a naive witness: every result of every pupil, a column at a time.

`WITNESS_PUPILS` in the environment says how many random pupils of a regime; `make witness` takes
100,000.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Mapping
from typing import Any

import numpy as np

from hocba.rules import Regime
from hocba.rules.levels import STATUS_CODES, Scale
from tests.rules.worlds import TENTHS, Arrays

PUPILS = int(os.environ.get("WITNESS_PUPILS", "1500"))
AT_ONCE = 2_000
Rows = Mapping[str, Any]


def agree(
    regime: Regime,
    given: Arrays,
    one: Callable[[Rows, int], Any],
    witness: Callable[[Any], Mapping[str, Any]],
    besides: Collection[str] = (),
) -> set[tuple[str, Any]]:
    """Every result of the witness is the engine's; returns the values seen in columns over pupils.

    `one` reads a pupil from a row; `besides` are the columns the witness says nothing about.
    """
    computed = regime.compute(given)
    pupils = max(len(column) for column in computed.values())
    seen: set[tuple[str, Any]] = set()
    for start in range(0, pupils, AT_ONCE):
        rows = _lists(given, pupils, start)
        expected = [witness(one(rows, row)) for row in range(min(AT_ONCE, pupils - start))]
        assert set(expected[0]) == set(computed) - set(besides)
        for name in expected[0]:
            wanted = [results[name] for results in expected]
            found = in_words(computed[name][start : start + AT_ONCE], regime.unit(name))
            if found != wanted:
                row = next(
                    i
                    for i, pair in enumerate(zip(found, wanted, strict=True))
                    if pair[0] != pair[1]
                )
                raise AssertionError(f"{name}, pupil {start + row}: {found[row]} is {wanted[row]}")
            if not isinstance(wanted[0], list):
                seen |= {(name, value) for value in set(wanted)}
    return seen


def in_words(column: Any, unit: str | Scale) -> list[Any]:
    """A column in the words of the witness: letters, decimal marks, flags."""
    if unit == "flag":
        flags: list[Any] = column.astype(bool).tolist()
        return flags
    levels = list(unit.codes) if isinstance(unit, Scale) else TENTHS
    statuses = [STATUS_CODES[-n] for n in range(len(STATUS_CODES), 0, -1)]
    words = np.array([*levels, *statuses], dtype=object)
    found: list[Any] = words[column].tolist()
    return found


def _lists(given: Arrays, pupils: int, start: int) -> dict[str, Any]:
    """Some of the rows as plain lists; what holds for all pupils stays whole."""
    return {
        name: (array[start : start + AT_ONCE] if len(array) == pupils else array).tolist()
        for name, array in given.items()
    }
