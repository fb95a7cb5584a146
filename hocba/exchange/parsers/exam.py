"""The list of a centrally marked test: one mark a pupil, of several classes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from hocba.exchange.parsers.roster import Match, Roster, RosterPupil
from hocba.exchange.parsers.table import (
    WHO,
    Line,
    class_key,
    known_class,
    lines,
    same_year,
    who_header,
    wrong_columns,
)
from hocba.exchange.parsers.values import BadValue, parse_score
from hocba.kernel.names import search_key
from hocba.kernel.sheets import Problems, SkippedColumn, read_workbook

Rosters = Mapping[str, Sequence[RosterPupil]]
_SCORE: dict[str, Sequence[str]] = {
    "score": ("Điểm", "Điểm thi", "Điểm bài thi", "Điểm kiểm tra", "Điểm bài kiểm tra", "Tổng điểm")
}
ABSENT = frozenset({"v", "vang", "vang thi", "bo thi", "vt"})


@dataclass(frozen=True)
class ExamRow:
    """A line of the list: the pupil, and tenths or None for an absent one."""

    row: int
    klass: str
    name: str
    match: Match
    number: int | None


@dataclass
class Exam:
    """The whole list; `problems` forbid loading it."""

    rows: list[ExamRow] = field(default_factory=list)
    problems: Problems = field(default_factory=Problems)
    skipped: list[SkippedColumn] = field(default_factory=list)


def parse_exam(data: bytes, rosters: Rosters, whole: bool = False, year: int = 0) -> Exam:
    """Read class, pupil and mark of every line; an empty mark is a problem, "vắng" is absent.

    `whole` takes whole marks only (primary school). Raises SheetError when it is no such list.
    """
    book = read_workbook(data)
    result = Exam()
    for sheet in (s for s in book.sheets if not s.hidden):
        header = who_header(sheet, _SCORE, ("klass", "score"))
        if header is None:
            continue
        same_year(sheet, header, year, result.problems)
        result.skipped += header.skipped(sheet, {})
        seen: dict[str, int] = {}
        for line in lines(sheet, header, result.problems):
            row = _row(line, rosters, whole)
            pupil = row.match.pupil
            if row.match.verdict == "green" and pupil is not None:
                if pupil in seen:
                    line.problem("score", f"Học sinh này đã có ở dòng {seen[pupil]}.")
                seen.setdefault(pupil, line.number)
            result.rows.append(row)
        return result
    wanted = {**WHO, **_SCORE}
    raise wrong_columns(wanted, ("klass", "name", "score"))


def _row(line: Line, rosters: Rosters, whole: bool) -> ExamRow:
    klass = known_class(line, "klass", {class_key(name): name for name in rosters})
    name = line.name()
    born = line.born()
    match = Roster(rosters.get(klass, ())).match(name, line.pupil_code(), born)
    if klass and match.verdict != "green":
        line.problem("name" if "name" in line.header.columns else "family", match.why)
    return ExamRow(line.number, klass, name, match, _number(line, whole))


def _number(line: Line, whole: bool) -> int | None:
    if search_key(line.text("score")) in ABSENT:
        return None
    try:
        number = parse_score(line.cell("score"), whole=whole)
    except BadValue as error:
        line.problem("score", str(error))
        return None
    if number is None:
        line.problem("score", "Thiếu điểm; học sinh vắng thì ghi “vắng”.")
    return number
