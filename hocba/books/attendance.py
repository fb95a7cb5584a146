"""Attendance: counts of sessions missed, the limit of 45, and reads for roll and month pages."""

import calendar
import datetime
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from hocba.books import settings
from hocba.books.columns import regime_of
from hocba.books.models import Absence, RollCall
from hocba.kernel.policy import Actor, visible
from hocba.org.settings import settings_for
from hocba.year.models import Klass, SchoolYear

P, K = Absence.Kind.EXCUSED.value, Absence.Kind.UNEXCUSED.value
EARLY_WEEKS = 6
"""Before so many weeks of the year no rate is extrapolated."""

Missed = tuple[datetime.date, str, str]
"""(day, session, kind) of one absence."""


def count_days(missed: Iterable[Missed]) -> Counter[str]:
    """Sessions missed by kind as TT 22 Điều 12 counts them: one a day, "kế hoạch 1 buổi/ngày".

    A day with two sessions missed counts once, as K when either was without leave [open: the
    text does not say how a day of two sessions is counted].
    """
    days: dict[datetime.date, str] = {}
    for day, _, kind in missed:
        days[day] = K if K in (kind, days.get(day)) else P
    return Counter(days.values())


@dataclass(frozen=True)
class Outlook:
    """How a pupil stands against the limit. `projected` is the year's count at the present rate.

    `level`: "over" the limit, "near" it, "watch" (the present rate leads beyond it, or the first
    warning is reached), "" otherwise.
    """

    count: int
    limit: int
    projected: int | None
    level: str


@dataclass(frozen=True)
class Warnings:
    """When a school wants to be warned: from `first` sessions missed, and `near` below the limit."""

    first: int = 15
    near: int = 10


def warnings_of(school: int, year: int) -> Warnings:
    """The thresholds of a school, as it decided."""
    held = settings_for(school, year)
    return Warnings(
        int(held.value(settings.ABSENCE_FIRST.name)), int(held.value(settings.ABSENCE_NEAR.name))
    )


def outlook(
    count: int, limit: int, today: datetime.date, year: SchoolYear, warn: Warnings
) -> Outlook:
    """Judge a count of sessions missed up to `today`; the limit itself is still allowed."""
    gone = (min(today, year.ends) - year.starts).days + 1
    whole = (year.ends - year.starts).days + 1
    projected = count * whole // gone if gone >= EARLY_WEEKS * 7 else None
    level = ""
    if count > limit:
        level = "over"
    elif count >= limit - warn.near:
        level = "near"
    elif count >= warn.first or (projected is not None and count and projected > limit):
        level = "watch"
    return Outlook(count, limit, projected, level)


def absence_limit(klass: Klass) -> int | None:
    """Sessions a pupil may miss in a year (TT 22 Điều 12); None where the circular has no limit."""
    found: int | None = getattr(regime_of(klass).params, "absence_max", None)
    return found


def term_on(day: datetime.date, year: SchoolYear) -> int | None:
    """The term a day belongs to; None outside the school year."""
    if not year.starts <= day <= year.ends:
        return None
    return 1 if day < year.term2_starts else 2


def term_span(term: int, year: SchoolYear) -> tuple[datetime.date, datetime.date]:
    """First and last day whose roll calls count for a term."""
    if term == 1:
        return year.starts, year.term2_starts - datetime.timedelta(days=1)
    return year.term2_starts, year.ends


def missed_by(
    students: Sequence[int], first: datetime.date, last: datetime.date
) -> dict[int, list[Missed]]:
    """Absences of pupils between two days, whatever their class was then. One statement."""
    found: dict[int, list[Missed]] = {}
    rows = Absence.objects.filter(student__in=students, day__range=(first, last))
    for student, day, session, kind in rows.values_list("student_id", "day", "session", "kind"):
        found.setdefault(student, []).append((day, session, kind))
    return found


@dataclass(frozen=True)
class Month:
    """A class's month: `days` with a roll call, and by student {(day number, session): kind}."""

    first: datetime.date
    last: datetime.date
    taken: frozenset[tuple[int, str]]
    missed: Mapping[int, Mapping[tuple[int, str], str]]
    totals: Mapping[int, Counter[str]] = field(default_factory=dict)

    @property
    def length(self) -> int:
        return self.last.day


def month_of(actor: Actor, klass: Klass, first: datetime.date) -> Month:
    """The absences of a class's month that the actor may read. Two statements."""
    last = first.replace(day=calendar.monthrange(first.year, first.month)[1])
    calls = visible(actor, RollCall).filter(klass=klass, day__range=(first, last))
    rows = visible(actor, Absence).filter(klass=klass, day__range=(first, last))
    missed: dict[int, dict[tuple[int, str], str]] = {}
    each: dict[int, list[Missed]] = {}
    for student, day, session, kind in rows.values_list("student_id", "day", "session", "kind"):
        missed.setdefault(student, {})[day.day, session] = kind
        each.setdefault(student, []).append((day, session, kind))
    return Month(
        first,
        last,
        frozenset((d.day, s) for d, s in calls.values_list("day", "session")),
        missed,
        {student: count_days(found) for student, found in each.items()},
    )


@dataclass(frozen=True)
class Nearing:
    """A pupil whose absences ask for attention."""

    klass: Klass
    student: int
    name: str
    counts: Counter[str]
    outlook: Outlook


def nearing(
    actor: Actor, classes: Iterable[Klass], year: SchoolYear, today: datetime.date
) -> list[Nearing]:
    """Pupils of these classes who near the limit, most days first. Two statements.

    Classes whose circular has no limit (TT 27) give none.
    """
    limits = {k.pk: (k, limit) for k in classes if (limit := absence_limit(k)) is not None}
    rows = visible(actor, Absence).filter(
        klass__in=list(limits), day__range=(year.starts, min(today, year.ends))
    )
    fields = ("klass_id", "student_id", "student__person__full_name", "day", "session", "kind")
    each: dict[tuple[int, str], list[Missed]] = {}
    where: dict[tuple[int, str], int] = {}
    for klass, student, name, day, session, kind in rows.order_by("day").values_list(*fields):
        each.setdefault((student, name), []).append((day, session, kind))
        where[student, name] = klass
    warn = warnings_of(year.school_id, year.year)
    found = []
    for (student, name), missed in each.items():
        counts = count_days(missed)
        klass, limit = limits[where[student, name]]
        seen = outlook(counts.total(), limit, today, year, warn)
        if seen.level:
            found.append(Nearing(klass, student, name, counts, seen))
    return sorted(found, key=lambda n: -n.outlook.count)
