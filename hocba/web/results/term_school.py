"""The first term of a school: its classes with their state, one decision for many, and the lists."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpResponse
from django.urls import reverse

from hocba.books.columns import shape_for
from hocba.books.school import class_sheets
from hocba.books.sheet import Sheet
from hocba.kernel.flow import State
from hocba.kernel.policy import targets, visible
from hocba.promotion import policy
from hocba.promotion.flow import REVIEW
from hocba.promotion.models import DecisionLine, Review, YearDecision
from hocba.promotion.queries import TERM, Proposal, term_proposals
from hocba.web.page import Request, page, render
from hocba.web.results.lists import kinds_of
from hocba.web.results.tabs import tabs
from hocba.web.results.year_end import classes_of
from hocba.year.models import Klass


@dataclass(frozen=True)
class Line:
    """A class in the first term: its state, how many pupils have all data, what was decided."""

    klass: Klass
    state: State
    review: Review | None
    pupils: int
    waiting: int
    decided: int
    stale: int
    titled: int

    @property
    def exceptions(self) -> int:
        return self.waiting + self.stale


def with_terms(classes: Iterable[Klass]) -> list[Klass]:
    """The classes whose circular has results of a term: not primary school, not kindergarten."""
    return [k for k in classes if shape_for(k).shown(year=False)]


@page(reader=YearDecision)
def term_school(request: Request) -> HttpResponse:
    """All classes I may read as a whole that have results of a term, exceptions first."""
    classes = with_terms(classes_of(request))
    reviews = {
        r.klass_id: r for r in visible(request.actor, Review).filter(klass__in=classes, period=TERM)
    }
    rows = visible(request.actor, DecisionLine).filter(review__in=reviews.values()).order_by("pk")
    made: dict[int, dict[int, dict[str, str]]] = {}
    for review, student, decided in rows.values_list("review__klass", "student", "decided"):
        made.setdefault(review, {})[student] = decided
    lines = [
        _line(sheet, reviews.get(k.pk), made.get(k.pk, {})) for k, sheet, _ in class_sheets(classes)
    ]
    lines.sort(key=lambda one: (one.exceptions == 0, one.klass.grade, one.klass.name))
    mine = set(targets(request.actor, policy.DECIDE).values_list("pk", flat=True))
    sources = REVIEW.move("decide").sources
    return render(
        request,
        "results/term_school.html",
        tabs=tabs(request.actor, "results-year"),
        lines=lines,
        totals=_totals(lines),
        titled=any(one.titled for one in lines),
        ready={x.klass.pk for x in lines if x.klass.pk in mine and x.state.code in sources},
        may=bool(mine),
        kinds=[(reverse("results-listing", args=[c]), t) for c, t in kinds_of(True, classes)],
        year=classes[0].year if classes else None,
        today=request.actor.on,
    )


def _line(sheet: Sheet, review: Review | None, made: dict[int, dict[str, str]]) -> Line:
    found: list[Proposal] = term_proposals(sheet, 1, why=False) if sheet.students else []
    awards = sheet.shape.awards
    return Line(
        sheet.klass,
        REVIEW.state(review.state if review else "proposed"),
        review,
        len(found),
        sum(not p.ready for p in found),
        len(made),
        sum(p.student in made and made[p.student] != p.codes for p in found),
        sum(bool(awards.get(p.codes.get("award", ""))) for p in found),
    )


def _totals(lines: list[Line]) -> list[tuple[str, int, str]]:
    """(label, count, tone) of the school."""
    waiting = sum(x.waiting for x in lines)
    return [
        ("Học sinh", sum(x.pupils for x in lines), ""),
        ("Đủ dữ liệu", sum(x.pupils for x in lines) - waiting, "good"),
        ("Chưa đủ dữ liệu", waiting, "warn" if waiting else ""),
        ("Lớp đã quyết định", sum(x.state.code == "decided" for x in lines), ""),
    ]
