"""Columns of results: one function per clause, over many pupils at once.

A column function takes numpy arrays and returns one; the names of its parameters are the names of
the columns it depends on, so the same graph computes a province and explains one pupil.  A name
ending in `_t` stands for one column per period ("1", "2", "year"); its parameters ending in `_t`
follow it.  The parameters `params` and `settings` receive the circular's thresholds and the named
settings.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from .exact import Array, BadInput
from .levels import LOWEST_STATUS, Scale

if TYPE_CHECKING:
    from .view import View

PERIODS = {"1": "học kì I", "2": "học kì II", "year": "cả năm"}
SPECIAL = ("params", "settings")

Unit = str | Scale
"""`"tenths"`, `"whole"` (tenths of a mark without decimals), `"count"`, `"flag"`, `"index"`, `"sd"`
(a z-score, see `exact.SD_ZERO`), or the scale whose levels the array holds."""

Says = Callable[["View"], str]
Lacks = Callable[["View"], list[str]]


@dataclass(frozen=True)
class Given:
    """An input column: `axes` like "PSK", values `low`..`high` in steps; `default` if optional.

    `quiet` inputs (masks, counts) shape a result but are not shown as reasons of their own.
    `expected` names the mask or count that says which cells are asked for, `free` the mask of
    exempt ones: reasons leave out the former and call the latter exempt.
    """

    name: str
    axes: str
    unit: Unit
    label: str
    low: int
    high: int
    step: int
    default: int | None
    quiet: bool
    expected: str
    free: str


@dataclass(frozen=True)
class Column:
    """A derived column: the function, which column feeds which parameter, and its words."""

    name: str
    function: Callable[..., Array]
    feeds: tuple[tuple[str, str], ...]
    axes: str
    unit: Unit
    label: str
    clause: str
    settings: tuple[str, ...]
    says: Says
    lacks: Lacks | None

    @property
    def depends(self) -> tuple[str, ...]:
        return tuple(dep for _, dep in self.feeds if dep not in SPECIAL)


@dataclass
class Rulebook:
    """All columns of one circular, in the order of its articles."""

    inputs: dict[str, Given] = field(default_factory=dict)
    columns: dict[str, Column] = field(default_factory=dict)
    shared: dict[str, tuple[str, ...]] = field(default_factory=dict)
    defaults: dict[str, Array] = field(default_factory=dict)
    _plans: dict[frozenset[str], tuple[Column, ...]] = field(default_factory=dict)

    def given(
        self,
        name: str,
        axes: str,
        unit: Unit,
        label: str,
        *,
        over: Sequence[str] = (),
        low: int = -1,
        high: int | None = None,
        step: int = 1,
        default: int | None = None,
        quiet: bool = False,
        expected: str = "",
        free: str = "",
    ) -> None:
        """Declare an input.  With `over`, `name_t` makes one input per period and, when it has a
        default, the bare name is accepted for all of them."""
        if isinstance(unit, Scale):
            high = len(unit.codes) - 1
        elif unit == "flag":
            low, high = 0, 1
        if high is None:
            raise ValueError(f"{name}: upper bound needed")
        for period in over or ("",):
            full = _in_period(name, period)
            self.inputs[full] = Given(
                full,
                axes,
                unit,
                label.format(t=PERIODS.get(period, "")),
                low,
                high,
                step,
                default,
                quiet,
                _in_period(expected, period),
                _in_period(free, period),
            )
        if over and quiet:
            shared = tuple(_in_period(name, period) for period in over)
            self.shared[name.removesuffix("_t")] = shared

    def column(
        self,
        axes: str,
        unit: Unit,
        label: str,
        clause: str,
        says: Says,
        *,
        over: Sequence[str] = (),
        settings: Sequence[str] = (),
        lacks: Lacks | None = None,
        name: str = "",
    ) -> Callable[[Callable[..., Array]], Callable[..., Array]]:
        """Register the decorated function as the column(s) of its name, or of `name`."""

        def register(function: Callable[..., Array]) -> Callable[..., Array]:
            stem = name or function.__name__
            parameters = list(inspect.signature(function).parameters)
            for period in over or ("",):
                feeds = tuple((p, _in_period(p, period)) for p in parameters)
                full = _in_period(stem, period)
                words = label.format(t=PERIODS.get(period, ""))
                self.columns[full] = Column(
                    full, function, feeds, axes, unit, words, clause, tuple(settings), says, lacks
                )
            return function

        return register

    def spec(self, name: str) -> Given | Column:
        """The input or column of that name; BadInput when there is none."""
        found = self.inputs.get(name) or self.columns.get(name)
        if found is None:
            raise BadInput(name, "quy định này không có cột tên như vậy", code="UNKNOWN_COLUMN")
        return found

    def plan(self, have: frozenset[str]) -> tuple[Column, ...]:
        """The columns that can be derived from these, each after what it depends on."""
        if have not in self._plans:
            known = set(have) | {n for n, g in self.inputs.items() if g.default is not None}
            order: list[Column] = []
            waiting = [c for n, c in self.columns.items() if n not in known]
            while ready := [c for c in waiting if known.issuperset(c.depends)]:
                order += ready
                known.update(c.name for c in ready)
                waiting = [c for c in waiting if c.name not in known]
            self._plans[have] = tuple(order)
        return self._plans[have]

    def evaluate(
        self, arrays: Mapping[str, Array], have: frozenset[str], special: Mapping[str, Any]
    ) -> dict[str, Array]:
        """Run the plan over arrays of one block of pupils; returns the derived columns."""
        known: dict[str, Any] = {**arrays, **special}
        derived: dict[str, Array] = {}
        for column in self.plan(have):
            inputs = {parameter: known[dep] for parameter, dep in column.feeds}
            derived[column.name] = known[column.name] = column.function(**inputs)
        return derived


def lowest_result(spec: Given | Column) -> int:
    """The lowest value an array of this kind may hold: statuses are allowed for results."""
    return spec.low if isinstance(spec, Given) else LOWEST_STATUS


def _in_period(name: str, period: str) -> str:
    return f"{name[:-2]}_{period}" if period and name.endswith("_t") else name
