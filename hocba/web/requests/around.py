"""What stands around the cells of a correction: the pupil's other marks, and the marks of the class."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable

from hocba.books.cells import Key, Value, shown
from hocba.books.corrections import cells_of, column_of
from hocba.books.models import Book, Column
from hocba.books.queries import BookPage, load_book
from hocba.kernel.models import Request

BANDS = ((50, "dưới 5"), (65, "từ 5 đến 6,4"), (80, "từ 6,5 đến 7,9"), (101, "từ 8"))
"""Tenths below which a mark counts in a band, and its words."""
MOST_PUPILS = 3


def around(request: Request, names: dict[int, str], at: datetime.datetime) -> list[tuple[str, str]]:
    """Facts for who decides, as (label, words); none for columns of words."""
    column = column_of(request)
    book = Book.objects.select_related(*Book.with_command).get(pk=request.about_id)
    if column.kind not in ("score", "integer", "level"):
        return []
    page = load_book(book, at, (column.term,))
    found = [
        (f"Các ô khác của {names.get(student, '')} trong học kì", said)
        for student in [cell.student for cell in cells_of(request)][:MOST_PUPILS]
        if (said := _others(page, column, student))
    ]
    if said := _spread(column, _values(page, column)):
        found.append((f"Cả cột {column.label}", said))
    return found


def _others(page: BookPage, column: Column, student: int) -> str:
    shelf = [
        (c.label, value)
        for c in page.columns
        if c.pk != column.pk and c.subject_id == column.subject_id and c.kind == column.kind
        if (value := page.cells.get(Key(c.subject_id, c.term, c.slot, student)))
    ]
    return " · ".join(f"{label}: {shown(column.kind, value)}" for label, value in shelf)


def _values(page: BookPage, column: Column) -> list[Value]:
    keys = (Key(column.subject_id, column.term, column.slot, s.student) for s in page.seats)
    return [page.cells[key] for key in keys if key in page.cells]


def _spread(column: Column, values: Iterable[Value]) -> str:
    if column.kind == "level":
        counts = Counter(value.code for value in values)
        return ", ".join(f"{counts[c]} em {c}" for c in column.codes.split(",") if counts[c])
    numbers = [value.number for value in values if value.number is not None]
    bands = Counter(next(said for top, said in BANDS if n < top) for n in numbers)
    return ", ".join(f"{bands[said]} em {said}" for _, said in BANDS if bands[said])
