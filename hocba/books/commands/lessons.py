"""The sổ ghi đầu bài: a period written and confirmed by its teacher, weeks closed, months checked."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils import timezone

from hocba.books import policy
from hocba.books.lessons import PERIODS, RATINGS, monday_of
from hocba.books.models import Absence, LessonAbsence, LessonCheck, LessonEntry
from hocba.books.queries import refuse_past, year_of
from hocba.books.roster import roster
from hocba.kernel.command import Ctx, command
from hocba.kernel.errors import Fault, Invalid, Refusal
from hocba.kernel.names import clean_text
from hocba.people.roles import Role
from hocba.year.models import Course, Klass

LATE_DAYS = 1
"""Writing so many days after the lesson still needs no reason."""


@dataclass(frozen=True)
class Lesson:
    """What the teacher says of a period; `course` None: no lesson was held."""

    course: int | None
    number: int | None = None
    title: str = ""
    remark: str = ""
    rating: str = ""
    away: Mapping[int, str] = field(default_factory=dict)


@command(policy.WRITE_LESSON, says="Ghi sổ đầu bài lớp {on}, tiết {period} ngày {day}")
def write_lesson(
    ctx: Ctx, klass: Klass, day: datetime.date, period: int, lesson: Lesson, seen: int = 0
) -> LessonEntry:
    """Write a period as its teacher; this is the confirmation. Earlier versions stay.

    A subject teacher writes the own courses, the homeroom teacher also that no lesson was held.
    `seen` is the version the writer saw. A lesson written late, or one that others wrote before,
    needs `ctx.reason`; a closed week has to be opened again first.
    """
    _check(ctx, klass, day, period, lesson)
    _week_open(klass, day)
    last = LessonEntry.objects.filter(klass=klass, day=day, period=period).order_by("-version")
    before = last.first()
    version = 0 if before is None else before.version
    if version != seen:
        raise Refusal(
            "Tiết này vừa có người ghi. Hãy xem bản mới rồi ghi tiếp; chưa có gì bị ghi đè."
        )
    late = (timezone.localdate(ctx.at) - day).days > LATE_DAYS
    others = before is not None and before.person != ctx.actor.person
    if (late or others) and not ctx.reason.strip():
        said = "Ghi muộn" if late else "Sửa tiết người khác đã ghi"
        raise Invalid(f"{said} thì cần ghi lí do.", "reason")
    row = LessonEntry(
        school_id=klass.school_id,
        year=klass.year,
        klass=klass,
        day=day,
        period=period,
        version=version + 1,
        course_id=lesson.course,
        number=lesson.number,
        title=clean_text(lesson.title),
        remark=clean_text(lesson.remark),
        rating=lesson.rating,
        reason=ctx.reason[:300],
        person=ctx.actor.person or 0,
        at=ctx.at,
    )
    row.save()
    LessonAbsence.objects.bulk_create(
        [LessonAbsence(entry=row, student_id=s, kind=k) for s, k in lesson.away.items()]
    )
    ctx.tell(day=day.isoformat(), period=period, entry=row.pk, course=lesson.course)
    return row


def _check(ctx: Ctx, klass: Klass, day: datetime.date, period: int, lesson: Lesson) -> None:
    year = year_of(klass.school_id, klass.year)
    refuse_past(year, ctx.at)
    faults = []
    if not year.starts <= day <= year.ends:
        faults.append(Fault("day", "Ngày này nằm ngoài năm học."))
    elif day > timezone.localdate(ctx.at):
        faults.append(Fault("day", "Chưa đến ngày này nên chưa ghi được."))
    if period not in PERIODS:
        faults.append(Fault("period", f"Tiết từ {PERIODS[0]} đến {PERIODS[-1]}."))
    if lesson.rating and lesson.rating not in RATINGS:
        faults.append(Fault("rating", "Xếp loại tiết học không đúng."))
    if lesson.course is not None and not lesson.title.strip():
        faults.append(Fault("title", "Hãy ghi tên bài hoặc nội dung tiết học."))
    if len(lesson.title) > 200 or len(lesson.remark) > 300:
        faults.append(Fault("title", "Tên bài tối đa 200 chữ, nhận xét tối đa 300 chữ."))
    if lesson.number is not None and not 1 <= lesson.number <= 400:
        faults.append(Fault("number", "Tiết PPCT là số từ 1 đến 400."))
    there = {
        s.student
        for s in roster(klass.pk, year)
        if s.starts <= day and (s.ends is None or s.ends >= day)
    }
    if not there.issuperset(lesson.away) or not set(lesson.away.values()) <= set(
        Absence.Kind.values
    ):
        faults.append(Fault("away", "Có học sinh vắng không thuộc lớp ngày đó."))
    if faults:
        raise Invalid(faults)
    _own_course(ctx, klass, lesson.course)


def _own_course(ctx: Ctx, klass: Klass, course: int | None) -> None:
    """A teacher writes lessons of the own courses; only the homeroom teacher writes none held."""
    if ctx.actor.system:
        return
    if course is None:
        if klass.pk not in ctx.actor.scope_ids(Role.HOMEROOM):
            raise Refusal("Tiết không học do giáo viên chủ nhiệm ghi.")
        return
    if course not in ctx.actor.scope_ids(Role.SUBJECT_TEACHER):
        raise Refusal("Thầy cô chỉ ghi sổ đầu bài của môn mình được phân công dạy lớp này.")
    if not Course.objects.filter(pk=course, klass=klass).exists():
        raise Invalid("Môn này không phải của lớp.", "course")


def _closed(klass: Klass, kind: str, starts: datetime.date) -> LessonCheck | None:
    rows = LessonCheck.objects.filter(klass=klass, kind=kind, starts=starts, ended_at=None)
    found: LessonCheck | None = rows.first()
    return found


def _week_open(klass: Klass, day: datetime.date) -> None:
    if _closed(klass, LessonCheck.Kind.WEEK, monday_of(day)) is not None:
        raise Refusal(
            "Giáo viên chủ nhiệm đã chốt tuần này. Cần ghi thêm thì nhờ chủ nhiệm mở lại tuần."
        )


def _check_off(
    ctx: Ctx, klass: Klass, kind: LessonCheck.Kind, starts: datetime.date, remark: str
) -> LessonCheck:
    refuse_past(year_of(klass.school_id, klass.year), ctx.at)
    if starts > timezone.localdate(ctx.at):
        raise Invalid("Chưa đến kì này.", "ngày")
    if _closed(klass, kind, starts) is not None:
        raise Refusal(f"Đã {kind.label} rồi.")
    row = LessonCheck(
        school_id=klass.school_id,
        year=klass.year,
        klass=klass,
        kind=kind,
        starts=starts,
        remark=clean_text(remark)[:500],
        person=ctx.actor.person or 0,
        at=ctx.at,
    )
    row.save()
    ctx.tell(starts=starts.isoformat(), check=row.pk)
    return row


@command(policy.CLOSE_LESSONS, says="Chốt sổ đầu bài lớp {on}, tuần từ {starts}")
def close_week(ctx: Ctx, klass: Klass, day: datetime.date, remark: str = "") -> LessonCheck:
    """Close the week of `day` with the homeroom teacher's remark; lessons of it stand from now on."""
    return _check_off(ctx, klass, LessonCheck.Kind.WEEK, monday_of(day), remark)


@command(policy.REVIEW_LESSONS, says="Kiểm tra sổ đầu bài lớp {on}, tháng từ {starts}")
def review_month(ctx: Ctx, klass: Klass, day: datetime.date, remark: str = "") -> LessonCheck:
    """The leaders' check of the month of `day`, with a remark."""
    return _check_off(ctx, klass, LessonCheck.Kind.MONTH, day.replace(day=1), remark)


@command(policy.REOPEN_LESSONS, says="Mở lại sổ đầu bài, kì từ {starts}")
def reopen_lessons(ctx: Ctx, check: LessonCheck) -> None:
    """Open a closed week (or take back a month's check); needs `ctx.reason`."""
    refuse_past(year_of(check.school_id, check.year), ctx.at)
    if check.ended_at is not None:
        raise Refusal("Kì này đang mở.")
    if not ctx.reason.strip():
        raise Invalid("Mở lại thì cần ghi lí do.", "reason")
    check.ended_at = ctx.at
    check.save(update_fields=["ended_at"])
    ctx.tell(starts=check.starts.isoformat(), check=check.pk)
