"""In a year that is over nobody writes, until the principal opens it; the summer still belongs to it."""

import dataclasses
import datetime

import pytest

from hocba.books.commands import (
    Away,
    ask_opening,
    call_roll,
    close_week,
    enter_marks,
    open_for,
    remark_week,
    reopen_lessons,
    review_month,
    set_plan,
)
from hocba.books.queries import load_book
from hocba.kernel.command import Ctx
from hocba.kernel.errors import Refusal
from hocba.kernel.requests import commands as moves
from hocba.year.commands import YearDates, leave, move, open_year
from hocba.year.models import Enrolment
from tests.commands.entries import HOMEROOM, MATHS, change, number_at, pupil
from tests.world import NOW, STARTS, YEAR, World, system

pytestmark = pytest.mark.django_db
DAY = datetime.date
SUMMER = NOW.replace(year=2026, month=8, day=1)
AFTER = NOW.replace(year=2026, month=9, day=20)
PAST = "Năm học 2025–2026 đã qua"


@pytest.fixture
def followed(world: World) -> World:
    """The next school year is opened in summer and begins on 7 September."""
    dates = YearDates(DAY(2026, 9, 7), DAY(2027, 1, 15), DAY(2027, 1, 18), DAY(2027, 5, 28))
    open_year(system(SUMMER), world.secondary, YEAR + 1, dates)
    return world


def by(world: World, who: str, at: datetime.datetime = AFTER, why: str = "") -> Ctx:
    return world.ctx(who, at=at, reason=why)


def test_open_ended_duties_write_in_summer_but_not_after_the_next_year_has_begun(
    followed: World,
) -> None:
    book, one = followed.books[MATHS], pupil(followed)
    retest = change(one, "dgl", 60, term=3)
    assert enter_marks(by(followed, "teacher", SUMMER), book, [retest]).saved == 1
    with pytest.raises(Refusal, match=PAST):
        enter_marks(by(followed, "teacher"), book, [change(one, "gk", 60, term=2)])
    shown = load_book(book, AFTER)
    assert not any(s.open for s in shown.states.values())
    assert PAST in next(iter(shown.states.values())).why()


def test_an_opening_of_the_principal_opens_it_and_shuts_again(followed: World) -> None:
    book, one = followed.books[MATHS], pupil(followed)
    request = ask_opening(by(followed, "teacher", why="Thiếu bài"), book, [(2, "gk")], 2)
    moves.approve(by(followed, "principal"), request)
    enter_marks(by(followed, "teacher"), book, [change(one, "gk", 60, term=2)])
    assert number_at(one, "gk", 2) == 60
    with pytest.raises(Refusal, match=PAST):
        enter_marks(by(followed, "teacher"), book, [change(one, "ck", 60, term=2)])
    later = by(followed, "teacher", AFTER + datetime.timedelta(hours=3))
    with pytest.raises(Refusal, match=PAST):
        enter_marks(later, book, [change(one, "gk", 70, seen=60, term=2)])


def test_rolls_and_remarks_of_a_past_year_are_shut_too(followed: World) -> None:
    klass, day = followed.classes["8A1"], STARTS + datetime.timedelta(days=3)
    away = {pupil(followed).pk: Away("P")}
    with pytest.raises(Refusal, match=PAST):
        call_roll(by(followed, "homeroom"), klass, day, "S", away)
    with pytest.raises(Refusal, match=PAST):
        remark_week(by(followed, "homeroom"), klass, day, "Tốt.")
    ctx = dataclasses.replace(by(followed, "principal"), reason="bổ sung")
    until = AFTER + datetime.timedelta(hours=2)
    open_for(ctx, followed.secondary, YEAR, "klass", klass.pk, until)
    assert call_roll(by(followed, "homeroom"), klass, day, "S", away).excused == 1
    room = followed.books[HOMEROOM]
    assert any(s.open for s in load_book(room, AFTER).states.values())


def test_the_plan_the_list_and_the_lessons_of_a_past_year_stand(followed: World) -> None:
    klass, course = followed.classes["8A1"], followed.courses[MATHS]
    seat = Enrolment.objects.filter(klass=klass).select_related("klass", "student__person").first()
    assert seat is not None
    other = followed.classes["8A2"].pk
    open_week = close_week(followed.ctx("homeroom"), klass, NOW.date())
    gone = DAY(2026, 5, 20)
    for refused in (
        lambda at: set_plan(by(followed, "head", at), course, {(1, "gk"): None}),
        lambda at: leave(by(followed, "homeroom", at), seat, gone, "Chuyển trường"),
        lambda at: move(by(followed, "clerk", at), seat, other, gone),
        lambda at: close_week(by(followed, "homeroom", at), klass, DAY(2026, 5, 4)),
        lambda at: review_month(by(followed, "principal", at), klass, DAY(2026, 5, 4)),
        lambda at: reopen_lessons(by(followed, "homeroom", at, "Ghi thêm"), open_week),
    ):
        with pytest.raises(Refusal, match=PAST):
            refused(AFTER)
    set_plan(by(followed, "head", SUMMER), course, {(1, "gk"): None})
    leave(by(followed, "homeroom", SUMMER), seat, gone, "Chuyển trường")
    assert Enrolment.objects.get(pk=seat.pk).ends == gone
