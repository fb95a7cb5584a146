"""Preview, apply and undo of files."""

from collections.abc import Callable
from typing import Any

from django.db.models import ProtectedError

from hocba.books.commands import Change, Saved, enter_marks
from hocba.books.models import Book, Column, MarkChange
from hocba.exchange import books, policy, registers
from hocba.exchange.models import Import
from hocba.exchange.reading import Reading, Source
from hocba.kernel import blobs
from hocba.kernel.command import Ctx, batch, command
from hocba.kernel.errors import Invalid, Refusal
from hocba.kernel.models import Event
from hocba.kernel.policy import Actor, require
from hocba.org.models import Place
from hocba.people.models import Assignment, Person, Staff, Student
from hocba.people.roles import office
from hocba.year.models import Course, Enrolment, Exemption, Klass, SchoolYear

KINDS: dict[str, Callable[[Source], Reading]] = {
    "staff": registers.staff,
    "timetable": registers.timetable,
    "pupils": registers.pupils,
    "exemptions": registers.exemptions,
    "gradebook": books.gradebook,
    "homeroom": books.homeroom,
    "after_year": books.after_year,
}
LABELS = {
    "staff": "Danh sách cán bộ, giáo viên",
    "timetable": "Năm học, lớp và phân công",
    "pupils": "Danh sách học sinh (C1-HocSinh)",
    "exemptions": "Quyết định miễn môn học",
    "gradebook": "Sổ điểm một môn của lớp",
    "homeroom": "Sổ chủ nhiệm của lớp",
    "after_year": "Kết quả đánh giá lại, rèn luyện hè",
}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _source(school: Place, year: int, data: bytes, actor: Actor) -> Source:
    return Source(school, year, data, actor)


@command(policy.PREVIEW, says="Xem trước tệp nhập «{kind}»")
def preview(ctx: Ctx, school: Place, year: int, kind: str, name: str, data: bytes) -> Import:
    """Read a file and store it with what it would do. Applies nothing.

    Raises Invalid (SheetError) when the file cannot be read at all.
    """
    if kind not in KINDS:
        raise Invalid("Hãy chọn loại tệp.", "loại tệp")
    allowed = ctx.actor.system or any(w.standing(ctx.actor, school) for w in office)
    if kind in policy.REGISTERS and not allowed:
        raise Refusal("Chỉ văn phòng, quản trị và ban giám hiệu nhập tệp danh sách này.")
    reading = KINDS[kind](_source(school, year, data, ctx.actor))
    row = Import(
        school=school,
        year=year,
        kind=kind,
        name=name[-200:],
        file_id=blobs.put(data, XLSX, ctx.at),
        problems=reading.problems[:200],
        problem_count=reading.total,
        notes=reading.notes[:200],
        summary=reading.summary,
        created_at=ctx.at,
        created_by=ctx.actor.person,
    )
    row.save()
    ctx.about(row)
    ctx.tell(kind=LABELS[kind], problems=reading.total)
    return row


@command(policy.APPLY, says="Áp dụng tệp nhập «{kind}»")
def _mark_applied(ctx: Ctx, row: Import, shared: Any) -> Import:
    row.state, row.batch = "applied", shared
    row.save(update_fields=["state", "batch"])
    ctx.tell(kind=LABELS[row.kind])
    return row


def apply(ctx: Ctx, row: Import) -> Import:
    """Apply a previewed file: all of it in one transaction, or nothing. A second call is refused."""
    with batch(ctx) as inner:
        fresh = Import.objects.select_related("school").get(pk=row.pk)
        require(ctx.actor, policy.APPLY, fresh)
        data = blobs.get(fresh.file_id)
        reading = KINDS[fresh.kind](_source(fresh.school, fresh.year, data, ctx.actor))
        if reading.total:
            first = reading.problems[0]
            raise Refusal(
                "Dữ liệu đã đổi từ lúc xem trước nên tệp không còn khớp"
                f" ({first['place']}: {first['message']}). Hãy xem trước lại."
            )
        for step in reading.steps:
            step(inner)
        return _mark_applied(inner, fresh, inner.batch)


@command(policy.UNDO, says="Hoàn tác lần nhập «{kind}»: {undone} mục, giữ lại {kept}")
def _mark_undone(ctx: Ctx, row: Import, undone: int, kept: int) -> Import:
    if row.kind in policy.REGISTERS:
        undone = _take_back(row)
    row.state = "undone"
    row.save(update_fields=["state"])
    ctx.tell(kind=LABELS[row.kind], undone=undone, kept=kept)
    return row


def undo(ctx: Ctx, row: Import) -> Import:
    """Take an applied file back: marks by a compensating entry (cells changed since are kept and
    counted), registers by removing what they made as long as nothing hangs on it."""
    with batch(ctx) as inner:
        fresh = Import.objects.get(pk=row.pk)
        require(ctx.actor, policy.UNDO, fresh)
        undone = kept = 0
        if fresh.kind not in policy.REGISTERS:
            for saved in _compensate(inner, fresh):
                undone, kept = undone + saved.saved, kept + len(saved.conflicts)
        return _mark_undone(inner, fresh, undone, kept)


def _compensate(ctx: Ctx, row: Import) -> list[Saved]:
    events = Event.objects.filter(batch=row.batch, verb="mark.enter").values_list("pk", flat=True)
    lines: dict[int, list[Change]] = {}
    for line in MarkChange.objects.filter(event__in=list(events)):
        old = next(
            (v for v in (line.old_number, line.old_code, line.old_body) if v is not None), None
        )
        new = next(
            (v for v in (line.new_number, line.new_code, line.new_body) if v is not None), None
        )
        change = Change(line.student_id, line.term, line.slot, new, old, line.subject_id)
        lines.setdefault(line.book_id, []).append(change)
    return [enter_marks(ctx, book, changes) for book, changes in sorted(lines.items())]


def _take_back(row: Import) -> int:
    """Delete the rows that a register import made, last made first."""
    made: dict[str, list[int]] = {}
    for params in Event.objects.filter(batch=row.batch).values_list("params", flat=True):
        for key, ids in params.items():
            if isinstance(ids, list):
                made.setdefault(key, []).extend(ids)
    classes = made.get("classes", [])
    students = Student.objects.filter(pk__in=made.get("students", []))
    staff = Staff.objects.filter(pk__in=made.get("staff", []))
    people = [
        *students.values_list("person_id", flat=True),
        *staff.values_list("person_id", flat=True),
    ]
    exempt = Event.objects.filter(batch=row.batch, verb="student.exempt").values_list(
        "on_id", flat=True
    )
    try:
        count = sum(
            rows.delete()[0]
            for rows in (
                Exemption.objects.filter(student__in=[int(i) for i in exempt], year=row.year),
                Enrolment.objects.filter(pk__in=made.get("enrolments", [])),
                Assignment.objects.filter(pk__in=made.get("assignments", [])),
                Column.objects.filter(book__klass__in=classes),
                Book.objects.filter(klass__in=classes),
                Course.objects.filter(pk__in=made.get("courses", [])),
                Klass.objects.filter(pk__in=classes),
                students,
                staff,
                Person.objects.filter(pk__in=people),
            )
        )
        if classes:
            SchoolYear.objects.filter(school=row.school_id, year=row.year).delete()
    except ProtectedError as error:
        raise Refusal(
            "Không hoàn tác được: đã có dữ liệu khác dùng đến những gì tệp này tạo ra"
            " (điểm, tài khoản, phân công…). Hãy hoàn tác những thứ đó trước."
        ) from error
    return count
