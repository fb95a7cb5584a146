"""How much one address may ask the public pages, and files that never touch the disk."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpRequest

from hocba.kernel import limits

MOST_BYTES = 5 * 2**20
MOST_FILES = 2


def too_often(request: HttpRequest, what: str, most: int) -> bool:
    """Whether this address has asked more than `most` times in this minute (each web process counts)."""
    return limits.too_often(f"verify:{what}:{request.META.get('REMOTE_ADDR', '')}", most)


class InMemory(FileUploadHandler):
    """Keeps at most two small files in memory; the first byte too many ends the upload."""

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self.taken = 0
        self.files = 0
        self.over = False
        self.parts: list[bytes] = []

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.files += 1
        self.parts = []

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        self.taken += len(raw_data)
        if self.taken > MOST_BYTES or self.files > MOST_FILES:
            self.over = True
            self.parts = []
            raise StopUpload(connection_reset=True)
        self.parts.append(raw_data)
        return None

    def file_complete(self, file_size: int) -> SimpleUploadedFile:
        data = b"".join(self.parts)
        return SimpleUploadedFile(self.file_name or "tệp", data, self.content_type or "")
