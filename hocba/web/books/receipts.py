"""«Biên nhận của tôi»: each save and each file with its receipt; one with its lines of the ledger."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from hocba.books.cells import Value, shown
from hocba.books.models import Book, Column, MarkChange
from hocba.books.policy import ENTER
from hocba.kernel.command import event_of, receipt_code
from hocba.kernel.errors import Hidden
from hocba.kernel.models import Event, Receipt
from hocba.kernel.policy import visible
from hocba.people.models import Person, Student
from hocba.web.books import file_receipts
from hocba.web.books.pages import title
from hocba.web.given import number_of
from hocba.web.page import Request, page, render

PER_PAGE = 50
TERMS = {1: "HKI", 2: "HKII", 3: "sau năm học"}
HINTS = {
    "same": "{count}/{of} điểm giống cột {other}",
    "shift": "{count}/{of} điểm lệch một hàng so với cột {other}",
    "equal": "cả cột cùng một giá trị",
    "far": "{count} điểm xa mức thường của học sinh",
    "jump": "{count} điểm đổi nhiều so với sổ",
}


@dataclass(frozen=True)
class Line:
    """One save: its code, event, book, columns in words, how many cells and conflicts."""

    code: str
    event: Event
    book: str
    columns: str
    count: int
    conflicts: int
    confirmed: list[str]


@page(reader=Receipt)
def index(request: Request) -> HttpResponse:
    """My saves, newest first; a code that was typed leads to its receipt."""
    code = request.GET.get("ma", "").strip()
    known = event_of(code)
    if known and (_find(request, code) or file_receipts.of_event(request, known)):
        return HttpResponseRedirect(reverse("receipt", args=[receipt_code(known)]))
    rows = visible(request.actor, Receipt).filter(actor=request.actor.person, verb=ENTER.name)
    before = number_of(request.GET.get("truoc", ""))
    if before is not None:
        rows = rows.filter(event__lt=before)
    saves = [r.event for r in rows.select_related("event").order_by("-event_id")[: PER_PAGE + 1]]
    lines: list[Line | file_receipts.Applied] = [*_lines(saves)]
    lines += file_receipts.mine(request, before, PER_PAGE + 1)
    lines.sort(key=lambda line: -line.event.pk)
    status = HTTPStatus.NOT_FOUND if code else HTTPStatus.OK
    return render(
        request,
        "books/receipts.html",
        status,
        lines=lines[:PER_PAGE],
        older=lines[PER_PAGE - 1].event.pk if len(lines) > PER_PAGE else None,
        code=code,
    )


def _find(request: Request, code: str) -> Event | None:
    """The save of a code, when this person may see it: of the grid, or of a file of theirs."""
    known = event_of(code)
    if known is None:
        return None
    rows = visible(request.actor, Receipt).filter(verb=ENTER.name, event=known)
    found: Receipt | None = rows.select_related("event").first()
    if found is not None:
        return found.event
    event = Event.objects.filter(pk=known, verb=ENTER.name).first()
    return event if event is not None and file_receipts.of_batch(request, event) else None


@page(reader=Receipt)
def receipt(request: Request, code: str) -> HttpResponse:
    """One save and what it wrote: pupil, column, old and new."""
    applied = file_receipts.of_event(request, event_of(code) or 0)
    if applied is not None:
        entered = [e for e in file_receipts.saves(applied) if e.verb == ENTER.name]
        return file_receipts.show(request, applied, _lines(entered))
    event = _find(request, code)
    if event is None:
        raise Hidden(f"Receipt {code}")
    [line] = _lines([event])
    changes = list(visible(request.actor, MarkChange).filter(event=event.pk))
    names = dict(
        visible(request.actor, Student)
        .filter(pk__in={c.student_id for c in changes})
        .values_list("pk", "person__full_name")
    )
    columns = _columns([event.on_id])
    rows = [
        (
            names.get(c.student_id, "em không còn trong danh sách của thầy cô"),
            column.label if (column := columns.get((event.on_id, c.subject_id, c.term, c.slot))) else c.slot,
            TERMS[c.term],
            _text(column, c, "old"),
            _text(column, c, "new"),
        )
        for c in changes
    ]  # fmt: skip
    who = Person.objects.filter(pk=event.actor or 0).values_list("full_name", flat=True).first()
    return render(
        request,
        "books/receipt.html",
        line=line,
        rows=sorted(rows, key=lambda row: (row[2], row[1])),
        who=who or "hệ thống",
        mine=event.actor == request.actor.person,
        book=event.on_id,
        file=file_receipts.of_batch(request, event),
    )


def _text(column: Column | None, change: MarkChange, side: str) -> str:
    value = Value(
        *(getattr(change, f"{side}_{part}") for part in ("number", "code", "body", "decision"))
    )
    return shown(column.kind if column else "score", value)  # fmt: skip


Place = tuple[str, int, int, str]


def _columns(books: Sequence[str]) -> dict[Place, Column]:
    """Columns of books by (book, subject, term, slot)."""
    rows = Column.objects.filter(book__in=[int(b) for b in books])
    return {(str(c.book_id), c.subject_id, c.term, c.slot): c for c in rows}


def _lines(events: Sequence[Event]) -> list[Line]:
    """Events of saving as lines of the list. Two queries."""
    ids = sorted({e.on_id for e in events})
    books = Book.objects.select_related("klass", "course__subject").in_bulk([int(i) for i in ids])
    labels: dict[tuple[str, str], str] = {}
    for (key, _, term, slot), column in _columns(ids).items():
        labels.setdefault((key, f"{term}:{slot}"), f"{column.label} {TERMS[term]}")
    found = []
    for event in events:
        told: dict[str, Any] = event.params
        slots = [labels.get((event.on_id, slot), slot) for slot in told.get("slots", [])]
        book = books.get(int(event.on_id))
        found.append(
            Line(
                receipt_code(event.pk),
                event,
                title(book) if book else "sổ",
                ", ".join(slots[:3]) + (f" và {len(slots) - 3} cột nữa" if len(slots) > 3 else ""),
                told.get("count", 0),
                told.get("conflicts", 0),
                [_hint(event.on_id, one, labels) for one in told.get("confirmed", [])],
            )
        )
    return found


def _hint(book: str, told: dict[str, Any], labels: dict[tuple[str, str], str]) -> str:
    other = str(told.get("other", "")).partition("@")[0]
    words = HINTS.get(str(told.get("code")), "")
    return words.format_map({**told, "other": labels.get((book, other), other)})
