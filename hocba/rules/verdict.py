"""Decision tables that can be read beside the circular and checked when they are built.

`Bands` goes from the best level down, the last being "các trường hợp còn lại"; `Grid` looks up a
result from two levels; `Verdict` decides from yes/no facts.  Each is total and exclusive: every
input gives exactly one result.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

from .exact import Array
from .levels import INCOMPLETE, NEEDS_DECISION


@dataclass(frozen=True)
class Bound:
    """A condition `feature >= at` (or `<= at` when `at_most`)."""

    feature: str
    at: int
    at_most: bool = False

    def holds(self, features: Mapping[str, Array]) -> Array:
        value = features[self.feature]
        return value <= self.at if self.at_most else value >= self.at


@dataclass(frozen=True)
class Band:
    level: int
    bounds: tuple[Bound, ...]


class Bands:
    """Levels from best to worst; a pupil gets the first band whose bounds all hold.

    The last band has no bounds, so the table is total; first match makes it exclusive.
    """

    def __init__(self, *bands: Band) -> None:
        if bands[-1].bounds or any(not band.bounds for band in bands[:-1]):
            raise ValueError("exactly the last band must be “the rest”")
        levels = [band.level for band in bands]
        if levels != sorted(levels, reverse=True) or len(set(levels)) != len(levels):
            raise ValueError("bands must run from the best level down")
        self.bands = bands

    def decide(self, features: Mapping[str, Array]) -> Array:
        """int8 levels in the common shape of the features."""
        shape = np.broadcast_shapes(*(value.shape for value in features.values()))
        out = np.full(shape, self.bands[-1].level, dtype=np.int8)
        for band in reversed(self.bands[:-1]):
            holds = band.bounds[0].holds(features)
            for bound in band.bounds[1:]:
                holds = holds & bound.holds(features)
            np.copyto(out, np.int8(band.level), where=holds)
        return out


class Grid:
    """A table of two levels: `rows[r][c]`, both from the worst level up."""

    def __init__(self, rows: Sequence[Sequence[int]]) -> None:
        self.table = np.array(rows, dtype=np.int8)
        if self.table.ndim != 2:
            raise ValueError("a grid needs rows of equal length")

    def decide(self, row: Array, column: Array) -> Array:
        """int8; where either level is a status the result is that status."""
        status = statuses(row, column)
        if status is None:
            return np.asarray(self.table[row, column])
        found = self.table[np.maximum(row, 0), np.maximum(column, 0)]
        return np.where(status < 0, status, found)


class Verdict:
    """A decision from yes/no facts; each row gives True, False or None (either) per fact.

    Raises ValueError when built with a combination that no row, or more than one, covers.
    """

    def __init__(self, rows: Sequence[tuple[tuple[bool | None, ...], int]]) -> None:
        width = len(rows[0][0])
        table = []
        for facts in product((False, True), repeat=width):
            hits = [
                result
                for pattern, result in rows
                if all(
                    want is None or want == fact for want, fact in zip(pattern, facts, strict=True)
                )
            ]
            if len(hits) != 1:
                raise ValueError(f"{facts}: {len(hits)} rows")
            table.append(hits[0])
        self.table = np.array(table, dtype=np.int8)

    def decide(self, *facts: Array) -> Array:
        """int8 results; each fact is a boolean array of one shape."""
        index: Array = np.zeros(np.broadcast_shapes(*(f.shape for f in facts)), dtype=np.intp)
        for fact in facts:
            index = index * 2 + fact
        return np.asarray(self.table[index])


def statuses(*columns: Array) -> Array | None:
    """The status that blocks a result, 0 where none does; None when no cell is blocked.

    Missing data comes before a pending decision: first complete the data, then decide.
    """
    lowest = columns[0]
    for column in columns[1:]:
        lowest = np.minimum(lowest, column)
    if not (lowest < 0).any():
        return None
    out = np.zeros(lowest.shape, dtype=np.int8)
    for column in columns:
        np.copyto(out, np.int8(NEEDS_DECISION), where=column < INCOMPLETE)
    for column in columns:
        np.copyto(out, np.int8(INCOMPLETE), where=column == INCOMPLETE)
    return out
