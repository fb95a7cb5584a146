"""What the rules cannot settle: missed assessments before the principal, pupils without a ground."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse
from django.urls import reverse

from hocba.books import flow, policy
from hocba.books.commands import decide_zero, refuse_zero
from hocba.books.models import Book, Column, ZeroCase
from hocba.books.school import class_sheets
from hocba.kernel.policy import fetch, targets, visible
from hocba.promotion.models import YearDecision
from hocba.promotion.queries import CAUSES, Undecided, lacks, undecided
from hocba.web.page import WRITE, Request, act, page, render
from hocba.web.people.settings import decree_of, evidence_of
from hocba.web.results.tabs import tabs
from hocba.web.results.together import decide_together, ticked
from hocba.web.results.year_end import classes_of
from hocba.year.models import Klass

FEW = 5
"""So many pupils of a class who only lack marks are named, each with what lacks; more are counted."""


@dataclass(frozen=True)
class Group:
    """One class: the pupils whom somebody must decide about, each with the words of the cause, and
    those who only lack marks, each with what lacks where they are few."""

    klass: Klass
    pupils: list[tuple[Undecided, str]]
    lacking: list[tuple[Undecided, tuple[str, ...]]]


@page(reader=Book)
def waiting(request: Request) -> HttpResponse:
    """Requests for zero, and by class the pupils who lack a ground for a result."""
    cases = visible(request.actor, ZeroCase).filter(state="proposed")
    columns = Column.objects.filter(book__in=cases.values("book"))
    mine = set(targets(request.actor, policy.DECIDE_ZERO).values_list("pk", flat=True))
    found = groups(request)
    return render(
        request,
        "results/waiting.html",
        tabs=tabs(request.actor, "results-waiting"),
        cases=list(
            cases.select_related("student__person", "book__klass", "subject").order_by("pk")
        ),
        labels={(c.book_id, c.term, c.slot): c.label for c in columns},
        mine=mine,
        groups=[g for g in found if g.pupils],
        lacking=[g for g in found if g.lacking],
        few=FEW,
        zero=flow.ZERO,
        levels=set(targets(request.actor, policy.DECIDE_LEVEL).values_list("pk", flat=True)),
        today=request.actor.on,
    )


def groups(request: Request) -> list[Group]:
    """The classes whose homeroom book I may read, with the pupils that wait there."""
    classes = classes_of(request)
    rows = visible(request.actor, YearDecision).filter(klass__in=classes)
    settled = set(rows.values_list("klass_id", "student_id"))
    found = []
    for klass, sheet, seats in class_sheets(classes):
        left = [u for u in undecided(sheet, seats) if (klass.pk, u.student) not in settled]
        asked = [(one, CAUSES[one.cause]) for one in left if one.cause != "missing"]
        lacking = [one for one in left if one.cause == "missing"]
        told = len(lacking) <= FEW
        why = [(one, lacks(sheet, one) if told else ()) for one in lacking]
        if left:
            found.append(Group(klass, asked, why))
    return found


@page(action=policy.DECIDE_ZERO, methods=WRITE)
def decide(request: Request) -> HttpResponse:
    """One decision for all the cases ticked: all are written, or none."""
    chosen = ticked(request, "case")
    decree, evidence = decree_of(request), evidence_of(request)
    return decide_together(
        request,
        chosen,
        lambda ctx, pk: decide_zero(ctx, fetch(request.actor, ZeroCase, pk), decree, evidence),
        to=reverse("results-waiting"),
        none="Chưa chọn trường hợp nào. Hãy đánh dấu rồi ghi số quyết định.",
        done=lambda: f"Đã ghi {len(chosen)} ô theo quyết định số {decree.number.strip()}.",
    )


@page(action=policy.REFUSE_ZERO, methods=WRITE)
def refuse(request: Request, pk: int) -> HttpResponse:
    """Leave one cell open for a make-up."""
    return act(
        request,
        refuse_zero,
        fetch(request.actor, ZeroCase, pk),
        to=reverse("results-waiting"),
        done="Đã trả lại; ô vẫn trống, chờ đánh giá bù.",
    )
