"""Lists of centrally marked tests, kept as they were loaded, and explanations of differences."""

from typing import ClassVar

from django.db import models

from hocba.kernel.record import Record
from hocba.org.models import Place
from hocba.people.models import Student
from hocba.year.models import Subject


class ExamList(Record):
    """The marks of one central test: a subject, term and column of a school's year.

    `withdrawn_at` says when the list was taken back; its marks stay as they were.
    """

    school = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="exam_lists")
    year = models.SmallIntegerField()
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="+")
    term = models.SmallIntegerField()
    slot = models.CharField(max_length=8)
    name = models.CharField(max_length=120)
    loaded_by = models.BigIntegerField()
    loaded_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    kept: ClassVar = "Danh sách điểm chấm chung"
    scopes: ClassVar = {"school": "school"}
    with_command: ClassVar = ("school", "subject")
    frozen: ClassVar = (
        "school", "year", "subject", "term", "slot", "name", "loaded_by", "loaded_at",
    )  # fmt: skip

    class Meta:
        indexes = [models.Index(fields=["school", "year"], name="exam_school_year")]


class ExamMark(Record):
    """A pupil's mark on a list in tenths; None: absent from the test."""

    exam = models.ForeignKey(ExamList, on_delete=models.PROTECT, related_name="marks")
    student = models.ForeignKey(Student, on_delete=models.PROTECT, related_name="+")
    number = models.SmallIntegerField(null=True)

    kept: ClassVar = "Điểm chấm chung"
    scopes: ClassVar = {
        "school": "exam__school",
        "klass": "student__enrolments__klass",
        "course": "student__enrolments__klass__courses",
    }
    frozen: ClassVar = ("*",)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["exam", "student"], name="exam_mark_once"),
        ]


class ExamNote(Record):
    """Why the book says `number` (None: nothing) where the list says otherwise."""

    exam = models.ForeignKey(ExamList, on_delete=models.PROTECT, related_name="notes")
    student = models.ForeignKey(Student, on_delete=models.PROTECT, related_name="+")
    number = models.SmallIntegerField(null=True)
    reason = models.CharField(max_length=300)
    person = models.BigIntegerField()
    at = models.DateTimeField()

    kept: ClassVar = "Giải trình điểm chấm chung"
    scopes: ClassVar = {
        "school": "exam__school",
        "klass": "student__enrolments__klass",
        "course": "student__enrolments__klass__courses",
    }
    frozen: ClassVar = ("*",)
