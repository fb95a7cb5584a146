"""The assessment plan: days of columns, what is late against it, reminders."""

import datetime

import pytest

from hocba.books.commands import remind, set_plan
from hocba.books.models import Column, Reminder
from hocba.books.plan import behind
from hocba.books.progress import progress
from hocba.kernel.errors import Invalid, Refusal
from tests.commands.entries import MATHS, change, enter, pupil
from tests.world import TODAY, YEAR, World

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
YESTERDAY = TODAY - DAY


def due(world: World, slot: str, term: int = 1) -> datetime.date | None:
    found: datetime.date | None = Column.objects.get(
        book=world.books[MATHS], term=term, slot=slot
    ).due
    return found


def test_the_head_of_department_sets_the_days(world: World) -> None:
    dates = {(1, "gk"): YESTERDAY, (1, "ck"): TODAY}
    assert set_plan(world.ctx("head"), world.courses[MATHS], dates) == 2
    assert (due(world, "gk"), due(world, "ck"), due(world, "tx1")) == (YESTERDAY, TODAY, None)
    assert set_plan(world.ctx("head"), world.courses[MATHS], dates) == 0


@pytest.mark.parametrize(
    ("dates", "said"),
    [
        ({(1, "gk"): datetime.date(2026, 3, 1)}, "ngày phải từ 05/09/2025 đến 16/01/2026"),
        ({(1, "xx"): TODAY}, "không có cột đó"),
        ({(1, "gk"): TODAY, (1, "ck"): TODAY}, "Cuối kì phải sau giữa kì"),
    ],
)
def test_a_plan_that_cannot_be_is_refused(world: World, dates: dict, said: str) -> None:
    with pytest.raises(Invalid, match=said):
        set_plan(world.ctx("head"), world.courses[MATHS], dates)
    assert due(world, "gk") is None


def test_the_final_day_is_checked_against_the_stored_middle_one(world: World) -> None:
    set_plan(world.ctx("head"), world.courses[MATHS], {(1, "gk"): TODAY})
    with pytest.raises(Invalid, match="Cuối kì phải sau giữa kì"):
        set_plan(world.ctx("head"), world.courses[MATHS], {(1, "ck"): YESTERDAY})


def test_a_column_is_late_from_the_day_after_until_it_is_full(world: World) -> None:
    book = world.books[MATHS]
    set_plan(world.ctx("head"), world.courses[MATHS], {(1, "gk"): TODAY})
    assert behind(book, TODAY) == []
    [late] = behind(book, TODAY + DAY)
    assert (late.place[2], late.filled, late.expected, late.planned) == ("gk", 0, 6, True)
    marks = [change(p, "gk", 80) for p in world.roster("8A1")]
    enter(world, "teacher", marks[:-1])
    [late] = behind(book, TODAY + DAY)
    assert late.missing == (pupil(world, 5).pk,)
    enter(world, "teacher", marks[-1:])
    assert behind(book, TODAY + DAY) == []


def test_without_a_plan_the_term_decides(world: World) -> None:
    book = world.books[MATHS]
    ends = datetime.date(2026, 1, 16)
    assert behind(book, ends) == []
    late = behind(book, ends + DAY)
    assert {c.place[2] for c in late} >= {"tx1", "gk", "ck"}
    assert all(c.term == 1 and not c.planned for c in late)


def test_terms_of_progress_are_the_sum_of_columns(world: World) -> None:
    enter(world, "teacher", [change(pupil(world), "gk", 80)])
    [one] = progress(world.secondary.pk, YEAR, books=[world.books[MATHS].pk])
    assert one.terms[1] == (1, sum(c.expected for c in one.columns if c.term == 1))
    assert one.terms[2][0] == 0


def test_a_reminder_is_given_once_a_day_and_only_to_the_late(world: World) -> None:
    book = world.books[MATHS]
    with pytest.raises(Refusal, match="không có cột nào chậm"):
        remind(world.ctx("homeroom"), book)
    set_plan(world.ctx("head"), world.courses[MATHS], {(1, "gk"): YESTERDAY})
    remind(world.ctx("homeroom"), book)
    with pytest.raises(Refusal, match="Hôm nay đã có người nhắc"):
        remind(world.ctx("principal"), book)
    assert Reminder.objects.get().person == world.people["homeroom"].pk
