"""«Việc của tôi»: a teacher's own open ends, week by week."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field

from django.http import HttpResponse
from django.utils import timezone

from hocba.books import policy
from hocba.books.models import Book, Reminder
from hocba.books.progress import Fill, progress
from hocba.kernel.policy import Actor, targets, visible
from hocba.people.models import Person
from hocba.web.page import Request, page, render
from hocba.web.results.reach import cell_address, this_year

WEEK = datetime.timedelta(days=7)
AHEAD = 3


@dataclass(frozen=True)
class Open:
    """A column of one of my books that is not full."""

    book: Book
    column: Fill
    href: str


@dataclass
class Span:
    """A stretch of days with what is due in it."""

    title: str
    late: bool
    items: list[Open] = field(default_factory=list)


def own_open(actor: Actor) -> list[Open]:
    """Columns of the books I write in that lack cells, by their day in the plan."""
    rows = targets(actor, policy.ENTER).select_related("klass", "course__subject", "school")
    books = this_year(rows.order_by("pk"))
    by_id = {b.pk: b for b in books}
    found = []
    for school, year in {(b.school_id, b.year) for b in books}:
        for one in progress(school, year, books=[b.pk for b in books if b.school_id == school]):
            book = by_id[one.book]
            found += [
                Open(book, c, cell_address(book, *c.place).format(c.missing[0]))
                for c in one.columns
                if c.missing
            ]
    return sorted(found, key=lambda o: (o.column.due, o.book.klass.name, o.column.label))


def by_week(items: list[Open], today: datetime.date) -> list[Span]:
    """Late, this week, the next weeks one by one, and what comes after."""
    monday = today - datetime.timedelta(days=today.weekday())
    spans = [Span("Đã quá ngày trong kế hoạch", True)]
    spans += [
        Span(
            ("Tuần này" if n == 0 else "Tuần sau" if n == 1 else "Tuần")
            + f", {monday + n * WEEK:%d/%m} – {monday + n * WEEK + datetime.timedelta(days=6):%d/%m}",
            False,
        )
        for n in range(AHEAD)
    ]
    spans.append(Span("Sau đó", False))
    for item in items:
        due = item.column.due
        if due < today:
            spans[0].items.append(item)
        else:
            spans[1 + min((due - monday) // WEEK, AHEAD)].items.append(item)
    return spans


@page(action=policy.ENTER)
def mine(request: Request) -> HttpResponse:
    """My columns that are not full, by week; and who reminded me."""
    items = own_open(request.actor)
    books = {i.book.pk for i in items}
    rows = visible(request.actor, Reminder).filter(book__in=books).order_by("-at")[:5]
    told = list(rows.select_related("book__klass", "book__course__subject"))
    people = dict(
        Person.objects.filter(pk__in={r.person for r in told}).values_list("pk", "full_name")
    )
    return render(
        request,
        "plans/mine.html",
        spans=by_week(items, timezone.localdate()),
        count=len(items),
        told=[(r, people.get(r.person, "Nhà trường")) for r in told],
    )
