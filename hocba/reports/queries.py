"""Reads of the ledger for reports."""

import datetime
from collections.abc import Iterator
from typing import Any, NamedTuple

from django.db import connection
from django.utils import timezone

from hocba.reports.changes import ColumnPlace, Path, Place, Step, paths

LINES = """
SELECT c.book_id, c.term, c.slot, c.student_id, e.id, e.at, e.actor, e.verb, e.source, e.address,
       c.old_number, c.old_code, c.new_number, c.new_code, e.on_kind, e.on_id, e.reason,
       CASE WHEN b.course_id IS NULL THEN c.subject_id ELSE 0 END
FROM books_markchange c
JOIN kernel_event e ON e.id = c.event_id
JOIN books_book b ON b.id = c.book_id
WHERE c.year = %s AND c.school_id = %s
  AND (b.course_id IS NOT NULL OR c.old_code IS NOT NULL OR c.new_code IS NOT NULL)
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
    """Cells of marks and of the homeroom teachers' levels written in a period (both days
    included), of a class where one is named. Comments are counted by `comments`.

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


COMMENTS = """
SELECT e.actor, c.book_id, c.term, c.slot,
       CASE WHEN b.course_id IS NULL THEN c.subject_id ELSE 0 END,
       SUM(CASE WHEN c.old_body IS NULL THEN 1 ELSE 0 END),
       SUM(CASE WHEN c.old_body IS NOT NULL AND c.new_body IS NOT NULL THEN 1 ELSE 0 END),
       SUM(CASE WHEN c.new_body IS NULL THEN 1 ELSE 0 END)
FROM books_markchange c
JOIN kernel_event e ON e.id = c.event_id
JOIN books_book b ON b.id = c.book_id
WHERE c.year = %s AND c.school_id = %s AND (c.old_body IS NOT NULL OR c.new_body IS NOT NULL)
  AND e.at >= %s AND e.at < %s{more}
GROUP BY 1, 2, 3, 4, 5
"""


class Words(NamedTuple):
    """How many comments one person wrote anew, changed and deleted in a column."""

    actor: int | None
    column: ColumnPlace
    written: int
    changed: int
    deleted: int


def comments(
    school: int,
    year: int,
    since: datetime.date,
    until: datetime.date,
    *,
    teacher: int | None = None,
    klass: int | None = None,
) -> list[Words]:
    """Comments of a period by person and column; counts, for a comment that changed is no sign of
    anything by itself. One statement. The caller has checked who may read the ledger."""
    more, params = "", [year, school, *(_moment(d) for d in (since, _next(until)))]
    if klass is not None:
        more += " AND b.klass_id = %s"
        params.append(klass)
    if teacher is not None:
        more += " AND e.actor = %s"
        params.append(teacher)
    with connection.cursor() as cursor:
        cursor.execute(COMMENTS.format(more=more), params)
        rows = cursor.fetchall()
    return [
        Words(actor, (book, term, slot, item), *n) for actor, book, term, slot, item, *n in rows
    ]


def _steps(rows: list[tuple[Any, ...]]) -> Iterator[tuple[Place, Step]]:
    for book, term, slot, student, event, at, actor, verb, source, address, *rest in rows:
        old_number, old_code, new_number, new_code, on_kind, on_id, reason, item = rest
        old = old_number if old_number is not None else old_code
        new = new_number if new_number is not None else new_code
        if old == new:  # only the decision behind it changed
            continue
        moment = datetime.datetime.fromisoformat(at) if isinstance(at, str) else at
        moment = moment if moment.tzinfo else moment.replace(tzinfo=datetime.UTC)
        step = Step(event, moment, actor, verb, source, address, old, new, on_kind, on_id, reason)
        yield Place(book, term, slot, student, item), step


def _next(day: datetime.date) -> datetime.date:
    return day + datetime.timedelta(days=1)


def _moment(day: datetime.date) -> Any:
    """The beginning of a day here, as this database compares times."""
    starts = timezone.make_aware(datetime.datetime.combine(day, datetime.time.min))
    return connection.ops.adapt_datetimefield_value(starts)
