"""Excel files: the one place that imports calamine (reading), xlsxwriter (writing), openpyxl (filling)."""

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
from hocba.kernel.sheets.filling import fill_cells
from hocba.kernel.sheets.forms import (
    Field,
    Filled,
    Form,
    Row,
    is_form,
    may_be_form,
    read_forms,
    write_forms,
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
    "Field",
    "Filled",
    "Form",
    "Header",
    "Problem",
    "Problems",
    "Row",
    "Sheet",
    "SheetError",
    "SkippedColumn",
    "Table",
    "Workbook",
    "cell_date",
    "cell_text",
    "column_letter",
    "fill_cells",
    "find_header",
    "heading_key",
    "is_form",
    "may_be_form",
    "read_forms",
    "read_workbook",
    "write_forms",
    "write_workbook",
]
