"""Attendance: counts of sessions missed, the limit of 45, and reads for roll and month pages."""

import calendar
import datetime
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Q

from hocba.books import settings
from hocba.books.cells import read_marks
from hocba.books.columns import regime_of
from hocba.books.models import Absence, RollCall
from hocba.kernel.policy import Actor, visible
from hocba.org.settings import settings_for
from hocba.year.models import Enrolment, Klass, SchoolYear, Subject

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


def year_counts(
    year: SchoolYear, students: Sequence[int], last: datetime.date | None = None
) -> dict[int, Counter[str]]:
    """Sessions missed in a year by kind (up to a day), whatever class the pupil was in then.

    Of each term the rolls count or, where it says more, the homeroom book: a school may type one
    term's counts and call the roll in the other. Three statements.
    """
    subject = Subject.objects.values_list("pk", flat=True).get(code="vang")
    book = read_marks(year.year, year.school_id, subject, students, (1, 2))
    rolls = missed_by(students, year.starts, min(last or year.ends, year.ends))
    found = {}
    for student in students:
        found[student] = Counter[str]()
        for term in (1, 2):
            first, end = term_span(term, year)
            called = count_days(m for m in rolls.get(student, ()) if first <= m[0] <= end)
            cells = {kind: book.get((subject, term, kind), {}).get(student) for kind in (P, K)}
            typed = Counter({kind: int(n) for kind, n in cells.items() if n})
            found[student] += called if called.total() >= typed.total() else typed
    return found


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
    """Pupils who sit in these classes and near the limit, most days first. Four statements.

    Classes whose circular has no limit (TT 27) give none.
    """
    limits = {k.pk: (k, limit) for k in classes if (limit := absence_limit(k)) is not None}
    if not limits:
        return []
    day = min(today, year.ends)
    seats = visible(actor, Enrolment).filter(klass__in=list(limits), starts__lte=day)
    there = seats.filter(Q(ends=None) | Q(ends__gte=day))
    named = there.values_list("student_id", "student__person__full_name", "klass_id")
    who = {student: (name, klass) for student, name, klass in named}
    warn = warnings_of(year.school_id, year.year)
    found = []
    for student, counts in year_counts(year, list(who), day).items():
        name, where = who[student]
        klass, limit = limits[where]
        seen = outlook(counts.total(), limit, today, year, warn)
        if seen.level:
            found.append(Nearing(klass, student, name, counts, seen))
    return sorted(found, key=lambda n: (-n.outlook.count, n.klass.name, n.name))
