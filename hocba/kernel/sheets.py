"""Excel files: the one place that imports calamine (reading) and xlsxwriter (writing).

Reading never trusts a file: size, unpacked size and area are bounded before a cell is decoded. Cells
are the values of Excel (text, float, bool, date, empty as ""), rows and columns are counted from 0 in
`Sheet.rows`; a `Problem` names them as a person sees them (row from 1, column by letter).
"""

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]
from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetVisibleEnum

from hocba.kernel.errors import Invalid
from hocba.kernel.names import clean_text, search_key

MAX_BYTES = 20 * 1024 * 1024
MAX_UNPACKED = 200 * 1024 * 1024
MAX_PARTS = 2_000
MAX_ROWS = 20_000
MAX_COLUMNS = 400
MAX_LISTED = 200

Cell = str | int | float | bool | date | datetime | time | timedelta
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_EPOCH = date(1899, 12, 30)
_CELL_REF = re.compile(rb'\br="([A-Z]{0,3})([0-9]{1,7})"')


class SheetError(Invalid):
    """A file that cannot be read at all. `code` names the cause, the message is for the user."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


@dataclass(frozen=True)
class Problem:
    """One thing wrong in a file. `row` counts from 1 and `column` is a letter, None if it is none."""

    sheet: str
    row: int | None
    column: str | None
    value: str
    message: str

    @property
    def place(self) -> str:
        """Where it is, in words: `trang “HK1”, ô F12`."""
        where = f"trang “{self.sheet}”" if self.sheet else "tệp"
        if self.row is None:
            return where if self.column is None else f"{where}, cột {self.column}"
        return f"{where}, " + (f"dòng {self.row}" if self.column is None else f"ô {self.column}{self.row}")

    def __str__(self) -> str:
        place = self.place
        return f"{place[0].upper()}{place[1:]}: {self.message}"


@dataclass
class Problems:
    """The problems of one file: the first MAX_LISTED in `listed`, all of them in `total`."""

    listed: list[Problem] = field(default_factory=list)
    total: int = 0

    def add(self, sheet: str, row: int | None, column: int | None, value: object, message: str) -> None:
        """Note a problem at a 0-based row and column of a sheet."""
        self.total += 1
        if len(self.listed) < MAX_LISTED:
            shown = value if isinstance(value, str) else cell_text(value)  # type: ignore[arg-type]
            letter = None if column is None else column_letter(column)
            number = None if row is None else row + 1
            self.listed.append(Problem(sheet, number, letter, shown[:80], message))

    def __bool__(self) -> bool:
        return self.total > 0

    def __iter__(self) -> Iterator[Problem]:
        return iter(self.listed)


@dataclass(frozen=True)
class SkippedColumn:
    """A column that the import leaves out, with the reason (nothing is skipped silently)."""

    sheet: str
    column: str
    header: str
    why: str


@dataclass(frozen=True)
class Sheet:
    """One worksheet: `rows[row][column]` from A1, each row as long as the widest."""

    name: str
    rows: list[list[Cell]]
    hidden: bool = False

    def cell(self, row: int, column: int) -> Cell:
        """The value at a 0-based place, "" outside the used area."""
        if 0 <= row < len(self.rows) and 0 <= column < len(self.rows[row]):
            return self.rows[row][column]
        return ""


@dataclass(frozen=True)
class Workbook:
    """All worksheets in the order of the file."""

    sheets: tuple[Sheet, ...]

    def find(self, *names: str) -> Sheet | None:
        """The first sheet whose name is one of these, without accents, spaces and capitals."""
        wanted = {search_key(name).replace(" ", "") for name in names}
        for sheet in self.sheets:
            if search_key(sheet.name).replace(" ", "") in wanted:
                return sheet
        return None


def column_letter(column: int) -> str:
    """The letters of a 0-based column.

    >>> column_letter(0), column_letter(27)
    ('A', 'AB')
    """
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def cell_text(cell: Cell) -> str:
    """The text a person sees in the cell; a number has no `.0` and at most Excel's 15 digits.

    >>> cell_text(1.0), cell_text(7.5), cell_text(6.8999999999999995), cell_text(" A\\u00a0b ")
    ('1', '7.5', '6.9', 'A b')
    """
    if isinstance(cell, str):
        return clean_text(cell)
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        if cell.is_integer() and abs(cell) < 1e15:
            return str(int(cell))
        return repr(cell) if len(repr(cell).lstrip("-0.")) <= 16 else format(cell, ".15g")
    if isinstance(cell, datetime) and cell.time() == time():
        cell = cell.date()
    if isinstance(cell, date):
        return f"{cell:%d/%m/%Y}"
    return str(cell)


def cell_date(cell: Cell) -> date | None:
    """The date in a cell: a date, an Excel serial number, or text d/m/yyyy (also `-`, `.`) or ISO.

    None for an empty cell; raises ValueError with a Vietnamese sentence for anything else.

    >>> cell_date(41912.0), cell_date("30/9/2014"), cell_date("")
    (datetime.date(2014, 9, 30), datetime.date(2014, 9, 30), None)
    """
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        if float(cell).is_integer() and 366 <= cell <= 73_050:
            return _EPOCH + timedelta(days=int(cell))
        raise ValueError(f"“{cell_text(cell)}” không phải là ngày; cần dạng ngày/tháng/năm.")
    text = cell_text(cell)
    if not text:
        return None
    match = re.fullmatch(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})", text)
    iso = re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})(?:[ T]00:00:00)?", text)
    if match:
        day, month, year = (int(part) for part in match.groups())
    elif iso:
        year, month, day = (int(part) for part in iso.groups())
    else:
        raise ValueError(f"“{text}” không phải là ngày; cần dạng ngày/tháng/năm, ví dụ 05/09/2014.")
    try:
        return date(year, month, day)
    except ValueError:
        raise ValueError(f"“{text}” không phải là một ngày có thật.") from None


def read_workbook(data: bytes) -> Workbook:
    """Decode an .xlsx or .xls file into sheets of plain values.

    Raises SheetError with code `too_large`, `empty`, `not_excel`, `encrypted`, `bomb`, `damaged`,
    `too_many_rows`, `too_many_columns` or `no_data`.
    """
    if len(data) > MAX_BYTES:
        raise SheetError("too_large", "Tệp lớn hơn 20 MB; hãy bỏ hình ảnh và trang thừa rồi thử lại.")
    if not data:
        raise SheetError("empty", "Tệp rỗng, không có byte nào.")
    if data.startswith(b"PK\x03\x04"):
        _check_zip(data)
    elif not data.startswith(_OLE):
        raise SheetError("not_excel", "Đây không phải là tệp Excel (.xlsx hoặc .xls).")
    elif "EncryptedPackage".encode("utf-16-le") in data:
        raise _encrypted()
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
            sheets = tuple(
                _sheet(book, meta.name, meta.visible != SheetVisibleEnum.Visible)
                for meta in book.sheets_metadata
            )
    except PasswordError:
        raise _encrypted() from None
    except CalamineError:
        raise SheetError("damaged", "Tệp Excel bị hỏng; hãy mở bằng Excel, lưu lại rồi thử lại.") from None
    if not any(sheet.rows for sheet in sheets):
        raise SheetError("no_data", "Tệp Excel không có dữ liệu nào.")
    return Workbook(sheets)


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
        raise SheetError("too_many_rows", f"Trang “{name}” có hơn {MAX_ROWS} dòng; hãy xóa dòng thừa.")
    if columns > MAX_COLUMNS:
        raise SheetError("too_many_columns", f"Trang “{name}” có hơn {MAX_COLUMNS} cột; hãy xóa cột thừa.")


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
                is_sheet = part.filename.lower().startswith("xl/worksheets/sheet")
                with archive.open(part) as stream:
                    tail = b""
                    while piece := stream.read(1 << 20):
                        left -= len(piece)
                        if left < 0:
                            raise bomb
                        if is_sheet:
                            _check_refs(tail + piece)
                            tail = piece[-32:]
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, EOFError, OSError):
        raise SheetError("damaged", "Tệp Excel bị hỏng; hãy mở bằng Excel, lưu lại rồi thử lại.") from None


def _check_refs(xml: bytes) -> None:
    for letters, number in _CELL_REF.findall(xml):
        if int(number) > 10 * MAX_ROWS:
            raise SheetError("too_many_rows", f"Tệp có ô ở dòng {int(number)}; hãy xóa dòng thừa rồi thử lại.")
        if len(letters) > 2:
            raise SheetError("too_many_columns", f"Tệp có ô ở cột {letters.decode()}; hãy xóa cột thừa.")


@dataclass(frozen=True)
class Header:
    """Where the columns of a table are: `columns[key]` 0-based, `first` the first row of data."""

    columns: Mapping[str, int]
    first: int
    labels: Mapping[int, str]

    def skipped(self, sheet: Sheet, reasons: Mapping[str, str]) -> list[SkippedColumn]:
        """Columns with a heading that no key uses; `reasons` by normalised heading."""
        used = set(self.columns.values())
        return [
            SkippedColumn(
                sheet.name,
                column_letter(column),
                label,
                reasons.get(heading_key(label), "Chương trình không dùng cột này."),
            )
            for column, label in sorted(self.labels.items())
            if column not in used
        ]


def heading_key(text: str) -> str:
    """A heading as it is compared: no accents, capitals, brackets, stars or signs.

    >>> heading_key("Họ và tên (*)"), heading_key("ĐĐGtx 1")
    ('ho va ten', 'ddgtx 1')
    """
    return search_key(re.sub(r"\([^)]*\)", " ", text)) or search_key(text)


def find_header(
    sheet: Sheet, wanted: Mapping[str, Sequence[str]], required: Iterable[str]
) -> Header | None:
    """Find the heading of a table by its words, in any order of columns, over one to three rows.

    `wanted` maps a key to its headings; a heading may be the lowest label of a column or the labels
    above it joined from top to bottom (merged cells reach to the right). Returns the place with the
    most keys (then the fewest rows, then the highest), None if no place has all required keys.
    """
    keys = {heading_key(alias): key for key, aliases in wanted.items() for alias in aliases}
    need = set(required)
    best: Header | None = None
    rank = (0, 0, 0)
    for top in range(min(len(sheet.rows), 30)):
        for depth in (1, 2, 3):
            if top + depth > len(sheet.rows):
                break
            found, labels = _match_headings(sheet.rows[top : top + depth], keys)
            if need <= found.keys() and (len(found), -depth, -top) > rank:
                best, rank = Header(found, top + depth, labels), (len(found), -depth, -top)
    if best is not None and _is_numbering(sheet, best):
        best = Header(best.columns, best.first + 1, best.labels)
    return best


def _match_headings(rows: list[list[Cell]], keys: Mapping[str, str]) -> tuple[dict[str, int], dict[int, str]]:
    found: dict[str, int] = {}
    labels: dict[int, str] = {}
    carried = ["" for _ in rows]
    for column in range(len(rows[0])):
        stack: list[str] = []
        for level, row in enumerate(rows):
            own = cell_text(row[column])
            if own:
                carried[level:] = [own] + ["" for _ in rows[level + 1 :]]
            if own or (carried[level] and any(cell_text(low[column]) for low in rows[level + 1 :])):
                stack.append(carried[level])
        if not stack:
            continue
        labels[column] = stack[-1] if len(stack) == 1 else " – ".join(stack)
        for words in (" ".join(stack), stack[-1], stack[0]):
            key = keys.get(heading_key(words))
            if key is not None and key not in found:
                found[key] = column
                break
    return found, labels


def _is_numbering(sheet: Sheet, header: Header) -> bool:
    """Whether the first row under the heading only numbers the columns: (1) (2) (3) …"""
    texts = [cell_text(sheet.cell(header.first, column)).strip("()") for column in header.columns.values()]
    filled = [int(text) for text in texts if text.isdecimal()]
    return len(filled) > 2 and len(filled) == len([t for t in texts if t]) and filled == sorted(set(filled))


@dataclass(frozen=True)
class Table:
    """A worksheet to write: title lines, one heading row, then rows of plain values.

    A `Decimal` is written as a number, a `date` as an Excel date dd/mm/yyyy, text as text.
    """

    name: str
    header: Sequence[str]
    rows: Sequence[Sequence[str | int | Decimal | date | None]]
    title: Sequence[str] = ()
    widths: Sequence[int] = ()
    hidden: bool = False


def write_workbook(tables: Sequence[Table], created: datetime) -> bytes:
    """Return an .xlsx file; the same tables and `created` always give the same bytes."""
    out = io.BytesIO()
    book: Any = xlsxwriter.Workbook(out, {"in_memory": True})
    book.set_properties({"created": created, "author": "HọcBạ"})
    title = book.add_format({"bold": True})
    head = book.add_format({"bold": True, "border": 1, "text_wrap": True, "align": "center", "valign": "vcenter"})
    text = book.add_format({"num_format": "@"})
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    for table in tables:
        page = book.add_worksheet(table.name)
        if table.hidden:
            page.hide()
        for row, line in enumerate(table.title):
            page.write_string(row, 0, line, title)
        top = len(table.title) + (1 if table.title else 0)
        for column, label in enumerate(table.header):
            page.write_string(top, column, label, head)
            page.set_column(column, column, table.widths[column] if column < len(table.widths) else 12)
        for row, cells in enumerate(table.rows, top + 1):
            for column, cell in enumerate(cells):
                if isinstance(cell, str):
                    page.write_string(row, column, cell, text)
                elif isinstance(cell, date):
                    page.write_datetime(row, column, cell, day)
                elif cell is not None:
                    page.write_number(row, column, cell)
        page.freeze_panes(top + 1, 0)
    book.close()
    return out.getvalue()
