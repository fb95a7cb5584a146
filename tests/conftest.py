"""What all tests share: no network, deterministic properties, real databases where commits matter."""

import contextlib
import fcntl
import os
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import leaks
import pytest
from django.db import models
from hypothesis import settings as hypothesis_settings

# Playwright keeps an event loop in the main thread; our queries there are meant.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
hypothesis_settings.register_profile(
    "hocba", deadline=None, derandomize=True, database=None, print_blob=False
)
hypothesis_settings.load_profile("hocba")

RUN = "HOCBA_TEST_RUN"
"""Names a folder that the lanes of one run share."""
LOOPBACK = ("127.", "::1", "localhost", "0.0.0.0")


class NetworkBlocked(RuntimeError):
    """A test tried to leave this machine."""


def _refuse_remote(address: object) -> None:
    if isinstance(address, tuple) and not str(address[0]).startswith(LOOPBACK):
        raise NetworkBlocked(f"tests have no network: {address[0]}")


class _LocalSocket(socket.socket):
    """A socket that reaches this machine only."""

    def connect(self, address: Any) -> None:
        _refuse_remote(address)
        super().connect(address)

    def connect_ex(self, address: Any) -> int:
        _refuse_remote(address)
        return super().connect_ex(address)

    def sendto(self, data: Any, *rest: Any) -> int:
        _refuse_remote(rest[-1])
        return super().sendto(data, *rest)


_getaddrinfo = socket.getaddrinfo


def _local_names(host: Any, *rest: Any, **named: Any) -> Any:
    if host is not None:
        _refuse_remote((host.decode() if isinstance(host, bytes) else host,))
    return _getaddrinfo(host, *rest, **named)


socket.socket = _LocalSocket  # type: ignore[misc]
socket.getaddrinfo = _local_names


_stored = models.CharField.get_db_prep_save


def _fitting(field: Any, value: Any, connection: Any) -> Any:
    """SQLite stores text of any length where PostgreSQL refuses it, so tests refuse it on both."""
    stored = _stored(field, value, connection)
    if isinstance(stored, str) and field.max_length and len(stored) > field.max_length:
        raise ValueError(f"{field}: {len(stored)} letters for {field.max_length}: {stored!r}")
    return stored


models.CharField.get_db_prep_save = _fitting  # type: ignore[method-assign]


def _nothing_left() -> Iterator[None]:
    before = leaks.watched()
    yield
    if found := leaks.left(before):
        pytest.fail(f"left to the tests after it: {', '.join(found)}", pytrace=False)


nothing_left = pytest.fixture(autouse=True)(_nothing_left)
nothing_left_by_module = pytest.fixture(autouse=True, scope="module")(_nothing_left)


@pytest.fixture
def monkeypatch(nothing_left: None, monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Put back before `nothing_left` looks, also where a plugin asks for it first of all."""
    return monkeypatch


@dataclass(frozen=True)
class RealDatabase:
    """A migrated database of one test's own, where commits are real.

    `url` is for HOCBA_DB of other processes; the test's own connection points to it as well.
    """

    url: str
    home: Path

    def env(self, **more: str) -> dict[str, str]:
        """Environment for a process of this installation."""
        return {
            **os.environ,
            "HOCBA_DB": self.url,
            "HOCBA_HOME": str(self.home),
            "DJANGO_SETTINGS_MODULE": "hocba.settings_test",
            **more,
        }


def _postgres() -> bool:
    return os.environ.get("HOCBA_DB", "").startswith("postgres")


def _postgres_url(name: str) -> str:
    base, _, query = os.environ["HOCBA_DB"].partition("?")
    return f"{base.rpartition('/')[0]}/{name}" + (f"?{query}" if query else "")


def _on_postgres(sql: str) -> None:
    import psycopg

    with psycopg.connect(_postgres_url("postgres"), autocommit=True) as server:
        server.execute(sql)  # type: ignore[arg-type]


def _migrated(folder: Path) -> str:
    """What `hocba setup` makes of nothing: the path of an SQLite file, or the name in PostgreSQL."""
    path, name = folder / "migrating.sqlite3", f"hocba_template_{os.getpid()}"
    if _postgres():
        _on_postgres(f'CREATE DATABASE "{name}"')
    url = _postgres_url(name) if _postgres() else f"sqlite:///{quote(str(path))}"
    env = {**os.environ, "HOCBA_DB": url, "HOCBA_HOME": str(folder)}
    env["DJANGO_SETTINGS_MODULE"] = "hocba.settings_test"
    subprocess.run([sys.executable, "-m", "hocba.cli", "setup"], env=env, check=True)
    if _postgres():
        return name
    with contextlib.closing(sqlite3.connect(path)) as file:
        file.execute("PRAGMA journal_mode=DELETE")
    return str(path)


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The migrated database that all others of this run are copies of.

    Migrating takes longer than most folders of tests, so whoever needs it first makes it for the
    other workers too, and for the other lanes when `scripts/lanes.py` has given them a folder.
    Nothing is left on a PostgreSQL that is not this run's own.
    """
    if _postgres() and RUN not in os.environ:
        name = _migrated(tmp_path_factory.mktemp("template"))
        yield name
        _on_postgres(f'DROP DATABASE "{name}" WITH (FORCE)')
        return
    folder = _shared(tmp_path_factory) / ("template-pg" if _postgres() else "template")
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        known = folder / "name"
        if not known.exists():
            known.write_text(_migrated(folder))
    yield known.read_text()


def _shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all processes of this run know."""
    if given := os.environ.get(RUN):
        return Path(given)
    base = tmp_path_factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


def _copied(template: str, name: str) -> None:
    _on_postgres(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')


@pytest.fixture(scope="session")
def django_db_setup(
    template: str, django_test_environment: None, django_db_blocker: Any
) -> Iterator[None]:
    """In place of pytest-django's: this worker's database is a copy, not migrated once more."""
    from django.db import connection

    name = f"hocba_worker_{os.getpid()}"
    if _postgres():
        _copied(template, name)
    before = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = (
        name if _postgres() else f"file:{name}?mode=memory&cache=shared"
    )
    with django_db_blocker.unblock():
        if not _postgres():
            connection.ensure_connection()
            with contextlib.closing(sqlite3.connect(template)) as file:
                file.backup(connection.connection)
        yield
        connection.close()
    connection.settings_dict["NAME"] = before
    if _postgres():
        _on_postgres(f'DROP DATABASE "{name}" WITH (FORCE)')


def _fresh_copy(template: str, home: Path) -> tuple[str, str]:
    """Copy the template; returns the new database's name for Django, and its URL."""
    if not _postgres():
        path = home / "hocba.sqlite3"
        path.write_bytes(Path(template).read_bytes())
        return str(path), f"sqlite:///{quote(str(path))}"
    name = f"hocba_copy_{os.getpid()}"
    _copied(template, name)
    return name, _postgres_url(name)


@pytest.fixture
def real_db(template: str, tmp_path: Path, django_db_blocker: Any) -> Iterator[RealDatabase]:
    """A copy of the template database for tests that commit; frozen rows refuse a flush."""
    from django.db import connections

    from hocba.kernel import sql

    home = tmp_path / "home"
    home.mkdir()
    name, url = _fresh_copy(template, home)
    before, kept = connections.settings["default"], connections["default"]
    connections.settings["default"] = {**before, "NAME": name}
    del connections["default"]
    sql.moved()
    try:
        with django_db_blocker.unblock():
            yield RealDatabase(url, home)
            connections["default"].close()
    finally:
        connections.settings["default"] = before
        connections["default"] = kept
        sql.moved()
        if _postgres():
            _on_postgres(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def live_home(real_db: RealDatabase) -> RealDatabase:
    """A home folder with a prepared database of its own, for processes that the test starts."""
    return real_db


@pytest.fixture
def live_url(real_db: RealDatabase, settings: Any) -> Iterator[str]:
    """A server in this process over the test's own database; what the test patches holds there.

    Build the world first (it commits), then open pages below this address.
    """
    from django.contrib.staticfiles.handlers import StaticFilesHandler
    from django.test.testcases import LiveServerThread

    server = LiveServerThread("127.0.0.1", StaticFilesHandler, connections_override={})
    server.daemon = True
    server.start()
    server.is_ready.wait(30)
    if server.error:
        raise server.error
    yield f"http://127.0.0.1:{server.port}"
    server.terminate()
