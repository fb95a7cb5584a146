"""Preview, apply and undo of files."""

from collections.abc import Callable
from typing import Any

from hocba.exchange import books, choices, exams, policy, registers, template, traits
from hocba.exchange.models import Import
from hocba.exchange.photos import photos
from hocba.exchange.reading import Reading, Source
from hocba.exchange.undo import compensate, take_back, take_out
from hocba.kernel import blobs
from hocba.kernel.command import Ctx, batch, command
from hocba.kernel.errors import Invalid, Refusal
from hocba.kernel.policy import require
from hocba.org.models import Place
from hocba.people.roles import office

KINDS: dict[str, Callable[[Source], Reading]] = {
    "staff": registers.staff,
    "timetable": registers.timetable,
    "pupils": registers.pupils,
    "photos": photos,
    "exemptions": registers.exemptions,
    "choices": choices.choices,
    "traits": traits.traits,
    "gradebook": books.gradebook,
    "primary": books.primary,
    "template": template.returned,
    "homeroom": books.homeroom,
    "after_year": books.after_year,
    "exam": exams.exam,
}
LABELS = {
    "staff": "Danh sách cán bộ, giáo viên",
    "timetable": "Năm học, lớp và phân công",
    "pupils": "Danh sách học sinh (C1-HocSinh)",
    "photos": "Ảnh thẻ học sinh (tệp .zip)",
    "exemptions": "Quyết định miễn môn học",
    "choices": "Môn lựa chọn, cụm chuyên đề",
    "traits": "Lớp học linh hoạt, môn chuyên",
    "gradebook": "Sổ điểm một môn của lớp",
    "primary": "Bảng cả lớp, cả khối (tiểu học)",
    "template": "Tệp mẫu tải từ HọcBạ",
    "homeroom": "Sổ chủ nhiệm của lớp",
    "after_year": "Kết quả đánh giá lại, rèn luyện hè",
    "exam": "Điểm kiểm tra tập trung",
}
WHAT = ("conflict", "shut", "clear", "change", "new")
"""What can become of a cell, what needs a look first."""
KEPT = 2_000
"""Cells, and people, kept to be shown; all of them are counted, and all are written."""
ZIP = "application/zip"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@command(policy.PREVIEW, says="Xem trước tệp nhập «{kind}»")
def preview(
    ctx: Ctx,
    school: Place,
    year: int,
    kind: str,
    name: str,
    data: bytes,
    about: dict[str, Any] | None = None,
) -> Import:
    """Read a file and store it with what it would do. Applies nothing.

    `about` is what a kind needs to know beside the file: a central test's name, subject, term and
    slot; the `book` and `term` a gradebook was brought to, the
    `period` of a table that tells none. A form of ours is known by its hidden
    page, whatever kind was chosen for it. Raises Invalid (SheetError) when the file cannot be read
    at all.
    """
    if kind not in KINDS:
        raise Invalid("Hãy chọn loại tệp.", "loại tệp")
    allowed = ctx.actor.system or any(w.standing(ctx.actor, school) for w in office)
    if kind in policy.REGISTERS and not allowed:
        raise Refusal("Chỉ văn phòng, quản trị và ban giám hiệu nhập tệp danh sách này.")
    if kind in template.KIN and template.is_ours(data):
        kind = "template"
    reading = KINDS[kind](Source(school, year, data, ctx.actor, about or {}))
    row = Import(
        school=school,
        year=year,
        kind=kind,
        name=name[-200:],
        file_id=blobs.put(data, ZIP if kind == "photos" else XLSX, ctx.at),
        problems=reading.problems[:200],
        problem_count=reading.total,
        notes=reading.notes[:200],
        summary=reading.summary,
        effect=reading.effect,
        about=about or {},
        cells=sorted(reading.cells, key=lambda cell: WHAT.index(cell["what"]))[:KEPT],
        people=reading.people[:KEPT],
        created_at=ctx.at,
        created_by=ctx.actor.person,
    )
    row.save()
    ctx.about(row)
    ctx.tell(kind=LABELS[kind], problems=reading.total)
    return row


@command(policy.APPLY, says="Áp dụng tệp nhập «{kind}»")
def _mark_applied(ctx: Ctx, row: Import, shared: Any, count: int) -> Import:
    row.state, row.batch = "applied", shared
    row.save(update_fields=["state", "batch"])
    ctx.tell(kind=LABELS[row.kind], count=count, file=row.file_id)
    return row


def apply(ctx: Ctx, row: Import, over: bool = False) -> Import:
    """Apply a previewed file: all of it in one transaction, or nothing. A second call is refused.

    `over` writes also the cells that somebody changed since the form was downloaded.
    """
    with batch(ctx) as inner:
        fresh = Import.objects.select_related("school").get(pk=row.pk)
        require(ctx.actor, policy.APPLY, fresh)
        data = blobs.get(fresh.file_id)
        source = Source(fresh.school, fresh.year, data, ctx.actor, fresh.about)
        reading = KINDS[fresh.kind](source)
        if reading.total:
            first = reading.problems[0]
            raise Refusal(
                "Dữ liệu đã đổi từ lúc xem trước nên tệp không còn khớp"
                f" ({first['place']}: {first['message']}). Hãy xem trước lại."
            )
        if reading.effect != fresh.effect:
            raise Refusal(*_moved(fresh, reading))
        for step in reading.steps + (reading.contested if over else []):
            step(inner)
        count = sum(c["what"] in ("new", "change", "clear") for c in reading.cells)
        count += sum(c["what"] == "conflict" for c in reading.cells) if over else 0
        return _mark_applied(inner, fresh, inner.batch, count)


def _moved(row: Import, reading: Reading) -> list[str]:
    """What has changed since the preview, in words."""
    before = {cell["why"] for cell in row.cells}
    new = [c["why"] for c in reading.cells if c["what"] == "shut" and c["why"] not in before]
    said = "Sổ đã có người sửa từ lúc xem trước. Hãy xem trước lại rồi áp dụng."
    return [*dict.fromkeys(new), said]


@command(policy.UNDO, says="Hoàn tác lần nhập «{kind}»: {undone} mục, giữ lại {kept}")
def _mark_undone(ctx: Ctx, row: Import, undone: int, kept: int) -> Import:
    if row.kind in policy.REGISTERS:
        undone = take_back(row)
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
        if fresh.kind == "exam":
            undone, kept = take_out(inner, fresh)
        elif fresh.kind not in policy.REGISTERS:
            for saved in compensate(inner, fresh):
                undone, kept = undone + saved.saved, kept + len(saved.conflicts)
        return _mark_undone(inner, fresh, undone, kept)
