"""Growth and goals of a class, of one child, and the reason of each value; never a ranking."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from hocba.books import policy
from hocba.books.columns import regime_of
from hocba.books.commands import Change, Saved, enter_marks
from hocba.books.kindergarten import (
    BODY,
    LEVEL,
    Measured,
    births,
    goals_of,
    key_of,
    measured,
    weighings,
)
from hocba.books.models import Book
from hocba.books.queries import class_sheet
from hocba.books.sheet import Sheet
from hocba.kernel.errors import Fault, Hidden, Invalid
from hocba.kernel.policy import can, fetch, visible
from hocba.people.models import Student
from hocba.rules.exact import show_tenths
from hocba.rules.mam_non import MamNon
from hocba.rules.mam_non.params import CLASSES, GOAL
from hocba.web.books.api import node
from hocba.web.given import number_of, pk_of
from hocba.web.kindergarten import growth
from hocba.web.page import WRITE, Request, act, beside, page, render
from hocba.web.results.reach import Reach, reach
from hocba.year.models import Enrolment

OF_YEAR = ("goals_reached",)
REASONS = {*CLASSES, *(f"{name}_z" for name in CLASSES), "measure_interval", *OF_YEAR}


def _class(request: Request, klass: int) -> Reach:
    """A kindergarten class whose homeroom book the person may read; Hidden otherwise."""
    within = reach(request, klass, whole=True)
    if within.klass.level != LEVEL:
        raise Hidden(f"Klass {klass} is no kindergarten class")
    return within


@page(reader=Book)
def klass(request: Request, klass: int) -> HttpResponse:
    """The children of a class at one time of weighing, with their goals."""
    return _draw(request, klass, [], HTTPStatus.OK)


def _draw(request: Request, klass: int, faults: list[Fault], status: HTTPStatus) -> HttpResponse:
    within = _class(request, klass)
    assert within.homeroom is not None
    sheet, seats = class_sheet(within.klass)
    times = weighings(within.klass.grade)
    at = _place(request.GET.get("lan", ""), len(times), growth.latest(sheet))
    children = growth.class_at(sheet, seats, at, timezone.localdate())
    assert isinstance(sheet.regime, MamNon)
    return render(
        request,
        "kindergarten/klass.html",
        status,
        hot=True,
        klass=within.klass,
        group=sheet.regime.group(within.klass.grade),
        regime=sheet.regime.title,
        times=[(t.label.capitalize(), f"?lan={n}", n == at) for n, t in enumerate(times)],
        at=at,
        label=times[at].label,
        children=children,
        late=sum(c.late for c in children),
        undated=[c for c in children if c.measured.any and c.measured.on is None],
        book=within.homeroom.pk,
        may=can(request.actor, policy.ENTER, within.homeroom).allowed,
        faults=faults,
        sent=request.POST.get("day", ""),
    )


def _place(wanted: str, count: int, otherwise: int) -> int:
    found = number_of(wanted)
    return found if found is not None and found < count else otherwise


@page(action=policy.ENTER, methods=WRITE)
def weighed(request: Request, klass: int) -> HttpResponse:
    """Write the day on which the class was weighed, for every child weighed without a day."""
    within = _class(request, klass)
    assert within.homeroom is not None
    sheet, _ = class_sheet(within.klass)
    times = weighings(within.klass.grade)
    at = _place(request.GET.get("lan", ""), len(times), 0)
    try:
        day = datetime.date.fromisoformat(request.POST.get("day", ""))
    except ValueError:
        day = None
    if day is None or day != times[at].day(within.klass.year, day.day):
        said = f"Hãy chọn một ngày trong {times[at].label} của năm học này."
        return _draw(request, klass, [Fault("day", said)], HTTPStatus.UNPROCESSABLE_ENTITY)
    subject, time = sheet.items[BODY], times[at]
    changes = [
        Change(student, time.term, time.slot("ngay"), None, day.day, subject)
        for student in sheet.students
        if (one := measured(sheet, student)[at]).any and one.on is None
    ]
    if not changes:
        said = "Chưa có trẻ nào được ghi cân nặng, chiều cao mà còn thiếu ngày."
        return _draw(request, klass, [Fault("day", said)], HTTPStatus.UNPROCESSABLE_ENTITY)

    def done(saved: Saved) -> str:
        return f"Đã ghi ngày cân đo {day:%d/%m/%Y} cho {saved.saved} trẻ."

    to = f"{reverse('kindergarten-class', args=[klass])}?lan={at}"
    return act(request, enter_marks, within.homeroom.pk, changes, to=to, done=done)


@page(reader=Book)
def why(request: Request, klass: int) -> HttpResponse:
    """Why a child has a z-score or class: a fragment for the side sheet."""
    within = _class(request, klass)
    name, student = request.GET.get("result", ""), pk_of(request.GET.get("student", ""))
    times = weighings(within.klass.grade)
    if name not in REASONS or not student:
        raise Invalid("Chưa chọn kết quả nào.")
    sheet, seats = class_sheet(within.klass, [student])
    seat = next((s for s in seats if s.student == student), None)
    if seat is None:
        raise Hidden(f"Student {student}")
    at = _place(request.GET.get("lan", ""), len(times), 0)
    year = name in OF_YEAR
    reason = sheet.regime.explain(name, sheet.given, 0, None if year else at)
    return beside(
        request,
        "kindergarten/why.html",
        "Vì sao?",
        node=node(reason),
        who=seat.name if year else f"{seat.name} · {times[at].label}",
        student=seat.student,
        regime=sheet.regime.title,
    )


@dataclass(frozen=True)
class GoalLine:
    """A goal as a child reached it or not; `said` is empty while not assessed."""

    text: str
    when: str
    said: str
    reached: bool


@page(reader=Student)
def child(request: Request, pk: int) -> HttpResponse:
    """One child: every weighing of the year with its reasons, and the goals by domain."""
    student: Student = fetch(request.actor, Student, pk, "person", "school")
    seats = visible(request.actor, Enrolment).filter(student=student, klass__level=LEVEL)
    seat = seats.select_related("klass").order_by("-klass__year", "-starts").first()
    if seat is None:
        raise Hidden(f"Student {pk} in no kindergarten class")
    within = _class(request, seat.klass_id)
    sheet, _ = class_sheet(within.klass, [pk])
    times = measured(sheet, pk)
    known = births([pk])[pk]
    today = timezone.localdate()
    due = growth.due_on(times, known[0], today)
    return render(
        request,
        "kindergarten/child.html",
        hot=True,
        pupil=student,
        klass=within.klass,
        regime=sheet.regime.title,
        rounds=[_round(sheet, pk, n) for n, t in enumerate(times) if t.any],
        domains=_goals(sheet, pk),
        goals_why=node(sheet.regime.explain("goals_reached", sheet.given, 0)),
        due=due,
        due_why=_interval(sheet, times),
        late=due is not None and due < today,
    )


def _interval(sheet: Sheet, times: Sequence[Measured]) -> dict[str, Any] | None:
    """Why a child is weighed again when it is: by its age at the last weighing."""
    last = max((n for n, t in enumerate(times) if t.any and t.on), default=None)
    if last is None:
        return None
    return node(sheet.regime.explain("measure_interval", sheet.given, 0, last))


def _round(sheet: Sheet, student: int, at: int) -> dict[str, Any]:
    """One weighing: its words and the trees of its classes."""
    one = measured(sheet, student)[at]
    found = growth.verdicts(sheet, student, at)
    return {
        "label": one.time.label,
        "on": one.on,
        "weight": None if one.weight is None else show_tenths(one.weight),
        "height": None if one.height is None else show_tenths(one.height),
        "verdicts": [
            (v, node(sheet.regime.explain(v.indicator, sheet.given, 0, at))) for v in found
        ],
    }


def _goals(sheet: Sheet, student: int) -> list[tuple[str, int, list[GoalLine]]]:
    """(domain, how many reached, its goals) in the order of the domains."""
    regime = regime_of(sheet.klass)
    assert isinstance(regime, MamNon)
    stages = dict(regime.stages(sheet.klass.grade))
    found: dict[str, list[GoalLine]] = {}
    for goal in goals_of(sheet.klass.school_id, sheet.klass.year, sheet.klass.grade):
        value = sheet.cells.get(key_of(goal, student))
        level = -1 if value is None else GOAL.value(value.code)
        when = f"{stages[goal.stage]}{f' {goal.topic}' if goal.topic else ''}"
        said = GOAL.word(level) if level >= 0 else ""
        line = GoalLine(goal.text, when, said, level > 0)
        found.setdefault(goal.domain.name, []).append(line)
    return [(name, sum(g.reached for g in lines), lines) for name, lines in found.items()]
