"""Growth of children as the pages show it: measures, z-scores, classes, when to weigh again."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from hocba.books.kindergarten import Measured, births, measured, weighings
from hocba.books.roster import Seat
from hocba.books.sheet import Sheet
from hocba.rules.exact import show_sd, show_tenths
from hocba.rules.levels import NOT_APPLICABLE
from hocba.rules.mam_non import MamNon
from hocba.rules.mam_non.params import CLASSES

SHORT = {
    "weight_for_age": "Cân nặng theo tuổi",
    "height_for_age": "Chiều cao theo tuổi",
    "weight_for_height": "Cân nặng theo chiều cao",
    "bmi_for_age": "BMI theo tuổi",
}
NORMAL = "BINH_THUONG"


@dataclass(frozen=True)
class Verdict:
    """One indicator of one child at one time; empty where it does not apply."""

    indicator: str
    label: str
    z: str
    said: str
    normal: bool


@dataclass(frozen=True)
class Child:
    """A child at one time of weighing: measures, verdicts, and when it is due again."""

    student: int
    name: str
    at: int
    measured: Measured
    verdicts: tuple[Verdict, ...]
    due: datetime.date | None
    late: bool
    reached: int
    assessed: int
    goals: int

    @property
    def weight(self) -> str:
        return "" if self.measured.weight is None else show_tenths(self.measured.weight)

    @property
    def height(self) -> str:
        return "" if self.measured.height is None else show_tenths(self.measured.height)


def verdicts(sheet: Sheet, student: int, at: int) -> tuple[Verdict, ...]:
    """What the rules say of a child at a time; nothing for indicators that do not apply."""
    row, found = sheet.rows[student], []
    for indicator, scale in CLASSES.items():
        level = int(sheet.computed[indicator][row, at])
        if level == NOT_APPLICABLE:
            continue
        z = int(sheet.computed[f"{indicator}_z"][row, at])
        found.append(
            Verdict(
                indicator,
                SHORT[indicator],
                show_sd(z) if z >= 0 else "",
                scale.word(level) if level >= 0 else "",
                level >= 0 and scale.codes[level] == NORMAL,
            )
        )
    return tuple(found)


def class_at(sheet: Sheet, seats: Sequence[Seat], at: int, today: datetime.date) -> list[Child]:
    """The children of a class at one time of weighing, in the order of the list."""
    known = births(sheet.students)
    goals = int(sheet.given["goal"].shape[1])
    return [
        _child(sheet, seat, at, today, known[seat.student][0], goals)
        for seat in seats
        if seat.student in sheet.rows
    ]


def _child(
    sheet: Sheet,
    seat: Seat,
    at: int,
    today: datetime.date,
    born: datetime.date | None,
    goals: int,
) -> Child:
    row, times = sheet.rows[seat.student], measured(sheet, seat.student)
    due = due_on(times, born, today)
    return Child(
        seat.student,
        seat.name,
        at,
        times[at],
        verdicts(sheet, seat.student, at),
        due,
        due is not None and due < today,
        int(sheet.computed["goals_reached"][row]) if goals else 0,
        int(sheet.computed["goals_assessed"][row]) if goals else 0,
        goals,
    )


def due_on(
    times: Sequence[Measured], born: datetime.date | None, today: datetime.date
) -> datetime.date | None:
    """When a child is to be weighed next: a month or a quarter after the last weighing, today when
    it was never weighed; None without a date of birth."""
    if born is None:
        return None
    days = [t.on for t in times if t.on is not None and t.any]
    return MamNon().next_measure(born, max(days, default=None)) or today


def overdue(sheet: Sheet, today: datetime.date) -> tuple[int, int]:
    """(children past the day they were to be weighed again, children never weighed)."""
    known = births(sheet.students)
    late = never = 0
    for student in sheet.students:
        times, born = measured(sheet, student), known[student][0]
        if not any(t.any and t.on for t in times):
            never += 1
        else:
            due = due_on(times, born, today)
            late += due is not None and due < today
    return late, never


def latest(sheet: Sheet) -> int:
    """The place of the last time at which any child was weighed; the first when none was."""
    times = weighings(sheet.klass.grade)
    filled = [
        place
        for place in range(len(times))
        if any(measured(sheet, s)[place].any for s in sheet.students)
    ]
    return max(filled, default=0)
