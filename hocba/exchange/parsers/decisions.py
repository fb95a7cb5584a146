"""Files of decisions about pupils: exemptions, and results after re-assessment or summer training."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from hocba.exchange.parsers.gradebook import Entry, comment_entry, entry_at
from hocba.exchange.parsers.homeroom import TRAITS
from hocba.exchange.parsers.roster import Match, Roster, RosterPupil
from hocba.exchange.parsers.subjects import COMMENT_ONLY, subject_code
from hocba.exchange.parsers.table import (
    WHO,
    Line,
    class_key,
    grade_of,
    known_class,
    lines,
    same_year,
    who_header,
    wrong_columns,
)
from hocba.exchange.parsers.values import BadValue, parse_level, parse_score
from hocba.kernel.names import search_key
from hocba.kernel.sheets import Problems, SkippedColumn, Workbook, read_workbook

Rosters = Mapping[str, Sequence[RosterPupil]]
AFTER_YEAR = 3
_TERMS = {
    "ca nam": 0,
    "hki": 1,
    "hk1": 1,
    "hoc ki i": 1,
    "hoc ki 1": 1,
    "hkii": 2,
    "hk2": 2,
    "hoc ki ii": 2,
    "hoc ki 2": 2,
}
_EXEMPT: dict[str, Sequence[str]] = {
    "subject": ("Môn học", "Môn", "Môn được miễn"),
    "scope": ("Phạm vi", "Thời gian", "Học kì"),
    "mode": ("Cách đánh giá", "Hình thức"),
    "ground": ("Lí do", "Lí do", "Căn cứ"),
    "decision": ("Số quyết định", "Quyết định số", "Số QĐ"),
    "decided_on": ("Ngày quyết định", "Ngày QĐ", "Ngày ký"),
}
_AGAIN: dict[str, Sequence[str]] = {
    "what": ("Môn học/nội dung", "Môn học", "Môn", "Nội dung"),
    "level": ("Mức đánh giá lại", "Mức đạt được"),
    "score": ("Điểm đánh giá lại", "Điểm KTĐK", "Điểm"),
    "on": ("Ngày đánh giá lại", "Ngày"),
}
_TRAINED: dict[str, Sequence[str]] = {
    "task": ("Nhiệm vụ rèn luyện", "Nội dung rèn luyện", "Nhận xét"),
    "level": ("Kết quả rèn luyện", "Mức rèn luyện", "Rèn luyện"),
    "on": ("Ngày đánh giá", "Ngày"),
}
_MODES = {"": "exempt"} | {
    search_key(words): mode
    for mode, names in (
        ("exempt", ("Miễn", "Miễn giảm", "Không đánh giá")),
        ("comment", ("Chỉ nhận xét", "Nhận xét", "Đánh giá bằng nhận xét")),
    )
    for words in names
}
_TRAITS = {search_key(name): code for code, names in TRAITS.items() for name in names}
_TRAITS |= {f"nang luc {name}": code for name, code in _TRAITS.items()}


@dataclass(frozen=True)
class ExemptionRow:
    """A pupil exempt from a subject; `term` 0 is the whole year, `mode` whether the subject is still
    assessed by comment. Ready for `year.commands.exempt`."""

    row: int
    klass: str
    name: str
    match: Match
    subject: str
    term: int
    ground: str
    decision: str
    decided_on: date | None
    mode: str = "exempt"


@dataclass
class Exemptions:
    """A file of exemptions."""

    rows: list[ExemptionRow] = field(default_factory=list)
    problems: Problems = field(default_factory=Problems)
    skipped: list[SkippedColumn] = field(default_factory=list)


@dataclass(frozen=True)
class AfterYearRow:
    """One line of results after the year; entries have term 3.

    THCS: subject/dgl (tenths, or Đ/CĐ), ren_luyen/muc, nhan_xet/nx. Primary: subject/muc_ck and
    subject/kt_ck, trait/muc_ck.
    """

    sheet: str
    row: int
    klass: str
    name: str
    match: Match
    on: date | None
    entries: tuple[Entry, ...]


@dataclass
class AfterYear:
    """A file of results after the year."""

    rows: list[AfterYearRow] = field(default_factory=list)
    problems: Problems = field(default_factory=Problems)
    skipped: list[SkippedColumn] = field(default_factory=list)

    def certain(self) -> Iterator[tuple[str, Entry]]:
        """(pupil key, entry) of the rows whose pupil is certain."""
        for row in self.rows:
            if row.match.verdict == "green" and row.match.pupil is not None:
                for entry in row.entries:
                    yield row.match.pupil, entry


def parse_exemptions(data: bytes, rosters: Rosters, year: int = 0) -> Exemptions:
    """Read exemptions; number and date of the decision are needed. SheetError when no such file."""
    book = read_workbook(data)
    result = Exemptions()
    for line in _table(
        book, ("MienGiam", "Miễn giảm"), _EXEMPT, ("klass", "subject", "decision"), result, year
    ):
        klass, name, match = _who(line, rosters)
        scope = search_key(line.text("scope"))
        if scope and scope not in _TERMS:
            line.problem("scope", "Phạm vi là “Cả năm”, “Học kì I” hoặc “Học kì II”.")
        mode = _MODES.get(search_key(line.text("mode")))
        if mode is None:
            line.problem("mode", "Cách đánh giá là “Miễn” hoặc “Chỉ nhận xét”.")
        decided_on = line.day("decided_on")
        if decided_on is None and not line.text("decided_on"):
            line.problem("decided_on", "Thiếu ngày quyết định.")
        result.rows.append(
            ExemptionRow(
                line.number,
                klass,
                name,
                match,
                _subject(line, "subject"),
                _TERMS.get(scope, 0),
                line.need("ground", "lí do miễn giảm"),
                line.need("decision", "số quyết định"),
                decided_on,
                mode or "exempt",
            )
        )
    return result


def parse_after_year(data: bytes, rosters: Rosters, year: int = 0) -> AfterYear:
    """Read re-assessment and summer training. SheetError when neither table is there."""
    book = read_workbook(data)
    result = AfterYear()
    training = book.find("RenLuyenHe", "Rèn luyện hè") is not None
    again = book.find("DanhGiaLai", "Đánh giá lại") is not None or not training
    if again:
        for line in _table(
            book, ("DanhGiaLai", "Đánh giá lại"), _AGAIN, ("klass", "what"), result, year
        ):
            klass, name, match = _who(line, rosters)
            found = tuple(_reassessed(line, klass))
            result.rows.append(
                AfterYearRow(
                    line.sheet.name, line.number, klass, name, match, line.day("on"), found
                )
            )
    if training:
        for line in _table(
            book, ("RenLuyenHe", "Rèn luyện hè"), _TRAINED, ("klass", "level"), result, year
        ):
            klass, name, match = _who(line, rosters)
            found = tuple(_trained(line))
            result.rows.append(
                AfterYearRow(
                    line.sheet.name, line.number, klass, name, match, line.day("on"), found
                )
            )
    return result


def _table(
    book: Workbook,
    names: Sequence[str],
    columns: Mapping[str, Sequence[str]],
    required: Sequence[str],
    result: Exemptions | AfterYear,
    year: int,
) -> Iterator[Line]:
    sheet = book.find(*names) or book.sheets[0]
    header = who_header(sheet, columns, required)
    if header is None:
        raise wrong_columns({**WHO, **columns}, ("name", *required))
    same_year(sheet, header, year, result.problems)
    result.skipped += header.skipped(sheet, {})
    return lines(sheet, header, result.problems)


def _who(line: Line, rosters: Rosters) -> tuple[str, str, Match]:
    klass = known_class(line, "klass", {class_key(name): name for name in rosters})
    name = line.name()
    born = line.born()
    match = Roster(rosters.get(klass, ())).match(name, line.pupil_code(), born)
    if klass and match.verdict != "green":
        line.problem("name" if "name" in line.header.columns else "family", match.why)
    return klass, name, match


def _subject(line: Line, key: str) -> str:
    text = line.need(key, "tên môn học")
    code = subject_code(text)
    if text and code is None:
        line.problem(key, f"Không rõ môn “{text}”.")
    return code or ""


def _reassessed(line: Line, klass: str) -> Iterator[Entry]:
    primary = grade_of(klass) <= 5
    trait = _TRAITS.get(search_key(line.text("what"))) if primary else None
    # "Tin học", "Công nghệ", "Khoa học" name a subject first; the trait is written "Năng lực …".
    known = subject_code(line.text("what"))
    subject = known or trait or _subject(line, "what")
    if not subject:
        return
    by_comment = not primary and subject in COMMENT_ONLY
    if primary or by_comment:
        scale = "pass" if by_comment else "quality" if subject in TRAITS else "primary"
        try:
            level = parse_level(line.cell("level"), scale)
        except BadValue as error:
            line.problem("level", str(error))
            level = None
        if level is not None:
            yield entry_at(
                line,
                "level",
                subject,
                AFTER_YEAR,
                "dgl" if by_comment else "muc_ck",
                "level",
                level,
            )
    if by_comment or subject in TRAITS:
        return
    try:
        score = parse_score(line.cell("score"), whole=primary)
    except BadValue as error:
        line.problem("score", str(error))
        return
    if score is not None:
        yield entry_at(
            line, "score", subject, AFTER_YEAR, "kt_ck" if primary else "dgl", "score", score
        )


def _trained(line: Line) -> Iterator[Entry]:
    try:
        level = parse_level(line.cell("level"), "conduct")
    except BadValue as error:
        line.problem("level", str(error))
        level = None
    if level is not None:
        yield entry_at(line, "level", "ren_luyen", AFTER_YEAR, "muc", "level", level)
    if "task" in line.header.columns:
        yield from comment_entry(line, "task", "nhan_xet", AFTER_YEAR, "nx")
