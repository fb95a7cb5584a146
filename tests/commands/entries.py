"""Short ways to enter and to read cells of the named world."""

import dataclasses
import datetime
from typing import Any

from hocba.books.cells import Wire
from hocba.books.commands import Change, Saved, enter_marks
from hocba.books.models import Book, Mark, MarkChange, SubjectResult
from hocba.kernel.command import Ctx
from hocba.people.models import Student
from tests.world import World

MATHS = ("8A1", "TOAN")
HOMEROOM = ("8A1", "")


def pupil(world: World, number: int = 0, klass: str = "8A1") -> Student:
    """A pupil by place on the list."""
    return world.roster(klass)[number]


def change(
    student: Student, slot: str, new: Wire, seen: Wire = None, term: int = 1, **more: Any
) -> Change:
    return Change(student.pk, term, slot, seen, new, **more)


def enter(
    world: World, who: str, changes: list[Change], book: tuple[str, str] = MATHS, **more: Any
) -> Saved:
    """Enter cells as a person of the world."""
    return enter_marks(world.ctx(who, **more), world.books[book], changes)


def later(ctx: Ctx, **time: int) -> Ctx:
    """The same context some time after."""
    return dataclasses.replace(ctx, at=ctx.at + datetime.timedelta(**time))


def number_at(student: Student, slot: str, term: int = 1) -> int | None:
    """What stands in a scored cell; None when there is no row."""
    row = Mark.objects.filter(student=student, slot=slot, term=term).first()
    return None if row is None else row.number


def ledger(student: Student, slot: str) -> list[tuple[int | None, int | None]]:
    """(old, new) of a cell's ledger, oldest first."""
    rows = MarkChange.objects.filter(student=student, slot=slot).order_by("event_id")
    return [(r.old_number, r.new_number) for r in rows]


def stored_results(student: Student, book: Book) -> dict[int, tuple[int | None, str | None, str]]:
    """Stored results of a subject by term (3 is the year)."""
    assert book.course is not None
    rows = SubjectResult.objects.filter(student=student, subject=book.course.subject_id)
    return {r.term: (r.number, r.code, r.status) for r in rows}


__all__ = [
    "HOMEROOM",
    "MATHS",
    "change",
    "enter",
    "later",
    "ledger",
    "number_at",
    "pupil",
    "stored_results",
]
