"""Calling the roll: all present, tap the exceptions."""

import datetime
from dataclasses import dataclass
from http import HTTPStatus

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from hocba.books import policy
from hocba.books.attendance import absence_limit, outlook, warnings_of, year_counts
from hocba.books.commands import Away, Called, call_roll
from hocba.books.models import Absence, RollCall
from hocba.books.queries import year_of
from hocba.books.roster import Seat
from hocba.kernel.errors import Fault
from hocba.kernel.policy import Actor, can, targets, visible
from hocba.people.models import Person
from hocba.people.roles import Role
from hocba.web.attendance.frame import (
    class_tabs,
    classes_of,
    day_of,
    klass_of,
    school_tabs,
    seats_of,
    there,
)
from hocba.web.given import fields_of, number_of
from hocba.web.page import WRITE, Request, act, page, render
from hocba.year.models import Klass, SchoolYear

SESSIONS = RollCall.Session.choices
NOON = 12


@dataclass(frozen=True)
class Line:
    """A pupil on the roll: how marked now, the note, and days missed this year."""

    seat: Seat
    kind: str
    note: str
    missed: int
    level: str


@dataclass(frozen=True)
class Today:
    """A class today: by session None (not called) or (with leave, without)."""

    klass: Klass
    sessions: dict[str, tuple[int, int] | None]
    mine: bool


@page(reader=RollCall)
def index(request: Request) -> HttpResponse:
    """Today in all classes I may read, those whose roll I call first."""
    classes, years, actor = classes_of(request)
    own = request.actor.scope_ids(Role.HOMEROOM)
    today = timezone.localdate()
    if classes:
        today = min(today, year_of(classes[0].school_id, classes[0].year).ends)
    over = today < timezone.localdate()
    lines = _today(request, actor, classes, today)
    shown = {s for line in lines for s, gone in line.sessions.items() if gone is not None}
    shown.add(_session(request, today))
    sessions = [(code, word) for code, word in SESSIONS if code in shown]
    return render(
        request,
        "attendance/index.html",
        tabs=school_tabs("attendance"),
        years=years,
        today=today,
        over=over,
        lines=sorted(lines, key=lambda line: (line.klass.pk not in own, not line.mine)),
        sessions=sessions,
        heads=[("Lớp", ""), *((word.capitalize(), "") for _, word in sessions), ("", "")],
    )


def _today(
    request: Request, actor: Actor, classes: list[Klass], today: datetime.date
) -> list[Today]:
    called = visible(actor, RollCall).filter(klass__in=classes, day=today)
    rows = visible(actor, Absence).filter(klass__in=classes, day=today)
    counts: dict[tuple[int, str], list[str]] = {}
    for klass, session, kind in rows.values_list("klass_id", "session", "kind"):
        counts.setdefault((klass, session), []).append(kind)
    done = set(called.values_list("klass_id", "session"))
    mine = set(targets(request.actor, policy.CALL_ROLL).values_list("pk", flat=True))
    return [
        Today(
            k,
            {
                s: (
                    (counts.get((k.pk, s), []).count("P"), counts.get((k.pk, s), []).count("K"))
                    if (k.pk, s) in done
                    else None
                )
                for s, _ in SESSIONS
            },
            k.pk in mine,
        )
        for k in classes
    ]


@page(reader=RollCall)
def roll(request: Request, klass: int) -> HttpResponse:
    """One session of a class."""
    return _draw(request, klass, [], HTTPStatus.OK)


def _draw(request: Request, klass: int, faults: list[Fault], status: HTTPStatus) -> HttpResponse:
    found, year = klass_of(request, klass)
    day = day_of(request, year)
    session = _session(request, day)
    call = visible(request.actor, RollCall).filter(klass=found, day=day, session=session).first()
    lines = _lines(request, found, year, day, session)
    before = day - datetime.timedelta(days=1)
    after = day + datetime.timedelta(days=1)
    here = reverse("attendance-roll", args=[found.pk])
    return render(
        request,
        "attendance/roll.html",
        status,
        tabs=class_tabs(found, "attendance-roll"),
        klass=found,
        day=day,
        today=timezone.localdate(),
        over=day == year.ends < timezone.localdate(),
        before=before if before >= year.starts else None,
        after=after if after <= min(year.ends, timezone.localdate()) else None,
        session=session,
        sessions=[
            (w.capitalize(), f"{here}?ngay={day}&buoi={c}", c == session) for c, w in SESSIONS
        ],
        call=call,
        by=Person.objects.filter(pk=call.taken_by).values_list("full_name", flat=True).first()
        if call
        else None,
        lines=lines,
        counts={kind: sum(line.kind == kind for line in lines) for kind in ("P", "K")},
        may=can(request.actor, policy.CALL_ROLL, found).allowed,
        faults=faults,
    )


def _session(request: Request, day: datetime.date) -> str:
    """The session asked for, else of today the one that it is now, of another day the morning."""
    wanted = request.GET.get("buoi", "")
    if wanted in RollCall.Session.values:
        return wanted
    if day != timezone.localdate():
        return "S"
    return "S" if timezone.localtime().hour < NOON else "C"


def _lines(
    request: Request, klass: Klass, year: SchoolYear, day: datetime.date, session: str
) -> list[Line]:
    seats = there(seats_of(klass, year), day)
    rows = visible(request.actor, Absence).filter(klass=klass, day=day, session=session)
    now = {s: (kind, note) for s, kind, note in rows.values_list("student_id", "kind", "note")}
    counts = year_counts(year, [s.student for s in seats])
    sent = request.POST
    limit = absence_limit(klass)
    warn = warnings_of(klass.school_id, klass.year)
    lines = []
    for seat in seats:
        kind, note = now.get(seat.student, ("", ""))
        kind = sent.get(f"v-{seat.student}", kind)
        missed = counts[seat.student].total()
        level = "" if limit is None else outlook(missed, limit, day, year, warn).level
        lines.append(Line(seat, kind, sent.get(f"g-{seat.student}", note), missed, level))
    return lines


@page(action=policy.CALL_ROLL, methods=WRITE)
def save(request: Request, klass: int) -> HttpResponse:
    """Save a session's roll; on trouble the page comes back with what was tapped."""
    found, year = klass_of(request, klass)
    day = day_of(request, year)
    session = _session(request, day)
    away = {
        pupil: Away(kind, request.POST.get(f"g-{pupil}", ""))
        for pupil, kind in fields_of(request.POST, "v-").items()
        if kind
    }
    seen = request.POST.get("seen", "0")

    def done(answer: Called) -> str:
        gone = answer.excused + answer.unexcused
        said = f"vắng {gone} ({answer.excused} có phép, {answer.unexcused} không phép)"
        return f"Đã điểm danh lớp {found.name}: {said if gone else 'có mặt đủ'}. Biên nhận {answer.receipt}."

    return act(
        request,
        call_roll,
        found,
        day,
        session,
        away,
        number_of(seen) or 0,
        to=f"{reverse('attendance-roll', args=[klass])}?ngay={day}&buoi={session}",
        done=done,
        again=lambda faults, status: _draw(request, klass, faults, status),
    )
