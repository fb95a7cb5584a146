"""The year's result of a subject with one term only: the head decides it, on a ground (setting 6)."""

from hocba.books import cells, policy, results
from hocba.books.cells import EMPTY, Key, Line, Value, Wire
from hocba.books.commands.recompute import recompute
from hocba.books.commands.ruling import keep_ruling
from hocba.books.models import Book, Column, Ruling
from hocba.books.queries import class_sheet
from hocba.books.results import YEAR, Result
from hocba.books.shapes import HEAD_SLOT, HEAD_TERM
from hocba.books.sheet import Sheet
from hocba.documents.queries import signed_students
from hocba.kernel.command import Ctx, command
from hocba.kernel.errors import Invalid, Refusal
from hocba.org.decree import Decree
from hocba.rules.exact import show_tenths
from hocba.rules.levels import Scale
from hocba.year.models import Course

OPEN = ("incomplete", "needs_decision")


@command(policy.DECIDE_RESULT, says="Quyết định {decision}: kết quả cả năm {value}, sổ {on}")
def decide_result(
    ctx: Ctx, book: Book, student: int, value: Wire, decree: Decree, evidence: bytes = b""
) -> None:
    """Give the year's result of a subject where the rules conclude nothing from one term.

    `value` is tenths for a scored subject, else a code. It stands in a column of its own that
    nobody types into; once both terms have a result the rules conclude and it acts no more.
    Refusal when the subject has both terms or none, or stands under signatures.
    """
    decree = decree.checked(ctx.actor.on)
    if student in signed_students(book.klass_id, book.year):
        raise Refusal(
            "Học bạ của học sinh đang ký hoặc đã cấp; cần sửa thì lập bản thay thế trước."
        )
    sheet, _ = class_sheet(book.klass)
    if student not in sheet.rows:
        raise Invalid("Học sinh này không học lớp này đến hết năm.", "student")
    course = next((c for c in sheet.courses if c.pk == book.course_id), None)
    if course is None or course not in decidable(sheet, student):
        raise Refusal(
            "Chỉ quyết định được khi môn mới có kết quả của một học kì,"
            " và quy định chưa kết luận được cả năm."
        )
    column = _column(book, sheet, course)
    said = _value(sheet, course, value)._replace(decision=f"QĐ {decree.cited}"[:100])
    key = Key(course.subject_id, HEAD_TERM, HEAD_SLOT, student)
    line = Line(key, sheet.cells.get(key, EMPTY), said)
    cells.put(ctx, book, [line])
    said_value = said.code if said.number is None else show_tenths(said.number)
    keep_ruling(
        ctx,
        Ruling(
            klass=book.klass,
            student_id=student,
            subject=course.subject,
            result=f"{sheet.shape.stem(course.kind)}_year",
            value=said_value or "",
        ),
        decree,
        evidence,
    )
    recompute(student, course.subject_id, book.year)
    ctx.tell(
        student=student,
        subject=course.subject_id,
        column=column.pk,
        decision=decree.number,
        ground=decree.ground,
        value=said_value,
    )


def decidable(sheet: Sheet, student: int) -> list[Course]:
    """Subjects of a pupil with the result of one term only, whose year the rules leave open.

    One that the head has decided already is among them: it may be decided otherwise.
    """
    found = results.results_of(sheet)
    nothing = Result(None, None, "incomplete")
    chosen = []
    for course in sheet.courses:
        terms = [found.get((student, course.subject_id, term), nothing) for term in (1, 2)]
        year = found.get((student, course.subject_id, YEAR), nothing)
        given = Key(course.subject_id, HEAD_TERM, HEAD_SLOT, student) in sheet.cells
        if sum(one.status == "ok" for one in terms) == 1 and (year.status in OPEN or given):
            chosen.append(course)
    return chosen


def _column(book: Book, sheet: Sheet, course: Course) -> Column:
    """The column of such decisions; most books never have one."""
    held: Column | None = book.columns.filter(term=HEAD_TERM, slot=HEAD_SLOT).first()
    if held is not None:
        return held
    unit = sheet.regime.unit(f"{sheet.shape.stem(course.kind)}_year")
    last = book.columns.order_by("-position").values_list("position", flat=True).first() or 0
    row = Column(
        book=book,
        subject_id=course.subject_id,
        term=HEAD_TERM,
        slot=HEAD_SLOT,
        kind="level" if isinstance(unit, Scale) else "score",
        codes=",".join(unit.codes[::-1]) if isinstance(unit, Scale) else "",
        label="Cả năm theo QĐ",
        position=last + 1,
        required=False,
        source="head",
    )
    row.save()
    return row


def _value(sheet: Sheet, course: Course, value: Wire) -> Value:
    """The value as a cell; Invalid when it is no mark from 0 to 10 or no code of the scale."""
    unit = sheet.regime.unit(f"{sheet.shape.stem(course.kind)}_year")
    if isinstance(unit, Scale):
        if value not in unit.codes:
            raise Invalid("Hãy chọn Đạt hoặc Chưa đạt.", "value")
        return Value(code=str(value))
    if not isinstance(value, int) or not 0 <= value <= 100:
        raise Invalid("Hãy ghi điểm từ 0 đến 10, một chữ số thập phân, ví dụ 7,5.", "value")
    return Value(number=value)
