"""A kindergarten beside the named world, built by commands: one class, its teacher, six children."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from hocba.books.commands import Change, GoalPlan, enter_marks, open_books, set_goals
from hocba.books.kindergarten import BODY, weighings
from hocba.books.models import Book
from hocba.kernel.command import Ctx
from hocba.org.commands import PlaceFacts, found_place
from hocba.org.models import Place
from hocba.people import commands as people
from hocba.people.models import Staff, Student
from hocba.people.roles import Role
from hocba.year import commands as frame
from hocba.year.models import Klass, Subject
from tests.world import ENDS, FOUNDED, PASSWORD, STARTS, YEAR, World, system

CHILDREN = (
    ("Nguyễn Bảo An", "M", datetime.date(2020, 9, 10)),
    ("Trần Khánh Chi", "F", datetime.date(2020, 12, 2)),
    ("Lê Minh Đức", "M", datetime.date(2021, 1, 15)),
    ("Phạm Thảo My", "F", datetime.date(2021, 3, 3)),
)
WEIGHED = datetime.date(2025, 9, 10)
MEASURES = ((140, 1100), (160, 1050), (179, 1100), (205, 1040))
"""Tenths of a kilogram and of a centimetre of each child on that day."""
STAFF = {
    "mn_principal": ("Đỗ Thị Sen", "F", "Hiệu trưởng"),
    "mn_homeroom": ("Vi Thị Hoa", "F", "Giáo viên"),
    "mn_other": ("Lò Thị Mận", "F", "Giáo viên"),
}
GOALS = (
    GoalPlan("lv_the_chat", "Đi thăng bằng trên ghế thể dục", "chu_de", 1, "Bản thân"),
    GoalPlan("lv_nhan_thuc", "Đếm trong phạm vi 10", "do_tuoi", 2),
)


@dataclass
class Kindergarten:
    """The school with its class of four- to five-year-olds and another of two-year-olds."""

    school: Place
    klass: Klass
    toddlers: Klass
    book: Book
    children: list[Student]

    def change(self, child: int, slot: str, new: int | str | None, term: int = 1) -> Change:
        """A change of a child's cell of weighing."""
        body = Subject.objects.get(code=BODY).pk
        return Change(self.children[child].pk, term, slot, None, new, body)

    def weigh(self, ctx: Ctx, *, dated: bool = True) -> None:
        """Write the first weighing of the year of every child."""
        first = weighings(self.klass.grade)[0]
        changes = []
        for n, (weight, height) in enumerate(MEASURES):
            changes += [
                self.change(n, first.slot("nang"), weight),
                self.change(n, first.slot("cao"), height),
            ]
            if dated:
                changes.append(self.change(n, first.slot("ngay"), WEIGHED.day))
        enter_marks(ctx, self.book, changes)


def make_kindergarten(world: World) -> Kindergarten:
    """Found the school under the ward of the world; its people join `world.people`."""
    ctx = system()
    school = found_place(
        ctx,
        world.ward,
        PlaceFacts(
            kind="school",
            name="Trường Mầm non Hoa Sen",
            starts=FOUNDED,
            levels="kindergarten",
            codes={"moet": "01000003"},
            ward_name="Xã Sông Cầu",
            province_name="Tỉnh Thử Nghiệm",
        ),
    )
    _staff(ctx, world, school)
    terms = (STARTS, datetime.date(2026, 1, 16), datetime.date(2026, 1, 19), ENDS)
    world.years[school.pk] = frame.open_year(ctx, school, YEAR, frame.YearDates(*terms))
    plans = [frame.ClassPlan("kindergarten", 4, "Lá 1"), frame.ClassPlan("kindergarten", 1, "Mầm")]
    opened = frame.open_classes(ctx, school, YEAR, plans)
    klass, toddlers = (Klass.objects.select_related("school").get(pk=pk) for pk in opened)
    children = _children(ctx, school, klass)
    _duties(ctx, world, school, klass, toddlers)
    open_books(ctx, school, YEAR)
    book = Book.objects.select_related("klass", "school").get(klass=klass)
    world.classes |= {"Lá 1": klass, "Mầm": toddlers}
    world.books["Lá 1", ""] = book
    return Kindergarten(school, klass, toddlers, book, children)


def _staff(ctx: Ctx, world: World, school: Place) -> None:
    rows = [
        people.StaffFacts(people.PersonFacts(name, sex=sex), code=f"MN{n:03d}", position=position)
        for n, (name, sex, position) in enumerate(STAFF.values(), 1)
    ]
    ids = people.take_staff(ctx, school, rows)
    found = Staff.objects.select_related("person").in_bulk(ids)
    for name, pk in zip(STAFF, ids, strict=True):
        world.staff[name], world.people[name] = found[pk], found[pk].person
    people.open_accounts(ctx, school, ids, passwords=dict.fromkeys(ids, PASSWORD))


def _children(ctx: Ctx, school: Place, klass: Klass) -> list[Student]:
    rows = [
        people.StudentFacts(
            people.PersonFacts(name, sex=sex, birth_date=born, ethnicity="01"),
            moet_code=f"78{n:08d}",
            register_no=f"{n}/2025",
            admitted=STARTS,
        )
        for n, (name, sex, born) in enumerate(CHILDREN, 1)
    ]
    ids = people.admit(ctx, school, rows)
    frame.enrol(ctx, school, [frame.Seat(pk, klass.pk, n, STARTS) for n, pk in enumerate(ids, 1)])
    found = Student.objects.select_related("person").in_bulk(ids)
    return [found[pk] for pk in ids]


def _duties(ctx: Ctx, world: World, school: Place, klass: Klass, toddlers: Klass) -> None:
    def duty(name: str, role: Role, scope: int) -> people.Duty:
        return people.Duty(world.people[name].pk, role, scope, STARTS)

    people.assign(
        ctx,
        school,
        [
            duty("mn_principal", Role.PRINCIPAL, school.pk),
            duty("mn_homeroom", Role.HOMEROOM, klass.pk),
            duty("mn_other", Role.HOMEROOM, toddlers.pk),
        ],
    )


def with_goals(world: World, school: Kindergarten) -> list[int]:
    """The principal sets the goals of the class's age group."""
    return set_goals(world.ctx("mn_principal"), school.school, YEAR, 4, GOALS)
