"""What the rules cannot settle: missed assessments before the principal, pupils without a ground."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from hocba.books import flow, policy
from hocba.books.commands import decide_zero, refuse_zero
from hocba.books.models import Book, ZeroCase
from hocba.books.queries import class_sheet
from hocba.kernel.command import batch
from hocba.kernel.errors import Invalid, Refusal
from hocba.kernel.policy import fetch, targets, visible
from hocba.promotion.models import YearDecision
from hocba.promotion.queries import CAUSES, Undecided, undecided
from hocba.web.page import WRITE, Request, act, ctx_from, page, render
from hocba.web.people.settings import decree_of, evidence_of
from hocba.web.results.reach import readable, this_year
from hocba.web.results.tabs import tabs
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
    mine = set(targets(request.actor, policy.DECIDE_ZERO).values_list("pk", flat=True))
    return render(
        request,
        "results/waiting.html",
        tabs=tabs(request.actor, "results-waiting"),
        cases=list(
            cases.select_related("student__person", "book__klass", "subject").order_by("pk")
        ),
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
    here = reverse("results-waiting")
    chosen = [int(pk) for pk in request.POST.getlist("case") if pk.isdecimal()]
    if not chosen:
        messages.warning(request, "Chưa chọn trường hợp nào. Hãy đánh dấu rồi ghi số quyết định.")
        return HttpResponseRedirect(here)
    decree, evidence = decree_of(request), evidence_of(request)
    try:
        with batch(ctx_from(request)) as ctx:
            for pk in chosen:
                decide_zero(ctx, fetch(request.actor, ZeroCase, pk), decree, evidence)
    except (Invalid, Refusal) as error:
        said = [f.message for f in error.faults] if isinstance(error, Invalid) else error.reasons
        for text in said[:3]:
            messages.error(request, text)
        return HttpResponseRedirect(here)
    messages.success(request, f"Đã ghi {len(chosen)} ô theo quyết định số {decree.number.strip()}.")
    return HttpResponseRedirect(here)


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
