"""The sổ ghi đầu bài on screen: my lessons, a class's week, one period to confirm."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from hocba.books import policy
from hocba.books.commands import (
    Lesson,
    close_week,
    reopen_lessons,
    review_month,
    write_lesson,
)
from hocba.books.lessons import PERIODS, RATINGS, WEEK, likely, monday_of, session_of, week_of
from hocba.books.models import Absence, LessonCheck, LessonEntry
from hocba.kernel.errors import Fault
from hocba.kernel.policy import Action, can, fetch, require, targets, visible
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
from hocba.web.years import past, reader
from hocba.year.models import Course, Klass, SchoolYear

SCHOOL_DAYS = 6
NONE = "0"


@page(reader=LessonEntry)
def index(request: Request) -> HttpResponse:
    """The classes whose lessons I write first, then those I may read."""
    classes, years, actor = classes_of(request)
    mine = set(targets(request.actor, policy.WRITE_LESSON).values_list("pk", flat=True))
    today = timezone.localdate()
    rows = visible(actor, LessonEntry).filter(klass__in=classes)
    if not years.old:
        rows = rows.filter(day__range=(monday_of(today), today))
    written: dict[int, set[tuple[datetime.date, int]]] = {}
    for klass, day, number in rows.values_list("klass_id", "day", "period"):
        written.setdefault(klass, set()).add((day, number))
    return render(
        request,
        "attendance/lessons.html",
        tabs=school_tabs("attendance-lessons"),
        years=years,
        own=[(k, len(written.get(k.pk, ()))) for k in classes if k.pk in mine],
        others=[(k, len(written.get(k.pk, ()))) for k in classes if k.pk not in mine],
    )


@page(reader=LessonEntry)
def week(request: Request, klass: int) -> HttpResponse:
    """A week of a class: Thứ, tiết, môn, tiết PPCT, tên bài, vắng, nhận xét, xếp loại, giáo viên."""
    return _draw_week(request, klass, [], HTTPStatus.OK)


def _draw_week(
    request: Request, klass: int, faults: list[Fault], status: HTTPStatus
) -> HttpResponse:
    found, year = klass_of(request, klass)
    monday = monday_of(day_of(request, year))
    actor, shut = reader(request, found.year), past(year, timezone.now(), "sổ đầu bài")
    shown = week_of(actor, found, monday)
    names = _names({e.person for e in shown.entries.values()})
    month = visible(actor, LessonCheck).filter(
        klass=found, kind=LessonCheck.Kind.MONTH, starts=monday.replace(day=1), ended_at=None
    )
    last = min(year.ends, timezone.localdate())

    def open_for(action: Action) -> bool:
        return not shut and can(request.actor, action, found).allowed

    return render(
        request,
        "attendance/week.html",
        status,
        tabs=class_tabs(found, "attendance-week"),
        klass=found,
        monday=monday,
        before=monday - WEEK if monday - WEEK >= monday_of(year.starts) else None,
        after=monday + WEEK if monday + WEEK <= last else None,
        days=[monday + datetime.timedelta(days=n) for n in range(SCHOOL_DAYS)],
        today=timezone.localdate(),
        periods=PERIODS,
        week=shown,
        names=names,
        own=_may_rewrite(request, found),
        month=month.first(),
        past=shut,
        may_write=open_for(policy.WRITE_LESSON) and not shown.closed,
        may_close=open_for(policy.CLOSE_LESSONS) and not shown.closed,
        may_review=open_for(policy.REVIEW_LESSONS),
        may_reopen=shown.closed is not None
        and not shut
        and can(request.actor, policy.REOPEN_LESSONS, shown.closed).allowed,
        faults=faults,
    )


def _names(people: set[int]) -> dict[int, str]:
    return dict(Person.objects.filter(pk__in=people).values_list("pk", "full_name"))


@dataclass(frozen=True)
class _Place:
    """Which period of which day a form is about."""

    klass: Klass
    year: SchoolYear
    day: datetime.date
    period: int

    @property
    def query(self) -> str:
        return f"?ngay={self.day}&tiet={self.period}"


def _place(request: Request, klass: int) -> _Place:
    found, year = klass_of(request, klass)
    period = number_of(request.GET.get("tiet", "")) or 1
    return _Place(found, year, day_of(request, year), period if period in PERIODS else 1)


@page(action=policy.WRITE_LESSON)
def period(request: Request, klass: int) -> HttpResponse:
    """One period, filled as far as the week before and the roll call tell."""
    place = _place(request, klass)
    require(request.actor, policy.WRITE_LESSON, place.klass)
    return _draw_period(request, place, [], HTTPStatus.OK)


def _may_rewrite(request: Request, klass: Klass) -> set[int | None]:
    """Courses whose lessons this person may write again; None: lessons that were not held."""
    found: set[int | None] = {c.pk for c in _own(request, klass)}
    return found | {None} if klass.pk in request.actor.scope_ids(Role.HOMEROOM) else found


def _own(request: Request, klass: Klass) -> list[Course]:
    mine = request.actor.scope_ids(Role.SUBJECT_TEACHER)
    rows = Course.objects.filter(klass=klass, pk__in=mine).select_related("subject")
    return list(rows.order_by("subject__position"))


def _draw_period(
    request: Request, place: _Place, faults: list[Fault], status: HTTPStatus
) -> HttpResponse:
    klass, day = place.klass, place.day
    own = _own(request, klass)
    rows = visible(request.actor, LessonEntry).filter(klass=klass, day=day, period=place.period)
    entry = rows.order_by("-version").first()
    guess = likely(request.actor, klass, day, place.period, [c.pk for c in own])
    away = _away(request, place, entry)
    values: dict[str, Any] = {
        "course": entry.course_id if entry else guess.course,
        "number": (entry.number if entry else guess.number) or "",
        "title": entry.title if entry else "",
        "remark": entry.remark if entry else "",
        "rating": entry.rating if entry else "",
    }
    if request.method == "POST":
        values |= {name: request.POST.get(name, "") for name in values}
    courses = [(str(c.pk), c.subject.name) for c in own]
    if klass.pk in request.actor.scope_ids(Role.HOMEROOM):
        courses.append((NONE, "Không học tiết này"))
    seats = there(seats_of(klass, place.year), day)
    return render(
        request,
        "attendance/period.html",
        status,
        tabs=class_tabs(klass, "attendance-week"),
        place=place,
        klass=klass,
        entry=entry,
        by=_names({entry.person}).get(entry.person) if entry else None,
        values=values,
        courses=courses,
        ratings=[("", "Không xếp"), *RATINGS.items()],
        seats=seats,
        away=away,
        late=(timezone.localdate() - day).days > 1,
        closed=week_of(request.actor, klass, monday_of(day)).closed,
        others=entry is not None and entry.person != request.actor.person,
        reason=request.POST.get("reason", ""),
        faults=faults,
    )


def _away(request: Request, place: _Place, entry: LessonEntry | None) -> dict[int, str]:
    """Who is away: as posted, as the entry says, else as the roll call of the session says."""
    if request.method == "POST":
        return _posted(request)
    if entry is not None:
        return dict(entry.absences.values_list("student_id", "kind"))
    rows = visible(request.actor, Absence).filter(
        klass=place.klass, day=place.day, session=session_of(place.period)
    )
    return dict(rows.values_list("student_id", "kind"))


def _posted(request: Request) -> dict[int, str]:
    return {pupil: kind for pupil, kind in fields_of(request.POST, "v-").items() if kind}


def _number(text: str) -> int | None:
    """A posted number; -1 for what is none, which the command refuses at its field."""
    if not text.strip():
        return None
    found = number_of(text)
    return -1 if found is None or found > 9999 else found


@page(action=policy.WRITE_LESSON, methods=WRITE)
def write(request: Request, klass: int) -> HttpResponse:
    """Confirm the period."""
    place = _place(request, klass)
    sent = request.POST
    course = sent.get("course", "")
    lesson = Lesson(
        None if course == NONE else number_of(course),
        _number(sent.get("number", "")),
        sent.get("title", ""),
        sent.get("remark", ""),
        sent.get("rating", ""),
        _posted(request),
    )
    seen = sent.get("seen", "0")
    return act(
        request,
        write_lesson,
        place.klass,
        place.day,
        place.period,
        lesson,
        number_of(seen) or 0,
        to=f"{reverse('attendance-week', args=[klass])}?ngay={place.day}",
        done=f"Đã xác nhận tiết {place.period}, lớp {place.klass.name}.",
        again=lambda faults, status: _draw_period(request, place, faults, status),
    )


def _check(request: Request, klass: int, command: Callable[..., Any], done: str) -> HttpResponse:
    found, year = klass_of(request, klass)
    day = day_of(request, year)
    return act(
        request,
        command,
        found,
        day,
        request.POST.get("remark", ""),
        to=f"{reverse('attendance-week', args=[klass])}?ngay={day}",
        done=done,
        again=lambda faults, status: _draw_week(request, klass, faults, status),
    )


@page(action=policy.CLOSE_LESSONS, methods=WRITE)
def close(request: Request, klass: int) -> HttpResponse:
    """The homeroom teacher closes the week."""
    return _check(request, klass, close_week, "Đã chốt tuần.")


@page(action=policy.REVIEW_LESSONS, methods=WRITE)
def review(request: Request, klass: int) -> HttpResponse:
    """The leaders check the month."""
    return _check(request, klass, review_month, "Đã ghi kiểm tra tháng.")


@page(action=policy.REOPEN_LESSONS, methods=WRITE)
def reopen(request: Request, pk: int) -> HttpResponse:
    """Open a closed week again, with the reason."""
    row = fetch(request.actor, LessonCheck, pk, "klass")
    return act(
        request,
        reopen_lessons,
        row,
        to=f"{reverse('attendance-week', args=[row.klass_id])}?ngay={row.starts}",
        done="Đã mở lại.",
    )
