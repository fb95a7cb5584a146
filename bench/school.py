"""What the pages over a whole school read, beside every class computed afresh from its cells."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any

from bench import installation, results, web
from bench.figure import Figure

CLASSES, SCHOOL_MS = 40, 600


def run(short: bool) -> list[Figure]:
    """CPU in this process for the proposals of a year in a school of 40 classes of 45 pupils, none
    of whom has rèn luyện yet; the best of some rounds."""
    installation.ready()
    web.SUBJECTS, web.CLASSES = results.SUBJECTS, CLASSES
    school = web.School.make()
    from hocba.year.models import Klass

    classes = list(Klass.objects.filter(school=school.place))
    rounds = 2 if short else 6
    stored, afresh = (_best(read, classes, rounds) for read in (_stored, _afresh))
    return [
        Figure(
            f"proposals of a school of {CLASSES} classes, from stored results",
            stored,
            "ms CPU",
            f"every class from its cells {afresh:.0f} ms",
            f"{stored / afresh:.2f} ×",
            f"≤ {SCHOOL_MS} ms",
            stored <= SCHOOL_MS,
        )
    ]


def _best(read: Callable[[Sequence[Any]], int], classes: Sequence[Any], rounds: int) -> float:
    spent = []
    for _ in range(rounds):
        began = time.process_time()
        if read(classes) != CLASSES * web.PUPILS:
            raise RuntimeError("not every pupil has a proposal")
        spent.append((time.process_time() - began) * 1000)
    return min(spent)


def _stored(classes: Sequence[Any]) -> int:
    from hocba.books.school import class_sheets
    from hocba.promotion.queries import proposals

    return sum(len(proposals(sheet, why=False)) for _, sheet, _ in class_sheets(classes))


def _afresh(classes: Sequence[Any]) -> int:
    from hocba.books.queries import class_sheet
    from hocba.promotion.queries import proposals

    return sum(len(proposals(class_sheet(klass)[0], why=False)) for klass in classes)
