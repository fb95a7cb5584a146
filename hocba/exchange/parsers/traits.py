"""What a school decided about classes: lớp học linh hoạt, môn chuyên, by a list of classes or of pupils."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from hocba.exchange.parsers.subjects import subject_code
from hocba.exchange.parsers.table import WHO, Line, class_key, known_class, lines
from hocba.kernel.names import search_key
from hocba.kernel.sheets import (
    Header,
    Problems,
    Sheet,
    SheetError,
    SkippedColumn,
    find_header,
    read_workbook,
)

FLEXIBLE, SPECIAL = "flexible", "special"
_COLUMNS: dict[str, Sequence[str]] = {
    "number_in_list": WHO["number"],
    "klass": WHO["klass"],
    FLEXIBLE: ("Lớp học linh hoạt", "Lớp linh hoạt", "Linh hoạt"),
    SPECIAL: ("Môn chuyên", "Lớp chuyên", "Môn chuyên của lớp", "Chuyên"),
    "number": ("Số quyết định", "Quyết định số", "Số QĐ", "Quyết định"),
    "on": ("Ngày quyết định", "Ngày QĐ", "Ngày"),
    "ground": ("Căn cứ", "Lí do", "Lý do"),
}
_YES = frozenset({"x", "co", "1", "v", "linh hoat", "lop hoc linh hoat"})
_NO = frozenset({"0", "khong", "k", "khong chuyen", "binh thuong"})


@dataclass(frozen=True)
class TraitRow:
    """What a file says of one class; None where it says nothing. `special` are codes of subjects.

    `places` are the cells by key, of the first line that spoke of the class.
    """

    sheet: str
    row: int
    klass: str
    flexible: bool | None
    special: tuple[str, ...] | None
    number: str
    on: date | None
    ground: str
    places: Mapping[str, str]


@dataclass
class Traits:
    """A file that has at least one of the two columns, a row a class."""

    rows: list[TraitRow] = field(default_factory=list)
    problems: Problems = field(default_factory=Problems)
    skipped: list[SkippedColumn] = field(default_factory=list)


def parse_traits(data: bytes, classes: Sequence[str]) -> Traits:
    """Read every table that has a class and one of the two columns.

    A list of pupils says it once a pupil: lines of one class must agree. SheetError without any.
    """
    result, found = Traits(), False
    known = {class_key(name): name for name in classes}
    said: dict[str, TraitRow] = {}
    for sheet in read_workbook(data).sheets:
        header = None if sheet.hidden or not sheet.rows else _header(sheet)
        if header is None:
            continue
        found = True
        result.skipped += header.skipped(sheet, {})
        for line in lines(sheet, header, result.problems):
            row = _row(line, known)
            if row is not None:
                _merge(said, row, line)
    if not found:
        raise SheetError(
            "wrong_columns",
            "Không tìm thấy bảng có cột “Lớp” và cột “Lớp học linh hoạt” hoặc “Môn chuyên”."
            " Có thể đã chọn nhầm tệp.",
        )
    result.rows = list(said.values())
    return result


def _header(sheet: Sheet) -> Header | None:
    for key in (FLEXIBLE, SPECIAL):
        header = find_header(sheet, _COLUMNS, {"klass", key})
        if header is not None:
            return header
    return None


def _row(line: Line, known: Mapping[str, str]) -> TraitRow | None:
    flexible, special = _flexible(line), _special(line)
    if flexible is None and special is None:
        return None
    klass = known_class(line, "klass", known)
    if not klass:
        return None
    number = re.sub(r"\s+", " ", line.text("number"))[:60]
    on = line.day("on") if "on" in line.header.columns else None
    places = {key: line.place(key) for key in (FLEXIBLE, SPECIAL) if key in line.header.columns}
    ground = line.text("ground")[:300]
    return TraitRow(
        line.sheet.name, line.number, klass, flexible, special, number, on, ground, places
    )


def _flexible(line: Line) -> bool | None:
    text = line.text(FLEXIBLE)
    said = search_key(text)
    if said and said not in _YES | _NO:
        line.problem(FLEXIBLE, f"“{text}”: cột này ghi «có» hoặc «không».")
    return None if not said else said in _YES


def _special(line: Line) -> tuple[str, ...] | None:
    text = line.text(SPECIAL)
    if not text:
        return None
    if search_key(text) in _NO:
        return ()
    codes = []
    for part in filter(None, (p.strip() for p in re.split(r"[;,/+\n]", text))):
        code = subject_code(re.sub(r"(?i)^chuyên\s+", "", part))
        if code is None:
            line.problem(SPECIAL, f"Không rõ môn “{part}”.")
        else:
            codes.append(code)
    return tuple(sorted(codes))


def _merge(said: dict[str, TraitRow], row: TraitRow, line: Line) -> None:
    """Keep the first line of a class; another one that says otherwise is a problem."""
    first = said.setdefault(row.klass, row)
    for key, mine, other in (
        (FLEXIBLE, row.flexible, first.flexible),
        (SPECIAL, row.special, first.special),
    ):
        if mine is not None and mine != other:
            line.problem(key, f"Lớp {row.klass} ghi khác ở dòng {first.row}.")
