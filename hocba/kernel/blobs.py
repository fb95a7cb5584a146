"""Files by their hash: written once, never changed, re-hashed by `hocba verify --all`."""

import datetime
import hashlib
import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from django.conf import settings

from hocba.kernel.errors import Refusal
from hocba.kernel.models import Blob


def path_of(sha256: str) -> Path:
    """Where the bytes of a blob lie."""
    return Path(settings.BLOBS) / sha256[:2] / sha256[2:4] / sha256


def put(data: bytes, media_type: str, at: datetime.datetime) -> str:
    """Store bytes and their row; return the SHA-256 in hexadecimal. Idempotent.

    The file is complete and on disk before the row is written. Raises Refusal on a full disk.
    """
    digest = hashlib.sha256(data).hexdigest()
    path = path_of(digest)
    if not path.exists():
        try:
            _write(path, data)
        except OSError as error:
            raise Refusal(
                "Máy chủ không ghi được tệp (ổ đĩa đầy hoặc bị khóa). Chưa có gì thay đổi;"
                " hãy báo quản trị giải phóng chỗ rồi làm lại."
            ) from error
    Blob.objects.bulk_create(
        [Blob(sha256=digest, size=len(data), media_type=media_type, at=at)], ignore_conflicts=True
    )
    return digest


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".new-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def get(sha256: str) -> bytes:
    """The bytes of a blob. Raises FileNotFoundError when the store lost it."""
    return path_of(sha256).read_bytes()


def damaged(seen: Callable[[int], object] = lambda count: None) -> Iterator[tuple[str, str]]:
    """Walk all blobs and yield (sha256, what is wrong) for each that is missing or altered.

    `seen` is told after each how many have been looked at.
    """
    for count, blob in enumerate(Blob.objects.order_by("sha256").iterator(), start=1):
        seen(count)
        path = path_of(blob.sha256)
        if not path.exists():
            yield blob.sha256, "mất tệp"
        elif hashlib.sha256(path.read_bytes()).hexdigest() != blob.sha256:
            yield blob.sha256, "nội dung tệp đã bị đổi"
