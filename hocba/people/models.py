"""Persons, staff, pupils, accounts, and assignments: the only source of rights."""

import datetime
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from hocba.kernel.policy import Duty
from hocba.kernel.record import Record
from hocba.org.models import Place


class Person(Record):
    """A human being. Names are NFC; `sort_key` gives Vietnamese order, `search_key` search."""

    full_name = models.CharField(max_length=120)
    sort_key = models.CharField(max_length=400, db_index=True)
    search_key = models.CharField(max_length=160, db_index=True)
    sex = models.CharField(max_length=1, choices=[("M", "Nam"), ("F", "Nữ")], blank=True)
    birth_date = models.DateField(null=True)
    personal_id = models.CharField(max_length=12, null=True, unique=True)
    ethnicity = models.CharField(max_length=2, blank=True)
    religion = models.CharField(max_length=60, blank=True)
    nationality = models.CharField(max_length=60, default="Việt Nam")
    birthplace = models.CharField(max_length=200, blank=True)
    home_town = models.CharField(max_length=200, blank=True)
    address = models.CharField(max_length=300, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    email = models.CharField(max_length=120, blank=True)

    kept: ClassVar = "Người"
    scopes: ClassVar = {"school": "staff__school"}

    def __str__(self) -> str:
        return self.full_name


class Department(Record):
    """A professional team of teachers (tổ chuyên môn)."""

    school = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="departments")
    name = models.CharField(max_length=100)

    kept: ClassVar = "Tổ chuyên môn"
    scopes: ClassVar = {"school": "school", "department": "id"}

    class Meta:
        constraints = [models.UniqueConstraint(fields=["school", "name"], name="department_name")]

    def __str__(self) -> str:
        return self.name


class Staff(Record):
    """A person working at a school. Never deleted: leaving sets `ends` and the status."""

    class Status(models.TextChoices):
        WORKING = "working", "đang làm việc"
        MOVED = "moved", "chuyển đi"
        RETIRED = "retired", "nghỉ hưu"
        LEFT = "left", "thôi việc"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="staff")
    school = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="staff")
    code = models.CharField(max_length=30, blank=True)
    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, null=True, related_name="members"
    )
    position = models.CharField(max_length=100, blank=True)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.WORKING)
    starts = models.DateField()
    ends = models.DateField(null=True)

    kept: ClassVar = "Cán bộ"
    scopes: ClassVar = {"school": "school", "department": "department"}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["school", "person"], name="staff_once"),
            models.UniqueConstraint(
                fields=["school", "code"], condition=~models.Q(code=""), name="staff_code"
            ),
        ]


class Student(Record):
    """A pupil of a school. Marks hang on this id and stay with the pupil through class changes.

    `register_no` is the number in the school's sổ đăng bộ. `status` is one of the sector's
    twelve; the dates of class membership are in `year.Enrolment`.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="studies")
    school = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="students")
    moet_code = models.CharField(max_length=20, null=True)
    register_no = models.CharField(max_length=20, blank=True)
    status = models.CharField(max_length=30, default="Đang học")
    status_date = models.DateField(null=True)
    admitted = models.DateField(null=True)
    policy_group = models.CharField(max_length=100, blank=True)
    disability = models.CharField(max_length=100, blank=True)
    father_name = models.CharField(max_length=120, blank=True)
    father_job = models.CharField(max_length=120, blank=True)
    mother_name = models.CharField(max_length=120, blank=True)
    mother_job = models.CharField(max_length=120, blank=True)
    guardian_name = models.CharField(max_length=120, blank=True)
    guardian_job = models.CharField(max_length=120, blank=True)
    photo = models.CharField(max_length=64, blank=True)

    kept: ClassVar = "Học sinh"
    scopes: ClassVar = {
        "school": "school",
        "klass": "enrolments__klass",
        "course": "enrolments__klass__courses",
        "department": "enrolments__klass__courses__department",
    }
    with_command: ClassVar = ("person",)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["school", "person"], name="student_once"),
            models.UniqueConstraint(fields=["school", "moet_code"], name="student_moet_code"),
        ]


class UserManager(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(username__iexact=username)


class User(AbstractBaseUser):
    """An account of one person. Rights never come from here, only from assignments.

    Exempt from the gate of `Record`: Django and allauth write last_login and password hashes;
    accounts are made and closed by commands all the same.
    """

    username = models.CharField(max_length=60, unique=True)
    email = models.CharField(max_length=120, blank=True)
    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="user")
    school = models.ForeignKey(Place, on_delete=models.PROTECT, null=True, related_name="accounts")
    is_active = models.BooleanField(default=True)
    must_change_password = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    scopes: ClassVar = {"school": "school"}
    with_command: ClassVar = ("person",)
    is_staff = False
    is_superuser = False
    latest_year: int | None = None  # of the school; filled when a page loads the account
    duties_on: tuple[datetime.date, tuple[Duty, ...]] | None = None  # as above: in force that day

    objects: ClassVar[Any] = UserManager()

    def __str__(self) -> str:
        return self.username


class Assignment(Record):
    """A dated duty of a person: role and the thing it is about, as (kind, id).

    `scope_kind` is school, department, klass, course or place; the apps above resolve it. `ended_at`
    is the moment an inspection was ended before the last day that was agreed: no right after it.
    """

    class Role(models.TextChoices):
        PRINCIPAL = "principal", "Hiệu trưởng"
        VICE_PRINCIPAL = "vice_principal", "Phó hiệu trưởng"
        DEPARTMENT_HEAD = "department_head", "Tổ trưởng chuyên môn"
        HOMEROOM = "homeroom", "Giáo viên chủ nhiệm"
        SUBJECT_TEACHER = "subject_teacher", "Giáo viên bộ môn"
        CLERK = "clerk", "Văn thư"
        IT_ADMIN = "it_admin", "Quản trị CNTT"
        OFFICER = "officer", "Cán bộ quản lí giáo dục"
        INSPECTOR = "inspector", "Thanh tra"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="assignments")
    role = models.CharField(max_length=20, choices=Role.choices)
    scope_kind = models.CharField(max_length=12)
    scope_id = models.BigIntegerField()
    school = models.ForeignKey(Place, on_delete=models.PROTECT, null=True, related_name="duties")
    starts = models.DateField()
    ends = models.DateField(null=True)
    decision = models.CharField(max_length=200, blank=True)
    ended_at = models.DateTimeField(null=True)

    kept: ClassVar = "Phân công"
    scopes: ClassVar = {"school": "school"}

    class Meta:
        indexes = [
            models.Index(fields=["person", "starts"]),
            models.Index(fields=["scope_kind", "scope_id"]),
        ]
