"""Reads of books: one book for its page, a class for its overview, progress of a school."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db import connection
from django.utils import timezone

from hocba.books import cells, results
from hocba.books.cells import Key, Value
from hocba.books.columns import course_columns, regime_of
from hocba.books.models import Book, Column, Lock
from hocba.books.roster import ALL_THE_SAME, Choices, Seat, choice_rows, choices, choices_in, roster
from hocba.books.sheet import Sheet, homeroom_items
from hocba.books.state import COUNTED, ColumnState, Mode, state
from hocba.documents.queries import signed_students
from hocba.kernel.policy import Actor, fetch
from hocba.kernel.prepared import Prepared
from hocba.org.settings import settings_for
from hocba.rules.regime import Regime
from hocba.year.models import Course, Klass, SchoolYear, Subject

YEARS = Prepared(2, lambda school, year: SchoolYear.objects.filter(school=school, year=year))
LOCKS = Prepared(2, lambda school, year: Lock.objects.filter(school=school, year=year))
COLUMNS = Prepared(1, lambda book: Column.objects.filter(book=book).order_by("position", "pk"))
TERM_COLUMNS = Prepared(
    2, lambda book, term: Column.objects.filter(book=book, term=term).order_by("position", "pk")
)


@dataclass(frozen=True)
class BookPage:
    """All that the page of one book needs, in a handful of statements.

    `columns` are those asked for; `states` and `adding` give for each column id the state for
    changing a filled cell and for filling an empty one;
    `seats` of a chosen subject are those who take it, `choices` tell who takes its cụm chuyên đề;
    `results` are stored results by (student, subject, term); `exempt` is a set of
    (student, subject, term), term 0 being the whole year; `signed` are pupils whose transcript of
    the year is under signatures.
    """

    book: Book
    year: SchoolYear
    columns: list[Column]
    seats: list[Seat]
    cells: dict[Key, Value]
    locks: list[Lock]
    states: dict[int, ColumnState]
    adding: dict[int, ColumnState]
    results: dict[tuple[int, int, int], results.Result]
    exempt: frozenset[tuple[int, int, int]]
    signed: frozenset[int]
    choices: Choices = ALL_THE_SAME

    @cached_property
    def of(self) -> dict[tuple[int, str], str]:
        """Columns, by term and slot, that are for some pupils only; {} in most books."""
        return {} if self.book.course is None else columns_of_some(self.book.course)

    def counts(self, column: Column) -> tuple[int, int]:
        """(filled, expected) cells of a column among the pupils of whom something is expected."""
        wanted = self._wanted(column.subject_id, min(column.term, 2))
        if of := self.of and self.of.get((column.term, column.slot), ""):
            expects = self.choices.expects
            wanted = [s for s in wanted if expects(of, s, column.subject_id, column.term)]
        key, cells = (column.subject_id, column.term, column.slot), self.cells
        return sum((*key, student) in cells for student in wanted), len(wanted)

    def _wanted(self, subject: int, term: int) -> list[int]:
        """Pupils of whom something is expected in a subject and term."""
        return [
            s.student
            for s in self.seats
            if term in s.expected
            and not (self.exempt and is_exempt(self.exempt, s.student, subject, term))
        ]


def is_exempt(rows: frozenset[tuple[int, int, int]], student: int, subject: int, term: int) -> bool:
    """Whether a pupil is exempt from a subject in a term."""
    return (student, subject, 0) in rows or (student, subject, term) in rows


def exemptions(year: int, students: Sequence[int]) -> frozenset[tuple[int, int, int]]:
    """Exemptions of pupils in a year as (student, subject, term). One statement."""
    if not students:
        return frozenset()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT student_id, subject_id, term FROM year_exemption WHERE year = %s"
            f" AND student_id IN ({','.join(['%s'] * len(students))})",
            [year, *students],
        )
        return frozenset(cursor.fetchall())


def locks_of(school: int, year: int) -> list[Lock]:
    """All locks and openings of a school's year that may still act."""
    return LOCKS(school, year)


def year_of(school: int, year: int) -> SchoolYear:
    """The school's year row."""
    found = YEARS.first(school, year)
    if found is None:
        raise SchoolYear.DoesNotExist(f"school {school}, year {year}")
    return found


def load_book(
    book: Book,
    at: datetime.datetime,
    terms: Sequence[int] = (1, 2, 3),
    year: SchoolYear | None = None,
) -> BookPage:
    """The page of a book the caller was already allowed to see (`book_page` checks)."""
    year = year or year_of(book.school_id, book.year)
    if book.course is not None:
        book.course.klass = book.klass
    columns = _columns(book, terms)
    seats, chosen = roster(book.klass_id, year), ALL_THE_SAME
    if book.course is not None and (book.course.chosen or book.course.topics):
        everybody = [s.student for s in seats]
        chosen = choices_in(book.klass_id, [book.course], everybody, year)
        seats = chosen.seats(book.course, seats)
    students = [s.student for s in seats]
    subjects = sorted({c.subject_id for c in columns})
    locks = locks_of(book.school_id, book.year)
    states, adding = (
        {
            c.pk: COUNTED if c.source else state(book, c.term, c.slot, mode, locks, at)
            for c in columns
        }
        for mode in (Mode.CHANGE, Mode.ADD)
    )
    stored = results.stored(book.year, book.school_id, subjects, students) if book.course_id else {}
    return BookPage(
        book,
        year,
        columns,
        seats,
        cells.read(book.year, book.school_id, subjects, students, terms),
        locks,
        states,
        adding,
        stored,
        exemptions(book.year, students),
        signed_students(book.klass_id, book.year),
        chosen,
    )


def _columns(book: Book, terms: Sequence[int]) -> list[Column]:
    """Columns of these terms in their order, each with its subject."""
    one = len(terms) == 1
    rows = TERM_COLUMNS(book.pk, terms[0]) if one else COLUMNS(book.pk)
    columns = [c for c in rows if c.term in terms]
    known = {book.course.subject_id: book.course.subject} if book.course else {}
    if missing := {c.subject_id for c in columns} - known.keys():
        known |= Subject.objects.in_bulk(missing)
    for column in columns:
        column.subject = known[column.subject_id]
    return columns


def book_page(
    actor: Actor, book: int, at: datetime.datetime, terms: Sequence[int] = (1, 2, 3)
) -> BookPage:
    """The page of a book visible to the actor; Hidden otherwise."""
    found = fetch(actor, Book, book, "klass", "course__subject", "school")
    return load_book(found, at, terms)


def class_sheet(klass: Klass, students: Sequence[int] | None = None) -> tuple[Sheet, list[Seat]]:
    """The whole class as the rules read it, homeroom part included, and its list.

    Rows are the pupils of whom year results are expected, unless `students` names them. The sheet
    of one pupil has only the subjects that this pupil takes.
    """
    year = year_of(klass.school_id, klass.year)
    seats = roster(klass.pk, year)
    rows = [s.student for s in seats if not s.gone] if students is None else list(students)
    courses = list(
        Course.objects.filter(klass=klass)
        .select_related("subject", "klass")
        .order_by("subject__position")
    )
    chosen = choices_in(klass.pk, courses, rows, year)
    if students is not None and len(rows) == 1:
        courses = [c for c in courses if not chosen.never(rows[0], c.subject_id)]
    sheet = Sheet(
        klass,
        courses,
        rows,
        cells.read_year(klass.year, klass.school_id, rows),
        exemptions(klass.year, rows),
        homeroom_items(),
        chosen,
    )
    return sheet, seats


def history_of(actor: Actor, book: Book, key: Key) -> list[dict[str, Any]]:
    """The ledger of a cell of a book visible to the actor, newest first, with names."""
    from hocba.people.models import Person

    fetch(actor, Book, book.pk)
    lines = cells.history(book.year, book.school_id, key)
    people = dict(
        Person.objects.filter(pk__in={line["actor"] for line in lines}).values_list(
            "pk", "full_name"
        )
    )
    for line in lines:
        line["who"] = people.get(line["actor"], "hệ thống")
        line["at"] = timezone.localtime(line["at"])
    return lines


Place = tuple[int, int, str]
"""Subject, term and slot of a column."""


@dataclass(frozen=True)
class Progress:
    """Filled and expected required cells of one book, per term: {term: (filled, expected)}."""

    book: int
    klass: int
    course: int | None
    subject: int | None
    terms: dict[int, tuple[int, int]]


def progress(school: int, year: int, classes: Sequence[int] | None = None) -> list[Progress]:
    """Progress of all books of a school's year (or of some classes). Five statements in all."""
    frame = year_of(school, year)
    wanted = Book.objects.filter(school=school, year=year).select_related("course")
    if classes is not None:
        wanted = wanted.filter(klass__in=classes)
    books = list(wanted)
    columns: dict[int, list[Place]] = {}
    rows = Column.objects.filter(book__in=[b.pk for b in books], required=True, term__lt=3)
    for book, subject, term, slot in rows.values_list("book_id", "subject_id", "term", "slot"):
        columns.setdefault(book, []).append((subject, term, slot))
    lists = {k: roster(k, frame) for k in {b.klass_id for b in books}}
    chosen = _chosen(books, lists, frame)
    students = [s.student for seats in lists.values() for s in seats]
    filled = filled_keys(year, school, students)
    free = exemptions(year, students)
    return [
        Progress(
            b.pk,
            b.klass_id,
            b.course_id,
            b.course.subject_id if b.course else None,
            _count(b, columns.get(b.pk, []), lists[b.klass_id], filled, free, chosen),
        )
        for b in books
    ]


@dataclass(frozen=True)
class _Chosen:
    """What is chosen in some classes: by class who takes what, by course which columns are of some."""

    by_class: dict[int, Choices]
    of: dict[int, dict[tuple[int, str], str]]


def _chosen(books: Sequence[Book], lists: dict[int, list[Seat]], year: SchoolYear) -> _Chosen:
    """Three statements where something is chosen, none elsewhere."""
    some = [b.course.pk for b in books if b.course and (b.course.chosen or b.course.topics)]
    if not some:
        return _Chosen({}, {})
    courses: dict[int, list[Course]] = {}
    for course in Course.objects.filter(pk__in=some).select_related("subject", "klass"):
        courses.setdefault(course.klass_id, []).append(course)
    rows = choice_rows(list(courses))
    held = settings_for(year.school_id, year.year)
    return _Chosen(
        {
            klass: choices(own, [s.student for s in lists[klass]], year, rows.get(klass, ()))
            for klass, own in courses.items()
        },
        {
            c.pk: columns_of_some(c, regime_of(c.klass, held))
            for own in courses.values()
            for c in own
            if c.topics
        },
    )


def columns_of_some(course: Course, regime: Regime | None = None) -> dict[tuple[int, str], str]:
    """Columns of a course, by term and slot, that are for some pupils only, and for whom."""
    if not course.topics:
        return {}
    return {(p.term, p.slot): p.of for p in course_columns(course, regime) if p.of}


def _count(
    book: Book,
    columns: list[Place],
    seats: list[Seat],
    filled: set[tuple[int, int, str, int]],
    free: frozenset[tuple[int, int, int]],
    chosen: _Chosen,
) -> dict[int, tuple[int, int]]:
    found = {1: [0, 0], 2: [0, 0]}
    who, of = (
        chosen.by_class.get(book.klass_id, ALL_THE_SAME),
        chosen.of.get(book.course_id or 0, {}),
    )
    if book.course is not None:
        seats = who.seats(book.course, seats)
    for subject, term, slot in columns:
        here = of.get((term, slot), "")
        for seat in seats:
            if here and not who.expects(here, seat.student, subject, term):
                continue
            if term in seat.expected and not is_exempt(free, seat.student, subject, term):
                found[term][1] += 1
                found[term][0] += (subject, term, slot, seat.student) in filled
    return {term: (a, b) for term, (a, b) in found.items()}


def filled_keys(year: int, school: int, students: Sequence[int]) -> set[tuple[int, int, str, int]]:
    """(subject, term, slot, student) of all filled cells of pupils."""
    found: set[tuple[int, int, str, int]] = set()
    with connection.cursor() as cursor:
        for start in range(0, len(students), 500):
            part = students[start : start + 500]
            cursor.execute(
                "SELECT subject_id, term, slot, student_id FROM books_mark WHERE year = %s"
                f" AND school_id = %s AND student_id IN ({','.join(['%s'] * len(part))})",
                [year, school, *part],
            )
            found.update(tuple(r) for r in cursor.fetchall())
    return found
