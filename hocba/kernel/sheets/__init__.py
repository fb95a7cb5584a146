"""Excel files: the one place that imports calamine (reading) and xlsxwriter (writing)."""

from hocba.kernel.sheets.cells import (
    MAX_LISTED,
    Cell,
    Problem,
    Problems,
    Sheet,
    SheetError,
    SkippedColumn,
    Workbook,
    cell_date,
    cell_text,
    column_letter,
)
from hocba.kernel.sheets.headings import Header, find_header, heading_key
from hocba.kernel.sheets.reading import MAX_BYTES, MAX_COLUMNS, MAX_ROWS, read_workbook
from hocba.kernel.sheets.writing import Table, write_workbook

__all__ = [
    "MAX_BYTES",
    "MAX_COLUMNS",
    "MAX_LISTED",
    "MAX_ROWS",
    "Cell",
    "Header",
    "Problem",
    "Problems",
    "Sheet",
    "SheetError",
    "SkippedColumn",
    "Table",
    "Workbook",
    "cell_date",
    "cell_text",
    "column_letter",
    "find_header",
    "heading_key",
    "read_workbook",
    "write_workbook",
]
