"""Small workbooks for tests, and rosters to match them with."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from hocba.exchange.parsers.roster import RosterPupil
from hocba.kernel.sheets import Table, write_workbook

CREATED = datetime(2026, 1, 1)  # noqa: DTZ001 - Excel's property has no zone
Row = Sequence[str | int | Decimal | date | None]

CLASS_6A = [
    RosterPupil("p1", "Nguyễn Văn Đạt", date(2014, 5, 2), ("9900000001",)),
    RosterPupil("p2", "Trần Thị Ngọc Anh", date(2014, 1, 9), ("9900000002",)),
    RosterPupil("p3", "Trần Thị Ngọc Anh", date(2014, 8, 30), ("9900000003",)),
    RosterPupil("p4", "H'Nhi Êban", date(2014, 3, 3), ("9900000004",)),
    RosterPupil("p5", "Lê Hoà", date(2014, 7, 7), ("TAM-999214000005",)),
]
CLASS_4B = [
    RosterPupil("q1", "Thạch Sô Phia", date(2016, 5, 2), ("9900000011",)),
    RosterPupil("q2", "Lê Minh Quân", date(2016, 1, 9), ("9900000012",)),
]
ROSTERS = {"6A": CLASS_6A, "4B": CLASS_4B}
SCORED = ["STT", "Lớp", "Mã định danh Bộ GD&ĐT", "Họ và tên", "Ngày sinh", "ĐĐGtx 1", "ĐĐGtx 2", "ĐĐGtx 3", "ĐĐGtx 4",
          "ĐĐGtx 5", "ĐĐGgk", "ĐĐGck", "Nhận xét"]  # fmt: skip


def workbook(*tables: Table) -> bytes:
    """The bytes of an .xlsx file."""
    return write_workbook(tables, CREATED)


def page(
    header: Sequence[str], rows: Sequence[Row], name: str = "HK1", title: Sequence[str] = ()
) -> Table:
    """One sheet; the heading stands in row 1, or below the title and an empty row."""
    return Table(name, header, rows, title)


def gradebook(
    *rows: Row, title: Sequence[str] = ("Lớp: 6A", "Môn: Toán"), header: Sequence[str] = SCORED
) -> bytes:
    """A gradebook with one sheet HK1: the heading in row 4, pupils from row 5."""
    return workbook(page(header, rows, title=title))
