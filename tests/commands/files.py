"""Excel files about the named world, as its people would bring them."""

import datetime
import io
from collections.abc import Sequence

import openpyxl

from hocba.kernel.sheets import Table, write_workbook
from tests.world import World

CREATED = datetime.datetime(2026, 1, 1)  # noqa: DTZ001 - Excel's property has no zone
Cell = str | int | datetime.date | None
WHO = ("STT", "Lớp", "Mã định danh Bộ GD&ĐT", "Họ và tên", "Ngày sinh")


def book(*tables: Table) -> bytes:
    return write_workbook(tables, CREATED)


def hidden(data: bytes, *rows: int) -> bytes:
    """The same file with rows of its first sheet hidden, as a filter hides them."""
    found = openpyxl.load_workbook(io.BytesIO(data))
    for row in rows:
        found.worksheets[0].row_dimensions[row].hidden = True
    out = io.BytesIO()
    found.save(out)
    return out.getvalue()


def gradebook(
    world: World,
    marks: Sequence[Sequence[Cell]],
    heads: Sequence[str] = ("ĐĐGtx 1", "ĐĐGtx 2"),
    klass: str = "8A1",
    subject: str = "Toán",
) -> bytes:
    """The first term of a class and subject: one row of marks per pupil, in the order of the list."""
    rows = []
    for n, (student, own) in enumerate(zip(world.roster(klass), marks, strict=False), 1):
        person = student.person
        rows.append([str(n), klass, student.moet_code, person.full_name, person.birth_date, *own])
    title = (f"Lớp: {klass}", f"Môn: {subject}")
    return book(Table("HK1", [*WHO, *heads], rows, title))


def staff(*names: str) -> bytes:
    """A staff list of teachers of Tổ Hóa; the first one is a clerk."""
    head = ("Mã cán bộ", "Họ tên", "Ngày sinh", "Giới tính", "Vị trí việc làm", "Tổ chuyên môn")
    rows = [
        [f"990007{n:04d}", name, "1/2/1980", "Nữ", "Giáo viên" if n else "Văn thư", "Tổ Hóa"]
        for n, name in enumerate(names)
    ]
    return book(Table("Sheet1", head, rows, ()))


def timetable(
    klass: str = "9A", year: int = 2026, teacher: str = "", subject: str = "Toán"
) -> bytes:
    """A year with one class of grade 9 and one subject of Lê Thu Hằng, who also is its GVCN."""
    name = "Lê Thu Hằng"
    dates = [
        [f"{year}-{year + 1}", "I", f"05/09/{year}", f"15/01/{year + 1}"],
        [f"{year}-{year + 1}", "II", f"18/01/{year + 1}", f"28/05/{year + 1}"],
    ]
    return book(
        Table("NamHoc", ("Năm học", "Học kì", "Từ ngày", "Đến ngày"), dates, ()),
        Table(
            "Lop",
            ("Lớp", "Khối", "Mã GVCN", "Giáo viên chủ nhiệm"),
            [[klass, 9, teacher, name]],
            (),
        ),
        Table(
            "PhanCong",
            ("Lớp", "Môn học", "Mã giáo viên", "Giáo viên"),
            [[klass, subject, teacher, name]],
            (),
        ),
    )


def pupils(*names: str, klass: str = "8A2") -> bytes:
    """The sector's export with new pupils of one class."""
    head = ("Giới tính", "Họ tên", "Mã lớp", "Ngày sinh", "Mã học sinh", "Trạng thái HS", "Dân tộc")
    rows = [
        ["Nữ", name, klass, "30/09/2012", f"99000001{n:02d}", "Đang học", "Kinh"]
        for n, name in enumerate(names)
    ]
    return book(Table("Sheet1", head, rows, ()))


def exemptions(
    name: str, klass: str = "8A1", subject: str = "GDTC", decision: str = "12/QĐ"
) -> bytes:
    head = ("Lớp", "Họ và tên", "Môn học", "Phạm vi", "Lí do", "Số quyết định", "Ngày quyết định")
    row = [klass, name, subject, "Cả năm", "Sức khỏe", decision, "15/09/2025"]
    return book(Table("MienGiam", head, [row], ()))


def after_year(*rows: Sequence[Cell]) -> bytes:
    """Rows of class, name, subject, level, mark."""
    head = ("Lớp", "Họ và tên", "Môn học", "Mức đánh giá lại", "Điểm đánh giá lại")
    return book(Table("DanhGiaLai", head, rows, ()))
