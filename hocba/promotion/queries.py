"""What the rules propose for each pupil's year, as codes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from hocba.books.roster import Seat
from hocba.books.sheet import Sheet
from hocba.kernel.errors import Refusal
from hocba.kernel.policy import Actor, visible
from hocba.promotion.models import DecisionLine, Review, YearDecision
from hocba.rules.column import Column, Given
from hocba.rules.levels import EXEMPT, MISSING, NOT_APPLICABLE, STATUS_CODES, Scale
from hocba.year.models import Klass

OPEN = ("INCOMPLETE", "NEEDS_DECISION")
TERM, YEAR_END, AFTER = "1", "year", "after"
PERIODS = {TERM: "học kì I", YEAR_END: "cuối năm", AFTER: "sau hè"}


@dataclass(frozen=True)
class Proposal:
    """Result codes of one pupil by name; a status code stands where there is no level.

    `open` names the results that lack data or wait for a person, `missing` what lacks where it was
    asked for.
    """

    student: int
    codes: dict[str, str]
    open: tuple[str, ...] = ()
    missing: tuple[str, ...] = field(default=())

    @property
    def ready(self) -> bool:
        """Whether everything that the year's decision needs is there."""
        return not self.open


def proposals(sheet: Sheet, why: bool = True) -> list[Proposal]:
    """What the rules say for each pupil of a class, in the order of the sheet.

    Without `why` nobody asks what lacks: it costs more than the rest where much is open.
    """
    shape = sheet.shape
    decided = {k: _codes(sheet, name, sheet.computed[name]) for k, name in shape.decided.items()}
    given = {name: _codes(sheet, name, sheet.given[name]) for name in shape.inputs}
    found = []
    for student, row in sheet.rows.items():
        codes: dict[str, str] = {}
        for key, column in decided.items():
            applies = key not in shape.beside or shape.beside[key] in codes
            if applies and column[row] != STATUS_CODES[NOT_APPLICABLE]:
                codes[key] = column[row]
        codes |= {n: c[row] for n, c in given.items() if c[row] != STATUS_CODES[MISSING]}
        waiting = tuple(k for k in shape.main if codes.get(k) in OPEN)
        lacks = _lacking(sheet, shape.decided[waiting[0]], row) if why and waiting else ()
        found.append(Proposal(student, codes, waiting, lacks))
    return found


def term_proposals(sheet: Sheet, term: int, why: bool = True) -> list[Proposal]:
    """The results of a term for each pupil: levels and, by TT 58, the title of the term.

    `why` as with `proposals`. Refusal where the circular has no results of a term (primary school, kindergarten).
    """
    levels = sheet.shape.shown(year=False)
    if not levels:
        raise Refusal("Quy định của lớp này không xét kết quả từng học kì.")
    columns = {}
    for one in levels:
        name = one.at(term)
        array = sheet.computed[name] if name in sheet.computed else sheet.given[name]
        columns[one.key] = _codes(sheet, name, array)
    free = sheet.computed["conduct_year"] == EXEMPT
    found = []
    for student, row in sheet.rows.items():
        codes = {key: column[row] for key, column in columns.items()}
        if free[row]:
            codes["conduct"] = STATUS_CODES[EXEMPT]
        waiting = [one for one in levels if codes[one.key] in OPEN]
        lacks = _lacking(sheet, waiting[0].at(term), row) if why and waiting else ()
        found.append(Proposal(student, codes, tuple(one.key for one in waiting), lacks))
    return found


def codes_of(sheet: Sheet, key: str) -> tuple[str, ...]:
    """The codes that a result may be decided to have; none when the regime has no such result."""
    name = sheet.shape.decided.get(key)
    unit: Any = None if name is None else sheet.regime.unit(name)
    return unit.codes if isinstance(unit, Scale) else ()


def _codes(sheet: Sheet, name: str, column: Any) -> list[str]:
    """A column of the rulebook as codes, by row."""
    unit: Any = sheet.regime.unit(name)

    def code(value: int) -> str:
        if value < 0:
            return STATUS_CODES[value]
        return unit.codes[value] if isinstance(unit, Scale) else str(value)

    values = column.tolist()
    known = {value: code(value) for value in set(values)}
    return [known[value] for value in values]


def _lacking(sheet: Sheet, column: str, row: int) -> tuple[str, ...]:
    """What keeps a pupil's column incomplete, in words: subjects, or columns of the rulebook."""
    names = {c.subject.code: c.subject.name for c in sheet.courses}
    book = sheet.regime.rulebook
    lacks = sheet.regime.missing(column, sheet.given, row)
    known: dict[str, Given | Column] = {**book.inputs, **book.columns}
    said = (names.get(one) or (known[one].label if one in known else one) for one in lacks)
    return tuple(dict.fromkeys(said))


def final(decided: dict[str, str]) -> str:
    """The promotion that stands: after re-assessment when there was one, else at year end."""
    return decided.get("promotion_after") or decided.get("promotion", "")


PRINTED = "overall_final"


def printed_overall(decided: Mapping[str, str]) -> str:
    """The overall level of primary school that the học bạ prints: of the year's end, or after
    supplementary assessment the one that the setting names."""
    return decided.get(PRINTED) or decided.get("overall_after") or decided.get("overall", "")


def follow_overall(sheet: Sheet, decided: dict[str, str]) -> None:
    """Where the printed level was open, it follows what the principal gave, by the setting."""
    if decided.get(PRINTED) in OPEN:
        first = sheet.regime.settings["primary_overall_after"] == "first"
        decided[PRINTED] = decided["overall" if first else "overall_after"]


CAUSES = {
    "plan": "học theo kế hoạch giáo dục cá nhân; lên lớp do Hiệu trưởng quyết định",
    "one_term": "chỉ học một học kì; cần Hiệu trưởng quyết định, có căn cứ",
    "by_comment": "có môn chỉ đánh giá bằng nhận xét theo kế hoạch cá nhân; cần Hiệu trưởng quyết định mức",
    "few_subjects": "quá ít môn tính điểm; cần Hiệu trưởng quyết định",
    "missing": "còn thiếu điểm hoặc mức đánh giá",
}


@dataclass(frozen=True)
class Undecided:
    """A pupil whose year cannot be settled by the rules: why (a key of `CAUSES`), which results."""

    student: int
    name: str
    cause: str
    open: tuple[str, ...]


def undecided(sheet: Sheet, seats: Sequence[Seat]) -> list[Undecided]:
    """Pupils for whom there is no full ground, or whom the principal must decide."""
    seat_of = {seat.student: seat for seat in seats}
    found = []
    for proposal in proposals(sheet, why=False):
        seat = seat_of[proposal.student]
        cause = ""
        if proposal.student in sheet.plans:
            cause = "plan"
        elif proposal.open and 1 not in seat.expected:
            cause = "one_term"
        elif any(proposal.codes.get(key) == "NEEDS_DECISION" for key in proposal.open):
            commented = {student for student, _, _ in sheet.by_comment}
            cause = "by_comment" if proposal.student in commented else "few_subjects"
        elif proposal.open:
            cause = "missing"
        if cause:
            found.append(Undecided(proposal.student, seat.name, cause, proposal.open))
    return found


def lacks(sheet: Sheet, one: Undecided) -> tuple[str, ...]:
    """What keeps the first open result of a pupil open, in words."""
    if not one.open:
        return ()
    return _lacking(sheet, sheet.shape.decided[one.open[0]], sheet.rows[one.student])


def review_of(klass: Klass, period: str) -> Review:
    """The review of a class in a period; a new one, not stored, while nobody has begun."""
    found: Review | None = Review.objects.filter(klass=klass, period=period).first()
    return found or Review(klass=klass, school_id=klass.school_id, year=klass.year, period=period)


def term_lines(review: Review, actor: Actor | None = None) -> list[DecisionLine]:
    """The line that stands of each pupil in a review, the last one written; as `actor` may read."""
    found: dict[int, DecisionLine] = {}
    rows = visible(actor, DecisionLine) if actor else DecisionLine.objects.all()
    for line in rows.filter(review=review.pk).order_by("pk"):
        found[line.student_id] = line
    return list(found.values())


def overridden(row: YearDecision) -> dict[str, str]:
    """The results of a decision that differ from what was proposed."""
    return {k: v for k, v in row.decided.items() if row.proposed.get(k) != v}


def assessed_again(sheet: Sheet, student: int) -> list[int]:
    """Ids of the subjects that the rules ask to be assessed again."""
    row, found = sheet.rows[student], []
    for name, line in (("retest", sheet.scored), ("comment_retest", sheet.comment)):
        if line and name in sheet.computed:
            marked = sheet.computed[name][row]
            found += [c.subject_id for n, c in enumerate(line) if marked[n]]
    return found
