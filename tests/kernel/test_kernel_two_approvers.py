"""Two who may decide press at the same moment: one decision stands, the other is told."""

import functools
from collections.abc import Callable
from unittest import mock

import pytest
from django.contrib.auth.hashers import make_password

from hocba.books.commands import Piece, ask_opening, hand_in, lock
from hocba.books.corrections import Cell
from hocba.books.models import Lock
from hocba.kernel.command import Ctx
from hocba.kernel.errors import Refusal
from hocba.kernel.models import Decision, Event, Request
from hocba.kernel.requests import commands as moves
from tests.commands.corrections import png
from tests.commands.entries import MATHS, change, enter, later, pupil
from tests.kernel.test_kernel_two_writers import nothing_wrong, together
from tests.world import YEAR, World, make_world

WHY = "Nhập nhầm điểm của em liền dưới."
Move = Callable[[Ctx, Request], None]


@pytest.fixture
def locked(real_db: object) -> World:
    """The named world for good, with six marks and its classes locked."""
    hashed = functools.cache(make_password)
    with mock.patch("django.contrib.auth.hashers.make_password", hashed):
        world = make_world()
    enter(
        world, "teacher", [change(p, "gk", 60 + 5 * n) for n, p in enumerate(world.roster("8A1"))]
    )
    ctx = later(world.ctx("principal", reason="chốt điểm"), hours=1)
    lock(ctx, world.secondary, YEAR, "klass", world.classes["8A1"].pk)
    return world


def opening(world: World) -> Request:
    ctx = later(world.ctx("teacher", reason=WHY), hours=2)
    return ask_opening(ctx, world.books[MATHS], [(1, "gk")], 2)


def correction(world: World) -> Request:
    column = world.books[MATHS].columns.get(term=1, slot="gk")
    ctx = later(world.ctx("teacher", reason=WHY), hours=2)
    cells = [Cell(pupil(world).pk, 60, 75)]
    request = hand_in(ctx, world.books[MATHS], column.pk, cells, "written", [Piece("paper", png())])
    moves.endorse(later(world.ctx("head"), hours=3), request)
    return request


def decide(world: World, request: Request, *by: tuple[str, Move, str]) -> list[object]:
    """All press at once; what each was answered: a refusal, or None."""

    def press(who: str, move: Move, reason: str) -> Callable[[], object]:
        ctx = later(world.ctx(who, reason=reason), hours=4)

        def run() -> object:
            try:
                return move(ctx, Request.objects.get(pk=request.pk))
            except Refusal as refusal:
                return refusal

        return run

    return together(*(press(*one) for one in by))


@pytest.mark.parametrize("asked", [opening, correction])
@pytest.mark.parametrize("other", ["approve", "reject"])
def test_of_two_decisions_at_once_one_stands_and_the_other_is_told(
    locked: World, asked: Callable[[World], Request], other: str
) -> None:
    request = asked(locked)
    openings = Lock.objects.count()
    answers = decide(
        locked,
        request,
        ("principal", moves.approve, ""),
        ("vice_principal", getattr(moves, other), "Chưa rõ." if other == "reject" else ""),
    )
    told = [answer for answer in answers if isinstance(answer, Refusal)]
    assert len(told) == 1 and answers.count(None) == 1
    assert "Đã có người quyết định đề nghị này trước" in str(told[0])
    steps = Decision.objects.filter(request=request, verb__in=("approve", "reject"))
    assert steps.count() == 1
    verbs = ("request.approve", "request.reject")
    [event] = Event.objects.filter(verb__in=verbs, on_id=str(request.pk))
    assert event.actor == steps.get().person
    opened = Lock.objects.count() - openings
    agreed = steps.get().verb == "approve"
    assert opened == (1 if agreed and asked is opening else 0)
    assert nothing_wrong()
