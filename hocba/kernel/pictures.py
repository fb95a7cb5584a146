"""Whether bytes are a sound PNG or JPEG, and how large the picture is. No decoding."""

import struct
import zlib

_PNG = b"\x89PNG\r\n\x1a\n"
_JPEG = b"\xff\xd8"
_FRAMES = frozenset((0xC0, 0xC1, 0xC2))


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
    place = 2
    ended = b"\xff\xd9" in (data[-64:] if whole else data[2:])
    while place + 9 < len(data) and data[place] == 0xFF and ended:
        marker = data[place + 1]
        if marker in _FRAMES:
            height, width = struct.unpack(">HH", data[place + 5 : place + 9])
            return width, height
        place += 2 + struct.unpack(">H", data[place + 2 : place + 4])[0]
    raise BadPicture("Ảnh JPEG bị hỏng.")
