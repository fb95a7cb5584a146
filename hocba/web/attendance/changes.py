"""Changes of a class's list in a month: who came, left, moved; kept by the homeroom teacher."""

import calendar
import datetime
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from hocba.kernel.errors import Fault, Hidden, Invalid
from hocba.kernel.policy import can, fetch, visible
from hocba.web.attendance.frame import class_tabs, klass_of, month_asked, month_choices
from hocba.web.given import pk_of
from hocba.web.page import WRITE, Request, act, page, render
from hocba.web.years import past, reader
from hocba.year import commands, policy
from hocba.year.models import Enrolment, Klass

LEAVINGS = ("Chuyển trường", "Bỏ học", "Học nghề", "Qua đời", "Lí do khác")


@dataclass(frozen=True)
class Change:
    """One change: the day, the seat, and what happened in words."""

    day: datetime.date
    seat: Enrolment
    said: str
    left: bool = False


@page(reader=Enrolment)
def changes(request: Request, klass: int) -> HttpResponse:
    """What changed in the month, and the two forms for those who may."""
    return _draw(request, klass, [], HTTPStatus.OK)


def _draw(request: Request, klass: int, faults: list[Fault], status: HTTPStatus) -> HttpResponse:
    found, year = klass_of(request, klass)
    first = month_asked(request, year)
    last = first.replace(day=calendar.monthrange(first.year, first.month)[1])
    shut = past(year, timezone.now(), "biến động của lớp")
    rows = visible(reader(request, found.year), Enrolment).filter(klass=found).select_related("student__person", "klass")  # fmt: skip
    seats = list(rows.order_by("position", "pk"))
    there = [s for s in seats if s.ends is None]
    others = Klass.objects.filter(
        school=found.school_id, year=found.year, grade=found.grade
    ).exclude(pk=found.pk)
    return render(
        request,
        "attendance/changes.html",
        status,
        tabs=class_tabs(found, "attendance-changes"),
        klass=found,
        first=first,
        months=month_choices(year, first),
        changes=_of_month(seats, year.starts, first, last),
        there=there,
        count=len(there),
        others=[(str(k.pk), k.name) for k in others.order_by("name")],
        leavings=[(x, x) for x in LEAVINGS],
        past=shut,
        may=bool(there) and not shut and can(request.actor, policy.LEAVE, there[0]).allowed,
        faults=faults,
        sent=request.POST,
    )


def _of_month(
    seats: list[Enrolment], starts: datetime.date, first: datetime.date, last: datetime.date
) -> list[Change]:
    others = _others(seats)
    found = [
        Change(s.starts, s, _came(s, others))
        for s in seats
        if first <= s.starts <= last and s.starts > starts
    ]
    found += [
        Change(s.ends, s, _left(s, others), s.leaving != commands.MOVED)
        for s in seats
        if s.ends is not None and first <= s.ends <= last
    ]
    return sorted(found, key=lambda c: c.day)


Others = dict[int, list[tuple[datetime.date, datetime.date | None, str]]]
"""By pupil: first and last day in the other classes of the year, and their names."""


def _others(seats: list[Enrolment]) -> Others:
    found: Others = {}
    if seats:
        klass = seats[0].klass
        rows = Enrolment.objects.filter(student__in=[s.student_id for s in seats])
        rows = rows.filter(klass__year=klass.year, klass__school=klass.school_id)
        rows = rows.exclude(klass=klass)
        for student, starts, ends, name in rows.order_by("starts").values_list(
            "student_id", "starts", "ends", "klass__name"
        ):
            found.setdefault(student, []).append((starts, ends, name))
    return found


def _came(seat: Enrolment, others: Others) -> str:
    """How the pupil came: from another class of the school, or from outside."""
    from_class = [
        name for _, ends, name in others.get(seat.student_id, ()) if ends and ends < seat.starts
    ]
    return f"Chuyển từ lớp {from_class[-1]} sang" if from_class else "Vào lớp"


def _left(seat: Enrolment, others: Others) -> str:
    """How the pupil left: to another class of the school, or with the reason."""
    last = seat.ends or datetime.date.max
    to = [name for starts, _, name in others.get(seat.student_id, ()) if starts > last]
    if seat.leaving == commands.MOVED and to:
        return f"Chuyển sang lớp {to[0]}"
    return f"Rời lớp: {seat.leaving or 'không ghi lí do'}"


def _asked(request: Request, klass: int) -> tuple[Enrolment, datetime.date]:
    """The seat and day of a form; Invalid with the place of what is wrong."""
    seat = pk_of(request.POST.get("seat", ""))
    if not seat:
        raise Invalid("Hãy chọn học sinh.", "seat")
    found: Enrolment = fetch(request.actor, Enrolment, seat, "klass", "student__person")
    if found.klass_id != klass:
        raise Hidden(f"Enrolment {seat}")
    try:
        return found, datetime.date.fromisoformat(request.POST.get("day", ""))
    except ValueError:
        raise Invalid("Hãy ghi ngày.", "day") from None


@page(action=policy.LEAVE, methods=WRITE)
def leave(request: Request, klass: int) -> HttpResponse:
    """The pupil leaves the class; the day is the last one here."""
    said = request.POST.get("leaving", "")
    reason = said if said in LEAVINGS else LEAVINGS[-1]
    return _act(request, klass, commands.leave, lambda day: (day, reason), "Đã ghi {} rời lớp.")


@page(action=policy.STAY, methods=WRITE)
def stay(request: Request, pk: int) -> HttpResponse:
    """Take back a leaving that was recorded by mistake."""
    seat: Enrolment = fetch(request.actor, Enrolment, pk, "klass", "student__person")
    return act(
        request,
        commands.stay,
        seat,
        to=f"{reverse('attendance-changes', args=[seat.klass_id])}?thang={seat.ends or timezone.localdate():%Y-%m}",
        done=f"Đã bỏ ghi rời lớp: {seat.student.person.full_name} vẫn học lớp {seat.klass.name}.",
        again=lambda faults, status: _draw(request, seat.klass_id, faults, status),
    )


@page(action=policy.MOVE, methods=WRITE)
def move(request: Request, klass: int) -> HttpResponse:
    """The pupil goes on in another class of the grade."""
    target = pk_of(request.POST.get("to", ""))
    name = visible(request.actor, Klass).filter(pk=target).values_list("name", flat=True).first()
    done = f"Đã chuyển {{}} sang lớp {name or 'mới'}."
    return _act(request, klass, commands.move, lambda day: (target, day), done)


def _act(
    request: Request,
    klass: int,
    command: Callable[..., Any],
    arguments: Callable[[datetime.date], tuple[Any, ...]],
    done: str,
) -> HttpResponse:
    try:
        seat, day = _asked(request, klass)
    except Invalid as invalid:
        return _draw(request, klass, invalid.faults, HTTPStatus.UNPROCESSABLE_ENTITY)
    return act(
        request,
        command,
        seat,
        *arguments(day),
        to=reverse("attendance-changes", args=[klass]),
        done=done.format(seat.student.person.full_name),
        again=lambda faults, status: _draw(request, klass, faults, status),
    )
