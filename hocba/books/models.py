"""Books: marks, levels, comments and counts of pupils, their ledger, locks and results.

One row per cell. What a cell holds follows from its column's kind:
score (tenths of a mark), integer (tenths too, whole marks only), level (code), text (body),
count (plain number), measure (tenths of a cm or kg).
"""

from typing import ClassVar

from django.db import models

from hocba.kernel.models import Event, Request
from hocba.kernel.record import Record
from hocba.org.models import Place
from hocba.people.models import Student
from hocba.year.models import Course, Klass, Subject


class Book(Record):
    """What people write in: the marks of a course, or the homeroom book of a class."""

    class Kind(models.TextChoices):
        COURSE = "course", "Sổ điểm môn học"
        HOMEROOM = "homeroom", "Sổ chủ nhiệm"

    kind = models.CharField(max_length=10, choices=Kind.choices)
    school = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="books")
    year = models.SmallIntegerField()
    klass = models.ForeignKey(Klass, on_delete=models.PROTECT, related_name="books")
    course = models.OneToOneField(Course, on_delete=models.PROTECT, null=True, related_name="book")
    regime = models.CharField(max_length=10)

    scopes: ClassVar = {
        "school": "school",
        "klass": "klass",
        "course": "course",
        "department": "course__department",
    }
    with_command: ClassVar = ("klass", "course__subject", "school")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["klass"], condition=models.Q(kind="homeroom"), name="one_homeroom_book"
            ),
        ]
        indexes = [models.Index(fields=["school", "year"])]


class Column(Record):
    """A column of a book: subject, term (1, 2; 3 is after the year: re-assessment) and slot.

    `source` "attendance": its cells are counted from the roll calls and not typed.
    """

    class Kind(models.TextChoices):
        SCORE = "score", "điểm một chữ số thập phân"
        INTEGER = "integer", "điểm nguyên"
        LEVEL = "level", "mức"
        TEXT = "text", "lời nhận xét"
        COUNT = "count", "số đếm"
        MEASURE = "measure", "số đo"

    book = models.ForeignKey(Book, on_delete=models.PROTECT, related_name="columns")
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT)
    term = models.SmallIntegerField()
    slot = models.CharField(max_length=8)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    codes = models.CharField(max_length=40, blank=True)
    label = models.CharField(max_length=60)
    position = models.SmallIntegerField()
    required = models.BooleanField(default=True)
    due = models.DateField(null=True)
    source = models.CharField(max_length=12, blank=True)

    scopes: ClassVar = {"school": "book__school", "klass": "book__klass", "course": "book__course"}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["book", "subject", "term", "slot"], name="column_once"),
        ]


class Mark(Record):
    """The present value of a cell. No row is *missing*; exempt is derived, never written here.

    `decision` names the decision when a zero (or Chưa đạt) stands by decision.
    """

    pk = models.CompositePrimaryKey("year", "school_id", "student_id", "subject_id", "term", "slot")
    year = models.SmallIntegerField()
    school = models.ForeignKey(Place, on_delete=models.PROTECT, db_index=False, related_name="+")
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, db_index=False, related_name="+")
    term = models.SmallIntegerField()
    slot = models.CharField(max_length=8)
    student = models.ForeignKey(Student, on_delete=models.PROTECT, related_name="+", db_index=False)
    number = models.SmallIntegerField(null=True)
    code = models.CharField(max_length=4, null=True)
    body = models.TextField(null=True)
    decision = models.CharField(max_length=100, null=True)

    scopes: ClassVar = {
        "school": "school",
        "klass": "student__enrolments__klass",
        "course": "student__enrolments__klass__courses",
    }

    class Meta:
        db_table = "books_mark"


class MarkChange(Record):
    """A line of the ledger: one cell, old value and new value, and the event that did it."""

    pk = models.CompositePrimaryKey(
        "year", "school_id", "student_id", "subject_id", "term", "slot", "event_id"
    )
    event = models.ForeignKey(Event, on_delete=models.PROTECT, db_index=False, related_name="+")
    book = models.ForeignKey(Book, on_delete=models.PROTECT, db_index=False, related_name="+")
    year = models.SmallIntegerField()
    school = models.ForeignKey(Place, on_delete=models.PROTECT, db_index=False, related_name="+")
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, db_index=False, related_name="+")
    term = models.SmallIntegerField()
    slot = models.CharField(max_length=8)
    student = models.ForeignKey(Student, on_delete=models.PROTECT, related_name="+", db_index=False)
    old_number = models.SmallIntegerField(null=True)
    old_code = models.CharField(max_length=4, null=True)
    old_body = models.TextField(null=True)
    old_decision = models.CharField(max_length=100, null=True)
    new_number = models.SmallIntegerField(null=True)
    new_code = models.CharField(max_length=4, null=True)
    new_body = models.TextField(null=True)
    new_decision = models.CharField(max_length=100, null=True)

    scopes: ClassVar = {"school": "school"}
    frozen: ClassVar = ("*",)

    class Meta:
        db_table = "books_markchange"
        indexes = [models.Index(fields=["event"], name="change_event")]


class Lock(Record):
    """A dated lock, or (with `opens`) a short opening with an end, over a scope of columns.

    `scope_kind`: school, grade, klass, course, book; `term` 0 and `slot` "" mean all.
    `adding` and `changing` say which of the two is meant. `waiting` is an order that somebody of
    the Ban quản trị has still to carry out; until then it does nothing. `request` is the request
    that an opening answers.
    """

    school = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="locks")
    year = models.SmallIntegerField()
    scope_kind = models.CharField(max_length=8)
    scope_id = models.BigIntegerField()
    term = models.SmallIntegerField(default=0)
    slot = models.CharField(max_length=8, blank=True)
    adding = models.BooleanField(default=True)
    changing = models.BooleanField(default=True)
    opens = models.BooleanField(default=False)
    starts = models.DateTimeField()
    ends = models.DateTimeField(null=True)
    ordered_by = models.BigIntegerField()
    reason = models.CharField(max_length=300, blank=True)
    waiting = models.BooleanField(default=False)
    carried_by = models.BigIntegerField(null=True)
    carried_at = models.DateTimeField(null=True)
    request = models.ForeignKey(Request, on_delete=models.PROTECT, null=True, related_name="+")

    scopes: ClassVar = {"school": "school"}

    class Meta:
        indexes = [models.Index(fields=["school", "year"])]


class SubjectResult(Record):
    """A computed result of a pupil in a subject: term 1, 2, or 3 for the year.

    `status`: ok, incomplete, exempt, needs_decision. Recomputed at once when marks change.
    """

    pk = models.CompositePrimaryKey("year", "school_id", "student_id", "subject_id", "term")
    year = models.SmallIntegerField()
    school = models.ForeignKey(Place, on_delete=models.PROTECT, db_index=False, related_name="+")
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, db_index=False, related_name="+")
    term = models.SmallIntegerField()
    student = models.ForeignKey(Student, on_delete=models.PROTECT, related_name="+", db_index=False)
    number = models.SmallIntegerField(null=True)
    code = models.CharField(max_length=4, null=True)
    status = models.CharField(max_length=16)
    regime = models.CharField(max_length=24)

    scopes: ClassVar = {"school": "school"}

    class Meta:
        db_table = "books_subjectresult"


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


class Goal(Record):
    """A goal (mục tiêu) that kindergarten children of an age group are assessed by: + or –.

    `number` counts the school's goals of a year; it names the column. `stage` is when the goal is
    assessed (`MamNon.stages`), `indicator` its number in the standard of five-year-olds.
    """

    school = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="goals")
    year = models.SmallIntegerField()
    grade = models.SmallIntegerField()
    domain = models.ForeignKey(Subject, on_delete=models.PROTECT)
    number = models.SmallIntegerField()
    text = models.CharField(max_length=300)
    stage = models.CharField(max_length=8)
    term = models.SmallIntegerField()
    topic = models.CharField(max_length=80, blank=True)
    indicator = models.SmallIntegerField(null=True)
    dropped = models.BooleanField(default=False)

    scopes: ClassVar = {"school": "school", "klass": "school__classes"}
    with_command: ClassVar = ("school", "domain")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["school", "year", "number"], name="goal_number_once"),
        ]

    @property
    def slot(self) -> str:
        """The slot of its column in the homeroom books of the age group."""
        return f"m{self.number}"
