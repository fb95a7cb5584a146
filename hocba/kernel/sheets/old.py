"""What the reader of values does not tell of an old .xls (BIFF in an OLE container): error values,
which it gives as empty, and hidden rows."""

import struct
from collections.abc import Iterator

from hocba.kernel.sheets.untold import Fault, Untold, error_value

_ERRORS = {
    0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!",
    0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A",
}  # fmt: skip
_BOUNDSHEET, _BOF, _EOF, _FORMULA, _BOOLERR = 0x0085, 0x0809, 0x000A, 0x0006, 0x0205
_ROW, _HIDDEN = 0x0208, 0x0020
_IN_USE = 0xFFFFFFFA
"""Sector numbers below are sectors; the others mark the end of a chain, or a free sector."""
_MINI, _MINI_BELOW = 64, 4096
_STREAMS = ("Workbook", "Book")


def untold(data: bytes) -> dict[str, Untold]:
    """The error values and hidden rows of each sheet, by its name; {} for a file that cannot be
    followed: the reader of values says what is wrong with it."""
    try:
        stream = _workbook(data)
        return {name: _of(stream, start) for name, start in _sheets(stream)}
    except (struct.error, IndexError, UnicodeDecodeError):
        return {}


def _records(stream: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        yield kind, stream[at + 4 : at + 4 + size]
        at += 4 + size


def _sheets(stream: bytes) -> Iterator[tuple[str, int]]:
    for kind, body in _records(stream, 0):
        if kind == _EOF:
            return
        if kind == _BOUNDSHEET:
            start, _, count = struct.unpack_from("<IHB", body)
            plain = struct.unpack_from("<H", stream, 4)[0] < 0x0600
            text = body[7:] if plain else body[8:]
            wide = not plain and body[7] & 1
            name = text[: 2 * count].decode("utf-16-le") if wide else text[:count].decode("latin-1")
            yield name, start


def _of(stream: bytes, start: int) -> Untold:
    """Of one sheet; charts inside it are streams of their own."""
    found, depth = Untold(), 0
    for kind, body in _records(stream, start):
        if kind in (_BOF, _EOF):
            depth += 1 if kind == _BOF else -1
            if not depth:
                break
        elif kind == _BOOLERR and body[7] == 1:
            found.faults[struct.unpack_from("<HH", body)] = _said(body[6])
        elif kind == _FORMULA and body[12:14] == b"\xff\xff" and body[6] == 2:
            found.faults[struct.unpack_from("<HH", body)] = _said(body[8])
        elif kind == _ROW and struct.unpack_from("<H", body, 12)[0] & _HIDDEN:
            found.unseen.add(struct.unpack_from("<H", body)[0])
    return found


def _said(code: int) -> Fault:
    return error_value(_ERRORS.get(code, ""))


def _workbook(data: bytes) -> bytes:
    """The stream of the workbook, put together from its sectors."""
    size = 1 << struct.unpack_from("<H", data, 30)[0]
    folder, mini_fat = (struct.unpack_from("<I", data, at)[0] for at in (48, 60))
    fat = _fat(data, size)
    sectors = [data[at : at + size] for at in range(size, len(data), size)]
    entries = b"".join(_chain(sectors, fat, folder))
    found = {}
    for at in range(0, len(entries), 128):
        length, start, count = *struct.unpack_from("<H", entries, at + 64), *struct.unpack_from("<II", entries, at + 116)  # fmt: skip
        found[entries[at : at + max(length - 2, 0)].decode("utf-16-le")] = start, count
    start, count = next((found[name] for name in _STREAMS if name in found), (_IN_USE, 0))
    if count >= _MINI_BELOW:
        return b"".join(_chain(sectors, fat, start))[:count]
    small = b"".join(_chain(sectors, fat, found["Root Entry"][0])) if "Root Entry" in found else b""
    table = b"".join(_chain(sectors, fat, mini_fat))
    pieces = [small[at : at + _MINI] for at in range(0, len(small), _MINI)]
    return b"".join(_chain(pieces, _numbers(table), start))[:count]


def _fat(data: bytes, size: int) -> list[int]:
    """The table of chains; its own sectors are listed in the header, then in sectors that follow."""
    listed = _numbers(data[76:512])
    more = struct.unpack_from("<I", data, 68)[0]
    while more < _IN_USE and len(listed) * size < 2 * len(data):
        block = _numbers(data[(more + 1) * size : (more + 2) * size])
        listed += block[:-1]
        more = block[-1]
    return [
        number
        for sector in listed
        if sector < _IN_USE
        for number in _numbers(data[(sector + 1) * size : (sector + 2) * size])
    ]


def _numbers(block: bytes) -> list[int]:
    return list(struct.unpack(f"<{len(block) // 4}I", block[: len(block) // 4 * 4]))


def _chain(sectors: list[bytes], fat: list[int], at: int) -> Iterator[bytes]:
    for _ in sectors:
        if at >= _IN_USE:
            return
        yield sectors[at]
        at = fat[at]
