"""Values of cells and what can be wrong with them.

Rows and columns count from 0 in `Sheet.rows`; a `Problem` names them as a person sees them (row from
1, column by letter).
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from hocba.kernel.errors import Invalid
from hocba.kernel.names import clean_text, search_key

MAX_LISTED = 200
Span = tuple[int, int, tuple[int, int]]
"""First and last column of merged cells in a row, and the cell (row, column) that has their value."""
Cell = str | int | float | bool | date | datetime | time | timedelta
_EPOCH = date(1899, 12, 30)


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
        return f"{where}, " + (
            f"dòng {self.row}" if self.column is None else f"ô {self.column}{self.row}"
        )

    def __str__(self) -> str:
        place = self.place
        return f"{place[0].upper()}{place[1:]}: {self.message}"


@dataclass
class Problems:
    """The problems of one file: the first MAX_LISTED in `listed`, all of them in `total`.

    `unseen` are, by sheet, the hidden rows that were read as data: the row from 0, and whose it is.
    """

    listed: list[Problem] = field(default_factory=list)
    total: int = 0
    unseen: dict[str, dict[int, str]] = field(default_factory=dict)

    def add(
        self, sheet: str, row: int | None, column: int | None, value: object, message: str
    ) -> None:
        """Note a problem at a 0-based row and column of a sheet."""
        self.total += 1
        if len(self.listed) < MAX_LISTED:
            shown = value if isinstance(value, str) else cell_text(value)  # type: ignore[arg-type]
            letter = None if column is None else column_letter(column)
            number = None if row is None else row + 1
            self.listed.append(Problem(sheet, number, letter, shown[:80], message))

    def read(self, sheet: "Sheet", row: int, whose: str) -> None:
        """Note that a row was read as data; only a hidden one is remembered."""
        if row in sheet.unseen:
            self.unseen.setdefault(sheet.name, {})[row] = whose

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
    """One worksheet: `rows[row][column]` from A1, each row as long as the widest.

    A cell of `broken` has no value though something stands there, a cell under a span of `merged`
    none of its own: both are "" in `rows`, and `fault` tells them from a cell left empty. `unseen`
    are the rows hidden by hand or by a filter.
    """

    name: str
    rows: list[list[Cell]]
    hidden: bool = False
    broken: Mapping[tuple[int, int], tuple[str, str]] = field(default_factory=dict)
    merged: Mapping[int, Sequence[Span]] = field(default_factory=dict)
    unseen: frozenset[int] = frozenset()

    def fault(self, row: int, column: int, merged: bool = True) -> tuple[str, str] | None:
        """What stands in a cell without a value and what to do about it, None for any other cell.

        `merged` asks also whether the cell has vanished under a neighbour.
        """
        found = self.broken.get((row, column))
        if found is not None or not merged:
            return found
        for first, last, corner in self.merged.get(row, ()):
            if first <= column <= last and corner != (row, column):
                place = f"{column_letter(corner[1])}{corner[0] + 1}"
                said = f"Ô này đã gộp với ô {place}; hãy bỏ gộp ô (Unmerge Cells) rồi ghi riêng từng ô."
                return cell_text(self.cell(*corner)), said
        return None

    def cell(self, row: int, column: int) -> Cell:
        """The value at a 0-based place, "" outside the used area."""
        if 0 <= row < len(self.rows) and 0 <= column < len(self.rows[row]):
            return self.rows[row][column]
        return ""


@dataclass(frozen=True)
class Workbook:
    """All worksheets in the order of the file."""

    sheets: tuple[Sheet, ...]
    old: bool = False
    """An .xls: error values in it cannot be told from empty cells."""

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
