"""Which school year a page is about, and what its reader may see of a year that is over.

Who taught a class reads its books of that year ever after, as long as they still work at the
school: the duties of the year's last day count for reading. Writing asks for a duty of today.
"""

from __future__ import annotations

import dataclasses
import datetime
from typing import TYPE_CHECKING

from hocba.books.models import Book
from hocba.books.queries import over
from hocba.kernel.policy import Actor, visible
from hocba.people.queries import actor_for
from hocba.people.roles import Role
from hocba.web.given import number_of
from hocba.year.models import Klass, SchoolYear

if TYPE_CHECKING:
    from hocba.web.page import Request

KEPT = "year"
TEACHING = (Role.HOMEROOM, Role.SUBJECT_TEACHER)


@dataclasses.dataclass(frozen=True)
class Years:
    """The year a page shows; `tabs` are (label, href, current) when there is a choice."""

    year: int | None
    latest: int | None
    tabs: list[tuple[str, str, bool]]

    @property
    def old(self) -> bool:
        """Whether the year shown is not the latest one."""
        return self.year != self.latest


def past(year: SchoolYear, at: datetime.datetime, what: str) -> str:
    """That `what` is only read, for a page of a year that is over; "" while it is written."""
    if not over(year, at):
        return ""
    return f"Năm học {year.label} đã qua: {what} chỉ để xem, không ghi thêm."


def years_of(request: Request) -> Years:
    """The year asked for by `?nam=`, else the one last chosen, else the latest with classes."""
    rows = Klass.objects.filter(school=request.user.school_id).order_by("-year")
    known = list(rows.values_list("year", flat=True).distinct())
    if not known:
        return Years(None, None, [])
    wanted = number_of(request.GET.get("nam", ""))
    if wanted in known:
        if request.session.get(KEPT) != wanted:
            request.session[KEPT] = wanted
        year = wanted
    else:
        kept = request.session.get(KEPT)
        year = kept if kept in known else known[0]
    tabs = [(f"{y}–{y + 1}", f"?nam={y}", y == year) for y in known] if len(known) > 1 else []
    return Years(year, known[0], tabs)


def reader_of_book(request: Request, book: int) -> Actor:
    """As `reader`, of a book's year: one query more, and only where today's duties do not do."""
    if visible(request.actor, Book).filter(pk=book).exists():
        return request.actor
    return reader(request, Book.objects.filter(pk=book).values_list("year", flat=True).first())


def reader(request: Request, year: int | None) -> Actor:
    """The person as a reader of a year's books: duties of today, and of the end of that year."""
    actor: Actor = request.actor
    if year is None or not actor.duties or request.user.school_id is None:
        return actor
    frame = SchoolYear.objects.filter(school=request.user.school_id, year=year).first()
    if frame is None or frame.ends >= actor.on:
        return actor
    then = actor_for(actor.person, frame.ends).duties
    school = request.user.school_id
    held = tuple(d for d in then if d.role in TEACHING and d.school == school)
    return dataclasses.replace(actor, duties=tuple(dict.fromkeys((*actor.duties, *held))))
