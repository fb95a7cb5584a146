"""A whole class or a whole grade of a primary school in one file, as other programs give it out.

One table has all subjects at one of the four times of the year: per subject «Mức đạt được», «Điểm
KTĐK», «Nhận xét», then phẩm chất and năng lực. Classes stand in a column or have a sheet each.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from hocba.exchange.parsers.gradebook import (
    NOTHING_CONFIRMED,
    Confirmed,
    Entry,
    Kind,
    comment_entry,
    entry_at,
    match_row,
)
from hocba.exchange.parsers.homeroom import OWN, TRAIT_COMMENTS, TRAITS
from hocba.exchange.parsers.marks import unheaded
from hocba.exchange.parsers.roster import Match, Roster, RosterPupil
from hocba.exchange.parsers.subjects import BY_NAME
from hocba.exchange.parsers.table import (
    WHO,
    Line,
    class_key,
    lines,
    same_year,
    sheet_class,
    titles,
    who_header,
)
from hocba.exchange.parsers.values import BadValue, parse_level, parse_score
from hocba.kernel.names import search_key
from hocba.kernel.sheets import (
    Header,
    Problems,
    Sheet,
    SheetError,
    SkippedColumn,
    read_workbook,
)

SUBJECTS = frozenset(
    {
        "TV",
        "TOAN",
        "NN1",
        "TDT",
        "DD",
        "TNXH",
        "KH",
        "LSDL",
        "TIN",
        "CN",
        "GDTC",
        "AN",
        "MT",
        "HDTN",
    }
)
_LEVEL = (
    "{}",
    "{} muc dat duoc",
    "{} muc",
    "muc {}",
    "{} muc dat",
    "{} danh gia",
    "muc dat duoc {}",
)
_SCORE = (
    "{} diem ktdk",
    "{} ktdk",
    "{} diem",
    "diem {}",
    "diem ktdk {}",
    "{} diem kt",
    "{} diem kiem tra",
)
_COMMENT = ("{} nhan xet", "{} noi dung nhan xet", "nhan xet {}")
_GROUPS = ("Năng lực", "Năng lực cốt lõi", "Năng lực đặc thù", "Năng lực chung", "NL", "NL đặc thù")
_ALSO_SUBJECTS = {"cong_nghe": "CN", "tin_hoc": "TIN"}
"""Năng lực that go by the name of a subject: known by their group only."""
_UNSURE = frozenset({"cn", "c n"})
"""A short name that may also be «cuối năm»."""
DECIDED = "Do nhà trường quyết định ở «Kết quả», chương trình đề xuất; không nhận từ tệp."
NOT_NOW = "Sổ không có nhận xét phẩm chất, năng lực ở giữa kì."
_WHY = dict.fromkeys(("len lop", "xep loai", "hoan thanh chuong trinh lop hoc", "hoan thanh chuong trinh", "khen thuong", "danh gia ket qua giao duc", "ket qua hoc tap", "danh hieu"), DECIDED)  # fmt: skip


def _headings() -> dict[str, Sequence[str]]:
    found: dict[str, list[str]] = {}
    for alias, code in BY_NAME.items():
        if code in SUBJECTS and alias not in _UNSURE:
            for what, words in (("muc", _LEVEL), ("kt", _SCORE), ("nx", _COMMENT)):
                found.setdefault(f"{what}:{code}", []).extend(w.format(alias) for w in words)
    for code, names in TRAITS.items():
        wide = [f"{group} {name}" for group in _GROUPS for name in names]
        all_names = wide if code in _ALSO_SUBJECTS else [*names, *wide]
        found[code] = [*all_names, *(f"{name} mức đạt được" for name in all_names)]
        found[OWN + code] = [
            words for n in all_names for words in (f"{n} nhận xét", f"nhận xét {n}")
        ]
    return {**found, **TRAIT_COMMENTS}


Takes = Mapping[str, Collection[str]]
"""By class the subjects whose books are to be filled, "" being the homeroom book."""
HEADINGS: Mapping[str, Sequence[str]] = _headings()


@dataclass(frozen=True)
class Time:
    """One of the four times a pupil is assessed: term 1 or 2, part «gk» or «ck»."""

    term: int
    part: str


@dataclass(frozen=True)
class PrimaryRow:
    """One pupil's row: who it is, in which class, and what it says."""

    sheet: str
    row: int
    klass: str
    name: str
    match: Match
    entries: tuple[Entry, ...]


@dataclass
class Primary:
    """A file of one or several classes. `passed` counts the rows of classes and `left` the cells of
    (class, subject) that are somebody else's, "" being the homeroom book; they are not judged."""

    rows: list[PrimaryRow] = field(default_factory=list)
    passed: Counter[str] = field(default_factory=Counter)
    left: Counter[tuple[str, str]] = field(default_factory=Counter)
    problems: Problems = field(default_factory=Problems)
    skipped: list[SkippedColumn] = field(default_factory=list)

    def certain(self) -> Iterator[tuple[str, str, Entry]]:
        """(class, pupil key, entry) of the rows whose pupil is certain."""
        for row in self.rows:
            if row.match.verdict == "green" and row.match.pupil is not None:
                for entry in row.entries:
                    yield row.klass, row.match.pupil, entry


def time_of(text: str) -> Time | None:
    """The time that a title or the name of a sheet tells, None when it tells none.

    >>> time_of("KẾT QUẢ GIỮA HỌC KỲ II"), time_of("Cuối năm học 2025–2026")
    (Time(term=2, part='gk'), Time(term=2, part='ck'))
    """
    key = search_key(text)
    if found := re.search(r"\b(?:giua (?:hoc )?k[iy]|giua hk|gk|gkh|ghk) ?(1|2|ii|i)\b", key):
        return Time(_term(found[1]), "gk")
    if re.search(r"\b(?:cuoi nam|ca nam|cn)\b", key):
        return Time(2, "ck")
    if found := re.search(r"\b(?:hoc k[iy]|hk|ck|cuoi k[iy]) ?(1|2|ii|i)\b", key):
        return Time(_term(found[1]), "ck")
    return None


def _term(text: str) -> int:
    return 2 if text in ("2", "ii") else 1


def parse_primary(
    data: bytes,
    rosters: Mapping[str, Sequence[RosterPupil]],
    time: Time | None = None,
    takes: Takes | None = None,
    confirmed: Confirmed = NOTHING_CONFIRMED,
    year: int = 0,
) -> Primary:
    """Read every table of the file. `time` is for a file that tells none; `takes` are the books
    that are to be filled, without it all.

    SheetError when no sheet has a table of subjects, or nobody tells its time.
    """
    result = Primary()
    known = {class_key(name): name for name in rosters}
    people: dict[str, Roster] = {}
    found = False
    for sheet in read_workbook(data).sheets:
        header = None if sheet.hidden or not sheet.rows else _header(sheet)
        if header is None:
            continue
        found = True
        same_year(sheet, header, year, result.problems)
        at = time_of(titles(sheet, header.first)) or time_of(sheet.name) or time
        if at is None:
            raise SheetError("no_time", f"Trang “{sheet.name}” không ghi là giữa kì, cuối kì hay cuối năm; hãy chọn thời điểm rồi tải lên lại.")  # fmt: skip
        page = _Page(result, at, sheet_class(sheet, header, known), known, takes)
        page.read(sheet, header, rosters, people, confirmed)
    if not found:
        raise SheetError("wrong_columns", "Không tìm thấy bảng có cột họ tên và cột các môn học (Tiếng Việt, Toán …). Có thể đã chọn nhầm tệp.")  # fmt: skip
    return result


def _header(sheet: Sheet) -> Header | None:
    """The heading of a table with subjects; columns of năng lực are never taken for a subject."""
    header = who_header(sheet, HEADINGS, (), groups=False)
    if header is None:
        return None
    columns = dict(header.columns)
    for trait, code in _ALSO_SUBJECTS.items():
        at = columns.get(f"muc:{code}")
        if at is not None and re.match(r"(?:nang luc|nl)\b", search_key(header.labels.get(at, ""))):
            columns[trait] = columns.pop(f"muc:{code}")
    if not any(":" in key or key in TRAITS for key in columns):
        return None
    return replace(header, columns=columns)


class _Page:
    """Reads one sheet into the result."""

    def __init__(
        self,
        result: Primary,
        time: Time,
        klass: str,
        known: Mapping[str, str],
        takes: Takes | None,
    ) -> None:
        self.result, self.time, self.klass, self.known = result, time, klass, known
        self.takes = takes

    def read(
        self,
        sheet: Sheet,
        header: Header,
        rosters: Mapping[str, Sequence[RosterPupil]],
        people: dict[str, Roster],
        confirmed: Confirmed,
    ) -> None:
        reasons = dict(_WHY)
        self.result.skipped += [*header.skipped(sheet, reasons), *unheaded(sheet, header)]
        if self.time.part == "gk":
            for key in TRAIT_COMMENTS.keys() & header.columns.keys():
                left = Header(
                    {}, header.first, {header.columns[key]: header.labels[header.columns[key]]}
                )
                self.result.skipped += [replace(s, why=NOT_NOW) for s in left.skipped(sheet, {})]
        seen: dict[str, int] = {}
        for line in lines(sheet, header, self.result.problems):
            klass = line.in_class(self.klass, self.known)
            if not klass:
                continue
            if self.takes is not None and klass not in self.takes:
                self.result.passed[klass] += 1
                line.passed()
                continue
            if klass not in people:
                people[klass] = Roster(rosters[klass])
            name, match = match_row(line, people[klass], klass, seen, confirmed)
            entries = tuple(self._entries(line, klass))
            if not entries:
                line.passed()
            self.result.rows.append(
                PrimaryRow(sheet.name, line.number, klass, name, match, entries)
            )

    def _entries(self, line: Line, klass: str) -> Iterator[Entry]:
        term, part = self.time.term, self.time.part
        for key in line.header.columns:
            if key in WHO:
                continue
            what, _, code = key.partition(":")
            book = code if code in SUBJECTS else ""
            if self.takes is not None and book not in self.takes[klass]:
                self.result.left[klass, book] += bool(line.text(key))
                continue
            if key in TRAIT_COMMENTS:
                if part == "ck":
                    yield from comment_entry(line, key, key, term, "nx_ck")
            elif what == "nx":
                yield from comment_entry(line, key, code, term, f"nx_{part}")
            else:
                yield from self._value(line, key, what if code else "muc", code or key)

    def _value(self, line: Line, key: str, what: str, subject: str) -> list[Entry]:
        scale = "quality" if subject in TRAITS else "primary"
        slot, cell = f"{what}_{self.time.part}", line.cell(key)
        try:
            value = parse_score(cell, whole=True) if what == "kt" else parse_level(cell, scale)
        except BadValue as error:
            line.problem(key, str(error))
            return []
        if value is None:
            return []
        kind: Kind = "score" if what == "kt" else "level"
        return [entry_at(line, key, subject, self.time.term, slot, kind, value)]
