"""Memory of an idle `hocba serve`: supervisor, web workers, job process, all together."""

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

from bench.figure import Figure

TARGET = 300
PAGES = ("/accounts/login/", "/kiem-tra/", "/khong-co/")


def run(short: bool) -> list[Figure]:
    """Proportional set size in MB after both workers have answered and a rest."""
    with tempfile.TemporaryDirectory(prefix="hocba-bench-") as home:
        env = {k: v for k, v in os.environ.items() if not k.startswith(("HOCBA_", "DJANGO_"))}
        port = _free_port()
        command = [sys.executable, "-m", "hocba.cli", "serve", "--port", str(port)]
        server = subprocess.Popen(
            command, env={**env, "HOCBA_HOME": home}, stdout=subprocess.PIPE, text=True
        )
        try:
            assert server.stdout is not None
            server.stdout.readline()
            _visit(f"http://127.0.0.1:{port}")
            time.sleep(5 if short else 40)
            processes = _tree(server.pid)
            shared = sum(_memory(pid, "Pss") for pid in processes) / 1024
            resident = sum(_memory(pid, "Rss") for pid in processes) / 1024
        finally:
            server.send_signal(signal.SIGTERM)
            server.communicate(timeout=40)
    return [
        Figure(
            f"serve: memory idle, {len(processes)} processes",
            shared,
            "MB (PSS)",
            f"sum of resident sizes, shared pages counted each time: {resident:.0f} MB",
            f"{shared / TARGET:.2f} ×",
            f"≤ {TARGET} MB",
            shared <= TARGET,
        )
    ]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _visit(base: str) -> None:
    for _ in range(6):
        for page in PAGES:
            with contextlib.suppress(urllib.error.HTTPError):
                urllib.request.urlopen(base + page, timeout=20).read()


def _tree(pid: int) -> list[int]:
    found = [pid]
    for one in found:
        text = Path(f"/proc/{one}/task/{one}/children").read_text()
        found += [int(child) for child in text.split()]
    return found


def _memory(pid: int, kind: str) -> int:
    text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    found = re.search(rf"^{kind}:\s+(\d+) kB", text, re.MULTILINE)
    return int(found[1]) if found else 0
