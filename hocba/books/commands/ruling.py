"""Levels that the rules leave to a person: the head decides them, and the rules go on from there."""

from hocba.books import cells, policy
from hocba.books.cells import EMPTY, Key, Line
from hocba.books.columns import regime_of
from hocba.books.commands.recompute import recompute
from hocba.books.models import Book, Ruling
from hocba.books.queries import class_sheet
from hocba.books.roster import Seat
from hocba.books.shapes import HEAD_SLOT, HEAD_TERM
from hocba.books.sheet import Sheet
from hocba.documents.queries import signed_students
from hocba.kernel.command import Ctx, command
from hocba.kernel.errors import Invalid, Refusal
from hocba.org.decree import Decree, keep_evidence
from hocba.rules.levels import INCOMPLETE, NEEDS_DECISION, Scale
from hocba.year.models import Klass

TERMS = {"learning_year": ("learning_1", "learning_2"), "conduct_year": ("conduct_1", "conduct_2")}
"""Levels of the year and those of the terms they follow from."""
PROMOTIONS = ("promotion", "promotion_after")
"""Left to the head only for who has an individual plan (TT 22 Điều 12 khoản 4)."""


@command(policy.DECIDE_LEVEL, says="Quyết định {decision}: {what} {value}, lớp {on}")
def decide_level(
    ctx: Ctx,
    klass: Klass,
    student: int,
    result: str,
    code: str,
    decree: Decree,
    evidence: bytes = b"",
) -> Ruling:
    """Give a pupil a level, or the promotion, that the circular leaves to the head, on a ground.

    `result` is a column of `open_levels`. What follows from the level is worked out by the rules
    again; where they conclude by themselves later, the decision acts no more.
    """
    decree = decree.checked(ctx.actor.on)
    _unsigned(klass, student)
    sheet, seats = class_sheet(klass, [student])
    seat = next((s for s in seats if s.student == student), None)
    if seat is None or seat.gone:
        raise Invalid("Học sinh này không học lớp này đến hết năm.", "student")
    if result not in open_levels(sheet, seat):
        raise Refusal("Chỉ quyết định được mức mà quy định để người đứng đầu quyết định.")
    unit = sheet.regime.unit(result)
    if not isinstance(unit, Scale) or code not in unit.codes:
        raise Invalid("Hãy chọn một mức của quy định.", "value")
    row = keep_ruling(
        ctx, Ruling(klass=klass, student_id=student, result=result, value=code), decree, evidence
    )
    label = sheet.regime.rulebook.spec(result).label
    ctx.tell(
        student=student,
        result=result,
        what=label[:1].lower() + label[1:],
        value=unit.word(unit.value(code)),
        decision=decree.number,
        ground=decree.ground,
    )
    return row


@command(policy.WITHDRAW_RULING, says="Thu hồi quyết định {withdrawn} về {what}, theo {decision}")
def withdraw_ruling(ctx: Ctx, ruling: Ruling, decree: Decree, evidence: bytes = b"") -> Ruling:
    """Take back the decision that stands on a pupil's level or a subject's year, by another one.

    Nothing stands then, an earlier decision neither; results follow at once. Both stay on record.
    """
    decree = decree.checked(ctx.actor.on)
    klass, student = ruling.klass, ruling.student_id
    _unsigned(klass, student)
    if ruling.subject_id:
        _clear(ctx, ruling, ruling.subject_id)
    row = Ruling(klass=klass, student_id=student, subject=ruling.subject, result=ruling.result)
    keep_ruling(ctx, row, decree, evidence)
    spec = regime_of(klass).rulebook.columns.get(ruling.result)
    label = spec.label if spec else ruling.result
    ctx.tell(
        student=student,
        result=ruling.result,
        subject=ruling.subject_id,
        withdrawn=ruling.number,
        what=label[:1].lower() + label[1:],
        decision=decree.number,
        ground=decree.ground,
    )
    return row


def _clear(ctx: Ctx, ruling: Ruling, subject: int) -> None:
    """Empty the cell in which the year's result of a subject stands by decision."""
    year, school = ruling.year, ruling.school_id
    book = Book.objects.get(klass=ruling.klass_id, course__subject=subject)
    key = Key(subject, HEAD_TERM, HEAD_SLOT, ruling.student_id)
    held = cells.read(year, school, [subject], [ruling.student_id]).get(key)
    if held is not None:
        cells.put(ctx, book, [Line(key, held, EMPTY)])
    recompute(ruling.student_id, subject, year)


def _unsigned(klass: Klass, student: int) -> None:
    if student in signed_students(klass.pk, klass.year):
        raise Refusal(
            "Học bạ của học sinh đang ký hoặc đã cấp; cần sửa thì lập bản thay thế trước."
        )


def keep_ruling(ctx: Ctx, row: Ruling, decree: Decree, evidence: bytes) -> Ruling:
    """Store a decision with its checked decree and scan; part of a command."""
    row.school_id, row.year = row.klass.school_id, row.klass.year
    row.number, row.decided_on, row.ground = decree.number, decree.day, decree.ground
    row.evidence_id = keep_evidence(evidence, ctx.at)
    row.decided_by, row.decided_at = ctx.actor.person or 0, ctx.at
    row.save()
    return row


def open_levels(sheet: Sheet, seat: Seat) -> list[str]:
    """Columns of a pupil's levels that the head may decide now, in the order of the shape.

    Those that wait for a decision; the year's where only one term has a level, or the pupil came
    in the second term or has an individual plan; and those that stand by a decision already.
    """
    row, found = sheet.rows[seat.student], []
    stands = sheet.rulings.get(seat.student, {})
    for column in dict.fromkeys(sheet.shape.decided.values()):
        if not sheet.regime.decided_by(column) or column not in sheet.computed:
            continue
        if column in PROMOTIONS and not (seat.student in sheet.plans or column in stands):
            continue
        value = int(sheet.computed[column][row])
        lacking = value == INCOMPLETE and _one_term(sheet, seat, column)
        if value == NEEDS_DECISION or lacking or column in stands:
            found.append(column)
    return found


def _one_term(sheet: Sheet, seat: Seat, column: str) -> bool:
    """Whether a level of the year lacks what the pupil cannot have any more."""
    if column not in TERMS:
        return False
    arrays = {**sheet.given, **sheet.computed}
    row = sheet.rows[seat.student]
    there = [int(arrays[name][row]) >= 0 for name in TERMS[column]]
    return sum(there) == 1 or 1 not in seat.expected or seat.student in sheet.plans
