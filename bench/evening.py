"""The last evening: teachers save columns and open grids against a running server on loopback.

Two web processes as `hocba serve` has them, real sessions, a teacher and a column for each client.
Beside it, in the same run, the bare views served the same way, behind the middleware, sessions and
accounts of a plain Django project. CPU is that of all server processes, the database's too. Afterwards the ledger is asked for every cell.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench._postgres import postgres
from bench.figure import Figure
from bench.serve import _free_port, _tree

PUPILS, TICKS = 45, os.sysconf("SC_CLK_TCK")
SAVES, PAGES, RATIO = 90, 150, 2.0
CLIENTS, SHORT_CLIENTS = (1, 8, 32), (8,)
SECONDS, SHORT_SECONDS = 10.0, 3.0


@dataclass
class Turn:
    """What one measurement found: requests a second, p95 in ms, server CPU in ms a request."""

    rate: float
    p95: float
    cpu: float


def run(short: bool) -> list[Figure]:
    """Saves and grid pages on SQLite and on PostgreSQL."""
    figures: list[Figure] = []
    for name, database in (("SQLite", _sqlite), ("PostgreSQL", postgres)):
        with tempfile.TemporaryDirectory(prefix="hocba-bench-") as home, database() as (env, more):
            figures += _evening(name, {**env, "HOCBA_HOME": home}, more, short)
    return figures


@contextlib.contextmanager
def _sqlite() -> Iterator[tuple[dict[str, str], list[int]]]:
    yield {}, []


def _evening(name: str, env: dict[str, str], more: list[int], short: bool) -> list[Figure]:
    counts = SHORT_CLIENTS if short else CLIENTS
    whole = {k: v for k, v in os.environ.items() if not k.startswith(("HOCBA_", "DJANGO_"))} | env
    clients = json.loads(_tool(whole, "prepare", str(max(counts))))
    people = [_Client(**one) for one in clients]
    figures = []
    with (
        _served(whole, ["hocba.cli", "web", "--port"]) as ours,
        _served(whole, ["bench._evening", "bare"]) as bare,
    ):
        for count in counts:
            some, seconds = people[:count], SHORT_SECONDS if short else SECONDS
            for what, ask, beside, target in (
                ("saves", _Client.save, _Client.bare_save, SAVES),
                ("grid pages", _Client.open, _Client.bare_open, PAGES),
            ):
                found = _turn(ours, more, some, ask, seconds)
                least = _turn(bare, more, some, beside, seconds)
                figures += _figures(f"{name}, {count} clients, {what}", found, least, count, target)
    told = [{**vars(p), "line": None} for p in people]
    lost = int(_tool(whole, "check", told=json.dumps(told)))
    saved = sum(p.saves for p in people) * PUPILS
    beside = f"{saved:,} cells told as saved"
    return [
        *figures,
        Figure(f"{name}: cells lost", lost, "cells", beside, "", "= 0", lost == 0 and saved > 0),
    ]


def _figures(title: str, found: Turn, least: Turn, count: int, target: int) -> list[Figure]:
    ratio, judged = found.cpu / least.cpu, count == 8
    beside = f"bare {least.rate:.0f}/s, p95 {least.p95:.0f} ms"
    return [
        Figure(
            title,
            found.rate,
            "a second",
            f"p95 {found.p95:.0f} ms; {beside}",
            f"{found.rate / least.rate:.2f} ×",
            f"≥ {target}/s" if judged else "",
            found.rate >= target or not judged,
        ),
        Figure(
            f"{title}: server CPU",
            found.cpu,
            "ms",
            f"bare view of a plain project {least.cpu:.2f} ms",
            f"{ratio:.2f} ×",
            f"≤ {RATIO} ×" if judged else "",
            ratio <= RATIO or not judged,
        ),
    ]


def _turn(
    server: _Server,
    more: list[int],
    people: list[_Client],
    ask: Callable[..., None],
    seconds: float,
) -> Turn:
    """All clients at once for some seconds, each as soon as it has its answer."""
    for person in people:
        person.connect(server.port)
        ask(person)
    before, began = _cpu([server.pid, *more]), time.monotonic()
    end, spent = began + seconds, [list[float]() for _ in people]

    def work(person: _Client, mine: list[float]) -> None:
        while (start := time.monotonic()) < end:
            ask(person)
            mine.append((time.monotonic() - start) * 1000)

    threads = [threading.Thread(target=work, args=pair) for pair in zip(people, spent, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took, cpu = time.monotonic() - began, _cpu([server.pid, *more]) - before
    every = [ms for mine in spent for ms in mine]
    return Turn(len(every) / took, statistics.quantiles(every, n=20)[-1], cpu * 1000 / len(every))


@dataclass
class _Client:
    """A teacher at a browser that keeps its connection; `marks` is what the last receipt said."""

    cookie: str
    token: str
    slot: str
    subject: int
    marks: dict[str, int]
    page: str
    save_at: str = ""
    saves: int = 0
    bare_page: str = ""
    bare_save_at: str = ""
    line: http.client.HTTPConnection | None = field(default=None, repr=False)

    def __init__(self, **told: Any) -> None:
        self.save_at, self.bare_save_at = told.pop("save"), told.pop("bare_save")
        self.saves, self.line = 0, None
        vars(self).update(told)

    def connect(self, port: int) -> None:
        self.line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def _ask(self, method: str, path: str, body: bytes | None = None) -> bytes:
        assert self.line is not None
        headers = {"Cookie": self.cookie, "Accept": "text/html,application/json"}
        if body is not None:
            headers |= {"Content-Type": "application/json", "X-CSRFToken": self.token}
        self.line.request(method, path, body, headers)
        answer = self.line.getresponse()
        data = answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{method} {path} answered {answer.status}: {data[:200]!r}")
        return data

    def _column(self) -> tuple[dict[str, int], list[dict[str, Any]]]:
        new = {pupil: (mark + 13) % 101 for pupil, mark in self.marks.items()}
        return new, [
            {"student": int(p), "term": 1, "slot": self.slot, "seen": seen, "new": new[p]}
            for p, seen in self.marks.items()
        ]

    def save(self) -> None:
        """Every pupil's mark, each another than before."""
        new, changes = self._column()
        body = {"request_id": str(uuid.uuid4()), "column": f"1:{self.slot}", "changes": changes}
        answer = json.loads(self._ask("POST", self.save_at, json.dumps(body).encode()))
        if answer["saved"] != PUPILS or answer["conflicts"]:
            raise RuntimeError(f"saved {answer['saved']}, conflicts {len(answer['conflicts'])}")
        self.marks, self.saves = new, self.saves + 1

    def bare_save(self) -> None:
        body = json.dumps({"changes": self._column()[1]}).encode()
        self._ask("POST", self.bare_save_at, body)

    def open(self) -> None:
        if self._ask("GET", self.page).count(b"data-student=") != PUPILS:
            raise RuntimeError("the grid lacks pupils")

    def bare_open(self) -> None:
        if self._ask("GET", self.bare_page).count(b"data-student=") != PUPILS:
            raise RuntimeError("the bare grid lacks pupils")


@dataclass(frozen=True)
class _Server:
    pid: int
    port: int


@contextlib.contextmanager
def _served(env: dict[str, str], words: list[str]) -> Iterator[_Server]:
    """A server of its own on loopback, ended with the block."""
    port = _free_port()
    more = {"OPENBLAS_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "2"}
    process = subprocess.Popen([sys.executable, "-m", *words, str(port)], env={**env, **more})
    try:
        _wait(process, port)
        yield _Server(process.pid, port)
    finally:
        process.terminate()
        process.wait(30)


def _wait(process: subprocess.Popen[bytes], port: int) -> None:
    for _ in range(1200):
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with {process.returncode}")
        with contextlib.suppress(OSError, http.client.HTTPException):
            line = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            line.request("GET", "/accounts/login/")
            line.getresponse().read()
            return
        time.sleep(0.05)
    raise RuntimeError("the server does not answer")


def _cpu(roots: list[int]) -> float:
    """Seconds of user and system time that these processes and their children have taken."""
    total = 0
    for pid in {p for root in roots for p in _tree(root)}:
        with contextlib.suppress(FileNotFoundError):
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            total += sum(int(fields[n]) for n in (11, 12))
    return total / TICKS


def _tool(env: dict[str, str], *words: str, told: str = "") -> str:
    done = subprocess.run(
        [sys.executable, "-m", "bench._evening", *words],
        env=env,
        input=told,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return done.stdout
