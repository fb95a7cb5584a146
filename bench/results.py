"""Results from the database: a class's subjects, a school of 2,025 pupils, only changes written."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from bench import installation, web
from bench.figure import Figure

SUBJECTS = (
    "TOAN", "NV", "NN1", "KHTN", "LSDL", "TIN", "CN", "GDCD", "GDTC", "NT", "GDDP", "HDTNHN",
)  # fmt: skip
CLASSES, MEASURED = 45, 4
CLASS_MS, SCHOOL_S = 60.0, 3.5


def run(short: bool) -> list[Figure]:
    """CPU in this process: read the cells of a class's 12 subjects, compute terms and year, store;
    then the same for a school of 45 classes of 45 pupils, once anew and once with nothing changed."""
    installation.ready()
    web.SUBJECTS, web.CLASSES = SUBJECTS, CLASSES
    school = web.School.make()
    from hocba.year.models import Klass

    classes = list(Klass.objects.filter(school=school.place).order_by("pk"))
    few, rounds = classes[:MEASURED], 2 if short else 10
    store = _store(school)
    _forget(school)
    first = statistics.median([store(k) for k in few])
    again = statistics.median(store(k) for _ in range(rounds) for k in few)
    read = statistics.median(_read(k) for _ in range(rounds) for k in few)
    _forget(school)
    new, same = (_school(school, classes) for _ in range(2))
    if same.written:
        raise RuntimeError(f"{same.written} rows written though nothing has changed")
    parts = f"reading the class {read:.0f} ms of it; all results new {first:.0f} ms"
    return [
        Figure(
            f"results of a class, {len(SUBJECTS)} subjects, nothing changed",
            again,
            "ms CPU",
            parts,
            f"{again / CLASS_MS:.2f} ×",
            f"≤ {CLASS_MS:.0f} ms",
            again <= CLASS_MS,
        ),
        Figure(
            f"results of a class, {len(SUBJECTS)} subjects, all stored anew",
            first,
            "ms CPU",
            f"{web.PUPILS * len(SUBJECTS) * 3:,} rows",
            f"{first / CLASS_MS:.2f} ×",
            f"≤ {CLASS_MS:.0f} ms",
            first <= CLASS_MS,
        ),
        _figure("first run, all results new", new),
        _figure("second run, nothing changed", same),
    ]


@dataclass
class Spent:
    """Seconds of CPU of a school's recompute by what they went to, and the rows that were written."""

    read: float = 0.0
    compute: float = 0.0
    write: float = 0.0
    written: int = 0

    @property
    def whole(self) -> float:
        return self.read + self.compute + self.write


def _figure(which: str, spent: Spent) -> Figure:
    parts = f"read {spent.read:.2f}, compute {spent.compute:.2f}, write {spent.write:.2f} s"
    return Figure(
        f"results of a school, {CLASSES * web.PUPILS:,} pupils, {which}",
        spent.whole,
        "s CPU",
        f"{parts}; {spent.written:,} rows written",
        f"{spent.whole / SCHOOL_S:.2f} ×",
        f"≤ {SCHOOL_S} s",
        spent.whole <= SCHOOL_S,
    )


def _school(school: Any, classes: Sequence[Any]) -> Spent:
    """Every class from the database, whole pupil and subjects, with only what changed written."""
    from django.db import connection, transaction

    from hocba.books import queries, results
    from hocba.kernel.record import writing

    spent, place = Spent(), school.place.pk
    for klass in classes:
        with transaction.atomic(), writing():
            began = time.process_time()
            sheet, _ = queries.class_sheet(klass)
            subjects = [c.subject_id for c in sheet.courses]
            before = results.stored(web.YEAR, place, subjects, list(sheet.students), sheet.stamp)
            read = time.process_time()
            found = results.results_of(sheet)
            computed = time.process_time()
            rows = connection.connection.total_changes
            results.keep(sheet, web.YEAR, place, found, before)
        spent.read += read - began
        spent.compute += computed - read
        spent.write += time.process_time() - computed
        spent.written += connection.connection.total_changes - rows
        if len(found) != web.PUPILS * len(SUBJECTS) * 3:
            raise RuntimeError(f"{len(found)} results of {klass.name}")
    return spent


def _store(school: Any) -> Callable[[Any], float]:
    """Milliseconds of CPU to recompute a class from the database and store what changed."""
    from django.db import transaction

    from hocba.books import queries, results
    from hocba.kernel.record import writing

    def store(klass: Any) -> float:
        began = time.process_time()
        with transaction.atomic(), writing():
            sheet, _ = queries.class_sheet(klass)
            found = results.store(sheet, web.YEAR, school.place.pk)
        spent = (time.process_time() - began) * 1000
        if len(found) != web.PUPILS * len(SUBJECTS) * 3:
            raise RuntimeError(f"{len(found)} results of {klass.name}")
        return spent

    return store


def _read(klass: Any) -> float:
    from hocba.books import queries

    began = time.process_time()
    queries.class_sheet(klass)
    return (time.process_time() - began) * 1000


def _forget(school: Any) -> None:
    """The bench's own school once more without stored results."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM books_subjectresult WHERE school_id = %s", [school.place.pk])
