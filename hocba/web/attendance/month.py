"""A class's month on the form's table, the school's months by class, and pupils near the limit."""

import calendar
import datetime
from collections import Counter
from dataclasses import dataclass

from django.http import HttpResponse
from django.utils import timezone

from hocba.books.attendance import (
    Warnings,
    absence_limit,
    count_days,
    month_of,
    nearing,
    warnings_of,
)
from hocba.books.models import Absence, RollCall
from hocba.books.queries import year_of
from hocba.kernel.policy import Actor, visible
from hocba.web.attendance.frame import (
    class_tabs,
    classes_of,
    klass_of,
    month_asked,
    month_choices,
    school_tabs,
    seats_of,
)
from hocba.web.page import Request, page, render
from hocba.web.years import reader
from hocba.year.models import Klass

WEEKDAYS = ("T2", "T3", "T4", "T5", "T6", "T7", "CN")


@page(reader=RollCall)
def month(request: Request, klass: int) -> HttpResponse:
    """The month of a class: Số TT, họ và tên, 1 to 31, TS, P, K (TT 22, sổ theo lớp, phần điểm danh)."""
    found, year = klass_of(request, klass)
    first = month_asked(request, year)
    shown = month_of(reader(request, found.year), found, first)
    seats = [s for s in seats_of(found, year) if s.ends is None or s.ends >= first]
    seats = [s for s in seats if s.starts <= shown.last]
    days = [first.replace(day=n) for n in range(1, shown.length + 1)]
    return render(
        request,
        "attendance/month.html",
        tabs=class_tabs(found, "attendance-month"),
        klass=found,
        year=year,
        first=first,
        months=month_choices(year, first),
        days=[(d.day, WEEKDAYS[d.weekday()], d.weekday() == 6) for d in days],
        seats=seats,
        shown=shown,
        none=Counter[str](),
        current=request.actor.on.day if request.actor.on.replace(day=1) == first else None,
        now=timezone.now(),
    )


@dataclass(frozen=True)
class ClassMonth:
    """A class in a month: sessions called, pupil-days missed with and without leave."""

    klass: Klass
    called: int
    excused: int
    unexcused: int


@page(reader=RollCall)
def school(request: Request) -> HttpResponse:
    """Months of my classes side by side, with the sum of all."""
    classes, years, actor = classes_of(request)
    if not classes:
        return render(request, "attendance/school.html", tabs=school_tabs("attendance-school"), years=years, lines=[], months=[], first=None, total=None)  # fmt: skip
    year = year_of(classes[0].school_id, classes[0].year)
    first = month_asked(request, year)
    lines = _class_months(actor, classes, first)
    return render(
        request,
        "attendance/school.html",
        years=years,
        tabs=school_tabs("attendance-school"),
        months=month_choices(year, first),
        first=first,
        lines=lines,
        total=(
            sum(x.called for x in lines),
            sum(x.excused for x in lines),
            sum(x.unexcused for x in lines),
        ),
    )


def _class_months(actor: Actor, classes: list[Klass], first: datetime.date) -> list[ClassMonth]:
    span = (first, first.replace(day=calendar.monthrange(first.year, first.month)[1]))
    calls = Counter(
        visible(actor, RollCall)
        .filter(klass__in=classes, day__range=span)
        .values_list("klass_id", flat=True)
    )
    rows = visible(actor, Absence).filter(klass__in=classes, day__range=span)
    each: dict[tuple[int, int], list[tuple[datetime.date, str, str]]] = {}
    for klass, student, day, session, kind in rows.values_list(
        "klass_id", "student_id", "day", "session", "kind"
    ):
        each.setdefault((klass, student), []).append((day, session, kind))
    sums: dict[int, Counter[str]] = {}
    for (klass, _), missed in each.items():
        sums.setdefault(klass, Counter()).update(count_days(missed))
    none = Counter[str]()
    return [
        ClassMonth(k, calls[k.pk], sums.get(k.pk, none)["P"], sums.get(k.pk, none)["K"])
        for k in classes
    ]


@page(reader=RollCall)
def warnings(request: Request) -> HttpResponse:
    """Pupils of my classes whose absences ask for attention, most first."""
    classes, years, actor = classes_of(request)
    found = []
    if classes:
        year = year_of(classes[0].school_id, classes[0].year)
        found = nearing(actor, classes, year, timezone.localdate())
    return render(
        request,
        "attendance/warnings.html",
        years=years,
        tabs=school_tabs("attendance-warnings"),
        found=found,
        warn=warnings_of(classes[0].school_id, classes[0].year) if classes else Warnings(),
        limited=any(absence_limit(k) is not None for k in classes),
    )
