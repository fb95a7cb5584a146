"""The named world with two more schools: one of several levels and years, and a GDTX centre.

`levels` is the fixture; `make_levels()` builds the same outside pytest. The school «high» teaches
grades 6 to 12. Its class 10A1 (2025, TT 22) has chosen subjects and cụm chuyên đề; 9A (2024) is
under TT 22, 9C (2021) under TT 58 as amended, 9D (2019) under the text of 2011. 10K1 (2025) of the
«centre» is under TT 43, with chosen subjects. Old classes have a homeroom teacher of that time.
"""

import copy
import dataclasses
import datetime
import functools
from collections.abc import Iterator, Sequence
from typing import Any
from unittest import mock

import pytest
from django.contrib.auth.hashers import make_password
from django.db import transaction

from hocba.books.cells import Wire
from hocba.books.commands import Change, Pick, choose, enter_marks, open_books, open_for
from hocba.books.models import Book, Column
from hocba.books.queries import load_book
from hocba.org.commands import PlaceFacts, found_place
from hocba.org.models import Place
from hocba.people import commands as people
from hocba.people.models import Staff, Student
from hocba.people.roles import Role
from hocba.year import commands as frame
from hocba.year.models import Course, Klass, Subject
from tests.world import FOUNDED, NOW, PASSWORD, YEAR, World, make_world, system

day = datetime.date
HIGH_STAFF = {
    "high_principal": ("Lâm Quang Vinh", "M", "Hiệu trưởng"),
    "high_clerk": ("Tô Thị Ngân", "F", "Văn thư"),
    "high_homeroom": ("Hà Thị Xuân", "F", "Giáo viên"),
    "physics": ("Chu Văn Lực", "M", "Giáo viên"),
    "old_homeroom": ("Âu Thị Bền", "F", "Giáo viên"),
}
CENTRE_STAFF = {
    "director": ("Ngụy Thế Hùng", "M", "Giám đốc"),
    "centre_homeroom": ("Kim Thị Ngọc", "F", "Giáo viên"),
}
PUPILS = {
    "9A": ("Lê Gia Huy", "Ma Thị Kiều", "Phùng Đức Long"),
    "9C": ("Bế Văn Dũng", "Hứa Thị Lệ", "Nông Quốc Việt"),
    "9D": ("Cù Văn Thắng", "Lục Thị Yến"),
    "10K1": ("Đàm Văn Bình", "Giàng Thị Sua", "Khúc Văn Tám"),
    "10A1": ("Phan Anh Duy", "Mai Thị Hoa", "Đào Minh Khôi", "Vi Thị Lan", "Tống Văn Nam"),
}
COMPULSORY = (
    ("NV", "scored", 105, 4),
    ("TOAN", "scored", 105, 4),
    ("NN1", "scored", 105, 4),
    ("LS", "scored", 52, 3),
    ("GDQPAN", "scored", 35, 2),
    ("GDTC", "comment", 70, 0),
    ("HDTNHN", "comment", 105, 0),
    ("GDDP", "comment", 35, 0),
)
ELECTIVES = ("DL", "GDKTPL", "VL", "HH", "SH", "TIN")
TOPICS = ("TOAN", "NV", "VL", "HH", "SH")
"""Subjects of 10A1 whose cụm chuyên đề is taught."""
CHOSEN = {
    # pupil's place in the list → chosen subjects, cụm chuyên đề
    0: ("VL HH SH TIN", "TOAN VL HH"),
    1: ("VL HH SH TIN", "TOAN HH SH"),
    2: ("DL GDKTPL VL TIN", "NV TOAN VL"),
    3: ("DL GDKTPL SH TIN", "NV TOAN SH"),
    4: ("DL GDKTPL HH TIN", "NV TOAN HH"),
}
BEST: dict[str, Wire] = {"score": 80, "integer": 80, "count": 0, "text": "Chăm ngoan, tiến bộ."}


LOWER_2018 = (
    *((code, "scored", 140, 4) for code in ("NV", "TOAN", "NN1", "LSDL", "KHTN")),
    *((code, "scored", 35, 2) for code in ("GDCD", "TIN", "CN")),
    *((code, "comment", 70, 0) for code in ("GDTC", "NT")),
)
LOWER_2006 = (
    *((code, "scored", 140, 4) for code in ("TOAN", "NV")),
    *((code, "scored", 70, 3) for code in ("VL", "HH", "SH", "LS", "DL", "NN")),
    *((code, "scored", 35, 2) for code in ("GDCD", "CN")),
    *((code, "comment", 70, 3) for code in ("TD", "MT")),
)
CENTRE = (
    *((code, "scored", 105, 4) for code in ("NV", "TOAN", "LS")),
    *((code, "scored", 70, 3) for code in ("DL", "GDKTPL", "VL", "HH", "SH")),
    ("HDTNHN", "none", 105, 0),
)
CENTRE_CHOICES = ("DL GDKTPL VL HH", "DL GDKTPL VL SH", "DL GDKTPL HH SH")


@dataclasses.dataclass
class Levels(World):
    """The named world and the schools «high» and «centre»."""

    high: Place = None  # type: ignore[assignment]
    centre: Place = None  # type: ignore[assignment]


def make_levels() -> Levels:
    """The named world with the two more schools."""
    base = make_world()
    world = Levels(**{f.name: getattr(base, f.name) for f in dataclasses.fields(base)})
    world.high = _school(
        world, "Trường THCS và THPT Sông Cầu", "lower_secondary upper_secondary", "3"
    )
    _staff(world, world.high, HIGH_STAFF, "SH")
    _open(world, world.high, 2025, [("upper_secondary", 10, "10A1")])
    _upper(world)
    for year, klass, subjects in (
        (2024, "9A", LOWER_2018), (2021, "9C", LOWER_2006), (2019, "9D", LOWER_2006),
    ):  # fmt: skip
        _open(world, world.high, year, [("lower_secondary", 9, klass)])
        open_courses(world, klass, subjects)
    world.centre = _school(world, "Trung tâm GDNN-GDTX Sông Cầu", "gdtx_lower gdtx_upper", "4")
    _staff(world, world.centre, CENTRE_STAFF, "TT")
    _open(world, world.centre, 2025, [("gdtx_upper", 10, "10K1")])
    _learners(world)
    _duties(world)
    return world


def _school(world: World, name: str, levels: str, code: str) -> Place:
    facts = PlaceFacts(
        kind="school",
        name=name,
        starts=FOUNDED,
        levels=levels,
        codes={"moet": f"0100000{code}"},
        ward_name="Xã Sông Cầu",
        province_name="Tỉnh Thử Nghiệm",
    )
    return found_place(system(), world.ward, facts)


def _staff(
    world: World, school: Place, members: dict[str, tuple[str, str, str]], prefix: str
) -> None:
    rows = [
        people.StaffFacts(people.PersonFacts(name, sex=sex), f"{prefix}{n:03d}", "", position)
        for n, (name, sex, position) in enumerate(members.values(), 1)
    ]
    ids = people.take_staff(system(), school, rows)
    found = Staff.objects.select_related("person", "department").in_bulk(ids)
    for name, pk in zip(members, ids, strict=True):
        world.staff[name], world.people[name] = found[pk], found[pk].person
    people.open_accounts(system(), school, ids, passwords=dict.fromkeys(ids, PASSWORD))


def _open(world: World, school: Place, year: int, classes: Sequence[tuple[str, int, str]]) -> None:
    """A year of a school with classes and their pupils."""
    dates = frame.YearDates(
        day(year, 9, 5), day(year + 1, 1, 16), day(year + 1, 1, 19), day(year + 1, 5, 29)
    )
    frame.open_year(system(), school, year, dates)
    plans = [frame.ClassPlan(*one) for one in classes]
    ids = frame.open_classes(system(), school, year, plans)
    for klass in Klass.objects.filter(pk__in=ids).select_related("school"):
        world.classes[klass.name] = klass
        _pupils(world, klass, dates.starts)
    if year < YEAR:  # old years are brought in while the principal keeps them open
        until = datetime.datetime(2040, 1, 1, tzinfo=NOW.tzinfo)
        open_for(system(), school, year, "school", school.pk, until)


def _pupils(world: World, klass: Klass, starts: day) -> None:
    names = PUPILS[klass.name]
    born = klass.year - klass.grade - 5
    known = Student.objects.count()
    rows = [
        people.StudentFacts(
            people.PersonFacts(name, sex="F" if "Thị" in name else "M", birth_date=day(born, 3, n)),
            moet_code=f"78{known + n:08d}",
            register_no=f"{known + n}/{klass.year}",
            admitted=starts,
        )
        for n, name in enumerate(names, 1)
    ]
    ids = people.admit(system(), klass.school, rows)
    found = Student.objects.select_related("person").in_bulk(ids)
    for name, pk in zip(names, ids, strict=True):
        world.pupils[klass.name, name] = found[pk]
    seats = [frame.Seat(pk, klass.pk, n, starts) for n, pk in enumerate(ids, 1)]
    frame.enrol(system(), klass.school, seats)


def open_courses(
    world: World,
    klass: str,
    subjects: Sequence[tuple[str, str, int, int]],
    chosen: Sequence[str] = (),
    topics: Sequence[str] = (),
) -> None:
    """Courses and books of a class: (subject, kind, periods, ĐĐGtx)."""
    codes = {s.code: s.pk for s in Subject.objects.all()}
    row = world.classes[klass]
    plans = [
        frame.CoursePlan(
            row.pk, codes[code], kind, periods, marks, chosen=code in chosen, topics=code in topics
        )
        for code, kind, periods, marks in subjects
    ]
    ids = frame.open_courses(system(), row.school, plans)
    for course in Course.objects.filter(pk__in=ids).select_related("klass", "subject"):
        world.courses[klass, course.subject.code] = course
    open_books(system(), row.school, row.year)
    for book in Book.objects.filter(klass=row).select_related(*Book.with_command):
        world.books[klass, book.course.subject.code if book.course else ""] = book


def _upper(world: World) -> None:
    electives = tuple((code, "scored", 70, 3) for code in ELECTIVES)
    open_courses(world, "10A1", (*COMPULSORY, *electives), ELECTIVES, TOPICS)
    pupils, picks = world.roster("10A1"), []
    for place, (subjects, topics) in CHOSEN.items():
        student = pupils[place].pk
        picks += [Pick(student, world.courses["10A1", s].pk) for s in subjects.split()]
        picks += [Pick(student, world.courses["10A1", s].pk, topics=True) for s in topics.split()]
    choose(system(), world.classes["10A1"], picks, [], day(2025, 9, 5))


def _learners(world: World) -> None:
    chosen = ("DL", "GDKTPL", "VL", "HH", "SH")
    open_courses(world, "10K1", CENTRE, chosen)
    picks = [
        Pick(learner.pk, world.courses["10K1", code].pk)
        for learner, codes in zip(world.roster("10K1"), CENTRE_CHOICES, strict=True)
        for code in codes.split()
    ]
    choose(system(), world.classes["10K1"], picks, [], day(2025, 9, 5))


def _duties(world: Levels) -> None:
    def duty(name: str, role: Role, scope: int, ends: day | None = None) -> people.Duty:
        return people.Duty(world.people[name].pk, role, scope, day(2018, 9, 1), ends, "12/QĐ")

    high, centre = world.high.pk, world.centre.pk
    people.assign(
        system(),
        world.centre,
        [
            duty("director", Role.PRINCIPAL, centre),
            duty("centre_homeroom", Role.HOMEROOM, world.classes["10K1"].pk),
            duty("centre_homeroom", Role.SUBJECT_TEACHER, world.courses["10K1", "NV"].pk),
        ],
    )
    people.assign(
        system(),
        world.high,
        [
            duty("high_principal", Role.PRINCIPAL, high),
            duty("high_clerk", Role.CLERK, high),
            duty("high_homeroom", Role.HOMEROOM, world.classes["10A1"].pk),
            duty("physics", Role.SUBJECT_TEACHER, world.courses["10A1", "VL"].pk),
            duty("old_homeroom", Role.HOMEROOM, world.classes["9C"].pk, day(2022, 7, 31)),
            duty(
                "old_homeroom",
                Role.SUBJECT_TEACHER,
                world.courses["9C", "TOAN"].pk,
                day(2022, 7, 31),
            ),
            duty("old_homeroom", Role.HOMEROOM, world.classes["9A"].pk),
        ],
    )


def fill_as_expected(world: World, klass: str, **values: Wire) -> None:
    """Fill every required column of a class for the pupils of whom it is expected, by the system.

    `values` say what a slot (`ck=100`) or a kind (`score=65`) gets; levels get the best one.
    """
    for (name, _), book in world.books.items():
        if name == klass:
            _fill(book, BEST | values)


def _fill(book: Book, values: dict[str, Wire]) -> None:
    page = load_book(book, NOW, (1, 2))
    changes = []
    for column in Column.objects.filter(book=book, term__lt=3, required=True):
        codes = column.codes.split(",")
        new = values.get(column.slot, values.get(column.kind))
        if column.kind == "level" and new not in codes:
            new = codes[0]
        of = page.of.get((column.term, column.slot), "")
        for seat in page.seats:
            if page.choices.expects(of, seat.student, column.subject_id, column.term):
                place = (seat.student, column.term, column.slot)
                changes.append(Change(*place, None, new, column.subject_id))
    enter_marks(system(), book, changes)


one_hash = functools.cache(make_password)


@pytest.fixture(scope="module")
def levels_of_module(django_db_setup: None, django_db_blocker: Any) -> Iterator[Levels]:
    """The schools of all levels, made once a module and rolled back after it."""
    with (
        django_db_blocker.unblock(),
        mock.patch("django.contrib.auth.hashers.make_password", one_hash),
        transaction.atomic(),
    ):
        yield make_levels()
        transaction.set_rollback(True)


@pytest.fixture
def levels(levels_of_module: Levels, db: None) -> Levels:
    """The schools of all levels as made, for each test."""
    return copy.deepcopy(levels_of_module)


__all__ = ["Levels", "fill_as_expected", "levels", "levels_of_module", "make_levels"]
