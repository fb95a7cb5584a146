"""The command line as its owner meets it: exit codes, sentences, no traceback for a mistake."""

import contextlib
import json
import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

HOCBA = [sys.executable, "-m", "hocba.cli"]


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    home = tmp_path / "home"
    keep = {k: v for k, v in os.environ.items() if not k.startswith(("HOCBA_", "DJANGO_"))}
    return {**keep, "HOCBA_HOME": str(home)}


def hocba(env: dict[str, str], *arguments: object) -> subprocess.CompletedProcess[str]:
    command = [*HOCBA, *map(str, arguments)]
    return subprocess.run(
        command, env=env, capture_output=True, text=True, timeout=240, check=False
    )


EACH = """
import contextlib, io, json, sys
from hocba.cli import main
ended = []
for call in json.loads(sys.argv[1]):
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = main(call)
    ended.append([code, out.getvalue(), err.getvalue()])
print(json.dumps(ended))
"""


def hocba_each(env: dict[str, str], *calls: list[str]) -> list[tuple[int, str, str]]:
    """Exit code, output and errors of each call; one process makes them all, for starting costs."""
    command = [sys.executable, "-c", EACH, json.dumps(calls)]
    done = subprocess.run(
        command, env=env, capture_output=True, text=True, timeout=240, check=False
    )
    assert done.returncode == 0 and "Traceback" not in done.stderr, done.stderr
    return [tuple(one) for one in json.loads(done.stdout)]


@pytest.fixture(scope="module")
def prepared(template: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """A home with an empty installation, shared by the tests that only read it."""
    home = tmp_path_factory.mktemp("prepared")
    shutil.copy(template, home / "hocba.sqlite3")
    keep = {k: v for k, v in os.environ.items() if not k.startswith(("HOCBA_", "DJANGO_"))}
    env = {**keep, "HOCBA_HOME": str(home)}
    done = hocba(env, "setup")
    assert done.returncode == 0, done.stderr
    return env


@pytest.mark.parametrize(
    "arguments",
    [
        ["dance"],
        ["serve", "--port", "x"],
        ["serve", "--port"],
        ["verify"],
        ["verify", "--trust", "/no/such/folder", "a.pdf"],
        ["law", "dance"],
        ["law", "check", "a", "b"],
        ["school", "--level", "x"],
        [],
    ],
)
def test_a_wrong_call_ends_with_a_sentence_and_64(env, arguments):
    done = hocba(env, *arguments)
    assert done.returncode == 64
    assert "Traceback" not in done.stderr and re.search(
        "Lệnh chưa đúng|Hãy nêu|Không có thư mục", done.stderr
    )
    assert not re.search("argument|choice|required|usage", done.stderr)


@pytest.mark.parametrize("arguments", [["--help"], ["serve", "--help"], ["law", "check", "--help"]])
def test_help_speaks_vietnamese(env, arguments):
    done = hocba(env, *arguments)
    assert done.returncode == 0
    assert "cách dùng:" in done.stdout and "hiện phần trợ giúp này" in done.stdout
    assert not re.search("usage|positional|show this help", done.stdout)


def test_before_setup_a_command_says_what_is_missing(env, tmp_path):
    calls = [["seal"], ["verify", "--all"], ["replay"], ["backup", "x"]]
    ended = hocba_each({**env, "HOCBA_HOME": str(tmp_path / "new")}, *calls)
    for call, (code, _, said) in zip(calls, ended, strict=True):
        assert code == 1, call
        assert "Hãy chạy «hocba setup» trước." in said and "Traceback" not in said, call


@pytest.mark.parametrize(
    ("database", "says"),
    [
        ("mysql://x", "HOCBA_DB bắt đầu bằng “mysql”"),
        ("postgresql://x@127.0.0.1:1/y", "chưa nối được. Hãy xem lại HOCBA_DB"),
    ],
)
def test_a_database_that_cannot_be_reached_is_a_sentence(env, database, says):
    done = hocba({**env, "HOCBA_DB": database}, "seal")
    assert done.returncode == 1
    assert says in done.stderr and "Traceback" not in done.stderr


def test_a_file_that_is_no_transcript_cannot_be_judged(env, tmp_path):
    paper = tmp_path / "thu.txt"
    paper.write_text("xin chào")
    done = hocba(env, "verify", paper, tmp_path / "khong-co.pdf")
    assert done.returncode == 2 and done.stdout.count("KHÔNG KẾT LUẬN ĐƯỢC") == 2


def test_a_verdict_that_nobody_could_read_is_no_valid(env, tmp_path):
    paper = tmp_path / "thu.txt"
    paper.write_text("xin chào")
    read, write = os.pipe()
    os.close(read)
    with os.fdopen(write, "wb") as nobody:
        done = subprocess.run(
            [*HOCBA, "verify", str(paper)],
            env=env,
            stdout=nobody,
            stderr=subprocess.PIPE,
            timeout=60,
        )
    assert (done.returncode, done.stderr) == (141, b"")


def test_a_list_that_is_cut_off_leaves_no_traceback(env):
    read, write = os.pipe()
    os.close(read)
    with os.fdopen(write, "wb") as nobody:
        done = subprocess.run(
            [*HOCBA, "law", "doc"], env=env, stdout=nobody, stderr=subprocess.PIPE, timeout=60
        )
    assert (done.returncode, done.stderr) == (141, b"")


def test_setup_twice_is_harmless_and_an_empty_store_is_all_well(prepared):
    again, store, seal = hocba_each(prepared, ["setup"], ["verify", "--all"], ["seal"])
    assert again[0] == 0
    assert store[0] == 0 and "Mọi thứ khớp" in store[1]
    assert seal[0] == 0 and "Không có sự kiện mới" in seal[1]


def test_a_backup_is_a_home_that_can_be_restored(prepared, env, tmp_path):
    kept = tmp_path / "ban-sao"
    done = hocba(prepared, "backup", kept)
    assert done.returncode == 0, done.stderr
    assert kept.stat().st_mode & 0o777 == 0o700
    again = hocba(prepared, "backup", kept)
    assert again.returncode == 1 and "chưa có" in again.stderr
    assert hocba(env, "restore", kept).returncode == 0
    with contextlib.closing(sqlite3.connect(Path(env["HOCBA_HOME"]) / "hocba.sqlite3")) as copy:
        assert copy.execute("SELECT count(*) FROM year_subject").fetchone()[0] > 20
    refused = hocba(env, "restore", kept)
    assert refused.returncode == 1 and "đã có dữ liệu" in refused.stderr


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def children_of(pid: int) -> list[int]:
    text = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [int(p) for p in text]


@contextlib.contextmanager
def serving(env: dict[str, str], *more: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    port = free_port()
    command = [*HOCBA, "serve", "--port", str(port), *more]
    server = subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout is not None
        said = server.stdout.readline()
        assert f"http://127.0.0.1:{port}" in said
        yield server, f"http://127.0.0.1:{port}"
    finally:
        if server.poll() is None:
            server.send_signal(signal.SIGTERM)
        server.wait(120)
        server.stdout.close()


def soon(true: Callable[[], object], else_say: str, seconds: float = 120) -> None:
    """Wait for what happens by itself; long enough for a machine that has much else to do."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, else_say
        time.sleep(0.05)


def gone(pids: list[int]) -> bool:
    soon(lambda: not any(Path(f"/proc/{pid}/stat").exists() for pid in pids), "a process lives on")
    return True


def tree_of(pid: int) -> list[int]:
    found = [pid]
    for one in found:
        with contextlib.suppress(OSError):
            found += children_of(one)
    return found


def test_serve_answers_restarts_a_dead_child_and_stops_cleanly(prepared):
    with serving(prepared) as (server, url):
        with urllib.request.urlopen(f"{url}/accounts/login/", timeout=120) as answer:
            assert answer.status == 200 and answer.headers["X-Request-Id"]
        taken = hocba(prepared, "serve", "--port", url.rpartition(":")[2])
        assert taken.returncode == 1 and "--port" in taken.stderr
        before = children_of(server.pid)
        worker = next(
            p for p in before if Path(f"/proc/{p}/cmdline").read_bytes().endswith(b"work\x00")
        )
        os.kill(worker, signal.SIGKILL)
        soon(
            lambda: worker not in (now := children_of(server.pid)) and len(now) == 2,
            "the job process did not come back",
        )
        soon(lambda: len(tree_of(server.pid)) >= 5, "not all processes came up")
        everything = tree_of(server.pid)
        server.send_signal(signal.SIGTERM)
        assert server.wait(120) == 0
        assert gone(everything)


SUPERVISOR = """
import os, sys, time
from hocba.ops.serve import Child
print(Child(sys.argv[1:], dict(os.environ)).process.pid, flush=True)
time.sleep(600)
"""


def test_children_do_not_outlive_a_killed_supervisor(prepared):
    web = ["web", "--workers", "1", "--port", str(free_port())]
    command = [sys.executable, "-c", SUPERVISOR, *web]
    with subprocess.Popen(command, env=prepared, stdout=subprocess.PIPE, text=True) as supervisor:
        assert supervisor.stdout is not None
        child = int(supervisor.stdout.readline())
        try:
            soon(lambda: children_of(child), "the web process has no worker")
            everything = tree_of(child)
        finally:
            supervisor.kill()
    try:
        assert gone(everything)
    finally:
        for left in (pid for pid in everything if Path(f"/proc/{pid}/stat").exists()):
            os.kill(left, signal.SIGKILL)


def test_serve_says_what_is_wrong_with_its_tls_files(prepared, tmp_path):
    alone = hocba(prepared, "serve", "--cert", tmp_path / "a.pem")
    assert alone.returncode == 1 and "cả hai tệp" in alone.stderr
    missing = hocba(prepared, "serve", "--cert", tmp_path / "a.pem", "--key", tmp_path / "k.pem")
    assert missing.returncode == 1 and "Không có tệp" in missing.stderr
