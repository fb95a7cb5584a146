"""One pupil seen through a rulebook: what the sentences and the why-tree read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, cast

import numpy as np

from .clause import Law
from .column import SPECIAL, Column, Given, Rulebook
from .exact import Array, show_sd, show_tenths
from .levels import BY_PLAN, EXEMPT, MISSING, NOT_TAKEN, STATUS_WORDS, Scale
from .settings import SETTINGS, Settings
from .why import Why


@dataclass(frozen=True)
class View:
    """All columns of one pupil (first axis of length 1), at one column and maybe one subject.

    `names` gives, per axis letter, the codes and the words of that axis (S: scored subjects …);
    `given` the columns that were handed in and so have no reason below them, `decrees` the words
    of the head's decisions by column, or by column and subject code ("average_year.TOAN").
    """

    rulebook: Rulebook
    law: Law
    params: Any
    settings: Settings
    arrays: Mapping[str, Array]
    names: Mapping[str, Sequence[tuple[str, str]]]
    given: frozenset[str]
    column: str
    subject: int | None = None
    decrees: Mapping[str, str] = field(default_factory=dict)

    def spec(self) -> Given | Column:
        return self.rulebook.spec(self.column)

    def source(self, parameter: str) -> str:
        """The name of the column that feeds a parameter here: "average_t" → "average_1"."""
        spec = self.spec()
        assert isinstance(spec, Column)
        return dict(spec.feeds)[parameter]

    def row(self, parameter: str) -> Array:
        """This pupil's values of a parameter, without the pupil axis (a view for the subject)."""
        name = self.source(parameter)
        values: Array = self.arrays[name][0]
        if self.subject is not None and len(self.rulebook.spec(name).axes) > 1:
            values = values[self.subject]
        return values

    def integer(self, parameter: str) -> int:
        return int(self.row(parameter))

    def result(self) -> int:
        """The value of this column itself."""
        value = self.arrays[self.column][0]
        return int(value if self.subject is None else value[self.subject])

    def word(self, parameter: str) -> str:
        """A parameter's value in words, by its unit."""
        return show(self.rulebook.spec(self.source(parameter)).unit, self.integer(parameter))

    def words(self, value: int | None = None) -> str:
        """This column's value in words, or another value of its unit."""
        return show(self.spec().unit, self.result() if value is None else value)

    def has(self, parameter: str) -> bool:
        """Whether this column is made from a parameter of that name in this circular."""
        spec = self.spec()
        return isinstance(spec, Column) and parameter in dict(spec.feeds)

    def subject_name(self, index: int, axis: str = "S") -> str:
        return self.names[axis][index][1]

    def subject_code(self, index: int, axis: str = "S") -> str:
        return self.names[axis][index][0]

    def decided(self, parameter: str) -> bool:
        """Whether this value is what the head decided, which the rules alone leave open."""
        if not self.has(parameter) or self.integer(parameter) < 0:
            return False
        spec = cast(Column, self.spec())
        special = {"params": self.params, "settings": self.settings}
        inputs = {p: special.get(name, self.arrays.get(name)) for p, name in spec.feeds}
        inputs[parameter] = np.full_like(cast(Array, inputs[parameter]), MISSING)
        alone: Array = spec.function(**inputs)[0]
        return int(alone if self.subject is None else alone[self.subject]) < 0

    def by_head(self) -> str:
        """The sentence of a result that the head decided: by which decision, on what ground."""
        axes, key = self.spec().axes, self.column
        if self.subject is not None:
            key = f"{key}.{self.subject_code(self.subject, axes[1])}"
        if said := self.decrees.get(key):
            return f"Theo {said}: {self.words()}."
        return f"{self.params.head} quyết định, có căn cứ: {self.words()}."

    def at(self, column: str, subject: int | None = None) -> View:
        return replace(self, column=column, subject=subject)

    def missing(self) -> list[str]:
        """Names of the cells that keep this column INCOMPLETE; [] when it is not."""
        spec = self.spec()
        if isinstance(spec, Given) or self.column in self.given or self.result() != MISSING:
            return []
        return spec.lacks(self) if spec.lacks else self._missing_inputs(spec)

    def _missing_inputs(self, spec: Column) -> list[str]:
        found: list[str] = []
        for name in spec.depends:
            values = self.arrays[name]
            below = self.rulebook.spec(name)
            optional = isinstance(below, Given) and below.default is not None
            if optional or below.axes != "P" or int(values[0]) != MISSING:
                continue
            deeper = self.at(name).missing()
            found += [m for m in (deeper or [name]) if m not in found]
        return found

    def why(self, depth: int) -> Why:
        """The tree below this column, `depth` levels of inputs deep."""
        spec = self.spec()
        axis = spec.axes[1] if len(spec.axes) > 1 else None
        label, subject = spec.label, None
        if axis and self.subject is not None:
            subject = self.subject_code(self.subject, axis)
            label = f"{label}, {self.subject_name(self.subject, axis)}"
        raw = self.result()
        if isinstance(spec, Given) or self.column in self.given:
            if isinstance(spec, Given) and self._mask(spec.free):
                raw = EXEMPT
            if isinstance(spec, Given) and self._mask(spec.free.replace("exempt", "by_plan")):
                raw = BY_PLAN
            decided = self.arrays.get(_decision_mask(spec.name))
            by_decision = decided is not None and bool(decided[0, self.subject])
            return _leaf(spec.name, label, raw, spec.unit, by_decision, subject)
        value = show(spec.unit, raw, [n for _, n in (*self.names["S"], *self.names["C"])])
        inputs = tuple(self._inputs(spec, depth - 1)) if depth > 0 else ()
        return Why(
            spec.name,
            label,
            raw,
            value,
            spec.says(self),
            self.law.clause(spec.clause),
            tuple((SETTINGS[s].question, self.settings.said(s)) for s in spec.settings),
            tuple(self.missing()),
            subject,
            inputs,
        )

    def _mask(self, name: str) -> bool:
        """This pupil's and subject's value of a mask; False when there is no such mask."""
        return name in self.arrays and bool(self.arrays[name][0, self.subject])

    def _asked_for(self) -> bool:
        """Whether this cell belongs to the pupil's book at all (a subject taken, a test that is)."""
        spec = self.spec()
        if self.result() == NOT_TAKEN:
            return False
        known = isinstance(spec, Given) and spec.expected in self.arrays
        return not known or self._mask(cast(Given, spec).expected)

    def _inputs(self, spec: Column, depth: int) -> list[Why]:
        nodes: list[Why] = []
        for _, name in spec.feeds:
            if name in SPECIAL:
                continue
            below = self.rulebook.spec(name)
            if isinstance(below, Given) and below.quiet:
                continue
            if spec.unit == "index" and len(below.axes) > 1:
                continue  # the level it is about already lists the subjects
            if len(below.axes) == 1:
                nodes.append(self.at(name).why(depth))
            elif self.subject is None:
                each = [self.at(name, i) for i in range(self.arrays[name].shape[1])]
                nodes += [view.why(depth) for view in each if view._asked_for()]
            elif len(below.axes) == 2:
                nodes.append(self.at(name, self.subject).why(depth))
            else:
                nodes += self._slots(below, name)
        return nodes

    def _slots(self, below: Given | Column, name: str) -> list[Why]:
        """One leaf per expected slot of a (pupil, subject, slot) array."""
        assert self.subject is not None
        values = self.arrays[name][0, self.subject]
        count = len(values)
        if isinstance(below, Given) and below.expected in self.arrays:
            count = int(self.arrays[below.expected][0, self.subject])
        decided = self.arrays.get(_decision_mask(name))
        nodes = []
        for slot in range(count):
            by_decision = decided is not None and bool(decided[0, self.subject, slot])
            label, raw = below.label.replace("#", str(slot + 1)), int(values[slot])
            nodes.append(_leaf(f"{name}[{slot + 1}]", label, raw, below.unit, by_decision, None))
        return nodes


def _decision_mask(name: str) -> str:
    """The mask that marks zeros by decision of an input: "gk_1" → "gk_by_decision_1"."""
    return f"{name[:-2]}_by_decision{name[-2:]}"


def _leaf(
    name: str, label: str, raw: int, unit: Any, by_decision: bool, subject: str | None
) -> Why:
    value = "chưa có" if raw == MISSING and unit != "flag" else show(unit, raw)
    note = " theo quyết định (không đánh giá bù)" if by_decision else ""
    return Why(name, label, raw, value, f"{label}: {value}{note}.", subject=subject)


def show(unit: Any, value: int, subjects: Sequence[str] = ()) -> str:
    """A value in words by its unit; statuses in words, a missing mark as "chưa có"."""
    if unit == "flag":
        return "có" if value else "không"
    if unit == "index":
        return subjects[value] if 0 <= value < len(subjects) else "không có"
    if value < 0:
        return STATUS_WORDS[value]
    if isinstance(unit, Scale):
        return unit.word(value)
    if unit == "sd":
        return show_sd(value)
    if unit == "whole":
        value //= 10
    return show_tenths(value) if unit == "tenths" else str(value)
