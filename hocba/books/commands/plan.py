"""The assessment plan: by which day a column is to be full, and reminding those who are behind."""

import datetime
from collections.abc import Mapping

from django.utils import timezone

from hocba.books import policy
from hocba.books.models import Book, Column, Reminder
from hocba.books.plan import behind, planned
from hocba.books.queries import refuse_past, year_of
from hocba.kernel.command import Ctx, command
from hocba.kernel.errors import Fault, Invalid, Refusal
from hocba.kernel.names import clean_text
from hocba.year.models import Course, SchoolYear

Dates = Mapping[tuple[int, str], datetime.date | None]
"""By (term, slot) the day by which the column is to be full; None: the end of the term."""


@command(policy.SET_PLAN, says="Đặt kế hoạch kiểm tra, đánh giá {on}: {count} cột")
def set_plan(ctx: Ctx, course: Course, dates: Dates) -> int:
    """Set the days of columns of a course's book; returns how many changed.

    Raises Invalid for a column the book does not have, a day outside its term, or a final test
    that would be full before the mid-term one; Refusal once the next year has begun.
    """
    year = year_of(course.klass.school_id, course.klass.year)
    refuse_past(year, ctx.at)
    columns = {(c.term, c.slot): c for c in planned(course.pk)}
    _check(columns, dates, year)
    changed = []
    for place, day in dates.items():
        column = columns[place]
        if column.due != day:
            column.due = day
            column.save(update_fields=["due"])
            changed.append(place)
    ctx.tell(
        count=len(changed),
        **{f"{t}:{s}": dates[t, s].isoformat() if dates[t, s] else "" for t, s in changed},  # type: ignore[union-attr]
    )
    return len(changed)


def _check(columns: Mapping[tuple[int, str], Column], dates: Dates, year: SchoolYear) -> None:
    faults = []
    spans = {1: (year.starts, year.term1_ends), 2: (year.term2_starts, year.ends)}
    for (term, slot), day in dates.items():
        column = columns.get((term, slot))
        if column is None:
            faults.append(Fault(f"{term}:{slot}", "Môn này không có cột đó."))
            continue
        first, last = spans[term]
        if day is not None and not first <= day <= last:
            faults.append(
                Fault(
                    f"{term}:{slot}",
                    f"{column.label}: ngày phải từ {first:%d/%m/%Y} đến {last:%d/%m/%Y}.",
                )
            )
    for term in spans:
        middle, final = (_day(columns, dates, term, slot) for slot in ("gk", "ck"))
        if middle and final and middle >= final:
            faults.append(Fault(f"{term}:ck", "Cuối kì phải sau giữa kì."))
    if faults:
        raise Invalid(faults)


def _day(
    columns: Mapping[tuple[int, str], Column], dates: Dates, term: int, slot: str
) -> datetime.date | None:
    if (term, slot) in dates:
        return dates[term, slot]
    column = columns.get((term, slot))
    return column.due if column else None


@command(policy.REMIND, says="Nhắc nhập sổ {on}")
def remind(ctx: Ctx, book: Book, note: str = "") -> Reminder:
    """Remind the teacher of a book; once a day, and only when something is behind the plan."""
    today = timezone.localdate(ctx.at)
    if not behind(book, today):
        raise Refusal("Sổ này không có cột nào chậm so với kế hoạch.")
    if Reminder.objects.filter(book=book, day=today).exists():
        raise Refusal("Hôm nay đã có người nhắc sổ này rồi.")
    row = Reminder(
        book=book, person=ctx.actor.person or 0, day=today, at=ctx.at, note=clean_text(note)[:200]
    )
    row.save()
    ctx.tell(reminder=row.pk)
    return row
