"""The state of a column, as a pure function of dated locks."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from hocba.books.models import Book, Column, Lock


class Phase(Enum):
    """How far a column has come; what a change asks for grows with it."""

    ENTERED = "entered"
    SUBMITTED = "submitted"
    LOCKED = "locked"
    SIGNED = "signed"


PHASE_WORDS = {
    Phase.ENTERED: "đang nhập",
    Phase.SUBMITTED: "đã công bố",
    Phase.LOCKED: "đã khóa",
    Phase.SIGNED: "học bạ đã ký",
}


class Mode(Enum):
    """The two ways of writing a cell; locks treat them apart."""

    ADD = "adding"
    CHANGE = "changing"


@dataclass(frozen=True)
class ColumnState:
    """Open, or locked by `lock`. `until` is the end of a short opening; `said` tells why a column
    is never typed into."""

    open: bool
    lock: Lock | None = None
    until: datetime.datetime | None = None
    said: str = ""

    def why(self) -> str:
        """The reason in the words of the lock, with its date; empty when open."""
        if self.lock is None or self.open:
            return self.said
        from django.utils import timezone

        day = timezone.localtime(self.lock.starts).strftime("%d/%m/%Y")
        reason = self.lock.reason.rstrip(" .")
        ground = f": {reason}" if reason else ""
        return f"Đã khóa ngày {day} theo lệnh của hiệu trưởng{ground}."


COUNTED = ColumnState(
    False, said="Số này đếm từ điểm danh của lớp; muốn sửa thì sửa buổi điểm danh."
)
"""Columns that follow from the roll calls (`Column.source`)."""
BY_HEAD = ColumnState(
    False, said="Cột này ghi theo quyết định của người đứng đầu, không nhập trong sổ."
)
DERIVED = {"attendance": COUNTED, "head": BY_HEAD}
"""The state of columns that nobody types into, by `Column.source`."""


OPEN = ColumnState(True)


def phase(column: Column, changing: ColumnState, signed: bool) -> Phase:
    """The phase of a cell: of its column, or of the transcript under signatures above it."""
    if signed:
        return Phase.SIGNED
    if not changing.open:
        return Phase.LOCKED
    return Phase.SUBMITTED if column.submitted_at is not None else Phase.ENTERED


def covers(lock: Lock, book: Book, term: int, slot: str, subject: int = 0) -> bool:
    """Whether a lock's scope contains this column of this book."""
    scope = {
        "school": book.school_id,
        "grade": book.klass.grade,
        "klass": book.klass_id,
        "course": book.course_id,
        "book": book.pk,
    }
    return (
        scope.get(lock.scope_kind) == lock.scope_id
        and lock.term in (0, term)
        and lock.slot in ("", slot)
        and lock.subject in (0, subject)
    )


def state(
    book: Book,
    term: int,
    slot: str,
    mode: Mode,
    locks: Iterable[Lock],
    at: datetime.datetime,
    subject: int = 0,
    past: str = "",
) -> ColumnState:
    """The state of one column for adding or for changing, at a time; `subject` is its item.
    `past` says why the whole year is shut; only an opening of the principal opens it.

    The latest order in force decides: a lock, or a short opening that began after it.
    """
    live = [
        lock
        for lock in locks
        if not lock.waiting
        and covers(lock, book, term, slot, subject)
        and getattr(lock, mode.value)
        and lock.starts <= at
        and (lock.ends is None or lock.ends > at)
    ]
    if not live:
        return ColumnState(False, said=past) if past else OPEN
    last = max(live, key=lambda lock: (lock.starts, lock.pk))
    return ColumnState(last.opens, last, last.ends if last.opens else None)
