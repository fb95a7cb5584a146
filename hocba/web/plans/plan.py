"""«Kế hoạch kiểm tra»: the days of the columns of a subject, for all classes of a grade."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from http import HTTPStatus

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from hocba.books import policy
from hocba.books.commands import set_plan
from hocba.books.models import Book, Column
from hocba.books.plan import PLANNED_KINDS
from hocba.books.queries import year_of
from hocba.kernel.command import batch
from hocba.kernel.errors import Fault, Invalid, Refusal
from hocba.kernel.policy import targets, visible
from hocba.web.given import number_of
from hocba.web.page import WRITE, Request, ctx_from, page, render
from hocba.web.results.reach import readable
from hocba.web.results.tabs import tabs
from hocba.web.years import past, reader, years_of
from hocba.year.models import Course, Subject

TERM_NAMES = {1: "Học kì I", 2: "Học kì II"}


@dataclass(frozen=True)
class Slot:
    """A column of the subject: its key `1:gk`, label, term, and its days by class."""

    key: str
    label: str
    term: int
    days: dict[int, datetime.date | None]

    @property
    def common(self) -> datetime.date | None:
        """The day of all classes, None when they differ or have none."""
        found = set(self.days.values())
        return found.pop() if len(found) == 1 else None

    @property
    def differs(self) -> bool:
        return len(set(self.days.values())) > 1


@dataclass(frozen=True)
class Choice:
    """A grade and subject whose plan is shown, with its courses in the order of classes."""

    grade: int
    subject: Subject
    courses: list[Course]

    @property
    def key(self) -> str:
        return f"{self.grade}:{self.subject.pk}"


@page(reader=Book)
def plan(request: Request) -> HttpResponse:
    """The plan of a subject in a grade; a form for department heads and leaders."""
    return _draw(request, [], HTTPStatus.OK)


def _choices(request: Request) -> list[Choice]:
    """Grades and subjects of the books I may read, of the year that is looked at."""
    found: dict[tuple[int, int], Choice] = {}
    years = years_of(request)
    for book in readable(reader(request, years.year), years.year or 0):
        course = book.course
        if course is None:
            continue
        course.klass = book.klass
        key = (book.klass.grade, course.subject_id)
        found.setdefault(key, Choice(key[0], course.subject, [])).courses.append(course)
    return sorted(found.values(), key=lambda c: (c.grade, c.subject.position))


def _chosen(request: Request, choices: list[Choice]) -> Choice | None:
    wanted = request.GET.get("mon", "")
    return next((c for c in choices if c.key == wanted), choices[0] if choices else None)


def _slots(request: Request, choice: Choice) -> list[Slot]:
    courses = {c.pk: c.klass_id for c in choice.courses}
    actor = reader(request, choice.courses[0].klass.year)
    books = visible(actor, Book).filter(course__in=list(courses))
    rows = Column.objects.filter(book__in=books, term__lt=3, kind__in=PLANNED_KINDS)
    found: dict[tuple[int, str], Slot] = {}
    for column in rows.order_by("term", "position", "pk").select_related("book"):
        place = (column.term, column.slot)
        slot = found.setdefault(
            place, Slot(f"{column.term}:{column.slot}", column.label, column.term, {})
        )
        slot.days[column.book.klass_id] = column.due
    return list(found.values())


def _draw(request: Request, faults: list[Fault], status: HTTPStatus) -> HttpResponse:
    choices = _choices(request)
    choice = _chosen(request, choices)
    slots = _slots(request, choice) if choice else []
    year = (
        year_of(choice.courses[0].klass.school_id, choice.courses[0].klass.year) if choice else None
    )
    mine = set(targets(request.actor, policy.SET_PLAN).values_list("pk", flat=True))
    shut = past(year, timezone.now(), "kế hoạch") if year else ""
    own = [c for c in choice.courses if c.pk in mine and not shut] if choice else []
    return render(
        request,
        "plans/plan.html",
        status,
        tabs=tabs(request.actor, "plans"),
        years=years_of(request),
        past=shut,
        choices=[(c.key, f"Khối {c.grade} · {c.subject.name}") for c in choices],
        choice=choice,
        year=year,
        classes=[c.klass for c in choice.courses] if choice else [],
        slots=slots,
        terms=TERM_NAMES,
        own=own,
        sent=request.POST,
        faults=faults,
        now=timezone.now(),
    )


@page(action=policy.SET_PLAN, methods=WRITE)
def save(request: Request) -> HttpResponse:
    """Set the days for the ticked classes: one command a course, all or nothing."""
    choices = _choices(request)
    choice = _chosen(request, choices)
    if choice is None:
        raise Refusal("Chưa có môn nào để lập kế hoạch.")
    ticked = set(request.POST.getlist("course"))
    courses = [c for c in choice.courses if str(c.pk) in ticked]
    try:
        dates = _dates(request)
        if not courses:
            raise Invalid("Hãy chọn ít nhất một lớp.", "course")
        with batch(ctx_from(request)) as ctx:
            changed = sum(set_plan(ctx, c, dates) for c in courses)
    except Invalid as invalid:
        return _draw(request, invalid.faults, HTTPStatus.UNPROCESSABLE_ENTITY)
    except Refusal as refusal:
        return _draw(request, [Fault("", said) for said in refusal.reasons], HTTPStatus.CONFLICT)
    messages.success(request, f"Đã lưu kế hoạch cho {len(courses)} lớp, {changed} cột đổi ngày.")
    return HttpResponseRedirect(f"{reverse('plans')}?mon={choice.key}")


def _dates(request: Request) -> dict[tuple[int, str], datetime.date | None]:
    """Days posted as `d-1:gk`; a blank field of a column whose classes differ is left alone."""
    found: dict[tuple[int, str], datetime.date | None] = {}
    faults = []
    for name, text in request.POST.items():
        if not name.startswith("d-"):
            continue
        term, _, slot = name[2:].partition(":")
        if not text and name in request.POST.getlist("keep"):
            continue
        try:
            found[number_of(term) or 0, slot] = (
                datetime.date.fromisoformat(str(text)) if text else None
            )
        except ValueError:
            faults.append(Fault(name[2:], "Ngày ghi không đúng."))
    if faults:
        raise Invalid(faults)
    return found
