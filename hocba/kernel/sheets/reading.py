"""Reading Excel files, with size, unpacked size and area bounded before a cell is decoded."""

import io
import re
import zipfile
import zlib

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetVisibleEnum

from hocba.kernel.sheets.cells import Cell, Sheet, SheetError, Workbook

MAX_BYTES = 20 * 1024 * 1024
MAX_UNPACKED = 200 * 1024 * 1024
MAX_PARTS = 2_000
MAX_ROWS = 20_000
MAX_COLUMNS = 400
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


def read_workbook(data: bytes) -> Workbook:
    """Decode an .xlsx or .xls file into sheets of plain values.

    Raises SheetError with code `too_large`, `empty`, `not_excel`, `encrypted`, `bomb`, `damaged`,
    `too_many_rows`, `too_many_columns` or `no_data`.
    """
    if len(data) > MAX_BYTES:
        raise SheetError(
            "too_large", "Tệp lớn hơn 20 MB; hãy bỏ hình ảnh và trang thừa rồi thử lại."
        )
    if not data:
        raise SheetError("empty", "Tệp rỗng, không có byte nào.")
    if data.startswith(b"PK\x03\x04"):
        _check_zip(data)
    elif not data.startswith(_OLE):
        raise SheetError("not_excel", "Đây không phải là tệp Excel (.xlsx hoặc .xls).")
    elif "EncryptedPackage".encode("utf-16-le") in data:
        raise _encrypted()
    sheets = _decode(data)
    if not any(sheet.rows for sheet in sheets):
        raise SheetError("no_data", "Tệp Excel không có dữ liệu nào.")
    return Workbook(sheets)


def _decode(data: bytes) -> tuple[Sheet, ...]:
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
            return tuple(
                _sheet(book, meta.name, meta.visible != SheetVisibleEnum.Visible)
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


def _sheet(book: CalamineWorkbook, name: str, hidden: bool) -> Sheet:
    rows: list[list[Cell]] = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    while rows and all(cell == "" for cell in rows[-1]):
        rows.pop()
    _check_area(name, len(rows), len(rows[0]) if rows else 0)
    return Sheet(name, rows, hidden)


def _check_area(name: str, rows: int, columns: int) -> None:
    if rows > MAX_ROWS:
        raise SheetError(
            "too_many_rows", f"Trang “{name}” có hơn {MAX_ROWS} dòng; hãy xóa dòng thừa."
        )
    if columns > MAX_COLUMNS:
        raise SheetError(
            "too_many_columns", f"Trang “{name}” có hơn {MAX_COLUMNS} cột; hãy xóa cột thừa."
        )


def _check_zip(data: bytes) -> None:
    """Unpack in pieces, counting, and look at the farthest cell, before the real reader does."""
    bomb = SheetError("bomb", "Tệp nén này bung ra quá lớn nên không được mở.")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            names = {part.filename for part in parts}
            if "xl/workbook.xml" not in {name.lower() for name in names}:
                raise SheetError("not_excel", "Đây không phải là tệp Excel (.xlsx hoặc .xls).")
            if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
                raise bomb
            left = MAX_UNPACKED
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
                        far.see(tail + piece)
                        tail = piece[-40:]
    except _BROKEN_ZIP:
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
