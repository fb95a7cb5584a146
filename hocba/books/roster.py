"""Who stands in a class's books, and for which terms something is expected."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from hocba.books.shapes import TOPICS
from hocba.kernel import sql
from hocba.year.models import Course, SchoolYear

Row = tuple[int, int, bool, datetime.date, datetime.date | None]
"""A choice: student, course, whether of the cụm chuyên đề, first and last day."""


class Seat(NamedTuple):
    """A pupil on a class's list. `terms` are those in which the pupil sat in the class at all,
    `expected` those at whose end the pupil was there, so that results are expected."""

    student: int
    name: str
    position: int
    starts: datetime.date
    ends: datetime.date | None
    leaving: str
    terms: frozenset[int]
    expected: frozenset[int]

    @property
    def gone(self) -> bool:
        """Whether the pupil left before the end of the year."""
        return 2 not in self.expected


@dataclass(frozen=True)
class Choices:
    """What pupils of a class take of what is chosen.

    `untaken` are (student, subject, term) of chosen subjects that a pupil does not take at the end
    of a term, `topics` (student, subject, term) of the cụm chuyên đề that a pupil takes. `present`
    are the pupils who took a chosen course (by id) in a term at all.
    """

    untaken: frozenset[tuple[int, int, int]] = frozenset()
    topics: frozenset[tuple[int, int, int]] = frozenset()
    present: frozenset[tuple[int, int, int]] = frozenset()

    def expects(self, of: str, student: int, subject: int, term: int) -> bool:
        """Whether a cell that is `of` some pupils only is expected of this one."""
        return not of or (of == TOPICS) == ((student, subject, term) in self.topics)

    def never(self, student: int, subject: int) -> bool:
        """Whether a pupil takes a chosen subject in neither term."""
        return {(student, subject, 1), (student, subject, 2)} <= self.untaken

    def seats(self, course: Course, seats: Iterable[Seat]) -> list[Seat]:
        """The list of a course: of a chosen one only those who take it, in the terms they do."""
        if not course.chosen:
            return list(seats)
        found = []
        for seat in seats:
            took = {t for t in (1, 2) if (seat.student, course.pk, t) in self.present}
            if here := seat.terms & took:
                gave_up = {
                    t for s, j, t in self.untaken if (s, j) == (seat.student, course.subject_id)
                }
                expected = seat.expected & took - gave_up
                found.append(seat._replace(terms=here, expected=expected))
        return found


ALL_THE_SAME = Choices()
"""Nothing is chosen: everybody takes every subject, nobody a cụm chuyên đề."""


def choice_rows(klasses: Sequence[int]) -> dict[int, list[Row]]:
    """All choices in some classes, by class. One statement."""
    found: dict[int, list[Row]] = {}
    if not klasses:
        return found
    rows = sql.rows(
        "SELECT o.klass_id, c.student_id, c.course_id, c.topics, c.starts, c.ends"
        " FROM year_choice c JOIN year_course o ON o.id = c.course_id"
        f" WHERE o.klass_id IN ({','.join(['%s'] * len(klasses))})",
        list(klasses),
    )
    for klass, student, course, topics, starts, ends in rows:
        first = _day(starts)
        assert first is not None
        found.setdefault(klass, []).append((student, course, bool(topics), first, _day(ends)))
    return found


def choices(
    courses: Iterable[Course], students: Sequence[int], year: SchoolYear, rows: Iterable[Row]
) -> Choices:
    """What these pupils of a class take, from the rows of its choices."""
    subject = {c.pk: c.subject_id for c in courses}
    taken: set[tuple[int, int, int]] = set()
    topics: set[tuple[int, int, int]] = set()
    present: set[tuple[int, int, int]] = set()
    for student, course, topic, starts, ends in rows:
        if course not in subject:
            continue
        for term, (first, last) in _spans(year).items():
            if starts > last or (ends is not None and ends < first):
                continue
            at_end = ends is None or ends >= last
            if topic and at_end:
                topics.add((student, subject[course], term))
            elif not topic:
                present.add((student, course, term))
                if at_end:
                    taken.add((student, subject[course], term))
    untaken = {
        (student, c.subject_id, term)
        for c in courses
        if c.chosen
        for student in students
        for term in (1, 2)
    }
    return Choices(frozenset(untaken - taken), frozenset(topics), frozenset(present))


def choices_in(
    klass: int, courses: Sequence[Course], students: Sequence[int], year: SchoolYear
) -> Choices:
    """What these pupils take in these courses of one class; asks only where something is chosen."""
    if not any(c.chosen or c.topics for c in courses):
        return ALL_THE_SAME
    return choices(courses, students, year, choice_rows([klass]).get(klass, ()))


SEATS = (
    "SELECT e.student_id, {name}, e.position, CAST(e.starts AS text), CAST(e.ends AS text), e.leaving"
    " FROM year_enrolment e"
)
"""Days as text: most of a class share them, so they are read once and not by the driver for each."""
NAMED = (
    SEATS.format(name="p.full_name") + " JOIN people_student s ON s.id = e.student_id"
    " JOIN people_person p ON p.id = s.person_id"
    " WHERE e.klass_id = %s ORDER BY e.position, p.sort_key, e.student_id"
)
NAMELESS = SEATS.format(name="''") + " WHERE e.klass_id = %s ORDER BY e.position, e.student_id"


def roster(klass: int, year: SchoolYear, names: bool = True) -> list[Seat]:
    """The list of a class in its kept order; those who left stay on it. One statement.

    Who only counts pupils can do without `names`."""
    rows = sql.rows(NAMED if names else NAMELESS, [klass])
    spans: dict[tuple[object, object], _Span] = {}
    found = []
    for student, name, position, starts, ends, leaving in rows:
        span = spans.get((starts, ends))
        if span is None:
            span = spans[starts, ends] = _span(year, starts, ends)
        found.append(Seat(student, name, position, span[0], span[1], leaving, span[2], span[3]))
    return found


def name_of(student: int) -> str:
    """The name of one pupil, for who read a list without names."""
    [(name,)] = sql.rows(
        "SELECT p.full_name FROM people_student s JOIN people_person p ON p.id = s.person_id"
        " WHERE s.id = %s",
        [student],
    )
    return str(name)


_Span = tuple[datetime.date, datetime.date | None, frozenset[int], frozenset[int]]


def _spans(year: SchoolYear) -> dict[int, tuple[datetime.date, datetime.date]]:
    """First and last day of each term."""
    return {1: (year.starts, year.term1_ends), 2: (year.term2_starts, year.ends)}


def _span(year: SchoolYear, starts: object, ends: object) -> _Span:
    """First and last day, and the terms these touch and see to the end. Most of a class share it."""
    first, last = _day(starts), _day(ends)
    assert first is not None
    spans = _spans(year)
    present = {t for t, (a, b) in spans.items() if first <= b and (last is None or last >= a)}
    expected = {t for t in present if last is None or last >= spans[t][1]}
    return first, last, frozenset(present), frozenset(expected)


def _day(value: object) -> datetime.date | None:
    return datetime.date.fromisoformat(value) if isinstance(value, str) else value  # type: ignore[return-value]
