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
    promotion, award, completion). A difference needs `reason`. `again` are the subjects (ids) to be
    assessed again. `regime` is code and version.
    """

    school = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    year = models.SmallIntegerField()
    klass = models.ForeignKey(Klass, on_delete=models.PROTECT, related_name="decisions")
    student = models.ForeignKey(Student, on_delete=models.PROTECT, related_name="decisions")
    proposed: Any = models.JSONField()
    decided: Any = models.JSONField()
    again: Any = models.JSONField(default=list)
    reason = models.CharField(max_length=500, blank=True)
    regime = models.CharField(max_length=24)
    decided_by = models.BigIntegerField()
    decided_at = models.DateTimeField()

    kept: ClassVar = "Kết quả đã duyệt"
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


class Review(Record):
    """The course of a class's results in a period: proposed, checked, decided, reopened.

    `period`: "1" the first term, "year", "after" the summer. `notes` are the homeroom teacher's
    words by pupil (id as text). Number, date and ground are those of the principal's decision,
    `council` names the minutes it rests on.
    """

    klass = models.ForeignKey(Klass, on_delete=models.PROTECT, related_name="reviews")
    school = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    year = models.SmallIntegerField()
    period = models.CharField(max_length=8)
    state = models.CharField(max_length=10, default="proposed")
    remarks = models.CharField(max_length=1000, blank=True)
    notes: Any = models.JSONField(default=dict)
    checked_by = models.BigIntegerField(null=True)
    checked_at = models.DateTimeField(null=True)
    number = models.CharField(max_length=60, blank=True)
    decided_on = models.DateField(null=True)
    ground = models.CharField(max_length=300, blank=True)
    council = models.CharField(max_length=200, blank=True)
    decided_by = models.BigIntegerField(null=True)
    decided_at = models.DateTimeField(null=True)
    reopened_why = models.CharField(max_length=300, blank=True)

    kept: ClassVar = "Đợt xét duyệt"
    scopes: ClassVar = YearDecision.scopes

    class Meta:
        constraints = [models.UniqueConstraint(fields=["klass", "period"], name="reviewed_once")]


class DecisionLine(Record):
    """What one decision said of one pupil; never changed, so every earlier decision can be read."""

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="lines")
    student = models.ForeignKey(Student, on_delete=models.PROTECT, related_name="+")
    proposed: Any = models.JSONField()
    decided: Any = models.JSONField()
    reason = models.CharField(max_length=500, blank=True)
    regime = models.CharField(max_length=24)
    by = models.BigIntegerField()
    at = models.DateTimeField()

    kept: ClassVar = "Dòng quyết định"
    scopes: ClassVar = {
        "school": "review__school",
        "klass": "review__klass",
        "course": "review__klass__courses",
        "department": "review__klass__courses__department",
    }
    frozen: ClassVar = ("*",)


class Praise(Record):
    """Praise for a single achievement, beside the titles that follow from results."""

    class Kind(models.TextChoices):
        SUDDEN = "sudden", "Khen đột xuất"
        SPECIAL = "special", "Thành tích đặc biệt"
        PROGRESS = "progress", "Tiến bộ vượt bậc"

    school = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    year = models.SmallIntegerField()
    klass = models.ForeignKey(Klass, on_delete=models.PROTECT, related_name="praises")
    student = models.ForeignKey(Student, on_delete=models.PROTECT, related_name="praises")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    achievement = models.CharField(max_length=300)
    state = models.CharField(max_length=10, default="proposed")
    proposed_by = models.BigIntegerField()
    proposed_at = models.DateTimeField()
    number = models.CharField(max_length=60, blank=True)
    decided_on = models.DateField(null=True)
    reason = models.CharField(max_length=300, blank=True)
    decided_by = models.BigIntegerField(null=True)
    decided_at = models.DateTimeField(null=True)

    kept: ClassVar = "Khen thưởng"
    scopes: ClassVar = YearDecision.scopes
    with_command: ClassVar = ("student__person", "klass")
