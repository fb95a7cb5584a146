"""Reads of the ledger for reports."""

import datetime
from collections.abc import Iterator
from typing import Any

from django.db import connection
from django.utils import timezone

from hocba.reports.changes import Path, Place, Step, paths

LINES = """
SELECT c.book_id, c.term, c.slot, c.student_id, e.id, e.at, e.actor, e.verb, e.source, e.address,
       c.old_number, c.old_code, c.new_number, c.new_code, e.on_kind, e.on_id, e.reason
FROM books_markchange c
JOIN kernel_event e ON e.id = c.event_id
JOIN books_book b ON b.id = c.book_id
WHERE c.year = %s AND c.school_id = %s AND b.course_id IS NOT NULL
  AND c.old_body IS NULL AND c.new_body IS NULL AND e.at >= %s AND e.at < %s{more}
ORDER BY e.id
"""


def changes(
    school: int,
    year: int,
    since: datetime.date,
    until: datetime.date,
    *,
    teacher: int | None = None,
    klass: int | None = None,
) -> list[Path]:
    """Cells of marks written in a period (both days included), of a class where one is named.

    `teacher` keeps the cells this person has a step in. One statement. The caller has checked
    who may read the ledger of the school.
    """
    more = " AND b.klass_id = %s" if klass is not None else ""
    params: list[Any] = [year, school, *(_moment(d) for d in (since, _next(until)))]
    if klass is not None:
        params.append(klass)
    with connection.cursor() as cursor:
        cursor.execute(LINES.format(more=more), params)
        found = paths(_steps(cursor.fetchall()))
    if teacher is not None:
        found = [p for p in found if any(s.actor == teacher for s in p.steps)]
    return found


def _steps(rows: list[tuple[Any, ...]]) -> Iterator[tuple[Place, Step]]:
    for book, term, slot, student, event, at, actor, verb, source, address, *rest in rows:
        old_number, old_code, new_number, new_code, on_kind, on_id, reason = rest
        old = old_number if old_number is not None else old_code
        new = new_number if new_number is not None else new_code
        if old == new:  # only the decision behind it changed
            continue
        moment = datetime.datetime.fromisoformat(at) if isinstance(at, str) else at
        moment = moment if moment.tzinfo else moment.replace(tzinfo=datetime.UTC)
        step = Step(event, moment, actor, verb, source, address, old, new, on_kind, on_id, reason)
        yield Place(book, term, slot, student), step


def _next(day: datetime.date) -> datetime.date:
    return day + datetime.timedelta(days=1)


def _moment(day: datetime.date) -> Any:
    """The beginning of a day here, as this database compares times."""
    starts = timezone.make_aware(datetime.datetime.combine(day, datetime.time.min))
    return connection.ops.adapt_datetimefield_value(starts)
