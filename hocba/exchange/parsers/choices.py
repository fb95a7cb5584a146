"""Who takes which chosen subject and which cụm chuyên đề: a line a pupil, a column a subject."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from hocba.exchange.parsers.gradebook import NOTHING_CONFIRMED, Confirmed, match_row
from hocba.exchange.parsers.roster import Match, Roster, RosterPupil
from hocba.exchange.parsers.subjects import BY_NAME
from hocba.exchange.parsers.table import WHO, Line, class_key, lines, sheet_class, who_header
from hocba.kernel.names import search_key
from hocba.kernel.sheets import (
    Header,
    Problems,
    Sheet,
    SheetError,
    SkippedColumn,
    cell_text,
    read_workbook,
)

CLUSTER = "-cd"
"""What a column of a cụm chuyên đề has after the code of its subject."""
_YES = frozenset({"x", "co", "1", "v", "hoc", "dang ki", "dang ky", "chon"})
_NO = frozenset({"0", "khong", "k"})
_ABOUT: dict[str, Sequence[str]] = {
    "decision": ("Số quyết định", "Quyết định số", "Số QĐ", "Quyết định"),
    "on": ("Học từ ngày", "Ngày đổi", "Từ ngày", "Ngày quyết định"),
}
_TOPICS = (
    "chuyen de {}",
    "cum chuyen de {}",
    "cd {}",
    "{} chuyen de",
    "chuyen de hoc tap {}",
    "{} cd",
)


def _headings() -> dict[str, Sequence[str]]:
    found: dict[str, list[str]] = {}
    for alias, code in BY_NAME.items():
        found.setdefault(code, []).extend((alias, f"mon {alias}", f"mon lua chon {alias}"))
        found.setdefault(code + CLUSTER, []).extend(words.format(alias) for words in _TOPICS)
    return {**found, **_ABOUT}


HEADINGS: Mapping[str, Sequence[str]] = _headings()


@dataclass(frozen=True)
class ChoiceRow:
    """What a line says: `takes` by subject code (with CLUSTER for its topics), only of columns that
    the table has; the decision and the day where the line names them. `places` are the cells."""

    sheet: str
    row: int
    klass: str
    name: str
    match: Match
    takes: Mapping[str, bool]
    places: Mapping[str, str]
    decision: str
    on: date | None


@dataclass
class Choices:
    """A file of one or several classes."""

    rows: list[ChoiceRow] = field(default_factory=list)
    problems: Problems = field(default_factory=Problems)
    skipped: list[SkippedColumn] = field(default_factory=list)


def parse_choices(
    data: bytes,
    rosters: Mapping[str, Sequence[RosterPupil]],
    offers: Mapping[str, frozenset[str]],
    confirmed: Confirmed = NOTHING_CONFIRMED,
) -> Choices:
    """Read every table; `offers` are the columns each class has. SheetError when there is none."""
    result, found = Choices(), False
    known = {class_key(name): name for name in rosters}
    people: dict[str, Roster] = {}
    for sheet in read_workbook(data).sheets:
        header = None if sheet.hidden or not sheet.rows else _header(sheet)
        if header is None:
            continue
        found = True
        result.skipped += header.skipped(sheet, {})
        own, seen = sheet_class(sheet, header, known), dict[str, int]()
        for line in lines(sheet, header, result.problems):
            klass = line.in_class(own, known)
            if not klass:
                continue
            if klass not in people:
                people[klass] = Roster(rosters[klass])
            name, match = match_row(line, people[klass], klass, seen, confirmed)
            result.rows.append(_row(line, klass, name, match, offers.get(klass, frozenset())))
    if not found:
        raise SheetError("wrong_columns", "Không tìm thấy bảng có cột họ tên và cột các môn lựa chọn. Có thể đã chọn nhầm tệp.")  # fmt: skip
    return result


def _header(sheet: Sheet) -> Header | None:
    header = who_header(sheet, HEADINGS, (), groups=False)
    subjects = header.columns.keys() - WHO.keys() - _ABOUT.keys() if header else ()
    return header if subjects else None


def _row(line: Line, klass: str, name: str, match: Match, offers: frozenset[str]) -> ChoiceRow:
    takes: dict[str, bool] = {}
    for key in line.header.columns.keys() - WHO.keys() - _ABOUT.keys():
        said = search_key(cell_text(line.cell(key)))
        if said in _YES and key not in offers:
            what = "cụm chuyên đề" if key.endswith(CLUSTER) else "môn lựa chọn"
            line.problem(key, f"Lớp {klass} không có {what} này.")
        elif said in _YES or not said or said in _NO:
            if key in offers:
                takes[key] = said in _YES
        else:
            line.problem(key, f"“{line.text(key)}”: cột này chỉ đánh dấu x hoặc để trống.")
    places = {key: line.place(key) for key in takes}
    decision = re.sub(r"\s+", " ", line.text("decision"))[:200]
    on = line.day("on") if "on" in line.header.columns else None
    if bool(decision) != bool(on):
        missing = "on" if decision else "decision"
        key = missing if missing in line.header.columns else "name"
        line.problem(key, "Đổi theo quyết định thì ghi cả số quyết định và ngày bắt đầu học.")
    return ChoiceRow(line.sheet.name, line.number, klass, name, match, takes, places, decision, on)
