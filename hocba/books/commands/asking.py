"""Requests about a book: a short opening of columns."""

from collections.abc import Sequence

from hocba.books import openings, policy, settings
from hocba.books.models import Book, Column
from hocba.books.queries import load_book
from hocba.books.ways import helped
from hocba.kernel.command import Ctx, command
from hocba.kernel.errors import Invalid, Refusal
from hocba.kernel.models import Request
from hocba.kernel.requests.commands import ask, move
from hocba.org.settings import settings_for

IN_VAIN = (
    "Mở sổ không giúp được ở các cột này: ô đã công bố hoặc thuộc học bạ đã ký thì bấm vào ô,"
    " chọn «Xin sửa»; ô không nhập trong sổ thì không mở."
)


@command(policy.ASK_OPENING, says="Xin mở sổ {on} trong {hours} giờ")
def ask_opening(
    ctx: Ctx,
    book: Book,
    columns: Sequence[tuple[int, str] | openings.Asked],
    hours: int,
    marked: bool = False,
) -> Request:
    """Ask for a short opening of locked columns, given as (term, slot), in a homeroom book as
    (term, slot, item): exactly these open. `ctx.reason` says why.

    `marked`: the teacher reports that the test is marked and asks for empty cells only. Where the
    school or province has so decided the columns open at once (QN 1b: no fixed monthly windows).
    """
    held = Column.objects.filter(book=book).values_list("term", "slot", "subject")
    known = {*held, *((term, slot, 0) for term, slot, _ in held)}
    wanted = list(dict.fromkeys((c[0], c[1], c[2] if len(c) > 2 else 0) for c in columns))
    if not wanted or not set(wanted) <= known:
        raise Invalid("Hãy chọn cột cần mở.", "columns")
    if hours not in openings.HOURS:
        raise Invalid("Hãy chọn mở trong bao lâu.", "hours")
    _refuse_in_vain(ctx, book, wanted, marked)
    content = openings.content_of(wanted, hours, changing=not marked)
    request = ask(ctx, "opening", book, book.school_id, content)
    ctx.tell(hours=hours, columns=[column_word(*one) for one in wanted])
    if marked and opens_at_once(book):
        move(ctx, request, "open")
    return request


def _refuse_in_vain(ctx: Ctx, book: Book, wanted: Sequence[openings.Asked], marked: bool) -> None:
    """Refusal where an opening of these columns would let nobody type anything."""
    page = load_book(book, ctx.at, sorted({term for term, _, _ in wanted}))
    columns = [
        c
        for c in page.columns
        if any((c.term, c.slot) == one[:2] and one[2] in (0, c.subject_id) for one in wanted)
    ]
    if helped(page, columns, marked):
        return
    states = [held[c.pk] for c in columns for held in (page.states, page.adding)]
    if all(s.open for s in states):
        raise Refusal("Các cột này đang mở, thầy cô nhập được ngay.")
    if marked and helped(page, columns):
        raise Refusal("Các cột này không còn ô trống; cần sửa ô đã ghi thì bỏ «Đã chấm xong».")
    raise Refusal(IN_VAIN)


def column_word(term: int, slot: str, item: int) -> str:
    """A column as the log keeps it: `1:gk`, of one item `1:muc_ck@35`."""
    return f"{term}:{slot}" + (f"@{item}" if item else "")


def opens_at_once(book: Book) -> bool:
    """Whether a report that the test is marked opens the empty cells without a decision."""
    held = settings_for(book.school_id, book.year)
    return held.value(settings.OPEN_WHEN_MARKED.name) == "yes"
