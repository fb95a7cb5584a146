"""Rows of a register about people whom the school already has.

The office brings the whole list of the sector again when a few have joined. Who is known and just
as the file says is left as it is and counted; a code that belongs to somebody else is a problem.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from hocba.exchange.reading import Reading
from hocba.kernel.names import fold
from hocba.people.models import Person

KNOWN = "đã có trong trường, giữ nguyên"
"""How the preview counts them."""


class Row(Protocol):
    """A person's row of a register."""

    @property
    def row(self) -> int: ...
    @property
    def code(self) -> str: ...
    @property
    def full_name(self) -> str: ...
    @property
    def born(self) -> dt.date | None: ...
    @property
    def personal_id(self) -> str: ...


R = TypeVar("R", bound=Row)


@dataclass(frozen=True)
class Known:
    """Somebody the school has. `klass` is the pupil's class of the year, "" without one."""

    name: str
    born: dt.date | None
    klass: str = ""


def strangers(
    reading: Reading, sheet: str, rows: Sequence[R], known: Mapping[str, Known]
) -> list[R]:
    """The rows of those who are new; `known` by code, or by a word of its own where somebody has
    none. Problems and the count go into `reading`."""
    people = {(fold(one.name), one.born): one for one in known.values()}
    new, same = [], 0
    for row in rows:
        here = known.get(row.code) if row.code else people.get((fold(row.full_name), row.born))
        if here is None:
            new.append(row)
        else:
            fault = _other(row, here) or _not_seated(row, here)
            same += not fault
            if fault:
                reading.fail(f"trang “{sheet}”, dòng {row.row}", fault, row.code)
    if same:
        reading.summary[KNOWN] = same
    _taken_ids(reading, sheet, new)
    return new


def _other(row: Row, one: Known) -> str:
    """Why the row is about somebody else, "" when it is about the one we have."""
    if fold(row.full_name) == fold(one.name) and row.born in (None, one.born):
        return ""
    born = f", sinh ngày {one.born:%d/%m/%Y}" if one.born else ""
    return f"Mã này trong trường là của {one.name}{born}; hãy xem lại mã hoặc họ tên, ngày sinh."


def _not_seated(row: Row, one: Known) -> str:
    wanted = getattr(row, "klass", "")
    if not wanted or one.klass == wanted:
        return ""
    if one.klass:
        return (
            f"Em này đang ở lớp {one.klass}, tệp ghi lớp {wanted}. Chuyển lớp thì giáo viên chủ"
            " nhiệm ghi ở trang «Biến động»."
        )
    return (
        "Em này đã có trong trường nhưng chưa xếp lớp trong năm học; tệp này chỉ nhận học sinh mới."
    )


def _taken_ids(reading: Reading, sheet: str, rows: Sequence[Row]) -> None:
    """Personal numbers that belong to somebody already."""
    wanted = {row.personal_id: row.row for row in rows if row.personal_id}
    taken = Person.objects.filter(personal_id__in=wanted).values_list("personal_id", flat=True)
    for number in taken:
        reading.fail(
            f"trang “{sheet}”, dòng {wanted[number or '']}",
            "Số định danh này đã thuộc về một người khác trong hệ thống.",
        )
