"""A small named world, built only by commands: Sở → xã → a primary and a lower-secondary school.

Every role has its person; a stranger works at the other school; one teacher's duty has expired.
`world` is a fixture; `make_world()` builds the same world outside pytest.
"""

import contextlib
import copy
import datetime
import functools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from unittest import mock

import pytest
from django.contrib.auth.hashers import make_password
from django.db import transaction

from hocba.books.commands import open_books
from hocba.books.models import Book
from hocba.kernel.command import Ctx
from hocba.kernel.policy import Actor
from hocba.org.commands import PlaceFacts, found_place
from hocba.org.models import Place
from hocba.people import commands as people
from hocba.people import inspection
from hocba.people.models import Assignment, Person, Staff, Student, User
from hocba.people.queries import actor_for
from hocba.people.roles import Role
from hocba.year import commands as frame
from hocba.year.models import Course, Klass, SchoolYear, Subject

YEAR = 2025
FOUNDED = datetime.date(2010, 9, 1)
STARTS = datetime.date(2025, 9, 5)
ENDS = datetime.date(2026, 5, 29)
INSPECTED_UNTIL = datetime.date(2025, 12, 24)
EXPIRED = datetime.date(2025, 10, 31)
TODAY = datetime.date(2025, 12, 15)
NOW = datetime.datetime(2025, 12, 15, 7, 2, tzinfo=datetime.timezone(datetime.timedelta(hours=7)))
PASSWORD = "ba-con-meo-7-gio"

PRIMARY_PUPILS = (
    "Lê Thị Ngọc Bích",
    "Nguyễn Văn Đạt",
    "Hoàng Thùy Dung",
    "H'Nhi Êban",
    "Vũ Gia Hân",
)
SECONDARY_PUPILS = {
    "8A1": (
        "Trần Gia Bảo",
        "Nguyễn Văn Đạt",
        "Đỗ Hải Đăng",
        "Bùi Thanh Hà",
        "Y Khương Êban",
        "Lý Thị Mẩy",
    ),
    "8A2": (
        "Phạm Quốc Cường",
        "Ngô Đức Hiếu",
        "Đặng Khánh Huyền",
        "Trịnh Nhật Nam",
        "Nguyễn Minh Anh",
    ),
}
GIRLS = {
    "Lê Thị Ngọc Bích",
    "Hoàng Thùy Dung",
    "H'Nhi Êban",
    "Vũ Gia Hân",
    "Bùi Thanh Hà",
    "Lý Thị Mẩy",
    "Đặng Khánh Huyền",
    "Nguyễn Minh Anh",
}
# name → (full name, sex, position)
PRIMARY_STAFF = {
    "primary_principal": ("Đinh Thị Sen", "F", "Hiệu trưởng"),
    "primary_homeroom": ("Mai Thị Lành", "F", "Giáo viên"),
    "stranger": ("Cao Văn Lạ", "M", "Giáo viên"),
}
SECONDARY_STAFF = {
    "principal": ("Nguyễn Trọng An", "M", "Hiệu trưởng"),
    "vice_principal": ("Phan Thị Bình", "F", "Phó hiệu trưởng"),
    "head": ("Trương Công Minh", "M", "Giáo viên"),
    "homeroom": ("Võ Thị Thu", "F", "Giáo viên"),
    "teacher": ("Lê Thu Hằng", "F", "Giáo viên"),
    "literature": ("Hồ Sĩ Quý", "M", "Giáo viên"),
    "other_class": ("Tạ Văn Khoa", "M", "Giáo viên"),
    "expired": ("Dương Thị Cũ", "F", "Giáo viên"),
    "clerk": ("Lương Thị Thảo", "F", "Văn thư"),
    "admin": ("Quách Văn Tin", "M", "Nhân viên CNTT"),
}


@dataclass
class World:
    """Everything by name. Courses and books by (class, subject code), homeroom books by (class, "")."""

    province: Place
    ward: Place
    primary: Place
    secondary: Place
    people: dict[str, Person] = field(default_factory=dict)
    staff: dict[str, Staff] = field(default_factory=dict)
    classes: dict[str, Klass] = field(default_factory=dict)
    courses: dict[tuple[str, str], Course] = field(default_factory=dict)
    pupils: dict[tuple[str, str], Student] = field(default_factory=dict)
    years: dict[int, SchoolYear] = field(default_factory=dict)
    books: dict[tuple[str, str], Book] = field(default_factory=dict)

    def actor(self, name: str, on: datetime.date = TODAY) -> Actor:
        """The person with the duties of that day."""
        return actor_for(self.people[name].pk, on)

    def ctx(self, name: str, at: datetime.datetime = NOW, **more: Any) -> Ctx:
        """A context in which this person acts."""
        return Ctx(actor=self.actor(name, at.date()), at=at, source="test", **more)

    def user(self, name: str) -> User:
        """The account of a person; it has no need to change its password."""
        found: User = User.objects.get(person=self.people[name])
        return found

    def roster(self, klass: str) -> list[Student]:
        """The pupils of a class in the order of its list."""
        return [pupil for (name, _), pupil in self.pupils.items() if name == klass]


def system(at: datetime.datetime = NOW) -> Ctx:
    """The installation itself."""
    return Ctx(actor=Actor(None, at.date(), system=True), at=at, source="test")


def make_world() -> World:
    """Build the world of the school year 2025–2026 by commands."""
    ctx = system()
    world = _places(ctx)
    _staff(ctx, world, world.primary, PRIMARY_STAFF, "BM", "Tổ 3")
    _staff(ctx, world, world.secondary, SECONDARY_STAFF, "SC", "Tổ Toán – Tin")
    for school in (world.primary, world.secondary):
        dates = frame.YearDates(
            STARTS, datetime.date(2026, 1, 16), datetime.date(2026, 1, 19), ENDS
        )
        world.years[school.pk] = frame.open_year(ctx, school, YEAR, dates)
    _classes(ctx, world)
    _pupils(ctx, world)
    _duties(ctx, world)
    _officers(ctx, world)
    _books(ctx, world)
    _inspector(ctx, world)
    return world


def _places(ctx: Ctx) -> World:
    def found(under: Place | None, kind: str, name: str, **more: Any) -> Place:
        return found_place(ctx, under, PlaceFacts(kind=kind, name=name, starts=FOUNDED, **more))

    near = {"ward_name": "Xã Sông Cầu", "province_name": "Tỉnh Thử Nghiệm"}
    province = found(None, "province", "Sở Giáo dục và Đào tạo Thử Nghiệm")
    ward = found(province, "ward", "Ủy ban nhân dân xã Sông Cầu")
    primary = found(
        ward,
        "school",
        "Trường Tiểu học Bình Minh",
        levels="primary",
        codes={"moet": "01000001"},
        **near,
    )
    secondary = found(
        ward,
        "school",
        "Trường THCS Sông Cầu",
        levels="lower_secondary",
        codes={"moet": "01000002"},
        **near,
    )
    return World(province, ward, primary, secondary)


def _staff(
    ctx: Ctx,
    world: World,
    school: Place,
    members: dict[str, tuple[str, str, str]],
    prefix: str,
    department: str,
) -> None:
    rows = [
        people.StaffFacts(
            people.PersonFacts(name, sex=sex),
            code=f"{prefix}{n:03d}",
            department=department if position == "Giáo viên" else "",
            position=position,
        )
        for n, (name, sex, position) in enumerate(members.values(), 1)
    ]
    ids = people.take_staff(ctx, school, rows)
    found = Staff.objects.select_related("person", "department").in_bulk(ids)
    for name, pk in zip(members, ids, strict=True):
        world.staff[name] = found[pk]
        world.people[name] = found[pk].person
    people.open_accounts(ctx, school, ids, passwords=dict.fromkeys(ids, PASSWORD))


def _classes(ctx: Ctx, world: World) -> None:
    opened = frame.open_classes(
        ctx, world.primary, YEAR, [frame.ClassPlan("primary", 3, "3A")]
    ) + frame.open_classes(
        ctx,
        world.secondary,
        YEAR,
        [frame.ClassPlan("lower_secondary", 8, name) for name in SECONDARY_PUPILS],
    )
    world.classes = {
        k.name: k for k in Klass.objects.filter(pk__in=opened).select_related("school")
    }
    subjects = {s.code: s.pk for s in Subject.objects.all()}
    head = world.staff["head"].department_id
    third = [
        frame.CoursePlan(world.classes["3A"].pk, subjects[code], kind, 70, 0)
        for code, kind in (("TV", "primary"), ("TOAN", "primary"), ("DD", "primary"))
    ]
    eighth = [
        frame.CoursePlan(world.classes[name].pk, subjects[code], kind, 70, regular, department)
        for name in SECONDARY_PUPILS
        for code, kind, regular, department in (
            ("NV", "scored", 4, None),
            ("TOAN", "scored", 4, head),
            ("GDTC", "comment", 2, None),
        )
    ]
    ids = frame.open_courses(ctx, world.primary, third)
    ids += frame.open_courses(ctx, world.secondary, eighth)
    for course in Course.objects.filter(pk__in=ids).select_related("klass", "subject"):
        world.courses[course.klass.name, course.subject.code] = course


def _pupils(ctx: Ctx, world: World) -> None:
    rolls = {"3A": (world.primary, PRIMARY_PUPILS)} | {
        klass: (world.secondary, pupils) for klass, pupils in SECONDARY_PUPILS.items()
    }
    number = 0
    for klass, (school, pupils) in rolls.items():
        rows = []
        for name in pupils:
            number += 1
            born = datetime.date(2012 if klass != "3A" else 2017, 1 + number % 12, 1 + number)
            facts = people.PersonFacts(
                name, sex="F" if name in GIRLS else "M", birth_date=born, ethnicity="01"
            )
            rows.append(
                people.StudentFacts(
                    facts,
                    moet_code=f"79{number:08d}",
                    register_no=f"{number}/2025",
                    admitted=STARTS,
                )
            )
        ids = people.admit(ctx, school, rows)
        found = Student.objects.select_related("person").in_bulk(ids)
        for name, pk in zip(pupils, ids, strict=True):
            world.pupils[klass, name] = found[pk]
        frame.enrol(
            ctx,
            school,
            [frame.Seat(pk, world.classes[klass].pk, n, STARTS) for n, pk in enumerate(ids, 1)],
        )


def _duties(ctx: Ctx, world: World) -> None:
    def duty(name: str, role: Role, scope: int, ends: datetime.date | None = None) -> people.Duty:
        decision = "Quyết định số 12/QĐ-THCS"
        return people.Duty(world.people[name].pk, role, scope, STARTS, ends, decision)

    def course(klass: str, subject: str) -> int:
        return world.courses[klass, subject].pk

    primary, secondary = world.primary.pk, world.secondary.pk
    third = world.classes["3A"].pk
    people.assign(
        ctx,
        world.primary,
        [
            duty("primary_principal", Role.PRINCIPAL, primary),
            duty("primary_homeroom", Role.HOMEROOM, third),
            *(
                duty("primary_homeroom", Role.SUBJECT_TEACHER, course("3A", s))
                for s in ("TV", "TOAN")
            ),
            duty("stranger", Role.SUBJECT_TEACHER, course("3A", "DD")),
        ],
    )
    people.assign(
        ctx,
        world.secondary,
        [
            duty("principal", Role.PRINCIPAL, secondary),
            duty("vice_principal", Role.VICE_PRINCIPAL, secondary),
            duty("clerk", Role.CLERK, secondary),
            duty("admin", Role.IT_ADMIN, secondary),
            duty("head", Role.DEPARTMENT_HEAD, world.staff["head"].department_id or 0),
            duty("head", Role.SUBJECT_TEACHER, course("8A2", "TOAN")),
            duty("homeroom", Role.HOMEROOM, world.classes["8A1"].pk),
            duty("homeroom", Role.SUBJECT_TEACHER, course("8A1", "GDTC")),
            duty("teacher", Role.SUBJECT_TEACHER, course("8A1", "TOAN")),
            duty("literature", Role.SUBJECT_TEACHER, course("8A1", "NV")),
            duty("other_class", Role.SUBJECT_TEACHER, course("8A2", "NV")),
            duty("other_class", Role.HOMEROOM, world.classes["8A2"].pk),
            duty("expired", Role.SUBJECT_TEACHER, course("8A1", "TOAN"), EXPIRED),
        ],
    )


def _books(ctx: Ctx, world: World) -> None:
    for school in (world.primary, world.secondary):
        open_books(ctx, school, YEAR)
    for book in Book.objects.select_related("klass", "course__subject", "school"):
        world.books[book.klass.name, book.course.subject.code if book.course else ""] = book


def _officers(ctx: Ctx, world: World) -> None:
    _officer(ctx, world, world.ward, "ward_officer", "Đoàn Văn Xã")
    _officer(ctx, world, world.province, "province_officer", "Kiều Thị Sở")


def _officer(ctx: Ctx, world: World, place: Place, name: str, full_name: str) -> None:
    rows = [
        people.StaffFacts(people.PersonFacts(full_name), f"CB{place.pk}", position="Chuyên viên")
    ]
    ids = people.take_staff(ctx, place, rows)
    member = Staff.objects.select_related("person").get(pk=ids[0])
    world.staff[name], world.people[name] = member, member.person
    people.open_accounts(ctx, place, ids, passwords={ids[0]: PASSWORD})
    people.assign(ctx, place, [people.Duty(member.person_id, Role.OFFICER, place.pk, STARTS)])


def _inspector(ctx: Ctx, world: World) -> None:
    """Somebody of the Sở who inspects the secondary school until Christmas."""
    wanted = inspection.Inspection(
        "Triệu Thị Soát", "Thanh tra Sở", STARTS, INSPECTED_UNTIL, "9/QĐ-SGDĐT ngày 01/9/2025"
    )
    slip = inspection.appoint(ctx, world.secondary, wanted)
    user = User.objects.select_related("person").get(pk=slip.user)
    user.must_change_password = False
    user.save(update_fields=["must_change_password"])
    world.people["inspector"] = user.person


def everybody(world: World) -> Sequence[str]:
    """The names of all people who can log in."""
    return list(world.people)


# All accounts share one password: hash it once, with the real parameters.
one_hash = functools.cache(make_password)


@contextlib.contextmanager
def for_a_while(blocker: Any) -> Iterator[None]:
    """For fixtures of a module: what is built within is there for all its tests, then rolled back."""
    with (
        blocker.unblock(),
        mock.patch("django.contrib.auth.hashers.make_password", one_hash),
        transaction.atomic(),
    ):
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def world_of_module(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """The world, made once a module."""
    with for_a_while(django_db_blocker):
        yield make_world()


@pytest.fixture
def world(world_of_module: World, db: None) -> World:
    """The world as made, for each test: what a test changes is rolled back to here."""
    return copy.deepcopy(world_of_module)


__all__ = [
    "PASSWORD",
    "TODAY",
    "YEAR",
    "Assignment",
    "World",
    "everybody",
    "for_a_while",
    "make_world",
    "system",
    "world",
    "world_of_module",
]
