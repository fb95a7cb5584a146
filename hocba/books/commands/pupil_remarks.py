"""What teachers note of single pupils in a week."""

import datetime
from collections.abc import Sequence

from hocba.books import policy
from hocba.books.commands.remarks import as_whom
from hocba.books.lessons import monday_of
from hocba.books.models import PupilRemark
from hocba.books.queries import refuse_past, year_of
from hocba.books.roster import roster
from hocba.kernel.command import Ctx, command
from hocba.kernel.errors import Fault, Invalid
from hocba.kernel.names import clean_text
from hocba.year.models import Klass

LIMIT = 300


@command(policy.REMARK_PUPILS, says="Nhận xét {count} học sinh trong tuần, lớp {on}")
def remark_pupils(
    ctx: Ctx,
    klass: Klass,
    day: datetime.date,
    students: Sequence[int],
    tone: str,
    text: str,
    course: int | None = None,
) -> int:
    """Note the same of some pupils: with the own course as its teacher, without as homeroom.

    Returns how many pupils. Raises Invalid where nobody is chosen or one is not of the class.
    """
    year, text = year_of(klass.school_id, klass.year), clean_text(text)
    refuse_past(year, ctx.at)
    faults = []
    if not year.starts <= day <= year.ends or day > ctx.at.date():
        faults.append(Fault("ngày", "Tuần này nằm ngoài năm học hoặc chưa đến."))
    if not text or len(text) > LIMIT:
        faults.append(Fault("text", f"Nhận xét cần có chữ, tối đa {LIMIT} chữ."))
    if tone not in PupilRemark.Tone.values:
        faults.append(Fault("tone", "Hãy chọn khen, ghi nhận hay nhắc nhở."))
    monday = monday_of(day)
    sunday = monday + datetime.timedelta(days=6)
    here = {
        s.student
        for s in roster(klass.pk, year)
        if s.starts <= sunday and (s.ends is None or s.ends >= monday)
    }
    wanted = list(dict.fromkeys(students))
    if not wanted or not here.issuperset(wanted):
        faults.append(Fault("student", "Hãy chọn học sinh của lớp trong tuần này."))
    if faults:
        raise Invalid(faults)
    as_whom(ctx, klass, course)
    PupilRemark.objects.bulk_create(
        [
            PupilRemark(
                school_id=klass.school_id,
                year=klass.year,
                klass=klass,
                monday=monday,
                student_id=student,
                course_id=course,
                tone=tone,
                text=text,
                person=ctx.actor.person or 0,
                at=ctx.at,
            )
            for student in wanted
        ]
    )
    ctx.tell(count=len(wanted), monday=monday.isoformat(), course=course, tone=tone)
    return len(wanted)


@command(policy.WITHDRAW_REMARK, says="Rút một nhận xét về học sinh")
def withdraw_remark(ctx: Ctx, remark: PupilRemark) -> None:
    """Take a remark back; it stays in the database, and is shown to nobody any more."""
    remark.withdrawn_at = ctx.at
    remark.save(update_fields=["withdrawn_at"])
    ctx.tell(remark=remark.pk)
