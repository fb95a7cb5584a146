"""What is behind the plan: late first, one click to the cell, one to remind."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from hocba.books import policy
from hocba.books.commands import remind
from hocba.books.models import Book, Reminder
from hocba.books.progress import Fill, progress
from hocba.books.queries import writers
from hocba.kernel.command import batch
from hocba.kernel.errors import Refusal
from hocba.kernel.policy import targets, visible
from hocba.web.page import WRITE, Request, ctx_from, page, render
from hocba.web.results.reach import cell_address, readable, this_year
from hocba.web.results.tabs import tabs


@dataclass(frozen=True)
class Late:
    """A book with columns behind the plan: oldest day first."""

    book: Book
    teacher: str
    columns: list[Fill]
    href: str
    reminded: datetime.datetime | None
    may_remind: bool

    @property
    def missing(self) -> int:
        return sum(len(c.missing) for c in self.columns)

    @property
    def since(self) -> datetime.date:
        return self.columns[0].due


def late_books(request: Request) -> list[Late]:
    """Books of the latest year I may read that are behind the plan, the longest late first."""
    books = this_year(readable(request.actor))
    today = timezone.localdate()
    found: dict[int, list[Fill]] = {}
    for school, year in {(b.school_id, b.year) for b in books}:
        own = [b.pk for b in books if b.school_id == school]
        for one in progress(school, year, books=own):
            if columns := sorted(one.late(today), key=lambda c: c.due):
                found[one.book] = columns
    late = [b for b in books if b.pk in found]
    teachers = writers(request.actor, late, today)
    mine = set(targets(request.actor, policy.REMIND).values_list("pk", flat=True))
    told = _told(request, late)
    rows = [
        Late(
            b,
            teachers.get(b.pk, "chưa phân công"),
            found[b.pk],
            cell_address(b, *found[b.pk][0].place).format(found[b.pk][0].missing[0]),
            told.get(b.pk),
            b.pk in mine,
        )
        for b in late
    ]
    return sorted(rows, key=lambda x: (x.since, -x.missing))


def _told(request: Request, books: list[Book]) -> dict[int, datetime.datetime]:
    rows = visible(request.actor, Reminder).filter(book__in=[b.pk for b in books])
    return dict(rows.order_by("at").values_list("book_id", "at"))


@page(reader=Book)
def late(request: Request) -> HttpResponse:
    """The list, with a button a book and one for all."""
    rows = late_books(request)
    today = timezone.localdate()
    told = {r.book.pk for r in rows if r.reminded and timezone.localdate(r.reminded) == today}
    return render(
        request,
        "plans/late.html",
        tabs=tabs(request.actor, "plans-late"),
        rows=rows,
        today=today,
        told_today=told,
        may=any(r.may_remind and r.book.pk not in told for r in rows),
        now=timezone.now(),
    )


@page(action=policy.REMIND, methods=WRITE)
def remind_all(request: Request) -> HttpResponse:
    """Remind the teachers of the posted books; those reminded today are passed over."""
    wanted = set(request.POST.getlist("book"))
    mine = {str(pk) for pk in targets(request.actor, policy.REMIND).values_list("pk", flat=True)}
    if not wanted & mine:
        raise Refusal("Các sổ này không do thầy cô nhắc.")
    rows = [r for r in late_books(request) if str(r.book.pk) in wanted and r.may_remind]
    if not rows:
        messages.info(request, "Không còn sổ nào chậm trong số đã chọn, không phải nhắc ai.")
        return HttpResponseRedirect(reverse("plans-late"))
    today = timezone.localdate()
    fresh = [r for r in rows if r.reminded is None or timezone.localdate(r.reminded) < today]
    with batch(ctx_from(request)) as ctx:
        for row in fresh:
            remind(ctx, row.book)
    said = f"Đã nhắc {len(fresh)} sổ; giáo viên thấy ngay ở trang «Hôm nay»."
    messages.success(request, said if fresh else "Hôm nay đã nhắc các sổ này rồi.")
    return HttpResponseRedirect(reverse("plans-late"))
