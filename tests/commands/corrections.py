"""A mark of mathematics in 8A1 to be corrected: what the tests of corrections begin with."""

import dataclasses
import datetime
import struct
import zlib

import pytest

from hocba.books.commands import (
    Piece,
    hand_in,
    lock,
    submit_column,
)
from hocba.books.corrections import Cell
from hocba.books.models import Column
from hocba.kernel.command import Ctx
from hocba.kernel.models import Request
from hocba.kernel.record import writing
from hocba.kernel.requests import commands as moves
from hocba.org.models import SettingDecision
from tests.commands.entries import (
    MATHS,
    change,
    enter,
    later,
    pupil,
)
from tests.world import NOW, TODAY, YEAR, World

WHY = "Nhập nhầm điểm của em liền dưới."


def png(width: int = 2) -> bytes:
    """A sound picture of one colour."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        )

    head = struct.pack(">IIBBBBB", width, 2, 8, 0, 0, 0, 0)
    rows = zlib.compress((b"\0" + b"\x80" * width) * 2)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


PAPER = Piece("paper", png())


def answer(world: World, name: str, value: str) -> None:
    """The school has decided on a setting."""
    with writing():
        SettingDecision(
            place=world.secondary, name=name, value=value, from_year=YEAR, number="1/QĐ",
            decided_on=TODAY, ground="Quy chế", at=NOW,
        ).save()  # fmt: skip


def by(world: World, who: str, reason: str = "", **time: int) -> Ctx:
    return later(world.ctx(who, reason=reason), **time)


def column(world: World, slot: str = "gk") -> Column:
    return world.books[MATHS].columns.get(term=1, slot=slot)  # type: ignore[no-any-return]


@pytest.fixture
def entered(world: World) -> World:
    """Six marks of 6,0 to 8,5 stand in the mid-term column of mathematics in 8A1."""
    marks = [change(p, "gk", 60 + 5 * n) for n, p in enumerate(world.roster("8A1"))]
    enter(world, "teacher", marks)
    return world


@pytest.fixture
def published(entered: World) -> World:
    submit_column(by(entered, "teacher", hours=1), column(entered))
    return entered


@pytest.fixture
def locked(entered: World) -> World:
    ctx = by(entered, "principal", "chốt điểm", hours=1)
    lock(ctx, entered.secondary, YEAR, "klass", entered.classes["8A1"].pk)
    return entered


def correct(
    world: World, new: int | None = 75, pieces: tuple[Piece, ...] = (PAPER,), how: str = "written", **more: object
) -> Request:  # fmt: skip
    """The teacher hands in the correction of the first pupil's mark, two hours later."""
    ctx = dataclasses.replace(by(world, "teacher", WHY, hours=2), **more)  # type: ignore[arg-type]
    cells = [Cell(pupil(world).pk, 60, new)]
    return hand_in(ctx, world.books[MATHS], column(world).pk, cells, how, pieces)


def state(request: Request) -> str:
    request.refresh_from_db()
    return request.state


def approved(world: World, **more: object) -> Request:
    request = correct(world, **more)  # type: ignore[arg-type]
    moves.endorse(by(world, "head", hours=3), request)
    moves.approve(by(world, "vice_principal", hours=4), request)
    return request


def due(world: World, day: datetime.date) -> None:
    with writing():
        Column.objects.filter(book=world.books[MATHS], term=1, slot="ck").update(due=day)
