"""The views of a book: one for each time of the year at which there is something to write."""

import pytest
from django.urls import reverse

from hocba.books.models import Book, Column
from hocba.books.shapes.names import LEVEL_NAMES
from hocba.people.commands import Duty, assign
from hocba.people.roles import Role
from hocba.web.books import draw
from tests.commands.test_kindergarten import old_class
from tests.kindergarten import make_kindergarten, with_goals
from tests.levels_world import Levels, levels, levels_of_module
from tests.web.helpers import client_of, text
from tests.world import STARTS, system

__all__ = ["levels", "levels_of_module"]
pytestmark = pytest.mark.django_db


def test_no_view_of_any_book_of_any_circular_is_empty(levels: Levels) -> None:
    old_class(levels)
    school = make_kindergarten(levels)
    with_goals(levels, school)
    empty = []
    books = Book.objects.exclude(klass=school.toddlers)  # no goals are set for them
    books = books.select_related("klass", "course__subject")
    for book in books:
        columns = list(Column.objects.filter(book=book).select_related("subject"))
        seen = [column for column in columns for tab in draw.tabs(book) if tab.has(column)]
        empty += [
            (book.regime, str(book), tab.label)
            for tab in draw.tabs(book)
            if not any(tab.has(column) for column in columns)
        ]
        assert len(seen) == len(columns), (book.regime, str(book))
    assert not empty
    assert {b.regime for b in books} >= {"TT22", "TT27", "TT30", "TT43", "TT58", "TT58+TT26", "MN"}


def test_an_older_primary_class_has_no_view_after_the_year(levels: Levels) -> None:
    klass, _, _ = old_class(levels)
    client = client_of(levels, "primary_principal")
    for book in Book.objects.filter(klass=klass):
        shown = text(client.get(reverse("book", args=[book.pk])))
        assert "Đánh giá bổ sung" not in shown and "?ki=3" not in shown
    decisions = reverse("results-decisions", args=[klass.pk])
    assert "Sau hè" not in text(client.get(decisions))
    today = levels.books["3A", "TOAN"]
    assert "Đánh giá bổ sung" in text(client.get(reverse("book", args=[today.pk])))
    assert "Sau hè" in text(client.get(reverse("results-decisions", args=[today.klass_id])))


def test_every_level_of_every_book_has_its_name_for_the_grid(levels: Levels) -> None:
    old_class(levels)
    school = make_kindergarten(levels)
    with_goals(levels, school)
    codes = set(Column.objects.exclude(codes="").values_list("codes", flat=True))
    assert codes - LEVEL_NAMES.keys() == {"X"}  # after the summer: done, or nothing
    page = text(client_of(levels, "primary_homeroom").get(f"/so/{levels.books['3A', 'TOAN'].pk}/"))
    assert 'data-codes="T,H,C" data-labels="Hoàn thành tốt,Hoàn thành,Chưa hoàn thành"' in page


def test_goals_stand_ready_before_absences_and_a_kindergarten_has_no_pupils(
    levels: Levels,
) -> None:
    school = make_kindergarten(levels)
    with_goals(levels, school)
    client = client_of(levels, "mn_homeroom")
    goal = school.book.columns.get(term=1, subject__code="lv_the_chat")
    page = text(client.get(f"/so/{school.book.pk}/?ki=1m"))
    assert f'data-active="1:{goal.slot}@{goal.subject_id}"' in page
    assert "4 trẻ ·" in page and "học sinh" not in page
    assert "data-active" not in text(client.get(f"/so/{school.book.pk}/?ki=1c"))


def test_pupils_who_take_only_one_of_the_chosen_subjects_are_all_there(levels: Levels) -> None:
    """Hóa 10A1 is taken by three pupils, Địa by two others and none by the fourth; the page of
    their teacher has all of them, and a cell only where the subject is taken."""
    chemistry, geography = levels.courses["10A1", "HH"], levels.courses["10A1", "DL"]
    physics = levels.people["physics"].pk
    duties = [Duty(physics, Role.SUBJECT_TEACHER, c.pk, STARTS) for c in (chemistry, geography)]
    assign(system(), levels.high, duties)
    where = reverse("class-books", args=[levels.classes["10A1"].pk])
    shown = text(client_of(levels, "physics").get(where, {"ki": "1"}))
    body = shown.partition("<tbody>")[2].partition("</tbody>")[0]
    rows = {row.partition('"')[0]: row for row in body.split('data-student="')[1:]}
    roster = [str(p.pk) for p in levels.roster("10A1")]
    assert list(rows) == roster
    codes = {str(c.subject_id): c.subject.code for c in levels.courses.values()}
    columns = shown.partition("<thead>")[2].partition("</thead>")[0].split("data-col=")[1:]
    for place, taken in ((0, {"HH", "VL"}), (2, {"VL", "DL"}), (4, {"HH", "DL"})):
        cells = rows[roster[place]].partition("</th>")[2].split("<td")[1:]
        for head, cell in zip(columns, cells, strict=True):
            code = codes[head.partition("@")[2].partition('"')[0]]
            assert ('"Không học môn này"' in cell) == (code not in taken), (place, code)
