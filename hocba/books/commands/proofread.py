"""The tick of a column that was read aloud against the paper."""

from collections.abc import Mapping

from hocba.books import policy
from hocba.books.cells import Wire
from hocba.books.models import Book, Column
from hocba.books.queries import load_book
from hocba.kernel.command import Ctx, command
from hocba.kernel.errors import Refusal


@command(policy.PROOFREAD, says="Đã soát cột {slot}, {count} ô")
def proofread(ctx: Ctx, column: Column, values: Mapping[int, Wire]) -> None:
    """Tick a column whose values (by pupil) were read. Refusal when the book holds others by now.

    The next change of a cell takes the tick away.
    """
    book = Book.objects.select_related(*Book.with_command).get(pk=column.book_id)
    page = load_book(book, ctx.at, (column.term,))
    place = (column.subject_id, column.term, column.slot)
    now = {key.student: cell.wire for key, cell in page.cells.items() if tuple(key[:3]) == place}
    if not now:
        raise Refusal("Cột này chưa có ô nào để soát.")
    if now != dict(values):
        raise Refusal("Cột này đã có ô khác với lúc soát. Hãy tải lại trang rồi soát lại.")
    column.proofread_at, column.proofread_by = ctx.at, ctx.actor.person
    column.save(update_fields=["proofread_at", "proofread_by"])
    ctx.tell(slot=column.label, term=column.term, count=len(now), book=book.pk)
