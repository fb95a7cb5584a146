"""The head's decisions about a pupil's results: those that stand, the form, the scans behind them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from hocba.books import policy
from hocba.books.cells import Key
from hocba.books.commands import decide_level, open_levels
from hocba.books.models import Ruling, ZeroCase
from hocba.books.results import Result
from hocba.books.roster import Seat
from hocba.books.shapes import HEAD_SLOT, HEAD_TERM
from hocba.books.sheet import Sheet
from hocba.kernel.command import batch
from hocba.kernel.errors import Fault, Hidden, Invalid, Refusal
from hocba.kernel.policy import can, fetch, visible
from hocba.org.decree import Decree
from hocba.people.models import Student
from hocba.rules.column import Column
from hocba.rules.levels import Scale
from hocba.rules.view import View
from hocba.web.page import WRITE, Request, ctx_from, page
from hocba.web.people.settings import decree_of, evidence_of, scan
from hocba.web.results import one_term
from hocba.web.results.reach import Reach
from hocba.year.models import Klass


@dataclass(frozen=True)
class Standing:
    """A result as the head decided it, in words; `acts` while the rules leave it open, `scan` the
    id of the decision whose scan there is."""

    what: str
    value: str
    decision: str
    ground: str = ""
    scan: int | None = None
    acts: bool = True


def of_pupil(
    request: Request, within: Reach, sheet: Sheet, view: View, seat: Seat | None
) -> dict[str, Any]:
    """What the pupil's page shows and offers: decisions that stand, and what may be decided."""
    student = sheet.students[0]
    rows = visible(within.actor, Ruling).filter(student=student, year=within.klass.year)
    last = {(r.result, r.subject_id): r for r in rows.order_by("pk")}
    zeros = visible(within.actor, ZeroCase).filter(
        student=student, book__klass=within.klass, state="decided"
    )
    return {
        "by_head": _subjects(sheet, student, last) + _levels(sheet, view, last),
        "zeros": list(zeros.select_related("subject").order_by("subject__position", "term")),
        "open_subjects": one_term.open_subjects(request, within, sheet, student),
        "open_levels": _offers(request, within.klass, sheet, seat),
        "today": request.actor.on,
    }


Last = dict[tuple[str, int | None], Ruling]
Offer = tuple[str, str, list[tuple[str, str]]]
"""A level to decide: the name of its field, its label, codes with their words."""
FIELD = "muc-"


def _subjects(sheet: Sheet, student: int, last: Last) -> list[Standing]:
    found = []
    for course in sheet.courses:
        cell = sheet.cells.get(Key(course.subject_id, HEAD_TERM, HEAD_SLOT, student))
        if cell is None:
            continue
        what = f"{course.subject.name}, cả năm"
        said = Result(cell.number, cell.code, "ok").text
        row = last.get((f"{sheet.shape.stem(course.kind)}_year", course.subject_id))
        found.append(
            _standing(what, said, row) if row else Standing(what, said, cell.decision or "")
        )
    return found


def _levels(sheet: Sheet, view: View, last: Last) -> list[Standing]:
    found = []
    for (column, subject), row in last.items():
        spec = sheet.regime.rulebook.columns.get(column)
        if subject is not None or spec is None or not isinstance(spec.unit, Scale):
            continue
        said = spec.unit.word(spec.unit.value(row.value))
        found.append(_standing(spec.label, said, row, _acts(view, column)))
    return found


def _acts(view: View, column: str) -> bool:
    one = view.at(column)
    feeds = cast(Column, one.spec()).feeds
    return any(one.decided(parameter) for parameter, name in feeds if "_decided" in name)


def _standing(what: str, said: str, row: Ruling, acts: bool = True) -> Standing:
    cited = f"QĐ {Decree(row.number, row.decided_on).cited}"
    return Standing(what, said, cited, row.ground, row.pk if row.evidence_id else None, acts)


def _offers(request: Request, klass: Klass, sheet: Sheet, seat: Seat | None) -> list[Offer]:
    """The levels that may be given now, each with its codes and words, best first."""
    if seat is None or seat.gone or not can(request.actor, policy.DECIDE_LEVEL, klass).allowed:
        return []
    found = []
    for column in open_levels(sheet, seat):
        spec = sheet.regime.rulebook.columns[column]
        if isinstance(spec.unit, Scale):
            pairs = zip(spec.unit.codes[::-1], spec.unit.words[::-1], strict=True)
            found.append((f"{FIELD}{column}", spec.label, [("", "chưa quyết định"), *pairs]))
    return found


@page(action=policy.DECIDE_LEVEL, methods=WRITE)
def decide(request: Request, pk: int) -> HttpResponse:
    """Write one decision on the levels chosen, all or none; a faulty form comes back as typed."""
    from hocba.web.results.pupil import draw

    student: Student = fetch(request.actor, Student, pk, "person")
    named = request.GET.get("lop", "")
    klass: Klass = fetch(request.actor, Klass, int(named) if named.isdecimal() else 0, "school")
    chosen = {
        k.removeprefix(FIELD): v
        for k, v in request.POST.dict().items()
        if k.startswith(FIELD) and v
    }
    if not chosen:
        return draw(request, pk, [Fault("level", "Hãy chọn ít nhất một mức.")], 422)
    decree, evidence = decree_of(request), evidence_of(request)
    try:
        with batch(ctx_from(request)) as ctx:
            for result, code in chosen.items():
                decide_level(ctx, klass, student.pk, result, code, decree, evidence)
    except Invalid as error:
        return draw(request, pk, list(error.faults), 422)
    except Refusal as error:
        return draw(request, pk, [Fault("level", reason) for reason in error.reasons], 409)
    messages.success(request, "Đã ghi quyết định; những gì theo mức này đã tính lại.")
    return HttpResponseRedirect(f"{reverse('results-pupil', args=[pk])}?lop={klass.pk}")


@page(reader=Ruling)
def ruling_scan(request: Request, pk: int) -> HttpResponse:
    """The scan behind a decision on a level or a subject's year."""
    row: Ruling = fetch(request.actor, Ruling, pk)
    if row.evidence_id is None:
        raise Hidden("no scan")
    return scan(row.evidence_id)


@page(reader=ZeroCase)
def zero_scan(request: Request, pk: int) -> HttpResponse:
    """The scan behind a zero by decision."""
    row: ZeroCase = fetch(request.actor, ZeroCase, pk)
    if row.evidence_id is None:
        raise Hidden("no scan")
    return scan(row.evidence_id)
