"""Exempting pupils, and the individual plans of disabled pupils."""

import datetime
from collections.abc import Callable

from hocba.kernel.command import Ctx, command
from hocba.kernel.errors import Invalid, Refusal
from hocba.org.decree import Decree, keep_evidence
from hocba.people.models import Student
from hocba.year import policy
from hocba.year.commands.signed import refuse_signed
from hocba.year.models import Exemption, IndividualPlan

AFTER: list[Callable[[int, int, int], None]] = []
"""Called with (student, subject, year) once an exemption changed what counts: books recompute."""


@command(policy.EXEMPT, says="Miễn môn học theo quyết định {decision}")
def exempt(
    ctx: Ctx,
    student: Student,
    subject: int,
    year: int,
    decision: str,
    decided_on: datetime.date,
    ground: str,
    term: int = 0,
    *,
    mode: str = Exemption.Mode.EXEMPT,
    part: str = "",
    until: int | None = None,
    evidence: bytes = b"",
) -> Exemption:
    """Exempt a pupil from a subject by a numbered decision.

    `term` 0 is the whole year; `until` the last school year it holds for; `part` what is left out
    when not the whole subject; `evidence` the bytes of a PDF, JPEG or PNG. Marks that are there
    already stay in the book and count no more; stored results follow at once.
    """
    if not decision.strip() or not ground.strip():
        raise Invalid("Miễn môn học cần số quyết định và căn cứ.", "quyết định")
    if mode not in Exemption.Mode.values or term not in (0, 1, 2):
        raise Invalid("Không có cách miễn này.", "mode")
    if until is not None and not year <= until <= year + 12:
        raise Invalid("Năm học cuối cùng được miễn không hợp lí.", "until")
    refuse_signed(student.pk, year, until)
    same = Exemption.objects.filter(student=student, subject=subject, year=year, term=term)
    same = same.filter(annulled=False)
    if same.filter(part=part.strip()).exists():
        raise Refusal("Học sinh đã được miễn môn này.")
    row = Exemption(
        student=student,
        subject_id=subject,
        year=year,
        until=until,
        term=term,
        mode=mode,
        part=part.strip(),
        decision=decision,
        decided_on=decided_on,
        ground=ground,
        evidence_id=keep_evidence(evidence, ctx.at),
    )
    row.save()
    for recompute in AFTER:
        recompute(student.pk, subject, year)
    ctx.tell(decision=decision, subject=subject, year=year, term=term, ground=ground, mode=mode)
    return row


@command(policy.UNEXEMPT, says="Thôi miễn môn học theo quyết định {decision}")
def unexempt(
    ctx: Ctx,
    exemption: Exemption,
    decree: Decree,
    last_year: int | None = None,
    last_term: int = 2,
    *,
    evidence: bytes = b"",
) -> Exemption:
    """Annul an exemption whole, or let it end with the school year `last_year`, by a decision.

    With `last_term` 1 it ends with the first term of that year: an exemption of years before stays
    beside a new row for that term alone. The row and its first decision stay on record. Stored results of the years that are set free
    follow at once. Refusal when one of them is under signatures.
    """
    decree = decree.checked(ctx.actor.on)
    row, last = exemption, exemption.until or exemption.year
    half = last_year is not None and last_term == 1
    free = row.year if last_year is None else last_year if half else last_year + 1
    if half and row.term:
        raise Invalid("Chỉ miễn cả năm mới thôi được từ học kì II.", "last_year")
    if last_year is not None and not row.year <= last_year < last + half:
        raise Invalid(
            "Năm học cuối phải nằm trong thời gian được miễn và trước năm cuối cũ.", "last_year"
        )
    refuse_signed(row.student_id, free, last)
    if last_year is None:
        row.annulled = True
    elif not half:
        row.until = last_year
    elif last_year == row.year:
        row.until, row.term = None, 1
    else:
        row.until = last_year - 1
        _first_term(row, last_year).save()
    row.end_evidence_id = keep_evidence(evidence, ctx.at)
    row.end_number, row.end_decided_on, row.end_ground = decree.number, decree.day, decree.ground
    row.save()
    for recompute in AFTER:
        recompute(row.student_id, row.subject_id, free)
    ctx.tell(
        decision=decree.number,
        student=row.student_id,
        subject=row.subject_id,
        last_year=last_year,
        ground=decree.ground,
    )
    return row


def _first_term(row: Exemption, year: int) -> Exemption:
    """The last half year of an exemption that goes back several years, by the same decision."""
    return Exemption(
        student_id=row.student_id,
        subject_id=row.subject_id,
        year=year,
        term=1,
        mode=row.mode,
        part=row.part,
        decision=row.decision,
        decided_on=row.decided_on,
        ground=row.ground,
        evidence_id=row.evidence_id,
    )


@command(policy.SET_PLAN, says="Ghi kế hoạch giáo dục cá nhân, quyết định {decision}")
def set_plan(
    ctx: Ctx, student: Student, year: int, decree: Decree, evidence: bytes = b""
) -> IndividualPlan:
    """Record that a disabled pupil learns by an individual plan in a school year."""
    decree = decree.checked(ctx.actor.on)
    if not student.disability:
        raise Refusal("Hồ sơ chưa ghi học sinh là người khuyết tật; hãy bổ sung hồ sơ trước.")
    refuse_signed(student.pk, year, None)
    if IndividualPlan.objects.filter(student=student, year=year, end_number="").exists():
        raise Refusal("Năm học này học sinh đã có kế hoạch giáo dục cá nhân.")
    row = IndividualPlan(
        student=student,
        year=year,
        number=decree.number,
        decided_on=decree.day,
        ground=decree.ground,
        evidence_id=keep_evidence(evidence, ctx.at),
    )
    row.save()
    ctx.tell(decision=decree.number, year=year)
    return row


@command(
    policy.WITHDRAW_PLAN,
    says="Thu hồi kế hoạch giáo dục cá nhân, quyết định {withdrawn}, theo {decision}",
)
def withdraw_plan(
    ctx: Ctx, plan: IndividualPlan, decree: Decree, evidence: bytes = b""
) -> IndividualPlan:
    """Take an individual plan back, by another decision: the rules alone conclude on the year again.

    Both stay on record; what the head decided because of the plan yields to the rules, as ever.
    Refusal when the year's transcript is under signatures.
    """
    decree = decree.checked(ctx.actor.on)
    refuse_signed(plan.student_id, plan.year, None)
    plan.end_number, plan.end_decided_on, plan.end_ground = decree.number, decree.day, decree.ground
    plan.end_evidence_id = keep_evidence(evidence, ctx.at)
    plan.save()
    ctx.tell(
        student=plan.student_id,
        year=plan.year,
        withdrawn=plan.number,
        decision=decree.number,
        ground=decree.ground,
    )
    return plan
