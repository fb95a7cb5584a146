"""Attendance: roll calls, absences with their ledger, and the sổ ghi đầu bài."""

from typing import ClassVar

from django.db import models

from hocba.kernel.models import Event
from hocba.kernel.record import Record
from hocba.org.models import Place
from hocba.people.models import Student
from hocba.year.models import Course, Klass


class RollCall(Record):
    """That a class's roll was called in a session of a day; who is not among the absent was there.

    `session`: S (morning) or C (afternoon). `version` counts the times it was saved.
    """

    class Session(models.TextChoices):
        MORNING = "S", "buổi sáng"
        AFTERNOON = "C", "buổi chiều"

    school = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    year = models.SmallIntegerField()
    klass = models.ForeignKey(Klass, on_delete=models.PROTECT, related_name="roll_calls")
    day = models.DateField()
    session = models.CharField(max_length=1, choices=Session.choices)
    version = models.SmallIntegerField(default=1)
    taken_by = models.BigIntegerField()
    taken_at = models.DateTimeField()

    scopes: ClassVar = {"school": "school", "klass": "klass", "course": "klass__courses"}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["klass", "day", "session"], name="roll_called_once")
        ]


class Absence(Record):
    """A pupil away in a session of a day: P with leave (có phép), K without (không phép)."""

    class Kind(models.TextChoices):
        EXCUSED = "P", "có phép"
        UNEXCUSED = "K", "không phép"

    school = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    year = models.SmallIntegerField()
    klass = models.ForeignKey(Klass, on_delete=models.PROTECT, related_name="absences")
    student = models.ForeignKey(Student, on_delete=models.PROTECT, related_name="absences")
    day = models.DateField()
    session = models.CharField(max_length=1, choices=RollCall.Session.choices)
    kind = models.CharField(max_length=1, choices=Kind.choices)
    note = models.CharField(max_length=200, blank=True)

    scopes: ClassVar = {"school": "school", "klass": "klass", "course": "klass__courses"}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["student", "day", "session"], name="absent_once")
        ]
        indexes = [models.Index(fields=["klass", "day"], name="absence_class_day")]


class AbsenceChange(Record):
    """A line of the attendance ledger: a pupil and session, what stood and what stands ("" present)."""

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="+")
    school = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    klass = models.ForeignKey(Klass, on_delete=models.PROTECT, related_name="+")
    student = models.ForeignKey(Student, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    session = models.CharField(max_length=1)
    old = models.CharField(max_length=1, blank=True)
    old_note = models.CharField(max_length=200, blank=True)
    new = models.CharField(max_length=1, blank=True)
    new_note = models.CharField(max_length=200, blank=True)

    scopes: ClassVar = {"school": "school", "klass": "klass"}
    frozen: ClassVar = ("*",)


class LessonEntry(Record):
    """What the sổ ghi đầu bài says of one period; the highest `version` stands, none is changed.

    `number` is the lesson's number in the subject's plan (tiết PPCT); `rating` T, K, TB, Y or "".
    An entry without a course says that no lesson was held. Writing is the teacher's confirmation.
    """

    school = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    year = models.SmallIntegerField()
    klass = models.ForeignKey(Klass, on_delete=models.PROTECT, related_name="lessons")
    day = models.DateField()
    period = models.SmallIntegerField()
    version = models.SmallIntegerField()
    course = models.ForeignKey(Course, on_delete=models.PROTECT, null=True, related_name="+")
    number = models.SmallIntegerField(null=True)
    title = models.CharField(max_length=200, blank=True)
    remark = models.CharField(max_length=300, blank=True)
    rating = models.CharField(max_length=2, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    person = models.BigIntegerField()
    at = models.DateTimeField()

    scopes: ClassVar = {"school": "school", "klass": "klass", "course": "klass__courses"}
    frozen: ClassVar = ("*",)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["klass", "day", "period", "version"], name="lesson_version_once"
            )
        ]


class LessonAbsence(Record):
    """A pupil away from one period, as the entry says."""

    entry = models.ForeignKey(LessonEntry, on_delete=models.PROTECT, related_name="absences")
    student = models.ForeignKey(Student, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=1, choices=Absence.Kind.choices)

    scopes: ClassVar = {"school": "entry__school", "klass": "entry__klass", "course": "entry__klass__courses"}  # fmt: skip
    frozen: ClassVar = ("*",)


class LessonCheck(Record):
    """A closing of the sổ ghi đầu bài: a week by the homeroom teacher, a month by the leaders.

    `starts` is the Monday or the first of the month; `ended_at` says when it was opened again.
    """

    class Kind(models.TextChoices):
        WEEK = "week", "chốt tuần"
        MONTH = "month", "kiểm tra tháng"

    school = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    year = models.SmallIntegerField()
    klass = models.ForeignKey(Klass, on_delete=models.PROTECT, related_name="lesson_checks")
    kind = models.CharField(max_length=5, choices=Kind.choices)
    starts = models.DateField()
    remark = models.CharField(max_length=500, blank=True)
    person = models.BigIntegerField()
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    scopes: ClassVar = {"school": "school", "klass": "klass", "course": "klass__courses"}
    with_command: ClassVar = ("klass",)
