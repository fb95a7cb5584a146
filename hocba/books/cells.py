"""Cells of books in plain SQL: one statement to read, one to write, one for the ledger."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db import connection

from hocba.kernel.record import require_writing
from hocba.rules.exact import show_tenths

CHUNK = 500
Wire = int | str | None


class Key(NamedTuple):
    """The place of a cell within a school and year."""

    subject: int
    term: int
    slot: str
    student: int


class Value(NamedTuple):
    """What a cell holds: number (tenths, count), level code, or text; and its decision."""

    number: int | None = None
    code: str | None = None
    body: str | None = None
    decision: str | None = None

    @property
    def wire(self) -> Wire:
        """The one value that is not null, as scripts and ledgers show it."""
        if self.number is not None:
            return self.number
        return self.code if self.code is not None else self.body


EMPTY = Value()
FIELD_OF_KIND = {
    "score": "number",
    "integer": "number",
    "count": "number",
    "measure": "number",
    "level": "code",
    "text": "body",
}


def value_of(kind: str, wire: Wire, decision: str | None = None) -> Value:
    """The stored value of a wire value in a column of a kind; None and "" are empty."""
    if wire is None or wire == "":
        return EMPTY
    filled: Any = {FIELD_OF_KIND[kind]: wire}
    return Value(**filled, decision=decision)


def shown(column_kind: str, value: Value) -> str:
    """A value as people write it: 7,5 · 8 · T · text."""
    if value.number is None:
        return value.code if value.code is not None else value.body or ""
    if column_kind == "count":
        return str(value.number)
    if column_kind == "integer":
        return str(value.number // 10)
    return show_tenths(value.number).removesuffix(",0")


@dataclass(frozen=True)
class Line:
    """One change of a cell, for the ledger."""

    key: Key
    old: Value
    new: Value


def _marks(n: int) -> str:
    return ",".join(["%s"] * n)


def _by_key(rows: Iterable[tuple[Any, ...]]) -> dict[Key, Value]:
    """Rows of eight columns as cells. Thousands a page: made without the generated constructors."""
    new = tuple.__new__
    return {new(Key, row[:4]): new(Value, row[4:]) for row in rows}


def read(
    year: int,
    school: int,
    subjects: Sequence[int],
    students: Sequence[int],
    terms: Sequence[int] = (1, 2, 3),
) -> dict[Key, Value]:
    """All cells of these subjects, pupils and terms of a year, by key. One statement."""
    if not subjects or not students:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT subject_id, term, slot, student_id, number, code, body, decision"
            f" FROM books_mark WHERE year = %s AND school_id = %s AND student_id IN ({_marks(len(students))})"
            f" AND subject_id IN ({_marks(len(subjects))}) AND term IN ({_marks(len(terms))})",
            [year, school, *students, *subjects, *terms],
        )
        return _by_key(cursor.fetchall())


def read_year(year: int, school: int, students: Sequence[int]) -> dict[Key, Value]:
    """All cells of pupils in a year, whatever the subject. One statement."""
    if not students:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT subject_id, term, slot, student_id, number, code, body, decision"
            f" FROM books_mark WHERE year = %s AND school_id = %s AND student_id IN ({_marks(len(students))})",
            [year, school, *students],
        )
        return _by_key(cursor.fetchall())


def write(year: int, school: int, changes: Mapping[Key, Value]) -> None:
    """Upsert cells; an empty value deletes the row (no row is *missing*). Inside a command only."""
    require_writing("books_mark")
    full = [
        (year, school, k.student, k.subject, k.term, k.slot, *v)
        for k, v in changes.items()
        if v != EMPTY
    ]
    gone = [
        (year, school, k.student, k.subject, k.term, k.slot)
        for k, v in changes.items()
        if v == EMPTY
    ]
    with connection.cursor() as cursor:
        for start in range(0, len(full), CHUNK):
            rows = full[start : start + CHUNK]
            cursor.execute(
                "INSERT INTO books_mark"
                " (year, school_id, student_id, subject_id, term, slot, number, code, body, decision)"
                f" VALUES {','.join(['(%s,%s,%s,%s,%s,%s,%s,%s,%s,%s)'] * len(rows))}"
                " ON CONFLICT (year, school_id, student_id, subject_id, term, slot) DO UPDATE SET"
                " number = excluded.number, code = excluded.code, body = excluded.body,"
                " decision = excluded.decision",
                [v for row in rows for v in row],
            )
        if gone:
            cursor.executemany(
                "DELETE FROM books_mark WHERE year = %s AND school_id = %s AND student_id = %s"
                " AND subject_id = %s AND term = %s AND slot = %s",
                gone,
            )


def write_ledger(event: int, book: int, year: int, school: int, lines: Iterable[Line]) -> None:
    """Append ledger lines of one event. Inside a command only."""
    require_writing("books_markchange")
    rows = [(event, book, year, school, *line.key, *line.old, *line.new) for line in lines]
    with connection.cursor() as cursor:
        for start in range(0, len(rows), CHUNK):
            part = rows[start : start + CHUNK]
            cursor.execute(
                "INSERT INTO books_markchange (event_id, book_id, year, school_id, subject_id, term,"
                " slot, student_id, old_number, old_code, old_body, old_decision,"
                " new_number, new_code, new_body, new_decision)"
                f" VALUES {','.join(['(' + _marks(16) + ')'] * len(part))}",
                [v for row in part for v in row],
            )


def _moment(at: Any) -> datetime.datetime:
    """SQLite gives plain statements times without zone; they are UTC."""
    moment = datetime.datetime.fromisoformat(at) if isinstance(at, str) else at
    return moment if moment.tzinfo else moment.replace(tzinfo=datetime.UTC)


def history(year: int, school: int, key: Key) -> list[dict[str, Any]]:
    """The ledger of one cell, newest first: event id, time, actor, verb, source, old, new, reason."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT e.id, e.at, e.actor, e.verb, e.source, e.reason,"
            " c.old_number, c.old_code, c.old_body, c.old_decision,"
            " c.new_number, c.new_code, c.new_body, c.new_decision"
            " FROM books_markchange c JOIN kernel_event e ON e.id = c.event_id"
            " WHERE c.year = %s AND c.school_id = %s AND c.student_id = %s AND c.subject_id = %s"
            " AND c.term = %s AND c.slot = %s ORDER BY e.id DESC",
            [year, school, key.student, key.subject, key.term, key.slot],
        )
        return [
            {
                "event": r[0],
                "at": _moment(r[1]),
                "actor": r[2],
                "verb": r[3],
                "source": r[4],
                "reason": r[5],
                "old": Value(*r[6:10]),
                "new": Value(*r[10:14]),
            }
            for r in cursor.fetchall()
        ]
