"""Marks rebuilt from the ledger, results from the marks, and both compared with what is stored."""

import datetime
from collections.abc import Iterator
from typing import Any

from django.db import connection

from hocba.books.queries import class_sheet
from hocba.books.results import HEADS, results_of, stored
from hocba.kernel import figures
from hocba.kernel.checks import Problem, Scope, Unseen, check
from hocba.year.models import Klass

CELL = "subject_id, term, slot, student_id"
LEDGER = f"""
SELECT {CELL}, event_id, old_number, old_code, old_body, old_decision,
       new_number, new_code, new_body, new_decision
FROM books_markchange WHERE year = %s AND school_id = %s ORDER BY event_id
"""
MARKS = f"""
SELECT {CELL}, number, code, body, decision FROM books_mark WHERE year = %s AND school_id = %s
"""
NAMED = {
    "sự kiện": ("event_id", "kernel_event"),
    "sổ": ("book_id", "books_book"),
    "trường": ("school_id", "org_place"),
    "môn": ("subject_id", "year_subject"),
}
"""What a line of the ledger names without a key that the database checks (ADR 073)."""
NOTHING = (None, None, None, None)
WORDS = {
    "lost": "sổ thay đổi có giá trị nhưng ô điểm trống",
    "differs": "ô điểm khác với lần thay đổi cuối trong nhật ký",
    "stray": "ô điểm có giá trị mà nhật ký không ghi",
}


@check("marks", "Điểm dựng lại từ sổ thay đổi", order=30)
def check_marks(scope: Scope) -> Iterator[Problem]:
    """Rebuild every mark of every school and year from the ledger; one read of each table."""
    yield from _nameless()
    whole = _rows(
        "SELECT year, school_id FROM books_markchange UNION SELECT year, school_id FROM books_mark"
    )
    for done, (year, school) in enumerate(whole):
        scope.progress(done, len(whole))
        yield from _compare(year, school)
    scope.progress(len(whole), len(whole))


def _nameless() -> Iterator[Problem]:
    """Lines of the ledger that name what is not there."""
    for word, (key, table) in NAMED.items():
        for number, count in _rows(
            f"SELECT c.{key}, COUNT(*) FROM books_markchange c LEFT JOIN {table} t ON t.id = c.{key}"
            f" WHERE t.id IS NULL GROUP BY c.{key}"
        ):
            yield Problem(f"{count} dòng sổ thay đổi ghi {word} số {number}, không có {word} ấy.")


def _compare(year: int, school: int) -> Iterator[Problem]:
    """Play the ledger of a school's year, then hold the marks against what it ends with."""
    rebuilt: dict[tuple[Any, ...], tuple[Any, ...]] = {}
    for line in _rows(LEDGER, year, school):
        cell, event, old, new = line[:4], line[4], line[5:9], line[9:]
        if rebuilt.get(cell, NOTHING) != old:
            yield Problem(f"{_cell(year, cell)}: đứt lịch sử tại sự kiện số {event}.")
        rebuilt[cell] = new
    for line in _rows(MARKS, year, school):
        cell, now = line[:4], line[4:]
        then = rebuilt.pop(cell, NOTHING)
        if then != now:
            kind = "stray" if then == NOTHING else "differs"
            yield Problem(f"{_cell(year, cell)}: {WORDS[kind]}.")
    for cell, then in rebuilt.items():
        if then != NOTHING:
            yield Problem(f"{_cell(year, cell)}: {WORDS['lost']}.")


@check("stored", "Kết quả các môn tính lại từ điểm", order=35)
def check_stored_results(scope: Scope) -> Iterator[Problem | Unseen]:
    """Compute every class anew and compare it with the results stored under the same rules.

    Pages of a whole school and the other term of a save read what is stored (ADR 174, 178). What an
    edition of the rules stored that is no longer in force is only counted: decisions and documents
    do not read it, a book shows it until its next save.
    """
    older = 0
    classes = Klass.objects.select_related("school").order_by("pk")
    total = classes.count()
    for done, klass in enumerate(classes.iterator(chunk_size=100), start=1):
        sheet, _ = class_sheet(klass)
        subjects = [course.subject_id for course in sheet.courses]
        found = results_of(sheet)
        place = (klass.year, klass.school_id, subjects, sheet.students)
        kept = stored(*place, sheet.stamp)
        older += len(stored(*place)) - len(kept)
        for key in sorted(key for key, result in kept.items() if found.get(key) != result):
            student, subject, term = key
            yield Problem(
                f"Năm {klass.year}, học sinh số {student}, môn số {subject}, {HEADS[term][1]}:"
                " kết quả lưu khác với kết quả tính từ điểm."
            )
        scope.progress(done, total)
    if older:
        yield Unseen(
            f"{figures.grouped(older)} kết quả lưu theo bản quy định trước không tính lại được;"
            " trang sổ còn hiện chúng đến lần lưu điểm kế tiếp, kết quả lớp và học bạ không dùng."
        )


@check("absences", "Vắng mặt dựng lại từ sổ thay đổi", order=36)
def check_absences(scope: Scope) -> Iterator[Problem]:
    """Hold every absence against the last line of its ledger."""
    last: dict[tuple[Any, ...], tuple[Any, ...]] = {}
    for student, day, session, kind, note, event in _rows(
        "SELECT student_id, day, session, new, new_note, event_id FROM books_absencechange"
        " ORDER BY event_id, id"
    ):
        last[student, day, session] = (kind, note, event)
    held = _rows("SELECT student_id, day, session, kind, note FROM books_absence")
    for student, day, session, kind, note in held:
        said = last.pop((student, day, session), None)
        if said is None or said[:2] != (kind, note):
            what = "khác với lần ghi cuối" if said and said[0] else "nhật ký không ghi"
            yield Problem(f"Học sinh số {student}, vắng ngày {_day(day)}: {what}.")
    for (student, day, _), (kind, _, event) in last.items():
        if kind:
            yield Problem(
                f"Học sinh số {student}, vắng ngày {_day(day)}: không còn (ghi ở sự kiện số {event})."
            )
    scope.progress(len(held), len(held))


def _day(day: datetime.date) -> str:
    return f"{day:%d/%m/%Y}"


def _rows(sql: str, *params: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())


def _cell(year: int, cell: tuple[Any, ...]) -> str:
    subject, term, slot, student = cell
    return f"Năm {year}, học sinh số {student}, môn số {subject}, học kì {term}, cột {slot}"
