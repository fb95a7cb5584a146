"""One pupil's results of a year with every reason down to the cells."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from markupsafe import Markup

from hocba.books.cells import Key
from hocba.books.kindergarten import LEVEL as KINDERGARTEN
from hocba.books.queries import class_sheet
from hocba.books.shapes import AFTER_YEAR
from hocba.books.sheet import Sheet
from hocba.kernel.errors import Fault, Hidden
from hocba.kernel.policy import Actor, fetch, visible
from hocba.people.models import Student
from hocba.promotion.models import YearDecision
from hocba.promotion.queries import printed_overall
from hocba.rules.levels import BY_PLAN, NOT_APPLICABLE
from hocba.rules.view import View
from hocba.web.books.api import node
from hocba.web.given import pk_of
from hocba.web.page import Request, page, render
from hocba.web.results import given, rulings, words
from hocba.web.results.reach import Gap, Reach, gaps, reach
from hocba.web.results.reason import Told, because, given_level
from hocba.web.results.short import short_of
from hocba.web.years import reader
from hocba.year.models import Course, Enrolment, Klass

PERIODS = ("1", "2", "year", "after")
DEEP, SHALLOW = 4, 3


@dataclass(frozen=True)
class Line:
    """One subject: its values in words, and the trees behind them."""

    name: str
    subject: int
    values: list[Told | Markup]
    reasons: list[dict[str, Any]] = field(default_factory=list)
    book: int | None = None
    missing: list[Gap] = field(default_factory=list)

    @property
    def again(self) -> bool:
        """Whether there is something in the last column, after the year."""
        last = self.values[-1]
        return bool(last.said if isinstance(last, Told) else last)

    def of_year(self) -> Line:
        """The same without the column after the year."""
        return replace(self, values=self.values[:-1])


@page(reader=Student)
def pupil(request: Request, pk: int) -> HttpResponse:
    """All results of one pupil that follow from books this person may read."""
    return draw(request, pk, [])


def draw(request: Request, pk: int, faults: list[Fault], status: Any = 200) -> HttpResponse:
    """The page, also when a decision of it is refused."""
    actor = _reader(request)
    student: Student = fetch(actor, Student, pk, "person", "school")
    seats = visible(actor, Enrolment).filter(student=student).select_related("klass")
    seat = _seat(request, list(seats.order_by("-klass__year", "-starts", "-pk")))
    if seat.klass.level == KINDERGARTEN:
        return HttpResponseRedirect(reverse("kindergarten-child", args=[pk]))
    within = reach(request, seat.klass_id)
    sheet, roster = class_sheet(within.klass, [pk])
    mine = [s for s in roster if s.student == pk]
    lacking = gaps(within, sheet, mine)
    made = visible(within.actor, YearDecision).filter(student=pk, year=within.klass.year).first()
    whole = within.homeroom is not None
    view = _view(sheet)
    taken = {c.pk for line in sheet.axes.values() for c in line}
    subjects = [
        _subject(sheet, view, c, within, lacking, pk) for c in within.courses if c.pk in taken
    ]
    again = any(line.again for line in subjects)
    return render(
        request,
        "results/pupil.html",
        status,
        hot=True,
        faults=faults,
        sent=request.POST,
        because=because,
        pupil=student,
        klass=within.klass,
        whole=whole,
        regime=sheet.regime.title,
        results=_whole(sheet, view) if whole else [],
        heads=[(label, "c") for label in _heads(sheet, again)],
        subjects=subjects if again else [line.of_year() for line in subjects],
        homeroom=given.homeroom(sheet, pk, within.homeroom) if within.homeroom else [],
        traits=given.traits(sheet, pk, within.homeroom) if within.homeroom else [],
        trait_heads=[(label, "c") for label in _heads(sheet, again=True)],
        levels_given=sheet.shape.four_times,
        homeroom_gaps=lacking.get((pk, 0), []) if whole else [],
        decision=_decision(made, sheet) if whole and made else [],
        made=made if whole else None,
        shorts=short_of(sheet, None if whole else {c.subject.code for c in within.courses}),
        **(rulings.of_pupil(request, within, sheet, view, next(iter(mine), None)) if whole else {}),
    )


def _reader(request: Request) -> Actor:
    """As whom the page is read: with the duties of then where a class of old is asked for."""
    wanted = request.GET.get("lop", "")
    if not wanted:
        return request.actor
    year = Klass.objects.filter(pk=pk_of(wanted)).values_list("year", flat=True).first()
    return reader(request, year)


def _seat(request: Request, seats: list[Enrolment]) -> Enrolment:
    wanted = request.GET.get("lop", "")
    for seat in seats:
        if str(seat.klass_id) == wanted:
            return seat
    if not seats:
        raise Hidden("no class")
    return seats[0]


def _view(sheet: Sheet) -> View:
    """The pupil through the rulebook; computed once for all trees."""
    return sheet.regime.view(sheet.shape.explained[0], sheet.given, 0, None)


def _whole(sheet: Sheet, view: View) -> list[dict[str, Any]]:
    """Every result of the whole pupil that applies, each with its tree."""
    found = []
    for name in sheet.shape.explained:
        one, needs = view.at(name), sheet.shape.beside.get(name)
        if needs and view.at(needs).result() == NOT_APPLICABLE:
            continue
        if name in view.arrays and one.result() != NOT_APPLICABLE:
            found.append(node(one.why(DEEP)))
    return found


def _heads(sheet: Sheet, again: bool) -> list[str]:
    after = [f"Sau {sheet.shape.after_subject.lower()}"] if again else []
    if sheet.shape.four_times:
        return ["Giữa kì I", "Cuối kì I", "Giữa kì II", "Cuối năm", *after]
    return ["Học kì I", "Học kì II", "Cả năm", *after]


def _subject(
    sheet: Sheet,
    view: View,
    course: Course,
    within: Reach,
    lacking: dict[tuple[int, int], list[Gap]],
    student: int,
) -> Line:
    name, subject = course.subject.name, course.subject_id
    book = within.book_of[subject].pk
    missing = lacking.get((student, subject), [])
    stem = sheet.shape.stem(course.kind)
    if not stem:
        levels = _levels(sheet, subject, student, book, name)
        return Line(name, subject, levels, [], book, missing)
    axis = sheet.axis(course)
    values: list[Told | Markup] = []
    reasons = []
    for column in (f"{stem}_{period}" for period in PERIODS):
        if column not in view.arrays:
            values.append(Told(""))
            continue
        one = view.at(column, axis)
        again = column.endswith("_after") and not _again(sheet, subject, student)
        said = "" if again else _word(sheet, column, one.result())
        values.append(Told(said, column))
        if not again:
            reasons.append(node(one.why(SHALLOW)))
    return Line(name, subject, values, reasons, book, missing)


def _word(sheet: Sheet, column: str, value: int) -> str:
    """A result in words, short enough for a cell."""
    return "nhận xét" if value == BY_PLAN else sheet.regime.words(column, value)


def _again(sheet: Sheet, subject: int, student: int) -> bool:
    return Key(subject, 3, "dgl", student) in sheet.cells


def _levels(sheet: Sheet, subject: int, student: int, book: int, name: str) -> list[Told | Markup]:
    """Levels that the teacher gave at the four times and after them, each with who gave it."""
    found: list[Told | Markup] = []
    for term, part in given.TIMES:
        level = sheet.cells.get(Key(subject, term, f"muc_{part}", student))
        mark = sheet.cells.get(Key(subject, term, f"kt_{part}", student))
        said = [level.code or ""] if level else []
        if mark is not None and mark.number is not None:
            said.append(f"điểm {mark.number // 10}")
        if said:
            found.append(given_level(book, student, term, f"muc_{part}", " · ".join(said), name))
        else:
            found.append(Told("" if term == AFTER_YEAR else "–"))
    return found


def _decision(made: YearDecision, sheet: Sheet) -> list[tuple[str, Told, bool]]:
    """(label, decided value, whether it differs from the proposal)."""
    shape, last = sheet.shape, words.ends_level(sheet.shape, sheet.klass.grade)
    key, code = words.standing(made.decided)
    award = made.decided.get("award", "")
    overall = printed_overall(made.decided)
    same = overall == printed_overall(made.proposed)
    printed = next((k for k in ("overall_final", "overall") if made.decided.get(k)), "")
    level = Told(words.level(overall), shape.decided.get(printed, ""))
    found = [("Kết quả giáo dục ghi học bạ", level, not same)] if overall else []
    return [
        *found,
        (
            "Lên lớp",
            Told(words.promotion(code, last), shape.decided[key]),
            made.proposed.get(key) != code,
        ),
        (
            "Khen thưởng",
            Told(words.award(award, shape.awards) or "không", shape.decided["award"]),
            made.proposed.get("award", "") != award,
        ),
    ]
