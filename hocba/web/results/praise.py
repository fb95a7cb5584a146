"""Praise for single achievements: nominations of a class or school, and the decision."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpResponse
from django.urls import reverse

from hocba.kernel.errors import Fault
from hocba.kernel.policy import fetch, targets, visible
from hocba.people.models import Person
from hocba.promotion import policy
from hocba.promotion.commands import decide_praise, nominate, refuse_praise
from hocba.promotion.flow import PRAISE
from hocba.promotion.models import Praise
from hocba.web.given import pk_of
from hocba.web.page import WRITE, Request, act, page, render
from hocba.web.people.settings import decree_of
from hocba.web.results.together import decide_together, ticked
from hocba.web.results.year_end import classes_of
from hocba.year.models import Enrolment, Klass


@page(reader=Praise)
def praise(request: Request) -> HttpResponse:
    """What is nominated and decided this year; forms for who may."""
    return _draw(request, [], HTTPStatus.OK)


@page(action=policy.NOMINATE, methods=WRITE)
def propose(request: Request) -> HttpResponse:
    """Nominate one pupil."""
    klass, _, student = request.POST.get("pupil", "").partition(":")
    row = fetch(request.actor, Klass, pk_of(klass), "school")
    return act(
        request,
        nominate,
        row,
        pk_of(student),
        request.POST.get("kind", ""),
        request.POST.get("achievement", ""),
        to=reverse("results-praise"),
        done="Đã gửi đề nghị khen.",
        again=lambda faults, status: _draw(request, faults, status),
    )


@page(action=policy.DECIDE_PRAISE, methods=WRITE)
def decide(request: Request) -> HttpResponse:
    """One decision for all nominations ticked: all or none."""
    chosen, decree = ticked(request, "praise"), decree_of(request)
    return decide_together(
        request,
        chosen,
        lambda ctx, pk: decide_praise(ctx, fetch(request.actor, Praise, pk), decree),
        to=reverse("results-praise"),
        none="Chưa chọn đề nghị nào.",
        done=lambda: f"Đã khen {len(chosen)} học sinh theo quyết định số {decree.number}.",
    )


@page(action=policy.REFUSE_PRAISE, methods=WRITE)
def refuse(request: Request, pk: int) -> HttpResponse:
    """Refuse one nomination, with the reason."""
    return act(
        request,
        refuse_praise,
        fetch(request.actor, Praise, pk),
        to=reverse("results-praise"),
        done="Đã trả lại đề nghị khen.",
    )


def _draw(request: Request, faults: list[Fault], status: HTTPStatus) -> HttpResponse:
    classes = classes_of(request)
    rows = visible(request.actor, Praise).filter(klass__in=classes).order_by("-pk")
    rows = rows.select_related("student__person", "klass")
    mine = targets(request.actor, policy.NOMINATE).filter(pk__in=[k.pk for k in classes])
    seats = visible(request.actor, Enrolment).filter(klass__in=mine, ends__isnull=True)
    seats = seats.select_related("student__person", "klass").order_by(
        "klass__grade", "klass__name", "position"
    )
    who = Person.objects.filter(pk__in={r.proposed_by for r in rows})
    return render(
        request,
        "results/praise.html",
        status,
        rows=[(r, PRAISE.state(r.state)) for r in rows],
        names=dict(who.values_list("pk", "full_name")),
        deciding=set(
            targets(request.actor, policy.DECIDE_PRAISE)
            .filter(state="proposed")
            .values_list("pk", flat=True)
        ),
        pupils=[
            (f"{s.klass_id}:{s.student_id}", f"{s.student.person.full_name} · {s.klass.name}")
            for s in seats
        ],
        kinds=Praise.Kind.choices,
        faults=faults,
        sent=request.POST,
        today=request.actor.on,
    )
