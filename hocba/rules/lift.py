""" "Còn thiếu gì để …?": the smallest changes that would lift one pupil to a higher level.

The level is asked of the same column functions that gave it, over many imagined pupils at once, so
the answer is right with the one-subject adjustment and every other clause.  Two situations:

- marks are still to come (`open`): only what has not been entered can move, between what the
  missing marks make of it at their worst and at their best.  Each level that is not yet certain
  and still within reach is a goal.
- everything is entered: the goal is the next level, and every assessed subject may be imagined
  better.

A *way* is a set of changes of the smallest possible number; none of them can be left out and none
can be smaller.  Levels rise with marks in every circular, which the search relies on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np

from .column import SPECIAL, Column, Given, Rulebook
from .exact import Array, BadInput
from .levels import MISSING, Scale
from .regime import DECREES, LABELS, Regime
from .view import show

LIFTED = ("learning_1", "learning_2", "learning_year", "overall")
"""Columns that can be asked about, where a circular has them."""
MOST_WAYS, MOST_TRIED = 6, 60
TOP = 100


@dataclass(frozen=True)
class Need:
    """One change: a subject (or trait) whose value has to rise from `now` to `to`.

    Values are those of the column.  With marks still to come (`open`) `now` is what the entered
    ones secure, `missing` names the open cells, and `mark` is what each of them needs at least.
    """

    column: str
    code: str
    name: str
    now: int
    to: int
    open: bool = False
    missing: tuple[str, ...] = ()
    mark: int | None = None


Way = tuple[Need, ...]


@dataclass(frozen=True)
class Goal:
    """A level and the ways to it, the smallest total rise first; `more` were left out of `ways`."""

    level: int
    ways: tuple[Way, ...]
    more: int = 0


@dataclass(frozen=True)
class Outlook:
    """`now` is the level or status of the column, `sure` the level that the entered marks secure,
    `open` whether marks are still to come; no goals at the top, or where a person decides."""

    column: str
    now: int
    sure: int
    open: bool
    goals: tuple[Goal, ...] = ()


def outlook(regime: Regime, column: str, given: Mapping[str, Array], row: int) -> Outlook:
    """What pupil `row` lacks for the levels above; BadInput for a column of another kind."""
    search = _Search(regime, column, given, row)
    now = search.now
    sure = search.level_of(search.low)
    if sure < 0 or (now < 0 and now != MISSING):
        return Outlook(column, now, min(now, sure), search.open)
    best = search.level_of(search.high)
    last = best if search.open else min(best, sure + 1)
    goals = tuple(search.goal(level) for level in range(sure + 1, last + 1))
    return Outlook(column, now, sure, search.open, goals)


@dataclass(frozen=True)
class _Cell:
    """One value that may rise: position in its column, and the values in between."""

    column: str
    index: int
    low: int
    high: int
    step: int


class _Search:
    """One pupil, one column: the cells it follows from, and the level of imagined pupils."""

    def __init__(self, regime: Regime, column: str, given: Mapping[str, Array], row: int) -> None:
        spec = regime.rulebook.spec(column)
        if not isinstance(spec, Column) or not isinstance(spec.unit, Scale) or spec.axes != "P":
            raise BadInput(column, "không phải là mức của cả học sinh", code="UNKNOWN_COLUMN")
        self.regime, self.column, self.row = regime, column, row
        self.sources, self.path = _path(regime.rulebook, column)
        self.view = regime.view(column, given, row, None)
        self.now = self.view.result()
        arrays = {k: v for k, v in given.items() if k not in (*LABELS, DECREES)}
        self.one = _one_pupil(regime, arrays, row)
        self.filled = _filled(regime, self.one, self.sources)
        asked = [
            (name, index)
            for name in self.sources
            for index in range(self.filled[name].shape[1])
            if self._asked(name, index)
        ]
        self.open = any(self.filled[n][0, i] != self.filled[n][-1, i] for n, i in asked)
        self.cells = [cell for cell in (self._cell(n, i) for n, i in asked) if cell]
        self.low = np.array([cell.low for cell in self.cells], dtype=np.int16)
        self.high = np.array([cell.high for cell in self.cells], dtype=np.int16)

    def _cell(self, name: str, index: int) -> _Cell | None:
        """The cell when it has a value that may rise."""
        spec = self.regime.rulebook.spec(name)
        top = len(spec.unit.codes) - 1 if isinstance(spec.unit, Scale) else TOP
        low, high = (int(self.filled[name][at, index]) for at in (0, -1))
        high = high if self.open else top
        step = spec.step if isinstance(spec, Given) else 1
        return _Cell(name, index, low, high, step) if 0 <= low < high else None

    def _asked(self, name: str, index: int) -> bool:
        """Whether the cell is asked for and not exempt."""
        spec = self.regime.rulebook.spec(name)
        if not isinstance(spec, Given):
            return True
        masks = self.view.arrays
        if spec.expected in masks and not masks[spec.expected][0, index]:
            return False
        return not (spec.free in masks and masks[spec.free][0, index])

    def levels(self, values: Array) -> Array:
        """The levels of imagined pupils from (pupils, cells) values."""
        pupils = len(values)
        known: dict[str, Any] = {"params": self.regime.params, "settings": self.regime.settings}
        for name in self.sources:
            known[name] = np.repeat(self.filled[name][:1], pupils, axis=0)
        for number, cell in enumerate(self.cells):
            known[cell.column][:, cell.index] = values[:, number]
        for column in self.path:
            for _, name in column.feeds:
                if name not in known:
                    array = self.view.arrays[name]
                    known[name] = np.broadcast_to(array[:1], (pupils, *array.shape[1:]))
            inputs = {parameter: known[name] for parameter, name in column.feeds}
            known[column.name] = column.function(**inputs)
        return np.asarray(known[self.column])

    def level_of(self, values: Array) -> int:
        """The level of one imagined pupil."""
        return int(self.levels(values[None])[0])

    def goal(self, level: int) -> Goal:
        """The smallest ways to a level that is within reach."""
        sets = self._smallest_sets(level)
        orders = [one[turn:] + one[:turn] for one in sets[:MOST_TRIED] for turn in range(len(one))]
        lowered = np.unique(self._lowered(np.array(orders), level), axis=0)
        found = sorted(lowered.tolist(), key=lambda way: (self._rise(way), way))
        shown = tuple(
            tuple(self._need(i, to) for i, to in enumerate(way) if to > self.low[i])
            for way in found[:MOST_WAYS]
        )
        return Goal(level, shown, max(0, len(found) + len(sets[MOST_TRIED:]) - MOST_WAYS))

    def _smallest_sets(self, level: int) -> list[tuple[int, ...]]:
        """Every set of cells of the smallest size that reaches the level at its best."""
        width = len(self.cells)
        without = np.where(np.eye(width, dtype=bool), self.low, self.high)
        reached = self.levels(without)
        needed = tuple(np.flatnonzero(reached < level).tolist())
        others = [i for i in range(width) if i not in needed]
        for size in range(len(others) + 1):
            sets = [(*needed, *more) for more in combinations(others, size)]
            chosen = np.zeros((len(sets), width), dtype=bool)
            for at, one in enumerate(sets):
                chosen[at, list(one)] = True
            levels = self.levels(np.where(chosen, self.high, self.low))
            if (levels >= level).any():
                return [one for one, got in zip(sets, levels, strict=True) if got >= level]
        raise BadInput(self.column, "mức này không còn đạt được", code="OUT_OF_RANGE")

    def _lowered(self, orders: Array, level: int) -> Array:
        """(orders, cells) values: the chosen cells of each order from their best down, one after
        the other, as far as the level holds.  Halves the range of all orders at once."""
        everyone = np.arange(len(orders))
        values = np.repeat(self.low[None], len(orders), axis=0)
        for chosen in orders.T:
            values[everyone, chosen] = self.high[chosen]
        steps = np.array([cell.step for cell in self.cells], dtype=np.int16)
        for chosen in orders.T:
            step = steps[chosen]
            below, enough = self.low[chosen] // step, self.high[chosen] // step
            while (enough - below > 1).any():
                middle = (below + enough) // 2
                values[everyone, chosen] = np.maximum(middle * step, self.low[chosen])
                holds = self.levels(values) >= level
                below, enough = np.where(holds, below, middle), np.where(holds, middle, enough)
            values[everyone, chosen] = enough * step
        return values

    def _rise(self, way: Sequence[int]) -> int:
        """How much all cells rise; a level of a scale counts as ten tenths."""
        total = 0
        for cell, value in zip(self.cells, way, strict=True):
            levels = isinstance(self.regime.rulebook.spec(cell.column).unit, Scale)
            total += (value - cell.low) * (10 if levels else 1)
        return total

    def _need(self, number: int, to: int) -> Need:
        cell = self.cells[number]
        spec = self.regime.rulebook.spec(cell.column)
        code, name = self.view.names[spec.axes[1]][cell.index]
        missing = tuple(self.view.at(cell.column, cell.index).missing()) if self.open else ()
        table = self.filled[cell.column][:, cell.index]
        marked = missing and not isinstance(spec.unit, Scale)
        mark = int(np.argmax(table >= to)) if marked else None
        return Need(cell.column, code, name, cell.low, to, self.open, missing, mark)


def _path(book: Rulebook, column: str) -> tuple[list[str], list[Column]]:
    """The columns over subjects that a level follows from, and the columns on the way to it."""
    sources: list[str] = []
    path: list[Column] = []

    def walk(name: str) -> None:
        spec = book.spec(name)
        if isinstance(spec, Given):
            if len(spec.axes) == 2 and not spec.quiet and name not in sources:
                sources.append(name)
        elif len(spec.axes) == 2:
            if name not in sources:
                sources.append(name)
        elif spec not in path:
            for _, below in spec.feeds:
                if below not in SPECIAL:
                    walk(below)
            path.append(spec)

    walk(column)
    return sources, path


def _one_pupil(regime: Regime, arrays: Mapping[str, Array], row: int) -> dict[str, Array]:
    """The given arrays with the pupil axis first and this pupil alone on it."""
    checked, pupils = regime.arrays(arrays)
    return {
        name: array[row : row + 1] if array.shape[0] == pupils else array
        for name, array in checked.items()
    }


def _filled(regime: Regime, one: Mapping[str, Array], sources: Sequence[str]) -> dict[str, Array]:
    """Per source (TOP + 1, subjects): its values when everything missing were 0, 1 … 100 tenths,
    or the worst … the best level."""
    book = regime.rulebook
    marks = np.arange(TOP + 1)
    given: dict[str, Array] = {}
    for name, array in one.items():
        spec = book.spec(name)
        many = np.repeat(array, TOP + 1, axis=0)
        quiet = isinstance(spec, Given) and (spec.quiet or spec.default is not None)
        if len(spec.axes) > 1 and not quiet:
            fill = _fill(spec, marks).reshape(-1, *[1] * (many.ndim - 1))
            many = np.where(many == MISSING, fill, many).astype(array.dtype)
        given[name] = many
    known = {**given, **regime.compute(given)}
    return {name: np.asarray(known[name]) for name in sources}


def _fill(spec: Given | Column, marks: Array) -> Array:
    if isinstance(spec.unit, Scale):
        return np.minimum(marks, len(spec.unit.codes) - 1)
    step = spec.step if isinstance(spec, Given) else 1
    return np.asarray(marks // step * step)


def way_words(regime: Regime, way: Way) -> str:
    """A way in plain Vietnamese: «Toán từ 7,8 lên 8,0 và Tin học từ 6,4 lên 6,5»."""
    *first, last = [_need_words(regime, need) for need in way]
    return f"{', '.join(first)} và {last}" if first else last


def _need_words(regime: Regime, need: Need) -> str:
    unit = regime.unit(need.column)
    to, name = show(unit, need.to), need.name
    if unit == "whole":
        name = f"bài kiểm tra {name}"
    if not need.open:
        return f"{name} từ {show(unit, need.now)} lên {to}"
    if isinstance(unit, Scale):
        return f"{name} {to}"
    if need.mark is None or not need.missing:
        return f"{name} từ {to} trở lên"
    cells = _cells_words(need.missing)
    return f"{name} từ {to} ({cells} từ {show('tenths', need.mark)} trở lên)"


def _cells_words(missing: Sequence[str]) -> str:
    """«bài cuối kì» for a single open cell, else how many."""
    if len(missing) > 1:
        return f"{len(missing)} điểm còn lại, mỗi điểm"
    last = missing[0].rpartition(".")[2]
    return {"ck": "bài cuối kì", "gk": "bài giữa kì"}.get(last, f"điểm {last}")
