"""Reading of a zip of 3×4 photos, each named by the pupil's code: `9900010001.jpg`."""

from __future__ import annotations

import io
import zipfile
import zlib
from pathlib import PurePosixPath

from hocba.exchange.reading import Reading, Source
from hocba.kernel.command import Ctx
from hocba.kernel.pictures import BadPicture, size_of
from hocba.people.commands import set_photo
from hocba.people.models import Student

MOST_BYTES = 400_000
MOST_PHOTOS = 5_000
SIDES = (90, 2000)
MEDIA = {".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".png": "image/png"}


def check_photo(data: bytes) -> None:
    """Raise BadPicture unless the bytes are a photo of a size that prints as 3×4."""
    if len(data) > MOST_BYTES:
        raise BadPicture(f"Ảnh nặng quá {MOST_BYTES // 1000} kB; hãy giảm cỡ ảnh.")
    width, height = size_of(data)
    if not (SIDES[0] <= width <= SIDES[1] and SIDES[0] <= height <= SIDES[1]):
        raise BadPicture(
            f"Ảnh {width}×{height} điểm; cần từ {SIDES[0]} đến {SIDES[1]} điểm mỗi chiều."
        )
    if not 60 * height <= 100 * width <= 90 * height:
        raise BadPicture(f"Ảnh {width}×{height} không theo khổ đứng 3×4.")


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
        except BadPicture as problem:
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
        raise BadPicture(f"Ảnh nặng quá {MOST_BYTES // 1000} kB; hãy giảm cỡ ảnh.")
    try:
        with folder.open(entry) as file:
            return file.read(MOST_BYTES + 1)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError, zlib.error) as error:
        raise BadPicture("Không đọc được ảnh trong tệp nén (hỏng hoặc có mật khẩu).") from error


def _by_code(source: Source) -> dict[str, int]:
    rows = Student.objects.filter(school=source.school).values_list(
        "pk", "moet_code", "person__personal_id", "register_no"
    )
    return {code: pk for pk, *codes in rows for code in codes if code}


def _apply(ctx: Ctx, found: dict[int, tuple[bytes, str]]) -> None:
    for student, (data, media) in sorted(found.items()):
        set_photo(ctx, student, data, media)
