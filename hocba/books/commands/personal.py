"""The personal gradebook: printed, replaced with consent, handed in."""

from hocba.books import policy
from hocba.books.flow import PERSONAL
from hocba.books.models import PersonalBook
from hocba.books.personal import bytes_of, code_of, content_of, latest, open_requests
from hocba.kernel import blobs
from hocba.kernel.command import Ctx, command
from hocba.kernel.errors import Refusal
from hocba.kernel.models import Request
from hocba.kernel.requests.commands import ask, move
from hocba.people.models import Staff


@command(policy.PRINT_PERSONAL, says="In sổ điểm cá nhân {on}, năm {year}, lần {number}")
def print_personal(ctx: Ctx, staff: Staff, year: int) -> PersonalBook:
    """Print the book of a teacher's courses: the first freely, another with an approved request.

    What is printed is kept. Refusal when there is no course, or no consent to replace.
    """
    before = latest(staff.person_id, staff.school_id, year)
    content = content_of(staff, year, ctx.at)
    if not content["parts"]:
        raise Refusal("Năm học này chưa có môn, lớp nào được phân công và mở sổ, nên chưa in được.")
    if before is not None:
        _replace(ctx, before)
    number = before.number + 1 if before else 1
    data = bytes_of(content)
    row = PersonalBook(
        teacher_id=staff.person_id,
        school_id=staff.school_id,
        year=year,
        number=number,
        code=code_of(data, staff.person_id, number),
        content_id=blobs.put(data, "application/json", ctx.at),
        printed_at=ctx.at,
        printed_by=ctx.actor.person or 0,
    )
    row.save(force_insert=True)
    ctx.tell(year=year, number=number, code=row.code, personal=row.pk)
    return row


def _replace(ctx: Ctx, before: PersonalBook) -> None:
    """Put the earlier print aside by its approved request, which is used up by that."""
    if before.state == "handed_in":
        raise Refusal("Sổ của năm học này đã nộp về trường, không in thêm.")
    request = open_requests([before], ctx.at).get(before.pk)
    if request is None or request.state != "approved":
        waits = "đề nghị thay sổ còn chờ duyệt" if request else "hãy xin thay sổ, được duyệt rồi in"
        raise Refusal(f"Sổ đã in lần {before.number}; {waits}.")
    before.state = PERSONAL.after(before.state, "replace")
    before.replaced_at, before.replaced_why = ctx.at, request.reason[:300]
    before.save(update_fields=["state", "replaced_at", "replaced_why"])
    move(ctx, request, "reprint")


@command(policy.ASK_REPLACEMENT, says="Xin thay sổ điểm cá nhân {on}")
def ask_replacement(ctx: Ctx, book: PersonalBook) -> Request:
    """Ask for the consent to another print; `ctx.reason` says why the book must be replaced."""
    if open_requests([book], ctx.at):
        raise Refusal("Sổ này đã có một đề nghị thay; hãy xem ở trang Đề nghị.")
    return ask(ctx, "replacement", book, book.school_id, {"number": book.number, "year": book.year})


@command(policy.RECEIVE_PERSONAL, says="Nhận sổ điểm cá nhân {on}, lần in {number}")
def receive_personal(ctx: Ctx, book: PersonalBook) -> None:
    """Note that the signed book, or the old one of a replacement, came back to the school."""
    book.state = PERSONAL.after(book.state, "hand_in")
    book.received_at, book.received_by = ctx.at, ctx.actor.person
    book.save(update_fields=["state", "received_at", "received_by"])
    ctx.tell(number=book.number, year=book.year, code=book.code)
