"""The remarks on a class's week: each subject teacher on its discipline, the homeroom teacher overall."""

import datetime
from http import HTTPStatus

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from hocba.books import policy
from hocba.books.commands import remark_pupils, remark_week, withdraw_remark
from hocba.books.lessons import WEEK, monday_of
from hocba.books.models import Phrase, PupilRemark, WeekRemark
from hocba.books.roster import Seat
from hocba.kernel.errors import Fault
from hocba.kernel.policy import can, fetch, visible
from hocba.people.models import Person
from hocba.people.roles import Role
from hocba.web.attendance.frame import class_tabs, day_of, klass_of, seats_of
from hocba.web.given import number_of, pks_of
from hocba.web.page import WRITE, Request, act, page, render
from hocba.year.models import Course, Klass

OWN = "0"


@page(reader=WeekRemark)
def week(request: Request, klass: int) -> HttpResponse:
    """One week of a class."""
    return _draw(request, klass, [], HTTPStatus.OK)


def _standing(rows: list[WeekRemark]) -> dict[int | None, WeekRemark]:
    found: dict[int | None, WeekRemark] = {}
    for row in rows:
        if row.course_id not in found or found[row.course_id].version < row.version:
            found[row.course_id] = row
    return found


def _draw(request: Request, klass: int, faults: list[Fault], status: HTTPStatus) -> HttpResponse:
    found, year = klass_of(request, klass)
    monday = monday_of(day_of(request, year))
    rows = visible(request.actor, WeekRemark).filter(klass=found, monday=monday)
    stands = _standing(list(rows.select_related("course__subject").distinct()))
    mine = _mine(request, klass)
    last = min(year.ends, timezone.localdate())
    noted = _noted(request, found, monday)
    people = {r.person for r in stands.values()} | {r.person for r in noted}
    return render(
        request,
        "remarks/week.html",
        status,
        tabs=class_tabs(found, "remarks-week"),
        klass=found,
        monday=monday,
        ends=monday + datetime.timedelta(days=6),
        before=monday - WEEK if monday - WEEK >= monday_of(year.starts) else None,
        after=monday + WEEK if monday + WEEK <= last else None,
        overall=stands.get(None),
        each=sorted(
            (r for c, r in stands.items() if c is not None),
            key=lambda r: r.course.subject.position if r.course else 0,
        ),
        people=dict(Person.objects.filter(pk__in=people).values_list("pk", "full_name")),
        mine=[(key, label, stands.get(None if key == OWN else int(key))) for key, label in mine],
        noted=noted,
        tones=[(code, word.capitalize()) for code, word in PupilRemark.Tone.choices],
        pupils=[s for s in seats_of(found, year) if _in_week(s, monday)] if mine else [],
        phrases=_phrases(request) if mine else [],
        may_withdraw={r.pk for r in noted if can(request.actor, policy.WITHDRAW_REMARK, r)},
        people_as=[(key, label) for key, label in mine],
        faults=faults,
        sent=request.POST,
        chosen=request.POST.getlist("student"),
    )


def _noted(request: Request, klass: Klass, monday: datetime.date) -> list[PupilRemark]:
    """What was noted of single pupils in a week, by the list of the class."""
    rows = visible(request.actor, PupilRemark).filter(klass=klass, monday=monday, withdrawn_at=None)
    return list(
        rows.select_related("student__person", "course__subject")
        .order_by("student__person__sort_key", "pk")
        .distinct()
    )


def _in_week(seat: Seat, monday: datetime.date) -> bool:
    return seat.starts < monday + WEEK and (seat.ends is None or seat.ends >= monday)


def _phrases(request: Request) -> list[str]:
    rows = visible(request.actor, Phrase).filter(kind=Phrase.Kind.WEEK)
    return list(rows.order_by("pk").values_list("text", flat=True)[:60])


def _mine(request: Request, klass: int) -> list[tuple[str, str]]:
    """As whom I remark: my courses of the class, and as its homeroom teacher."""
    ids = request.actor.scope_ids(Role.SUBJECT_TEACHER)
    rows = Course.objects.filter(klass=klass, pk__in=ids).select_related("subject")
    found = [(str(c.pk), c.subject.name) for c in rows.order_by("subject__position")]
    return (
        [(OWN, "Chủ nhiệm"), *found] if klass in request.actor.scope_ids(Role.HOMEROOM) else found
    )


@page(action=policy.REMARK_WEEK, methods=WRITE)
def save(request: Request, klass: int) -> HttpResponse:
    """Write my remark on the week."""
    found, year = klass_of(request, klass)
    day = day_of(request, year)
    course, seen = request.POST.get("course", OWN), request.POST.get("seen", "0")
    return act(
        request,
        remark_week,
        found,
        monday_of(day) if monday_of(day) >= year.starts else year.starts,
        request.POST.get("text", ""),
        None if course == OWN else number_of(course),
        number_of(seen) or 0,
        to=f"{reverse('remarks-week', args=[klass])}?ngay={day}",
        done="Đã ghi nhận xét tuần.",
        again=lambda faults, status: _draw(request, klass, faults, status),
    )


@page(action=policy.REMARK_PUPILS, methods=WRITE)
def save_pupils(request: Request, klass: int) -> HttpResponse:
    """Note the same of the pupils that are ticked."""
    found, year = klass_of(request, klass)
    day = day_of(request, year)
    course, sent = request.POST.get("course", OWN), request.POST
    return act(
        request,
        remark_pupils,
        found,
        monday_of(day) if monday_of(day) >= year.starts else year.starts,
        pks_of(sent.getlist("student")),
        sent.get("tone", ""),
        sent.get("text", ""),
        None if course == OWN else number_of(course),
        to=f"{reverse('remarks-week', args=[klass])}?ngay={day}",
        done=lambda n: f"Đã ghi nhận xét cho {n} em.",
        again=lambda faults, status: _draw(request, klass, faults, status),
    )


@page(action=policy.WITHDRAW_REMARK, methods=WRITE)
def withdraw(request: Request, pk: int) -> HttpResponse:
    """Take back what I noted."""
    row: PupilRemark = fetch(request.actor, PupilRemark, pk)
    to = f"{reverse('remarks-week', args=[row.klass_id])}?ngay={row.monday}"
    return act(request, withdraw_remark, row, to=to, done="Đã rút nhận xét ấy.")
