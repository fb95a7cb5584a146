"""How fast the rules compute a year, against the naive witness and bare numpy in the same run."""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable

import numpy as np

from bench.figure import Figure, show
from hocba.rules import Regime, regime_for
from tests.rules.witness import secondary
from tests.rules.witness27 import primary
from tests.rules.witness58 import year58
from tests.rules.worlds import Arrays, centre, learner, secondary_pupil, secondary_school
from tests.rules.worlds27 import primary_child, primary_school
from tests.rules.worlds58 import pupil58, school58

PROVINCE, SHORT_PROVINCE, DISTRICT, SAMPLE, KLASS = 700_000, 70_000, 35_000, 300, 45
TARGET_RATIO, TARGET_READING, TARGET_MS, TARGET_MB = 30, 4, 2.0, 2000


def run(short: bool) -> list[Figure]:
    """A province's year: both terms, year, promotion, awards; CPU seconds in one process."""
    pupils = SHORT_PROVINCE if short else PROVINCE
    before = _peak()
    secondary_law = regime_for("lower_secondary", 8, 2025)
    school = _province(secondary_school(DISTRICT, seed=2025), pupils)
    witnesses = [secondary_pupil(school, row) for row in range(SAMPLE)]
    naive = _best(lambda: [secondary(pupil) for pupil in witnesses], 2) / SAMPLE
    figures = _year("TT 22", secondary_law, school, pupils, naive, _reading(school))
    figures.append(_klass(secondary_law, school))
    del school
    learners = _province(centre(DISTRICT, seed=43), pupils)
    people = [learner(learners, row) for row in range(SAMPLE)]
    naive = _best(lambda: [secondary(one) for one in people], 2) / SAMPLE
    centre_law = regime_for("gdtx_upper", 11, 2025)
    figures += _year("TT 43", centre_law, learners, pupils, naive, None)
    del learners
    old = _province(school58(DISTRICT, seed=58, amended=True), pupils)
    grown = [pupil58(old, row, amended=True) for row in range(SAMPLE)]
    naive = _best(lambda: [year58(one) for one in grown], 2) / SAMPLE
    old_law = regime_for("lower_secondary", 9, 2021)
    figures += _year("TT 58", old_law, old, pupils, naive, _reading(old))
    del old
    primary_law = regime_for("primary", 4, 2025)
    children = _province(primary_school(DISTRICT, seed=2025, grade=4), pupils)
    small = [primary_child(children, row) for row in range(SAMPLE)]
    naive = _best(lambda: [primary(child) for child in small], 2) / SAMPLE
    figures += _year("TT 27", primary_law, children, pupils, naive, None)
    figures.append(_memory(pupils, before))
    return figures


def _province(district: Arrays, pupils: int) -> Arrays:
    """The district again and again, so that making the data needs no more memory than the data;
    in the types that books hand over."""
    times = pupils // DISTRICT
    slim = {
        name: array.astype(np.int16) if array.dtype == np.int64 else array
        for name, array in district.items()
    }
    return {
        name: np.concatenate([array] * times) if len(array) == DISTRICT else array
        for name, array in slim.items()
    }


def _year(
    name: str, regime: Regime, school: Arrays, pupils: int, naive: float, reading: float | None
) -> list[Figure]:
    whole = _best(lambda: regime.compute(school), 2)
    ratio = naive * pupils / whole
    figures = [
        Figure(
            f"law: {name}, year of {pupils:,} pupils",
            pupils / whole,
            "pupils/s CPU",
            f"naive witness, {SAMPLE} of the same pupils: {1 / naive:,.0f} pupils/s",
            f"{ratio:,.0f} ×",
            f"≥ {TARGET_RATIO} ×",
            ratio >= TARGET_RATIO,
        )
    ]
    if reading is not None:
        times = whole / reading
        figures.append(
            Figure(
                f"law: {name}, the same against bare numpy",
                whole,
                "s CPU",
                f"reading the arrays and one weighted mean a subject and term: {reading:.2f} s",
                f"{times:.2f} ×",
                f"≤ {TARGET_READING} ×",
                times <= TARGET_READING,
            )
        )
    return figures


def _reading(school: Arrays) -> float:
    """What numpy needs merely to read the same arrays and take the weighted means."""

    def bare() -> object:
        seen = [array.max() for array in school.values() if array.dtype.kind != "U"]
        for term in ("1", "2"):
            regular, mid, end = (school[f"{slot}_{term}"] for slot in ("tx", "gk", "ck"))
            total = regular.sum(axis=2) + 2 * mid + 3 * end
            seen.append((total / (school["tx_expected"] + 5)).max())
        return seen

    return _best(bare, 2)


def _klass(regime: Regime, school: Arrays) -> Figure:
    klass: Arrays = {
        name: array if name == "tx_expected" else array[:KLASS] for name, array in school.items()
    }
    milliseconds = _best(lambda: regime.compute(klass), 50) * 1000
    return Figure(
        f"law: TT 22, year of one class of {KLASS}",
        milliseconds,
        "ms CPU",
        "the target itself",
        f"{milliseconds / TARGET_MS:.2f} ×",
        f"< {TARGET_MS} ms",
        milliseconds < TARGET_MS,
    )


def _peak() -> float:
    """MB of memory this process has needed at most."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


def _memory(pupils: int, before: float) -> Figure:
    peak = _peak()
    return Figure(
        f"law: peak memory for {pupils:,} pupils",
        peak,
        "MB",
        f"the process before any data: {before:,.0f} MB",
        f"{peak / TARGET_MB:.2f} ×",
        f"≤ {TARGET_MB:,} MB",
        peak <= TARGET_MB,
    )


def _best(work: Callable[[], object], times: int) -> float:
    """CPU seconds of the fastest of several runs, after one that is not counted."""
    work()
    seconds = []
    for _ in range(times):
        start = time.process_time()
        work()
        seconds.append(time.process_time() - start)
    return min(seconds)


if __name__ == "__main__":
    sys.exit(0 if show(run("--short" in sys.argv)) else 1)
