"""A numbered, dated decision (quyết định) on which a command rests."""

import datetime
from dataclasses import dataclass

from hocba.kernel import blobs, scans
from hocba.kernel.errors import Fault, Invalid

LARGEST = 10 * 1024 * 1024


@dataclass(frozen=True)
class Decree:
    """Number with its sign («15/QĐ-THCS»), date, and ground (căn cứ, lí do)."""

    number: str
    on: datetime.date | None
    ground: str = ""

    def checked(self, today: datetime.date, ground: bool = True) -> "Decree":
        """The same with spaces trimmed; Invalid naming each field that is missing or impossible."""
        number, reason = self.number.strip(), self.ground.strip()
        faults = []
        if not number:
            faults.append(Fault("number", "Cần số của quyết định."))
        elif len(number) > 60:
            faults.append(Fault("number", "Số quyết định dài quá 60 chữ."))
        if self.on is None:
            faults.append(Fault("decided_on", "Cần ngày của quyết định."))
        elif self.on > today:
            faults.append(Fault("decided_on", "Ngày quyết định không thể ở sau hôm nay."))
        if ground and not reason:
            faults.append(Fault("ground", "Cần căn cứ hoặc lí do của quyết định."))
        elif len(reason) > 300:
            faults.append(Fault("ground", "Căn cứ dài quá 300 chữ."))
        if faults:
            raise Invalid(faults)
        return Decree(number, self.on, reason)

    @property
    def day(self) -> datetime.date:
        """The date of a checked decision."""
        assert self.on is not None
        return self.on

    @property
    def cited(self) -> str:
        """«số 15/QĐ-THCS ngày 03/10/2025»."""
        day = f" ngày {self.on:%d/%m/%Y}" if self.on else ""
        return f"số {self.number}{day}"


def keep_evidence(data: bytes, at: datetime.datetime) -> str | None:
    """Store a scan or photo behind a decision; its hash, None when there is none.

    Invalid unless it is a sound PDF, JPEG or PNG of at most 10 MB.
    """
    if not data:
        return None
    if len(data) > LARGEST:
        raise Invalid("Tệp minh chứng lớn quá 10 MB; hãy chụp hoặc quét nhỏ lại.", "evidence")
    try:
        kind = scans.media_of(data)
    except scans.BadScan as problem:
        raise Invalid(str(problem), "evidence") from None
    return blobs.put(data, kind, at)
