"""One throw-away installation for all benchmarks of a run that need a database."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
import time
from functools import cache
from pathlib import Path


@cache
def ready(database: str = "") -> Path:
    """Set up Django on an empty installation in a temporary home; returns the home.

    On SQLite, or on an empty PostgreSQL at the address `database`.
    """
    home = Path(tempfile.mkdtemp(prefix="hocba-bench-"))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    os.environ.update(HOCBA_HOME=str(home), DJANGO_SETTINGS_MODULE="hocba.settings")
    os.environ.pop("HOCBA_DB", None)
    if database:
        os.environ["HOCBA_DB"] = database
    import django

    django.setup()
    from hocba.ops import install

    install.run()
    return home


def spent() -> float:
    """CPU seconds of this process so far, and of the PostgreSQL process that serves it."""
    return time.process_time() + (_backend() if _counted else 0)


_counted: list[Path] = []


def count_backend() -> None:
    """From now on `spent` counts the server process of the present connection too."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        _counted[:] = [Path(f"/proc/{cursor.fetchone()[0]}/schedstat")]


def _backend() -> float:
    """Exact, since the server process rests between two statements."""
    return int(_counted[0].read_text().split()[0]) / 1e9
