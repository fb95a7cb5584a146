"""Proof-reading: another teacher suggests, the writer sees the difference word by word and decides."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from hocba.books import commands, policy
from hocba.books.cells import Key
from hocba.books.commenting import comment_columns, standing
from hocba.books.models import Book, Column, Suggestion
from hocba.books.queries import BookPage, load_book
from hocba.books.remarks import Doubt, Piece, difference, doubts
from hocba.books.roster import Seat
from hocba.kernel.errors import Fault
from hocba.kernel.policy import can, fetch, visible
from hocba.people.models import Person
from hocba.web.given import pk_of
from hocba.web.page import WRITE, Request, act, page, render
from hocba.web.remarks.columns import picks, start

STATES = {
    "open": ("waiting", "chờ trả lời"),
    "accepted": ("done", "đã nhận"),
    "declined": ("rejected", "không nhận"),
}


@dataclass(frozen=True)
class Line:
    """A pupil's comment with what may be wrong, and the suggestion that waits."""

    seat: Seat
    text: str
    doubts: list[Doubt]
    row: Suggestion | None
    pieces: list[Piece]


@page(reader=Suggestion)
def proof(request: Request, book: int) -> HttpResponse:
    """The comments of one column of a book I may read."""
    return _draw(request, book, [], HTTPStatus.OK)


def _draw(request: Request, book: int, faults: list[Fault], status: HTTPStatus) -> HttpResponse:
    found: Book = fetch(request.actor, Book, book, "klass", "course__subject", "school")
    shown = load_book(found, timezone.now(), (1, 2))
    columns = comment_columns(shown)
    rows = list(
        visible(request.actor, Suggestion).filter(book=found).select_related("student__person").order_by("-at")
    )  # fmt: skip
    column = _column(request, shown, columns, rows)
    people = {r.person for r in rows} | {r.answered_by for r in rows if r.answered_by}
    return render(
        request,
        "remarks/proof.html",
        status,
        book=found,
        column=column,
        columns=picks(columns, column, reverse("remarks-proof", args=[found.pk])),
        lines=_lines(shown, column, rows) if column else [],
        answered=[(r, list(difference(r.old, r.new)), *STATES[r.state]) for r in rows if r.state != "open"][:20],
        people=dict(Person.objects.filter(pk__in=people).values_list("pk", "full_name")),
        may_suggest=can(request.actor, policy.SUGGEST, found).allowed,
        may_answer={r.pk for r in rows if r.state == "open" and can(request.actor, policy.ANSWER, r)},
        faults=faults,
    )  # fmt: skip


def _column(
    request: Request, shown: BookPage, columns: list[Column], rows: list[Suggestion]
) -> Column | None:
    """The column asked for, else one with a suggestion that waits, else where comments begin."""
    wanted = request.GET.get("cot", "")
    waiting = {(r.subject_id, r.term, r.slot) for r in rows if r.state == "open"}
    asked = [c for c in columns if str(c.pk) == wanted]
    asked += [c for c in columns if (c.subject_id, c.term, c.slot) in waiting]
    return next(iter(asked), None) or start(shown, columns, request.actor.on)


def _lines(shown: BookPage, column: Column, rows: list[Suggestion]) -> list[Line]:
    column.book = shown.book
    place = (column.subject_id, column.term, column.slot)
    waiting = {
        r.student_id: r
        for r in rows
        if r.state == "open" and (r.subject_id, r.term, r.slot) == place
    }
    seats = [s for s in shown.seats if column.term in s.expected]
    cells = {s.student: shown.cells.get(Key(*place, s.student)) for s in seats}
    texts = {s: cell.body or "" for s, cell in cells.items() if cell is not None}
    ranks = {s: rank for s, (rank, _) in standing(shown, column).items()}
    found = doubts(texts, {s.student: s.name for s in seats}, ranks)
    return [
        Line(
            s,
            texts.get(s.student, ""),
            found.get(s.student, []),
            row := waiting.get(s.student),
            list(difference(row.old, row.new)) if row else [],
        )
        for s in seats
    ]


@page(action=policy.SUGGEST, methods=WRITE)
def suggest(request: Request, book: int) -> HttpResponse:
    """Suggest another wording of one comment."""
    found: Book = fetch(request.actor, Book, book, "klass", "course__subject", "school")
    sent = request.POST
    column = Column.objects.filter(book=found, pk=pk_of(sent.get("cot", ""))).first()
    return act(
        request,
        commands.suggest,
        found,
        pk_of(sent.get("student", "")),
        column.subject_id if column else 0,
        column.term if column else 0,
        column.slot if column else "",
        sent.get("new", ""),
        to=f"{reverse('remarks-proof', args=[book])}?cot={column.pk if column else ''}",
        done="Đã gửi đề nghị; giáo viên của sổ quyết định.",
        again=lambda faults, status: _draw(request, book, faults, status),
    )


@page(action=policy.ANSWER, methods=WRITE)
def answer(request: Request, pk: int) -> HttpResponse:
    """Accept or decline."""
    row: Suggestion = fetch(request.actor, Suggestion, pk, "book__klass")
    accept = request.POST.get("nhan") == "1"
    return act(
        request,
        commands.answer,
        row,
        accept,
        to=reverse("remarks-proof", args=[row.book_id]),
        done="Đã nhận, lời nhận xét đã sửa." if accept else "Đã trả lời không nhận.",
        again=lambda faults, status: _draw(request, row.book_id, faults, status),
    )
