"""The goals of a kindergarten: set by the principal and deputies, read by the homeroom teachers."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from hocba.books.commands import GoalPlan, drop_goal, set_goals
from hocba.books.commands.goals import DOMAIN_CODES, STANDARDS_ON, standard_plans
from hocba.books.kindergarten import LEVEL
from hocba.books.models import Goal
from hocba.books.policy import DROP_GOAL, SET_GOALS
from hocba.kernel.errors import Fault, Hidden
from hocba.kernel.policy import can, fetch, visible
from hocba.org.models import Place
from hocba.org.settings import settings_for
from hocba.rules.mam_non import MamNon
from hocba.rules.mam_non.params import FIVE_YEARS, GROUPS
from hocba.web.given import number_of
from hocba.web.page import WRITE, Request, act, page, render
from hocba.year.models import Klass, SchoolYear, Subject


def _place(request: Request) -> Place:
    """The kindergarten the person works at; Hidden when there is none."""
    found = (
        visible(request.actor, Klass)
        .filter(level=LEVEL)
        .order_by("-year")
        .select_related("school")
        .first()
    )
    if found is None:
        raise Hidden("no kindergarten class")
    school: Place = found.school
    return school


def _year(request: Request, school: Place) -> int:
    rows = visible(request.actor, SchoolYear).filter(school=school).order_by("-year")
    found = rows.values_list("year", flat=True).first()
    return timezone.localdate().year if found is None else found


def _grade(text: str) -> int:
    found = number_of(text)
    return found if found is not None and found < len(GROUPS) else FIVE_YEARS


@page(reader=Goal)
def goals(request: Request) -> HttpResponse:
    """The goals of an age group, and the form for who may set them."""
    return _draw(request, [], HTTPStatus.OK)


def _draw(request: Request, faults: list[Fault], status: HTTPStatus) -> HttpResponse:
    school = _place(request)
    year, grade = _year(request, school), _grade(request.GET.get("nhom", ""))
    rows = visible(request.actor, Goal).filter(school=school, year=year, grade=grade, dropped=False)
    found = list(rows.select_related("domain").order_by("domain__position", "number"))
    domains: dict[str, list[Goal]] = {}
    for goal in found:
        domains.setdefault(goal.domain.name, []).append(goal)
    may = can(request.actor, SET_GOALS, school).allowed
    names = dict(Subject.objects.filter(code__in=DOMAIN_CODES).values_list("code", "name"))
    standards = settings_for(school.pk, year).value(STANDARDS_ON) == "yes"
    return render(
        request,
        "kindergarten/goals.html",
        status,
        school=school,
        year=year,
        grade=grade,
        group=GROUPS[grade],
        groups=[(name, f"?nhom={n}", n == grade) for n, name in enumerate(GROUPS)],
        domains=domains.items(),
        count=len(found),
        stages=MamNon().stages(grade),
        stage_words=dict(MamNon().stages(grade)),
        choices=[(code, names[code]) for code in DOMAIN_CODES],
        may=may,
        offers=may and standards and grade == FIVE_YEARS and not any(g.indicator for g in found),
        faults=faults,
        sent=request.POST,
    )


@page(action=SET_GOALS, methods=WRITE)
def add(request: Request) -> HttpResponse:
    """Add goals, one a line; with `pack` the 120 indicators of five-year-olds."""
    school = _place(request)
    year, grade = _year(request, school), _grade(request.GET.get("nhom", ""))
    sent = request.POST
    term = int(sent["term"]) if sent.get("term", "") in ("1", "2") else 0
    lines = [line.strip() for line in sent.get("text", "").splitlines() if line.strip()]
    plans = [
        GoalPlan(sent.get("domain", ""), line, sent.get("stage", ""), term, sent.get("topic", ""))
        for line in lines[:100]
    ]
    if "pack" in sent:
        plans = standard_plans()
    return act(
        request,
        set_goals,
        school.pk,
        year,
        grade,
        plans,
        to=f"{reverse('kindergarten-goals')}?nhom={grade}",
        done=lambda ids: f"Đã đặt {len(ids)} mục tiêu cho {GROUPS[grade]}.",
        again=lambda faults, status: _draw(request, faults, status),
    )


@page(action=DROP_GOAL, methods=WRITE)
def drop(request: Request, pk: int) -> HttpResponse:
    """Take a goal out of use."""
    goal: Goal = fetch(request.actor, Goal, pk)
    to = f"{reverse('kindergarten-goals')}?nhom={goal.grade}"
    return act(request, drop_goal, pk, to=to, done="Đã bỏ mục tiêu.")
