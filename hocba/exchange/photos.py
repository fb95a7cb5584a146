"""Reading of a zip of 3×4 photos, each named by the pupil's code: `9900010001.jpg`."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from pathlib import PurePosixPath

from hocba.exchange.reading import Reading, Source
from hocba.kernel.command import Ctx
from hocba.people.commands import set_photo
from hocba.people.models import Student

MOST_BYTES = 400_000
MOST_PHOTOS = 5_000
SIDES = (90, 2000)
MEDIA = {".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".png": "image/png"}
_PNG = b"\x89PNG\r\n\x1a\n"


class BadPhoto(ValueError):
    """A file that is no photo we can print; the message is for the user."""


def size_of(data: bytes) -> tuple[int, int]:
    """Width and height in pixels of a sound PNG or JPEG. Raises BadPhoto."""
    if data.startswith(_PNG):
        return _png(data)
    if data.startswith(b"\xff\xd8"):
        return _jpeg(data)
    raise BadPhoto("Tệp không phải ảnh JPEG hoặc PNG.")


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
        raise BadPhoto("Ảnh PNG bị hỏng.")
    return size


def _jpeg(data: bytes) -> tuple[int, int]:
    place = 2
    while place + 9 < len(data) and data[place] == 0xFF and b"\xff\xd9" in data[-64:]:
        marker = data[place + 1]
        if marker in (0xC0, 0xC1, 0xC2):
            height, width = struct.unpack(">HH", data[place + 5 : place + 9])
            return width, height
        place += 2 + struct.unpack(">H", data[place + 2 : place + 4])[0]
    raise BadPhoto("Ảnh JPEG bị hỏng.")


def check_photo(data: bytes) -> None:
    """Raise BadPhoto unless the bytes are a photo of a size that prints as 3×4."""
    if len(data) > MOST_BYTES:
        raise BadPhoto(f"Ảnh nặng quá {MOST_BYTES // 1000} kB; hãy giảm cỡ ảnh.")
    width, height = size_of(data)
    if not (SIDES[0] <= width <= SIDES[1] and SIDES[0] <= height <= SIDES[1]):
        raise BadPhoto(
            f"Ảnh {width}×{height} điểm; cần từ {SIDES[0]} đến {SIDES[1]} điểm mỗi chiều."
        )
    if not 60 * height <= 100 * width <= 90 * height:
        raise BadPhoto(f"Ảnh {width}×{height} không theo khổ đứng 3×4.")


def photos(source: Source) -> Reading:
    """A zip of photos by the school's office."""
    reading = Reading()
    try:
        folder = zipfile.ZipFile(io.BytesIO(source.data))
        entries = [e for e in folder.infolist() if not e.is_dir()]
    except (zipfile.BadZipFile, ValueError, OSError):
        reading.fail("tệp", "Tệp không phải tệp nén .zip hoặc bị hỏng.")
        return reading
    if len(entries) > MOST_PHOTOS:
        reading.fail("tệp", f"Có {len(entries)} tệp; nhiều nhất {MOST_PHOTOS} ảnh một lần.")
        return reading
    known = _by_code(source)
    found: dict[int, tuple[bytes, str]] = {}
    for entry in entries:
        path = PurePosixPath(entry.filename)
        student = known.get(path.stem)
        if student is None:
            reading.fail(f"tệp {path.name}", "Không có học sinh nào mang mã này.", path.stem)
            continue
        try:
            data = _bytes(folder, entry)
            check_photo(data)
        except BadPhoto as problem:
            reading.fail(f"tệp {path.name}", str(problem))
            continue
        if student in found:
            reading.fail(f"tệp {path.name}", "Học sinh này có hai ảnh trong tệp.", path.stem)
        found[student] = (data, MEDIA.get(path.suffix.lower(), "image/jpeg"))
    reading.summary = {
        "ảnh": len(found),
        "học sinh chưa có ảnh": len(set(known.values()) - set(found)),
    }
    reading.steps.append(lambda ctx: _apply(ctx, found))
    return reading


def _bytes(folder: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    if entry.file_size > MOST_BYTES:
        raise BadPhoto(f"Ảnh nặng quá {MOST_BYTES // 1000} kB; hãy giảm cỡ ảnh.")
    try:
        with folder.open(entry) as file:
            return file.read(MOST_BYTES + 1)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError, zlib.error) as error:
        raise BadPhoto("Không đọc được ảnh trong tệp nén (hỏng hoặc có mật khẩu).") from error


def _by_code(source: Source) -> dict[str, int]:
    rows = Student.objects.filter(school=source.school).values_list(
        "pk", "moet_code", "person__personal_id", "register_no"
    )
    return {code: pk for pk, *codes in rows for code in codes if code}


def _apply(ctx: Ctx, found: dict[int, tuple[bytes, str]]) -> None:
    for student, (data, media) in sorted(found.items()):
        set_photo(ctx, student, data, media)
