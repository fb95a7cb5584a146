"""Books: marks, levels, comments and counts of pupils, their ledger, locks and results.

One row per cell. What a cell holds follows from its column's kind:
score (tenths of a mark), integer (tenths too, whole marks only), level (code), text (body),
count (plain number), measure (tenths of a cm or kg).
"""

from typing import ClassVar

from django.db import models

from hocba.books.models.attendance import (
    Absence,
    AbsenceChange,
    LessonAbsence,
    LessonCheck,
    LessonEntry,
    RollCall,
)
from hocba.books.models.kindergarten import Goal
from hocba.books.models.personal import PersonalBook
from hocba.books.models.plan import Reminder
from hocba.books.models.remarks import Phrase, PupilRemark, Suggestion, WeekRemark
from hocba.books.models.ruling import Ruling
from hocba.kernel.models import Blob, Event, Request
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

    `source` "attendance": its cells are counted from the roll calls and not typed; "head": they
    are the head's decisions on the year's result (`result.decide`).
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
    submitted_at = models.DateTimeField(null=True)
    submitted_by = models.BigIntegerField(null=True)
    proofread_at = models.DateTimeField(null=True)
    proofread_by = models.BigIntegerField(null=True)
    source = models.CharField(max_length=12, blank=True)

    scopes: ClassVar = {"school": "book__school", "klass": "book__klass", "course": "book__course"}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["book", "subject", "term", "slot"], name="column_once"),
        ]


class ChangeNotice(Record):
    """A published mark was changed: told to `person`, who says so when it was read."""

    school = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    person = models.BigIntegerField()
    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="notices")
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    scopes: ClassVar = {"school": "school"}
    frozen: ClassVar = ("school", "person", "request", "at")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "request"], name="told_once")]


class Mark(Record):
    """The present value of a cell. No row is *missing*; exempt is derived, never written here.

    `decision` names the decision when a zero (or Chưa đạt) stands by decision. Cells of a subject
    lie together (ADR 178): a statement that names no subject says `cells.ANY_SUBJECT`.
    """

    pk = models.CompositePrimaryKey("year", "school_id", "subject_id", "student_id", "term", "slot")
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
    """A line of the ledger: one cell, old value and new value, and the event that did it.

    The key begins with the column, then the event: the lines of one save lie side by side in its
    index. The history of a cell reads the lines of its column in the school, by the index alone.
    Event, book, school and subject are the same on every line of a save and come from rows that
    the command has just read or written; the database does not look them up again for each line.
    """

    pk = models.CompositePrimaryKey(
        "year", "school_id", "subject_id", "term", "slot", "event_id", "student_id"
    )
    event = models.ForeignKey(
        Event, on_delete=models.PROTECT, db_index=False, db_constraint=False, related_name="+"
    )
    book = models.ForeignKey(
        Book, on_delete=models.PROTECT, db_index=False, db_constraint=False, related_name="+"
    )
    year = models.SmallIntegerField()
    school = models.ForeignKey(
        Place, on_delete=models.PROTECT, db_index=False, db_constraint=False, related_name="+"
    )
    subject = models.ForeignKey(
        Subject, on_delete=models.PROTECT, db_index=False, db_constraint=False, related_name="+"
    )
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

    `scope_kind`: school, grade, klass, course, book; `term` 0, `slot` "" and `subject` 0 mean all.
    `subject` is an item of a homeroom book, where one slot stands for many of them.
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
    subject = models.BigIntegerField(default=0)
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

    kept: ClassVar = "Khóa sổ"
    scopes: ClassVar = {"school": "school"}

    class Meta:
        indexes = [models.Index(fields=["school", "year"])]


class SubjectResult(Record):
    """A computed result of a pupil in a subject: term 1, 2, or 3 for the year.

    `status`: ok, incomplete, exempt, by_plan, needs_decision, not_taken. Recomputed at once when marks change.
    """

    pk = models.CompositePrimaryKey("year", "school_id", "subject_id", "student_id", "term")
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


class ZeroCase(Record):
    """A missed assessment that a decision settles as 0 or Chưa đạt (TT 22 Điều 7 k5).

    Proposed by the subject teacher, decided or refused by the principal. A make-up mark entered
    later replaces the value; this row and the ledger keep the decision, and what withdrew it.
    """

    book = models.ForeignKey(Book, on_delete=models.PROTECT, related_name="zero_cases")
    student = models.ForeignKey(Student, on_delete=models.PROTECT, related_name="zero_cases")
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="+")
    term = models.SmallIntegerField()
    slot = models.CharField(max_length=8)
    state = models.CharField(max_length=10, default="proposed")
    why = models.CharField(max_length=300)
    clause = models.CharField(max_length=160)
    proposed_by = models.BigIntegerField()
    proposed_at = models.DateTimeField()
    number = models.CharField(max_length=60, blank=True)
    decided_on = models.DateField(null=True)
    ground = models.CharField(max_length=300, blank=True)
    decided_by = models.BigIntegerField(null=True)
    decided_at = models.DateTimeField(null=True)
    evidence = models.ForeignKey(Blob, on_delete=models.PROTECT, null=True, related_name="+")
    end_number = models.CharField(max_length=60, blank=True)
    end_decided_on = models.DateField(null=True)
    end_ground = models.CharField(max_length=300, blank=True)
    end_evidence = models.ForeignKey(Blob, on_delete=models.PROTECT, null=True, related_name="+")

    kept: ClassVar = "Trường hợp bỏ kiểm tra"
    scopes: ClassVar = {
        "school": "book__school",
        "klass": "book__klass",
        "course": "book__course",
    }
    with_command: ClassVar = (
        "book__klass",
        "book__school",
        "book__course__subject",
        "student__person",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["student", "subject", "term", "slot", "book"],
                condition=models.Q(state="proposed"),
                name="one_open_zero_case",
            ),
        ]


__all__ = [
    "Absence",
    "AbsenceChange",
    "Book",
    "Column",
    "Goal",
    "LessonAbsence",
    "LessonCheck",
    "LessonEntry",
    "Lock",
    "Mark",
    "MarkChange",
    "PersonalBook",
    "Phrase",
    "PupilRemark",
    "Reminder",
    "RollCall",
    "Ruling",
    "SubjectResult",
    "Suggestion",
    "WeekRemark",
    "ZeroCase",
]
