"""«Cả lớp»: all subjects that one teacher enters in a class, on one page."""

from __future__ import annotations

import dataclasses

from django.http import HttpResponse
from django.utils import timezone

from hocba.books import policy
from hocba.books.models import Book
from hocba.books.queries import BookPage, load_book, year_of
from hocba.kernel.errors import Hidden, Invalid
from hocba.kernel.policy import fetch, targets
from hocba.web.books import api, draw
from hocba.web.books.pages import term_now, view_of
from hocba.web.page import WRITE, Request, page, render
from hocba.year.models import Klass


def _books(request: Request, klass: int) -> list[Book]:
    """The subjects' books of a class that this person enters."""
    rows = targets(request.actor, policy.ENTER).filter(klass=klass, course__isnull=False)
    return list(rows.select_related(*Book.with_command).order_by("course__subject__position"))


def _book_of(request: Request, klass: int, slot: str) -> Book:
    """The book behind `muc_ck@35`; Hidden when it is not one of theirs."""
    subject = slot.partition("@")[2]
    for book in _books(request, klass):
        if book.course and str(book.course.subject_id) == subject:
            return book
    raise Hidden(f"book of subject {subject} in class {klass}")


def _merged(pages: list[BookPage], room: Book, tab: draw.Tab, words: bool) -> BookPage:
    """The pages of several subjects as one: columns carry the name of their subject; comments
    come last, where they are asked for or a subject has nothing else."""
    columns = []
    for found in pages:
        here = [c for c in found.columns if tab.has(c)]
        alone = all(c.kind == "text" for c in here)
        for column in here:
            if words or alone or column.kind != "text":
                column.label = f"{column.subject.name}: {column.label}"
                columns.append(column)
    return dataclasses.replace(
        pages[0],
        book=room,
        columns=columns,
        cells={key: cell for found in pages for key, cell in found.cells.items()},
        states={pk: s for found in pages for pk, s in found.states.items()},
        adding={pk: s for found in pages for pk, s in found.adding.items()},
        results={},
    )


@page(action=policy.ENTER)
def whole(request: Request, klass: int) -> HttpResponse:
    """A class with all subjects that I enter: marks and levels, and the comments with `nx=1`; of
    a subject assessed by comment alone they are there always."""
    now = timezone.now()
    row: Klass = fetch(request.actor, Klass, klass)
    books = _books(request, klass)
    if not books:
        raise Hidden(f"no book to enter in class {klass}")
    first = books[0]
    year = year_of(first.school_id, first.year)
    room = Book(kind=Book.Kind.HOMEROOM, school=first.school, year=first.year, klass=row,
                regime=first.regime)  # fmt: skip
    views = [tab for tab in draw.tabs(room) if tab.term < 3 and tab.part != draw.WORDS]
    tab = view_of(views, request.GET.get("ki") or str(term_now(year, now)))
    pages = [load_book(b, now, (tab.term,), year) for b in books]
    kinds = [{c.kind for c in found.columns if tab.has(c)} for found in pages]
    words = request.GET.get("nx") == "1"
    merged = _merged(pages, room, tab, words)
    return render(
        request,
        "books/whole.html",
        klass=row,
        school=first.school,
        user_id=request.user.pk,
        tabs=[(t.label, f"?ki={t.code}{'&nx=1' if words else ''}", t == tab) for t in views],
        words=words,
        choice=any("text" in some and some != {"text"} for some in kinds),
        here=f"?ki={tab.code}",
        heads=draw.heads(merged, merged.columns, tab, True),
        rows=draw.rows(merged, merged.columns, tab),
        writable=any(draw.shut(merged, c) is None for c in merged.columns),
        pupils=sum(not s.gone for s in merged.seats),
        books=[(b, str(b.course.subject) if b.course else "") for b in books],
    )


@page(action=policy.ENTER, methods=WRITE)
def save(request: Request, klass: int) -> HttpResponse:
    """Save cells of one column, whichever subject's it is."""
    body = api.body_of(request)
    given = body.get("changes")
    changes = given if isinstance(given, list) else []
    slots = {str(one.get("slot", "")) for one in changes if isinstance(one, dict)}
    if len(slots) != 1:
        raise Invalid("Mỗi lần lưu một cột; hãy tải lại trang.")
    [slot] = slots
    book = _book_of(request, klass, slot)
    return api.save_cells(request, book.pk, body, "@" + slot.partition("@")[2])


@page(action=policy.ENTER)
def history(request: Request, klass: int) -> HttpResponse:
    """The ledger of a cell of the page."""
    return api.history(request, _book_of(request, klass, request.GET.get("slot", "")).pk)
