"""Results of a subject, stored beside its marks and recomputed at once when marks change."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from django.db import connection

from hocba.books.cells import CHUNK
from hocba.books.sheet import Sheet
from hocba.kernel.record import require_writing
from hocba.rules.exact import show_tenths
from hocba.rules.levels import EXEMPT, NEEDS_DECISION, NOT_TAKEN, Scale

YEAR = 3
"""The term number under which the result of the whole year is stored."""
STATUS = {EXEMPT: "exempt", NEEDS_DECISION: "needs_decision", NOT_TAKEN: "not_taken"}


class Result(NamedTuple):
    """A computed result: tenths or level code, and ok, incomplete, exempt, needs_decision, not_taken."""

    number: int | None
    code: str | None
    status: str

    @property
    def text(self) -> str:
        """As shown in a cell: `7,8`, `Đ`, `–` when incomplete, `miễn`."""
        if self.number is not None:
            return show_tenths(self.number)
        words = {
            "incomplete": "–",
            "exempt": "miễn",
            "needs_decision": "chờ QĐ",
            "not_taken": "không học",
        }
        return self.code or words[self.status]


def results_of(sheet: Sheet) -> dict[tuple[int, int, int], Result]:
    """Results of each (student, subject, term 1, 2, 3 = year) that the sheet's regime computes.

    Where levels are given by the teacher (primary school) there are none.
    """
    found: dict[tuple[int, int, int], Result] = {}
    for axis, stem in sheet.shape.stems.items():
        line = sheet.axes[axis]
        for term, name in ((1, f"{stem}_1"), (2, f"{stem}_2"), (YEAR, f"{stem}_year")):
            if not line or name not in sheet.computed:
                continue
            values, unit = sheet.computed[name], sheet.regime.unit(name)
            for column, course in enumerate(line):
                for student, row in sheet.rows.items():
                    result = result_of(int(values[row, column]), unit)
                    found[student, course.subject_id, term] = result
    return found


def result_of(value: int, unit: str | Scale) -> Result:
    """A value of a rulebook's column as a result: tenths or the code of its scale."""
    if value < 0:
        return Result(None, None, STATUS.get(value, "incomplete"))
    if isinstance(unit, Scale):
        return Result(None, unit.codes[value], "ok")
    return Result(value, None, "ok")


def stored(
    year: int, school: int, subjects: Sequence[int], students: Sequence[int]
) -> dict[tuple[int, int, int], Result]:
    """Stored results by (student, subject, term). One statement."""
    if not subjects or not students:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT student_id, subject_id, term, number, code, status FROM books_subjectresult"
            f" WHERE year = %s AND school_id = %s AND student_id IN ({','.join(['%s'] * len(students))})"
            f" AND subject_id IN ({','.join(['%s'] * len(subjects))})",
            [year, school, *students, *subjects],
        )
        return {(a, b, c): Result(d, e, f) for a, b, c, d, e, f in cursor.fetchall()}


def store(
    sheet: Sheet,
    year: int,
    school: int,
    before: Mapping[tuple[int, int, int], Result] | None = None,
) -> dict[tuple[int, int, int], Result]:
    """Compute a sheet's subject results and write those that changed; returns all of them.

    `before` are the stored ones, where the caller has read them already.
    """
    require_writing("books_subjectresult")
    found = results_of(sheet)
    if not found:
        return found
    if before is None:
        subjects = [c.subject_id for c in sheet.courses]
        before = stored(year, school, subjects, list(sheet.students))
    regime = f"{sheet.regime.code} {sheet.regime.version}"[:24]
    rows = [
        (year, school, student, subject, term, *result, regime)
        for (student, subject, term), result in found.items()
        if before.get((student, subject, term)) != result
    ]
    with connection.cursor() as cursor:
        for start in range(0, len(rows), CHUNK):
            part = rows[start : start + CHUNK]
            cursor.execute(
                "INSERT INTO books_subjectresult"
                " (year, school_id, student_id, subject_id, term, number, code, status, regime)"
                f" VALUES {','.join(['(%s,%s,%s,%s,%s,%s,%s,%s,%s)'] * len(part))}"
                " ON CONFLICT (year, school_id, student_id, subject_id, term) DO UPDATE SET"
                " number = excluded.number, code = excluded.code, status = excluded.status,"
                " regime = excluded.regime",
                [v for row in part for v in row],
            )
    return found
