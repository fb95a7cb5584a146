"""A minimal .xls (BIFF8 in an OLE container), as old programs still write it."""

import struct

SECTOR = 512
FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def _record(kind: int, body: bytes) -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def _text(text: str, counter: str) -> bytes:
    return struct.pack(counter, len(text)) + b"\x01" + text.encode("utf-16-le")


def _bof(kind: int) -> bytes:
    return _record(0x0809, struct.pack("<HHHHII", 0x0600, kind, 0x0DBB, 0x07CC, 0, 6))


class Error(int):
    """A cell with an error value, by its code."""


class Formula(Error):
    """The same, as the last value of a formula."""


def _broken(place: bytes, cell: Error) -> bytes:
    if isinstance(cell, Formula):
        body = struct.pack("<BxBxxxHHIH", 2, cell, 0xFFFF, 0, 0, 0)
        return _record(0x0006, place + body)
    return _record(0x0205, place + struct.pack("<BB", cell, 1))


def _stream(sheet: str, rows: list[list[str | float]], hidden: tuple[int, ...]) -> bytes:
    end = _record(0x000A, b"")
    page = _bof(0x0010)
    for row, cells in enumerate(rows):
        grbit = 0x0120 if row in hidden else 0x0100
        page += _record(0x0208, struct.pack("<6H2H", row, 0, len(cells), 255, 0, 0, grbit, 15))
        for column, cell in enumerate(cells):
            place = struct.pack("<HHH", row, column, 0)
            if isinstance(cell, Error):
                page += _broken(place, cell)
            elif isinstance(cell, str):
                page += _record(0x0204, place + _text(cell, "<H"))
            else:
                page += _record(0x0203, place + struct.pack("<d", cell))
    page += end
    name = struct.pack("<BB", 0, 0) + _text(sheet, "<B")
    start = len(_bof(5)) + 4 + 4 + len(name) + len(end)
    book = _bof(5) + _record(0x0085, struct.pack("<I", start) + name) + end + page
    return book.ljust(max(4096, -(-len(book) // SECTOR) * SECTOR), b"\0")


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    raw = (name + "\0").encode("utf-16-le")
    head = raw.ljust(64, b"\0") + struct.pack("<HBB", len(raw), kind, 1)
    return (
        head + struct.pack("<III", FREE, FREE, child) + bytes(36) + struct.pack("<IQ", start, size)
    )


def old_workbook(sheet: str, rows: list[list[str | float]], hidden: tuple[int, ...] = ()) -> bytes:
    """One sheet of texts and numbers as the bytes of an .xls file; `hidden` rows count from 0."""
    stream = _stream(sheet, rows, hidden)
    sectors = len(stream) // SECTOR
    chain = [FAT, END, *(range(3, 2 + sectors)), END]
    table = struct.pack(f"<{len(chain)}I", *chain).ljust(SECTOR, b"\xff")
    nothing = (
        bytes(64) + struct.pack("<HBB", 0, 0, 0) + struct.pack("<III", FREE, FREE, FREE) + bytes(48)
    )
    folder = (
        _entry("Root Entry", 5, 1, END, 0)
        + _entry("Workbook", 2, FREE, 2, len(stream))
        + nothing * 2
    )
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    head += struct.pack(
        "<HHHHH6xIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, END, 0, END, 0
    )
    head += struct.pack("<I", 0) + b"\xff" * (4 * 108)
    return head + table + folder + stream
