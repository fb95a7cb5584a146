"""Opening a year, its classes and courses; enrolling, leaving."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Max
from django.utils import timezone

from hocba.kernel.command import Ctx, command
from hocba.kernel.errors import Fault, Invalid, Refusal
from hocba.org.models import Place
from hocba.people.models import Student
from hocba.rules.which import LEVELS, NoRegime, regime_for
from hocba.year import policy
from hocba.year.commands.signed import refuse_signed
from hocba.year.models import Course, Enrolment, Klass, SchoolYear

MOVED = "Chuyển lớp"


@dataclass(frozen=True)
class YearDates:
    """First day, last day of term 1, first day of term 2, last day."""

    starts: datetime.date
    term1_ends: datetime.date
    term2_starts: datetime.date
    ends: datetime.date


@dataclass(frozen=True)
class ClassPlan:
    """A class to open: level code of `rules.which`, grade, name."""

    level: str
    grade: int
    name: str


@dataclass(frozen=True)
class CoursePlan:
    """A subject of a class: kind (scored, comment, primary), periods a year, ĐĐGtx per term.

    `chosen`: only pupils who chose it take it; `topics`: its cụm chuyên đề is taught.
    """

    klass: int
    subject: int
    kind: str
    periods: int
    regular_marks: int
    department: int | None = None
    chosen: bool = False
    topics: bool = False
    language: str = ""


@dataclass(frozen=True)
class Seat:
    """A pupil's place in a class list, from a date."""

    student: int
    klass: int
    position: int
    starts: datetime.date
    ends: datetime.date | None = None
    leaving: str = ""


@command(policy.OPEN_YEAR, says="Mở năm học {year}")
def open_year(ctx: Ctx, school: Place, year: int, dates: YearDates) -> SchoolYear:
    """Open a school year; the dates are those the province set."""
    if not dates.starts < dates.term1_ends < dates.term2_starts < dates.ends:
        raise Invalid("Các mốc của năm học phải theo thứ tự thời gian.", "ngày")
    if SchoolYear.objects.filter(school=school, year=year).exists():
        raise Refusal(f"Năm học {year}–{year + 1} đã được mở.")
    row = SchoolYear(
        school=school,
        year=year,
        starts=dates.starts,
        term1_ends=dates.term1_ends,
        term2_starts=dates.term2_starts,
        ends=dates.ends,
    )
    row.save()
    ctx.tell(year=year)
    return row


@command(policy.OPEN_CLASSES, says="Lập {count} lớp")
def open_classes(ctx: Ctx, school: Place, year: int, plans: Sequence[ClassPlan]) -> list[int]:
    """Open classes of a year. Returns Klass ids."""
    _check_levels(school, year, plans)
    known = set(Klass.objects.filter(school=school, year=year).values_list("name", flat=True))
    twice = [p.name for p in plans if p.name in known]
    if twice:
        raise Refusal(f"Lớp {', '.join(twice)} đã có trong năm học này.")
    rows = Klass.objects.bulk_create(
        [Klass(school=school, year=year, level=p.level, grade=p.grade, name=p.name) for p in plans]
    )
    ctx.tell(count=len(rows), classes=[r.pk for r in rows])
    return [r.pk for r in rows]


def _check_levels(school: Place, year: int, plans: Sequence[ClassPlan]) -> None:
    """Every class belongs to a level that the school has, its grade to that level, and there is
    a regime for it in that year."""
    have = school.levels.split()
    faults = [
        Fault(p.name, f"Trường không dạy cấp học của lớp {p.name} (khối {p.grade}).")
        for p in plans
        if p.level not in have or p.grade not in LEVELS[p.level]
    ]
    for plan in plans if not faults else ():
        try:
            regime_for(plan.level, plan.grade, year)
        except NoRegime as error:
            faults.append(Fault(plan.name, str(error)))
    if faults:
        raise Invalid(faults)


@command(policy.OPEN_COURSES, says="Khai báo {count} môn học của các lớp")
def open_courses(ctx: Ctx, school: Place, plans: Sequence[CoursePlan]) -> list[int]:
    """Open courses of classes of this school. Returns Course ids."""
    own = set(Klass.objects.filter(school=school).values_list("pk", flat=True))
    if any(p.klass not in own for p in plans):
        raise Refusal("Có lớp không thuộc trường này.")
    rows = Course.objects.bulk_create(
        [
            Course(
                klass_id=p.klass,
                subject_id=p.subject,
                kind=p.kind,
                periods=p.periods,
                regular_marks=p.regular_marks,
                department_id=p.department,
                chosen=p.chosen,
                topics=p.topics,
                language=p.language,
            )
            for p in plans
        ]
    )
    ctx.tell(count=len(rows), courses=[r.pk for r in rows])
    return [r.pk for r in rows]


@command(policy.ENROL, says="Xếp {count} học sinh vào lớp")
def enrol(ctx: Ctx, school: Place, seats: Sequence[Seat]) -> list[int]:
    """Put pupils of this school into its classes. Returns Enrolment ids."""
    classes = set(Klass.objects.filter(school=school).values_list("pk", flat=True))
    pupils = set(Student.objects.filter(school=school).values_list("pk", flat=True))
    if any(s.klass not in classes or s.student not in pupils for s in seats):
        raise Refusal("Có lớp hoặc học sinh không thuộc trường này.")
    rows = Enrolment.objects.bulk_create(
        [
            Enrolment(
                student_id=s.student,
                klass_id=s.klass,
                position=s.position,
                starts=s.starts,
                ends=s.ends,
                leaving=s.leaving,
            )
            for s in seats
        ]
    )
    ctx.tell(count=len(rows), enrolments=[r.pk for r in rows])
    return [r.pk for r in rows]


@command(policy.LEAVE, says="Ghi học sinh rời lớp: {leaving}")
def leave(ctx: Ctx, seat: Enrolment, ends: datetime.date, leaving: str) -> None:
    """End a pupil's time in a class with its last day; marks to date stay with the pupil."""
    _may_change(seat, ctx)
    if seat.ends is not None:
        raise Refusal("Học sinh này đã rời lớp.")
    if ends < seat.starts:
        raise Invalid("Ngày rời lớp không thể trước ngày vào lớp.", "ngày")
    _in_year(seat.klass, ends)
    seat.ends, seat.leaving = ends, leaving
    seat.save(update_fields=["ends", "leaving"])
    ctx.tell(student=seat.student_id, ends=ends.isoformat(), leaving=leaving)


@command(policy.STAY, says="Bỏ ghi rời lớp, học sinh vẫn học lớp {klass}")
def stay(ctx: Ctx, seat: Enrolment) -> None:
    """Take back that a pupil left the class: it was the wrong pupil, or the pupil came back."""
    _may_change(seat, ctx)
    if seat.ends is None:
        raise Refusal("Học sinh này đang học ở lớp.")
    if seat.leaving == MOVED:
        raise Refusal("Học sinh đã sang lớp khác; chuyển nhầm thì nhờ văn thư xếp lại lớp.")
    of_year = Enrolment.objects.filter(student=seat.student_id, klass__year=seat.klass.year)
    if of_year.filter(ends=None).exists():
        raise Refusal("Học sinh này đang học ở lớp khác.")
    seat.ends, seat.leaving = None, ""
    seat.save(update_fields=["ends", "leaving"])
    ctx.tell(student=seat.student_id, klass=seat.klass.name)


@command(policy.MOVE, says="Chuyển học sinh sang lớp {to}")
def move(ctx: Ctx, seat: Enrolment, to: int, day: datetime.date) -> Enrolment:
    """Move a pupil to another class of the grade from `day` on; marks stay with the pupil."""
    _may_change(seat, ctx)
    klass = Klass.objects.filter(pk=to, school=seat.klass.school_id, year=seat.klass.year).first()
    if klass is None or klass.pk == seat.klass_id or klass.grade != seat.klass.grade:
        raise Invalid("Hãy chọn một lớp khác cùng khối trong năm học này.", "lớp")
    if seat.ends is not None:
        raise Refusal("Học sinh này đã rời lớp.")
    if day <= seat.starts:
        raise Invalid("Ngày sang lớp mới phải sau ngày vào lớp cũ.", "ngày")
    _in_year(seat.klass, day)
    if Enrolment.objects.filter(student=seat.student_id, klass=klass).exists():
        raise Refusal(f"Học sinh đã từng học lớp {klass.name} trong năm; nhờ văn thư xếp lại lớp.")
    seat.ends, seat.leaving = day - datetime.timedelta(days=1), MOVED
    seat.save(update_fields=["ends", "leaving"])
    last = Enrolment.objects.filter(klass=klass).aggregate(last=Max("position"))["last"] or 0
    row = Enrolment(student_id=seat.student_id, klass=klass, position=last + 1, starts=day)
    row.save()
    ctx.tell(student=seat.student_id, to=klass.name, klass=klass.pk, day=day.isoformat())
    return row


def _in_year(klass: Klass, day: datetime.date) -> None:
    year = SchoolYear.objects.get(school=klass.school_id, year=klass.year)
    if not year.starts <= day <= year.ends:
        raise Invalid(f"Ngày này ngoài năm học {year.label}.", "ngày")


def _may_change(seat: Enrolment, ctx: Ctx) -> None:
    """Refusal once the pupil's transcript tells of this class, or the school's next year has begun:
    the list of a class of old stands."""
    klass = seat.klass
    refuse_signed(seat.student_id, klass.year, None)
    later = SchoolYear.objects.filter(school=klass.school_id, year__gt=klass.year)
    if later.filter(starts__lte=timezone.localdate(ctx.at)).exists():
        raise Refusal(
            f"Năm học {klass.year}–{klass.year + 1} đã qua nên không ghi biến động của lớp nữa."
        )
