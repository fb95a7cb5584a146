"""The end of the year of a class: proposals, the principal's decision, and the lists after it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpResponse
from django.urls import reverse

from hocba.books.queries import class_sheet
from hocba.books.results import YEAR
from hocba.books.sheet import Sheet
from hocba.kernel.errors import Fault, Invalid
from hocba.kernel.policy import can, visible
from hocba.people.models import Person
from hocba.promotion import policy
from hocba.promotion.commands import decide_class
from hocba.promotion.models import YearDecision
from hocba.promotion.queries import Proposal, proposals
from hocba.rules.levels import MISSING
from hocba.web.page import WRITE, Request, act, page, render
from hocba.web.results import words
from hocba.web.results.reach import Gap, Reach, gaps, reach


@dataclass
class Case:
    """One pupil before the principal: figures, proposal, what was decided, what is missing."""

    student: int
    name: str
    proposal: Proposal
    figures: list[str]
    result: str
    promotion: str
    award: str
    decision: YearDecision | None = None
    missing: list[Gap] = field(default_factory=list)
    again: list[str] = field(default_factory=list)

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
    def waiting(self) -> bool:
        return not self.proposal.ready


def cases(request: Request, within: Reach) -> tuple[Sheet, list[Case]]:
    """Every pupil of whom a decision is expected, in the order of the class's list."""
    sheet, seats = class_sheet(within.klass)
    rows = visible(request.actor, YearDecision).filter(klass=within.klass, year=within.klass.year)
    made = {d.student_id: d for d in rows}
    names = {s.student: s.name for s in seats}
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
                names[proposal.student],
                proposal,
                _figures(sheet, proposal),
                key,
                code,
                proposal.codes.get("award", "NONE"),
                made.get(proposal.student),
                by_pupil.get(proposal.student, []),
                _again(sheet, proposal.student),
            )
        )
    return sheet, cases


def _figures(sheet: Sheet, proposal: Proposal) -> list[str]:
    row = sheet.rows[proposal.student]
    found = []
    for one in sheet.shape.shown(year=True):
        name = one.at(YEAR)
        found.append(sheet.regime.words(name, int(sheet.computed[name][row])))
    if "absences" in sheet.given:
        absent = int(sheet.given["absences"][row])
        found.append("–" if absent == MISSING else str(absent))
    return found


def _again(sheet: Sheet, student: int) -> list[str]:
    """Subjects to be assessed again, by name."""
    row = sheet.rows[student]
    found = []
    for name, line in (("retest", sheet.scored), ("comment_retest", sheet.comment)):
        if name in sheet.computed and line:
            marked = sheet.computed[name][row]
            found += [c.subject.name for n, c in enumerate(line) if marked[n]]
    return found


@page(reader=YearDecision)
def decisions(request: Request, klass: int) -> HttpResponse:
    """Proposals beside decisions; the form is the principal's."""
    return _draw(request, reach(request, klass, whole=True), [])


def _draw(request: Request, within: Reach, faults: list[Fault], status: Any = 200) -> HttpResponse:
    sheet, rows = cases(request, within)
    decision = can(request.actor, policy.DECIDE, within.klass)
    shape = sheet.shape
    decided = [c for c in rows if c.decision is not None]
    who = Person.objects.filter(pk__in={c.decision.decided_by for c in decided if c.decision})
    return render(
        request,
        "results/decisions.html",
        status,
        hot=True,
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
        reason=request.POST.get("reason", "") or next((c.decision.reason for c in rows if c.decision and c.decision.reason), ""),
        may=decision.allowed,
        blocked=decision.reasons if decision.right else (),
        faults=faults,
        sent=request.POST,
        missing_reason=next((f.message for f in faults if f.place == "lí do"), ""),
        heads=[f"{one.label} {one.small}".strip() for one in shape.shown(year=True)] + ["Nghỉ"] * ("absences" in sheet.given),
        main=shape.shown(year=True)[0].at(YEAR),
        promotions={n: [(c, words.promotion(c)) for c in shape.options[n]] for n in ("promotion", "promotion_after")},
        awards=[(c, words.award(c, shape.awards) or "Không") for c in shape.options["award"]],
        words=words,
        why=shape.decided,
        shape=shape,
    )  # fmt: skip


@page(action=policy.DECIDE, methods=WRITE)
def decide(request: Request, klass: int) -> HttpResponse:
    """Decide the class: proposals stand, except where another choice was made, with a reason."""
    within = reach(request, klass, whole=True)
    here = reverse("results-decisions", args=[klass])
    sheet, rows = cases(request, within)
    try:
        changes = _changes(request, sheet.shape.options, rows)
    except Invalid as invalid:
        return _draw(request, within, invalid.faults, 422)
    return act(
        request,
        decide_class,
        within.klass,
        changes,
        to=here,
        done=lambda made: _done(made.count, len(made.open)),
        again=lambda faults, status: _draw(request, within, faults, status),
    )


def _done(count: int, left: int) -> str:
    said = f"Đã quyết định kết quả cuối năm của {count} học sinh."
    return f"{said} Còn {left} học sinh thiếu dữ liệu, chưa quyết định." if left else said


def _changes(
    request: Request, options: Mapping[str, tuple[str, ...]], rows: list[Case]
) -> dict[int, dict[str, str]]:
    """What the form wants other than the proposals."""
    found: dict[int, dict[str, str]] = {}
    faults = []
    for case in rows:
        asked = (
            (case.result, f"len-lop-{case.student}", case.promotion),
            ("award", f"khen-{case.student}", case.award),
        )
        for result, field_name, proposed in asked:
            wanted = request.POST.get(field_name, "")
            if wanted in ("", proposed):
                continue
            if wanted not in options[result]:
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
    within = reach(request, klass, whole=True)
    sheet, rows = cases(request, within)
    groups: dict[str, list[Case]] = {}
    for case in rows:
        groups.setdefault(case.stands[0], []).append(case)
    order = [c for c in words.PROMOTION if c in groups]
    return render(
        request,
        "results/lists.html",
        klass=within.klass,
        regime=sheet.regime.title,
        groups=[(words.promotion(code), code, groups[code]) for code in order],
        open=[c for code, found in groups.items() if code not in words.PROMOTION for c in found],
        praised=[(c, said) for c in rows if (said := sheet.shape.awards.get(c.stands[1]))],
        decided=sum(c.decision is not None for c in rows),
        total=len(rows),
    )  # fmt: skip
