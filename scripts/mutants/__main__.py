"""Try the mutants of the rules and say what survived; exit code 1 when a survivor is not listed."""

from __future__ import annotations

import argparse
import math
import os
import random
import sys
import time
from collections import Counter
from pathlib import Path

from .changes import ROOT, Mutant, files, mutants
from .listed import Listed, row
from .trace import trace
from .trial import SURVIVED, UNREACHED, Order, try_all

FAST_SECONDS = 6
"""Of tests, measured while traced; what survives those is tried with all."""


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="mutants", description=__doc__)
    parser.add_argument("files", nargs="*", help="files or folders below hocba/rules; all of them")
    parser.add_argument("--sample", type=int, default=0, help="only so many, chosen by --seed")
    parser.add_argument("--rows", type=Path, help="only those in this file")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(argv)
    os.chdir(ROOT)
    os.environ |= {"HOCBA_MUTANTS": "1", "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    sys.path.insert(0, str(ROOT))
    started = time.monotonic()
    import hypothesis
    import numpy  # warm: the forks have them loaded
    import pytest

    assert hypothesis and numpy and pytest
    traced = trace()
    if traced.failed:
        sys.stdout.write(f"Without any mutant these fail: {', '.join(traced.failed)}\n")
        return 2
    _say(f"{len(traced.by_test)} tests traced in {time.monotonic() - started:.0f} s")
    every = [mutant for file in files(options.files) for mutant in mutants(file)]
    if options.sample:
        every = random.Random(options.seed).sample(every, min(options.sample, len(every)))
    if options.rows:
        rows = options.rows.read_text("utf-8")
        every = [mutant for mutant in every if row(mutant) in rows]
    listed = Listed()
    counts = Counter({"listed": sum(mutant in listed for mutant in every)})
    by_file: dict[str, Counter[str]] = {}
    survivors: list[Mutant] = []
    _say(f"{len(every)} mutants, {counts['listed']} of them listed")

    def first(mutant: Mutant, verdict: str) -> None:
        if verdict == SURVIVED:
            survivors.append(mutant)
            _say(f"survived the fast tests {mutant.line}: {row(mutant)}")
        else:
            last(mutant, verdict)

    def last(mutant: Mutant, verdict: str) -> None:
        if verdict in (SURVIVED, UNREACHED):
            _say(f"{verdict} {mutant.line}: {row(mutant)}")
        counts[verdict] += 1
        by_file.setdefault(mutant.file, Counter())[verdict] += 1
        if counts.total() % 100 == 0:
            _say(f"{counts.total()} after {time.monotonic() - started:.0f} s: {dict(counts)}")

    order = Order(traced, FAST_SECONDS)
    unlisted = [mutant for mutant in every if mutant not in listed]
    try_all(unlisted, order, first)
    _say(f"{len(survivors)} survived the fast tests, after {time.monotonic() - started:.0f} s")
    order.most = math.inf
    try_all(survivors, order, last)
    for file, found in sorted(by_file.items()):
        _say(f"{file}: {', '.join(f'{n} {word}' for word, n in sorted(found.items()))}")
    said = ", ".join(f"{n} {word}" for word, n in sorted(counts.items()))
    _say(f"{counts.total()} mutants in {time.monotonic() - started:.0f} s: {said}")
    return 1 if counts[SURVIVED] or counts[UNREACHED] else 0


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
