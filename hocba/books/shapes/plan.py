"""A column as a plan: what the book shows, of whom it is expected, and where the rules read it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from hocba.rules.levels import Scale
from hocba.rules.regime import Slot

AFTER_YEAR = 3
"""The term number of re-assessment and summer training."""
HEAD_TERM, HEAD_SLOT = 2, "qd"
"""Where the head's decision on the year's result of a subject stands."""
TOPICS, NO_TOPICS = "topics", "others"
"""Of whom a column is expected: who takes the subject's cụm chuyên đề, or who does not."""


@dataclass(frozen=True)
class ColumnPlan:
    """A column to open: item of assessment, term, slot, what it holds.

    `array` names the input of the regime that its cells go to ("" when no rule reads them),
    `index` the place on that array's last axis, `scale` the levels of its codes. `of` is TOPICS
    or NO_TOPICS where the cell is expected of some pupils only.
    """

    subject: str
    term: int
    slot: str
    kind: str
    label: str
    codes: tuple[str, ...] = ()
    required: bool = True
    array: str = ""
    index: int | None = None
    scale: Scale | None = None
    of: str = ""

    def optional(self) -> ColumnPlan:
        """The same column, expected of nobody."""
        return replace(self, required=False)


def level(
    subject: str,
    term: int,
    slot: str,
    label: str,
    scale: Scale,
    array: str,
    index: int | None = None,
) -> ColumnPlan:
    """A column of levels, the best one first in the list of codes."""
    codes = scale.codes[::-1]
    return ColumnPlan(subject, term, slot, "level", label, codes, True, array, index, scale)


def text(subject: str, term: int, slot: str, label: str, required: bool = False) -> ColumnPlan:
    """A column of words; no rule reads it."""
    return ColumnPlan(subject, term, slot, "text", label, required=required)


def absences(term: int) -> list[ColumnPlan]:
    """Days absent with and without leave; the rules read their sum over the year."""
    return [
        ColumnPlan("vang", term, "P", "count", "Nghỉ có phép"),
        ColumnPlan("vang", term, "K", "count", "Nghỉ không phép"),
    ]


def from_slot(subject: str, term: int, slot: Slot, of: str = "") -> ColumnPlan:
    """The column of a cell that the regime asks for in a term, of all pupils or of some."""
    array = f"{slot.array}_{term}"
    if not isinstance(slot.unit, str):
        found = level(subject, term, slot.code, slot.label, slot.unit, array, slot.index)
        return replace(found, of=of)
    kind = "integer" if slot.whole else "score"
    return ColumnPlan(
        subject, term, slot.code, kind, slot.label,
        required=slot.asked, array=array, index=slot.index, of=of,
    )  # fmt: skip
