"""Class 8A1 of the named world with enough subjects for a whole year, and short ways to fill it.

TT 22 gives a level of learning only with six scored subjects; the named world has two.
"""

from hocba.books.cells import Wire
from hocba.books.commands import Change, Saved, enter_marks, open_books
from hocba.books.models import Book, Column
from hocba.people import commands as people
from hocba.people.roles import Role
from hocba.year import commands as frame
from hocba.year.models import Course, Subject
from tests.world import STARTS, YEAR, World, system

MORE = ("NN1", "GDCD", "KHTN", "LSDL", "TIN", "CN")
"""Scored subjects added to 8A1, all taught by Hồ Sĩ Quý, who teaches Ngữ văn there."""
VALUES: dict[str, Wire] = {"score": 80, "integer": 80, "count": 0, "text": "Chăm ngoan, tiến bộ."}


def with_more_subjects(world: World) -> World:
    """Add the subjects to 8A1, with their teacher and books."""
    klass, school = world.classes["8A1"], world.secondary
    subjects = {s.code: s.pk for s in Subject.objects.filter(code__in=MORE)}
    plans = [frame.CoursePlan(klass.pk, subjects[code], "scored", 70, 3) for code in MORE]
    ids = frame.open_courses(system(), school, plans)
    teacher = world.people["literature"].pk
    people.assign(
        system(),
        school,
        [people.Duty(teacher, Role.SUBJECT_TEACHER, course, STARTS) for course in ids],
    )
    open_books(system(), school, YEAR)
    for course in Course.objects.filter(pk__in=ids).select_related("klass", "subject"):
        key = ("8A1", course.subject.code)
        world.courses[key] = course
        world.books[key] = Book.objects.select_related(*Book.with_command).get(course=course)
    return world


def fill(world: World, book: Book, terms: tuple[int, ...] = (1, 2), **values: Wire) -> Saved:
    """Fill every required column of a book for every pupil, by the installation.

    `values` say what a slot (`kt_ck=100`) or a kind (`score=65`) gets; levels get the best one.
    """
    words = VALUES | values
    columns = Column.objects.filter(book=book, term__in=terms, required=True)
    changes = []
    for column in columns:
        codes = column.codes.split(",")
        new = words.get(column.slot, words.get(column.kind))
        if column.kind == "level" and new not in codes:
            new = codes[0]
        for student in world.roster(book.klass.name):
            place = (student.pk, column.term, column.slot)
            changes.append(Change(*place, None, new, column.subject_id))
    return enter_marks(system(), book, changes)


def fill_class(world: World, klass: str, **values: Wire) -> World:
    """Fill all books of a class for both terms."""
    for (name, _), book in world.books.items():
        if name == klass:
            fill(world, book, **values)
    return world
