"""Results from the database: a class's subjects, a school of forty classes, only changes written."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from typing import Any

from bench import installation, web
from bench.figure import Figure

SUBJECTS = (
    "TOAN", "NV", "NN1", "KHTN", "LSDL", "TIN", "CN", "GDCD", "GDTC", "NT", "GDDP", "HDTNHN",
)  # fmt: skip
CLASSES, MEASURED = 40, 4
CLASS_MS, SCHOOL_S = 60.0, 3.0


def run(short: bool) -> list[Figure]:
    """CPU in this process: read the cells of a class's 12 subjects, compute terms and year, store.

    The school is that of 40 classes of 45: four classes are computed and counted ten times each.
    """
    installation.ready()
    web.SUBJECTS, web.CLASSES = SUBJECTS, MEASURED
    school = web.School.make()
    from hocba.year.models import Klass

    classes = list(Klass.objects.filter(school=school.place).order_by("pk"))
    rounds = 2 if short else 10
    store = _store(school)
    _forget(school)
    first = statistics.median([store(k) for k in classes])
    again = statistics.median(store(k) for _ in range(rounds) for k in classes)
    read = statistics.median(_read(k) for _ in range(rounds) for k in classes)
    began = time.process_time()
    for n in range(CLASSES):
        store(classes[n % len(classes)])
    whole = time.process_time() - began
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
        Figure(
            f"results of {CLASSES} classes, changed ones written",
            whole,
            "s CPU",
            f"{CLASSES * web.PUPILS:,} pupils",
            f"{whole / SCHOOL_S:.2f} ×",
            f"≤ {SCHOOL_S:.0f} s",
            whole <= SCHOOL_S,
        ),
    ]


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
