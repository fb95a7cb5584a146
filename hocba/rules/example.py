"""What the example adapters of all circulars share: one case, numbers in and out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import numpy as np

from .exact import Array, to_tenths
from .levels import INCOMPLETE, MISSING, NOT_APPLICABLE, STATUS_CODES, Scale


@dataclass(frozen=True)
class Asked:
    """One value an adapter read: whoever shows the answer can explain it from here.

    `regime` is the one that gave it, which may be an older text than the question names."""

    regime: Any
    column: str
    given: Mapping[str, Array]
    subject: int | None = None


@dataclass(frozen=True)
class Case:
    """One example: its input, the grade, and the regime that answers (typed by its adapter).

    `asked` fills with the values the adapter reads, in order.
    """

    regime: Any
    grade: int
    input: Mapping[str, Any]
    asked: list[Asked] = field(default_factory=list)

    def number(
        self, key: str, column: str, given: dict[str, Array], subject: int | None
    ) -> dict[str, Any]:
        """A marks column of the single pupil as {key: decimal} or null with status."""
        value = self.value(column, given, subject)
        out: dict[str, Any] = {key: number_out(value) if value >= 0 else None}
        return {**out, **self._status(value, column, given, subject)}

    def level(
        self,
        key: str,
        column: str,
        given: dict[str, Array],
        scale: Scale,
        subject: int | None = None,
    ) -> dict[str, Any]:
        """A level column of the single pupil as {key: code} or null with status."""
        value = self.value(column, given, subject)
        out: dict[str, Any] = {key: scale.code(value)}
        return {**out, **self._status(value, column, given, subject)}

    def row(self, column: str, given: Mapping[str, Array], subject: int | None = None) -> Array:
        """The single pupil's values of a column, over its subjects; remembered in `asked`."""
        self.asked.append(Asked(self.regime, column, given, subject))
        values: Array = self.regime.compute(given)[column][0]
        return values

    def value(self, column: str, given: Mapping[str, Array], subject: int | None = None) -> int:
        """One value of the single pupil; remembered in `asked`."""
        row = self.row(column, given, subject)
        return int(row if subject is None else row[subject])

    def _status(
        self, value: int, column: str, given: dict[str, Array], subject: int | None
    ) -> dict[str, Any]:
        out = status_out(value)
        if value == INCOMPLETE:
            out["missing"] = self.regime.missing(column, given, 0, subject)
        return out


def number_out(tenths: int) -> Decimal:
    """Tenths as the decimal of the examples: 84 → 8.4."""
    return Decimal(tenths) / 10


def status_out(value: int) -> dict[str, Any]:
    """{"status": …} of a negative value, {} of a result."""
    if value >= 0 or value == NOT_APPLICABLE:
        return {}
    return {"status": STATUS_CODES[value]}


def score_array(values: Sequence[Decimal | int | None]) -> Array:
    """(n,) int16 tenths of printed decimals; null is missing."""
    row = [MISSING if value is None else to_tenths(value) for value in values]
    return np.array(row, dtype=np.int16)


def validate_score(case: Case) -> dict[str, Any]:
    """What the grid says to a mark: valid, or the refusal with its suggestion."""
    parsed = case.regime.parse_score(str(case.input["score"]))
    out: dict[str, Any] = {"valid": parsed.ok, "error": parsed.error}
    if parsed.suggest is not None:
        out["suggest"] = number_out(parsed.suggest)
    return out


def subject_kind(case: Case) -> dict[str, Any]:
    """How the circular assesses a subject."""
    return {"kind": case.regime.subject_kind(case.input["subject"])}


def book_slots(case: Case) -> dict[str, Any]:
    """The cells a subject's book has in each term, by code."""
    subject = case.input["subject"]
    kind = case.regime.subject_kind(subject)
    topics = bool(case.input.get("topics", False))
    periods = int(case.input.get("periods_per_year", 0))
    slots = case.regime.slots(case.grade, subject, kind, periods, topics)
    return {f"hk{term}": [slot.code for slot in cells] for term, cells in slots.items()}


COMMON_KINDS: dict[str, Callable[[Case], dict[str, Any]]] = {
    "subject_kind": subject_kind,
    "book_slots": book_slots,
    "validate_score": validate_score,
}
"""Kinds of example that every circular answers."""
