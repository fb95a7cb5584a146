"""«Cả lớp»: all subjects that one teacher enters in a class, on one page."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from markupsafe import Markup

from hocba.books import policy
from hocba.books.corrections import closed
from hocba.books.models import Book, Column
from hocba.books.queries import BookPage, load_book, year_of
from hocba.books.roster import Seat, roster
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


UNTAKEN = '<td data-lock="Không học môn này"></td>'


@dataclass(frozen=True)
class Part:
    """A column of the page, with the book it is of."""

    page: BookPage
    column: Column
    over: frozenset[int]

    def head(self) -> draw.Head:
        """The column as the page calls it, `1:gk@35`, and where its own book opens and corrects."""
        book, column = self.page.book, self.column
        key = f"{column.term}:{column.slot}@{column.subject_id}"
        found = draw.head(self.page, column, key, True, self.over)
        urls = Markup(' data-unlock-url="{}" data-correct-url="{}"').format(
            reverse("opening-ask", args=[book.pk]), reverse("correction-ask", args=[book.pk])
        )
        label = f"{column.subject.name}: {column.label}"
        return dataclasses.replace(found, label=label, attributes=found.attributes + urls)


def _parts(pages: list[BookPage], tab: draw.Tab, words: bool, at: datetime) -> list[Part]:
    """The columns of several subjects; comments come last, where they are asked for or a subject
    has nothing else."""
    found = []
    for one in pages:
        over = closed(one.book, one.columns, at)
        here = [c for c in one.columns if tab.has(c)]
        alone = all(c.kind == "text" for c in here)
        found += [Part(one, c, over) for c in here if words or alone or c.kind != "text"]
    return sorted(found, key=lambda part: part.column.kind == "text")


def _seats(pages: list[BookPage]) -> list[Seat]:
    """Everybody in one of the books, in the order of the class."""
    seats = {seat.student: seat for one in pages for seat in one.seats}
    if all(len(one.seats) == len(seats) for one in pages):
        return list(seats.values())
    everybody = roster(pages[0].book.klass_id, pages[0].year)
    return [seat for seat in everybody if seat.student in seats]


def _rows(seats: list[Seat], parts: list[Part], term: int) -> Markup:
    """The body of the table; who does not take a subject has its cells shut."""
    columns = [(p.page, draw.drawn(p.page, [p.column], p.over)[0]) for p in parts]
    terms = {id(p.page): {seat.student: seat.terms for seat in p.page.seats} for p in parts}
    found: list[str] = []
    for number, seat in enumerate(seats, 1):
        found.append(draw.lead(number, seat))
        for page_, column in columns:
            here = terms[id(page_)].get(seat.student)
            if here is None:
                found.append(UNTAKEN)
                continue
            absent = "" if term in here else draw.ABSENT
            signed = seat.student in page_.signed
            found.append(draw.cell(page_, column, seat.student, term, absent, signed))
        found.append("</tr>")
    return Markup("".join(found))


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
    parts = _parts(pages, tab, words, now)
    seats = _seats(pages)
    held = [
        (f"{p.column.subject.name}: {p.column.label}", draw.shut(p.page, p.column)) for p in parts
    ]
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
        heads=[part.head() for part in parts],
        rows=_rows(seats, parts, min(tab.term, 2)),
        writable=any(state is None for _, state in held),
        foot=draw.said_below(held),
        pupils=sum(not s.gone for s in seats),
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
