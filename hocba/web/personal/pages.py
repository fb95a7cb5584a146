"""«Sổ điểm cá nhân»: the teacher's own prints, and for the leaders those of all teachers."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from hocba.books import policy
from hocba.books.commands import ask_replacement, print_personal, receive_personal
from hocba.books.flow import PERSONAL
from hocba.books.models import PersonalBook
from hocba.books.personal import books_of, open_requests
from hocba.kernel.errors import Fault, Hidden
from hocba.kernel.flow import State
from hocba.kernel.models import Request as Stored
from hocba.kernel.policy import fetch, visible
from hocba.org.queries import in_force
from hocba.people.models import Assignment, Person, Staff
from hocba.people.roles import Role
from hocba.web.given import number_of
from hocba.web.page import WRITE, Request, act, page, render
from hocba.web.personal.paper import own_staff
from hocba.web.results.tabs import tabs
from hocba.web.years import years_of
from hocba.year.models import Course, SchoolYear

LEADERS = (Role.PRINCIPAL, Role.VICE_PRINCIPAL)


@dataclass(frozen=True)
class Line:
    """One print in words; `request` is the open request to replace it."""

    book: PersonalBook
    state: State
    printer: str
    receiver: str
    request: Stored | None = None


def _lines(rows: list[PersonalBook]) -> list[Line]:
    ids = {pk for r in rows for pk in (r.printed_by, r.received_by) if pk}
    names: dict[int, str] = dict(Person.objects.filter(pk__in=ids).values_list("pk", "full_name"))
    waiting = open_requests(rows, timezone.now())
    return [
        Line(
            row,
            PERSONAL.state(row.state),
            names.get(row.printed_by, "Nhà trường"),
            names.get(row.received_by or 0, ""),
            waiting.get(row.pk),
        )
        for row in rows
    ]


@page(reader=PersonalBook)
def mine(request: Request) -> HttpResponse:
    """The own courses of the year, the prints made of them, and what can be done now."""
    return _mine(request, [], HTTPStatus.OK)


def _mine(request: Request, faults: list[Fault], status: HTTPStatus) -> HttpResponse:
    years, staff = years_of(request), own_staff(request)
    rows: list[PersonalBook] = []
    books = []
    if staff is not None and years.year is not None:
        books = books_of(staff.person_id, staff.school_id, years.year, request.actor.on)
        found = visible(request.actor, PersonalBook).filter(
            teacher=staff.person_id, school=staff.school_id, year=years.year
        )
        rows = list(found.order_by("-number"))
    lines = _lines(rows)
    return render(
        request,
        "personal/mine.html",
        status,
        years=years,
        staff=staff,
        books=books,
        lines=lines,
        last=lines[0] if lines else None,
        leads=any(d.role in LEADERS for d in request.actor.duties),
        faults=faults,
        sent=request.POST,
    )


@page(action=policy.PRINT_PERSONAL, methods=WRITE)
def print_book(request: Request, staff: int) -> HttpResponse:
    """Print a book of a teacher; the file is opened from the list."""
    row: Staff = fetch(request.actor, Staff, staff)
    year = number_of(request.POST.get("year", "")) or 0
    own = row.person_id == request.actor.person
    if not SchoolYear.objects.filter(school=row.school_id, year=year).exists():
        raise Hidden(f"year {year}")
    return act(
        request,
        print_personal,
        row,
        year,
        to=reverse("personal" if own and "list" not in request.POST else "personal-school"),
        done=lambda made: (
            f"Đã in lần {made.number}, mã kiểm soát {made.code}. Mở tệp PDF để in ra giấy."
        ),
    )


@page(action=policy.ASK_REPLACEMENT, methods=WRITE)
def ask(request: Request, pk: int) -> HttpResponse:
    """Ask for the consent to replace a print."""
    row: PersonalBook = fetch(request.actor, PersonalBook, pk)
    return act(
        request,
        ask_replacement,
        row,
        to=reverse("personal"),
        done="Đã gửi đề nghị. Được duyệt thì in sổ thay ở đây và nộp lại sổ cũ.",
        again=lambda faults, status: _mine(request, faults, status),
    )


@page(action=policy.RECEIVE_PERSONAL, methods=WRITE)
def receive(request: Request, pk: int) -> HttpResponse:
    """Note that a book came back."""
    row: PersonalBook = fetch(request.actor, PersonalBook, pk)
    return act(
        request,
        receive_personal,
        row,
        to=reverse("personal-school"),
        done="Đã nhận sổ.",
    )


@dataclass(frozen=True)
class Teacher:
    """A teacher with courses in the year, and the prints made for them."""

    staff: Staff
    name: str
    department: str
    courses: int
    lines: list[Line]


@page(action=policy.RECEIVE_PERSONAL)
def school(request: Request) -> HttpResponse:
    """All teachers with courses: printed, replaced, handed in."""
    years = years_of(request)
    frame = SchoolYear.objects.filter(school=request.user.school_id, year=years.year or 0).first()
    rows = teachers(request, frame) if frame else []
    return render(
        request,
        "personal/school.html",
        tabs=tabs(request.actor, "personal-school"),
        years=years,
        frame=frame,
        over=frame is not None and frame.ends < request.actor.on,
        rows=rows,
        unprinted=sum(not t.lines for t in rows),
        out=sum(line.book.state != "handed_in" for t in rows for line in t.lines),
        received=sum(line.book.state == "handed_in" for t in rows for line in t.lines),
        now=timezone.now(),
    )


def teachers(request: Request, frame: SchoolYear) -> list[Teacher]:
    """Those who teach in the year or have a print of it, in the order of names."""
    courses = Course.objects.filter(klass__school=frame.school_id, klass__year=frame.year)
    held = Assignment.objects.filter(
        role=Role.SUBJECT_TEACHER, scope_kind="course", scope_id__in=courses.values("pk")
    ).filter(in_force(min(request.actor.on, frame.ends)))
    count: dict[int, int] = {}
    for person in held.values_list("person", flat=True):
        count[person] = count.get(person, 0) + 1
    printed = visible(request.actor, PersonalBook).filter(school=frame.school_id, year=frame.year)
    by_teacher: dict[int, list[Line]] = {}
    for line in _lines(list(printed.order_by("number"))):
        by_teacher.setdefault(line.book.teacher_id, []).append(line)
    staff = visible(request.actor, Staff).filter(
        school=frame.school_id, person__in={*count, *by_teacher}
    )
    return [
        Teacher(
            s, s.person.full_name, s.department.name if s.department else "",
            count.get(s.person_id, 0), by_teacher.get(s.person_id, []),
        )
        for s in staff.select_related("person", "department").order_by("person__sort_key", "pk")
    ]  # fmt: skip
