"""«Xin sửa»: one cell or some cells of a column, with the evidence, in one form."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from hocba.books import corrections, policy, settings
from hocba.books.cells import Key, shown
from hocba.books.commands import Piece, hand_in
from hocba.books.corrections import (
    CONFIRMED,
    GROUND,
    OF_MARKS,
    ORAL,
    PAPER,
    PERSONAL,
    Cell,
    publishable,
)
from hocba.books.models import Book, Column
from hocba.books.queries import BookPage, load_book
from hocba.books.state import PHASE_WORDS, Phase, phase
from hocba.exchange.parsers.values import BadValue, parse_score
from hocba.kernel.errors import Fault, Invalid, Refusal
from hocba.kernel.policy import fetch, require
from hocba.kernel.requests.commands import MOST_BYTES
from hocba.org.settings import settings_for
from hocba.web.books.pages import title
from hocba.web.given import number_of, pk_of
from hocba.web.page import Request, ctx_from, fragment, page, render
from hocba.web.requests.words import TERM

EMPTIED = ("xóa", "xoá", "x", "-")


@dataclass(frozen=True)
class Line:
    """One pupil of the column: present value shown and as a wire value, and what was typed."""

    student: int
    name: str
    now: str
    wire: int | str
    typed: str
    first: bool


@page(action=policy.ASK_CORRECTION, methods=("GET", "HEAD", "POST"))
def ask(request: Request, book: int) -> HttpResponse:
    """The form of one column; posted, the correction with its evidence, all or nothing."""
    row = fetch(request.actor, Book, book, *Book.with_command)
    require(request.actor, policy.ASK_CORRECTION, row)
    found = load_book(row, timezone.now())
    column = _column(request, found)
    if request.method != "POST":
        return _draw(request, found, column, [], HTTPStatus.OK)
    try:
        wanted = _wanted(request, found, column)
        pieces = _pieces(request, wanted)
        made = hand_in(
            ctx_from(request), row, column.pk, wanted, request.POST.get("how", ""), pieces,
            draft="draft" in request.POST,
        )  # fmt: skip
    except Invalid as invalid:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        return _draw(request, found, column, invalid.faults, status)
    except Refusal as refusal:
        faults = [Fault("", said) for said in refusal.reasons]
        return _draw(request, found, column, faults, HTTPStatus.CONFLICT)
    done = {
        "draft": "Đã lưu nháp; thêm minh chứng rồi nộp.",
        "applied": "Đã ghi điểm mới. Phiếu và minh chứng nằm trong nhật kí sửa điểm.",
    }
    messages.success(request, done.get(made.state, "Đã nộp. Được duyệt thì thầy cô ghi điểm mới."))
    return HttpResponseRedirect(reverse("request", args=[made.pk]))


def _column(request: Request, found: BookPage) -> Column:
    """The column named in the address; Invalid when the book has no such column of marks."""
    term, named = request.GET.get("term", ""), request.GET.get("slot", "")
    slot, _, item = named.partition("@")
    for column in found.columns:
        same = (str(column.term), column.slot) == (term, slot) and publishable(column)
        if same and (found.book.course_id or str(column.subject_id) == item):
            column.book = found.book
            return column
    raise Invalid("Sổ này không có cột đó; hãy bấm vào một ô đã ghi rồi chọn «Xin sửa».")


def _value(column: Column, typed: str) -> int | str | None:
    """What was typed as a wire value. Raises BadValue with a sentence."""
    if typed.lower() in EMPTIED:
        return None
    if column.kind == "text":
        return typed
    if column.kind == "level":
        known = {code.lower(): code for code in column.codes.split(",")}
        if typed.lower() not in known:
            raise BadValue(f"“{typed}”: cột này chỉ nhận {column.codes.replace(',', ', ')}.")
        return known[typed.lower()]
    return parse_score(typed, whole=column.kind == "integer")


def _wanted(request: Request, found: BookPage, column: Column) -> list[Cell]:
    """The cells with something typed; what stood there comes from the form, as it was seen."""
    faults, cells = [], []
    for line in _lines(request, found, column):
        if not line.typed:
            continue
        seen: Any = request.POST.get(f"old-{line.student}", "")
        if column.kind not in ("level", "text"):
            seen = number_of(seen)
        try:
            cells.append(Cell(line.student, seen, _value(column, line.typed)))
        except BadValue as problem:
            faults.append(Fault(f"cell-{line.student}", f"{line.name}: {problem}"))
    if faults:
        raise Invalid(faults)
    return cells


def _pieces(request: Request, wanted: list[Cell]) -> list[Piece]:
    found = []
    for kind in (PAPER, PERSONAL, GROUND):
        for file in request.FILES.getlist(kind):
            if file.size and file.size > MOST_BYTES:
                raise Invalid(f"«{file.name}» nặng quá {MOST_BYTES // 2**20} MB.", kind)
            found.append(Piece(kind, file.read()))
    classmate = pk_of(request.POST.get("classmate", ""))
    if request.POST.get("how") != "oral" or not classmate:
        return found
    table = request.FILES.get(ORAL)
    for n, cell in enumerate(wanted):
        facts = {"pupil": cell.student, "classmate": classmate, "how": _confirmed(request)}
        found.append(Piece(ORAL, table.read() if table is not None and n == 0 else None, facts))
    return found


def _confirmed(request: Request) -> str:
    said = request.POST.get("confirmed", "")
    return said if said in CONFIRMED else next(iter(CONFIRMED))


def _lines(request: Request, found: BookPage, column: Column) -> list[Line]:
    """Filled cells of the column in the order of the class, the one asked for first."""
    named = request.GET.get("student", "")
    lines = []
    for seat in found.seats:
        value = found.cells.get(Key(column.subject_id, column.term, column.slot, seat.student))
        if value is None or value.wire is None:
            continue
        lines.append(
            Line(
                seat.student,
                seat.name,
                shown(column.kind, value),
                value.wire,
                request.POST.get(f"new-{seat.student}", "").strip(),
                str(seat.student) == named,
            )
        )
    return sorted(lines, key=lambda line: not line.first)


def _draw(
    request: Request, found: BookPage, column: Column, faults: list[Fault], status: HTTPStatus
) -> HttpResponse:
    lines = _lines(request, found, column)
    named = [line for line in lines if line.first]
    signed = any(line.student in found.signed for line in named)
    when = phase(column, found.states[column.pk], signed)
    held = settings_for(found.book.school_id, found.book.year)
    way = corrections.way(column, when, held, timezone.now())
    last, late = way.last, way.late
    closed = held.value(settings.LAST_DAY.name) == "closed"
    picture: dict[str, Any] = {
        "book": found.book,
        "title": title(found.book),
        "column": column,
        "about": f"{column.label} · {TERM[column.term]}",
        "query": request.GET.urlencode(),
        "lines": lines,
        "named": named,
        "phase": PHASE_WORDS[when],
        "entered": when is Phase.ENTERED,
        "signed": when is Phase.SIGNED,
        "at_once": way.course == "explain",
        "last": last,
        "late": late,
        "over": corrections.over(column, last) if last is not None and late and closed else "",
        "personal": held.value(settings.PERSONAL_PAGE.name) == "required",
        "pupils": [("", "– chọn –"), *((str(s.student), s.name) for s in found.seats if not s.gone)],
        "hows": tuple(OF_MARKS.items()),
        "evaluation": corrections.is_evaluation(column, found.book),
        "confirmed": tuple(CONFIRMED.items()),
        "most": MOST_BYTES // 2**20,
        "faults": faults,
        "sent": request.POST,
    }  # fmt: skip
    if request.headers.get("HX-Request"):  # the side sheet of the grid
        return fragment(request, "requests/correction_form.html", **picture)
    return render(request, "requests/correction.html", status, **picture)
