"""Two people at one book at the same time: nobody's entry is lost, nobody's is overwritten."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import small_world
from django.db import connections

from hocba.books.checks import check_marks
from hocba.books.commands import Change, Saved, enter_marks
from hocba.books.models import Mark
from hocba.kernel import seals
from hocba.kernel.checks import Scope
from hocba.kernel.models import Event
from hocba.kernel.tasks import system_ctx
from hocba.org.commands import PlaceFacts, found_place


def together(*acts: Callable[[], object]) -> list[object]:
    """Run all at once, each on a connection of its own."""
    start = threading.Barrier(len(acts))

    def one(act: Callable[[], object]) -> object:
        try:
            start.wait(120)
            return act()
        finally:
            connections["default"].close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(one, acts))


def nothing_wrong() -> bool:
    scope = Scope(small_world.OCTOBER, False, lambda done, total: None)
    return not [*check_marks(scope), *seals.check_seals(scope)]


def test_of_two_writers_of_one_cell_one_gets_a_conflict(real_db):
    world = small_world.build()

    def write(mark: int) -> Callable[[], object]:
        change = [Change(world.pupils[0], 1, "tx1", None, mark)]
        return lambda: enter_marks(small_world.autumn(), world.book, change)

    answers = together(write(70), write(90))
    saved = [a.saved for a in answers if isinstance(a, Saved)]
    assert sorted(saved) == [0, 1]
    assert sum(len(a.conflicts) for a in answers if isinstance(a, Saved)) == 1
    assert Mark.objects.get().number == (70 if saved[0] else 90)
    assert nothing_wrong()


def test_writers_of_different_cells_all_get_through(real_db):
    world = small_world.build()

    def write(pupil: int, slot: str) -> Callable[[], object]:
        change = [Change(pupil, 1, slot, None, 80)]
        return lambda: enter_marks(small_world.autumn(), world.book, change)

    answers = together(*(write(p, s) for p in world.pupils for s in ("tx1", "gk")))
    assert [a.saved for a in answers if isinstance(a, Saved)] == [1] * 6
    assert Mark.objects.count() == 6 and nothing_wrong()


def test_sealing_while_others_write_seals_each_event_once(real_db):
    place = PlaceFacts("school", "Trường A", small_world.START)
    acts: list[Callable[[], object]] = [lambda: found_place(system_ctx(), None, place)] * 5
    together(*acts, lambda: seals.seal_new(system_ctx()))
    seals.seal_new(system_ctx())
    last = Event.objects.filter(leaf__isnull=True)
    assert list(last.values_list("verb", flat=True)) in ([], [seals.SEAL.name])
    assert nothing_wrong()
