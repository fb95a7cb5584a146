"""Who takes which chosen subject and which cụm chuyên đề."""

import datetime
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from hocba.books import policy
from hocba.books.commands.recompute import recompute_stored
from hocba.books.models import Mark
from hocba.books.roster import name_of
from hocba.documents.queries import signed_students
from hocba.kernel.command import Ctx, command
from hocba.kernel.errors import Fault, Invalid, Refusal
from hocba.year.models import Choice, Course, Enrolment, Klass

ELECTIVES, CLUSTERS = 4, 3
"""How many chosen subjects and cụm chuyên đề a pupil of the 2018 programme takes [to check]."""
SIGNED = (
    "Học bạ năm học này đang ký hoặc đã cấp nên môn lựa chọn không đổi nữa."
    " Cần đổi thì hiệu trưởng lập bản thay thế của học bạ trước."
)
CHANGED = (
    "Đã có điểm, nhận xét ở môn này; muốn đổi thì cần quyết định của người đứng đầu nhà trường."
)


class Pick(NamedTuple):
    """A pupil takes a chosen course, or (`topics`) the cụm chuyên đề of a course. Ids."""

    student: int
    course: int
    topics: bool = False


@dataclass(frozen=True)
class Ground:
    """The decision behind a change of choices."""

    decision: str
    on: datetime.date


@command(policy.CHOOSE, says="Ghi môn lựa chọn lớp {on}: thêm {count}, bỏ {dropped}")
def choose(
    ctx: Ctx,
    klass: Klass,
    picks: Sequence[Pick],
    drops: Sequence[Pick],
    starts: datetime.date,
) -> int:
    """Write what pupils of a class chose, from a date; returns how many choices are new.

    `drops` corrects what was written by mistake: it is taken out as if never written, which is
    refused once there are cells. What stands already is kept. Raises Invalid as `_check` does.
    """
    standing = _standing(klass)
    gone = {p for p in drops if p in standing}
    refuse_signed(klass, {*gone, *(p for p in picks if p not in standing)})
    if held := holding_cells(klass, gone):
        raise Refusal(*(f"{_who(p)}: {CHANGED}" for p in held))
    wanted = [p for p in dict.fromkeys(picks) if p not in standing]
    _check(klass, wanted, (standing.keys() - gone) | set(wanted))
    leaving = Choice.objects.filter(pk__in=[standing[p] for p in gone])
    fields = ("student", "course", "topics", "starts", "decision")
    removed = [[s, c, t, on.isoformat(), d] for s, c, t, on, d in leaving.values_list(*fields)]
    leaving.delete()
    rows = _write(wanted, starts, "")
    renew({*wanted, *gone})
    ctx.tell(count=len(rows), dropped=len(gone), choices=rows, removed=removed)
    return len(rows)


@command(policy.SWITCH, says="Đổi môn lựa chọn theo quyết định {decision}, lớp {on}")
def switch(
    ctx: Ctx,
    klass: Klass,
    drops: Sequence[Pick],
    picks: Sequence[Pick],
    ground: Ground,
) -> int:
    """Change what pupils take from a day on, by a decision; cells written before stay.

    Returns how many choices are new. Raises Invalid without a decision, or when a pupil gives up
    what is not taken; and as `_check` does.
    """
    if not ground.decision.strip():
        raise Invalid("Đổi môn lựa chọn cần số quyết định.", "quyết định")
    standing = _standing(klass)
    if strange := [p for p in drops if p not in standing]:
        raise Invalid([Fault(_who(p), "Học sinh không học môn hoặc cụm này.") for p in strange])
    refuse_signed(klass, {*drops, *(p for p in picks if p not in standing)})
    ending = Choice.objects.filter(pk__in=[standing[p] for p in drops])
    if ending.filter(starts__gte=ground.on).exists():
        raise Invalid("Ngày đổi phải sau ngày bắt đầu học môn cũ.", "ngày đổi")
    wanted = [p for p in dict.fromkeys(picks) if p not in standing]
    _check(klass, wanted, (standing.keys() - set(drops)) | set(wanted))
    ending.update(ends=ground.on - datetime.timedelta(days=1))
    rows = _write(wanted, ground.on, ground.decision.strip())
    renew({*wanted, *drops})
    ctx.tell(
        count=len(rows),
        decision=ground.decision.strip(),
        choices=rows,
        ended=[standing[p] for p in drops],
        pupils=sorted({p.student for p in (*drops, *picks)}),
    )
    return len(rows)


def _standing(klass: Klass) -> dict[Pick, int]:
    """Choices of a class that have no end, with their ids."""
    rows = Choice.objects.filter(course__klass=klass, ends__isnull=True)
    return {
        Pick(s, c, t): pk for pk, s, c, t in rows.values_list("pk", "student", "course", "topics")
    }


def _check(klass: Klass, wanted: Iterable[Pick], after: Iterable[Pick]) -> None:
    """Invalid for a course of another class or not chosen, a pupil of another class, or the cụm
    chuyên đề of a chosen subject that the pupil does not take."""
    courses = {c.pk: c for c in Course.objects.filter(klass=klass).select_related("subject")}
    here = set(Enrolment.objects.filter(klass=klass).values_list("student", flat=True))
    then = set(after)
    faults = []
    for pick in wanted:
        course = courses.get(pick.course)
        if course is None or pick.student not in here:
            faults.append(Fault(_who(pick), "Môn hoặc học sinh không thuộc lớp này."))
        elif not (course.topics if pick.topics else course.chosen):
            what = "không có cụm chuyên đề" if pick.topics else "không phải môn lựa chọn"
            faults.append(Fault(_who(pick), f"{course.subject} của lớp này {what}."))
    for pick in then:
        course = courses.get(pick.course)
        lacking = pick.topics and course is not None and course.chosen
        if lacking and course and Pick(pick.student, pick.course) not in then:
            said = f"Học cụm chuyên đề {course.subject} thì phải học môn {course.subject}."
            faults.append(Fault(_who(pick), said))
    if faults:
        raise Invalid(faults)


def _write(picks: Iterable[Pick], starts: datetime.date, decision: str) -> list[int]:
    rows = [
        Choice(student_id=s, course_id=c, topics=t, starts=starts, decision=decision)
        for s, c, t in picks
    ]
    return [row.pk for row in Choice.objects.bulk_create(rows)]


def renew(picks: Collection[Pick]) -> None:
    """What counts of these choices has changed, and so may the results stored for them. Inside a
    command only."""
    recompute_stored({p.course for p in picks}, {p.student for p in picks})


def under_signatures(klass: Klass, picks: Iterable[Pick]) -> dict[int, str]:
    """Of the pupils of these picks those whose transcript of the year is being signed or is
    issued, with their names: what stands there does not change beside it."""
    signed = signed_students(klass.pk, klass.year)
    students = sorted({p.student for p in picks if p.student in signed})
    return {student: name_of(student) for student in students}


def refuse_signed(klass: Klass, picks: Iterable[Pick]) -> None:
    """Refusal that names the pupils whose choices stand in a signed transcript, and the way out."""
    if names := under_signatures(klass, picks).values():
        raise Refusal(f"{', '.join(names)}: {SIGNED}")


def holding_cells(klass: Klass, picks: Iterable[Pick]) -> list[Pick]:
    """Those of the picks whose cells are filled: of the cụm chuyên đề its column alone."""
    found = []
    subjects = dict(Course.objects.filter(klass=klass).values_list("pk", "subject_id"))
    for pick in picks:
        cells = Mark.objects.filter(
            year=klass.year,
            school=klass.school_id,
            student=pick.student,
            subject=subjects[pick.course],
        )
        if (cells.filter(slot="cd") if pick.topics else cells).exists():
            found.append(pick)
    return found


def _who(pick: Pick) -> str:
    return str(pick.student)
