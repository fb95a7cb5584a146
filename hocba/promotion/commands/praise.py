"""Praise for a single achievement: nominated by the homeroom teacher, decided by the principal."""

from hocba.kernel.command import Ctx, command
from hocba.kernel.errors import Invalid, Refusal
from hocba.org.decree import Decree
from hocba.promotion import policy
from hocba.promotion.flow import PRAISE
from hocba.promotion.models import Praise
from hocba.year.models import Enrolment, Klass


@command(policy.NOMINATE, says="Đề nghị khen một học sinh lớp {on}")
def nominate(ctx: Ctx, klass: Klass, student: int, kind: str, achievement: str) -> Praise:
    """Nominate a pupil of the class for an achievement (TT 22 Điều 15 k1 b, TT 27 Điều 13)."""
    if kind not in Praise.Kind.values:
        raise Invalid("Không có hình thức khen này.", "kind")
    text = achievement.strip()
    if not text or len(text) > 300:
        raise Invalid("Hãy ghi thành tích làm căn cứ (tối đa 300 chữ).", "achievement")
    if not Enrolment.objects.filter(klass=klass, student=student).exists():
        raise Invalid("Học sinh này không thuộc lớp.", "student")
    if Praise.objects.filter(student=student, year=klass.year, achievement=text).exists():
        raise Refusal("Thành tích này của học sinh đã được đề nghị.")
    row = Praise(
        school_id=klass.school_id,
        year=klass.year,
        klass=klass,
        student_id=student,
        kind=kind,
        achievement=text,
        proposed_by=ctx.actor.person or 0,
        proposed_at=ctx.at,
    )
    row.save()
    ctx.tell(student=student, kind=kind, praise=row.pk)
    return row


@command(policy.DECIDE_PRAISE, says="Quyết định {decision}: khen thưởng một học sinh")
def decide_praise(ctx: Ctx, praise: Praise, decree: Decree) -> Praise:
    """Decide a nomination by a numbered decision."""
    decree = decree.checked(ctx.actor.on, ground=False)
    praise.state = PRAISE.after(praise.state, "decide")
    praise.number, praise.decided_on = decree.number, decree.day
    praise.decided_by, praise.decided_at = ctx.actor.person, ctx.at
    praise.save()
    ctx.tell(student=praise.student_id, decision=decree.number)
    return praise


@command(policy.REFUSE_PRAISE, says="Không khen theo đề nghị")
def refuse_praise(ctx: Ctx, praise: Praise) -> Praise:
    """Refuse a nomination; `ctx.reason` says why."""
    if not ctx.reason.strip():
        raise Invalid("Hãy ghi lí do không khen.", "reason")
    praise.state = PRAISE.after(praise.state, "refuse")
    praise.reason = ctx.reason.strip()[:300]
    praise.decided_by, praise.decided_at = ctx.actor.person, ctx.at
    praise.save()
    ctx.tell(student=praise.student_id)
    return praise
