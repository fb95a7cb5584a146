"""A photo of a marked test paper, as far as the eye can tell: ruled lines, scrawl, a red mark."""

import random
import struct
import zlib

WIDTH, HEIGHT = 300, 400
WHITE, RULE, INK, RED = (250, 248, 240), (200, 212, 228), (40, 48, 110), (190, 30, 40)
_BARS = {
    "0": "abcdef", "1": "bc", "2": "abged", "3": "abgcd", "4": "fgbc", "5": "afgcd",
    "6": "afgedc", "7": "abc", "8": "abcdefg", "9": "abcdfg",
}  # fmt: skip
_BOX = {
    "a": (0, 0, 18, 3), "b": (15, 0, 18, 18), "c": (15, 16, 18, 34), "d": (0, 31, 18, 34),
    "e": (0, 16, 3, 34), "f": (0, 0, 3, 18), "g": (0, 16, 18, 19),
}  # fmt: skip

Colour = tuple[int, int, int]


def paper(mark: int, seed: str) -> bytes:
    """A PNG of an invented paper with a mark in tenths; the same bytes for the same arguments."""
    rows = [[WHITE] * WIDTH for _ in range(HEIGHT)]
    for y in range(90, HEIGHT, 22):
        _fill(rows, 0, y, WIDTH, y + 1, RULE)
    _fill(rows, 38, 0, 39, HEIGHT, RULE)
    _scrawl(rows, random.Random(seed))
    _mark(rows, f"{mark // 10},{mark % 10}")
    return _png(rows)


def _fill(
    rows: list[list[Colour]], left: int, top: int, right: int, down: int, ink: Colour
) -> None:
    for y in range(top, min(down, HEIGHT)):
        rows[y][left:right] = [ink] * (min(right, WIDTH) - left)


def _scrawl(rows: list[list[Colour]], rng: random.Random) -> None:
    """Words of a few strokes on every rule."""
    for base in range(110, HEIGHT - 20, 22):
        x = 46
        while x < WIDTH - 30 - rng.randrange(60):
            for _ in range(rng.randint(2, 6)):
                high = rng.choice((4, 5, 5, 10))
                _fill(rows, x, base - high, x + 1, base, INK)
                _fill(rows, x, base - rng.randint(0, 4), x + 4, base - rng.randint(0, 4) + 1, INK)
                x += 5
            x += 7


def _mark(rows: list[list[Colour]], text: str) -> None:
    x = WIDTH - 30 - 26 * len(text)
    for sign in text:
        if sign == ",":
            _fill(rows, x, 56, x + 4, 64, RED)
            x += 12
            continue
        for bar in _BARS[sign]:
            left, top, right, down = _BOX[bar]
            _fill(rows, x + left, 26 + top, x + right, 26 + down, RED)
        x += 26


def _png(rows: list[list[Colour]]) -> bytes:
    body = b"".join(b"\0" + bytes(part for dot in row for part in dot) for row in rows)
    head = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 2, 0, 0, 0)
    parts = [(b"IHDR", head), (b"IDAT", zlib.compress(body, 9)), (b"IEND", b"")]
    chunks = (
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in parts
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)
