"""Who stands in a class's books, and for which terms something is expected."""

import datetime
from typing import NamedTuple

from django.db import connection

from hocba.year.models import SchoolYear


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


def roster(klass: int, year: SchoolYear) -> list[Seat]:
    """The list of a class in its kept order; those who left stay on it. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT e.student_id, p.full_name, e.position, e.starts, e.ends, e.leaving"
            " FROM year_enrolment e JOIN people_student s ON s.id = e.student_id"
            " JOIN people_person p ON p.id = s.person_id"
            " WHERE e.klass_id = %s ORDER BY e.position, p.sort_key, e.student_id",
            [klass],
        )
        rows = cursor.fetchall()
    spans: dict[tuple[object, object], _Span] = {}
    found = []
    for student, name, position, starts, ends, leaving in rows:
        span = spans.get((starts, ends))
        if span is None:
            span = spans[starts, ends] = _span(year, starts, ends)
        found.append(Seat(student, name, position, span[0], span[1], leaving, span[2], span[3]))
    return found


_Span = tuple[datetime.date, datetime.date | None, frozenset[int], frozenset[int]]


def _span(year: SchoolYear, starts: object, ends: object) -> _Span:
    """First and last day, and the terms these touch and see to the end. Most of a class share it."""
    first, last = _day(starts), _day(ends)
    assert first is not None
    spans = {1: (year.starts, year.term1_ends), 2: (year.term2_starts, year.ends)}
    present = {t for t, (a, b) in spans.items() if first <= b and (last is None or last >= a)}
    expected = {t for t in present if last is None or last >= spans[t][1]}
    return first, last, frozenset(present), frozenset(expected)


def _day(value: object) -> datetime.date | None:
    return datetime.date.fromisoformat(value) if isinstance(value, str) else value  # type: ignore[return-value]
