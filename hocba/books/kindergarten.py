"""Kindergarten in the homeroom book: when children are weighed, and the facts the rules need."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from hocba.books.cells import Key, Value
from hocba.books.models import Goal
from hocba.people.models import Student
from hocba.rules.levels import MISSING
from hocba.rules.mam_non.growth import completed_months
from hocba.rules.mam_non.params import GOAL, SEX

if TYPE_CHECKING:
    from hocba.books.sheet import Sheet

LEVEL = "kindergarten"
BODY = "the_trang"
"""The item of height and weight."""
UNDER_TWO = 2
"""Age groups below this one are weighed every month, the others every quarter."""


@dataclass(frozen=True)
class Weighing:
    """One time of the school year at which a class is weighed and measured."""

    term: int
    month: int
    required: bool = True

    @property
    def label(self) -> str:
        return f"tháng {self.month}"

    def slot(self, what: str) -> str:
        """The column of "nang" (weight), "cao" (height) or "ngay" (day of the month)."""
        return f"{what}{self.month:02d}"

    def day(self, year: int, number: int | None) -> datetime.date | None:
        """The date of a day of the month in the school year that starts in `year`; None when the
        day was not written or the month has no such day."""
        try:
            return datetime.date(year if self.term == 1 else year + 1, self.month, number or 0)
        except ValueError:
            return None


MONTHLY = (*(Weighing(1, m) for m in (9, 10, 11, 12)), *(Weighing(2, m) for m in (1, 2, 3, 4, 5)))
QUARTERLY = (Weighing(1, 9), Weighing(1, 12), Weighing(2, 3), Weighing(2, 5, required=False))


def weighings(grade: int) -> tuple[Weighing, ...]:
    """The times an age group is weighed, in order; their place is the index of the rules' axis T."""
    return MONTHLY if grade < UNDER_TWO else QUARTERLY


@dataclass(frozen=True)
class Measured:
    """What was written of one child at one time: tenths of a kilogram and of a centimetre."""

    time: Weighing
    on: datetime.date | None
    weight: int | None
    height: int | None

    @property
    def any(self) -> bool:
        return self.weight is not None or self.height is not None


def measured(sheet: Sheet, student: int) -> list[Measured]:
    """A child's weighings of the year, in order."""
    return [_measured(sheet, student, time) for time in weighings(sheet.klass.grade)]


def _measured(sheet: Sheet, student: int, time: Weighing) -> Measured:
    def number(what: str) -> int | None:
        key = Key(sheet.items[BODY], time.term, time.slot(what), student)
        found: Value | None = sheet.cells.get(key)
        return None if found is None else found.number

    on = time.day(sheet.klass.year, number("ngay"))
    return Measured(time, on, number("nang"), number("cao"))


def births(students: Sequence[int]) -> dict[int, tuple[datetime.date | None, str]]:
    """Date of birth and sex ("F", "M" or "") by student, for a class the caller may see."""
    rows = Student.objects.filter(pk__in=students)
    return {
        pk: (born, sex)
        for pk, born, sex in rows.values_list("pk", "person__birth_date", "person__sex")
    }


def facts(sheet: Sheet) -> dict[str, Any]:
    """What the rules need beside the cells: sex, ages on the days of weighing, the goals."""
    times = weighings(sheet.klass.grade)
    known = births(sheet.students)
    sex = np.full(len(sheet.students), MISSING, dtype=np.int8)
    days = np.full((len(sheet.students), len(times)), MISSING, dtype=np.int16)
    months = days.copy()
    for student, row in sheet.rows.items():
        born, letter = known.get(student, (None, ""))
        if letter in SEX.codes:
            sex[row] = SEX.value(letter)
        for place, one in enumerate(measured(sheet, student)):
            if born is not None and one.on is not None and one.on >= born:
                days[row, place] = (one.on - born).days
                months[row, place] = completed_months(born, one.on)
    goals = goals_of(sheet.klass.school_id, sheet.klass.year, sheet.klass.grade)
    return {"sex": sex, "age_days": days, "age_months": months, "goal": _goals(sheet, goals)}


def goals_of(school: int, year: int, grade: int) -> list[Goal]:
    """The goals in use of an age group, by domain and number: the rules' axis G."""
    rows = Goal.objects.filter(school=school, year=year, grade=grade, dropped=False)
    return list(rows.select_related("domain").order_by("domain__position", "number"))


def key_of(goal: Goal, student: int) -> Key:
    """The cell of a child for a goal."""
    return Key(goal.domain_id, goal.term, goal.slot, student)


def _goals(sheet: Sheet, goals: Sequence[Goal]) -> Any:
    levels = np.full((len(sheet.students), len(goals)), MISSING, dtype=np.int8)
    cells: Mapping[Key, Value] = sheet.cells
    for student, row in sheet.rows.items():
        for place, goal in enumerate(goals):
            value = cells.get(key_of(goal, student))
            levels[row, place] = MISSING if value is None else GOAL.value(value.code)
    return levels
