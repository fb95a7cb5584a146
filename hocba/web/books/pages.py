"""The list of books, and the page of one book."""

from __future__ import annotations

import datetime
from collections import Counter
from dataclasses import dataclass

from django.http import HttpResponse
from django.utils import timezone

from hocba.books import policy
from hocba.books.corrections import closed
from hocba.books.models import Book
from hocba.books.progress import Progress, progress
from hocba.books.queries import load_book, year_of
from hocba.kernel.errors import Hidden
from hocba.kernel.policy import can, fetch, targets, visible
from hocba.web.books import draw
from hocba.web.given import number_of
from hocba.web.page import Request, page, render
from hocba.web.years import reader, years_of
from hocba.year.models import SchoolYear

LAST = "last_book"


@dataclass(frozen=True)
class Line:
    """A book in the list: its name, how full each term is, and whether it is mine."""

    book: Book
    terms: dict[int, tuple[int, int]]
    mine: bool


@page(reader=Book)
def index(request: Request) -> HttpResponse:
    """My books first, then those I may read, by class."""
    mine = set(targets(request.actor, policy.ENTER).values_list("pk", flat=True))
    years = years_of(request)
    rows = visible(reader(request, years.year), Book)
    rows = rows.filter(year=years.year or 0).select_related("klass", "course__subject", "school")
    books = list(rows.order_by("klass__grade", "klass__name", "kind", "course__subject__position"))
    wanted = request.GET.get("lop", "")
    filled = _progress(books if mine else [b for b in books if b.klass.name == wanted])
    lines = [Line(b, filled[b.pk].terms if b.pk in filled else {}, b.pk in mine) for b in books]
    own = [line for line in lines if line.mine]
    taught = Counter((b.klass_id, b.klass.name) for b in books if b.pk in mine and b.course_id)
    several = [klass for klass, n in taught.items() if n > 1]
    classes = sorted({b.klass.name for b in books if b.pk not in mine})
    others = [line for line in lines if not line.mine and line.book.klass.name == wanted]
    return render(request, "books/index.html", own=own, several=several, others=others, classes=classes, wanted=wanted,
                  last=request.session.get(LAST), years=years)  # fmt: skip


def _progress(books: list[Book]) -> dict[int, Progress]:
    found: dict[int, Progress] = {}
    for school, year in {(b.school_id, b.year) for b in books}:
        classes = {b.klass_id for b in books if b.school_id == school}
        found |= {p.book: p for p in progress(school, year, sorted(classes))}
    return found


@page(reader=Book)
def book(request: Request, book: int) -> HttpResponse:
    """One book: a table to type in for its teacher, to read for others."""
    now = timezone.now()
    row = _book(request, book)
    year = year_of(row.school_id, row.year)
    views = draw.tabs(row)
    tab = view_of(views, request.GET.get("ki") or str(term_now(year, now)))
    found = load_book(row, now, (tab.term,), year)
    columns = [c for c in found.columns if tab.has(c)]
    decision = can(request.actor, policy.ENTER, found.book)
    over = closed(row, found.columns, now)
    _remember(request, book, tab.code)
    held = [(c.label, draw.shut(found, c)) for c in columns]
    return render(
        request,
        "books/book.html",
        hot=True,
        book=found.book,
        user_id=request.user.pk,
        title=title(found.book),
        tab=tab,
        tabs=[(t.label, f"?ki={t.code}", t == tab) for t in views],
        heads=draw.heads(found, columns, tab, decision.allowed, over),
        active=draw.first_of(found, columns),
        rows=draw.rows(found, columns, tab, over),
        pupils=sum(not s.gone for s in found.seats),
        may_write=decision.allowed,
        blocked=decision.reasons if decision.right else (),
        locked=sum(state is not None for _, state in held),
        foot=draw.said_below(held),
        columns=len(columns),
    )


def _book(request: Request, pk: int) -> Book:
    """A book this person may read: today, or by the duties of a year that is over."""
    try:
        found: Book = fetch(request.actor, Book, pk, *Book.with_command)
    except Hidden:
        year = Book.objects.filter(pk=pk).values_list("year", flat=True).first()
        found = fetch(reader(request, year), Book, pk, *Book.with_command)
    return found


def title(book: Book) -> str:
    """«Toán · 8A2», «Chủ nhiệm · 8A2»."""
    return f"{book.course.subject if book.course else 'Chủ nhiệm'} · {book.klass.name}"


def view_of(views: list[draw.Tab], wanted: str) -> draw.Tab:
    """The view with this code, or the first of its term, or the first of all."""
    known = {v.term: v for v in reversed(views)} | {v.code: v for v in views}
    return known.get(wanted) or known.get(number_of(wanted[:1]) or 0, views[0])


def term_now(year: SchoolYear, now: datetime.datetime) -> int:
    """The term of a day: 1 until it ends, then 2."""
    return 1 if timezone.localtime(now).date() <= year.term1_ends else 2


def _remember(request: Request, book: int, tab: str) -> None:
    """The last used book reopens; the session is written only when it changes."""
    if request.session.get(LAST) != [book, tab]:
        request.session[LAST] = [book, tab]
