"""Requests about a book: a short opening."""

from collections.abc import Sequence

from hocba.books import openings, policy
from hocba.books.models import Book, Column
from hocba.books.queries import locks_of
from hocba.books.state import Mode, state
from hocba.kernel.command import Ctx, command
from hocba.kernel.errors import Invalid, Refusal
from hocba.kernel.models import Request
from hocba.kernel.requests.commands import ask


@command(policy.ASK_OPENING, says="Xin mở sổ {on} trong {hours} giờ")
def ask_opening(ctx: Ctx, book: Book, columns: Sequence[tuple[int, str]], hours: int) -> Request:
    """Ask for a short opening of locked columns, given as (term, slot). `ctx.reason` says why."""
    wanted = list(dict.fromkeys(columns))
    known = {(c.term, c.slot) for c in Column.objects.filter(book=book)}
    if not wanted or not set(wanted) <= known:
        raise Invalid("Hãy chọn cột cần mở.", "columns")
    if hours not in openings.HOURS:
        raise Invalid("Hãy chọn mở trong bao lâu.", "hours")
    locks = locks_of(book.school_id, book.year)
    if all(
        state(book, term, slot, mode, locks, ctx.at).open for term, slot in wanted for mode in Mode
    ):
        raise Refusal("Các cột này đang mở, thầy cô nhập được ngay.")
    request = ask(ctx, "opening", book, book.school_id, openings.content_of(wanted, hours))
    ctx.tell(hours=hours, columns=[f"{term}:{slot}" for term, slot in wanted])
    return request
