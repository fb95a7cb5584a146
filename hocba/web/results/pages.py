"""The classes somebody may look into, the results of one class, and why a result is what it is."""

from __future__ import annotations

import re

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from hocba.books.kindergarten import LEVEL as KINDERGARTEN
from hocba.books.models import Book
from hocba.books.queries import class_sheet, year_of
from hocba.books.sheet import Sheet
from hocba.kernel.errors import Hidden, Invalid
from hocba.kernel.policy import can, visible
from hocba.promotion.models import YearDecision
from hocba.promotion.policy import DECIDE
from hocba.rules.column import Column
from hocba.rules.exact import BadInput
from hocba.web.books.api import node
from hocba.web.given import whole
from hocba.web.page import Request, beside, page, render
from hocba.web.results import traits
from hocba.web.results.board import board_of
from hocba.web.results.reach import Reach, gaps, reach, readable, this_year
from hocba.web.results.table import TERMS, TIMES, Overview, View
from hocba.web.results.tabs import tabs
from hocba.web.years import reader, years_of

RESULT = re.compile(r"[a-z]+(_[a-z0-9]+)*")


@page(reader=Book)
def index(request: Request) -> HttpResponse:
    """Classes whose books I may read, by grade, with how full they are."""
    years = years_of(request)
    books = this_year(readable(reader(request, years.year), years.year))
    board = board_of(books, 0)
    decided = _decided(request, {line.klass.pk for line in board.lines})
    return render(
        request,
        "results/classes.html",
        tabs=tabs(request.actor, "results-classes"),
        lines=board.lines,
        whole={b.klass_id for b in books if b.course_id is None},
        decided=decided,
        year=years.year or (books[0].year if books else None),
        years=years,
    )


def _decided(request: Request, classes: set[int]) -> dict[int, int]:
    """How many pupils of each class have their year decided."""
    found: dict[int, int] = {}
    rows = visible(request.actor, YearDecision).filter(klass__in=classes)
    for klass in rows.values_list("klass_id", flat=True):
        found[klass] = found.get(klass, 0) + 1
    return found


@page(reader=Book)
def overview(request: Request, klass: int) -> HttpResponse:
    """Pupils × subjects of a class for a term or the year."""
    within = reach(request, klass)
    if within.klass.level == KINDERGARTEN:
        return HttpResponseRedirect(reverse("kindergarten-class", args=[klass]))
    sheet, seats = class_sheet(within.klass)
    views = TIMES if sheet.shape.four_times else TERMS
    shown = _view(request, within, views)
    made = {}
    if within.homeroom is not None:
        rows = visible(within.actor, YearDecision).filter(klass=klass, year=within.klass.year)
        made = {d.student_id: d for d in rows}
    table = Overview(within, sheet, seats, gaps(within, sheet, seats), made, shown)
    return render(
        request,
        "results/overview.html",
        hot=True,
        klass=within.klass,
        whole=table.whole,
        shape=sheet.shape,
        chosen=any(c.chosen or c.topics for c in within.courses),
        traits=traits.offered(within.klass),
        regime=sheet.regime.title,
        views=[(v.label, f"?ki={v.code}", v == shown) for v in views],
        view=shown,
        heads=table.heads(),
        rows=table.rows(),
        pupils=len(sheet.students),
        gone=[s for s in seats if s.gone],
        missing=table.total(),
        homeroom=table.homeroom_gaps(),
        decided=len(made),
        may_decide=within.homeroom is not None and can(request.actor, DECIDE, within.klass).right,
    )


def _view(request: Request, within: Reach, views: tuple[View, ...]) -> View:
    """The tab asked for; else that of today."""
    wanted = request.GET.get("ki", "")
    chosen = next((v for v in views if v.code == wanted), None)
    if chosen is not None:
        return chosen
    frame = year_of(within.klass.school_id, within.klass.year)
    today = timezone.localdate()
    if today > frame.term1_ends:
        return views[-1]
    return next(v for v in views if v.term == 1 and v.part != "ck")


@page(reader=Book)
def why(request: Request, klass: int) -> HttpResponse:
    """Why one result of one pupil is what it is: a fragment for the side sheet."""
    name = request.GET.get("result", "")
    subject = request.GET.get("subject", "")
    try:
        student = whole(request.GET.get("student", ""))
        about = whole(subject) if subject else None
    except ValueError:
        raise Invalid("Chưa chọn kết quả nào.") from None
    within = reach(request, klass, whole=about is None)
    sheet, seats = class_sheet(within.klass, [student])
    if student not in {s.student for s in seats}:
        raise Hidden(f"Student {student}")
    axis = _axis(within, sheet, about)
    if not RESULT.fullmatch(name) or name not in sheet.regime.rulebook.columns:
        raise Invalid("Quy định của lớp này không có kết quả đó.")
    spec = sheet.regime.rulebook.spec(name)
    assert isinstance(spec, Column)
    try:
        reason = sheet.regime.explain(name, sheet.given, 0, axis)
    except BadInput as error:
        raise Invalid(str(error)) from None
    person = next(s.name for s in seats if s.student == student)
    return beside(request, "results/why.html", "Vì sao?", node=node(reason), who=person,
                    student=student, regime=sheet.regime.title, missing=reason.missing)  # fmt: skip


def _axis(within: Reach, sheet: Sheet, subject: int | None) -> int | None:
    if subject is None:
        return None
    book = within.book_of.get(subject)
    if book is None or book.course is None:
        raise Hidden(f"subject {subject}")
    if book.course.pk not in {c.pk for line in sheet.axes.values() for c in line}:
        raise Invalid(f"Học sinh không học môn {book.course.subject}.")
    return sheet.axis(book.course)
