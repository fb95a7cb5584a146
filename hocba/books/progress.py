"""Progress: how full every column of a school's books is, held against the plan."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from hocba.books import many
from hocba.books.blocks import TRAITS, stand_for
from hocba.books.cells import ANY_SUBJECT, Place
from hocba.books.columns import regime_of
from hocba.books.models import Book, Column
from hocba.books.queries import columns_of_some, exemptions, is_exempt, year_of
from hocba.books.roster import ALL_THE_SAME, Choices, Seat, choice_rows, choices, roster
from hocba.org.settings import settings_for
from hocba.year.models import Course, SchoolYear, Subject


@dataclass(frozen=True)
class Fill:
    """A required column: cells expected, the pupils whose cell is empty, and its day of the plan.

    `due` is the day set by the plan (`planned`), else the last day of the term.
    """

    place: Place
    label: str
    kind: str
    due: datetime.date
    planned: bool
    expected: int
    missing: tuple[int, ...]

    @property
    def term(self) -> int:
        return self.place[1]

    @property
    def filled(self) -> int:
        return self.expected - len(self.missing)

    def late(self, today: datetime.date) -> bool:
        """Whether the day is over and cells are empty."""
        return bool(self.missing) and self.due < today


@dataclass(frozen=True)
class Progress:
    """How full one book is, column by column."""

    book: int
    klass: int
    course: int | None
    subject: int | None
    columns: tuple[Fill, ...]

    @cached_property
    def terms(self) -> dict[int, tuple[int, int]]:
        """Filled and expected required cells per term: {term: (filled, expected)}."""
        found = {1: [0, 0], 2: [0, 0]}
        for column in self.columns:
            found[column.term][0] += column.filled
            found[column.term][1] += column.expected
        return {term: (a, b) for term, (a, b) in found.items()}

    def late(self, today: datetime.date, term: int = 0) -> list[Fill]:
        """Columns behind the plan, of a term or (0) of both."""
        return [c for c in self.columns if term in (0, c.term) and c.late(today)]


def progress(
    school: int,
    year: int,
    classes: Sequence[int] | None = None,
    books: Sequence[int] | None = None,
) -> list[Progress]:
    """Progress of all books of a school's year, or of some classes or books. Six statements."""
    frame = year_of(school, year)
    wanted = Book.objects.filter(school=school, year=year).select_related("course")
    if classes is not None:
        wanted = wanted.filter(klass__in=classes)
    if books is not None:
        wanted = wanted.filter(pk__in=books)
    rows = list(wanted)
    columns: dict[int, list[Column]] = {}
    required = Column.objects.filter(book__in=[b.pk for b in rows], required=True, term__lt=3)
    for column in required.order_by("term", "position", "pk"):
        columns.setdefault(column.book_id, []).append(column)
    apart = _apart([b.pk for b in rows if b.course is None])
    lists = {k: roster(k, frame) for k in {b.klass_id for b in rows}}
    chosen = _chosen(rows, lists, frame)
    students = [s.student for seats in lists.values() for s in seats]
    filled = _filled(year, school, students)
    free = exemptions(year, students)
    return [
        Progress(
            b.pk,
            b.klass_id,
            b.course_id,
            b.course.subject_id if b.course else None,
            _fills(
                b,
                columns.get(b.pk, []),
                lists[b.klass_id],
                _with_traits(filled, apart.get(b.pk, {})),
                free,
                chosen,
                frame,
            ),
        )
        for b in rows
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


def _apart(books: Sequence[int]) -> dict[int, dict[Place, list[Place]]]:
    """By homeroom book: the columns of single traits that make up for the words of their block."""
    words = Column.objects.filter(book__in=books, kind="text", term__lt=3)
    kinds = [*TRAITS, Subject.Kind.HOMEROOM]
    rows: dict[int, list[Column]] = {}
    for column in words.filter(subject__kind__in=kinds).select_related("subject"):
        rows.setdefault(column.book_id, []).append(column)
    found: dict[int, dict[Place, list[Place]]] = {}
    for book, columns in rows.items():
        for block in columns:
            if own := stand_for(block, columns):
                found.setdefault(book, {})[_place(block)] = [_place(c) for c in own]
    return found


def _place(column: Column) -> Place:
    return column.subject_id, column.term, column.slot


def _with_traits(
    filled: dict[Place, set[int]], apart: dict[Place, list[Place]]
) -> dict[Place, set[int]]:
    """What is filled, the words of a block also where each of its traits has words."""
    if not apart:
        return filled
    more = {
        block: filled.get(block, set()) | set.intersection(*(filled.get(p, set()) for p in own))
        for block, own in apart.items()
    }
    return filled | more


def _fills(
    book: Book,
    columns: Sequence[Column],
    seats: list[Seat],
    filled: dict[Place, set[int]],
    free: frozenset[tuple[int, int, int]],
    chosen: _Chosen,
    year: SchoolYear,
) -> tuple[Fill, ...]:
    who = chosen.by_class.get(book.klass_id, ALL_THE_SAME)
    of = chosen.of.get(book.course_id or 0, {})
    if book.course is not None:
        seats = who.seats(book.course, seats)
    expected = {t: [s.student for s in seats if t in s.expected] for t in (1, 2)}
    found = []
    for column in columns:
        subject, term, slot = place = (column.subject_id, column.term, column.slot)
        wanted = expected[term]
        if here := of.get((term, slot), ""):
            wanted = [s for s in wanted if who.expects(here, s, subject, term)]
        if free:
            wanted = [s for s in wanted if not is_exempt(free, s, subject, term)]
        full = filled.get(place, set())
        missing = tuple(s for s in wanted if s not in full)
        due = column.due or (year.term1_ends if term == 1 else year.ends)
        found.append(
            Fill(
                place, column.label, column.kind, due, column.due is not None, len(wanted), missing
            )
        )
    return tuple(found)


def _filled(year: int, school: int, students: Sequence[int]) -> dict[Place, set[int]]:
    """Pupils with a filled cell, by column."""
    found: dict[Place, set[int]] = {}
    rows = many.rows(
        ("subject_id", "term", "slot", "student_id"),
        "FROM books_mark WHERE year = %s AND school_id = %s"
        f" AND {ANY_SUBJECT} AND {many.among('student_id')}",
        [year, school, many.ids(students)],
    )
    for subject, term, slot, student in rows:
        found.setdefault((subject, term, slot), set()).add(student)
    return found
