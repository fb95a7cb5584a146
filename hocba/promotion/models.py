"""Decisions at the end of the year: what the rules propose and what people decide, side by side."""

from typing import Any, ClassVar

from django.db import models

from hocba.kernel.record import Record
from hocba.org.models import Place
from hocba.people.models import Student
from hocba.year.models import Klass


class YearDecision(Record):
    """The decided results of one pupil's year. `proposed` holds what the rules said, `decided`
    what the principal decided; both are maps of result codes (learning, conduct, overall,
    promotion, award, completion). A difference needs `reason`. `regime` is code and version.
    """

    school = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    year = models.SmallIntegerField()
    klass = models.ForeignKey(Klass, on_delete=models.PROTECT, related_name="decisions")
    student = models.ForeignKey(Student, on_delete=models.PROTECT, related_name="decisions")
    proposed: Any = models.JSONField()
    decided: Any = models.JSONField()
    reason = models.CharField(max_length=500, blank=True)
    regime = models.CharField(max_length=24)
    decided_by = models.BigIntegerField()
    decided_at = models.DateTimeField()

    scopes: ClassVar = {
        "school": "school",
        "klass": "klass",
        "course": "klass__courses",
        "department": "klass__courses__department",
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["year", "school", "student"], name="decided_once")
        ]
