"""Reads of the sổ ghi đầu bài: the week of a class, and what a period is likely to be."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from hocba.books.models import LessonAbsence, LessonCheck, LessonEntry
from hocba.kernel.policy import Actor, visible
from hocba.year.models import Klass

PERIODS = range(1, 11)
"""Periods 1 to 5 in the morning, 6 to 10 in the afternoon."""
RATINGS = {"T": "Tốt", "K": "Khá", "TB": "Trung bình", "Y": "Yếu"}
"""[to check] Kinds of rating a period gets where the school rates periods at all."""
WEEK = datetime.timedelta(days=7)


def monday_of(day: datetime.date) -> datetime.date:
    """The Monday of a day's week."""
    return day - datetime.timedelta(days=day.weekday())


def session_of(period: int) -> str:
    """The session of a period: S for the first five, C for the others."""
    return "S" if period <= 5 else "C"


@dataclass(frozen=True)
class Week:
    """The standing entries of a class's week by (day, period), absences by entry, and the closing."""

    monday: datetime.date
    entries: dict[tuple[datetime.date, int], LessonEntry]
    away: dict[int, list[tuple[str, str]]]
    closed: LessonCheck | None


def standing(rows: Iterable[LessonEntry]) -> dict[tuple[datetime.date, int], LessonEntry]:
    """Of all versions the highest of each period."""
    found: dict[tuple[datetime.date, int], LessonEntry] = {}
    for row in rows:
        at = (row.day, row.period)
        if at not in found or found[at].version < row.version:
            found[at] = row
    return found


def week_of(actor: Actor, klass: Klass, monday: datetime.date) -> Week:
    """A week of a class the actor may read. Three statements."""
    rows = visible(actor, LessonEntry).filter(klass=klass, day__range=(monday, monday + WEEK))
    entries = standing(rows.select_related("course__subject"))
    entries = {at: e for at, e in entries.items() if at[0] < monday + WEEK}
    away: dict[int, list[tuple[str, str]]] = {}
    missing = visible(actor, LessonAbsence).filter(entry__in=[e.pk for e in entries.values()])
    for entry, name, kind in missing.order_by("student__person__sort_key").values_list(
        "entry_id", "student__person__full_name", "kind"
    ):
        away.setdefault(entry, []).append((name, kind))
    checks = visible(actor, LessonCheck).filter(klass=klass, ended_at=None)
    closed = checks.filter(kind=LessonCheck.Kind.WEEK, starts=monday).first()
    return Week(monday, entries, away, closed)


@dataclass(frozen=True)
class Likely:
    """What a period will probably be: its course, and the next number of that course's plan."""

    course: int | None
    number: int | None


def likely(
    actor: Actor, klass: Klass, day: datetime.date, period: int, own: Iterable[int] = ()
) -> Likely:
    """Learn from the week before: the same weekday and period; else the only own course."""
    rows = visible(actor, LessonEntry).filter(klass=klass)
    week = standing(rows.filter(day=day - WEEK, period=period))
    found = next(iter(week.values()), None)
    mine = list(own)
    course = found.course_id if found is not None else (mine[0] if len(mine) == 1 else None)
    if mine and course not in mine:
        course = mine[0] if len(mine) == 1 else None
    if course is None:
        return Likely(None, None)
    numbers = rows.filter(course=course, day__lte=day, number__isnull=False)
    last = numbers.order_by("-number").values_list("number", flat=True).first()
    return Likely(course, last + 1 if last else None)
