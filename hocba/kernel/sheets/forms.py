"""Excel forms to fill in: locked names, checked cells, and a hidden page that says what is what.

The hidden page (`KEYS`) has a line for each sheet and column: sheet, key of the form, key of the
column, its letter. Rows carry their own key in the hidden column A. Reading them back needs no
guess, whatever the person sorted, moved or renamed in the visible part.
"""

import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from hocba.kernel.sheets.cells import Cell, Sheet, SheetError, Workbook, cell_text, column_letter
from hocba.kernel.sheets.reading import may_have

KEYS = "_hocba"
VERSION = "1"
HEAD = ("STT", "Mã định danh Bộ GD&ĐT", "Họ và tên", "Ngày sinh")
FIRST = len(HEAD) + 1
"""The column of the first field: A holds the key of the row."""


@dataclass(frozen=True)
class Field:
    """A column to fill. `kind` as columns of books have it; `shut` says why it takes nothing."""

    key: str
    label: str
    kind: str
    codes: tuple[str, ...] = ()
    shut: str = ""


@dataclass(frozen=True)
class Row:
    """A row: its key, code, name, birth date, values by field key, and fields that are shut."""

    key: int
    code: str
    name: str
    born: date | None
    values: dict[str, Decimal | int | str]
    shut: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Form:
    """A sheet to fill. `key` comes back as it was given."""

    name: str
    title: Sequence[str]
    fields: Sequence[Field]
    rows: Sequence[Row]
    key: dict[str, int]


@dataclass(frozen=True)
class Filled:
    """A sheet that came back: the key, the columns by field key (0-based), and the rows of it."""

    sheet: Sheet
    key: dict[str, int]
    columns: dict[str, int]
    first: int

    def rows(self) -> list[tuple[int, Cell]]:
        """(0-based row, key of the row as it stands there) of every row below the heading."""
        found = []
        for row in range(self.first, len(self.sheet.rows)):
            if self.sheet.cell(row, 0) != "" or any(
                self.sheet.cell(row, column) != "" or self.sheet.fault(row, column, merged=False)
                for column in self.columns.values()
            ):
                found.append((row, self.sheet.cell(row, 0)))
        return found


def sheet_name(text: str, taken: set[str]) -> str:
    """A name Excel takes, unlike those taken: at most 31 letters, without []:*?/\\."""
    plain = "".join(" " if char in "[]:*?/\\'" else char for char in text).strip()[:31] or "Trang"
    name, n = plain, 2
    while name.lower() in taken:
        name, n = f"{plain[:27]} ({n})", n + 1
    taken.add(name.lower())
    return name


def write_forms(forms: Sequence[Form], created: datetime) -> bytes:
    """Return the workbook of these forms."""
    out = io.BytesIO()
    import xlsxwriter  # 8 MB that an idle server need not hold

    book: Any = xlsxwriter.Workbook(out, {"in_memory": True})
    book.set_properties({"created": created, "author": "HọcBạ"})
    looks = _looks(book)
    keys: list[tuple[str, ...]] = [("hocba", VERSION)]
    taken = {KEYS}
    for form in forms:
        name = sheet_name(form.name, taken)
        _page(book.add_worksheet(name), form, looks)
        top = str(len(form.title) + 1)
        keys.append(("sheet", name, json.dumps(form.key, sort_keys=True), top))
        keys += [
            ("column", name, field.key, column_letter(at))
            for at, field in enumerate(form.fields, FIRST)
        ]
    page = book.add_worksheet(KEYS)
    page.very_hidden()
    for row, line in enumerate(keys):
        for column, text in enumerate(line):
            page.write_string(row, column, text)
    page.protect()
    book.close()
    return out.getvalue()


def _looks(book: Any) -> dict[str, Any]:
    base = {"font_name": "Times New Roman", "font_size": 12, "valign": "vcenter"}
    cell = base | {"border": 1, "border_color": "#b7c0d0"}
    open_ = cell | {"locked": False, "bg_color": "#ffffff"}
    shut = cell | {"bg_color": "#e9ecf2", "font_color": "#5a6478"}
    head = cell | {"bold": True, "text_wrap": True, "align": "center", "bg_color": "#dbe4f5"}
    return {
        name: book.add_format(look)
        for name, look in {
            "title": base | {"bold": True, "font_size": 14},
            "sub": base | {"font_color": "#5a6478", "italic": True},
            "head": head,
            "name": shut | {"font_color": "#18243d"},
            "code": shut | {"num_format": "@"},
            "day": shut | {"num_format": "dd/mm/yyyy", "align": "center"},
            "mark": open_ | {"align": "center", "num_format": "0.##"},
            "level": open_ | {"align": "center", "num_format": "@"},
            "text": open_ | {"text_wrap": True, "num_format": "@"},
            "shut": shut | {"align": "center"},
        }.items()
    }


def _page(page: Any, form: Form, looks: dict[str, Any]) -> None:
    for at, line in enumerate(form.title):
        page.write_string(at, 1, line, looks["sub" if at else "title"])
    top = len(form.title)
    page.set_row(top, 46)
    for at, label in enumerate(HEAD, 1):
        page.write_string(top, at, label, looks["head"])
    for at, field in enumerate(form.fields, FIRST):
        page.write_string(top, at, field.label, looks["head"])
        if field.shut:
            page.write_comment(top, at, field.shut)
    for at, width in enumerate((0, 6, 16, 28, 12)):
        page.set_column(at, at, width, None, {"hidden": at == 0})
    for at, field in enumerate(form.fields, FIRST):
        page.set_column(at, at, 46 if field.kind == "text" else 11)
    for number, one in enumerate(form.rows, 1):
        _row(page, top + number, number, one, form.fields, looks)
    if form.rows:
        for at, field in enumerate(form.fields, FIRST):
            page.data_validation(top + 1, at, top + len(form.rows), at, _check(field))
    page.freeze_panes(top + 1, 4)
    page.protect("", {"format_columns": True, "format_rows": True, "autofilter": True})
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(top)


def _row(
    page: Any, at: int, number: int, row: Row, fields: Sequence[Field], looks: dict[str, Any]
) -> None:
    page.write_number(at, 0, row.key)
    page.write_number(at, 1, number, looks["shut"])
    page.write_string(at, 2, row.code, looks["code"])
    page.write_string(at, 3, row.name, looks["name"])
    if row.born is None:
        page.write_blank(at, 4, None, looks["day"])
    else:
        page.write_datetime(at, 4, row.born, looks["day"])
    for column, field in enumerate(fields, FIRST):
        value = row.values.get(field.key)
        kind = field.kind if field.kind in ("text", "level") else "mark"
        look = looks["shut" if field.shut or field.key in row.shut else kind]
        if value is None:
            page.write_blank(at, column, None, look)
        elif isinstance(value, str):
            page.write_string(at, column, value, look)
        else:
            page.write_number(at, column, value, look)


def _check(field: Field) -> dict[str, Any]:
    """What Excel itself refuses while the form is filled."""
    stop = {"error_title": "HọcBạ", "ignore_blank": True}
    if field.kind == "text":
        return stop | {"validate": "length", "criteria": "<=", "value": 1000,
                       "error_message": "Nhận xét dài nhất 1000 chữ."}  # fmt: skip
    if field.kind == "level":
        return stop | {"validate": "list", "source": list(field.codes),
                       "error_message": f"Chỉ ghi {', '.join(field.codes)}."}  # fmt: skip
    if field.kind == "count":
        return stop | {"validate": "integer", "criteria": "between", "minimum": 0, "maximum": 366,
                       "error_message": "Ghi số buổi, từ 0 đến 366."}  # fmt: skip
    if field.kind == "measure":
        return stop | {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": 300,
                       "error_message": "Ghi số đo, ví dụ 128,5."}  # fmt: skip
    whole = field.kind == "integer"
    said = "Điểm là số nguyên từ 0 đến 10." if whole else "Điểm từ 0 đến 10, một chữ số thập phân."
    return stop | {"validate": "integer" if whole else "decimal", "criteria": "between",
                   "minimum": 0, "maximum": 10, "error_message": said}  # fmt: skip


def may_be_form(data: bytes) -> bool:
    """Whether a file may be a form: most are told at once that they are none."""
    return may_have(data, KEYS)


def is_form(book: Workbook) -> bool:
    """Whether a workbook was made by `write_forms`."""
    keys = book.find(KEYS)
    return keys is not None and cell_text(keys.cell(0, 0)) == "hocba"


def read_forms(book: Workbook) -> list[Filled]:
    """The sheets of a form that came back, in their order.

    Raises SheetError `wrong_columns` when the hidden page cannot be read or a sheet has been lost.
    """
    keys = book.find(KEYS)
    if keys is None or cell_text(keys.cell(0, 1)) != VERSION:
        raise _spoilt()
    lines = [[cell_text(cell) for cell in row] for row in keys.rows[1:]]
    names = {sheet.name: sheet for sheet in book.sheets}
    found = []
    for kind, name, key, top in (line for line in lines if line[:1] == ["sheet"]):
        if kind != "sheet" or name not in names:
            raise SheetError(
                "wrong_columns", f"Tệp mẫu thiếu trang “{name}”: trang đã bị xóa hoặc đổi tên."
            )
        columns = {
            field: _place(letter)
            for word, at, field, letter in lines
            if word == "column" and at == name
        }
        try:
            told = {str(k): int(v) for k, v in json.loads(key).items()}
            found.append(Filled(names[name], told, columns, int(top)))
        except (ValueError, AttributeError, TypeError):
            raise _spoilt() from None
    return found


def _place(letters: str) -> int:
    column = 0
    for letter in letters:
        if not "A" <= letter <= "Z":
            raise _spoilt()
        column = 26 * column + ord(letter) - 64
    return column - 1


def _spoilt() -> SheetError:
    return SheetError(
        "wrong_columns", "Phần ẩn của tệp mẫu đã bị hỏng; hãy tải tệp mẫu mới rồi chép điểm sang."
    )
