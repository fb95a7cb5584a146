"""Missed assessments of a book: the teacher asks that 0 or Chưa đạt be decided, or waits."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from hocba.books import flow, policy
from hocba.books.commands import propose_zero
from hocba.books.models import Book, ZeroCase
from hocba.books.queries import BookPage, is_exempt, load_book
from hocba.kernel.errors import Fault, Hidden
from hocba.kernel.policy import can, fetch, visible
from hocba.web.books.pages import title
from hocba.web.given import number_of, pk_of
from hocba.web.page import WRITE, Request, act, page, render


@page(reader=Book)
def missed(request: Request, book: int) -> HttpResponse:
    """Empty cells of a book, the requests about them, and a form for its teacher."""
    return _draw(request, _book(request, book), [], HTTPStatus.OK)


@page(action=policy.PROPOSE_ZERO, methods=WRITE)
def propose(request: Request, book: int) -> HttpResponse:
    """Ask the principal to settle one empty cell."""
    row = _book(request, book)
    place = request.POST.get("cell", "").split(":")
    student, term, slot = place if len(place) == 3 else ("", "", "")
    return act(
        request,
        propose_zero,
        row,
        pk_of(student),
        number_of(term) or 0,
        slot,
        request.POST.get("why", ""),
        to=reverse("book-missed", args=[row.pk]),
        done="Đã gửi đề nghị; ô vẫn trống cho đến khi Hiệu trưởng quyết định.",
        again=lambda faults, status: _draw(request, row, faults, status),
    )


def _book(request: Request, pk: int) -> Book:
    found: Book = fetch(request.actor, Book, pk, *Book.with_command)
    if found.course is None:
        raise Hidden("homeroom book")
    return found


def _draw(request: Request, row: Book, faults: list[Fault], status: HTTPStatus) -> HttpResponse:
    found = load_book(row, timezone.now(), (1, 2))
    names = {s.student: s.name for s in found.seats}
    labels = {(c.term, c.slot): c.label for c in found.columns}
    cases = visible(request.actor, ZeroCase).filter(book=row).order_by("-pk")
    decision = can(request.actor, policy.PROPOSE_ZERO, row)
    empty = _empty(found)
    return render(
        request,
        "books/missed.html",
        status,
        book=row,
        title=title(row),
        cases=[
            (c, names.get(c.student_id, ""), labels.get((c.term, c.slot), c.slot), flow.ZERO.state(c.state))
            for c in cases
        ],
        empty=empty,
        may=decision.allowed and bool(empty),
        faults=faults,
        sent=request.POST,
    )  # fmt: skip


def _empty(found: BookPage) -> list[tuple[str, str]]:
    """(student:term:slot, words) of the empty cells that an assessment should have filled."""
    cells = []
    for column in found.columns:
        zero = column.kind == "score" or "CĐ" in column.codes.split(",")
        if not column.required or not zero:
            continue
        for seat in found.seats:
            key = (column.subject_id, column.term, column.slot, seat.student)
            exempt = is_exempt(found.exempt, seat.student, column.subject_id, column.term)
            if column.term in seat.expected and key not in found.cells and not exempt:
                term = "I" if column.term == 1 else "II"
                words = f"{seat.name} · {column.label}, học kì {term}"
                cells.append((f"{seat.student}:{column.term}:{column.slot}", words))
    return cells
