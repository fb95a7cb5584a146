"""What the school decided about a class: lớp học linh hoạt (TT 27), môn chuyên (TT 58)."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse

from hocba.books import policy
from hocba.books.columns import regime_of
from hocba.books.commands import set_flexible, specialise
from hocba.kernel.errors import Fault, Hidden
from hocba.kernel.policy import can, fetch, visible
from hocba.web.given import pks_of
from hocba.web.page import WRITE, Request, act, page, render
from hocba.web.people.settings import decree_of
from hocba.year.models import Course, Klass


def offered(klass: Klass) -> frozenset[str]:
    """Which facts about a class its circular asks for."""
    return frozenset({"flexible_class", "specialised"} & set(regime_of(klass).rulebook.inputs))


@page(reader=Klass)
def traits(request: Request, klass: int) -> HttpResponse:
    """The facts about a class, with the forms for who decides them."""
    return _draw(request, klass, [])


def _draw(request: Request, pk: int, faults: list[Fault], status: Any = 200) -> HttpResponse:
    klass: Klass = fetch(request.actor, Klass, pk, "school")
    asked = offered(klass)
    if not asked:
        raise Hidden(f"Klass {pk} has no facts of its own")
    courses = visible(request.actor, Course).filter(klass=klass, kind="scored")
    return render(
        request,
        "results/traits.html",
        status,
        klass=klass,
        asked=asked,
        regime=regime_of(klass).title,
        courses=list(courses.select_related("subject").order_by("subject__position")),
        may_flexible=can(request.actor, policy.SET_FLEXIBLE, klass).allowed,
        may_specialise=can(request.actor, policy.SPECIALISE, klass).allowed,
        chosen=set(request.POST.getlist("subject")),
        today=request.actor.on,
        faults=faults,
        sent=request.POST,
    )


@page(action=policy.SET_FLEXIBLE, methods=WRITE)
def flexible(request: Request, klass: int) -> HttpResponse:
    """Make the class a lớp học linh hoạt, or an ordinary one again."""
    row: Klass = fetch(request.actor, Klass, klass, "school")
    return act(
        request,
        set_flexible,
        row,
        request.POST.get("flexible") == "1",
        decree_of(request),
        to=reverse("results-traits", args=[klass]),
        done="Đã ghi; kết quả của lớp tính theo quyết định này.",
        again=lambda faults, status: _draw(request, klass, faults, status),
    )


@page(action=policy.SPECIALISE, methods=WRITE)
def special(request: Request, klass: int) -> HttpResponse:
    """Name the môn chuyên of the class."""
    row: Klass = fetch(request.actor, Klass, klass, "school")
    return act(
        request,
        specialise,
        row,
        pks_of(request.POST.getlist("subject")),
        decree_of(request),
        to=reverse("results-traits", args=[klass]),
        done="Đã ghi môn chuyên; học lực của lớp tính theo đó.",
        again=lambda faults, status: _draw(request, klass, faults, status),
    )
