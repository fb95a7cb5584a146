"""Compile our Vietnamese messages: `python -m hocba.web.messages` (no gettext tools needed)."""

import ast
import struct
import sys
from pathlib import Path

CATALOGUE = Path(__file__).parent / "locale/vi/LC_MESSAGES/django.po"


def read(po: str) -> dict[str, str]:
    """msgid → msgstr of a .po file, keyed as gettext does: context before, plural after.

    Vietnamese has one form, so `msgstr[0]` is the only one read.
    """
    found: dict[str, str] = {}
    parts: dict[str, str] = {}
    current = ""
    for line in [*po.splitlines(), ""]:
        line = line.strip()
        if line.startswith("#"):
            continue
        if not line:
            if "msgid" in parts:
                context = parts.get("msgctxt")
                key = f"{context}\x04{parts['msgid']}" if context else parts["msgid"]
                if "msgid_plural" in parts:
                    key += "\0" + parts["msgid_plural"]
                found[key] = parts.get("msgstr") or parts.get("msgstr[0]", "")
            parts = {}
            continue
        if not line.startswith('"'):
            current, _, line = line.partition(" ")
            parts[current] = ""
        parts[current] += ast.literal_eval(line)
    return found


def compiled(messages: dict[str, str]) -> bytes:
    """The .mo file (GNU gettext, little-endian, sorted by original) of translated messages."""
    rows = sorted((k.encode(), v.encode()) for k, v in messages.items() if v)
    count = len(rows)
    originals, translations = 28, 28 + 8 * count
    offset = 28 + 16 * count
    tables: list[bytes] = []
    data = b""
    for column in (0, 1):
        for row in rows:
            tables.append(struct.pack("<II", len(row[column]), offset + len(data)))
            data += row[column] + b"\0"
    head = struct.pack("<7I", 0x950412DE, 0, count, originals, translations, 0, offset)
    return head + b"".join(tables) + data


def main() -> int:
    """Write the .mo beside the .po."""
    text = CATALOGUE.read_text(encoding="utf-8")
    CATALOGUE.with_suffix(".mo").write_bytes(compiled(read(text)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
