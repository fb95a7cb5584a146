"""Mutation testing of the law: change one thing in a rule and see whether a test notices.

    .venv/bin/python scripts/mutants.py [--minutes 20] [--seed 1] [FILE …]

Each mutant runs in a fork of a process that has numpy, pytest and hypothesis loaded but no rules,
so that a killed mutant costs a second or two.  Mutants come in random order until the time is up;
what survives is printed with its line.  Exit code 1 when a survivor is not listed in
docs/dev/mutants.md.
"""

from __future__ import annotations

import argparse
import ast
import copy
import importlib.machinery
import os
import random
import signal
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LISTED = ROOT / "docs/dev/mutants.md"
FILES = (
    "exact.py",
    "verdict.py",
    "which.py",
    "lift.py",
    "secondary/levels.py",
    "secondary/marks.py",
    "secondary/decisions.py",
    "tt22_2021/rules.py",
    "tt22_2021/params.py",
    "tt27_2020/rules.py",
    "tt27_2020/params.py",
)
TESTS = (
    "law",
    "edges",
    "tt22",
    "tt27",
    "tt30",
    "tt43",
    "tt58",
    "states",
    "lift",
    "score",
    "properties",
    "properties_secondary",
    "input",
    "witness",
)
SLOW = "not every_value_of_many and not every_result_of_tt22"
MOST_SECONDS = 120
KILLED, SURVIVED, HUNG = "killed", "survived", "hung"

OPERATORS: dict[type[ast.AST], type[ast.AST]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Add,
    ast.FloorDiv: ast.Mult,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
    ast.And: ast.Or,
    ast.Or: ast.And,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
NAMES = {
    "minimum": "maximum",
    "maximum": "minimum",
    "any": "all",
    "all": "any",
    "min": "max",
    "max": "min",
}


@dataclass(frozen=True)
class Mutant:
    """One change: the file, the line, what stood there and what stands there now."""

    file: str
    line: int
    before: str
    after: str
    code: ast.Module

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.before} → {self.after}"


def mutants(file: str) -> Iterator[Mutant]:
    """Every mutant of a file below hocba/rules."""
    tree = ast.parse((ROOT / "hocba/rules" / file).read_text("utf-8"))
    for index, node in enumerate(ast.walk(tree)):
        if not _is_code(node):
            continue
        for change in range(_changes(node)):
            mutated = copy.deepcopy(tree)
            place = list(ast.walk(mutated))[index]
            before = ast.unparse(place)
            _change(place, change)
            yield Mutant(file, node.lineno, before, ast.unparse(place), mutated)  # type: ignore[attr-defined]


def _is_code(node: ast.AST) -> bool:
    return isinstance(
        node,
        ast.Compare
        | ast.BinOp
        | ast.BoolOp
        | ast.UnaryOp
        | ast.Attribute
        | ast.Constant
        | ast.AugAssign,
    )


def _changes(node: ast.AST) -> int:
    if isinstance(node, ast.Compare):
        return len(node.ops)
    if isinstance(node, ast.BinOp | ast.AugAssign | ast.BoolOp):
        return type(node.op) in OPERATORS
    if isinstance(node, ast.UnaryOp):
        return isinstance(node.op, ast.Not | ast.Invert)
    if isinstance(node, ast.Attribute):
        return node.attr in NAMES
    assert isinstance(node, ast.Constant)
    return isinstance(node.value, bool | int)


def _change(node: ast.AST, number: int) -> None:
    if isinstance(node, ast.Compare):
        node.ops[number] = OPERATORS[type(node.ops[number])]()  # type: ignore[call-overload]
    elif isinstance(node, ast.BinOp | ast.AugAssign | ast.BoolOp):
        node.op = OPERATORS[type(node.op)]()  # type: ignore[assignment]
    elif isinstance(node, ast.UnaryOp):
        node.op = ast.UAdd() if isinstance(node.op, ast.Not) else ast.USub()
    elif isinstance(node, ast.Attribute):
        node.attr = NAMES[node.attr]
    elif isinstance(node, ast.Constant):
        value = node.value
        node.value = not value if isinstance(value, bool) else int(value) + 1  # type: ignore[arg-type]


def run(mutant: Mutant | None) -> str:
    """What the tests make of a mutant (None: of the code as it is), in a process of its own."""
    child = os.fork()
    if child == 0:
        os.setpgid(0, 0)
        _test(mutant)
    ends = time.monotonic() + MOST_SECONDS
    while time.monotonic() < ends:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return SURVIVED if status == 0 else KILLED
        time.sleep(0.05)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return HUNG


def _test(mutant: Mutant | None) -> None:
    import pytest

    if mutant is not None:
        _install(mutant)
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, 1)
    os.dup2(null, 2)
    found = [f"tests/rules/test_rules_{name}.py" for name in TESTS]
    code = pytest.main(
        ["-x", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", "-p", "no:django",
         "-c", os.devnull, "--rootdir", str(ROOT), "-k", SLOW,
         *(one for one in found if (ROOT / one).exists())]
    )  # fmt: skip
    os._exit(0 if code == 0 else 1)


def _install(mutant: Mutant) -> None:
    """Let the import of the mutated file give the mutant."""
    path = str(ROOT / "hocba/rules" / mutant.file)
    honest = importlib.machinery.SourceFileLoader.get_code

    def get_code(self: importlib.machinery.SourceFileLoader, name: str) -> object:
        if self.path == path:
            return compile(ast.fix_missing_locations(mutant.code), path, "exec")
        return honest(self, name)

    importlib.machinery.SourceFileLoader.get_code = get_code  # type: ignore[method-assign,assignment]


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0] if __doc__ else "")
    parser.add_argument("files", nargs="*", default=FILES)
    parser.add_argument("--minutes", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(argv)
    os.chdir(ROOT)
    sys.path.insert(0, str(ROOT))
    import hypothesis
    import numpy  # warm: the children have them loaded
    import pytest

    assert hypothesis and numpy and pytest
    if run(None) != SURVIVED:
        sys.stdout.write("The tests fail without any mutant.\n")
        return 2
    every = [
        one
        for file in options.files
        if (ROOT / "hocba/rules" / file).exists()
        for one in mutants(file)
    ]
    random.Random(options.seed).shuffle(every)
    ends, listed = (
        time.monotonic() + 60 * options.minutes,
        LISTED.read_text("utf-8") if LISTED.exists() else "",
    )
    counts = dict.fromkeys((KILLED, SURVIVED, HUNG), 0)
    unlisted = 0
    for one in every:
        if time.monotonic() > ends:
            break
        verdict = run(one)
        counts[verdict] += 1
        if verdict == SURVIVED:
            known = f"{one.before} → {one.after}" in listed
            unlisted += not known
            sys.stdout.write(f"{one}{'' if known else '  (not listed)'}\n")
            sys.stdout.flush()
    said = ", ".join(f"{n} {word}" for word, n in counts.items())
    sys.stdout.write(f"{sum(counts.values())} of {len(every)} mutants: {said}\n")
    return 1 if unlisted else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
