"""Files of the test authority: private ones, and the book of what was issued and revoked."""

import json
import os
import secrets
from pathlib import Path
from typing import Any


class Book:
    """A small JSON file of named tables; read anew each time, since several processes use it."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self, table: str) -> dict[str, Any]:
        """Entries of a table, empty where there are none."""
        whole = json.loads(self._path.read_text()) if self._path.exists() else {}
        found = whole.get(table, {})
        return found if isinstance(found, dict) else {}

    def put(self, table: str, key: str, value: object) -> None:
        """Add or change one entry."""
        whole = json.loads(self._path.read_text()) if self._path.exists() else {}
        whole[table] = {**self.read(table), key: value}
        fresh = self._path.with_name(f"{self._path.name}.{secrets.token_hex(4)}")
        fresh.write_text(json.dumps(whole, indent=1, sort_keys=True, ensure_ascii=False))
        fresh.replace(self._path)


def write_private(path: Path, data: bytes) -> bool:
    """Create a file that only its owner reads, as a whole; False if another was there first."""
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(data)
        os.link(fresh, path)
    except FileExistsError:
        return False
    finally:
        fresh.unlink(missing_ok=True)
    return True


def passphrase(path: Path) -> str:
    """The passphrase in a file; made there when missing."""
    if not path.exists():
        write_private(path, secrets.token_urlsafe(24).encode())
    return path.read_text().strip()
