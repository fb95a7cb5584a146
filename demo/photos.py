"""Photos of nobody: plain grey silhouettes, 120×160, one of a few shapes for each pupil."""

from __future__ import annotations

import io
import random
import struct
import zipfile
import zlib
from collections.abc import Iterable

WIDTH, HEIGHT = 120, 160
PAPER, SHADES = 232, (96, 112, 128, 144)
MOMENT = (2025, 9, 5, 8, 0, 0)


def silhouette(head: int, shoulders: int, shade: int, hair: int) -> bytes:
    """A grey PNG: head radius, half width of the shoulders, shade, and length of the hair."""
    rows = bytearray()
    middle, eye = WIDTH // 2, 62
    for y in range(HEIGHT):
        rows.append(0)
        for x in range(WIDTH):
            dx, dy = x - middle, y - eye
            face = dx * dx * 100 + dy * dy * 72 <= head * head * 100
            strands = abs(dx) <= head and 0 <= dy <= hair
            bx, by = dx * 100 // shoulders, (y - HEIGHT) * 100 // 62
            body = bx * bx + by * by <= 10_000
            rows.append(shade if face or strands or body else PAPER)
    return _png(bytes(rows))


def _png(rows: bytes) -> bytes:
    head = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 0, 0, 0, 0)
    parts = [(b"IHDR", head), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b"")]
    chunks = (
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        for name, body in parts
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def photo_zip(pupils: Iterable[tuple[str, str]], seed: str) -> bytes:
    """A zip of one photo for each (code, sex); the same bytes for the same pupils and seed."""
    rng = random.Random(seed)
    shapes = {
        sex: [
            silhouette(head, wide, shade, hair)
            for head, wide, shade in zip((30, 32, 34, 33), (44, 47, 50, 46), SHADES, strict=True)
        ]
        for sex, hair in (("nam", 0), ("nu", 46))
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as folder:
        for code, sex in pupils:
            info = zipfile.ZipInfo(f"{code}.png", MOMENT)
            folder.writestr(info, rng.choice(shapes[sex]))
    return out.getvalue()
