"""What the school decided about a class as a whole: lớp học linh hoạt, môn chuyên."""

from collections.abc import Collection
from typing import Any

from hocba.books import policy
from hocba.books.columns import course_columns, regime_of
from hocba.books.models import Column
from hocba.documents.queries import signed_students
from hocba.kernel.command import Ctx, command
from hocba.kernel.errors import Invalid, Refusal
from hocba.org.decree import Decree
from hocba.year.models import Course, Klass


@command(
    policy.SET_FLEXIBLE, says="Lớp học linh hoạt: {what}, theo quyết định {decision}, lớp {on}"
)
def set_flexible(ctx: Ctx, klass: Klass, flexible: bool, decree: Decree) -> None:
    """Make a primary class a lớp học linh hoạt of its year (TT 27 Điều 8), or an ordinary one again.

    Tests are then asked for in Tiếng Việt and Toán only; marks that are there stay. Refusal where
    the circular knows no such class, and once a transcript of the class is under signatures.
    """
    decree = decree.checked(ctx.actor.on)
    if "flexible_class" not in regime_of(klass).rulebook.inputs:
        raise Refusal("Quy định của lớp này không có lớp học linh hoạt.")
    if bool(klass.flexible) == flexible:
        raise Refusal("Lớp đã như vậy rồi.")
    _not_signed(klass)
    was = klass.flexible
    _write_flexible(klass, f"Quyết định {decree.cited}"[:200] if flexible else "")
    ctx.tell(
        was=was,
        now=klass.flexible,
        what="áp dụng" if flexible else "thôi áp dụng",
        decision=decree.number,
        ground=decree.ground,
    )


@command(policy.SPECIALISE, says="Ghi môn chuyên {subjects} theo quyết định {decision}, lớp {on}")
def specialise(ctx: Ctx, klass: Klass, subjects: Collection[int], decree: Decree) -> None:
    """Name the môn chuyên of a lớp chuyên (TT 58 Điều 13); none makes it an ordinary class.

    `subjects` are ids. Refusal where the circular asks for nothing of a môn chuyên.
    """
    decree = decree.checked(ctx.actor.on)
    if "specialised" not in regime_of(klass).rulebook.inputs:
        raise Refusal("Quy định của lớp này không xét riêng môn chuyên.")
    _not_signed(klass)
    courses = Course.objects.filter(klass=klass, kind="scored").select_related("subject")
    rows = list(courses.order_by("subject__position"))
    if not set(subjects) <= {c.subject_id for c in rows}:
        raise Invalid("Môn chuyên phải là môn tính điểm của lớp.", "subjects")
    was = [c.subject_id for c in rows if c.specialised]
    _write_special(rows, subjects)
    named = [c.subject.name for c in rows if c.specialised]
    ctx.tell(
        was=was,
        now=[c.subject_id for c in rows if c.specialised],
        subjects=", ".join(named) or "(không còn)",
        decision=decree.number,
        ground=decree.ground,
    )


def restore_traits(klass: Klass, verb: str, was: Any, now: Any) -> int:
    """Put back what one of these commands (`verb`) changed, where it still stands as `now`.

    Returns how many facts. Inside a command only; Refusal under signatures.
    """
    if verb == policy.SET_FLEXIBLE.name:
        if klass.flexible != now:
            return 0
        _not_signed(klass)
        _write_flexible(klass, was)
        return 1
    rows = list(Course.objects.filter(klass=klass, kind="scored"))
    if {c.subject_id for c in rows if c.specialised} != set(now):
        return 0
    _not_signed(klass)
    _write_special(rows, was)
    return 1


def _write_flexible(klass: Klass, said: str) -> None:
    klass.flexible = said
    klass.save(update_fields=["flexible"])
    for course in Course.objects.filter(klass=klass).select_related("subject"):
        course.klass = klass
        for plan in course_columns(course):
            if plan.slot.startswith("kt_"):
                rows = Column.objects.filter(book__course=course, term=plan.term, slot=plan.slot)
                rows.update(required=plan.required)


def _write_special(rows: Collection[Course], subjects: Collection[int]) -> None:
    for course in rows:
        course.specialised = course.subject_id in subjects
        course.save(update_fields=["specialised"])


def _not_signed(klass: Klass) -> None:
    if signed_students(klass.pk, klass.year):
        raise Refusal("Lớp có học bạ đang ký hoặc đã cấp; cần sửa thì lập bản thay thế trước.")
