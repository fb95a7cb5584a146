"""What a file would do to the cells of one book: shown one by one, guarded, then entered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from hocba.books import guards
from hocba.books.cells import EMPTY, Key, Value, Wire, shown, value_of
from hocba.books.commands import Change, Confirmed, enter_marks, why_not
from hocba.books.models import Book, Column
from hocba.books.queries import BookPage
from hocba.exchange.reading import Reading
from hocba.kernel.command import Ctx
from hocba.kernel.errors import Refusal

COUNTED = {
    "new": "ô mới",
    "change": "ô thay đổi",
    "clear": "ô xóa",
    "conflict": "ô có người khác đã sửa",
    "shut": "ô khóa, không ghi",
}

SAME = "ô không đổi"


@dataclass(frozen=True)
class Said:
    """One cell as a file has it. `base` is what the file showed before it was filled, when known."""

    column: Column
    student: int
    value: Wire
    where: str
    base: Value | None = None


@dataclass(frozen=True)
class Since:
    """Who changed a cell since a file was made, and what stood there before."""

    before: Value
    who: str
    at: str


def take(
    reading: Reading, page: BookPage, said: Iterable[Said], since: Mapping[Key, Since] | None = None
) -> None:
    """Sort the cells of a file into what is written, contested and refused, and say so.

    Without a base an empty cell says nothing; with one it empties what the file had shown.
    """
    refusal = why_not(page)
    count: Counter[str] = Counter()
    todo: list[Change] = []
    contested: list[Change] = []
    for one in said:
        column = one.column
        key = Key(column.subject_id, column.term, column.slot, one.student)
        now, new = page.cells.get(key, EMPTY), value_of(column.kind, one.value)
        if new.wire == now.wire:
            count[SAME] += 1
            continue
        if one.base is not None and new.wire == one.base.wire:
            continue  # left as the form had it: what others wrote since stays
        change = Change(
            one.student, column.term, column.slot, now.wire, new.wire, column.subject_id
        )
        why, what = refusal(change), _what(now, new)
        if why:
            what = "shut"
        elif one.base is not None and one.base.wire != now.wire:
            what, found = "conflict", (since or {}).get(key)
            why = f"{found.who} đã ghi lúc {found.at}" if found else "đã có người khác ghi"
        count[COUNTED[what]] += 1
        reading.cells.append(
            {
                "book": page.book.pk,
                "student": one.student,
                "where": one.where,
                "column": column.label,
                "old": shown(column.kind, now),
                "new": shown(column.kind, new),
                "what": what,
                "why": why,
            }
        )
        if what == "conflict":
            contested.append(change)
        elif what != "shut":
            todo.append(change)
    for label, n in count.items():
        reading.summary[label] = reading.summary.get(label, 0) + n
    _plan(reading, page, todo, contested)


def _what(now: Value, new: Value) -> str:
    if new == EMPTY:
        return "clear"
    return "new" if now == EMPTY else "change"


def _plan(reading: Reading, page: BookPage, todo: list[Change], contested: list[Change]) -> None:
    """Add the steps; hints stand in the notes, and applying confirms them."""
    book = page.book
    for changes, steps in ((todo, reading.steps), (contested, reading.contested)):
        if not changes:
            continue
        hints = look(page, changes) if changes is todo else []
        for hint in hints:
            of = f"sổ {book.course.subject}" if book.course else "sổ chủ nhiệm"
            place = f"{of} {book.klass.name}"
            reading.notes.append({"place": place, "value": "", "message": hint.text})
        reading.changes += changes
        told = [Confirmed(h.code, h.other, h.count, h.of) for h in hints]
        steps.append(partial(_enter, book=book, changes=changes, confirmed=told))


def look(page: BookPage, changes: Iterable[Change]) -> list[guards.Hint]:
    """The hints about a book as it would be with these changes, in each of its terms."""
    future: dict[Key, Wire] = {
        Key(c.subject or 0, c.term, c.slot, c.student): c.new for c in changes
    }
    hints: list[guards.Hint] = []
    for term in sorted({key.term for key in future}):
        columns = [c for c in page.columns if c.term == term]
        hints += guards.check([_filled(page, column, future) for column in columns])
    return hints


def _filled(page: BookPage, column: Column, future: Mapping[Key, Wire]) -> guards.Filled:
    keys = [Key(column.subject_id, column.term, column.slot, s.student) for s in page.seats]
    was = [page.cells.get(key, EMPTY).wire for key in keys]
    now = [future.get(key, old) for key, old in zip(keys, was, strict=True)]
    touched = [key in future for key in keys]
    name = f"{column.term}:{column.slot}"
    return guards.Filled(name, column.label, column.kind, now, was, touched)


def _enter(ctx: Ctx, book: Book, changes: list[Change], confirmed: list[Confirmed]) -> None:
    saved: Any = enter_marks(ctx, book.pk, changes, confirmed)
    if saved.conflicts:
        raise Refusal("Sổ vừa có người khác sửa trong lúc nhập. Hãy xem trước lại rồi áp dụng.")
