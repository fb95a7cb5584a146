"""Reminders of columns that are behind the assessment plan."""

from typing import ClassVar

from django.db import models

from hocba.kernel.record import Record


class Reminder(Record):
    """Somebody reminded the teacher of a book of columns that are behind the plan."""

    book = models.ForeignKey("books.Book", on_delete=models.PROTECT, related_name="reminders")
    person = models.BigIntegerField()
    day = models.DateField()
    at = models.DateTimeField()
    note = models.CharField(max_length=200, blank=True)

    scopes: ClassVar = {
        "school": "book__school",
        "klass": "book__klass",
        "course": "book__course",
        "department": "book__course__department",
    }
    frozen: ClassVar = ("*",)

    class Meta:
        indexes = [models.Index(fields=["book", "day"], name="reminder_book_day")]
