"""Try the mutants of the rules and say what survived; exit code 1 when a survivor is not listed."""

from __future__ import annotations

import argparse
import os
import random
import sys
import time
from collections import Counter

from .changes import ROOT, Mutant, files, mutants
from .listed import Listed, row
from .trace import trace
from .trial import SURVIVED, UNREACHED, Order, try_all


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="mutants", description=__doc__)
    parser.add_argument("files", nargs="*", help="files or folders below hocba/rules; all of them")
    parser.add_argument("--sample", type=int, default=0, help="only so many, chosen by --seed")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(argv)
    os.chdir(ROOT)
    sys.path.insert(0, str(ROOT))
    started = time.monotonic()
    import hypothesis
    import numpy  # warm: the forks have them loaded

    assert hypothesis and numpy
    traced = trace()
    if traced.failed:
        sys.stdout.write(f"Without any mutant these fail: {', '.join(traced.failed)}\n")
        return 2
    _say(f"{len(traced.by_test)} tests traced in {time.monotonic() - started:.0f} s")
    every = [mutant for file in files(options.files) for mutant in mutants(file)]
    if options.sample:
        every = random.Random(options.seed).sample(every, min(options.sample, len(every)))
    _say(f"{len(every)} mutants after {time.monotonic() - started:.0f} s")
    listed, counts, by_file = Listed(), Counter[str](), dict[str, Counter[str]]()

    def tell(mutant: Mutant, verdict: str) -> None:
        if verdict in (SURVIVED, UNREACHED) and mutant in listed:
            verdict = "listed"
        elif verdict in (SURVIVED, UNREACHED):
            _say(f"{verdict} {mutant.line}: {row(mutant)}")
        counts[verdict] += 1
        by_file.setdefault(mutant.file, Counter())[verdict] += 1
        if counts.total() % 100 == 0:
            _say(f"{counts.total()} tried after {time.monotonic() - started:.0f} s: {dict(counts)}")

    try_all(every, Order(traced), tell)
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
