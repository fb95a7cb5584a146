"""What the rules cannot settle: missed assessments before the principal, pupils without a ground."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse
from django.urls import reverse

from hocba.books import flow, policy
from hocba.books.commands import decide_zero, refuse_zero
from hocba.books.models import Book, Column, ZeroCase
from hocba.books.queries import class_sheet
from hocba.kernel.policy import fetch, targets, visible
from hocba.promotion.models import YearDecision
from hocba.promotion.queries import CAUSES, Undecided, undecided
from hocba.web.page import WRITE, Request, act, page, render
from hocba.web.people.settings import decree_of, evidence_of
from hocba.web.results.reach import readable, this_year
from hocba.web.results.tabs import tabs
from hocba.web.results.together import decide_together, ticked
from hocba.year.models import Klass


@dataclass(frozen=True)
class Group:
    """One class with its pupils that wait, each with the words of the cause."""

    klass: Klass
    pupils: list[tuple[Undecided, str]]


@page(reader=Book)
def waiting(request: Request) -> HttpResponse:
    """Requests for zero, and by class the pupils who lack a ground for a result."""
    cases = visible(request.actor, ZeroCase).filter(state="proposed")
    columns = Column.objects.filter(book__in=cases.values("book"))
    mine = set(targets(request.actor, policy.DECIDE_ZERO).values_list("pk", flat=True))
    return render(
        request,
        "results/waiting.html",
        tabs=tabs(request.actor, "results-waiting"),
        cases=list(
            cases.select_related("student__person", "book__klass", "subject").order_by("pk")
        ),
        labels={(c.book_id, c.term, c.slot): c.label for c in columns},
        mine=mine,
        groups=groups(request),
        zero=flow.ZERO,
        levels=set(targets(request.actor, policy.DECIDE_LEVEL).values_list("pk", flat=True)),
        today=request.actor.on,
    )


def groups(request: Request) -> list[Group]:
    """The classes whose homeroom book I may read, with the pupils that wait there."""
    books = [b for b in this_year(readable(request.actor)) if b.course_id is None]
    found = []
    for book in books:
        sheet, seats = class_sheet(book.klass)
        if not sheet.students:
            continue
        rows = visible(request.actor, YearDecision).filter(klass=book.klass)
        settled = set(rows.values_list("student_id", flat=True))
        held = undecided(sheet, seats)
        left = [(one, CAUSES[one.cause]) for one in held if one.student not in settled]
        if left:
            found.append(Group(book.klass, left))
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
