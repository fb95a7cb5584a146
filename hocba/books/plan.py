"""The assessment plan (kế hoạch kiểm tra, đánh giá): the days of a course's columns."""

import datetime

from hocba.books.models import Book, Column
from hocba.books.progress import Fill, progress

PLANNED_KINDS = ("score", "integer", "level")


def planned(course: int) -> list[Column]:
    """The columns of a course that a plan gives days to: assessments, not comments."""
    rows = Column.objects.filter(book__course=course, term__lt=3, kind__in=PLANNED_KINDS)
    return list(rows.order_by("term", "position", "pk"))


def behind(book: Book, today: datetime.date) -> list[Fill]:
    """Required columns of a book whose day is over and which are not full."""
    rows = progress(book.school_id, book.year, books=[book.pk])
    return rows[0].late(today) if rows else []
