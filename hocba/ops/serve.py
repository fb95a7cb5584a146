"""`hocba serve`: two web processes and one job process under one small supervisor.

The supervisor never imports Django; it starts, watches, restarts and stops its children.
"""

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
import webbrowser
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

STOP_SECONDS = 20.0
RESTART_SECONDS = (1.0, 2.0, 5.0, 15.0, 60.0)
STEADY_SECONDS = 60.0


@dataclass(frozen=True)
class Address:
    """Where to listen, and the TLS files if any."""

    host: str
    port: int
    cert: Path | None = None
    key: Path | None = None

    @property
    def url(self) -> str:
        """The address to type into a browser on this machine."""
        host = {"0.0.0.0": "127.0.0.1", "::": "[::1]", "::1": "[::1]"}.get(self.host, self.host)
        return f"{'https' if self.cert else 'http'}://{host}:{self.port}"

    def options(self) -> list[str]:
        """The same as options of `hocba web`."""
        found = ["--host", self.host, "--port", str(self.port)]
        if self.cert and self.key:
            found += ["--cert", str(self.cert), "--key", str(self.key)]
        return found

    def problem(self) -> str | None:
        """Why this address cannot be served, as a sentence."""
        if (self.cert is None) != (self.key is None):
            return "TLS cần cả hai tệp: --cert và --key."
        for path in (self.cert, self.key):
            if path is not None and not path.is_file():
                return f"Không có tệp {path}."
        family = socket.AF_INET6 if ":" in self.host else socket.AF_INET
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((self.host, self.port))
            except OSError:
                return (
                    f"Không mở được cổng {self.port} tại {self.host}: có thể một chương trình khác"
                    " đang dùng. Hãy chọn cổng khác bằng --port."
                )
        return None


def _end_with_parent() -> None:
    """In a child: be asked to stop when the supervisor dies, however it died (Linux)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)


class Child:
    """A process that is kept alive until told to stop."""

    def __init__(self, arguments: list[str], env: dict[str, str]) -> None:
        self.arguments = arguments
        self.env = env
        self.failures = 0
        self.start()

    def start(self) -> None:
        self.started = time.monotonic()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "hocba.cli", *self.arguments],
            env=self.env,
            stdin=subprocess.DEVNULL,
            process_group=0,
            preexec_fn=_end_with_parent,
        )
        self.due: float | None = None

    def watch(self) -> None:
        """Restart a dead process, later and later while it keeps dying."""
        now = time.monotonic()
        if self.process.poll() is None:
            return
        if self.due is None:
            self.failures = 1 if now - self.started > STEADY_SECONDS else self.failures + 1
            wait = RESTART_SECONDS[min(self.failures, len(RESTART_SECONDS)) - 1]
            self.due = now + wait
            sys.stderr.write(
                f"Tiến trình «{self.arguments[0]}» dừng (mã {self.process.returncode}),"
                f" chạy lại sau {wait:.0f} giây.\n"
            )
        elif now >= self.due:
            self.start()

    def stop(self, deadline: float) -> None:
        """Ask, wait, then insist."""
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                os.killpg(self.process.pid, signal.SIGKILL)
                self.process.wait()


def environment(address: Address) -> dict[str, str]:
    """What the children get: the public address and hosts unless set, fewer memory arenas."""
    env = dict(os.environ)
    env.setdefault("HOCBA_URL", address.url)
    env.setdefault("MALLOC_ARENA_MAX", "2")
    env.setdefault("OPENBLAS_NUM_THREADS", "1")
    hosts = [h for h in env.get("HOCBA_HOSTS", "").split(",") if h]
    if address.host not in ("127.0.0.1", "0.0.0.0", "::", "::1", "localhost"):
        hosts.append(address.host)
    env["HOCBA_HOSTS"] = ",".join(hosts)
    return env


def run(address: Address, *, opens: bool = False) -> int:
    """Serve until stopped by SIGINT, SIGTERM or SIGHUP. Returns the exit code."""
    if problem := address.problem():
        sys.stderr.write(problem + "\n")
        return 1
    env = environment(address)
    prepared = subprocess.run([sys.executable, "-m", "hocba.cli", "setup"], env=env, check=False)
    if prepared.returncode:
        sys.stderr.write("Không chuẩn bị được cơ sở dữ liệu; xem thông báo ở trên.\n")
        return 1

    stopping = False

    def stop(signum: int, frame: FrameType | None) -> None:
        nonlocal stopping
        stopping = True

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)
    children = [Child(["web", *address.options()], env), Child(["work"], env)]
    announced = False
    try:
        while not stopping:
            time.sleep(0.2)
            for child in children:
                child.watch()
            if not announced and _answers(address):
                announced = True
                _announce(address, opens)
    finally:
        deadline = time.monotonic() + STOP_SECONDS
        for child in children:
            if child.process.poll() is None:
                child.process.terminate()
        for child in children:
            child.stop(deadline)
    sys.stderr.write("Đã dừng.\n")
    return 0


def _answers(address: Address) -> bool:
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(address.host, address.host)
    try:
        socket.create_connection((host, address.port), timeout=0.5).close()
    except OSError:
        return False
    return True


def _announce(address: Address, opens: bool) -> None:
    out = sys.stdout
    out.write(f"HọcBạ đang chạy tại {address.url} – dừng bằng Ctrl+C.\n")
    if not address.cert:
        out.write("Chưa có TLS: khóa truy cập (passkey) và mở lại khi mất mạng đang tắt.\n")
    out.flush()
    if opens and (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        webbrowser.open(address.url)


def web(address: Address, workers: int) -> int:
    """The web processes alone: WSGI, one thread each (measured: more threads only lock)."""
    if problem := address.problem():
        sys.stderr.write(problem + "\n")
        return 1
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hocba.settings")
    Server(
        "hocba.wsgi:application",
        address=address.host,
        port=address.port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=1,
        runtime_threads=1,
        respawn_failed_workers=True,
        workers_kill_timeout=10,
        log_level=LogLevels.warning,
        ssl_cert=address.cert,
        ssl_key=address.key,
    ).serve()
    return 0
