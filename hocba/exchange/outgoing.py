"""Filling a file that another program gave out, so that it can go back there."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.utils import timezone

from hocba.books.cells import EMPTY, Key
from hocba.books.models import Book
from hocba.books.queries import BookPage, load_book
from hocba.exchange.books import plan_of
from hocba.exchange.parsers.gradebook import mark_header, term_sheets, titled_sheets
from hocba.exchange.parsers.roster import Roster
from hocba.exchange.parsers.table import WHO, lines
from hocba.exchange.reading import Source, rosters
from hocba.exchange.template import plain, take_template
from hocba.kernel.command import Ctx
from hocba.kernel.ids import InvalidId, moet_code
from hocba.kernel.names import clean_text
from hocba.kernel.sheets import Problems, SheetError, fill_cells, read_workbook

SLOTS = {
    "comment": "nx",
    "gk_level": "muc_gk",
    "gk_score": "kt_gk",
    "gk_comment": "nx_gk",
    "ck_level": "muc_ck",
    "ck_score": "kt_ck",
    "ck_comment": "nx_ck",
}


@dataclass(frozen=True)
class Sent:
    """A filled file, how many cells were written, and which rows were left alone and why."""

    data: bytes
    cells: int
    left: Problems


def fill(ctx: Ctx, book: Book, term: int, data: bytes) -> Sent:
    """Write the values of a book into the file of another program.

    Only rows whose pupil is certain and only empty or differing cells of known columns are written;
    what is hidden, formatted and protected stays. Raises SheetError for a file that is none of
    these, Refusal when the book is not theirs.
    """
    if book.course is None:
        raise SheetError("wrong_columns", "Chỉ điền được tệp của sổ điểm môn học.")
    take_template(ctx, book.pk, term, "filled")
    page = load_book(book, timezone.now(), (term,))
    workbook = read_workbook(data)
    plan = plan_of(book)
    columns = {c.slot: c for c in page.columns}
    found = rosters(Source(book.school, book.year, data, ctx.actor))
    roster = Roster(found[book.klass.name])
    left, cells = Problems(), dict[tuple[str, int, int], Decimal | int | str]()
    known = False
    for own, sheet in term_sheets(workbook) or titled_sheets(workbook, term):
        header = mark_header(sheet, plan, plan.primary, empty=True)
        here = header.columns if header else ()
        aims = {k: c for k in here if (c := columns.get(SLOTS.get(k, k)))}
        if own != term or header is None or not aims:
            continue
        known = True
        for line in lines(sheet, header, Problems()):
            code = _code(line.text("code"))
            match = roster.match(clean_text(line.raw_name()), code, line.born())
            if match.verdict != "green" or match.pupil is None:
                at = next(k for k in ("name", "family", "code") if k in header.columns)
                left.add(sheet.name, line.row, header.columns[at], line.cell(at), match.why)
                continue
            for key, column in aims.items():
                value = page.cells.get(
                    Key(column.subject_id, term, column.slot, int(match.pupil)), EMPTY
                )
                if value != EMPTY:
                    cells[sheet.name, line.row, header.columns[key]] = plain(column.kind, value)
    if not known:
        raise SheetError(
            "wrong_columns",
            f"Không tìm thấy trang của học kì này có cột họ tên ({WHO['name'][0]}) và cột điểm"
            f" ({_heads(page)}…).",
        )
    return Sent(fill_cells(data, cells), len(cells), left)


def _heads(page: BookPage) -> str:
    return ", ".join(f"“{column.label}”" for column in page.columns[:3])


def _code(text: str) -> str:
    """A code of the Ministry; other programs' own codes say nothing here."""
    try:
        return moet_code(text) if text else ""
    except InvalidId:
        return ""
