"""Publishing a column, asking for a correction of published or locked marks, reading the notice."""

import dataclasses
from collections.abc import Sequence
from typing import Any

from django.db import transaction

from hocba.books import corrections, policy, settings
from hocba.books.cells import EMPTY, Key, Value
from hocba.books.commands.entry import fault_of
from hocba.books.corrections import Cell, publishable
from hocba.books.models import Book, ChangeNotice, Column
from hocba.books.queries import BookPage, is_exempt, load_book
from hocba.books.state import Phase, phase
from hocba.kernel.command import Ctx, command
from hocba.kernel.errors import Fault, Invalid, Refusal
from hocba.kernel.models import Request
from hocba.kernel.requests.commands import apply, ask, attach, submit
from hocba.org.settings import settings_for

MOST_CELLS = 60


@command(policy.SUBMIT_COLUMN, says="Công bố cột {slot}, {count} em")
def submit_column(ctx: Ctx, column: Column) -> None:
    """Publish a column of marks, levels or words: from now on a change of a filled cell follows the
    course of corrections."""
    book = Book.objects.select_related(*Book.with_command).get(pk=column.book_id)
    if not publishable(column):
        raise Refusal("Chỉ công bố cột điểm, mức và lời nhận xét do giáo viên ghi.")
    page = load_book(book, ctx.at, (column.term,))
    own = next(c for c in page.columns if c.pk == column.pk)
    if not page.own_count(own):
        raise Refusal("Cột này chưa có ô nào nên chưa công bố được.")
    filled = page.own_count(own)
    column.submitted_at, column.submitted_by = ctx.at, ctx.actor.person
    column.save(update_fields=["submitted_at", "submitted_by"])
    ctx.tell(slot=column.label, term=column.term, count=filled, book=book.pk)


@command(policy.READ_NOTICE, says="Đã đọc thông báo sửa điểm đã công bố")
def read_notice(ctx: Ctx, notice: ChangeNotice) -> None:
    """Say that the word of a changed mark was read. Reading twice changes nothing more."""
    if notice.read_at is None:
        notice.read_at = ctx.at
        notice.save(update_fields=["read_at"])
    ctx.tell(request=notice.request_id)


@command(policy.ASK_CORRECTION, says="Xin sửa {count} ô điểm, sổ {on}")
def ask_correction(
    ctx: Ctx, book: Book, column: int, wanted: Sequence[Cell], how: str = "written"
) -> Request:
    """Draft the correction of filled cells of one column. `ctx.reason` says what went wrong.

    `how` the marks came about (`corrections.HOW`) decides on the evidence. Raises Refusal while
    the column is open and unpublished: then the teacher corrects in the book itself.
    """
    found = Column.objects.filter(book=book, pk=column).select_related("subject").first()
    if found is None or not publishable(found):
        raise Invalid("Sổ này không có cột đó.", "column")
    if corrections.is_evaluation(found, book):
        how = corrections.EVALUATION
    elif how not in corrections.OF_MARKS:
        raise Invalid("Hãy chọn điểm viết hay điểm miệng.", "how")
    page = load_book(book, ctx.at)
    signed = any(cell.student in page.signed for cell in wanted)
    when = phase(found, page.states[found.pk], signed)
    if when is Phase.ENTERED:
        raise Refusal("Cột này chưa công bố và đang mở: thầy cô sửa thẳng trong sổ.")
    _check_cells(page, found, wanted)
    content = _content(ctx, book, found, wanted, how, when)
    request = ask(ctx, "correction", book, book.school_id, content)
    ctx.tell(count=len(wanted), column=found.pk)
    return request


def _content(
    ctx: Ctx, book: Book, column: Column, wanted: Sequence[Cell], how: str, when: Phase
) -> dict[str, Any]:
    held = settings_for(book.school_id, book.year)
    way = corrections.way(column, when, held, ctx.at)
    if way.last is not None and way.late and held.value(settings.LAST_DAY.name) == "closed":
        raise Refusal(corrections.over(column, way.last))
    return {
        "column": column.pk,
        "term": column.term,
        "slot": column.slot,
        "item": 0 if book.course_id else column.subject_id,
        "cells": [dataclasses.asdict(cell) for cell in wanted],
        "how": how,
        "phase": when.value,
        "course": way.course,
        "late": way.late,
        "last_day": way.last.isoformat() if way.last else None,
    }


def _check_cells(page: BookPage, column: Column, wanted: Sequence[Cell]) -> None:
    seats = {s.student: s for s in page.seats}
    faults = []
    if not wanted or len(wanted) > MOST_CELLS:
        raise Invalid("Hãy ghi điều đúng ở ít nhất một em.", "cells")
    for cell in wanted:
        seat, place = seats.get(cell.student), f"cell-{cell.student}"
        if seat is None:
            faults.append(Fault(place, "Lớp không có học sinh đó."))
            continue
        now: Value = page.cells.get(
            Key(column.subject_id, column.term, column.slot, cell.student), EMPTY
        )
        if now == EMPTY:
            said = "ô còn trống, thầy cô nhập thẳng hoặc xin mở sổ."
        elif now.wire != cell.old:
            said = "ô trong sổ đã đổi từ lúc mở trang; hãy xem lại."
        elif cell.new == cell.old:
            said = "điều mới giống điều đang có."
        elif _exempt(page, column, cell.student):
            said = "được miễn môn này."
        else:
            said = fault_of(column, cell.new) or ""
        if said:
            faults.append(Fault(place, f"{seat.name}: {said}"))
    if faults:
        raise Invalid(faults)


def _exempt(page: BookPage, column: Column, student: int) -> bool:
    """Whether a pupil has nothing to be corrected here: exempt, and not by comment alone in a
    column of comments."""
    place = student, column.subject_id, min(column.term, 2)
    if column.kind == "text" and is_exempt(page.by_comment, *place):
        return False
    return is_exempt(page.exempt, *place)


@dataclasses.dataclass(frozen=True)
class Piece:
    """A piece of evidence on its way: its kind, and a file or facts."""

    kind: str
    data: bytes | None = None
    facts: dict[str, Any] | None = None


def hand_in(
    ctx: Ctx,
    book: Book,
    column: int,
    wanted: Sequence[Cell],
    how: str,
    pieces: Sequence[Piece],
    *,
    draft: bool = False,
) -> Request:
    """Draft, prove and submit in one transaction; all or nothing. Returns the request.

    Where the school corrects published marks with reason and explanation (TH), the new marks are
    written at once. The same request id again gives the first request, untouched.
    """
    with transaction.atomic():
        request = ask_correction(ctx, book, column, wanted, how)
        request.refresh_from_db()
        if request.state != "draft" or request.evidence.exists():
            return request
        inner = dataclasses.replace(ctx, request_id=None, reason="", act=None)
        for piece in pieces:
            attach(inner, request, piece.kind, piece.data, piece.facts)
        if not draft:
            send(inner, request)
        request.refresh_from_db()
        return request


def send(ctx: Ctx, request: Request) -> None:
    """Submit a draft and, where no approval is asked for, write it at once; all or nothing."""
    with transaction.atomic():
        submit(ctx, request)
        request.refresh_from_db()
        if request.content["course"] == "explain":
            apply(dataclasses.replace(ctx, request_id=None, act=None), request)
