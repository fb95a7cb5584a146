"""Several at one book at the same time, each on a connection of its own."""

import dataclasses
import threading
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import small_world
from django.db import connections

from hocba.books.commands import Change, Saved, enter_marks, lock
from hocba.books.models import MarkChange
from hocba.kernel.errors import Refusal
from hocba.kernel.models import Event, Receipt


def together(*acts: Callable[[], object]) -> list[object]:
    """Run all at once; what they return, or the refusal they raise."""
    start = threading.Barrier(len(acts))

    def one(act: Callable[[], object]) -> object:
        try:
            start.wait(120)
            return act()
        except Refusal as refusal:
            return refusal
        finally:
            connections["default"].close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(one, acts))


def test_one_request_sent_four_times_at_once_is_written_once(real_db: object) -> None:
    world, key = small_world.build(), uuid.uuid4()
    before = Event.objects.count()

    def send() -> Saved:
        ctx = dataclasses.replace(small_world.autumn(), request_id=key)
        return enter_marks(ctx, world.book, [Change(world.pupils[0], 1, "tx1", None, 75)])

    answers = together(*[send] * 4)
    assert {a.receipt for a in answers if isinstance(a, Saved)} == {answers[0].receipt}  # type: ignore[attr-defined]
    assert all(a == answers[0] for a in answers)
    assert (Event.objects.count() - before, Receipt.objects.count()) == (1, 1)
    assert MarkChange.objects.count() == 1


def test_an_entry_and_a_lock_at_once_leave_one_clear_order(real_db: object) -> None:
    world = small_world.build()
    klass = world.book.klass_id

    def write() -> Saved:
        change = [Change(world.pupils[0], 1, "tx1", None, 75)]
        return enter_marks(small_world.autumn(), world.book, change)

    answers = together(
        write, lambda: lock(small_world.autumn(), world.school, 2025, "klass", klass)
    )
    written = isinstance(answers[0], Saved)
    assert MarkChange.objects.count() == (1 if written else 0)
    assert written or isinstance(answers[0], Refusal)
