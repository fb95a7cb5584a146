"""The personal gradebook (sổ điểm cá nhân): which books were printed for a teacher, and their end."""

from typing import ClassVar

from django.db import models

from hocba.kernel.models import Blob
from hocba.kernel.record import Record
from hocba.org.models import Place
from hocba.people.models import Person


class PersonalBook(Record):
    """One printed personal gradebook of a teacher and school year (TH III.2.2).

    `number` counts the prints of the year. `content` is what was printed, as JSON, so that the
    file can be made again and is the same; `code` is on every page and follows from the content.
    """

    teacher = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="personal_books")
    school = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    year = models.SmallIntegerField()
    number = models.SmallIntegerField()
    code = models.CharField(max_length=12)
    content = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+")
    printed_at = models.DateTimeField()
    printed_by = models.BigIntegerField()
    state = models.CharField(max_length=10, default="printed")
    replaced_at = models.DateTimeField(null=True)
    replaced_why = models.CharField(max_length=300, blank=True)
    received_at = models.DateTimeField(null=True)
    received_by = models.BigIntegerField(null=True)

    kept: ClassVar = "Sổ điểm cá nhân"
    scopes: ClassVar = {"school": "school"}
    frozen: ClassVar = (
        "teacher", "school", "year", "number", "code", "content", "printed_at", "printed_by",
    )  # fmt: skip
    with_command: ClassVar = ("teacher", "school")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["teacher", "school", "year", "number"], name="personal_print_once"
            ),
        ]
        indexes = [models.Index(fields=["school", "year"], name="personal_school_year")]
