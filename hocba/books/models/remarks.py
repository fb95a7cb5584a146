"""Phrases to comment with, weekly remarks on a class, and suggestions to a comment."""

from typing import ClassVar

from django.db import models

from hocba.kernel.record import Record
from hocba.org.models import Place
from hocba.people.models import Student
from hocba.year.models import Course, Klass, Subject


class Phrase(Record):
    """A phrase of a teacher's own bank (`owner`) or of the school's (no owner).

    `rank` 3 (best) to 0, `trend` up or down, `subject`: for whom it is, `period`: when it is said;
    empty means anybody, at any time.
    """

    class Kind(models.TextChoices):
        SUBJECT = "subject", "môn học"
        CONDUCT = "conduct", "rèn luyện, chủ nhiệm"
        QUALITY = "quality", "phẩm chất"
        COMPETENCY = "competency", "năng lực"
        WEEK = "week", "nề nếp hằng tuần"

    class Period(models.TextChoices):
        MIDDLE_1 = "gk1", "giữa học kì I"
        END_1 = "ck1", "học kì I"
        MIDDLE_2 = "gk2", "giữa học kì II"
        END_2 = "ck2", "học kì II, cuối năm"

    school = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="phrases")
    owner = models.BigIntegerField(null=True)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, null=True, related_name="+")
    rank = models.SmallIntegerField(null=True)
    trend = models.CharField(max_length=4, blank=True)
    period = models.CharField(max_length=3, blank=True, choices=Period.choices)
    text = models.CharField(max_length=500)

    scopes: ClassVar = {"school": "school"}

    class Meta:
        indexes = [models.Index(fields=["school", "kind"], name="phrase_school_kind")]


class WeekRemark(Record):
    """What a teacher says of a class's week; the highest `version` stands.

    With a course: the subject teacher on the class's discipline; without: the homeroom teacher.
    """

    school = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    year = models.SmallIntegerField()
    klass = models.ForeignKey(Klass, on_delete=models.PROTECT, related_name="week_remarks")
    monday = models.DateField()
    course = models.ForeignKey(Course, on_delete=models.PROTECT, null=True, related_name="+")
    version = models.SmallIntegerField()
    text = models.CharField(max_length=1000)
    person = models.BigIntegerField()
    at = models.DateTimeField()

    scopes: ClassVar = {"school": "school", "klass": "klass", "course": "klass__courses"}
    frozen: ClassVar = ("*",)

    class Meta:
        indexes = [models.Index(fields=["klass", "monday"], name="remark_class_week")]


class PupilRemark(Record):
    """What a teacher notes of one pupil in a week; read at the end of term beside the comments.

    With a course: its subject teacher; without: the homeroom teacher. A remark is never changed:
    its writer takes it back, and both are kept.
    """

    class Tone(models.TextChoices):
        PRAISE = "praise", "khen"
        NOTE = "note", "ghi nhận"
        REMIND = "remind", "nhắc nhở"

    school = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    year = models.SmallIntegerField()
    klass = models.ForeignKey(Klass, on_delete=models.PROTECT, related_name="pupil_remarks")
    monday = models.DateField()
    student = models.ForeignKey(Student, on_delete=models.PROTECT, related_name="remarks")
    course = models.ForeignKey(Course, on_delete=models.PROTECT, null=True, related_name="+")
    tone = models.CharField(max_length=8, choices=Tone.choices)
    text = models.CharField(max_length=300)
    person = models.BigIntegerField()
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    scopes: ClassVar = {"school": "school", "klass": "klass", "course": "klass__courses"}
    with_command: ClassVar = ("klass",)
    frozen: ClassVar = (
        "school",
        "year",
        "klass",
        "monday",
        "student",
        "course",
        "tone",
        "text",
        "person",
        "at",
    )

    class Meta:
        indexes = [models.Index(fields=["klass", "monday"], name="pupil_remark_week")]


class Suggestion(Record):
    """Another teacher's better wording of a comment. `state`: open, accepted, declined.

    `of_homeroom` says whether the homeroom teacher answers, or the teacher of the course.
    """

    book = models.ForeignKey("books.Book", on_delete=models.PROTECT, related_name="suggestions")
    student = models.ForeignKey(Student, on_delete=models.PROTECT, related_name="+")
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="+")
    term = models.SmallIntegerField()
    slot = models.CharField(max_length=8)
    of_homeroom = models.BooleanField()
    old = models.TextField()
    new = models.TextField()
    person = models.BigIntegerField()
    at = models.DateTimeField()
    state = models.CharField(max_length=8, default="open")
    answered_by = models.BigIntegerField(null=True)
    answered_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=300, blank=True)

    scopes: ClassVar = {
        "school": "book__school",
        "klass": "book__klass",
        "course": "book__course",
        "department": "book__course__department",
    }
    with_command: ClassVar = ("book__klass", "book__school", "book__course__subject", "student__person")  # fmt: skip
    frozen: ClassVar = (
        "book", "student", "subject", "term", "slot", "old", "new", "person", "at",
    )  # fmt: skip
