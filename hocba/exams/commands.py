"""Loading a central test's list, filling the column from it, explaining what differs later."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hocba.books.cells import Key, read
from hocba.books.commands import Change, Saved, enter_cells
from hocba.books.models import Book, Column, MarkChange
from hocba.exams import policy
from hocba.exams.models import ExamList, ExamMark, ExamNote
from hocba.kernel.command import Ctx, command
from hocba.kernel.errors import Invalid, Refusal
from hocba.kernel.names import clean_text
from hocba.org.models import Place
from hocba.people.models import Student

SCORES = ("score", "integer")


@command(policy.LOAD, says="Nạp điểm thi tập trung «{name}»: {count} học sinh")
def load_exam(
    ctx: Ctx,
    school: Place,
    year: int,
    name: str,
    subject: int,
    term: int,
    slot: str,
    marks: Mapping[int, int | None],
) -> ExamList:
    """Keep a list as it was published: pupil → tenths, None for an absent one.

    Loading changes no book; `fill` does, a book at a time. Raises Refusal when a list of this
    subject and column with any of these pupils is in force, Invalid for a mark out of range.
    """
    if not name.strip():
        raise Invalid("Hãy đặt tên cho đợt kiểm tra.", "name")
    if not marks:
        raise Invalid("Danh sách không có học sinh nào.", "file")
    if any(n is not None and not 0 <= n <= 100 for n in marks.values()):
        raise Invalid("Điểm phải từ 0 đến 10.", "file")
    known = Student.objects.filter(pk__in=list(marks), school=school).count()
    if known != len(marks):
        raise Refusal("Có học sinh không thuộc trường này.")
    columns = Column.objects.filter(
        book__school=school, book__year=year, subject=subject, term=term, slot=slot, kind__in=SCORES
    )
    if not columns.exists():
        raise Invalid("Không có sổ nào của môn này có cột điểm đó.", "slot")
    place = {"school": school, "year": year, "subject": subject, "term": term, "slot": slot}
    standing = ExamMark.objects.filter(student__in=list(marks), exam__withdrawn_at=None)
    if standing.filter(**{f"exam__{k}": v for k, v in place.items()}).exists():
        raise Refusal(
            "Cột này đã nạp điểm thi của một số học sinh trong danh sách."
            " Danh sách chỉ nạp một lần; nạp nhầm thì thu hồi danh sách cũ trước."
        )
    exam = ExamList(
        school=school,
        year=year,
        subject_id=subject,
        term=term,
        slot=slot,
        name=clean_text(name)[:120],
        loaded_by=ctx.actor.person or 0,
        loaded_at=ctx.at,
    )
    exam.save()
    ExamMark.objects.bulk_create(
        [ExamMark(exam=exam, student_id=s, number=n) for s, n in marks.items()]
    )
    ctx.about(exam)
    ctx.tell(name=exam.name, count=len(marks), exam=exam.pk)
    return exam


@command(policy.FILL, says="Đưa điểm thi tập trung vào sổ {on}: {count} ô")
def fill(ctx: Ctx, book: Book, exam: int) -> Saved:
    """Write a list's marks into the empty cells of a book; what stands there already stays.

    A cell that differs from the list is not touched: it shows as a difference to be explained.
    """
    held = ExamList.objects.filter(pk=exam, school=book.school_id, withdrawn_at=None).first()
    if held is None or book.course is None or book.course.subject_id != held.subject_id:
        raise Refusal("Danh sách điểm thi không phải của sổ này.")
    rows = ExamMark.objects.filter(exam=held, number__isnull=False)
    rows = rows.filter(student__enrolments__klass=book.klass_id)
    changes = [
        Change(student, held.term, held.slot, None, number)
        for student, number in rows.values_list("student_id", "number").distinct()
    ]
    saved = enter_cells(ctx, book, changes)
    ctx.tell(exam=held.pk)
    return saved


@dataclass(frozen=True)
class Withdrawn:
    """How many cells were emptied, and how many stay because somebody has changed them since."""

    receipt: str
    saved: int
    kept: int


@command(policy.WITHDRAW, says="Thu hồi danh sách điểm thi «{name}»: {emptied} ô thành trống")
def withdraw(ctx: Ctx, exam: ExamList) -> Withdrawn:
    """Take a list back, with the reason; cells still as the list filled them become empty again."""
    if not ctx.reason.strip():
        raise Invalid("Thu hồi danh sách thì cần ghi lí do.", "reason")
    filled = MarkChange.objects.filter(
        event__verb="exam.fill", event__params__exam=exam.pk, old_number=None
    )
    saved = kept = 0
    for book in books_of(exam):
        lines = filled.filter(book=book).values_list("student_id", "new_number")
        changes = [Change(s, exam.term, exam.slot, number, None) for s, number in lines]
        if changes:
            out = enter_cells(ctx, book, changes)
            saved, kept = saved + out.saved, kept + len(out.conflicts)
    exam.withdrawn_at = ctx.at
    exam.save(update_fields=["withdrawn_at"])
    ctx.tell(name=exam.name, exam=exam.pk, emptied=saved, kept=kept)
    return Withdrawn("", saved, kept)


@command(policy.EXPLAIN, says="Giải trình chênh lệch với điểm thi")
def explain(ctx: Ctx, mark: ExamMark, number: int | None) -> ExamNote:
    """Explain why the book says `number` where the list says otherwise; `ctx.reason` is the why.

    Refused when the book has changed since the writer saw it, or both agree.
    """
    exam = mark.exam
    cells = read(exam.year, exam.school_id, [exam.subject_id], [mark.student_id], [exam.term])
    cell = cells.get(Key(exam.subject_id, exam.term, exam.slot, mark.student_id))
    now = None if cell is None else cell.number
    if now != number:
        raise Refusal("Điểm trong sổ vừa đổi. Hãy xem lại rồi giải trình.")
    if now == mark.number:
        raise Refusal("Hai bên khớp nhau, không cần giải trình.")
    if not ctx.reason.strip():
        raise Invalid("Hãy ghi vì sao điểm trong sổ khác điểm thi.", "reason")
    row = ExamNote(
        exam=exam,
        student_id=mark.student_id,
        number=now,
        reason=clean_text(ctx.reason)[:300],
        person=ctx.actor.person or 0,
        at=ctx.at,
    )
    row.save()
    ctx.tell(exam=exam.pk, student=mark.student_id, note=row.pk)
    return row


def books_of(exam: ExamList) -> Sequence[Book]:
    """The books that a list's marks go to, by class."""
    students = exam.marks.values_list("student_id", flat=True)
    rows = Book.objects.filter(
        school=exam.school_id,
        year=exam.year,
        course__subject=exam.subject_id,
        klass__enrolments__student__in=students,
    )
    return list(rows.distinct().select_related("klass", "course__subject").order_by("klass__name"))
