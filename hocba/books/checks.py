"""Marks rebuilt from the ledger and compared with the marks as they stand."""

from collections.abc import Iterator
from typing import Any

from django.db import connection

from hocba.kernel.checks import Problem, Scope, check

PARTS = ("number", "code", "body", "decision")
KEY = "subject_id, term, slot, student_id"

# Every line must begin where the line before it on the same cell ended.
BREAKS = f"""
WITH line AS (
  SELECT {KEY}, event_id, {", ".join(f"old_{p}" for p in PARTS)},
         {", ".join(f"LAG(new_{p}) OVER cell AS before_{p}" for p in PARTS)}
  FROM books_markchange WHERE year = %s AND school_id = %s
  WINDOW cell AS (PARTITION BY {KEY} ORDER BY event_id))
SELECT {KEY}, event_id FROM line
WHERE {" OR ".join(f"old_{p} IS DISTINCT FROM before_{p}" for p in PARTS)}
"""

# The newest line of a cell says what stands there; all four NULL is an empty cell, without a row.
NEWEST = f"""
  SELECT {KEY}, {", ".join(f"new_{p}" for p in PARTS)},
         ROW_NUMBER() OVER (PARTITION BY {KEY} ORDER BY event_id DESC) AS back
  FROM books_markchange WHERE year = %s AND school_id = %s
"""
REBUILT = f"""
  SELECT * FROM newest WHERE back = 1 AND NOT ({" AND ".join(f"new_{p} IS NULL" for p in PARTS)})
"""
SAME_CELL = " AND ".join(f"r.{c.strip()} = m.{c.strip()}" for c in KEY.split(","))
DIFFERENT = f"""
WITH newest AS ({NEWEST}), rebuilt AS ({REBUILT}),
     m AS (SELECT * FROM books_mark WHERE year = %s AND school_id = %s)
SELECT r.subject_id, r.term, r.slot, r.student_id,
       CASE WHEN m.student_id IS NULL THEN 'lost' ELSE 'differs' END
FROM rebuilt r LEFT JOIN m ON {SAME_CELL}
WHERE m.student_id IS NULL OR {" OR ".join(f"r.new_{p} IS DISTINCT FROM m.{p}" for p in PARTS)}
UNION ALL
SELECT m.subject_id, m.term, m.slot, m.student_id, 'stray'
FROM m LEFT JOIN rebuilt r ON {SAME_CELL} WHERE r.student_id IS NULL
"""
WORDS = {
    "lost": "sổ thay đổi có giá trị nhưng ô điểm trống",
    "differs": "ô điểm khác với lần thay đổi cuối trong nhật ký",
    "stray": "ô điểm có giá trị mà nhật ký không ghi",
}


@check("marks", "Điểm dựng lại từ sổ thay đổi", order=30)
def check_marks(scope: Scope) -> Iterator[Problem]:
    """Rebuild every mark of every school and year from the ledger; all work is the database's."""
    whole = _rows(
        "SELECT year, school_id FROM books_markchange UNION SELECT year, school_id FROM books_mark"
    )
    for done, (year, school) in enumerate(whole):
        scope.progress(done, len(whole))
        for *cell, event in _rows(BREAKS, year, school):
            yield Problem(f"{_cell(year, cell)}: đứt lịch sử tại sự kiện số {event}.")
        for *cell, kind in _rows(DIFFERENT, year, school, year, school):
            yield Problem(f"{_cell(year, cell)}: {WORDS[kind]}.")
    scope.progress(len(whole), len(whole))


def _rows(sql: str, *params: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())


def _cell(year: int, cell: list[Any]) -> str:
    subject, term, slot, student = cell
    return f"Năm {year}, học sinh số {student}, môn số {subject}, học kì {term}, cột {slot}"
