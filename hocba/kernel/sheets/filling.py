"""Filling cells of a given Excel file and leaving everything else as it is."""

import io
import zipfile
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from hocba.kernel.sheets.cells import SheetError, column_letter
from hocba.kernel.sheets.reading import read_workbook

Place = tuple[str, int, int]
"""Sheet, 0-based row, 0-based column."""
MAX_TAGS = 400_000
"""Some 80,000 cells: a class's file has 3,000, and lists of codes beside them."""


def fill_cells(data: bytes, cells: Mapping[Place, Decimal | int | str]) -> bytes:
    """Return the .xlsx file with these cells written: formats, hidden rows, columns and sheets,
    protection and lists stay. Text is text, also where it begins like a formula. Raises SheetError
    as reading does, and `not_xlsx` for an old .xls.
    """
    read_workbook(data, MAX_TAGS)  # bounds, before a reader opens it that is ten times as hungry
    if not data.startswith(b"PK\x03\x04"):
        raise SheetError(
            "not_xlsx", "Chỉ điền được vào tệp .xlsx. Hãy mở tệp trong Excel và lưu thành .xlsx."
        )
    import openpyxl  # loaded by the few who fill a file

    try:
        return _filled(openpyxl.load_workbook(io.BytesIO(data), rich_text=True), cells)
    except (KeyError, ValueError, TypeError, zipfile.BadZipFile, OSError):
        raise SheetError(
            "damaged", "Tệp Excel này không mở để điền được; hãy lưu lại trong Excel rồi thử lại."
        ) from None


def _filled(book: Any, cells: Mapping[Place, Decimal | int | str]) -> bytes:
    for (sheet, row, column), value in cells.items():
        page = book[sheet]
        place = f"{column_letter(column)}{row + 1}"
        merged = next((r for r in page.merged_cells.ranges if place in r), None)
        target = page[place] if merged is None else page.cell(merged.min_row, merged.min_col)
        target.value = value
        if isinstance(value, str):
            target.data_type = "s"  # the library takes «=…» for a formula and «#N/A» for an error
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
