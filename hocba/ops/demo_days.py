"""The demo's days: roll calls, the sổ ghi đầu bài, weekly remarks, each by its teacher that day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from demo import days as plan
from hocba.books.attendance import K, P
from hocba.books.cells import read_marks
from hocba.books.commands import (
    Away,
    Lesson,
    call_roll,
    close_week,
    remark_pupils,
    remark_week,
    review_month,
    write_lesson,
)
from hocba.books.queries import year_of
from hocba.books.roster import roster
from hocba.ops.demo_school import Demo, holder, teacher_of
from hocba.people.models import Assignment
from hocba.year.models import Course, Klass, Subject

Role = Assignment.Role
Tick = Callable[[], None]
SUBJECTS_REMARKED = 4
"""How many subjects of a class have a weekly remark."""


@dataclass
class Room:
    """A class with its homeroom teacher, its pupils in order, its courses by subject code."""

    klass: Klass
    teacher: int
    pupils: list[int]
    courses: dict[str, Course]
    seed: str

    def of(self, code: str, day: dt.date) -> int:
        """Who teaches a subject here on a day."""
        return teacher_of("course", self.courses[code].pk, Role.SUBJECT_TEACHER, day)

    @property
    def hours(self) -> dict[str, int]:
        """Periods a week by subject."""
        return {code: round(c.periods / 35) for code, c in self.courses.items()}


def rooms(demo: Demo, classes: set[str] | None) -> list[Room]:
    """The classes whose days are played."""
    found = Klass.objects.filter(year=demo.year).select_related("school")
    if classes is not None:
        found = found.filter(name__in=classes)
    return [_room(demo, klass) for klass in found.order_by("pk")]


def _room(demo: Demo, klass: Klass) -> Room:
    year = year_of(klass.school_id, klass.year)
    courses = Course.objects.filter(klass=klass).select_related("subject", "klass")
    return Room(
        klass,
        teacher_of("klass", klass.pk, Role.HOMEROOM, demo.last_day),
        [seat.student for seat in roster(klass.pk, year) if not seat.gone],
        {c.subject.code: c for c in courses.order_by("subject__position")},
        f"{demo.year}:{klass.name}",
    )


def count(made: Iterable[Room]) -> int:
    """How many steps `play` ticks."""
    days = plan.school_days()
    last = sum(d >= plan.LAST_WEEK for d in days)
    return sum(len(days) if r.klass.name in plan.ROLL_CLASSES else last for r in made)


def play(demo: Demo, made: list[Room], tick: Tick) -> None:
    """What happened in these classes in term II, class by class: all of it where rolls are called
    the whole term, elsewhere the rolls of the last week."""
    for room in made:
        name, whole = room.klass.name, room.klass.name in plan.ROLL_CLASSES
        if whole:
            away = plan.absences(room.seed, name, len(room.pupils))
        else:
            away = plan.last_absences(room.seed, name, _typed(room))
        for day, missed in away.items():
            _roll(demo, room, day, missed)
            tick()
        if not whole:
            continue
        if name in plan.LESSON_WEEKS:
            _lessons(demo, room, away)
        _remarks(demo, room)


def _typed(room: Room) -> list[tuple[int, int]]:
    """Sessions missed in term II as the homeroom book says, by pupil: with leave, without."""
    k = room.klass
    subject = Subject.objects.get(code="vang").pk
    held = read_marks(k.year, k.school_id, subject, room.pupils, [2])
    leave, none = (held.get((subject, 2, kind), {}) for kind in (P, K))
    return [(int(leave.get(p, 0)), int(none.get(p, 0))) for p in room.pupils]


def _roll(demo: Demo, room: Room, day: dt.date, missed: plan.Away) -> None:
    ctx = demo.in_year(room.teacher, day, 7, 20)
    call_roll(ctx, room.klass, day, "S", {room.pupils[n]: Away(*one) for n, one in missed.items()})


def _lessons(demo: Demo, room: Room, away: dict[dt.date, plan.Away]) -> None:
    for one in plan.lessons(room.seed, room.klass.name, room.hours):
        morning = one.period <= 5
        hour = 7 + one.period if morning else 8 + one.period
        ctx = demo.in_year(room.of(one.subject, one.day), one.day, hour, 10)
        missed = {room.pupils[n]: kind for n, (kind, _) in away[one.day].items()} if morning else {}
        course = room.courses[one.subject].pk
        lesson = Lesson(course, one.number, one.title, one.remark, one.rating, missed)
        write_lesson(ctx, room.klass, one.day, one.period, lesson)
    for monday in plan.LESSON_WEEKS[room.klass.name][:-1]:
        saturday = demo.in_year(room.teacher, monday + 5 * plan.DAY, 9)
        close_week(saturday, room.klass, monday, "Sổ ghi đủ các tiết.")
    first = plan.LESSON_WEEKS[room.klass.name][0]
    if first.month == 4:
        deputy = holder(room.klass.school, Role.VICE_PRINCIPAL)
        checked = demo.in_year(deputy, dt.date(2026, 5, 4), 14)
        review_month(checked, room.klass, first, "Đã kiểm tra tháng 4, ghi đúng phân phối chương trình.")  # fmt: skip


def _remarks(demo: Demo, room: Room) -> None:
    name, codes = room.klass.name, list(room.courses)[:SUBJECTS_REMARKED]
    for week, monday in enumerate(plan.WEEKS):
        friday = monday + 4 * plan.DAY
        if friday in plan.FREE:
            friday -= 2 * plan.DAY
        for code in codes:
            ctx = demo.in_year(room.of(code, friday), friday, 15, 30)
            text = plan.week_of_subject(room.seed, name, code, week)
            remark_week(ctx, room.klass, friday, text, room.courses[code].pk)
            if code == codes[week % len(codes)]:
                _notes(demo, room, code, week, friday)
        ctx = demo.in_year(room.teacher, friday, 16, 30)
        remark_week(ctx, room.klass, friday, plan.week_of_class(week))
        _notes(demo, room, "", week, friday)


def _notes(demo: Demo, room: Room, code: str, week: int, day: dt.date) -> None:
    """Remarks on single pupils: a subject's teacher's, or with no subject the homeroom teacher's."""
    teacher = room.of(code, day) if code else room.teacher
    course = room.courses[code].pk if code else None
    for one in plan.notes(room.seed, room.klass.name, code, week, len(room.pupils)):
        ctx = demo.in_year(teacher, day, 16, 40)
        pupils = [room.pupils[n] for n in one.pupils]
        remark_pupils(ctx, room.klass, day, pupils, one.tone, one.text, course)
