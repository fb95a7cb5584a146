"""Whether bytes are a sound PNG or JPEG, and how large the picture is. No decoding."""

import re
import struct
import zlib

_PNG = b"\x89PNG\r\n\x1a\n"
_JPEG = b"\xff\xd8"
_FRAMES = frozenset((0xC0, 0xC1, 0xC2))
_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]", re.DOTALL)


class BadPicture(ValueError):
    """Bytes that are no picture, or a broken one; the message is for the user."""


def size_of(data: bytes, *, whole: bool = True) -> tuple[int, int]:
    """Width and height in pixels of a sound PNG or JPEG. Raises BadPicture.

    `whole` asks a JPEG to end where its file ends; pictures of telephones often carry more.
    """
    if data.startswith(_PNG):
        return _png(data)
    if data.startswith(_JPEG):
        return _jpeg(data, whole)
    raise BadPicture("Tệp không phải ảnh JPEG hoặc PNG.")


def is_picture(data: bytes) -> bool:
    """Whether the first bytes are those of a PNG or JPEG."""
    return data.startswith((_PNG, _JPEG))


def media_of(data: bytes) -> str:
    """`image/png` or `image/jpeg` of a sound picture, by its bytes. Raises BadPicture."""
    size_of(data, whole=False)
    return "image/png" if data.startswith(_PNG) else "image/jpeg"


def _png(data: bytes) -> tuple[int, int]:
    place, size, ended = len(_PNG), (0, 0), False
    while place + 12 <= len(data) and not ended:
        length, name = struct.unpack(">I4s", data[place : place + 8])
        body = data[place + 8 : place + 8 + length]
        crc = data[place + 8 + length : place + 12 + length]
        if len(crc) != 4 or struct.unpack(">I", crc)[0] != zlib.crc32(name + body):
            break
        if name == b"IHDR":
            size = struct.unpack(">II", body[:8])
        ended = name == b"IEND"
        place += 12 + length
    if not ended or not all(size):
        raise BadPicture("Ảnh PNG bị hỏng.")
    return size


def _jpeg(data: bytes, whole: bool) -> tuple[int, int]:
    """Walk over the segments to the end of the picture (EOI), which a cut file does not have."""
    place, size = 2, (0, 0)
    ended = not whole or b"\xff\xd9" in data[-64:]
    while place + 2 <= len(data) and data[place] == 0xFF and ended:
        marker = data[place + 1]
        if marker == 0xD9 and all(size):
            return size
        if marker == 0xFF:  # filling before a marker
            place += 1
            continue
        body = data[place + 2 : place + 9]
        if len(body) < 7:
            break
        if marker in _FRAMES:
            height, width = struct.unpack(">HH", body[3:])
            size = width, height
        place += 2 + struct.unpack(">H", body[:2])[0]
        if marker == 0xDA:  # pixels, up to the next marker that is none of theirs
            found = _MARKER.search(data, place)
            place = found.start() if found else len(data)
    raise BadPicture("Ảnh JPEG bị hỏng.")
