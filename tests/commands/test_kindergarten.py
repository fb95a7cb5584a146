"""Kindergarten and older primary years in the books: goals, weighing, awards, on both databases."""

from __future__ import annotations

import datetime

import numpy as np
import pytest

from hocba.books.cells import Key
from hocba.books.commands import Change, GoalPlan, drop_goal, enter_marks, open_books, set_goals
from hocba.books.commands.goals import shorten, standard_plans
from hocba.books.kindergarten import MONTHLY, QUARTERLY, goals_of
from hocba.books.models import Book, Column, Goal
from hocba.books.queries import class_sheet
from hocba.books.sheet import Sheet, homeroom_items
from hocba.kernel.errors import Invalid, Refusal
from hocba.kernel.models import Event
from hocba.promotion.queries import proposals
from hocba.year import commands as frame
from hocba.year.models import Course, Klass, Subject
from tests.kindergarten import GOALS, Kindergarten, make_kindergarten, with_goals
from tests.world import YEAR, World, system

pytestmark = pytest.mark.django_db


@pytest.fixture
def school(world: World) -> Kindergarten:
    return make_kindergarten(world)


def test_goals_give_every_book_of_the_age_group_its_columns_once(
    world: World, school: Kindergarten
) -> None:
    before = Event.objects.count()
    assert len(with_goals(world, school)) == 2
    assert Event.objects.count() == before + 1
    assert with_goals(world, school) == []
    columns = Column.objects.filter(book=school.book, kind="level")
    assert {(c.slot, c.codes, c.required) for c in columns} == {
        ("m1", "+,-", False),
        ("m2", "+,-", False),
    }
    assert not Column.objects.filter(book__klass=school.toddlers, kind="level").exists()


def test_a_class_opened_later_has_the_columns_of_the_goals(
    world: World, school: Kindergarten
) -> None:
    with_goals(world, school)
    (pk,) = frame.open_classes(
        system(), school.school, YEAR, [frame.ClassPlan("kindergarten", 4, "Lá 2")]
    )
    open_books(system(), school.school, YEAR)
    assert Column.objects.filter(book__klass=pk, kind="level").count() == 2


def test_an_assessed_goal_stays_and_an_unused_one_can_go(
    world: World, school: Kindergarten
) -> None:
    first, second = with_goals(world, school)
    goal = Goal.objects.get(pk=first)
    cell = Change(school.children[0].pk, goal.term, goal.slot, None, "+", goal.domain_id)
    enter_marks(world.ctx("mn_homeroom"), school.book, [cell])
    with pytest.raises(Refusal, match="Đã có trẻ"):
        drop_goal(world.ctx("mn_principal"), first)
    drop_goal(world.ctx("mn_principal"), second)
    assert [g.pk for g in goals_of(school.school.pk, YEAR, 4)] == [first]
    sheet, _ = class_sheet(school.klass)
    assert sheet.computed["goals_reached"].tolist() == [1, 0, 0, 0]


def test_only_plus_and_minus_are_taken(world: World, school: Kindergarten) -> None:
    with_goals(world, school)
    goal = goals_of(school.school.pk, YEAR, 4)[0]
    cell = Change(school.children[0].pk, goal.term, goal.slot, None, "T", goal.domain_id)
    with pytest.raises(Invalid):
        enter_marks(world.ctx("mn_homeroom"), school.book, [cell])


@pytest.mark.parametrize(
    ("plan", "word"),
    [
        (GoalPlan("the_chat", "Chạy", "do_tuoi", 1), "lĩnh vực"),
        (GoalPlan("lv_the_chat", " ", "do_tuoi", 1), "từ 1 đến 300 chữ"),
        (GoalPlan("lv_the_chat", "Chạy", "t12", 1), "nhóm tuổi"),
        (GoalPlan("lv_the_chat", "Chạy", "do_tuoi", 3), "học kì"),
    ],
)
def test_a_bad_goal_is_refused_with_its_place_and_nothing_is_set(
    world: World, school: Kindergarten, plan: GoalPlan, word: str
) -> None:
    with pytest.raises(Invalid, match=word):
        set_goals(world.ctx("mn_principal"), school.school, YEAR, 4, [*GOALS, plan])
    assert not Goal.objects.exists()


def test_goals_belong_to_kindergartens_and_the_pack_to_five_year_olds_of_schools_that_use_it(
    world: World, school: Kindergarten
) -> None:
    with pytest.raises(Refusal, match="không có cấp mầm non"):
        set_goals(world.ctx("principal"), world.secondary, YEAR, 4, GOALS)
    with pytest.raises(Invalid, match="5–6 tuổi"):
        set_goals(world.ctx("mn_principal"), school.school, YEAR, 4, standard_plans())
    with pytest.raises(Refusal, match="thiết lập số 15"):
        set_goals(world.ctx("mn_principal"), school.school, YEAR, 5, standard_plans())
    assert len(standard_plans()) == 120 and all(
        len(shorten(p.text)) <= 60 for p in standard_plans()
    )


def test_a_day_the_month_does_not_have_gives_no_age(world: World, school: Kindergarten) -> None:
    assert QUARTERLY[0].day(2025, 30) == datetime.date(2025, 9, 30)
    assert QUARTERLY[0].day(2025, 31) is None and QUARTERLY[0].day(2025, None) is None
    assert MONTHLY[-1].day(2025, 31) == datetime.date(2026, 5, 31)
    school.weigh(world.ctx("mn_homeroom"), dated=False)
    enter_marks(world.ctx("mn_homeroom"), school.book, [school.change(0, "ngay09", 31)])
    sheet, _ = class_sheet(school.klass)
    assert sheet.given["age_days"][0, 0] == -1


def old_class(world: World) -> tuple[Klass, Sheet, list[int]]:
    """A class 5 of 2023–2024, which TT 27 had not reached, with two pupils' cells."""
    ctx, school = system(), world.primary
    day = datetime.date
    dates = frame.YearDates(day(2023, 9, 5), day(2024, 1, 12), day(2024, 1, 15), day(2024, 5, 24))
    frame.open_year(ctx, school, 2023, dates)
    (pk,) = frame.open_classes(ctx, school, 2023, [frame.ClassPlan("primary", 5, "5C")])
    codes = {s.code: s.pk for s in Subject.objects.all()}
    plans = [frame.CoursePlan(pk, codes[c], "primary", 70, 0) for c in ("TV", "TOAN", "KT")]
    frame.open_courses(ctx, school, plans)
    open_books(ctx, school, 2023)
    klass = Klass.objects.get(pk=pk)
    courses = list(Course.objects.filter(klass=klass).select_related("subject", "klass"))
    students = [s.pk for s in world.roster("3A")[:2]]
    return klass, Sheet(klass, courses, students, {}, (), homeroom_items()), students


def test_an_older_primary_class_has_the_books_of_its_own_circular(world: World) -> None:
    klass, _, _ = old_class(world)
    books = Book.objects.filter(klass=klass)
    assert {b.regime for b in books} == {"TT30"} and books.count() == 4
    homeroom = Column.objects.filter(book__klass=klass, book__kind="homeroom", term=1, kind="level")
    assert homeroom.filter(slot="muc_ck").count() == 7
    tests = Column.objects.filter(book__course__klass=klass, slot="kt_ck")
    assert tests.exists() and not tests.filter(required=True).exists()


def test_a_subject_of_an_older_class_has_a_test_where_the_class_has_a_mark(world: World) -> None:
    klass, empty, (one, two) = old_class(world)
    from hocba.books.cells import Value

    cells = {}
    subjects = {c.subject.code: c.subject_id for c in empty.courses}
    for student in (one, two):
        for code, pk in subjects.items():
            cells[Key(pk, 2, "muc_ck", student)] = Value(code="T")
            if code != "KT" and not (code == "TOAN" and student == two):
                cells[Key(pk, 2, "kt_ck", student)] = Value(number=90)
        for kind in empty.regime.trait_slots(5).values():
            for slot in kind:
                cells[Key(empty.items[slot.code], 2, "muc_ck", student)] = Value(code="T")
    sheet = Sheet(klass, empty.courses, [one, two], cells, (), empty.items)
    names = [c.subject.code for c in sheet.scored]
    tested = dict(zip(names, np.ravel(sheet.given["kt_expected_ck_2"]).tolist(), strict=True))
    assert tested == {"TV": True, "TOAN": True, "KT": False}
    assert sheet.computed["award"].tolist() == [2, -1]
    first, second = proposals(sheet)
    assert first.codes == {"promotion": "NEEDS_DECISION", "award": "XUAT_SAC_NOI_DUNG"}
    assert second.codes["award"] == "INCOMPLETE"
