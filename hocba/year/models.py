"""The year frame: school year, classes, subjects, courses, enrolments, exemptions."""

import datetime
from typing import ClassVar

from django.db import models

from hocba.kernel.models import Blob
from hocba.kernel.record import Record
from hocba.org.models import Place
from hocba.people.models import Department, Student


class SchoolYear(Record):
    """A school's year. `year` is the calendar year it starts in: 2025 is 2025–2026."""

    school = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="years")
    year = models.SmallIntegerField()
    starts = models.DateField()
    term1_ends = models.DateField()
    term2_starts = models.DateField()
    ends = models.DateField()
    next_starts: datetime.date | None = (
        None  # of the year after it; filled by `books.queries.year_of`
    )

    kept: ClassVar = "Năm học"
    scopes: ClassVar = {"school": "school"}

    class Meta:
        constraints = [models.UniqueConstraint(fields=["school", "year"], name="school_year_once")]

    @property
    def label(self) -> str:
        """2025–2026"""
        return f"{self.year}–{self.year + 1}"


class Subject(models.Model):
    """Anything a pupil is assessed on or noted for. Reference data, filled by a migration.

    Exempt from commands: written by migrations only.
    """

    class Kind(models.TextChoices):
        SUBJECT = "subject", "môn học, hoạt động giáo dục"
        QUALITY = "quality", "phẩm chất chủ yếu"
        GENERAL = "general", "năng lực chung"
        SPECIFIC = "specific", "năng lực đặc thù"
        HOMEROOM = "homeroom", "phần của giáo viên chủ nhiệm"
        DOMAIN = "domain", "lĩnh vực phát triển"

    code = models.CharField(max_length=24, unique=True)
    name = models.CharField(max_length=100)
    short = models.CharField(max_length=30)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    position = models.SmallIntegerField()

    def __str__(self) -> str:
        return self.name


class Klass(Record):
    """A class of one year.

    `flexible` names the decision by which it is a lớp học linh hoạt (TT 27 Điều 8), "" for others.
    """

    school = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="classes")
    year = models.SmallIntegerField()
    level = models.CharField(max_length=16)
    grade = models.SmallIntegerField()
    name = models.CharField(max_length=20)
    flexible = models.CharField(max_length=200, blank=True, default="")

    kept: ClassVar = "Lớp"
    scopes: ClassVar = {
        "school": "school",
        "klass": "id",
        "course": "courses",
        "department": "courses__department",
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["school", "year", "name"], name="class_name_once")
        ]

    def __str__(self) -> str:
        return self.name


class Course(Record):
    """A subject of a class (môn của lớp). `regular_marks` is the number of ĐĐGtx per term.

    `kind` is how the regime assesses it: scored, comment (Đ/CĐ), primary (T/H/C). A `chosen`
    subject is taken only by pupils with a `Choice`; `topics` says that its cụm chuyên đề is
    taught, again to those who chose it; `specialised` that it is the môn chuyên of a lớp chuyên.
    `language` is what the forms print in brackets: "Tiếng Anh" of Ngoại ngữ 1.
    """

    klass = models.ForeignKey(Klass, on_delete=models.PROTECT, related_name="courses")
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT)
    kind = models.CharField(max_length=8)
    periods = models.SmallIntegerField()
    regular_marks = models.SmallIntegerField(default=0)
    department = models.ForeignKey(Department, on_delete=models.PROTECT, null=True)
    chosen = models.BooleanField(default=False)
    topics = models.BooleanField(default=False)
    specialised = models.BooleanField(default=False)
    language = models.CharField(max_length=40, blank=True, default="")

    kept: ClassVar = "Môn của lớp"
    scopes: ClassVar = {
        "school": "klass__school",
        "klass": "klass",
        "course": "id",
        "department": "department",
    }
    with_command: ClassVar = ("klass", "subject")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["klass", "subject"], name="course_once"),
        ]

    @property
    def title(self) -> str:
        """As the forms name it: "Ngoại ngữ 1 (Tiếng Anh)"."""
        return f"{self.subject.name} ({self.language})" if self.language else self.subject.name


class Choice(Record):
    """A pupil takes a chosen subject, or with `topics` the cụm chuyên đề of a subject, for a time.

    `decision` names the principal's decision behind a change; the first choice needs none.
    """

    student = models.ForeignKey(Student, on_delete=models.PROTECT, related_name="choices")
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="choices")
    topics = models.BooleanField(default=False)
    starts = models.DateField()
    ends = models.DateField(null=True)
    decision = models.CharField(max_length=200, blank=True)

    kept: ClassVar = "Lựa chọn môn"
    scopes: ClassVar = {
        "school": "course__klass__school",
        "klass": "course__klass",
        "course": "course",
        "department": "course__department",
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["course", "student", "topics", "starts"], name="chosen_once"
            ),
        ]


class Enrolment(Record):
    """A pupil in a class for a time. The order of the list is `position`, kept when adjusted."""

    student = models.ForeignKey(Student, on_delete=models.PROTECT, related_name="enrolments")
    klass = models.ForeignKey(Klass, on_delete=models.PROTECT, related_name="enrolments")
    position = models.SmallIntegerField()
    starts = models.DateField()
    ends = models.DateField(null=True)
    leaving = models.CharField(max_length=30, blank=True)

    kept: ClassVar = "Tên trong danh sách lớp"
    scopes: ClassVar = {
        "school": "klass__school",
        "klass": "klass",
        "course": "klass__courses",
        "department": "klass__courses__department",
    }
    with_command: ClassVar = ("klass", "student__person")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["klass", "student"], name="enrolled_once"),
        ]
        indexes = [models.Index(fields=["student"])]


class Exemption(Record):
    """A decision that a pupil takes no part in a subject, or only in part of it.

    `term` 0 is the whole year; `until` is the last school year it holds for (None: `year` alone).
    `part` names the part that is left out, "" the whole subject: only the whole leaves the results.
    `mode` «comment»: the subject is followed, but by comment without marks, by the pupil's
    individual plan (TT 22 Điều 11, TT 27 Điều 8).
    A further decision (`end_number` …) annuls it whole (`annulled`) or ends it with an earlier `until`.
    """

    class Mode(models.TextChoices):
        EXEMPT = "exempt", "miễn"
        COMMENT = "comment", "đánh giá bằng nhận xét, không cho điểm"

    student = models.ForeignKey(Student, on_delete=models.PROTECT, related_name="exemptions")
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT)
    year = models.SmallIntegerField()
    until = models.SmallIntegerField(null=True)
    term = models.SmallIntegerField(default=0)
    mode = models.CharField(max_length=8, choices=Mode.choices, default=Mode.EXEMPT)
    part = models.CharField(max_length=100, blank=True, default="")
    decision = models.CharField(max_length=100)
    decided_on = models.DateField()
    ground = models.CharField(max_length=300)
    evidence = models.ForeignKey(Blob, on_delete=models.PROTECT, null=True, related_name="+")
    annulled = models.BooleanField(default=False)
    end_number = models.CharField(max_length=60, blank=True, default="")
    end_decided_on = models.DateField(null=True)
    end_ground = models.CharField(max_length=300, blank=True, default="")
    end_evidence = models.ForeignKey(Blob, on_delete=models.PROTECT, null=True, related_name="+")

    kept: ClassVar = "Quyết định miễn"
    scopes: ClassVar = {
        "school": "student__school",
        "klass": "student__enrolments__klass",
        "course": "student__enrolments__klass__courses",
    }
    with_command: ClassVar = ("student__person", "subject")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["student", "subject", "year", "term", "part"],
                condition=models.Q(annulled=False),
                name="exempt_once",
            ),
        ]


class IndividualPlan(Record):
    """The individual plan (kế hoạch giáo dục cá nhân) of a disabled pupil for a school year.

    With a plan the principal decides on promotion from its results (TT 22 Điều 12 k4). The `end_`
    fields are those of the decision that withdrew it: it counts no more, and stays on record.
    """

    student = models.ForeignKey(Student, on_delete=models.PROTECT, related_name="plans")
    year = models.SmallIntegerField()
    number = models.CharField(max_length=60)
    decided_on = models.DateField()
    ground = models.CharField(max_length=300)
    evidence = models.ForeignKey(Blob, on_delete=models.PROTECT, null=True, related_name="+")
    end_number = models.CharField(max_length=60, blank=True, default="")
    end_decided_on = models.DateField(null=True)
    end_ground = models.CharField(max_length=300, blank=True, default="")
    end_evidence = models.ForeignKey(Blob, on_delete=models.PROTECT, null=True, related_name="+")

    kept: ClassVar = "Kế hoạch cá nhân"
    scopes: ClassVar = {
        "school": "student__school",
        "klass": "student__enrolments__klass",
        "course": "student__enrolments__klass__courses",
    }
    with_command: ClassVar = ("student__person",)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["student", "year"], condition=models.Q(end_number=""), name="plan_once"
            )
        ]
