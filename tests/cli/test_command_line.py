"""The command line as its owner meets it: exit codes, sentences, no traceback for a mistake."""

import contextlib
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
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
        command, env=env, capture_output=True, text=True, timeout=120, check=False
    )


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """A home with an empty installation, shared by the tests that only read it."""
    home = tmp_path_factory.mktemp("prepared")
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


@pytest.mark.parametrize(
    "arguments",
    [["seal"], ["verify", "--all"], ["replay"], ["backup", "x"]],
)
def test_before_setup_a_command_says_what_is_missing(env, tmp_path, arguments):
    done = hocba({**env, "HOCBA_HOME": str(tmp_path / "new")}, *arguments)
    assert done.returncode == 1
    assert "Hãy chạy «hocba setup» trước." in done.stderr and "Traceback" not in done.stderr


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
    assert hocba(prepared, "setup").returncode == 0
    done = hocba(prepared, "verify", "--all")
    assert done.returncode == 0 and "Mọi thứ khớp" in done.stdout


def test_sealing_nothing_says_so(prepared):
    done = hocba(prepared, "seal")
    assert done.returncode == 0 and "Không có sự kiện mới" in done.stdout


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
        server.wait(30)
        server.stdout.close()


def gone(pids: list[int], seconds: float = 20) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if not any(Path(f"/proc/{pid}/stat").exists() for pid in pids):
            return True
        time.sleep(0.1)
    return False


def tree_of(pid: int) -> list[int]:
    found = [pid]
    for one in found:
        with contextlib.suppress(OSError):
            found += children_of(one)
    return found


def test_serve_answers_restarts_a_dead_child_and_stops_cleanly(prepared):
    with serving(prepared) as (server, url):
        with urllib.request.urlopen(f"{url}/accounts/login/", timeout=10) as answer:
            assert answer.status == 200 and answer.headers["X-Request-Id"]
        taken = hocba(prepared, "serve", "--port", url.rpartition(":")[2])
        assert taken.returncode == 1 and "--port" in taken.stderr
        before = children_of(server.pid)
        worker = next(
            p for p in before if Path(f"/proc/{p}/cmdline").read_bytes().endswith(b"work\x00")
        )
        os.kill(worker, signal.SIGKILL)
        end = time.monotonic() + 20
        while worker in (now := children_of(server.pid)) or len(now) < 2:
            assert time.monotonic() < end, "the job process did not come back"
            time.sleep(0.1)
        everything = tree_of(server.pid)
        assert len(everything) >= 5
        server.send_signal(signal.SIGTERM)
        assert server.wait(30) == 0
        assert gone(everything)


def test_children_do_not_outlive_a_killed_supervisor(prepared):
    with serving(prepared) as (server, _):
        everything = tree_of(server.pid)
        server.kill()
        server.wait(10)
        assert gone(everything[1:])


def test_serve_says_what_is_wrong_with_its_tls_files(prepared, tmp_path):
    alone = hocba(prepared, "serve", "--cert", tmp_path / "a.pem")
    assert alone.returncode == 1 and "cả hai tệp" in alone.stderr
    missing = hocba(prepared, "serve", "--cert", tmp_path / "a.pem", "--key", tmp_path / "k.pem")
    assert missing.returncode == 1 and "Không có tệp" in missing.stderr
