"""«Xưởng nhận xét»: proposals for a column, edited in place, checked, saved as ordinary entries."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from hocba.books import policy
from hocba.books.cells import Key
from hocba.books.commands import Change, Saved, enter_marks
from hocba.books.commenting import (
    bank_of,
    comment_columns,
    noted,
    phrase_kind,
    standing,
    takes_weeks,
)
from hocba.books.models import Book, Column, Phrase, PupilRemark, Suggestion
from hocba.books.queries import BookPage, load_book
from hocba.books.remarks import Doubt, Known, Noted, Pupil, doubts, propose, with_weeks
from hocba.books.roster import Seat
from hocba.kernel.errors import Fault, Hidden, Invalid, Refusal
from hocba.kernel.names import split_name
from hocba.kernel.policy import can, fetch, targets, visible
from hocba.web.given import fields_of
from hocba.web.page import WRITE, Request, ctx_from, page, render
from hocba.web.remarks.columns import picks, start
from hocba.web.results.reach import this_year

RANKS: dict[int | None, str] = {3: "tốt", 2: "khá", 1: "đạt", 0: "chưa đạt"}


@dataclass(frozen=True)
class Line:
    """A pupil in the workshop: what stands, what is proposed, doubts about either."""

    seat: Seat
    rank: str
    seen: str
    text: str
    proposed: bool
    doubts: list[Doubt]
    free: bool
    noted: list[Noted]


@page(reader=Book)
def index(request: Request) -> HttpResponse:
    """My books with their comments, and those I may proof-read."""
    rows = visible(request.actor, Book).select_related("klass", "course__subject", "school")
    ordered = rows.order_by("klass__grade", "klass__name", "kind", "course__subject__position")
    books = this_year(ordered)
    mine = set(targets(request.actor, policy.ENTER).values_list("pk", flat=True))
    reads = set(targets(request.actor, policy.SUGGEST).values_list("pk", flat=True))
    here = {b.klass_id for b in books if b.pk in mine}
    weeks = targets(request.actor, policy.REMARK_WEEK).filter(pk__in=here)
    waiting = visible(request.actor, Suggestion).filter(state="open", book__in=mine)
    return render(
        request,
        "remarks/index.html",
        own=[b for b in books if b.pk in mine],
        others=[b for b in books if b.pk in reads - mine],
        weeks=weeks.order_by("grade", "name"),
        waiting=set(waiting.values_list("book_id", flat=True)),
    )


@page(action=policy.ENTER)
def workshop(request: Request, book: int) -> HttpResponse:
    """One column of comments of my book; `de-xuat` fills the empty cells with proposals."""
    return _draw(request, _mine(request, book), [], HTTPStatus.OK)


def _mine(request: Request, book: int) -> BookPage:
    found: Book = fetch(request.actor, Book, book, "klass", "course__subject", "school")
    if not can(request.actor, policy.ENTER, found).right:
        raise Refusal("Lời nhận xét do giáo viên của sổ ghi. Thầy cô có thể soát và đề nghị sửa.")
    return load_book(found, timezone.now(), (1, 2))


def _column(request: Request, shown: BookPage) -> Column | None:
    columns = comment_columns(shown)
    wanted = request.GET.get("cot", "")
    asked = next((c for c in columns if str(c.pk) == wanted), None)
    return asked or start(shown, columns, request.actor.on)


def _draw(
    request: Request, shown: BookPage, faults: list[Fault], status: HTTPStatus
) -> HttpResponse:
    column = _column(request, shown)
    if column is not None:
        column.book = shown.book
    bank = _bank(request, column) if column else []
    wants = request.GET.get("de-xuat") == "1"
    lines = _lines(request, shown, column, bank, wants) if column else []
    return render(
        request,
        "remarks/workshop.html",
        status,
        book=shown.book,
        column=column,
        columns=picks(
            comment_columns(shown), column, reverse("remarks-book", args=[shown.book.pk])
        ),
        lines=lines,
        doubtful=[line.seat.student for line in lines if line.doubts],
        ungraded=sum(not line.text and not line.rank for line in lines) if wants else 0,
        unmatched=sum(not line.text and bool(line.rank) for line in lines) if wants and bank else 0,
        state=shown.states[column.pk] if column else None,
        wants=wants,
        phrases=len(bank),
        tones=dict(PupilRemark.Tone.choices),
        faults=faults,
    )


def _bank(request: Request, column: Column) -> list[Known]:
    rows = visible(request.actor, Phrase).filter(kind=phrase_kind(column))
    return bank_of(rows, column)


def _lines(
    request: Request, shown: BookPage, column: Column, bank: list[Known], wants: bool
) -> list[Line]:
    stands = standing(shown, column)
    weeks = noted(request.actor, shown, column)
    place = (column.subject_id, column.term, column.slot)
    seats = [s for s in shown.seats if column.term in s.expected]
    cells = {s.student: shown.cells.get(Key(*place, s.student)) for s in seats}
    written = {s: cell.body or "" for s, cell in cells.items() if cell is not None}
    proposed: dict[int, str] = {}
    if wants:
        pupils = [Pupil(s.student, split_name(s.name)[2], *stands[s.student]) for s in seats]
        subject = shown.book.course.subject.name if shown.book.course else ""
        proposed = propose(bank, pupils, written, column.subject_id, subject)
        if takes_weeks(column):
            proposed = {s: with_weeks(text, weeks.get(s, [])) for s, text in proposed.items()}
    texts = written | proposed | _posted(request)
    found = doubts(
        texts, {s.student: s.name for s in seats}, {s: rank for s, (rank, _) in stands.items()}
    )
    return [
        Line(
            s,
            RANKS.get(stands[s.student][0], ""),
            written.get(s.student, ""),
            texts.get(s.student, ""),
            s.student in proposed and s.student not in _posted(request),
            found.get(s.student, []),
            s.student not in shown.signed,
            weeks.get(s.student, []),
        )
        for s in seats
    ]  # fmt: skip


def _posted(request: Request) -> dict[int, str]:
    return fields_of(request.POST, "t-")


@page(action=policy.ENTER, methods=WRITE)
def save(request: Request, book: int) -> HttpResponse:
    """Save the texts that differ from what was seen, through the ordinary entry of marks."""
    shown = _mine(request, book)
    column = _column(request, shown)
    if column is None:
        raise Hidden(f"Book {book} has no comments")
    changes = [
        Change(s, column.term, column.slot, request.POST.get(f"s-{s}") or None, text.strip() or None, column.subject_id)
        for s, text in _posted(request).items()
        if text.strip() != request.POST.get(f"s-{s}", "").strip()
    ]  # fmt: skip
    if not changes:
        messages.info(request, "Không có lời nhận xét nào thay đổi.")
        return HttpResponseRedirect(_here(book, column))
    try:
        saved = enter_marks(ctx_from(request), shown.book, changes)
    except Invalid as invalid:
        return _draw(request, shown, invalid.faults, HTTPStatus.UNPROCESSABLE_ENTITY)
    except Refusal as refusal:
        faults = [Fault("", reason) for reason in refusal.reasons]
        return _draw(request, shown, faults, HTTPStatus.CONFLICT)
    _tell(request, saved)
    return HttpResponseRedirect(_here(book, column))


def _tell(request: Request, saved: Saved) -> None:
    messages.success(request, f"Đã lưu {saved.saved} lời nhận xét. Biên nhận {saved.receipt}.")
    if saved.conflicts:
        messages.warning(
            request, f"{len(saved.conflicts)} lời nhận xét vừa có người sửa, không bị ghi đè; xem lại bên dưới."
        )  # fmt: skip


def _here(book: int, column: Column) -> str:
    return f"{reverse('remarks-book', args=[book])}?cot={column.pk}"
