"""Cells of books in plain SQL: one statement to read, one to write a column, one for its ledger."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from hocba.books import many
from hocba.books.models import Book
from hocba.kernel import sql
from hocba.kernel.command import Ctx
from hocba.kernel.record import require_writing
from hocba.rules.exact import show_tenths

Wire = int | str | None
TEXT_LIMIT = 1000
"""The most letters of a comment in a cell."""


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
    field = FIELD_OF_KIND[kind]
    if field == "number":
        return Value(wire, None, None, decision)  # type: ignore[arg-type]
    code, body = (wire, None) if field == "code" else (None, wire)
    return Value(None, code, body, decision)  # type: ignore[arg-type]


def shown(column_kind: str, value: Value) -> str:
    """A value as people write it: 7,5 · 8 · T · text."""
    if value.number is None:
        return value.code if value.code is not None else value.body or ""
    if column_kind == "count":
        return str(value.number)
    if column_kind == "integer":
        return str(value.number // 10)
    return show_tenths(value.number).removesuffix(",0")


class Line(NamedTuple):
    """One change of a cell, for the ledger."""

    key: Key
    old: Value
    new: Value


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
    slots: Sequence[str] | None = None,
) -> dict[Key, Value]:
    """Cells of these subjects, pupils and terms of a year, by key; of some slots only if these are
    named. One statement."""
    if not subjects or not students or (slots is not None and not slots):
        return {}
    wanted = [_within("subject_id", subjects), _within("term", terms)]
    if slots is not None:
        wanted.append(_within("slot", slots))
    return _read(year, school, students, *wanted)


ANY_SUBJECT = "subject_id IN (SELECT id FROM year_subject)"
"""Whatever the subject. To be said: the key of cells and results begins with it, and without it
the database would look through a school's whole year."""


def read_year(year: int, school: int, students: Sequence[int]) -> dict[Key, Value]:
    """All cells of pupils in a year, whatever the subject. One statement."""
    return _read(year, school, students, (ANY_SUBJECT, ())) if students else {}


Place = tuple[int, int, str]
"""A column of a subject: subject, term, slot."""
Columns = dict[Place, dict[int, int | str]]
"""Numbers and codes by column, then pupil: what results are computed from."""


def read_marks(
    year: int, school: int, subject: int, students: Sequence[int], terms: Sequence[int]
) -> Columns:
    """Numbers and codes of a subject as its results need them: no words, no decisions. One
    statement."""
    if not students or not terms:
        return {}
    condition, values = _within("term", terms)
    rows = many.rows(
        ("term", "slot", "student_id", "number", "code"),
        f"FROM books_mark WHERE year = %s AND school_id = %s AND {many.among('student_id')}"
        f" AND subject_id = %s AND {condition} AND body IS NULL",
        [year, school, many.ids(students), subject, *values],
    )
    found: Columns = {}
    for term, slot, student, number, code in rows:
        place = (subject, term, slot)
        column = found.get(place)
        if column is None:
            column = found[place] = {}
        column[student] = number if code is None else code
    return found


def read_with(
    year: int,
    school: int,
    subject: int,
    students: Sequence[int],
    terms: Sequence[int],
    slots: Sequence[str],
    also: tuple[int, str],
) -> tuple[dict[Key, Value], Columns]:
    """Cells of some terms and slots of a subject, and beside them the numbers and codes of its
    other cells in these terms and in one column of any term. One statement."""
    if not students or not slots:
        return {}, {}
    (condition, values), (named, known) = _within("term", terms), _within("slot", slots)
    rows = many.rows(
        ("term", "slot", "student_id", "number", "code", "body", "decision"),
        f"FROM books_mark WHERE year = %s AND school_id = %s AND {many.among('student_id')}"
        f" AND subject_id = %s AND ({condition} OR (term = %s AND slot = %s))"
        f" AND (body IS NULL OR {named})",
        [year, school, many.ids(students), subject, *values, *also, *known],
    )
    new = tuple.__new__
    found: dict[Key, Value] = {}
    beside: Columns = {}
    for term, slot, student, number, code, body, decision in rows:
        if slot in slots and term in terms:
            found[new(Key, (subject, term, slot, student))] = new(
                Value, (number, code, body, decision)
            )
        elif body is None:
            place = (subject, term, slot)
            column = beside.get(place)
            if column is None:
                column = beside[place] = {}
            column[student] = number if code is None else code
    return found, beside


def by_column(cells: Mapping[Key, Value]) -> Columns:
    """Numbers and codes of cells, without their words and decisions."""
    found: Columns = {}
    for key, (number, code, _, _) in cells.items():
        wire = number if code is None else code
        if wire is not None:
            found.setdefault(key[:3], {})[key[3]] = wire
    return found


Condition = tuple[str, Sequence[int | str]]


def _within(column: str, values: Sequence[int | str]) -> Condition:
    return f"{column} IN ({','.join(['%s'] * len(values))})", values


def _read(year: int, school: int, students: Sequence[int], *more: Condition) -> dict[Key, Value]:
    rows = many.rows(
        ("subject_id", "term", "slot", "student_id", "number", "code", "body", "decision"),
        f"FROM books_mark WHERE year = %s AND school_id = %s AND {many.among('student_id')}"
        + "".join(f" AND {condition}" for condition, _ in more),
        [year, school, many.ids(students), *(v for _, values in more for v in values)],
    )
    return _by_key(rows)


def put(ctx: Ctx, book: Book, lines: Iterable[Line]) -> None:
    """Write the new values of cells now, and the lines of the ledger together with the event.

    An empty value deletes the row (no row is *missing*). Inside a command only.
    """
    groups: dict[_Group, dict[int, tuple[Wire, Wire]]] = {}
    for (subject, term, slot, student), old, new in lines:
        was, before = ("number", old[0]) if old[0] is not None else _held(old)
        now, after = ("number", new[0]) if new[0] is not None else _held(new)
        group = (subject, term, slot, was, "" if after is None else now, old[3], new[3])
        values = groups.get(group)
        if values is None:
            values = groups[group] = {}
        values[student] = (before, after)
    for group, values in groups.items():
        _write(book.year, book.school_id, group, {s: new for s, (_, new) in values.items()})
    ctx.write_lines(lambda event: _write_ledger(event, book, groups))


_Group = tuple[int, int, str, str, str, str | None, str | None]
"""What the lines of one statement share: subject, term, slot, which field was filled and which is
now ("" if none), the decision before and now."""


def _held(value: Value) -> tuple[str, Wire]:
    """Which of its three fields a value fills, and with what."""
    number, code, body, _ = value
    if number is not None or (code is None and body is None):
        return "number", number
    return ("body", body) if code is None else ("code", code)


def _write(year: int, school: int, group: _Group, values: Mapping[int, Wire]) -> None:
    require_writing("books_mark")
    subject, term, slot, _, field, _, decision = group
    if not field:
        sql.run(
            f"DELETE FROM books_mark WHERE year = %s AND school_id = %s AND {many.among('student_id')}"
            " AND subject_id = %s AND term = %s AND slot = %s",
            [year, school, many.ids(values), subject, term, slot],
        )
        return
    sql.run(
        "INSERT INTO books_mark"
        f" (year, school_id, student_id, subject_id, term, slot, {field}, decision)"
        f" SELECT %s, %s, {many.pupil()}, %s, %s, %s, {many.value(field)}, %s"
        f" FROM {many.unfold()} WHERE true"
        " ON CONFLICT (year, school_id, student_id, subject_id, term, slot) DO UPDATE SET"
        " number = excluded.number, code = excluded.code, body = excluded.body,"
        " decision = excluded.decision",
        [year, school, subject, term, slot, decision, many.each(values)],
    )


def _write_ledger(
    event: int, book: Book, groups: Mapping[_Group, Mapping[int, tuple[Wire, Wire]]]
) -> None:
    require_writing("books_markchange")
    for (subject, term, slot, was, filled, *decisions), values in groups.items():
        now = filled or "number"
        sql.run(
            "INSERT INTO books_markchange (event_id, book_id, year, school_id, subject_id, term,"
            f" slot, student_id, old_{was}, new_{now}, old_decision, new_decision)"
            f" SELECT %s, %s, %s, %s, %s, %s, %s, {many.pupil()},"
            f" {many.value(was, 0)}, {many.value(now, 1)}, %s, %s FROM {many.unfold()}",
            [
                event,
                book.pk,
                book.year,
                book.school_id,
                subject,
                term,
                slot,
                *decisions,
                many.each(values),
            ],
        )


def _moment(at: Any) -> datetime.datetime:
    """SQLite gives plain statements times without zone; they are UTC."""
    moment = datetime.datetime.fromisoformat(at) if isinstance(at, str) else at
    return moment if moment.tzinfo else moment.replace(tzinfo=datetime.UTC)


def history(year: int, school: int, key: Key) -> list[dict[str, Any]]:
    """The ledger of one cell, newest first: event id, time, actor, verb, source, old, new, reason."""
    rows = sql.rows(
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
        for r in rows
    ]
