"""Publishing columns, and reading the word of a published mark that was changed."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from hocba.books import policy
from hocba.books.commands import read_notice, submit_column
from hocba.books.commands.correcting import MARKS
from hocba.books.models import Book, ChangeNotice, Column
from hocba.books.queries import load_book
from hocba.kernel.policy import fetch, require
from hocba.web.books.pages import title
from hocba.web.page import WRITE, Request, act, page, render
from hocba.web.requests.opening import TERMS


@dataclass(frozen=True)
class Line:
    """A column: how many pupils have a mark, and when it was published."""

    column: Column
    filled: int
    expected: int


@page(action=policy.ASK_CORRECTION)
def columns(request: Request, book: int) -> HttpResponse:
    """The columns of a book by term, each with the button that publishes it."""
    row = fetch(request.actor, Book, book, *Book.with_command)
    require(request.actor, policy.ASK_CORRECTION, row)
    found = load_book(row, timezone.now())
    lines = [Line(c, *found.counts(c)) for c in found.columns if c.kind in MARKS and c.term < 3]
    terms = [(TERMS[t], [line for line in lines if line.column.term == t]) for t in (1, 2)]
    return render(request, "requests/publish.html", book=row, title=title(row), terms=terms)


@page(action=policy.SUBMIT_COLUMN, methods=WRITE)
def submit(request: Request, pk: int) -> HttpResponse:
    """Publish one column."""
    row = fetch(request.actor, Column, pk)
    done = f"Đã công bố {row.label}. Từ nay sửa ô đã có điểm thì cần lí do và minh chứng."
    to = reverse("columns-publish", args=[row.book_id])
    return act(request, submit_column, row, to=to, done=done)


@page(action=policy.READ_NOTICE, methods=WRITE)
def read(request: Request, pk: int) -> HttpResponse:
    """Say that a notice was read, and go to the correction it is about."""
    row = fetch(request.actor, ChangeNotice, pk)
    return act(
        request, read_notice, row, to=reverse("request", args=[row.request_id]), done="Đã ghi nhận thầy cô đã đọc."
    )  # fmt: skip
