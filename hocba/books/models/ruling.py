"""What the head decided about one pupil's results where the circular leaves it to a person."""

from typing import ClassVar

from django.db import models

from hocba.kernel.models import Blob
from hocba.kernel.record import Record
from hocba.org.decree import Decree
from hocba.org.models import Place
from hocba.people.models import Student
from hocba.year.models import Klass, Subject


class Ruling(Record):
    """A decision on a result that the rules leave open; the last one of a result stands.

    `result` is the column of the rulebook ("learning_year", "average_year"), with a `subject` where
    it is of one. `value` is the code, or «7,5» where the column holds marks; "" withdraws
    what was decided before.
    """

    school = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    year = models.SmallIntegerField()
    klass = models.ForeignKey(Klass, on_delete=models.PROTECT, related_name="rulings")
    student = models.ForeignKey(Student, on_delete=models.PROTECT, related_name="rulings")
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, null=True, related_name="+")
    result = models.CharField(max_length=24)
    value = models.CharField(max_length=40, blank=True)
    number = models.CharField(max_length=60)
    decided_on = models.DateField()
    ground = models.CharField(max_length=300)
    evidence = models.ForeignKey(Blob, on_delete=models.PROTECT, null=True, related_name="+")
    decided_by = models.BigIntegerField()
    decided_at = models.DateTimeField()

    kept: ClassVar = "Quyết định về kết quả"
    scopes: ClassVar = {
        "school": "school",
        "klass": "klass",
        "course": "klass__courses",
    }
    frozen: ClassVar = ("*",)
    with_command: ClassVar = ("klass", "school", "student__person", "subject")

    @property
    def cited(self) -> str:
        """«QĐ số 15/QĐ-THCS ngày 03/10/2025»."""
        return f"QĐ {Decree(self.number, self.decided_on).cited}"
