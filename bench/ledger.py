"""How fast events with their ledger lines are sealed and checked again."""

import hashlib
import time

from bench import installation
from bench.figure import Figure

TARGET = 20_000
LINES, SHORT_LINES, EVENT_LINES = 200_000, 30_000, 90


def run(short: bool) -> list[Figure]:
    """Lines a second, leaves and seal included; beside it the bare SHA-256 of the same bytes."""
    installation.ready()
    from hocba.kernel import seals
    from hocba.kernel.checks import Scope
    from hocba.kernel.events import whole
    from hocba.kernel.tasks import system_ctx

    lines = _fill(SHORT_LINES if short else LINES)
    ctx = system_ctx()
    ids = seals.unsealed()
    began = time.process_time()
    seals.seal_new(ctx)
    sealing = time.process_time() - began
    began = time.process_time()
    problems = list(seals.check_seals(Scope(ctx.at, False, lambda done, total: None)))
    checking = time.process_time() - began
    if problems:
        raise RuntimeError(problems[0].sentence)
    data = [one.data for one in whole(ids)]
    began = time.process_time()
    for one in data:
        hashlib.sha256(one).digest()
    bare = time.process_time() - began
    beside = f"bare SHA-256 of the same bytes: {lines / bare:,.0f} lines/s"
    return [
        Figure(
            name,
            lines / seconds,
            "lines/s CPU",
            beside,
            f"{bare / seconds:.3f} ×",
            f"≥ {TARGET:,} lines/s",
            lines / seconds >= TARGET,
        )
        for name, seconds in (("ledger: sealing", sealing), ("ledger: checking seals", checking))
    ]


def _fill(lines: int) -> int:
    """Events with ledger lines as a column of marks makes them; returns how many lines."""
    from django.db import connection, transaction

    from hocba.kernel.models import Event
    from hocba.kernel.record import writing
    from tests import small_world

    world = small_world.build()
    rows = []
    with transaction.atomic(), writing():
        for n in range(lines // EVENT_LINES):
            event = Event(
                at=small_world.OCTOBER,
                verb="mark.enter",
                on_kind="books.book",
                on_id="1",
                source="bench",
                params={"count": EVENT_LINES, "slots": ["1:tx1"]},
            )
            event.save(force_insert=True)
            rows += [
                (
                    event.pk,
                    world.book.pk,
                    2025,
                    world.school.pk,
                    1,
                    1,
                    f"s{slot}",
                    pupil,
                    65,
                    75 + n % 20,
                )
                for pupil in world.pupils
                for slot in range(EVENT_LINES // len(world.pupils))
            ]
        with connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO books_markchange (event_id, book_id, year, school_id, subject_id, term,"
                " slot, student_id, old_number, new_number) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
                rows,
            )
    return len(rows)
