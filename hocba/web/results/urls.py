"""Results: classes, one class, one pupil, progress, locks, decisions of the year."""

import functools

from django.urls import URLPattern, path

from hocba.books.models import Book
from hocba.kernel.policy import Actor, registry
from hocba.web.context import NavItem
from hocba.web.jinja import url
from hocba.web.results import (
    cards,
    check,
    choices,
    data_gaps,
    decisions,
    locks,
    one_term,
    pages,
    papers,
    praise,
    progress,
    pupil,
    rulings,
    term,
    term_school,
    traits,
    waiting,
    year_end,
)
from hocba.web.results.tabs import LABELS

urlpatterns: list[URLPattern] = [
    path("lop/", pages.index, name="results-classes"),
    path("lop/<int:klass>/", pages.overview, name="results-class"),
    path("lop/<int:klass>/vi-sao", pages.why, name="results-why"),
    path("lop/<int:klass>/quyet-dinh/", decisions.decisions, name="results-decisions"),
    path("lop/<int:klass>/quyet-dinh/luu", decisions.decide, name="results-decide"),
    path("lop/<int:klass>/kiem-tra/", check.check, name="results-check"),
    path("lop/<int:klass>/kiem-tra/luu", check.save, name="results-check-save"),
    path("lop/<int:klass>/quyet-dinh/mo-lai", check.reopen, name="results-reopen"),
    path("lop/<int:klass>/hoc-ki-1/", term.term, name="results-term"),
    path("lop/<int:klass>/hoc-ki-1/quyet-dinh", term.decide, name="results-term-decide"),
    path("lop/<int:klass>/danh-sach/", decisions.lists, name="results-lists"),
    path("lop/<int:klass>/mon-lua-chon/", choices.choices, name="results-choices"),
    path("mon-lua-chon/tep", choices.form, name="results-choices-forms"),
    path("lop/<int:klass>/mon-lua-chon/tep", choices.form, name="results-choices-form"),
    path("lop/<int:klass>/mon-lua-chon/ghi", choices.write, name="results-choices-write"),
    path("lop/<int:klass>/mon-lua-chon/doi", choices.change, name="results-choices-change"),
    path("hoc-sinh/<int:pk>/ket-qua/", pupil.pupil, name="results-pupil"),
    path("hoc-sinh/<int:pk>/ket-qua/quyet-dinh", one_term.decide, name="results-one-term"),
    path("hoc-sinh/<int:pk>/ket-qua/muc", rulings.decide, name="results-level"),
    path("quyet-dinh-muc/<int:pk>/minh-chung", rulings.ruling_scan, name="results-ruling-scan"),
    path("quyet-dinh-muc/<int:pk>/thu-hoi", rulings.withdraw, name="results-ruling-withdraw"),
    path("can-quyet-dinh/<int:pk>/minh-chung", rulings.zero_scan, name="results-zero-scan"),
    path("can-quyet-dinh/<int:pk>/thu-hoi", rulings.withdraw_case, name="results-zero-withdraw"),
    path(
        "can-quyet-dinh/<int:pk>/thu-hoi/minh-chung",
        rulings.zero_end_scan,
        name="results-zero-end-scan",
    ),
    path("lop/<int:klass>/dac-diem/", traits.traits, name="results-traits"),
    path("lop/<int:klass>/dac-diem/linh-hoat", traits.flexible, name="results-flexible"),
    path("lop/<int:klass>/dac-diem/mon-chuyen", traits.special, name="results-specialise"),
    path("khoa-so/", locks.locks, name="results-locks"),
    path("khoa-so/khoa", locks.lock, name="results-lock"),
    path("khoa-so/mo", locks.open_for, name="results-open"),
    path("khoa-so/<int:pk>/thuc-hien", locks.carry_out, name="results-carry-out"),
    path("khoa-so/<int:pk>/mo-khoa", locks.unlock, name="results-unlock"),
    path("hoc-sinh/con-thieu/", data_gaps.gaps, name="results-gaps"),
    path("hoc-ki-1/", term_school.term_school, name="results-term-school"),
    path("cuoi-nam/", year_end.year_end, name="results-year"),
    path("cuoi-nam/quyet-dinh", year_end.decide, name="results-year-decide"),
    path("cuoi-nam/danh-sach/<slug:code>/", papers.show, name="results-listing"),
    path("cuoi-nam/danh-sach/<slug:code>/excel", papers.excel, name="results-listing-excel"),
    path("cuoi-nam/danh-sach/<slug:code>/in", papers.paper, name="results-listing-paper"),
    path("khen/", praise.praise, name="results-praise"),
    path("khen/de-nghi", praise.propose, name="results-praise-propose"),
    path("khen/quyet-dinh", praise.decide, name="results-praise-decide"),
    path("khen/<int:pk>/tra", praise.refuse, name="results-praise-refuse"),
    path("can-quyet-dinh/", waiting.waiting, name="results-waiting"),
    path("can-quyet-dinh/ghi", waiting.decide, name="results-zero-decide"),
    path("can-quyet-dinh/<int:pk>/tra", waiting.refuse, name="results-zero-refuse"),
    path("tien-do/", progress.progress, name="results-progress"),
]


def nav(actor: Actor) -> list[NavItem]:
    """«Kết quả» for everybody who reads a book."""
    if any(w.query(actor, Book) is not None for w in registry.readers[Book]):
        return [NavItem("Kết quả", url("results-classes"), order=20, under=_under())]
    return []


@functools.cache
def _under() -> tuple[str, ...]:
    """The pages that stand beside the results of the classes, whatever their addresses."""
    names = (*(name for name, _ in LABELS), "results-term-school", "results-praise")
    return ("/lop/", *map(url, names))


__all__ = ["cards", "nav", "urlpatterns"]
