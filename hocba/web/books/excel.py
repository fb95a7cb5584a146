"""«Excel»: the form of one book or of all my classes, its way back, and files of other programs."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.utils import timezone

from hocba.books.models import Book
from hocba.books.queries import year_of
from hocba.exchange import outgoing, policy
from hocba.exchange.books import PERIODS
from hocba.exchange.commands import XLSX
from hocba.exchange.template import template
from hocba.kernel.errors import Fault, Invalid
from hocba.kernel.names import search_key
from hocba.kernel.policy import fetch, targets
from hocba.web.books.pages import term_now, title
from hocba.web.exchange.pages import not_fit
from hocba.web.page import WRITE, Request, ctx_from, page, render

TERMS = {"1": "Học kì I", "2": "Học kì II"}
MOST = 40


def _mine(request: Request) -> list[Book]:
    """Books I fill, of the latest year."""
    rows = targets(request.actor, policy.TEMPLATE).select_related(*Book.with_command)
    books = list(
        rows.order_by("-year", "klass__grade", "klass__name", "kind", "course__subject__position")
    )
    return [b for b in books if b.year == books[0].year]


def _of_class(request: Request, mine: list[Book]) -> list[Book]:
    """My books, of the class that was chosen if one was."""
    klass = request.POST.get("lop") or request.GET.get("lop", "")
    return [b for b in mine if not klass or str(b.klass_id) == klass]


def _draw(request: Request, book: Book | None, faults: list[Fault], status: HTTPStatus, left: Any = ()) -> HttpResponse:  # fmt: skip
    mine = _mine(request)
    chosen = request.POST.get("term") or request.GET.get("ki", "")[:1]
    if chosen not in TERMS and (book or mine):
        row = book or mine[0]
        chosen = str(term_now(year_of(row.school_id, row.year), timezone.now()))
    return render(
        request,
        "books/excel.html",
        status,
        book=book,
        title=title(book) if book else "Mọi lớp của tôi",
        mine=[(b, title(b)) for b in mine],
        classes=list({b.klass_id: b.klass.name for b in mine}.items()),
        klass=request.POST.get("lop") or request.GET.get("lop", ""),
        periods=list(PERIODS.items()) if any(b.klass.level == "primary" for b in mine) else [],
        terms=list(TERMS.items()),
        term=chosen,
        faults=faults,
        left=left,
        year=(book or mine[0]).year if book or mine else 0,
    )


@page(action=policy.TEMPLATE)
def excel(request: Request, book: int | None = None) -> HttpResponse:
    """Take a form away, bring it back, fill the file of another program."""
    row = fetch(request.actor, Book, book, *Book.with_command) if book else None
    return _draw(request, row, [], HTTPStatus.OK)


@page(action=policy.TEMPLATE, methods=WRITE)
def take(request: Request, book: int | None = None) -> HttpResponse:
    """The form of one book, or of all books I fill (one workbook, a sheet each)."""
    row = fetch(request.actor, Book, book, *Book.with_command) if book else None
    books = [row] if row else _of_class(request, _mine(request))
    term, fault = request.POST.get("term", ""), None
    if term not in TERMS or not books:
        fault = Fault("term", "Hãy chọn học kì." if books else "Hãy chọn một lớp mình dạy.")
    elif len(books) > MOST:
        said = f"Thầy cô có {len(books)} sổ, một tệp chỉ chứa {MOST} trang. Hãy chọn từng lớp."
        fault = Fault("lop", said)
    if fault:
        return _draw(request, row, [fault], HTTPStatus.UNPROCESSABLE_ENTITY)
    data = template(ctx_from(request), books, int(term))
    one = books[0].klass.name if len({b.klass_id for b in books}) == 1 else ""
    name = title(row) if row else f"lop {one}" if one else "moi lop cua toi"
    return _file(data, f"mau {name} HK{term}")


def _file(data: bytes, name: str) -> HttpResponse:
    plain = "-".join(search_key(name).split()) or "so"
    headers = {"Content-Disposition": f'attachment; filename="{plain}.xlsx"'}
    return HttpResponse(data, content_type=XLSX, headers=headers)


@page(action=policy.TEMPLATE, methods=WRITE)
def fill(request: Request, book: int) -> HttpResponse:
    """The file of another program, filled with the marks of this book."""
    row: Book = fetch(request.actor, Book, book, *Book.with_command)
    file: UploadedFile[Any] | None = request.FILES.get("file")
    fault = "Hãy chọn một tệp Excel." if file is None else not_fit(file, "gradebook")
    term = request.POST.get("term", "")
    if fault or file is None or term not in TERMS:
        return _draw(
            request,
            row,
            [Fault("file", fault or "Hãy chọn học kì.")],
            HTTPStatus.UNPROCESSABLE_ENTITY,
        )
    try:
        sent = outgoing.fill(ctx_from(request), row, int(term), file.read())
    except Invalid as invalid:
        return _draw(
            request,
            row,
            [Fault("file", f.message) for f in invalid.faults],
            HTTPStatus.UNPROCESSABLE_ENTITY,
        )
    if sent.left and request.POST.get("anyway") != "1":
        return _draw(request, row, [], HTTPStatus.UNPROCESSABLE_ENTITY, list(sent.left))
    return _file(sent.data, f"da dien {(file.name or 'tep').rpartition('.')[0]}")
