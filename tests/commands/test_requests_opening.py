"""Short openings: asked in the grid, decided by somebody else, shut by themselves."""

import dataclasses
import datetime
import uuid

import pytest
from django.db import DatabaseError, transaction

from hocba.books.commands import ask_opening, carry_out, enter_marks, lock, unlock
from hocba.books.models import Lock
from hocba.kernel.command import Ctx
from hocba.kernel.errors import Hidden, Invalid, Refusal
from hocba.kernel.models import Decision, Event, Request
from hocba.kernel.policy import fetch
from hocba.kernel.record import writing
from hocba.kernel.requests import commands as moves
from hocba.kernel.requests.queries import waiting_for
from tests.commands.entries import HOMEROOM, MATHS, change, enter, later, number_at, pupil
from tests.commands.objects import opening_of_principal
from tests.world import YEAR, World

pytestmark = pytest.mark.django_db
WHY = "Đã chấm xong bài giữa kì."


@pytest.fixture
def locked(world: World) -> World:
    """The world with all books of the school locked by the principal."""
    ctx = world.ctx("principal", reason="chốt điểm")
    lock(ctx, world.secondary, YEAR, "school", world.secondary.pk)
    return world


def ask(world: World, who: str = "teacher", hours: int = 2, **more: object) -> Request:
    book = world.books[HOMEROOM if who == "homeroom" else MATHS]
    columns = [(1, "nx")] if who == "homeroom" else [(1, "gk")]
    ctx = dataclasses.replace(world.ctx(who, reason=WHY), **more)  # type: ignore[arg-type]
    return ask_opening(ctx, book, columns, hours)


def by(world: World, who: str, reason: str = "", **time: int) -> Ctx:
    return later(world.ctx(who, reason=reason), **time)


def test_an_approved_opening_opens_exactly_its_columns_and_shuts_by_itself(locked: World) -> None:
    world, one = locked, pupil(locked)
    request = ask(world)
    with pytest.raises(Refusal, match="Đã khóa"):
        enter(world, "teacher", [change(one, "gk", 75)])
    moves.approve(by(world, "vice_principal", minutes=5), request)
    book = world.books[MATHS]
    assert enter_marks(by(world, "teacher", hours=1), book, [change(one, "gk", 75)]).saved == 1
    with pytest.raises(Refusal, match="Đã khóa"):
        enter_marks(by(world, "teacher", hours=1), book, [change(one, "ck", 75)])
    literature = world.books["8A1", "NV"]
    with pytest.raises(Refusal, match="Đã khóa"):
        enter_marks(by(world, "literature", hours=1), literature, [change(one, "gk", 75)])
    with pytest.raises(Refusal, match="Đã khóa"):
        enter_marks(by(world, "teacher", hours=3), book, [change(one, "gk", 80, seen=75)])
    assert number_at(one, "gk") == 75
    request.refresh_from_db()
    assert request.state == "applied"
    assert request.until == by(world, "teacher", hours=2, minutes=5).at


def test_an_opening_of_a_homeroom_book_leaves_the_subjects_of_the_class_shut(locked: World) -> None:
    world, one = locked, pupil(locked)
    moves.approve(by(world, "principal"), ask(world, "homeroom"))
    after = by(world, "homeroom", minutes=1)
    item = world.books[HOMEROOM].columns.get(term=1, slot="nx").subject_id
    note = change(one, "nx", "Chăm ngoan.", subject=item)
    assert enter_marks(after, world.books[HOMEROOM], [note]).saved == 1
    with pytest.raises(Refusal, match="Đã khóa"):
        enter_marks(by(world, "teacher", minutes=1), world.books[MATHS], [change(one, "gk", 75)])


def test_the_request_waits_on_the_desks_of_those_who_decide_and_on_no_other(locked: World) -> None:
    request = ask(locked)
    for who in ("principal", "vice_principal"):
        assert waiting_for(locked.actor(who)) == [request]
    for who in ("teacher", "head", "homeroom", "clerk", "admin", "primary_principal"):
        assert waiting_for(locked.actor(who)) == []
    moves.approve(by(locked, "principal"), request)
    assert waiting_for(locked.actor("vice_principal")) == []


def test_who_asks_never_approves_even_as_a_leader(locked: World) -> None:
    request = opening_of_principal(locked, "submitted")
    with pytest.raises(Refusal, match="Thầy cô không có quyền: duyệt đề nghị của người khác"):
        moves.approve(by(locked, "principal"), request)
    assert waiting_for(locked.actor("principal")) == []
    moves.approve(by(locked, "vice_principal"), request)


def test_of_two_approvers_the_second_is_told_and_nothing_opens_twice(locked: World) -> None:
    request = ask(locked)
    moves.approve(by(locked, "principal"), request)
    with pytest.raises(Refusal, match="đã mở"):
        moves.approve(by(locked, "vice_principal", minutes=1), request)
    assert Lock.objects.filter(request=request).count() == 1
    assert [d.verb for d in request.decisions.order_by("pk")] == ["ask", "approve"]


def test_a_refusal_needs_its_reason_and_the_asker_reads_it(locked: World) -> None:
    request = ask(locked)
    with pytest.raises(Refusal, match="phải ghi lí do"):
        moves.reject(by(locked, "principal"), request)
    moves.reject(by(locked, "principal", "Chờ họp tổ."), request)
    request.refresh_from_db()
    assert request.state == "rejected"
    assert (
        fetch(locked.actor("teacher"), Request, request.pk).decisions.last().note == "Chờ họp tổ."
    )
    assert not Lock.objects.filter(opens=True).exists()


def test_a_request_taken_back_is_approved_no_more(locked: World) -> None:
    request = ask(locked)
    moves.withdraw(by(locked, "teacher"), request)
    with pytest.raises(Refusal, match="đã rút"):
        moves.approve(by(locked, "principal"), request)


def test_a_repeated_request_id_is_the_first_request(locked: World) -> None:
    again = uuid.uuid4()
    first, second = ask(locked, request_id=again), ask(locked, request_id=again)
    assert first.pk == second.pk and Request.objects.count() == 1
    tap = dataclasses.replace(by(locked, "principal"), request_id=uuid.uuid4())
    moves.approve(tap, first)
    moves.approve(tap, first)
    assert Lock.objects.filter(request=first).count() == 1


@pytest.mark.parametrize(
    ("columns", "hours", "place"),
    [([], 2, "columns"), ([(1, "xyz")], 2, "columns"), ([(1, "gk")], 3, "hours")],
)
def test_what_is_asked_must_exist(
    locked: World, columns: list[tuple[int, str]], hours: int, place: str
) -> None:
    with pytest.raises(Invalid) as caught:
        ask_opening(by(locked, "teacher", WHY), locked.books[MATHS], columns, hours)
    assert caught.value.faults[0].place == place


def test_an_open_column_needs_no_request_and_a_request_needs_a_reason(world: World) -> None:
    with pytest.raises(Refusal, match="đang mở"):
        ask(world)
    lock(world.ctx("principal"), world.secondary, YEAR, "school", world.secondary.pk)
    with pytest.raises(Invalid, match="lí do"):
        ask_opening(by(world, "teacher"), world.books[MATHS], [(1, "gk")], 2)


def test_another_school_does_not_find_the_request(locked: World) -> None:
    request = ask(locked)
    for who in ("stranger", "primary_principal", "other_class", "expired", "ward_officer"):
        with pytest.raises(Hidden):
            fetch(locked.actor(who), Request, request.pk)
    for who in ("teacher", "principal", "admin", "head"):
        assert fetch(locked.actor(who), Request, request.pk).pk == request.pk


def test_the_log_keeps_who_asked_and_who_opened(locked: World) -> None:
    request = ask(locked)
    moves.approve(by(locked, "principal"), request)
    asked, opened = Event.objects.order_by("pk").reverse()[:2][::-1]
    assert (asked.verb, asked.actor) == ("opening.ask", locked.people["teacher"].pk)
    assert (opened.verb, opened.actor) == ("request.approve", locked.people["principal"].pk)
    assert asked.reason == WHY


def test_the_database_keeps_what_was_asked_and_every_step(locked: World) -> None:
    request = ask(locked)
    wrong = (
        lambda: Request.objects.filter(pk=request.pk).update(reason="khác"),
        lambda: Request.objects.filter(pk=request.pk).update(content={}),
        lambda: Request.objects.filter(pk=request.pk)._raw_delete("default"),
        lambda: Decision.objects.filter(request=request).update(note="khác"),
        lambda: Decision.objects.filter(request=request).delete(),
    )
    for write in wrong:
        with pytest.raises(DatabaseError, match="frozen row"), transaction.atomic(), writing():
            write()


def order(world: World, **more: object) -> Lock:
    ctx = world.ctx("principal", reason="hết hạn nhập")
    return lock(ctx, world.secondary, YEAR, "klass", world.classes["8A1"].pk, **more)  # type: ignore[arg-type]


def test_an_order_given_to_the_board_locks_when_it_is_carried_out(world: World) -> None:
    row, one = order(world, waiting=True), pupil(world)
    assert enter(world, "teacher", [change(one, "tx1", 75)]).saved == 1
    carry_out(by(world, "admin", hours=1), row)
    row.refresh_from_db()
    assert (row.carried_by, row.ordered_by) == (
        world.people["admin"].pk,
        world.people["principal"].pk,
    )
    book = world.books[MATHS]
    with pytest.raises(Refusal, match="hết hạn nhập"):
        enter_marks(by(world, "teacher", hours=2), book, [change(one, "tx2", 75)])
    with pytest.raises(Refusal, match="không còn chờ"):
        carry_out(by(world, "vice_principal", hours=2), row)


def test_an_order_taken_back_is_carried_out_no_more(world: World) -> None:
    row = order(world, waiting=True)
    unlock(by(world, "principal", hours=1), row)
    with pytest.raises(Refusal, match="không còn chờ"):
        carry_out(by(world, "admin", hours=2), row)


def test_a_scheduled_lock_acts_from_its_hour(world: World) -> None:
    starts = by(world, "principal", days=2).at
    row, one = order(world, starts=starts), pupil(world)
    book = world.books[MATHS]
    assert enter_marks(by(world, "teacher", days=1), book, [change(one, "tx1", 75)]).saved == 1
    with pytest.raises(Refusal, match="Đã khóa ngày 17/12/2025"):
        enter_marks(by(world, "teacher", days=2), book, [change(one, "tx2", 75)])
    assert row.starts == starts
    with pytest.raises(Invalid, match="sau bây giờ"):
        order(world, starts=world.ctx("principal").at - datetime.timedelta(minutes=1))


def test_an_order_carried_out_before_its_hour_still_waits_for_it(world: World) -> None:
    row = order(world, waiting=True, starts=by(world, "principal", days=2).at)
    carry_out(by(world, "admin", hours=1), row)
    book, one = world.books[MATHS], pupil(world)
    assert enter_marks(by(world, "teacher", days=1), book, [change(one, "tx1", 75)]).saved == 1
    with pytest.raises(Refusal):
        enter_marks(by(world, "teacher", days=3), book, [change(one, "tx2", 75)])
