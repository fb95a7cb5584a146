"""Reads of the ledger for reports."""

import datetime
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from django.db import connection
from django.utils import timezone

from hocba.books import many
from hocba.reports.changes import (
    ColumnPlace,
    Entered,
    Journal,
    Kind,
    Path,
    Place,
    Step,
    may_have_moved,
    pair,
    paths,
)

ITEM = "CASE WHEN b.course_id IS NULL THEN c.subject_id ELSE 0 END"
WRITTEN = """
FROM books_markchange c
JOIN kernel_event e ON e.id = c.event_id
JOIN books_book b ON b.id = c.book_id
WHERE c.year = %s AND c.school_id = %s
  AND (b.course_id IS NOT NULL OR c.old_code IS NOT NULL OR c.new_code IS NOT NULL)
  AND c.old_body IS NULL AND c.new_body IS NULL AND e.at >= %s AND e.at < %s
"""
FIRST = """c.old_number IS NULL AND c.old_code IS NULL
  AND (c.new_number IS NOT NULL OR c.new_code IS NOT NULL)"""
CELL = "subject_id, term, slot, student_id"
ALONE = f"""({FIRST}
  AND ({", ".join(f"c.{column}" for column in CELL.split(", "))}) NOT IN (
    SELECT {CELL} FROM books_markchange WHERE year = %s AND school_id = %s
      AND (old_number IS NOT NULL OR old_code IS NOT NULL OR old_body IS NOT NULL)))"""
"""An entry that is the only line its cell has: nearly all of a year's lines, so they are counted by
the database. A cell of more lines has one that tells an old value."""
LINES = f"""
SELECT c.book_id, c.term, c.slot, c.student_id, e.id, e.at, e.actor, e.verb, e.source, e.address,
       c.old_number, c.old_code, c.new_number, c.new_code, e.on_kind, e.on_id, e.reason, {ITEM}
{WRITTEN}"""
COUNTS = f"""
SELECT e.actor, c.book_id, c.term, c.slot, {ITEM}, COUNT(*)
{WRITTEN} AND {FIRST}"""


def changes(
    school: int,
    year: int,
    since: datetime.date,
    until: datetime.date,
    *,
    teacher: int | None = None,
    klass: int | None = None,
) -> Journal:
    """Cells of marks and of the homeroom teachers' levels written in a period (both days
    included), of a class where one is named. Comments are counted by `comments`.

    `teacher` keeps the cells this person has a step in. Three statements at most. The caller has
    checked who may read the ledger of the school.
    """
    more, where = "", [year, school, *(_moment(d) for d in (since, _next(until)))]
    if klass is not None:
        more += " AND b.klass_id = %s"
        where.append(klass)
    whole = [year, school]
    found = paths(_steps(_rows(f"{LINES}{more} AND NOT {ALONE} ORDER BY e.id", [*where, *whole])))
    moved = [path for path in found.values() if may_have_moved(path)]
    once = _once(f"{LINES}{more} AND {ALONE}", [*where, *whole], moved)
    pair(found | once)
    if teacher is not None:
        more += " AND e.actor = %s"
        where.append(teacher)
    counted = Counter({
        (actor, (book, term, slot, item)): cells
        for actor, book, term, slot, item, cells in _rows(
            f"{COUNTS}{more} GROUP BY 1, 2, 3, 4, 5", where
        )
    })  # fmt: skip
    counted.subtract(
        (step.actor, path.place.column)
        for path in found.values()
        for step in path.steps
        if step.old is None and teacher in (None, step.actor)
    )
    edited: list[Path] = []
    for path in (*found.values(), *once.values()):
        if teacher is not None and all(step.actor != teacher for step in path.steps):
            continue
        at = path.steps[0].actor, path.place.column
        if path.kind is not Kind.ENTERED:
            edited.append(path)
            counted[at] -= path.place in once
        else:  # in `found` its edits are of another time
            counted[at] += path.place in found
    return Journal(edited, [Entered(*at, cells) for at, cells in counted.items() if cells])


def _once(lines: str, where: list[Any], gone: list[Path]) -> dict[Place, Path]:
    """Cells entered once, of the books and pupils of cells that were deleted."""
    if not gone:
        return {}
    near = f" AND {many.among('c.book_id')} AND {many.among('c.student_id')} ORDER BY e.id"
    wanted = [many.ids({p.place.book for p in gone}), many.ids({p.place.student for p in gone})]
    return paths(_steps(_rows(lines + near, [*where, *wanted])))


def _rows(statement: str, params: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return list(cursor.fetchall())


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
    rows = _rows(COMMENTS.format(more=more), params)
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
