"""Publishing columns of marks, levels and words; reading the word of a published one that changed."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from hocba.books import policy
from hocba.books.commands import read_notice, submit_column
from hocba.books.corrections import publishable
from hocba.books.models import Book, ChangeNotice, Column
from hocba.books.queries import BookPage, load_book
from hocba.kernel.command import batch
from hocba.kernel.policy import fetch, require
from hocba.web.books.pages import title
from hocba.web.page import WRITE, Request, act, ctx_from, page, render
from hocba.web.requests.opening import TERMS


@dataclass(frozen=True)
class Line:
    """A column: how many pupils have something in it, and when it was published."""

    column: Column
    filled: int
    expected: int

    @property
    def full(self) -> bool:
        """Whether it is full and not published yet."""
        return self.column.submitted_at is None and self.filled >= self.expected


@page(action=policy.ASK_CORRECTION)
def columns(request: Request, book: int) -> HttpResponse:
    """The columns of a book by term, each with the button that publishes it."""
    row = fetch(request.actor, Book, book, *Book.with_command)
    require(request.actor, policy.ASK_CORRECTION, row)
    found = load_book(row, timezone.now())
    terms = [
        (t, TERMS[t], [line for line in _lines(found) if line.column.term == t]) for t in (1, 2)
    ]
    return render(request, "requests/publish.html", book=row, title=title(row), terms=terms)


def _lines(found: BookPage) -> list[Line]:
    """Columns that can be published; an optional one only where something stands in it."""
    rows = [c for c in found.columns if publishable(c) and c.term < 3]
    lines = [Line(c, found.own_count(c), found.counts(c)[1]) for c in rows]
    return [line for line in lines if line.column.required or line.filled]


@page(action=policy.SUBMIT_COLUMN, methods=WRITE)
def submit_full(request: Request, book: int, term: int) -> HttpResponse:
    """Publish all columns of a term that are full and not published yet."""
    row = fetch(request.actor, Book, book, *Book.with_command)
    found = load_book(row, timezone.now())
    full = [line.column for line in _lines(found) if line.column.term == term and line.full]
    with batch(ctx_from(request)) as inner:
        for column in full:
            submit_column(inner, column)
    if full:
        messages.success(request, f"Đã công bố {len(full)} cột đã đủ.")
    else:
        messages.info(request, "Chưa có cột nào đủ mà chưa công bố.")
    return HttpResponseRedirect(reverse("columns-publish", args=[book]))


@page(action=policy.SUBMIT_COLUMN, methods=WRITE)
def submit(request: Request, pk: int) -> HttpResponse:
    """Publish one column."""
    row = fetch(request.actor, Column, pk)
    done = f"Đã công bố {row.label}. Từ nay sửa ô đã ghi thì làm phiếu xin sửa."
    to = reverse("columns-publish", args=[row.book_id])
    return act(request, submit_column, row, to=to, done=done)


@page(action=policy.READ_NOTICE, methods=WRITE)
def read(request: Request, pk: int) -> HttpResponse:
    """Say that a notice was read, and go to the correction it is about."""
    row = fetch(request.actor, ChangeNotice, pk)
    return act(
        request, read_notice, row, to=reverse("request", args=[row.request_id]), done="Đã ghi nhận thầy cô đã đọc."
    )  # fmt: skip
