"""Writing Excel files whose bytes depend on nothing but their content."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any


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
    import xlsxwriter  # 8 MB that an idle server need not hold

    book: Any = xlsxwriter.Workbook(out, {"in_memory": True})
    book.set_properties({"created": created, "author": "HọcBạ"})
    title = book.add_format({"bold": True})
    head = book.add_format(
        {"bold": True, "border": 1, "text_wrap": True, "align": "center", "valign": "vcenter"}
    )
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
            page.set_column(
                column, column, table.widths[column] if column < len(table.widths) else 12
            )
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
