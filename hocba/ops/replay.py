"""`hocba replay`: the Thanh Hóa case of 2026 through the real commands, in a school of its own.

All people and the school are invented; the numbers are those of the case. The school stands beside
whatever is in the installation, and its principal opens «Nhật kí sửa điểm» in the browser.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable
from dataclasses import dataclass, field

from django.db import transaction

from demo import replay as plan
from demo.people import invented_name
from demo.replay import Cell, Plan
from hocba.books.commands import Change, enter_marks, open_books
from hocba.books.models import Book
from hocba.kernel.command import Ctx
from hocba.kernel.policy import Actor
from hocba.org.commands import PlaceFacts, found_place
from hocba.org.models import Place, PlaceCode
from hocba.people import commands as people
from hocba.people.models import Assignment, Staff
from hocba.people.queries import actor_for
from hocba.year import commands as frame
from hocba.year.models import Course, Klass, Subject

NAME = "Trường THCS Diễn Lại (hư cấu)"
CODE = "99000099"
YEAR = 2025
FOUNDED = dt.datetime(2025, 8, 1, 8, 0, tzinfo=plan.STARTS.tzinfo)
DATES = frame.YearDates(
    dt.date(2025, 9, 5), dt.date(2026, 1, 16), dt.date(2026, 1, 19), dt.date(2026, 5, 29)
)
PASSWORD = "hoc-ba-demo-2026"
LEADERS = (
    ("PL00", "Hiệu trưởng", Assignment.Role.PRINCIPAL),
    ("PL01", "Phó hiệu trưởng", Assignment.Role.VICE_PRINCIPAL),
)


@dataclass
class Replayed:
    """The school with its people by (subject, number), pupils by class, books by (class, subject)."""

    school: Place
    plan: Plan
    principal: int = 0
    teachers: dict[tuple[str, int], int] = field(default_factory=dict)
    pupils: dict[str, list[int]] = field(default_factory=dict)
    books: dict[tuple[str, str], int] = field(default_factory=dict)

    def cell(self, cell: Cell) -> tuple[int, int, str, int]:
        """A cell of the plan as the ledger names it: book, term, slot, pupil."""
        klass, subject, slot, pupil = cell
        return self.books[klass, subject], plan.TERM, slot, self.pupils[klass][pupil]


def known() -> bool:
    """Whether the school of the replay is there already."""
    return PlaceCode.objects.filter(value=CODE).exists()


def run(say: Callable[[str], object], seed: int = 2026) -> int:
    """Found the school, play the case, and say where to look. 0 also when it was there before."""
    if known():
        say(f"Đã có {NAME}; không diễn lại lần nữa.")
        _where(say)
        return 0
    made = play(seed)
    say(
        f"Đã diễn lại {plan.FIRST} lượt nhập, sửa của {len(made.teachers)} giáo viên,"
        f" {len(plan.CLASSES)} lớp, {len(plan.SUBJECTS)} môn, rồi thêm {plan.SECOND} lượt."
    )
    _where(say)
    return 0


def _where(say: Callable[[str], object]) -> None:
    say(
        f"Đăng nhập «{LEADERS[0][0].lower()}» (mật khẩu {PASSWORD}), mở «Đề nghị» → «Nhật kí sửa điểm»,"
    )
    say("chọn từ 01/05/2026 đến 31/05/2026. Trường và mọi người đều là hư cấu.")


def play(seed: int = 2026, *, accounts: bool = True) -> Replayed:
    """Found the school by commands and play every act of the plan. All or nothing."""
    with transaction.atomic():
        made = _found(seed, accounts)
        for act in made.plan.acts:
            _play(made, act)
    return made


def _ctx(at: dt.datetime = FOUNDED) -> Ctx:
    return Ctx(Actor(None, at.date(), system=True), at, source="cli")


def _found(seed: int, accounts: bool) -> Replayed:
    rng = random.Random(f"people {seed}")
    facts = PlaceFacts(
        "school", NAME, dt.date(2020, 8, 1), levels="lower_secondary", ward_name="Xã Diễn Lại",
        province_name="Tỉnh Thử Nghiệm", letterhead="Ủy ban nhân dân xã Diễn Lại", codes={"BGDĐT": CODE},
    )  # fmt: skip
    made = Replayed(found_place(_ctx(), None, facts), plan.make(seed))
    frame.open_year(_ctx(), made.school, YEAR, DATES)
    _staff(made, rng, accounts)
    _classes(made)
    _pupils(made, rng)
    open_books(_ctx(), made.school, YEAR)
    rows = Book.objects.filter(school=made.school, course__isnull=False)
    for pk, klass, subject in rows.values_list("pk", "klass__name", "course__subject__code"):
        made.books[klass, subject] = pk
    return made


def _staff(made: Replayed, rng: random.Random, accounts: bool) -> None:
    posts = [(code, title) for code, title, _ in LEADERS]
    keys = [(s, n) for s in plan.SUBJECTS for n in range(plan.TEACHERS[s])]
    posts += [
        (f"PL{number:02d}", "Giáo viên") for number in range(len(LEADERS), len(LEADERS) + len(keys))
    ]
    rows = [
        people.StaffFacts(
            people.PersonFacts(
                invented_name(rng, "nu" if n % 3 else "nam"), sex="F" if n % 3 else "M"
            ),
            code,
            position=title,
        )
        for n, (code, title) in enumerate(posts)
    ]
    ids = people.take_staff(_ctx(), made.school, rows)
    persons = dict(Staff.objects.filter(pk__in=ids).values_list("pk", "person_id"))
    duties = [
        people.Duty(persons[pk], role, made.school.pk, DATES.starts)
        for pk, (_, _, role) in zip(ids, LEADERS, strict=False)
    ]
    people.assign(_ctx(), made.school, duties)
    made.principal = persons[ids[0]]
    made.teachers = {k: persons[pk] for k, pk in zip(keys, ids[len(LEADERS) :], strict=True)}
    if accounts:
        shown = ids[: len(LEADERS)]
        people.open_accounts(_ctx(), made.school, shown, dict.fromkeys(shown, PASSWORD))


def _classes(made: Replayed) -> None:
    plans = [frame.ClassPlan("lower_secondary", int(name[0]), name) for name in plan.CLASSES]
    frame.open_classes(_ctx(), made.school, YEAR, plans)
    classes = dict(Klass.objects.filter(school=made.school).values_list("name", "pk"))
    subjects = dict(Subject.objects.filter(code__in=plan.SUBJECTS).values_list("code", "pk"))
    courses = [
        frame.CoursePlan(classes[k], subjects[s], "scored", 70, 2)
        for k in plan.CLASSES
        for s in plan.SUBJECTS
    ]
    frame.open_courses(_ctx(), made.school, courses)
    rows = Course.objects.filter(klass__school=made.school)
    duties = [
        people.Duty(
            made.teachers[subject, plan.teacher_of(klass, subject)],
            Assignment.Role.SUBJECT_TEACHER,
            pk,
            DATES.starts,
        )
        for pk, klass, subject in rows.values_list("pk", "klass__name", "subject__code")
    ]
    people.assign(_ctx(), made.school, duties)


def _pupils(made: Replayed, rng: random.Random) -> None:
    classes = dict(Klass.objects.filter(school=made.school).values_list("name", "pk"))
    number = 0
    for name in plan.CLASSES:
        rows = []
        for n in range(plan.PUPILS):
            number += 1
            sex = "F" if n % 2 else "M"
            born = dt.date(2019 - int(name[0]), 1 + number % 12, 1 + number % 28)
            facts = people.PersonFacts(
                invented_name(rng, "nu" if n % 2 else "nam"), sex=sex, birth_date=born
            )
            rows.append(
                people.StudentFacts(facts, moet_code=f"9999{number:06d}", admitted=DATES.starts)
            )
        ids = people.admit(_ctx(), made.school, rows)
        seats = [frame.Seat(pk, classes[name], n, DATES.starts) for n, pk in enumerate(ids, 1)]
        frame.enrol(_ctx(), made.school, seats)
        made.pupils[name] = ids


def _play(made: Replayed, act: plan.Act) -> None:
    """One save by its teacher, as the browser sends it."""
    person = made.teachers[act.subject, plan.teacher_of(act.klass, act.subject)]
    ctx = Ctx(actor_for(person, act.at.date()), act.at, source="web", address=act.address)
    pupils = made.pupils[act.klass]
    changes = [Change(pupils[n], plan.TERM, slot, seen, new) for slot, n, seen, new in act.changes]
    saved = enter_marks(ctx, made.books[act.klass, act.subject], changes)
    assert saved.saved == len(changes), "the plan and the book disagree"
