"""Reading Excel files, with size, unpacked size and area bounded before a cell is decoded."""

import io
import re
import zipfile
import zlib

from lxml import etree
from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetVisibleEnum

from hocba.kernel.sheets import old
from hocba.kernel.sheets.cells import (
    Cell,
    Sheet,
    SheetError,
    Span,
    Workbook,
)
from hocba.kernel.sheets.untold import Untold, has_some, untold

MAX_BYTES = 20 * 1024 * 1024
MAX_UNPACKED = 64 * 1024 * 1024
MAX_TAGS = 2_000_000
"""Tags in all parts: some 400,000 cells, ten times what the sector's file of a big school has. Packed
they are a few hundred bytes, unpacked they cost minutes and half a gigabyte."""
MAX_PARTS = 2_000
MAX_ROWS = 20_000
MAX_COLUMNS = 400
MAX_MERGED = 100_000
"""Rows of merged cells in a sheet, each counted as often as it is merged."""
_LIST = 1 << 20
"""Bytes of the list of sheets that are looked at."""
_TAG = 400
"""Bytes seen twice between two pieces of a part, so that a tag is whole in one of them."""
_TOO_MANY = (
    "Tệp có quá nhiều ô, kể cả ô trống có định dạng; hãy xóa các dòng, cột, trang thừa rồi thử lại."
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BROKEN_ZIP = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    NotImplementedError,
    RuntimeError,
    EOFError,
    OSError,
    ValueError,
)
_CELL_REF = re.compile(rb"""\br\s*=\s*["']([A-Z]{0,3})([0-9]{1,7})["']""")


def read_workbook(data: bytes, tags: int = MAX_TAGS) -> Workbook:
    """Decode an .xlsx or .xls file into sheets of plain values; `tags` bounds an .xlsx.

    Raises SheetError with code `too_large`, `empty`, `not_excel`, `encrypted`, `bomb`, `damaged`,
    `too_many_rows`, `too_many_columns`, `too_many_cells`, `too_many_merged` or `no_data`.
    """
    if len(data) > MAX_BYTES:
        raise SheetError(
            "too_large", "Tệp lớn hơn 20 MB; hãy bỏ hình ảnh và trang thừa rồi thử lại."
        )
    if not data:
        raise SheetError("empty", "Tệp rỗng, không có byte nào.")
    more: dict[str, Untold] = {}
    if data.startswith(b"PK\x03\x04"):
        more = _check_zip(data, tags)
    elif not data.startswith(_OLE):
        raise SheetError("not_excel", _no_excel(data))
    elif "EncryptedPackage".encode("utf-16-le") in data:
        raise _encrypted()
    else:
        more = old.untold(data)
    sheets = _decode(data, more)
    if not any(sheet.rows for sheet in sheets):
        raise SheetError("no_data", "Tệp Excel không có dữ liệu nào.")
    return Workbook(sheets, old=data.startswith(_OLE))


def may_have(data: bytes, sheet: str) -> bool:
    """Whether a workbook may have a sheet of this name: False only where the list of its sheets says
    so, which is told without decoding any of them."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            part = next(n for n in archive.namelist() if n.lower() == "xl/workbook.xml")
            with archive.open(part) as stream:
                listed = stream.read(_LIST)
    except (*_BROKEN_ZIP, StopIteration):
        return True
    return len(listed) == _LIST or sheet.encode() in listed


def _no_excel(data: bytes) -> str:
    """What a file is that is no workbook, and how it becomes one."""
    save = "Hãy mở tệp bằng Excel, chọn «Lưu thành» (Save As), kiểu Excel Workbook (.xlsx), rồi tải tệp mới lên."
    start = data[:4096]
    if data.startswith(b"%PDF-"):
        return "Đây là tệp PDF, không phải là tệp Excel. Cần tệp .xlsx hoặc .xls."
    if data.startswith((b"\xff\xd8\xff", b"\x89PNG")):
        return "Đây là ảnh, không phải là tệp Excel. Cần tệp .xlsx hoặc .xls."
    if re.search(rb"(?i)<(?:html|table|meta|body|!doctype html)", start):
        return f"Đây là trang web được đặt tên như tệp Excel. {save}"
    wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    text = start.decode("utf-16" if wide else "utf-8", "ignore")
    if text.count("\n") and any(mark in text for mark in ",;\t") and (wide or "\0" not in text):
        return f"Đây là tệp văn bản (CSV), không phải là tệp Excel. {save}"
    return "Đây không phải là tệp Excel (.xlsx hoặc .xls)."


def _no_workbook(names: set[str]) -> str:
    """What a zip is that is no .xlsx."""
    if "xl/workbook.bin" in names:
        return "Đây là tệp .xlsb; hãy mở bằng Excel và lưu thành .xlsx rồi tải lên."
    if "content.xml" in names:
        return "Đây là tệp của LibreOffice (.ods); hãy lưu thành .xlsx rồi tải lên."
    return "Đây không phải là tệp Excel (.xlsx hoặc .xls)."


def _decode(data: bytes, more: dict[str, Untold]) -> tuple[Sheet, ...]:
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
            return tuple(
                _sheet(book, meta.name, meta.visible != SheetVisibleEnum.Visible, more)
                for meta in book.sheets_metadata
            )
    except PasswordError:
        raise _encrypted() from None
    except (CalamineError, ValueError, OverflowError):
        raise _damaged() from None
    except BaseException as error:
        # A damaged .xls can make the Rust reader panic, which arrives as no ordinary exception.
        if type(error).__name__ == "PanicException":
            raise _damaged() from None
        raise


def _damaged() -> SheetError:
    return SheetError("damaged", "Tệp Excel bị hỏng; hãy mở bằng Excel, lưu lại rồi thử lại.")


def _encrypted() -> SheetError:
    return SheetError("encrypted", "Tệp có mật khẩu; hãy bỏ mật khẩu trong Excel rồi thử lại.")


def _sheet(book: CalamineWorkbook, name: str, hidden: bool, more: dict[str, Untold]) -> Sheet:
    page = book.get_sheet_by_name(name)
    rows: list[list[Cell]] = page.to_python(skip_empty_area=False)
    found = more.get(name, Untold())
    while rows and all(cell == "" for cell in rows[-1]):
        rows.pop()
    width = len(rows[0]) if rows else 0
    last = max((row for row, _ in found.faults), default=-1)
    _check_area(name, max(len(rows), last + 1), width)
    rows += [[""] * width for _ in range(len(rows), last + 1)]
    merged = _merged(name, page.merged_cell_ranges or [], len(rows))
    return Sheet(name, rows, hidden, found.faults, merged, frozenset(found.unseen))


def _merged(
    name: str, ranges: list[tuple[tuple[int, int], tuple[int, int]]], rows: int
) -> dict[int, list[Span]]:
    """The spans of merged cells in each row, with the corner that has their value."""
    found: dict[int, list[Span]] = {}
    left = MAX_MERGED
    for (top, first), (bottom, last) in ranges:
        span = (first, last, (top, first))
        bottom = min(bottom, rows - 1)
        left -= max(bottom - top, 0) + 1
        if left < 0:
            raise SheetError("too_many_merged", f"Trang “{name}” có quá nhiều ô gộp; hãy bỏ gộp ô.")
        for row in range(top, bottom + 1):
            found.setdefault(row, []).append(span)
    return found


def _check_area(name: str, rows: int, columns: int) -> None:
    if rows > MAX_ROWS:
        raise SheetError(
            "too_many_rows", f"Trang “{name}” có hơn {MAX_ROWS} dòng; hãy xóa dòng thừa."
        )
    if columns > MAX_COLUMNS:
        raise SheetError(
            "too_many_columns", f"Trang “{name}” có hơn {MAX_COLUMNS} cột; hãy xóa cột thừa."
        )


def _check_zip(data: bytes, tags: int) -> dict[str, Untold]:
    """Unpack in pieces, counting, and look at the farthest cell, before the real reader does.

    Returns what that reader will not tell of each sheet.
    """
    bomb = SheetError("bomb", "Tệp nén này bung ra quá lớn nên không được mở.")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            names = {part.filename for part in parts}
            if "xl/workbook.xml" not in {name.lower() for name in names}:
                raise SheetError("not_excel", _no_workbook(names))
            if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
                raise bomb
            left, suspect = MAX_UNPACKED, set[str]()
            for part in parts:
                if part.flag_bits & 1:
                    raise _encrypted()
                far = _Far()
                with archive.open(part) as stream:
                    tail = b""
                    while piece := stream.read(1 << 20):
                        left -= len(piece)
                        if left < 0:
                            raise bomb
                        tags -= piece.count(b"<")
                        if tags < 0:
                            raise SheetError("too_many_cells", _TOO_MANY)
                        far.see(tail + piece)
                        if has_some(tail + piece):
                            suspect.add(part.filename)
                        tail = piece[-_TAG:]
            return untold(archive, suspect) if suspect else {}
    except (*_BROKEN_ZIP, etree.XMLSyntaxError, KeyError):
        raise _damaged() from None


class _Far:
    """The farthest row and column named in one part of a workbook (sheets may have any file name)."""

    def __init__(self) -> None:
        self.row = self.column = 1

    def see(self, xml: bytes) -> None:
        """Take in a piece; SheetError when a table from A1 to the farthest cell would be too big."""
        for letters, number in _CELL_REF.findall(xml):
            self.row = max(self.row, int(number))
            column = 0
            for letter in letters:
                column = 26 * column + letter - 64
            self.column = max(self.column, column)
        if self.row * self.column > MAX_ROWS * MAX_COLUMNS:
            if self.column > MAX_COLUMNS:
                raise SheetError(
                    "too_many_columns", f"Tệp có ô ở cột thứ {self.column}; hãy xóa cột thừa."
                )
            raise SheetError(
                "too_many_rows", f"Tệp có ô ở dòng {self.row}; hãy xóa dòng thừa rồi thử lại."
            )
