"""Gradebook files of one class and one subject, a sheet for each term."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from hocba.exchange.parsers.marks import (
    LOWER,
    OLDER,
    PRIMARY,
    TOPICS,
    TX,
    Plan,
    older_header,
    unheaded,
)
from hocba.exchange.parsers.roster import Match, Roster, RosterPupil
from hocba.exchange.parsers.subjects import COMMENT_ONLY, NAMES, same_subject, subject_code
from hocba.exchange.parsers.table import (
    WHO,
    Line,
    class_key,
    grade_of,
    lines,
    same_year,
    who_header,
    wrong_columns,
)
from hocba.exchange.parsers.values import BadValue, parse_level, parse_score
from hocba.kernel.names import search_key
from hocba.kernel.sheets import (
    Header,
    Problems,
    Sheet,
    SheetError,
    SkippedColumn,
    Workbook,
    cell_text,
    read_workbook,
)

# What a person decided about doubtful rows: (sheet, row from 1) → key of the pupil.
Confirmed = Mapping[tuple[str, int], str]
NOTHING_CONFIRMED: Confirmed = {}
Kind = Literal["score", "level", "text", "count", "measure"]
_WHY_SKIPPED = {
    "dtbmhk": "Điểm trung bình do chương trình tính, không nhận từ tệp.",
    "dtbmcn": "Điểm trung bình do chương trình tính, không nhận từ tệp.",
    "ma nhan xet": "Chỉ nhận nội dung nhận xét, không nhận mã.",
}


@dataclass(frozen=True)
class Entry:
    """One value for one cell of a book, in the book's own names.

    `term` is 1, 2 or 3 (after the year). `slot` of a subject: tx1…, cd…, dk1…, gk, ck, nx (THCS, THPT); muc_gk,
    kt_gk, nx_gk, muc_ck, kt_ck, nx_ck (primary). `value`: integer tenths for a score or a measure, a
    number for a count, a level code, or a text. `row` counts from 1, `column` is a letter.
    """

    subject: str
    term: int
    slot: str
    kind: Kind
    value: int | str
    row: int
    column: str


@dataclass(frozen=True)
class BookRow:
    """One pupil's row of one term: who it is and what it says."""

    sheet: str
    term: int
    row: int
    name: str
    match: Match
    entries: tuple[Entry, ...]


@dataclass
class Gradebook:
    """A gradebook file. `absent` are keys of the roster on no sheet, `warnings` do not forbid applying."""

    klass: str
    subject: str
    rows: list[BookRow] = field(default_factory=list)
    absent: list[str] = field(default_factory=list)
    problems: Problems = field(default_factory=Problems)
    warnings: Problems = field(default_factory=Problems)
    skipped: list[SkippedColumn] = field(default_factory=list)

    def certain(self) -> Iterator[tuple[str, Entry]]:
        """(pupil key, entry) of the rows whose pupil is certain."""
        for row in self.rows:
            if row.match.verdict == "green" and row.match.pupil is not None:
                for entry in row.entries:
                    yield row.match.pupil, entry


Plans = Callable[[str, str], Plan | None]


def parse_gradebook(
    data: bytes,
    rosters: Mapping[str, Sequence[RosterPupil]],
    klass: str | None = None,
    subject: str | None = None,
    plan: Plans | None = None,
    confirmed: Confirmed = NOTHING_CONFIRMED,
    term: int = 0,
    year: int = 0,
) -> Gradebook:
    """Read the gradebook of one class and subject.

    `rosters` maps class names to the pupils who were in the class at any time of the year. Class and
    subject are taken from the title ("Lớp: 6A", "Môn: Toán") unless given; given and contrary is a
    problem. `plan` finds what the book of the class and subject that the title names has: values in
    columns that it lacks are problems. `term` is for a file that names none; a title with another
    school year than `year` is a problem; `confirmed` holds what a person decided about doubtful rows.
    Raises SheetError when it is no such file.
    """
    book = read_workbook(data)
    classes = {class_key(name): name for name in rosters}
    result = Gradebook(klass or "", subject or "")
    pages = term_sheets(book) or titled_sheets(book, term)
    first = pages[0][1] if pages else book.sheets[0]
    result.klass = agreed(first, "klass", klass, classes, result.problems)
    result.subject = agreed(first, "subject", subject, {}, result.problems)
    known = plan(result.klass, result.subject) if plan else None
    if known is not None:
        result.subject = known.subject
    if not pages:
        raise SheetError(
            "wrong_columns",
            "Không tìm thấy trang “HK1” hoặc “HK2” trong tệp. Có thể đã chọn nhầm tệp.",
        )
    roster = Roster(rosters.get(result.klass, ()))
    primary = known.primary if known else grade_of(result.klass) <= 5
    found = False
    for term, sheet in pages:
        header = mark_header(sheet, known, primary)
        if header is None:
            continue
        found = True
        same_year(sheet, header, year, result.problems)
        result.skipped += [*header.skipped(sheet, _WHY_SKIPPED), *unheaded(sheet, header)]
        page = _Page(result, roster, term, primary, known)
        page.read(sheet, header, confirmed)
    if not found:
        wanted = {
            "name": WHO["name"],
            **({"ck_level": PRIMARY["ck_level"]} if primary else {"gk": LOWER["gk"]}),
        }
        raise wrong_columns(wanted, wanted.keys())
    seen = {row.match.pupil for row in result.rows}
    result.absent = [key for key in roster.pupils if key not in seen]
    return result


def mark_header(
    sheet: Sheet, plan: Plan | None, primary: bool, empty: bool = False
) -> Header | None:
    """The heading of a sheet of marks as its regime has it; None when it has no column of marks.

    `empty`: the sheet is there to be filled (`older_header`).
    """
    older = plan is not None and plan.older
    header = who_header(sheet, PRIMARY if primary else OLDER if older else LOWER, ())
    if header is not None and older:
        header = older_header(sheet, header, empty)
    return header if header is not None and header.columns.keys() - WHO.keys() else None


class _Page:
    """Reads one sheet into the result."""

    def __init__(
        self,
        result: Gradebook,
        roster: Roster,
        term: int,
        primary: bool,
        plan: Plan | None,
    ) -> None:
        self.result, self.roster, self.term = result, roster, term
        self.primary, self.plan = primary, plan
        self.by_comment = plan.comment if plan else not primary and result.subject in COMMENT_ONLY

    def read(self, sheet: Sheet, header: Header, confirmed: Confirmed) -> None:
        seen: dict[str, int] = {}
        for line in lines(sheet, header, self.result.problems):
            name, match = match_row(line, self.roster, self.result.klass, seen, confirmed)
            entries = self._primary(line) if self.primary else self._lower(line)
            if not entries:
                line.passed()
            self.result.rows.append(
                BookRow(sheet.name, self.term, line.number, name, match, tuple(entries))
            )

    def _primary(self, line: Line) -> list[Entry]:
        found: list[Entry] = []
        for slot in ("gk", "ck"):
            found += self._value(line, f"{slot}_level", f"muc_{slot}", "primary")
            score = self._value(line, f"{slot}_score", f"kt_{slot}", "")
            if score and score[0].value == 0 and not self._lacks(f"kt_{slot}"):
                self._warn(line, f"{slot}_score", "Điểm kiểm tra định kì là 0; hãy xem lại bài.")
            found += score
            found += comment_entry(
                line, f"{slot}_comment", self.result.subject, self.term, f"nx_{slot}"
            )
        return found

    def _lower(self, line: Line) -> list[Entry]:
        found: list[Entry] = []
        periodic = [key for key in line.header.columns if key.startswith("dk")]
        for slot in (*TX, *TOPICS, *periodic, "gk", "ck"):
            found += self._value(line, slot, slot, "pass" if self.by_comment else "")
        if self.by_comment:
            self._check_declared(line, found)
        elif line.text("declared"):
            self._warn(
                line, "declared", "Môn này đánh giá bằng điểm; cột “Đánh giá” không được nhận."
            )
        return found + comment_entry(line, "comment", self.result.subject, self.term, "nx")

    def _value(self, line: Line, key: str, slot: str, scale: str) -> list[Entry]:
        if key not in line.header.columns:
            return []
        try:
            cell = line.cell(key)
            value = parse_level(cell, scale) if scale else parse_score(cell, whole=self.primary)
        except BadValue as error:
            line.problem(key, str(error))
            return []
        if value is not None and (why := self._lacks(slot)):
            line.problem(key, why)
        kind: Kind = "level" if scale else "score"
        return (
            []
            if value is None
            else [entry_at(line, key, self.result.subject, self.term, slot, kind, value)]
        )

    def _lacks(self, slot: str) -> str:
        return self.plan.lacks(slot) if self.plan else ""

    def _check_declared(self, line: Line, entries: list[Entry]) -> None:
        """The level of the term is worked out by the program; the file's own is only compared."""
        try:
            declared = parse_level(line.cell("declared"), "pass")
        except BadValue as error:
            line.problem("declared", str(error))
            return
        if declared is None:
            return
        if not entries:
            line.problem(
                "declared",
                "Cần mức của từng lần đánh giá (thường xuyên, giữa kì, cuối kì), không chỉ mức học kì.",
            )
        elif declared != ("Đ" if all(entry.value == "Đ" for entry in entries) else "CĐ"):
            self._warn(
                line,
                "declared",
                f"Tệp ghi “{declared}” nhưng các lần đánh giá cho mức khác; chương trình tự tính.",
            )

    def _warn(self, line: Line, key: str, message: str) -> None:
        self.result.warnings.add(
            line.sheet.name, line.row, line.header.columns[key], line.cell(key), message
        )


def entry_at(
    line: Line, key: str, subject: str, term: int, slot: str, kind: Kind, value: int | str
) -> Entry:
    """An entry with the place it was read from."""
    place = line.place(key)
    return Entry(subject, term, slot, kind, value, line.number, place.rstrip("0123456789"))


def comment_entry(line: Line, key: str, subject: str, term: int, slot: str) -> list[Entry]:
    """The comment in a cell, if any; at most 1,000 characters."""
    text = line.text(key)
    if len(text) > 1_000:
        line.problem(key, "Nhận xét dài quá 1000 kí tự.")
        return []
    return [entry_at(line, key, subject, term, slot, "text", text)] if text else []


def match_row(
    line: Line, roster: Roster, klass: str, seen: dict[str, int], confirmed: Confirmed
) -> tuple[str, Match]:
    """Name and match of a row; a doubtful, doubled or foreign row is a problem at its cell.

    A person's decision counts only for a pupil who is one of the row's candidates.
    """
    who = next(key for key in ("name", "family", "code") if key in line.header.columns)
    name = line.name()
    code = line.pupil_code()
    match = roster.match(name, code, line.born())
    own = line.text("klass")
    if own and class_key(own) != class_key(klass):
        line.problem("klass", f"Dòng này ghi lớp “{own}”, không phải lớp {klass}.")
        return name, Match("red", None, match.candidates, "Khác lớp.")
    chosen = confirmed.get((line.sheet.name, line.number))
    if chosen in match.candidates:
        match = Match("green", chosen, match.candidates, "Người nhập đã xác nhận.")
    if match.verdict != "green":
        line.problem(who, match.why)
    if match.pupil is not None and match.pupil in seen:
        line.problem(who, f"Học sinh này đã có ở dòng {seen[match.pupil]}.")
        return name, Match("red", None, (match.pupil,), "Trùng học sinh.")
    if match.pupil is not None:
        seen[match.pupil] = line.number
    return name, match


def term_sheets(book: Workbook) -> list[tuple[int, Sheet]]:
    """The sheets named after a term ("HK1", "HKII", "Học kì 1"), with the term."""
    pages = []
    for sheet in book.sheets:
        match = re.fullmatch(r"(?:hk|hoc k[iy]) ?(1|2|i|ii)", search_key(sheet.name))
        if match and not sheet.hidden:
            pages.append((2 if match[1] in ("2", "ii") else 1, sheet))
    return pages


def titled_sheets(book: Workbook, term: int = 0) -> list[tuple[int, Sheet]]:
    """Sheets that name their term in a title ("BẢNG ĐIỂM … HỌC KỲ II"), or else the first visible
    sheet, for the term that was given."""
    found = []
    for sheet in book.sheets:
        titles = " ".join(cell_text(c) for row in sheet.rows[:8] for c in row if isinstance(c, str))
        match = re.search(r"\b(?:hk|hoc k[iy]) ?(1|2|ii|i)\b", search_key(titles))
        if match and not sheet.hidden:
            found.append((2 if match[1] in ("2", "ii") else 1, sheet))
    visible = [sheet for sheet in book.sheets if not sheet.hidden and sheet.rows]
    return found or ([(term, visible[0])] if term in (1, 2) and visible else [])


def agreed(
    sheet: Sheet, what: str, given: str | None, classes: Mapping[str, str], problems: Problems
) -> str:
    """Class or subject of a file: the given one, compared with the title, or the title's.

    Raises SheetError `unknown_class` or `unknown_subject` when neither tells it.
    """
    pattern = (
        r"(?i)\bl(?:ớp|op)\s*:\s*(\S+)"
        if what == "klass"
        else r"(?i)\bm[ôo]n(?: h[ọo]c)?\s*:\s*(.+)"
    )
    for row, cells in enumerate(sheet.rows[:10]):
        for column, cell in enumerate(cells):
            match = re.search(pattern, cell_text(cell)) if isinstance(cell, str) else None
            if match is None:
                continue
            written = match[1].strip(" .;,")
            known = classes.get(class_key(written)) if what == "klass" else subject_code(written)
            if given is None and known is not None:
                return known
            if given is not None and not same_subject(known, given):
                label = given if what == "klass" else NAMES.get(given, given)
                noun = "lớp" if what == "klass" else "môn"
                problems.add(
                    sheet.name,
                    row,
                    column,
                    cell,
                    f"Tệp ghi {noun} “{written}”, ở đây đang nhập cho {label}.",
                )
            if given is not None:
                return given
            raise _unknown(what, written)
    if given is not None:
        return given
    raise _unknown(what, "")


def _unknown(what: str, written: str) -> SheetError:
    if what == "klass":
        text = (
            f"Không có lớp “{written}” trong trường."
            if written
            else "Đầu trang không ghi lớp (ví dụ “Lớp: 6A”). Hãy ghi thêm, hoặc chọn lại loại tệp."
        )
        return SheetError("unknown_class", text)
    text = (
        f"Không rõ môn “{written}”."
        if written
        else "Đầu trang không ghi môn (ví dụ “Môn: Toán”). Hãy ghi thêm, hoặc chọn lại loại tệp."
    )
    return SheetError("unknown_subject", text)
