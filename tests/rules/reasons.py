"""The reasons of a circular, asked once for every value that its columns take in a random world."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from hocba.rules import Regime
from hocba.rules.exact import Array
from hocba.rules.levels import INCOMPLETE, Scale
from tests.rules.often import LONG
from tests.rules.worlds import Arrays

MANY = 6
"""Of the marks in a column the lowest and the highest few are asked about."""


def every_value_has_a_reason(regime: Regime, given: Arrays) -> None:
    """Each value has words, a clause and a sentence; no two levels of a pupil share a sentence."""
    for name, column in regime.compute(given).items():
        said = {}
        for row, subject in _places(column):
            why = regime.explain(name, given, row, subject, depth=2)
            assert why.sentence.endswith(".") and why.value and why.clause, (name, row, subject)
            value = int(column[row] if subject is None else column[row, subject])
            level = max(value, INCOMPLETE) if _is_level(regime, name) else 0
            assert said.setdefault(why.sentence, level) == level, (name, row, subject)


def _is_level(regime: Regime, name: str) -> bool:
    spec = regime.rulebook.columns[name]
    return isinstance(spec.unit, Scale) and spec.axes == "P"


def _places(column: Array) -> Iterator[tuple[int, int | None]]:
    """The first place of each value; in the long form every place of the first pupils."""
    if LONG:
        chosen = np.arange(min(column.size, 40 * (column.size // len(column))))
    else:
        values, first = np.unique(column, return_index=True)
        chosen = first[(values < MANY) | (values >= values.max() - MANY)]
    for place in chosen.tolist():
        at = np.unravel_index(place, column.shape)
        yield int(at[0]), int(at[1]) if len(at) > 1 else None
