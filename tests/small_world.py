"""One class with three pupils and one scored course, made by commands: enough to have a ledger."""

import datetime
from dataclasses import dataclass

from hocba.books.commands import Change, enter_marks, open_books
from hocba.books.models import Book
from hocba.kernel.command import Ctx
from hocba.kernel.models import Event
from hocba.kernel.tasks import system_ctx
from hocba.org.commands import PlaceFacts, found_place
from hocba.org.models import Place
from hocba.people.commands import PersonFacts, StudentFacts, admit
from hocba.year.commands import (
    ClassPlan,
    CoursePlan,
    Seat,
    YearDates,
    enrol,
    open_classes,
    open_courses,
    open_year,
)
from hocba.year.models import Subject

START = datetime.date(2025, 9, 5)
OCTOBER = datetime.datetime(2025, 10, 15, 9, 0, tzinfo=datetime.UTC)
PUPILS = ("Nguyễn Văn An", "Trần Thị Đào", "Lê Đạt")


@dataclass(frozen=True)
class SmallWorld:
    """The school, its only book with marks, and the pupils in the order of the list."""

    school: Place
    book: Book
    pupils: list[int]

    def enter(self, slot: str, *marks: int | None, seen: tuple[int | None, ...] = ()) -> int:
        """Enter tenths into a column of term 1, one per pupil; returns the event's id."""
        before = seen or (None,) * len(marks)
        changes = [
            Change(pupil, 1, slot, was, mark)
            for pupil, was, mark in zip(self.pupils, before, marks, strict=False)
        ]
        enter_marks(autumn(), self.book, changes)
        return Event.objects.latest("pk").pk


def autumn() -> Ctx:
    """The system in October 2025."""
    return system_ctx(OCTOBER, source="test")


def build() -> SmallWorld:
    """Found the school and open its year, class, course and books."""
    ctx = autumn()
    school = found_place(
        ctx, None, PlaceFacts("school", "Trường THCS Thử", START, "lower_secondary")
    )
    dates = [datetime.date(*d) for d in ((2025, 9, 5), (2026, 1, 10), (2026, 1, 19), (2026, 5, 31))]
    open_year(ctx, school, 2025, YearDates(*dates))
    [klass] = open_classes(ctx, school, 2025, [ClassPlan("lower_secondary", 8, "8A1")])
    maths = Subject.objects.filter(kind="subject", name="Toán").get()
    open_courses(ctx, school, [CoursePlan(klass, maths.pk, "scored", 140, 4)])
    pupils = admit(
        ctx,
        school,
        [StudentFacts(PersonFacts(name), f"79{n:010}") for n, name in enumerate(PUPILS)],
    )
    enrol(ctx, school, [Seat(p, klass, n, START) for n, p in enumerate(pupils, start=1)])
    open_books(ctx, school, 2025)
    return SmallWorld(school, Book.objects.get(kind="course"), pupils)
