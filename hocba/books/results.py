"""Results of a subject, stored beside its marks and recomputed at once when marks change."""

import functools
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from hocba.books import many
from hocba.books.sheet import Sheet
from hocba.kernel import sql
from hocba.kernel.record import require_writing
from hocba.rules.exact import show_tenths
from hocba.rules.levels import BY_PLAN, EXEMPT, NEEDS_DECISION, NOT_TAKEN, Scale

YEAR = 3
"""The term number under which the result of the whole year is stored."""
HEADS = {1: ("ĐTBmhk", "học kì I"), 2: ("ĐTBmhk", "học kì II"), YEAR: ("ĐTBmcn", "cả năm")}
LEVEL_HEADS = {1: ("Học kì I", ""), 2: ("Học kì II", ""), YEAR: ("Cả năm", "")}
"""Heads of results by term: of marks, and of levels."""
FIELDS = tuple(f"books_subjectresult.{f}" for f in ("number", "code", "status", "regime"))
STATUS = {
    EXEMPT: "exempt",
    BY_PLAN: "by_plan",
    NEEDS_DECISION: "needs_decision",
    NOT_TAKEN: "not_taken",
}


class Result(NamedTuple):
    """A computed result: tenths or level code, and `ok`, or a word of `STATUS`, or `incomplete`."""

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
            "by_plan": "nhận xét",
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
                subject, here = course.subject_id, values[:, column].tolist()
                known = {value: result_of(value, unit) for value in set(here)}
                for student, value in zip(sheet.students, here, strict=True):
                    found[student, subject, term] = known[value]
    return found


TENTHS = tuple(Result(value, None, "ok") for value in range(101))


def result_of(value: int, unit: str | Scale) -> Result:
    """A value of a rulebook's column as a result: tenths or the code of its scale."""
    if value < 0:
        return Result(None, None, STATUS.get(value, "incomplete"))
    if isinstance(unit, Scale):
        return Result(None, unit.codes[value], "ok")
    return TENTHS[value] if value < len(TENTHS) else Result(value, None, "ok")


@functools.lru_cache(1024)
def said(result: Result) -> dict[str, str]:
    """A result as pages and receipts get it; shared, so never to be changed."""
    return {"text": result.text, "status": result.status}


def stored(
    year: int,
    school: int,
    subjects: Sequence[int],
    students: Sequence[int],
    stamp: str | None = None,
    terms: Sequence[int] = (1, 2, YEAR),
) -> dict[tuple[int, int, int], Result]:
    """Stored results by (student, subject, term); those made under a stamp only. One statement."""
    if not subjects or not students or not terms:
        return {}
    rows = many.rows(
        ("student_id", "subject_id", "term", "number", "code", "status"),
        f"FROM books_subjectresult WHERE year = %s AND school_id = %s AND {many.among('student_id')}"
        f" AND subject_id IN ({','.join(['%s'] * len(subjects))})"
        f" AND term IN ({','.join(['%s'] * len(terms))})" + (" AND regime = %s" if stamp else ""),
        [year, school, many.ids(students), *subjects, *terms, *([stamp] if stamp else [])],
    )
    new = tuple.__new__
    return {row[:3]: new(Result, row[3:]) for row in rows}


def store(
    sheet: Sheet,
    year: int,
    school: int,
    before: Mapping[tuple[int, int, int], Result] | None = None,
) -> dict[tuple[int, int, int], Result]:
    """Compute a sheet's subject results and write those that changed; returns all of them.

    `before` are the stored ones under the sheet's stamp, where the caller has read them already.
    """
    require_writing("books_subjectresult")
    found = results_of(sheet)
    if not found:
        return found
    if before is None:
        subjects = [c.subject_id for c in sheet.courses]
        before = stored(year, school, subjects, list(sheet.students), sheet.stamp)
    keep(sheet, year, school, found, before)
    return found


def keep(
    sheet: Sheet,
    year: int,
    school: int,
    found: Mapping[tuple[int, int, int], Result],
    before: Mapping[tuple[int, int, int], Result],
) -> None:
    """Write the results of a sheet that are not stored as they are."""
    changed = {key: result for key, result in found.items() if before.get(key) != result}
    _write(year, school, changed, sheet.stamp)


def _write(
    year: int, school: int, changed: Mapping[tuple[int, int, int], Result], regime: str
) -> None:
    groups: dict[tuple[int, int, str, str], dict[int, int | str | None]] = {}
    for (student, subject, term), (number, code, status) in changed.items():
        field = "number" if code is None else "code"
        filled = groups.setdefault((subject, term, status, field), {})
        filled[student] = number if code is None else code
    for (subject, term, status, field), values in groups.items():
        sql.run(
            "INSERT INTO books_subjectresult"
            f" (year, school_id, student_id, subject_id, term, status, regime, {field})"
            f" SELECT %s, %s, {many.pupil()}, %s, %s, %s, %s, {many.value(field)}"
            f" FROM {many.unfold()} WHERE true"
            " ON CONFLICT (year, school_id, student_id, subject_id, term) DO UPDATE SET"
            " number = excluded.number, code = excluded.code, status = excluded.status,"
            " regime = excluded.regime"
            f" WHERE {' OR '.join(many.differs(f) for f in FIELDS)}",
            [year, school, subject, term, status, regime, many.each(values)],
        )
