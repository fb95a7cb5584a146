"""Which test executes which line of the rules, and what runs already when they are imported."""

from __future__ import annotations

import hashlib
import os
import pickle
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from .changes import ROOT, RULES

TESTS = ("-q", "-p", "no:cacheprovider", "-p", "no:xdist", "-p", "no:django", "-c", os.devnull)
FOLDER = str(ROOT / "tests/rules")
KEPT = ROOT / ".pytest_cache"
Lines = dict[str, set[int]]


@dataclass
class Traced:
    """By path of a file of the rules: the lines."""

    at_import: Lines = field(default_factory=dict)
    by_test: dict[str, Lines] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)
    failed: list[str] = field(default_factory=list)


def arguments(paths: list[str]) -> list[str]:
    return [*TESTS, "--rootdir", str(ROOT), *paths]


def trace() -> Traced:
    """What running every test of the rules once shows; kept until a rule or a test changes."""
    sources = [*sorted(RULES.rglob("*.py")), *sorted(Path(FOLDER).rglob("*.py"))]
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()
    kept = KEPT / f"mutants-{digest[:16]}.pickle"
    if kept.exists():
        found: Traced = pickle.loads(kept.read_bytes())
        return found
    KEPT.mkdir(exist_ok=True)
    for old in KEPT.glob("mutants-*.pickle"):
        old.unlink()
    found = _traced()
    kept.write_bytes(pickle.dumps(found))
    return found


def _traced() -> Traced:
    with tempfile.NamedTemporaryFile() as file:
        child = os.fork()
        if child == 0:
            _silence()
            plugin = _Tracer()
            sys.settrace(plugin.enter)
            pytest.main(arguments([FOLDER]), [plugin])
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
