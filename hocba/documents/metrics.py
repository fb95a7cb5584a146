"""How wide words are and how many lines a text takes, from the advance widths of our fonts.

Typst breaks ragged paragraphs greedily at spaces; the same is done here with widths taken a
little too wide (SLACK), so that a line count is never too low. It serves to choose row heights and
type sizes before a page is set; the page itself is always checked after it.
"""

from __future__ import annotations

import struct
from functools import cache, lru_cache
from pathlib import Path

FONTS = Path(__file__).resolve().parent.parent / "forms" / "fonts"
SLACK = 1.02
LINE_EM = 0.66
"""Height of a line without leading, in em (Typst: cap height of the face)."""


class TooWide(ValueError):
    """A single word is wider than its column, so it cannot be broken."""


@cache
def _advances(style: str) -> dict[int, float]:
    """Code point -> advance width in em, from cmap (format 4) and hmtx."""
    data = (FONTS / f"LiberationSerif-{style}.ttf").read_bytes()
    tables = {}
    for i in range(struct.unpack(">H", data[4:6])[0]):
        tag, _, offset, _ = struct.unpack(">4sIII", data[12 + 16 * i : 28 + 16 * i])
        tables[tag] = offset
    units = struct.unpack_from(">H", data, tables[b"head"] + 18)[0]
    count = struct.unpack_from(">H", data, tables[b"hhea"] + 34)[0]
    widths = [
        struct.unpack_from(">H", data, tables[b"hmtx"] + 4 * min(i, count - 1))[0] / units
        for i in range(count)
    ]
    return {
        code: widths[min(glyph, count - 1)] for code, glyph in _cmap(data, tables[b"cmap"]).items()
    }


def _cmap(data: bytes, start: int) -> dict[int, int]:
    for i in range(struct.unpack_from(">H", data, start + 2)[0]):
        offset = start + struct.unpack_from(">I", data, start + 8 + 8 * i)[0]
        if struct.unpack_from(">H", data, offset)[0] == 4:
            return _format4(data, offset)
    raise ValueError("font without a format 4 character map")


def _format4(data: bytes, at: int) -> dict[int, int]:
    double = struct.unpack_from(">H", data, at + 6)[0]
    ends = at + 14
    starts = ends + double + 2
    deltas, offsets = starts + double, starts + 2 * double
    glyphs: dict[int, int] = {}
    for i in range(0, double, 2):
        first, last = (struct.unpack_from(">H", data, base + i)[0] for base in (starts, ends))
        delta = struct.unpack_from(">H", data, deltas + i)[0]
        offset = struct.unpack_from(">H", data, offsets + i)[0]
        for code in range(first, min(last, 0xFFFE) + 1):
            glyph = code
            if offset:
                glyph = struct.unpack_from(">H", data, offsets + i + offset + 2 * (code - first))[0]
            if glyph:
                glyphs[code] = (glyph + delta) & 0xFFFF if offset else (code + delta) & 0xFFFF
    return {code: glyph for code, glyph in glyphs.items() if glyph}


def has(text: str) -> bool:
    """True if the regular face has every letter of `text` (line feeds aside)."""
    advances = _advances("Regular")
    return all(ord(letter) in advances or letter == "\n" for letter in text)


@lru_cache(maxsize=20_000)
def _word(word: str, style: str) -> float:
    advances = _advances(style)
    return SLACK * sum(advances.get(ord(letter), 1.0) for letter in word)


def width(text: str, size: float, style: str = "Regular") -> float:
    """Width in points of one line."""
    return size * _word(text, style)


def lines(text: str, size: float, width: float, style: str = "Regular") -> int:
    """Lines that `text` takes at `size` points in a column of `width` points; 0 for no text.

    Raises `TooWide` for a word that does not fit the column.
    """
    if not text:
        return 0
    limit = width / size
    space = _word(" ", style)
    count = 0
    for paragraph in text.split("\n"):
        count += 1
        used = 0.0
        for word in paragraph.split(" "):
            wide = _word(word, style)
            if wide > limit:
                raise TooWide(word)
            step = wide if used == 0 else used + space + wide
            if step > limit:
                count += 1
                used = wide
            else:
                used = step
    return count


def height(count: int, size: float, leading: float = 4) -> float:
    """Height in points of `count` lines."""
    return count * (size * LINE_EM + leading) - leading if count else 0.0
