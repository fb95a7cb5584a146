"""Which test executes which line of the rules, and what runs already when they are imported."""

from __future__ import annotations

import hashlib
import os
import pickle
import sys
import tempfile
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from .changes import ROOT, RULES

TESTS = ("-q", "-p", "no:cacheprovider", "-p", "_hypothesis_pytestplugin", "-c", os.devnull)
FOLDER = ROOT / "tests/rules"
KEPT = ROOT / ".pytest_cache/mutants.pickle"
Lines = dict[str, set[int]]


@dataclass
class Traced:
    """By path of a file of the rules: the lines.  `files` are the digests of the test files traced,
    `base` that of all they use."""

    base: str = ""
    files: dict[str, str] = field(default_factory=dict)
    at_import: Lines = field(default_factory=dict)
    by_test: dict[str, Lines] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)
    failed: list[str] = field(default_factory=list)


def arguments(paths: list[str]) -> list[str]:
    return [*TESTS, "--rootdir", str(ROOT), *paths]


def trace() -> Traced:
    """What running the tests of the rules once shows; kept for test files that have not changed."""
    tests = sorted(FOLDER.glob("test_*.py"))
    base = _digest([*RULES.rglob("*.py"), *(set(FOLDER.rglob("*.py")) - set(tests))])
    found = pickle.loads(KEPT.read_bytes()) if KEPT.exists() else Traced()
    if found.base != base:
        found = Traced(base=base)
    changed = [path for path in tests if found.files.get(path.name) != _digest([path])]
    if changed:
        names = {path.name for path in changed}
        for test in [one for one in found.by_test if Path(one.partition("::")[0]).name in names]:
            del found.by_test[test]
        new = _traced([str(path) for path in changed])
        found.files |= {path.name: _digest([path]) for path in changed}
        found.by_test |= new.by_test
        found.seconds |= new.seconds
        found.failed = new.failed
        for path, lines in new.at_import.items():
            found.at_import.setdefault(path, set()).update(lines)
        if not found.failed:
            KEPT.parent.mkdir(exist_ok=True)
            KEPT.write_bytes(pickle.dumps(found))
    return found


def _digest(paths: Iterable[Path]) -> str:
    return hashlib.sha256(b"".join(path.read_bytes() for path in sorted(paths))).hexdigest()


def _traced(paths: list[str]) -> Traced:
    with tempfile.NamedTemporaryFile() as file:
        child = os.fork()
        if child == 0:
            _silence()
            plugin = _Tracer()
            sys.settrace(plugin.enter)
            pytest.main(arguments(paths), [plugin])
            sys.settrace(None)
            Path(file.name).write_bytes(pickle.dumps(plugin.found))
            os._exit(0)
        _, status = os.waitpid(child, 0)
        if status:
            raise SystemExit("the tests could not be traced")
        found: Traced = pickle.loads(Path(file.name).read_bytes())
        return found


def _silence() -> None:
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, 1)
    os.dup2(null, 2)


class _Tracer:
    def __init__(self) -> None:
        self.found = Traced()
        self.lines = self.found.at_import
        self.below = f"{RULES}/"

    def enter(self, frame: Any, event: str, argument: object) -> Any:
        path = frame.f_code.co_filename
        if not path.startswith(self.below):
            return None
        seen = self.lines.setdefault(path, set())
        seen.add(frame.f_lineno)

        def line(frame: Any, event: str, argument: object) -> Any:
            seen.add(frame.f_lineno)
            return line

        return line

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        from _pytest.runner import runtestprotocol

        for item in session.items:
            self.lines = self.found.by_test[item.nodeid] = {}
            started = time.process_time()
            sys.settrace(self.enter)
            reports = runtestprotocol(item, log=False, nextitem=None)
            sys.settrace(None)
            self.found.seconds[item.nodeid] = time.process_time() - started
            if any(report.failed for report in reports):
                self.found.failed.append(item.nodeid)
        return True
