"""The first term of a class: results checked by the homeroom teacher, decided, and listed to print."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.urls import reverse

from hocba.books.queries import class_sheet
from hocba.books.sheet import Sheet
from hocba.kernel.errors import Fault
from hocba.kernel.policy import can
from hocba.promotion import policy
from hocba.promotion.commands import decide_class
from hocba.promotion.flow import REVIEW
from hocba.promotion.models import DecisionLine, YearDecision
from hocba.promotion.queries import TERM, Proposal, review_of, term_lines, term_proposals
from hocba.web.page import WRITE, Request, act, page, render
from hocba.web.people.settings import decree_of
from hocba.web.results.reach import Gap, Reach, gaps, reach_decided
from hocba.web.results.reason import Told, because
from hocba.year.models import Klass


@dataclass(frozen=True)
class Line:
    """One pupil: the results of the term in words, what lacks, and what was decided of them."""

    student: int
    name: str
    values: list[Told]
    proposal: Proposal
    title: Told
    missing: list[Gap]
    decided: DecisionLine | None

    @property
    def stale(self) -> bool:
        """Whether the books have changed the results since the decision."""
        return self.decided is not None and self.decided.decided != self.proposal.codes


@page(reader=YearDecision)
def term(request: Request, klass: int) -> HttpResponse:
    """Results of the first term; Refusal where the circular has none of a term."""
    return draw(request, reach_decided(request, klass), [])


def draw(
    request: Request, within: Reach, faults: Iterable[Fault], status: Any = 200
) -> HttpResponse:
    """The page, also when a check or decision of it is refused."""
    klass: Klass = within.klass
    sheet, seats = class_sheet(klass)
    review = review_of(klass, TERM)
    made = {line.student_id: line for line in term_lines(review, request.actor)}
    lacking = gaps(within, sheet, seats)
    missing: dict[int, list[Gap]] = {}
    for (student, _), found in lacking.items():
        missing.setdefault(student, []).extend(g for g in found if g.term == 1)
    names = {s.student: s.name for s in seats}
    lines = [
        Line(
            one.student,
            names[one.student],
            _values(sheet, one),
            one,
            _title(sheet, one),
            missing.get(one.student, []),
            made.get(one.student),
        )
        for one in term_proposals(sheet, 1)
    ]
    sources = REVIEW.move("decide").sources
    return render(
        request,
        "results/term.html",
        status,
        hot=True,
        klass=klass,
        regime=sheet.regime.title,
        shape=sheet.shape,
        heads=[(f"{one.label} {one.small}".strip(), "c") for one in _levels(sheet)],
        lines=lines,
        open=[one for one in lines if not one.proposal.ready],
        praised=[one for one in lines if one.title.said],
        because=because,
        review=review,
        state=REVIEW.state(review.state),
        may_check=review.state in REVIEW.move("check").sources
        and can(request.actor, policy.CHECK, klass).allowed,
        may=review.state in sources and can(request.actor, policy.DECIDE, klass).allowed,
        may_reopen=review.state == "decided" and can(request.actor, policy.REOPEN, klass).allowed,
        faults=list(faults),
        sent=request.POST,
        today=request.actor.on,
    )


def _levels(sheet: Sheet) -> list[Any]:
    return [one for one in sheet.shape.shown(year=False) if one.key != "award"]


def _title(sheet: Sheet, one: Proposal) -> Told:
    level = next((x for x in sheet.shape.shown(year=False) if x.key == "award"), None)
    code = one.codes.get("award", "")
    return Told(sheet.shape.awards.get(code, ""), level.at(1)) if level else Told("")


def _values(sheet: Sheet, one: Proposal) -> list[Told]:
    row, found = sheet.rows[one.student], []
    for level in _levels(sheet):
        name = level.at(1)
        if one.codes[level.key] == "EXEMPT":
            found.append(Told("không đánh giá"))
            continue
        computed = name in sheet.computed
        column = sheet.computed[name] if computed else sheet.given[name]
        said = sheet.regime.words(name, int(column[row]))
        found.append(Told(said, name if computed else ""))
    return found


@page(action=policy.DECIDE, methods=WRITE)
def decide(request: Request, klass: int) -> HttpResponse:
    """Decide the term of the class as its books stand."""
    within = reach_decided(request, klass)
    decree = decree_of(request)
    return act(
        request,
        decide_class,
        within.klass,
        decree=decree if decree.number.strip() else None,
        period=TERM,
        council=request.POST.get("council", ""),
        to=reverse("results-term", args=[klass]),
        done=lambda made: _done(made.count, len(made.open)),
        again=lambda faults, status: draw(request, within, faults, status),
    )


def _done(count: int, left: int) -> str:
    said = f"Đã quyết định kết quả học kì I của {count} học sinh."
    return f"{said} Còn {left} học sinh thiếu dữ liệu, để lại." if left else said
