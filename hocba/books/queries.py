"""Reads of books: one book for its page, a class for its overview, progress of a school."""

import datetime
import functools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from django.db.models import Q
from django.utils import timezone

from hocba.books import cells, many, results
from hocba.books.blocks import stand_for
from hocba.books.cells import Key, Value
from hocba.books.columns import course_columns
from hocba.books.models import Book, Column, Lock, Ruling
from hocba.books.roster import ALL_THE_SAME, Choices, Seat, choices_in, roster
from hocba.books.sheet import Ruled, Sheet, homeroom_items
from hocba.books.state import DERIVED, ColumnState, Mode, state
from hocba.documents.queries import SIGNED
from hocba.kernel import sql
from hocba.kernel.errors import Refusal
from hocba.kernel.policy import Actor, fetch, visible
from hocba.kernel.prepared import Prepared
from hocba.org.decree import Decree
from hocba.people.models import Assignment
from hocba.people.roles import Role
from hocba.rules.regime import Regime
from hocba.year.models import Course, Exemption, IndividualPlan, Klass, SchoolYear, Subject

UNDER_SIGNATURES = -1
"""Stands in the column of terms for a pupil whose transcript is under signatures."""
YEARS = Prepared(
    2,
    lambda school, year: SchoolYear.objects.filter(school=school, year__gte=year).order_by("year"),
)
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

    @cached_property
    def by_comment(self) -> frozenset[tuple[int, int, int]]:
        """Those of `exempt` who are assessed by comment alone, by an individual plan."""
        return by_comment(self.book.year, self.exempt)

    def counts(self, column: Column) -> tuple[int, int]:
        """(filled, expected) cells of a column among the pupils of whom something is expected."""
        wanted = self._wanted(column.subject_id, min(column.term, 2))
        if of := self.of and self.of.get((column.term, column.slot), ""):
            expects = self.choices.expects
            wanted = [s for s in wanted if expects(of, s, column.subject_id, column.term)]
        key, cells = (column.subject_id, column.term, column.slot), self.cells
        apart = self._apart(column)
        if not apart:
            return sum((*key, student) in cells for student in wanted), len(wanted)
        full = (
            (*key, student) in cells or all((*k, student) in cells for k in apart)
            for student in wanted
        )
        return sum(full), len(wanted)

    def own_count(self, column: Column) -> int:
        """Filled cells of a column itself, whatever makes up for them elsewhere."""
        key = (column.subject_id, column.term, column.slot)
        return sum((*key, seat.student) in self.cells for seat in self.seats)

    def _apart(self, column: Column) -> list[tuple[int, int, str]]:
        """The cells of single traits that, all filled, make up for the words of their block."""
        if self.book.course_id or column.kind != "text":
            return []
        return [(c.subject_id, c.term, c.slot) for c in stand_for(column, self.columns)]

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
    """Exemptions of pupils in a year as (student, subject, term). One statement.

    Only of whole subjects: who leaves out a part is assessed in the rest.
    """
    if not students:
        return frozenset()
    return frozenset(sql.rows(_exempt(), [year, year, many.ids(students)]))


@functools.cache
def _exempt() -> str:
    return (
        "SELECT student_id, subject_id, term FROM year_exemption"
        " WHERE part = '' AND NOT annulled AND year <= %s AND COALESCE(until, year) >= %s"
        f" AND {many.among('student_id')}"
    )


def _kept_out(
    klass: int, year: int, students: Sequence[int]
) -> tuple[frozenset[tuple[int, int, int]], frozenset[int]]:
    """`exemptions` and `signed_students` of a class's year, in one statement."""
    if not students:
        return frozenset(), frozenset()
    statement = f"{_exempt()} UNION ALL SELECT student_id, 0, {UNDER_SIGNATURES} {SIGNED}"
    rows = sql.rows(statement, [year, year, many.ids(students), klass, year])
    signed = frozenset(student for student, _, term in rows if term == UNDER_SIGNATURES)
    return frozenset(row for row in rows if row[2] != UNDER_SIGNATURES), signed


def by_comment(
    year: int, exempt: frozenset[tuple[int, int, int]]
) -> frozenset[tuple[int, int, int]]:
    """Of the exemptions of a year those that leave a pupil assessed by comment alone."""
    if not exempt:
        return frozenset()
    rows = Exemption.objects.filter(
        student__in={e[0] for e in exempt}, mode=Exemption.Mode.COMMENT, part="", annulled=False
    )
    held = rows.filter(Q(year=year) | Q(year__lte=year, until__gte=year))
    return frozenset(held.values_list("student_id", "subject_id", "term"))


def locks_of(school: int, year: int) -> list[Lock]:
    """All locks and openings of a school's year that may still act."""
    return LOCKS(school, year)


def year_of(school: int, year: int) -> SchoolYear:
    """The school's year row; it knows when the year after it began. One statement."""
    rows = YEARS(school, year)
    if not rows or rows[0].year != year:
        raise SchoolYear.DoesNotExist(f"school {school}, year {year}")
    found = rows[0]
    found.next_starts = rows[1].starts if len(rows) > 1 else None
    return found


def over(year: SchoolYear, at: datetime.datetime) -> str:
    """Why nobody writes in a year any more: the next one has begun. "" while it has not."""
    if year.next_starts is None or year.next_starts > timezone.localdate(at):
        return ""
    return (
        f"Năm học {year.label} đã qua, năm học mới đã bắt đầu."
        " Cần ghi thêm thì xin mở sổ; hiệu trưởng mở có thời hạn."
    )


def refuse_past(year: SchoolYear, at: datetime.datetime) -> None:
    """Refusal for what has no opening of its own, once the next year has begun."""
    if over(year, at):
        raise Refusal(f"Năm học {year.label} đã qua nên không ghi thêm được.")


class Frame(NamedTuple):
    """What a book is without its cells; see `BookPage`."""

    year: SchoolYear
    columns: list[Column]
    seats: list[Seat]
    locks: list[Lock]
    states: dict[int, ColumnState]
    adding: dict[int, ColumnState]
    choices: Choices

    @property
    def students(self) -> list[int]:
        return [s.student for s in self.seats]

    def page(
        self,
        book: Book,
        cells: dict[Key, Value],
        stored: dict[tuple[int, int, int], results.Result],
    ) -> BookPage:
        """With what was read of its cells and results, and who is kept out of them."""
        return BookPage(
            book,
            self.year,
            self.columns,
            self.seats,
            cells,
            self.locks,
            self.states,
            self.adding,
            stored,
            *_kept_out(book.klass_id, book.year, self.students),
            self.choices,
        )


def frame(
    book: Book,
    at: datetime.datetime,
    terms: Sequence[int],
    slots: Sequence[str] | None = None,
    year: SchoolYear | None = None,
    names: bool = True,
) -> Frame:
    """The frame of a book with the columns of these terms (and slots, if named)."""
    year = year or year_of(book.school_id, book.year)
    if book.course is not None:
        book.course.klass = book.klass
    columns = _columns(book, terms, slots)
    seats, chosen = roster(book.klass_id, year, names), ALL_THE_SAME
    if book.course is not None and (book.course.chosen or book.course.topics):
        everybody = [s.student for s in seats]
        chosen = choices_in(book.klass_id, [book.course], everybody, year)
        seats = chosen.seats(book.course, seats)
    locks, past = locks_of(book.school_id, book.year), over(year, at)
    states, adding = (
        {
            c.pk: DERIVED.get(c.source)
            or state(book, c.term, c.slot, mode, locks, at, c.subject_id, past)
            for c in columns
        }
        for mode in (Mode.CHANGE, Mode.ADD)
    )
    return Frame(year, columns, seats, locks, states, adding, chosen)


def load_book(
    book: Book,
    at: datetime.datetime,
    terms: Sequence[int] = (1, 2, 3),
    year: SchoolYear | None = None,
) -> BookPage:
    """The page of a book the caller was already allowed to see (`book_page` checks)."""
    found = frame(book, at, terms, year=year)
    subjects = sorted({c.subject_id for c in found.columns})
    held = (book.year, book.school_id, subjects, found.students)
    stored = results.stored(*held) if book.course_id else {}
    return found.page(book, cells.read(*held, terms), stored)


def _columns(book: Book, terms: Sequence[int], slots: Sequence[str] | None) -> list[Column]:
    """Columns of these terms (and slots, if named) in their order, each with its subject."""
    one = len(terms) == 1
    rows = TERM_COLUMNS(book.pk, terms[0]) if one else COLUMNS(book.pk)
    columns = [c for c in rows if c.term in terms and (slots is None or c.slot in slots)]
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
    exempt = exemptions(klass.year, rows)
    sheet = Sheet(
        klass,
        courses,
        rows,
        cells.read_year(klass.year, klass.school_id, rows),
        exempt,
        homeroom_items(),
        chosen,
        plans=planned(klass.year, rows),
        by_comment=by_comment(klass.year, exempt),
        rulings=rulings(klass.year, rows),
    )
    return sheet, seats


def planned(year: int, students: Iterable[int]) -> frozenset[int]:
    """Pupils with an individual plan in a year."""
    rows = IndividualPlan.objects.filter(year=year, student__in=list(students), end_number="")
    return frozenset(rows.values_list("student_id", flat=True))


def rulings(year: int, students: Iterable[int]) -> dict[int, dict[str, Ruled]]:
    """The head's decisions that stand in a year, by pupil and result: the last of each, unless it
    withdrew. One statement."""
    rows = Ruling.objects.filter(year=year, student__in=list(students)).order_by("pk")
    found: dict[int, dict[str, Ruled]] = {}
    for row in rows.select_related("subject"):
        result = f"{row.result}.{row.subject.code}" if row.subject else row.result
        said = f"Quyết định {Decree(row.number, row.decided_on).cited}, căn cứ: {row.ground}"
        of_pupil = found.setdefault(row.student_id, {})
        of_pupil[result] = Ruled(row.value, said.rstrip("."))
        if not row.value:
            del of_pupil[result]
    return found


def writers(actor: Actor, books: Sequence[Book], today: datetime.date) -> dict[int, str]:
    """Who writes in each of these books: the people with the duty, today or (in a past year) at its
    end. Only of books the actor may read: who may see a book may know whose it is.
    """
    seen = set(
        visible(actor, Book).filter(pk__in=[b.pk for b in books]).values_list("pk", flat=True)
    )
    own = [b for b in books if b.pk in seen]
    courses = {b.course_id: b.pk for b in own if b.course_id}
    classes = {b.klass_id: b.pk for b in own if not b.course_id}
    names: dict[int, list[str]] = {}
    for role, where in ((Role.SUBJECT_TEACHER, courses), (Role.HOMEROOM, classes)):
        rows = Assignment.objects.filter(role=role, scope_id__in=list(where)).order_by("starts")
        for scope, name, ends in rows.values_list("scope_id", "person__full_name", "ends"):
            if ends is None or ends >= today:
                names.setdefault(where[scope], []).append(name)
            else:
                names.setdefault(where[scope], [name])
    return {pk: ", ".join(dict.fromkeys(found)) for pk, found in names.items()}


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


def columns_of_some(course: Course, regime: Regime | None = None) -> dict[tuple[int, str], str]:
    """Columns of a course, by term and slot, that are for some pupils only, and for whom."""
    if not course.topics:
        return {}
    return {(p.term, p.slot): p.of for p in course_columns(course, regime) if p.of}
