"""Books: the list of mine, one book, its saves, reasons and history."""

from django.urls import URLPattern, path

from hocba.books.models import Book
from hocba.books.policy import ENTER
from hocba.kernel.policy import Actor, registry
from hocba.web.books import api, excel, missed, pages, receipts, whole
from hocba.web.context import NavItem

urlpatterns: list[URLPattern] = [
    path("so/", pages.index, name="books"),
    path("so/lop/<int:klass>/", whole.whole, name="class-books"),
    path("so/lop/<int:klass>/luu", whole.save, name="class-save"),
    path("so/lop/<int:klass>/lich-su", whole.history, name="class-history"),
    path("so/excel/", excel.excel, name="books-excel"),
    path("so/excel/mau", excel.take, name="books-template"),
    path("so/<int:book>/", pages.book, name="book"),
    path("so/<int:book>/excel/", excel.excel, name="book-excel"),
    path("so/<int:book>/excel/mau", excel.take, name="book-template"),
    path("so/<int:book>/excel/dien", excel.fill, name="book-fill"),
    path("so/<int:book>/luu", api.save, name="book-save"),
    path("so/<int:book>/thu", api.preview, name="book-preview"),
    path("so/<int:book>/danh-sach", api.people, name="book-people"),
    path("so/<int:book>/da-soat", api.proof, name="book-proofread"),
    path("so/<int:book>/lich-su", api.history, name="book-history"),
    path("so/<int:book>/vi-sao", api.why, name="book-why"),
    path("bien-nhan/", receipts.index, name="receipts"),
    path("bien-nhan/<str:code>/", receipts.receipt, name="receipt"),
    path("so/<int:book>/thieu-kiem-tra/", missed.missed, name="book-missed"),
    path("so/<int:book>/thieu-kiem-tra/gui", missed.propose, name="book-missed-propose"),
]


def nav(actor: Actor) -> list[NavItem]:
    """«Sổ điểm» for everybody who may write in a book or read one."""
    mine = any(w.query(actor, Book) is not None for w in ENTER.who)
    readers = any(w.query(actor, Book) is not None for w in registry.readers[Book])
    return [NavItem("Sổ điểm" if mine else "Sổ sách", "/so/", 10)] if mine or readers else []
