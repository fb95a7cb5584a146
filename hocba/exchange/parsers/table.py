"""Reading one table of a sheet row by row, with a problem at each cell that cannot be taken."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from hocba.kernel.ids import InvalidId, is_temporary, moet_code, temporary_code
from hocba.kernel.names import InvalidName, clean_name, search_key
from hocba.kernel.sheets import (
    Cell,
    Header,
    Problems,
    Sheet,
    SheetError,
    cell_date,
    cell_text,
    column_letter,
    find_header,
)

WHO: dict[str, Sequence[str]] = {
    "number": ("STT", "TT", "Số TT", "Số thứ tự"),
    "klass": ("Lớp", "Mã lớp", "Tên lớp", "Lớp học"),
    "code": (
        "Mã định danh Bộ GD&ĐT",
        "Mã định danh Bộ GDĐT",
        "Mã định danh Bộ",
        "Mã định danh",
        "Mã học sinh",
        "Mã HS",
    ),
    "name": ("Họ và tên", "Họ tên", "Họ và tên học sinh", "Họ tên học sinh", "Tên học sinh"),
    "family": (
        "Họ và tên đệm",
        "Họ và đệm",
        "Họ đệm",
        "Họ tên đệm",
        "Họ lót",
        "Họ và tên lót",
        "Họ",
    ),
    "given": ("Tên",),
    "born": ("Ngày sinh", "Ngày tháng năm sinh", "Ngày, tháng, năm sinh"),
}
EARLIEST_BIRTH, LATEST_BIRTH = date(1940, 1, 1), date(2099, 12, 31)
EARLIEST_DAY, LATEST_DAY = date(2000, 1, 1), date(2100, 12, 31)


_NO_CLASS = (
    "Không rõ em này học lớp nào: tệp không có cột «Lớp», tên trang cũng không phải tên lớp."
)


@dataclass(frozen=True)
class Line:
    """One row of data: values by key, and problems noted at their cells."""

    sheet: Sheet
    header: Header
    row: int
    problems: Problems

    @property
    def number(self) -> int:
        """The row as a person counts, from 1."""
        return self.row + 1

    def passed(self) -> None:
        """Nothing is taken from this row, so nobody need know that it is hidden."""
        self.problems.unseen.get(self.sheet.name, {}).pop(self.row, None)

    def cell(self, key: str) -> Cell:
        """The raw value, "" when the table has no such column."""
        column = self.header.columns.get(key)
        return "" if column is None else self.sheet.cell(self.row, column)

    def text(self, key: str) -> str:
        """The value as text."""
        return cell_text(self.cell(key))

    def place(self, key: str) -> str:
        """The cell by letter and number, such as F12."""
        return f"{column_letter(self.header.columns[key])}{self.number}"

    def fault(self, key: str) -> tuple[str, str] | None:
        """What keeps the cell from having a value (`Sheet.fault`), None when nothing does.

        One class or number merged over many pupils is common and does no harm.
        """
        column = self.header.columns.get(key)
        return None if column is None else self.sheet.fault(self.row, column, key not in WHO)

    def problem(self, key: str, message: str) -> None:
        """Note a problem at the cell of `key` (at the row when there is no such column).

        A cell without a value has been named already (`lines`), whatever its emptiness leads to.
        """
        if self.fault(key):
            return
        self.problems.add(
            self.sheet.name, self.row, self.header.columns.get(key), self.cell(key), message
        )

    def need(self, key: str, what: str) -> str:
        """The text, with a problem when it is empty."""
        text = self.text(key)
        if not text:
            self.problem(key, f"Thiếu {what}.")
        return text

    def day(
        self, key: str, earliest: date = EARLIEST_DAY, latest: date = LATEST_DAY
    ) -> date | None:
        """The date, None when empty or impossible (then with a problem)."""
        try:
            value = cell_date(self.cell(key))
        except ValueError as error:
            self.problem(key, str(error))
            return None
        if value is not None and not earliest <= value <= latest:
            span = f"phải từ {earliest:%d/%m/%Y} đến {latest:%d/%m/%Y}"
            self.problem(key, f"Ngày {value:%d/%m/%Y} không hợp lí ở đây: {span}.")
            return None
        return value

    def born(self, latest: date = LATEST_BIRTH) -> date | None:
        """The pupil's birth date."""
        return self.day("born", EARLIEST_BIRTH, latest)

    def whole(self, key: str, most: int) -> int | None:
        """A whole number from 0 to `most`, None when empty or wrong (then with a problem)."""
        text = self.text(key)
        if not text:
            return None
        if not (text.isascii() and text.isdigit() and int(text) <= most):
            self.problem(key, f"“{text}” phải là số nguyên từ 0 đến {most}.")
            return None
        return int(text)

    def code(self, key: str, check: Callable[[str], str]) -> str:
        """A code in its compact form, "" when empty or wrong (then with a problem)."""
        text = self.text(key)
        try:
            return check(text) if text else ""
        except InvalidId as error:
            self.problem(key, str(error))
            return ""

    def choice(self, key: str, choices: Mapping[str, str], what: str) -> str:
        """The code of a listed value, "" when empty or not listed (then with a problem)."""
        text = self.text(key)
        if not text:
            return ""
        found = choices.get(search_key(text))
        if found is None:
            self.problem(key, f"“{text}” không có trong danh mục {what}.")
        return found or ""

    def raw_name(self) -> str:
        """The name as written, joined from two columns where it is split."""
        if "name" not in self.header.columns:
            return f"{self.text('family')} {self.text('given')}".strip()
        beside = self.header.columns["name"] + 1
        more = "" if beside in self.header.labels else cell_text(self.sheet.cell(self.row, beside))
        return f"{self.text('name')} {more}".strip()

    def name(self) -> str:
        """The cleaned name, "" with a problem when it is none."""
        try:
            return clean_name(self.raw_name())
        except InvalidName as error:
            self.problem("name" if "name" in self.header.columns else "family", str(error))
            return ""

    def in_class(self, sheet: str, known: Mapping[str, str]) -> str:
        """The class of the row: its own cell, else that of the `sheet`; "" with a problem when
        nobody tells it. `known` maps `class_key` to the school's spelling."""
        text = self.text("klass")
        if not text and sheet:
            return sheet
        found = known.get(class_key(text), "") if text else ""
        if not found:
            keys = ("klass", "name", "family")
            key = next(key for key in keys if key in self.header.columns)
            said = f"Không có lớp “{text}” trong trường." if text else _NO_CLASS
            self.problem(key, said)
        return found

    def pupil_code(self) -> str:
        """The Ministry's code or a temporary one; "" when empty or wrong (then with a problem)."""
        return self.code(
            "code", lambda text: temporary_code(text) if is_temporary(text) else moet_code(text)
        )


def lines(sheet: Sheet, header: Header, problems: Problems) -> Iterator[Line]:
    """The rows of data. Empty rows and the foot of the page (totals, signatures) are left out.

    A cell whose value the file does not have is a problem; a row that does not say whose it is for
    that reason is left out.
    """
    of_people = "name" in header.columns or "family" in header.columns
    who = [
        key for key in ("name", "family", "given", "code") if of_people and key in header.columns
    ]
    for row in range(header.first, len(sheet.rows)):
        line = Line(sheet, header, row, problems)
        faults = {key: fault for key in header.columns if (fault := line.fault(key))}
        filled = [key for key in header.columns if key in faults or line.text(key)]
        if not filled:
            continue
        if who and not any(key in faults or line.text(key) for key in who):
            if set(filled) <= {"number", "klass"} or len(filled) == 1:
                continue
            if line.text("number") == "" and not any(line.text(k)[:1].isdigit() for k in filled):
                continue
            line.problem(who[0], "Dòng này có dữ liệu nhưng không có họ tên.")
            continue
        for key, (value, message) in faults.items():
            problems.add(sheet.name, row, header.columns[key], value, message)
        if not any(key in faults for key in who):
            problems.read(sheet, row, line.raw_name() if of_people else "")
            yield line


def unique(line: Line, key: str, value: object, seen: dict[object, int], what: str) -> None:
    """Note a problem when `value` was already on an earlier row of the file."""
    if not value:
        return
    if value in seen:
        line.problem(key, f"Trùng {what} với dòng {seen[value]}.")
    else:
        seen[value] = line.number


def wrong_columns(wanted: Mapping[str, Sequence[str]], required: Collection[str]) -> SheetError:
    """The error for a file without the needed headings, in words."""
    names = ", ".join(f"“{wanted[key][0]}”" for key in wanted if key in required)
    return SheetError(
        "wrong_columns",
        f"Không tìm thấy hàng tiêu đề có các cột {names}. Có thể đã chọn nhầm tệp.",
    )


def who_header(
    sheet: Sheet, more: Mapping[str, Sequence[str]], required: Collection[str], groups: bool = True
) -> Header | None:
    """The heading of a table of pupils, with the name in one column or in two."""
    wanted = {**WHO, **more}
    in_one = find_header(sheet, wanted, {"name", *required}, groups)
    return in_one or find_header(sheet, wanted, {"family", "given", *required}, groups)


def grade_of(klass: str) -> int:
    """The grade at the start of a class name: 6 for 6A, 10 for 10A1; 0 when there is none."""
    match = re.match(r"1[0-2]|[1-9]", klass)
    return int(match.group()) if match else 0


def class_key(klass: str) -> str:
    """A class name as it is compared: "6a", "Lớp 6A" and "6 A" are one class.

    >>> class_key("Lớp 6 a")
    '6A'
    """
    return re.sub(r"\s", "", re.sub(r"(?i)^\s*lớp\s*", "", klass)).upper()


def titles(sheet: Sheet, first: int) -> str:
    """What stands above a table, as one line."""
    rows = sheet.rows[: min(first, 8)]
    return " ".join(cell_text(cell) for row in rows for cell in row if isinstance(cell, str))


def same_year(sheet: Sheet, header: Header, year: int, problems: Problems) -> None:
    """Note a problem where the title above a table names another school year; 0 takes any year."""
    for row, cells in enumerate(sheet.rows[: min(header.first, 8)]):
        for column, cell in enumerate(cells):
            told = re.search(r"nam hoc (20\d\d) (20\d\d)", search_key(cell_text(cell)))
            if year and told and int(told[1]) != year:
                said = f"Tệp ghi năm học {told[1]}–{told[2]}, thầy cô đang nhập cho năm học"
                problems.add(sheet.name, row, column, cell, f"{said} {year}–{year + 1}.")


def sheet_class(sheet: Sheet, header: Header, known: Mapping[str, str]) -> str:
    """The class of a whole sheet by its name or title, "" when none is told."""
    above = titles(sheet, header.first)
    for text in (sheet.name, *re.findall(r"(?i)\bl(?:ớp|op)\s*:?\s*(\S+)", above)):
        for word in (text, *re.split(r"[\s_–-]+", text)):
            if class_key(word.strip(".,;")) in known:
                return known[class_key(word.strip(".,;"))]
    return ""


def known_class(line: Line, key: str, classes: Mapping[str, str] | None) -> str:
    """The school's spelling of the class in a cell; "" with a problem when unknown.

    `classes` maps `class_key` to the school's spelling; None takes every class name with a grade.
    """
    text = line.need(key, "tên lớp")
    if not text:
        return ""
    if classes is None:
        if grade_of(class_key(text)):
            return class_key(text)
    elif class_key(text) in classes:
        return classes[class_key(text)]
    line.problem(key, f"Không có lớp “{text}” trong trường.")
    return ""
