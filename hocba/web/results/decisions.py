"""The end of the year of a class: proposals, the principal's decision, and the lists after it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.http import HttpResponse
from django.urls import reverse

from hocba.books import policy as books
from hocba.books.commands import open_levels
from hocba.books.queries import class_sheet
from hocba.books.results import YEAR
from hocba.books.sheet import Sheet
from hocba.kernel.errors import Fault, Invalid
from hocba.kernel.policy import can, visible
from hocba.people.models import Person
from hocba.promotion import policy
from hocba.promotion.commands import decide_class
from hocba.promotion.flow import REVIEW
from hocba.promotion.models import YearDecision
from hocba.promotion.queries import (
    AFTER,
    YEAR_END,
    Proposal,
    assessed_again,
    overridden,
    proposals,
    review_of,
)
from hocba.rules.levels import MISSING
from hocba.web.page import WRITE, Request, act, page, render
from hocba.web.people.settings import decree_of
from hocba.web.results import words
from hocba.web.results.reach import Gap, Reach, gaps, reach_decided
from hocba.web.results.reason import Told, because


@dataclass
class Case:
    """One pupil before the principal: figures, proposal, what was decided, what is missing."""

    student: int
    name: str
    proposal: Proposal
    figures: list[Told]
    result: str
    promotion: str
    award: str
    decision: YearDecision | None = None
    missing: list[Gap] = field(default_factory=list)
    again: list[str] = field(default_factory=list)
    plan: bool = False
    """Whether the pupil has an individual plan, so that the principal must decide."""
    ruled: bool = False
    """Whether the promotion stands by a decision of the head."""
    unsettled: bool = False
    """Whether the rules leave a level to the principal."""

    @property
    def stands(self) -> tuple[str, str]:
        """(promotion, award) as decided, or as proposed while nothing is decided."""
        if self.decision is None:
            return self.promotion, self.award
        _, code = words.standing(self.decision.decided)
        return code, self.decision.decided.get("award", "NONE")

    @property
    def changed(self) -> bool:
        """Whether the decision differs from what the rules proposed when it was taken."""
        return self.decision is not None and self.decision.decided != self.decision.proposed

    @property
    def stale(self) -> bool:
        """Whether the books have changed the proposal since the decision."""
        return self.decision is not None and self.decision.proposed != self.proposal.codes

    @property
    def next(self) -> tuple[str, str]:
        """(promotion, award) that will stand if nothing is chosen otherwise: the proposal, except
        where an earlier decision differs from it."""
        kept = overridden(self.decision) if self.decision else {}
        return kept.get(self.result, self.promotion), kept.get("award", self.award)

    @property
    def waiting(self) -> bool:
        return not self.proposal.ready or (self.plan and not self.ruled)


def cases(request: Request, within: Reach) -> tuple[Sheet, list[Case]]:
    """Every pupil of whom a decision is expected, in the order of the class's list."""
    sheet, seats = class_sheet(within.klass)
    rows = visible(request.actor, YearDecision).filter(klass=within.klass, year=within.klass.year)
    made = {d.student_id: d for d in rows}
    seat_of = {s.student: s for s in seats}
    lacking = gaps(within, sheet, seats)
    by_pupil: dict[int, list[Gap]] = {}
    for (student, _), found in lacking.items():
        by_pupil.setdefault(student, []).extend(found)
    cases = []
    for proposal in proposals(sheet):
        key, code = words.standing(proposal.codes)
        cases.append(
            Case(
                proposal.student,
                seat_of[proposal.student].name,
                proposal,
                _figures(sheet, proposal),
                key,
                code,
                proposal.codes.get("award", "NONE"),
                made.get(proposal.student),
                by_pupil.get(proposal.student, []),
                _again(sheet, proposal.student),
                proposal.student in sheet.plans,
                key in sheet.rulings.get(proposal.student, {}),
                bool(open_levels(sheet, seat_of[proposal.student])),
            )
        )
    return sheet, cases


def _figures(sheet: Sheet, proposal: Proposal) -> list[Told]:
    row = sheet.rows[proposal.student]
    found = []
    for one in sheet.shape.shown(year=True):
        name = one.at(YEAR)
        said = sheet.regime.words(name, int(sheet.computed[name][row]))
        found.append(Told(said, name))
    if "absences" in sheet.given:
        absent = int(sheet.given["absences"][row])
        found.append(Told("–" if absent == MISSING else str(absent)))
    return found


def _again(sheet: Sheet, student: int) -> list[str]:
    """Subjects to be assessed again, by name."""
    names = {c.subject_id: c.subject.name for c in sheet.courses}
    return [names[subject] for subject in assessed_again(sheet, student)]


@page(reader=YearDecision)
def decisions(request: Request, klass: int) -> HttpResponse:
    """Proposals beside decisions; the form is the principal's."""
    return _draw(request, reach_decided(request, klass), [])


def _draw(request: Request, within: Reach, faults: list[Fault], status: Any = 200) -> HttpResponse:
    sheet, rows = cases(request, within)
    decision = can(request.actor, policy.DECIDE, within.klass)
    shape, ends = sheet.shape, words.ends_level(sheet.shape, within.klass.grade)
    decided = [c for c in rows if c.decision is not None]
    who = Person.objects.filter(pk__in={c.decision.decided_by for c in decided if c.decision})
    period = _period(request)
    review = review_of(within.klass, period)
    ready = review.state in REVIEW.move("decide").sources
    return render(
        request,
        "results/decisions.html",
        status,
        hot=True,
        period=period,
        review=review,
        state=REVIEW.state(review.state),
        checker=_name(review.checked_by),
        notes={int(student): note for student, note in review.notes.items()},
        may_level=can(request.actor, books.DECIDE_LEVEL, within.klass).allowed,
        may_check=can(request.actor, policy.CHECK, within.klass).allowed,
        may_reopen=review.state == "decided" and can(request.actor, policy.REOPEN, within.klass).allowed,
        unready=decision.allowed and not ready,
        klass=within.klass,
        regime=sheet.regime.title,
        cases=rows,
        ready=[c for c in rows if not c.waiting],
        waiting=[c for c in rows if c.waiting],
        decided=decided,
        last=max((c.decision for c in decided if c.decision), key=lambda d: d.decided_at, default=None),
        who=", ".join(who.values_list("full_name", flat=True)),
        changed=[c for c in rows if c.changed],
        stale=[c for c in rows if c.stale],
        reason=request.POST.get("reason", ""),
        today=request.actor.on,
        may=decision.allowed and ready,
        blocked=decision.reasons if decision.right else (),
        faults=faults,
        sent=request.POST,
        missing_reason=next((f.message for f in faults if f.place == "lí do"), ""),
        heads=[f"{one.label} {one.small}".strip() for one in shape.shown(year=True)] + ["Nghỉ"] * ("absences" in sheet.given),
        promotions={n: [(c, words.promotion(c, ends)) for c in shape.options.get(n, ())] for n in ("promotion", "promotion_after")},
        awards=[(c, words.award(c, shape.awards) or "Không") for c in shape.options["award"]],
        words=words,
        ends=ends,
        why=shape.decided,
        because=because,
        told=Told,
        shape=shape,
    )  # fmt: skip


def _period(request: Request) -> str:
    """The period a page is about: the year's end, or the second decision after the summer."""
    wanted = request.POST.get("dot") or request.GET.get("dot")
    return AFTER if wanted == AFTER else YEAR_END


def _name(person: int | None) -> str:
    found = Person.objects.filter(pk=person or 0).values_list("full_name", flat=True).first()
    return found or ""


@page(action=policy.DECIDE, methods=WRITE)
def decide(request: Request, klass: int) -> HttpResponse:
    """Decide the class: proposals stand, except where another choice was made, with a reason."""
    within = reach_decided(request, klass)
    period = _period(request)
    here = reverse("results-decisions", args=[klass]) + ("?dot=after" if period == AFTER else "")
    sheet, rows = cases(request, within)
    decree = decree_of(request)
    try:
        changes = _changes(request, sheet, rows)
    except Invalid as invalid:
        return _draw(request, within, invalid.faults, 422)
    return act(
        request,
        decide_class,
        within.klass,
        changes,
        {c.student: text for c in rows if (text := request.POST.get(f"ly-do-{c.student}", ""))},
        decree if decree.number.strip() else None,
        period,
        request.POST.get("council", ""),
        to=here,
        done=lambda made: _done(made.count, len(made.open)),
        again=lambda faults, status: _draw(request, within, faults, status),
    )


def _done(count: int, left: int) -> str:
    said = f"Đã quyết định kết quả cuối năm của {count} học sinh."
    return f"{said} Còn {left} học sinh thiếu dữ liệu, chưa quyết định." if left else said


def _changes(request: Request, sheet: Sheet, rows: list[Case]) -> dict[int, dict[str, str]]:
    """What the form wants other than what would stand by itself."""
    options = sheet.shape.options
    found: dict[int, dict[str, str]] = {}
    faults = []
    for case in rows:
        promotion, award = case.next
        asked = [
            (case.result, f"len-lop-{case.student}", promotion, options[case.result]),
            ("award", f"khen-{case.student}", award, options["award"]),
        ]
        for result, field_name, stands, codes in asked:
            wanted = request.POST.get(field_name, "")
            if wanted in ("", stands) and not (case.plan and wanted and result == case.result):
                continue
            if wanted not in codes and wanted != case.proposal.codes.get(result):
                faults.append(Fault(case.name, "Lựa chọn này không có trong quy định của lớp."))
                continue
            found.setdefault(case.student, {})[result] = wanted
    for student, own in found.items():
        case = next(c for c in rows if c.student == student)
        if case.waiting and "award" in own and "promotion" not in own:
            faults.append(Fault(case.name, "Còn thiếu dữ liệu, chưa quyết định khen thưởng được."))
    if faults:
        raise Invalid(faults)
    return found


@page(reader=YearDecision)
def lists(request: Request, klass: int) -> HttpResponse:
    """Who is promoted, assessed again, trains in summer, is not promoted; who is praised."""
    within = reach_decided(request, klass)
    sheet, rows = cases(request, within)
    groups: dict[str, list[Case]] = {}
    for case in rows:
        groups.setdefault(case.stands[0], []).append(case)
    order = [c for c in words.PROMOTION if c in groups]
    last = words.ends_level(sheet.shape, within.klass.grade)
    return render(
        request,
        "results/lists.html",
        klass=within.klass,
        ends=last,
        regime=sheet.regime.title,
        groups=[(words.promotion(code, last), code, groups[code]) for code in order],
        open=[c for code, found in groups.items() if code not in words.PROMOTION for c in found],
        praised=[(c, said) for c in rows if (said := sheet.shape.awards.get(c.stands[1]))],
        decided=sum(c.decision is not None for c in rows),
        total=len(rows),
        because=because,
        told=Told,
        why=sheet.shape.decided,
    )  # fmt: skip
