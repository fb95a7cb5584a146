"""The head's decisions about a pupil's results: those that stand, the form, the scans behind them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from hocba.books import policy
from hocba.books.cells import Key
from hocba.books.commands import decide_level, open_levels, withdraw_ruling, withdraw_zero
from hocba.books.models import Ruling, ZeroCase
from hocba.books.roster import Seat
from hocba.books.sheet import Sheet
from hocba.kernel.command import batch
from hocba.kernel.errors import Fault, Hidden, Invalid, Refusal
from hocba.kernel.policy import can, fetch, visible
from hocba.org.decree import Decree
from hocba.people.models import Student
from hocba.rules.column import Column
from hocba.rules.levels import Scale
from hocba.rules.view import View
from hocba.web.given import pk_of
from hocba.web.page import WRITE, Request, act, ctx_from, page
from hocba.web.people.settings import decree_of, evidence_of
from hocba.web.results import one_term
from hocba.web.results.reach import Reach
from hocba.web.results.reason import Told
from hocba.web.served import serve_scan
from hocba.year.models import Klass


@dataclass(frozen=True)
class Standing:
    """What the head decided, in words; `idle` says why it acts no more, `ended` what took its place.

    `scan` and `ended_scan` are addresses of scans, `withdraw` where the reader may take it back.
    `told` is the value as it acts now, with the result whose «Vì sao?» names the decision.
    """

    what: str
    value: str
    decision: str
    ground: str = ""
    scan: str = ""
    idle: str = ""
    ended: str = ""
    ended_scan: str = ""
    withdraw: str = ""
    told: Told | None = None
    subject: int | None = None


def of_pupil(
    request: Request, within: Reach, sheet: Sheet, view: View, seat: Seat | None
) -> dict[str, Any]:
    """What the pupil's page shows and offers: decisions that stand or stood, what may be decided."""
    student = sheet.students[0]
    return {
        "by_head": _rulings(request, within, sheet, view) + _zeros(request, within, sheet),
        "open_subjects": one_term.open_subjects(request, within, sheet, student),
        "open_levels": _offers(request, within.klass, sheet, seat),
        "today": request.actor.on,
    }


Offer = tuple[str, str, list[tuple[str, str]]]
"""A level to decide: the name of its field, its label, codes with their words."""
FIELD = "muc-"


def _rulings(request: Request, within: Reach, sheet: Sheet, view: View) -> list[Standing]:
    """Every decision on a level or a subject's year: those that stand first, then those that stood."""
    rows = visible(within.actor, Ruling).filter(
        student=sheet.students[0], year=within.klass.year
    )  # fmt: skip
    lines: dict[tuple[str, int | None], list[Ruling]] = {}
    for row in rows.select_related(*Ruling.with_command).order_by("pk"):
        lines.setdefault((row.result, row.subject_id), []).append(row)
    now, past = [], []
    for line in lines.values():
        for row, later in zip(line, [*line[1:], None], strict=True):
            if row.value and later is None:
                now.append(_standing(request, sheet, view, row))
            elif row.value and later is not None:
                past.append(_ended(sheet, row, later))
    return now + past


def _standing(request: Request, sheet: Sheet, view: View, row: Ruling) -> Standing:
    acts = row.subject_id is not None or _acts(view, row.result)
    mine = can(request.actor, policy.WITHDRAW_RULING, row).allowed
    what, said = _said(sheet, row)
    return Standing(
        what,
        said,
        row.cited,
        row.ground,
        _scan("results-ruling-scan", row.evidence_id and row.pk),
        "" if acts else "quy định nay tự kết luận",
        withdraw=reverse("results-ruling-withdraw", args=[row.pk]) if mine else "",
        told=Told(said, row.result) if acts else None,
        subject=row.subject_id,
    )


def _ended(sheet: Sheet, row: Ruling, later: Ruling) -> Standing:
    return Standing(
        *_said(sheet, row),
        row.cited,
        row.ground,
        _scan("results-ruling-scan", row.evidence_id and row.pk),
        ended=f"thay bằng {later.cited}"
        if later.value
        else f"{TAKEN} {later.cited}: {later.ground}",
        ended_scan=_scan("results-ruling-scan", later.evidence_id and later.pk),
    )


TAKEN = "đã thu hồi theo"


def _said(sheet: Sheet, row: Ruling) -> tuple[str, str]:
    """The result and its value in words."""
    spec = sheet.regime.rulebook.columns.get(row.result)
    unit = spec.unit if spec else None
    said = unit.word(unit.value(row.value)) if isinstance(unit, Scale) else row.value
    if row.subject is not None:
        return f"{row.subject.name}, cả năm", said
    return spec.label if spec else row.result, said


def _scan(name: str, pk: int | str | None) -> str:
    return reverse(name, args=[pk]) if pk else ""


def _acts(view: View, column: str) -> bool:
    one = view.at(column)
    feeds = cast(Column, one.spec()).feeds
    return any(one.decided(parameter) for parameter, name in feeds if "_decided" in name)


def _zeros(request: Request, within: Reach, sheet: Sheet) -> list[Standing]:
    """Cells settled as 0 or Chưa đạt by decision, and such decisions taken back."""
    rows = visible(within.actor, ZeroCase).filter(
        student=sheet.students[0], book__klass=within.klass, state__in=("decided", "withdrawn")
    )
    found = []
    for case in rows.select_related(*ZeroCase.with_command, "subject").order_by(
        "state", "subject__position", "term", "pk"
    ):
        cell = sheet.cells.get(Key(case.subject_id, case.term, case.slot, case.student_id))
        stands = case.state == "decided" and cell is not None and cell.decision is not None
        mine = stands and can(request.actor, policy.WITHDRAW_ZERO, case).allowed
        ended = (
            f"{TAKEN} QĐ {Decree(case.end_number, case.end_decided_on).cited}: {case.end_ground}"
        )
        found.append(
            Standing(
                f"{case.subject.name}, {_slot(case)} học kì {'I' if case.term == 1 else 'II'}",
                "không đánh giá bù, ghi theo quyết định",
                f"QĐ {Decree(case.number, case.decided_on).cited}",
                case.ground,
                _scan("results-zero-scan", case.evidence_id and case.pk),
                "" if stands or case.state == "withdrawn" else "đã có điểm bù",
                ended if case.state == "withdrawn" else "",
                _scan("results-zero-end-scan", case.end_evidence_id and case.pk),
                reverse("results-zero-withdraw", args=[case.pk]) if mine else "",
                Told("không đánh giá bù, ghi theo quyết định", _term_result(sheet, case))
                if stands
                else None,
                case.subject_id,
            )
        )
    return found


def _term_result(sheet: Sheet, case: ZeroCase) -> str:
    """The result of the term that the cell goes into."""
    kind = case.book.course.kind if case.book.course else ""
    return f"{sheet.shape.stem(kind)}_{case.term}"


def _slot(case: ZeroCase) -> str:
    """The name of the cell's column, as the book has it."""
    columns = case.book.columns.filter(term=case.term, slot=case.slot)
    return columns.values_list("label", flat=True).first() or case.slot


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
    klass: Klass = fetch(request.actor, Klass, pk_of(request.GET.get("lop", "")), "school")
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


@page(action=policy.WITHDRAW_RULING, methods=WRITE)
def withdraw(request: Request, pk: int) -> HttpResponse:
    """Take back a decision on a level or a subject's year, by another one."""
    row: Ruling = fetch(request.actor, Ruling, pk, *Ruling.with_command)
    return _take_back(request, withdraw_ruling, row, row.klass_id)


@page(action=policy.WITHDRAW_ZERO, methods=WRITE)
def withdraw_case(request: Request, pk: int) -> HttpResponse:
    """Take back a zero by decision, by another one: the cell is empty again."""
    case: ZeroCase = fetch(request.actor, ZeroCase, pk, *ZeroCase.with_command)
    return _take_back(request, withdraw_zero, case, case.book.klass_id)


def _take_back(
    request: Request, command: Callable[..., Any], row: Ruling | ZeroCase, klass: int
) -> HttpResponse:
    from hocba.web.results.pupil import draw

    return act(
        request,
        command,
        row,
        decree_of(request),
        evidence_of(request),
        to=f"{reverse('results-pupil', args=[row.student_id])}?lop={klass}",
        done="Đã thu hồi quyết định; kết quả đã tính lại.",
        again=lambda faults, status: draw(request, row.student_id, faults, status),
    )


@page(reader=Ruling)
def ruling_scan(request: Request, pk: int) -> HttpResponse:
    """The scan behind a decision on a level or a subject's year."""
    row: Ruling = fetch(request.actor, Ruling, pk)
    if row.evidence_id is None:
        raise Hidden("no scan")
    return serve_scan(row.evidence_id, f"quyet-dinh-{pk}")


@page(reader=ZeroCase)
def zero_scan(request: Request, pk: int) -> HttpResponse:
    """The scan behind a zero by decision."""
    row: ZeroCase = fetch(request.actor, ZeroCase, pk)
    if row.evidence_id is None:
        raise Hidden("no scan")
    return serve_scan(row.evidence_id, f"quyet-dinh-{pk}")


@page(reader=ZeroCase)
def zero_end_scan(request: Request, pk: int) -> HttpResponse:
    """The scan behind the withdrawal of a zero by decision."""
    row: ZeroCase = fetch(request.actor, ZeroCase, pk)
    if row.end_evidence_id is None:
        raise Hidden("no scan")
    return serve_scan(row.end_evidence_id, f"thu-hoi-{pk}")
