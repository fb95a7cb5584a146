"""Zero, or Chưa đạt, by decision: proposed by the teacher, decided by the principal."""

from hocba.books import cells, policy
from hocba.books.cells import EMPTY, Key, Line, Value
from hocba.books.commands.recompute import recompute
from hocba.books.flow import ZERO
from hocba.books.models import Book, Column, ZeroCase
from hocba.books.queries import exemptions, is_exempt, locks_of, over, year_of
from hocba.books.roster import Seat, roster
from hocba.books.shapes import HEAD_SLOT
from hocba.books.state import Mode, state
from hocba.documents.queries import signed_students
from hocba.kernel.command import Ctx, command
from hocba.kernel.errors import Invalid, Refusal
from hocba.org.decree import Decree, keep_evidence
from hocba.org.settings import settings_for
from hocba.rules.settings import SETTINGS
from hocba.year.readings import for_rules

READING = "missing_regular_mark"
PERIODIC = ("gk", "ck")
CLAUSES = {"TT22": "Thông tư 22/2021, Điều 7 khoản 5"}
REGULAR = "ĐĐGtx: văn bản không nói; theo thiết lập về điểm thường xuyên còn thiếu"
ONE_TERM = "môn có kết quả một học kì: người đứng đầu quyết định, có căn cứ (thiết lập 6)"
UNCHECKED = "{regime}: thiếu bài kiểm tra, không đánh giá bù (cần đối chiếu điều khoản)"


@command(policy.PROPOSE_ZERO, says="Đề nghị ghi {value} vì không đánh giá bù, sổ {on}")
def propose_zero(ctx: Ctx, book: Book, student: int, term: int, slot: str, why: str) -> ZeroCase:
    """Ask the principal to settle an empty cell of a pupil who missed it and was not made up."""
    column = Column.objects.filter(book=book, term=term, slot=slot).first()
    if column is None or book.course is None or term not in (1, 2):
        raise Invalid("Sổ này không có cột đó.", "slot")
    value = zero_of(column)
    if not why.strip() or len(why) > 300:
        raise Invalid("Hãy ghi vì sao học sinh không có lần đánh giá này (tối đa 300 chữ).", "why")
    if slot not in PERIODIC:
        _regular_may(book)
    _may_stand(ctx, book, column, student)
    if ZeroCase.objects.filter(book=book, student=student, term=term, slot=slot, state="proposed"):
        raise Refusal("Ô này đã được đề nghị, đang chờ Hiệu trưởng.")
    row = ZeroCase(
        book=book,
        student_id=student,
        subject_id=column.subject_id,
        term=term,
        slot=slot,
        why=why.strip(),
        clause=clause_of(book, slot),
        proposed_by=ctx.actor.person or 0,
        proposed_at=ctx.at,
    )
    row.save()
    ctx.tell(student=student, term=term, slot=slot, value=_said(value), case=row.pk)
    return row


@command(policy.DECIDE_ZERO, says="Quyết định {decision}: ghi {value} vì không đánh giá bù")
def decide_zero(ctx: Ctx, case: ZeroCase, decree: Decree, evidence: bytes = b"") -> ZeroCase:
    """Write 0 or Chưa đạt into the cell by a numbered decision; results follow at once.

    `evidence` are the bytes of a scan of the decision, PDF, JPEG or PNG. Refusal when the cell has been filled since, is locked, or stands under signatures.
    """
    decree = decree.checked(ctx.actor.on, ground=False)
    book = case.book
    column = Column.objects.get(book=book, term=case.term, slot=case.slot)
    if case.slot not in PERIODIC:
        _regular_may(book)
    _may_stand(ctx, book, column, case.student_id)
    value = zero_of(column)._replace(decision=f"QĐ {decree.cited}"[:100])
    line = Line(Key(case.subject_id, case.term, case.slot, case.student_id), EMPTY, value)
    cells.put(ctx, book, [line])
    recompute(case.student_id, case.subject_id, book.year)
    case.state = ZERO.after(case.state, "decide")
    case.number, case.decided_on = decree.number, decree.day
    case.ground = decree.ground or case.why
    case.evidence_id = keep_evidence(evidence, ctx.at)
    case.decided_by, case.decided_at = ctx.actor.person, ctx.at
    case.save()
    ctx.tell(
        student=case.student_id,
        term=case.term,
        slot=case.slot,
        decision=decree.number,
        value=_said(value),
        clause=case.clause,
    )
    return case


@command(policy.REFUSE_ZERO, says="Không ghi 0, để học sinh đánh giá bù")
def refuse_zero(ctx: Ctx, case: ZeroCase) -> ZeroCase:
    """Leave the cell open for a make-up; `ctx.reason` says why."""
    if not ctx.reason.strip():
        raise Invalid("Hãy ghi lí do không ghi 0.", "reason")
    case.state = ZERO.after(case.state, "refuse")
    case.ground = ctx.reason.strip()[:300]
    case.decided_by, case.decided_at = ctx.actor.person, ctx.at
    case.save()
    ctx.tell(student=case.student_id, term=case.term, slot=case.slot)
    return case


@command(policy.WITHDRAW_ZERO, says="Thu hồi quyết định {withdrawn} ghi {value}, theo {decision}")
def withdraw_zero(ctx: Ctx, case: ZeroCase, decree: Decree, evidence: bytes = b"") -> ZeroCase:
    """Take a zero or Chưa đạt by decision back, by another one: the cell is empty again.

    Refusal when a make-up mark stands there, when the cell is locked, or under signatures.
    """
    decree = decree.checked(ctx.actor.on)
    book = case.book
    column = Column.objects.get(book=book, term=case.term, slot=case.slot)
    seat = _seat(book, case.student_id, case.term)
    _unsigned(book, seat)
    key = Key(case.subject_id, case.term, case.slot, case.student_id)
    held = cells.read(book.year, book.school_id, [case.subject_id], [case.student_id]).get(key)
    if held is None or held.decision is None:
        raise Refusal(
            f"Ô {column.label} của {seat.name} nay không còn theo quyết định, không phải thu hồi."
        )
    _open(ctx, book, column, Mode.CHANGE)
    cells.put(ctx, book, [Line(key, held, EMPTY)])
    recompute(case.student_id, case.subject_id, book.year)
    case.state = ZERO.after(case.state, "withdraw")
    case.end_number, case.end_decided_on, case.end_ground = decree.number, decree.day, decree.ground
    case.end_evidence_id = keep_evidence(evidence, ctx.at)
    case.save()
    ctx.tell(
        student=case.student_id,
        term=case.term,
        slot=case.slot,
        withdrawn=case.number,
        value=_said(held),
        decision=decree.number,
        ground=decree.ground,
    )
    return case


def zero_of(column: Column) -> Value:
    """What a missed assessment counts as; Refusal where the circular knows no such thing."""
    codes = column.codes.split(",")
    if column.kind == "score":
        return Value(number=0)
    if column.kind == "level" and "CĐ" in codes:
        return Value(code="CĐ")
    raise Refusal("Quy định của lớp này không có việc ghi 0 hoặc Chưa đạt thay lần đánh giá thiếu.")


def clause_of(book: Book, slot: str) -> str:
    """The clause a decision about this slot rests on."""
    if slot == HEAD_SLOT:
        return ONE_TERM
    if slot not in PERIODIC and book.regime in SETTINGS[READING].regulations:
        return REGULAR
    return CLAUSES.get(book.regime) or UNCHECKED.format(regime=book.regime)


def _regular_may(book: Book) -> None:
    """Refusal where the school reads the clause on zero as not about regular marks."""
    if book.regime not in SETTINGS[READING].regulations:
        return
    if for_rules(settings_for(book.school_id, book.year))[READING] == "makeup":
        raise Refusal(
            "Theo thiết lập của trường, việc ghi 0 chỉ nói bài giữa kì, cuối kì:"
            " điểm thường xuyên còn thiếu thì học sinh đánh giá bù."
        )


def _said(value: Value) -> str:
    return "0" if value.number is not None else "Chưa đạt"


def _may_stand(ctx: Ctx, book: Book, column: Column, student: int) -> None:
    """Refusal unless the cell is empty, expected, open and not under signatures."""
    seat = _seat(book, student, column.term)
    _unsigned(book, seat)
    if is_exempt(exemptions(book.year, [student]), student, column.subject_id, column.term):
        raise Refusal(f"{seat.name} được miễn môn này, không ghi điểm.")
    key = Key(column.subject_id, column.term, column.slot, student)
    if key in cells.read(book.year, book.school_id, [column.subject_id], [student]):
        raise Refusal(f"Ô {column.label} của {seat.name} đã có điểm.")
    _open(ctx, book, column, Mode.ADD)


def _seat(book: Book, student: int, term: int) -> Seat:
    """The pupil's place in the class; Refusal for who is not expected in the term."""
    seats = roster(book.klass_id, year_of(book.school_id, book.year))
    seat = next((s for s in seats if s.student == student), None)
    if seat is None or term not in seat.expected:
        raise Refusal("Học sinh không học lớp này đến hết học kì đó.")
    return seat


def _unsigned(book: Book, seat: Seat) -> None:
    if seat.student in signed_students(book.klass_id, book.year):
        raise Refusal(
            f"Học bạ của {seat.name} đang ký hoặc đã cấp; cần sửa thì lập bản thay thế trước."
        )


def _open(ctx: Ctx, book: Book, column: Column, mode: Mode) -> None:
    """Refusal while the column takes no new values, or no changes."""
    held = state(
        book,
        column.term,
        column.slot,
        mode,
        locks_of(book.school_id, book.year),
        ctx.at,
        column.subject_id,
        over(year_of(book.school_id, book.year), ctx.at),
    )
    if not held.open:
        raise Refusal(f"Cột {column.label}: {held.why()} Hãy mở sổ có thời hạn rồi làm lại.")
