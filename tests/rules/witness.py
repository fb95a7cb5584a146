"""A second, naive reading of TT 22/2021 and TT 43/2021: one pupil, decimal numbers, plain loops.

Written from the text of the circulars without looking at `hocba.rules`; results are strings and
decimals, None never stands for a result.  Decimal is exact here: sums have one decimal, and a
quotient of 28 digits cannot round to a tie that it is not, for two of them lie far further apart.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

INCOMPLETE, EXEMPT, DECISION, NOTHING = "INCOMPLETE", "EXEMPT", "NEEDS_DECISION", "NOT_APPLICABLE"
STATUSES = (INCOMPLETE, EXEMPT, DECISION, NOTHING)
ORDER = ["CĐ", "Đ", "K", "T"]
Mark = Decimal | str


def one_decimal(value: Decimal) -> Decimal:
    """Rounded half-up to one decimal."""
    return value.quantize(Decimal("0.1"), ROUND_HALF_UP)


@dataclass
class Term:
    regular: list[Decimal | None]
    midterm: Decimal | None
    final: Decimal | None
    exempt: bool = False


@dataclass
class CommentTerm:
    results: list[str | None]
    exempt: bool = False


@dataclass
class Pupil:
    grade: int
    scored: list[tuple[Term, Term]]
    comments: list[tuple[CommentTerm, CommentTerm]]
    conduct: tuple[str | None, str | None]
    absences: int
    again: dict[int, Decimal] = field(default_factory=dict)
    comment_again: dict[int, str] = field(default_factory=dict)
    conduct_again: str | None = None
    need: int = 6
    """How many subjects are counted: 5 in TT 43/2021."""
    no_conduct: bool = False
    """A learner who is not assessed in rèn luyện (TT 43/2021)."""


def term_average(term: Term) -> Mark:
    if term.exempt:
        return EXEMPT
    if None in term.regular or term.midterm is None or term.final is None:
        return INCOMPLETE
    total = Decimal(0)
    for mark in term.regular:
        assert mark is not None
        total += mark
    total += 2 * term.midterm + 3 * term.final
    return one_decimal(total / (len(term.regular) + 5))


def year_average(first: Mark, second: Mark) -> Mark:
    if first == EXEMPT and second == EXEMPT:
        return EXEMPT
    if INCOMPLETE in (first, second):
        return INCOMPLETE
    if isinstance(first, str) or isinstance(second, str):
        return DECISION
    return one_decimal((first + 2 * second) / 3)


def comment_term(term: CommentTerm) -> str:
    if term.exempt:
        return EXEMPT
    if None in term.results:
        return INCOMPLETE
    return "Đ" if all(r == "Đ" for r in term.results) else "CĐ"


def comment_year(first: str, second: str) -> str:
    if second == EXEMPT and first != EXEMPT:
        return DECISION
    return second


def by_table(scores: list[Decimal], comments: list[str], need: int = 6) -> str:
    failed = comments.count("CĐ")
    for level, floor, mark, allowed in (
        ("T", Decimal("6.5"), 8, 0),
        ("K", Decimal(5), Decimal("6.5"), 0),
        ("Đ", Decimal("3.5"), 5, 1),
    ):
        reaching = [s for s in scores if s >= mark]
        if failed <= allowed and all(s >= floor for s in scores) and len(reaching) >= need:
            return level
    return "CĐ"


def base_level(scores: list[Mark], comments: list[str], need: int = 6) -> str:
    if INCOMPLETE in scores or INCOMPLETE in comments:
        return INCOMPLETE
    counted = [s for s in scores if not isinstance(s, str)]
    if DECISION in scores or DECISION in comments or len(counted) < need:
        return DECISION
    return by_table(counted, [c for c in comments if c != EXEMPT], need)


def level(
    scores: list[Mark],
    comments: list[str],
    good_enough: bool = False,
    only_scored: bool = False,
    need: int = 6,
) -> tuple[str, bool]:
    """Level after Điều 9 khoản 3 and whether it was adjusted.

    `good_enough` reads the clause as "had that subject been 10 or Đạt" instead of leaving it out;
    `only_scored` lets no comment subject be the one to blame.
    """
    base = base_level(scores, comments, need)
    if base in STATUSES:
        return base, False
    counted = [s for s in scores if not isinstance(s, str)]
    noted = [c for c in comments if c != EXEMPT]
    ten, passed = ([Decimal(10)], ["Đ"]) if good_enough else ([], [])
    without = [
        by_table(counted[:i] + ten + counted[i + 1 :], noted, need) for i in range(len(counted))
    ]
    if not only_scored:
        without += [
            by_table(counted, noted[:i] + passed + noted[i + 1 :], need) for i in range(len(noted))
        ]
    blamed = 0
    for other in without:
        if other in ("T", "K") and ORDER.index(other) - ORDER.index(base) >= 2:
            blamed += 1
    if blamed == 1:
        return ORDER[ORDER.index(base) + 1], True
    return base, False


def conduct_of_year(first: str | None, second: str | None) -> str:
    if first is None or second is None:
        return INCOMPLETE
    if second == "T":
        return "T" if first in ("T", "K") else "K"
    if second == "K":
        return "Đ" if first == "CĐ" else "K"
    if second == "Đ":
        return "K" if first == "T" else "Đ"
    return "CĐ"


def decide(conduct: str, learning: str, absences: int) -> str:
    if INCOMPLETE in (conduct, learning):
        return INCOMPLETE
    if learning == DECISION:
        return DECISION
    if absences > 45:
        return "NOT_PROMOTED"
    if conduct == "CĐ":
        return "NOT_PROMOTED" if learning == "CĐ" else "SUMMER_TRAINING"
    return "RETEST" if learning == "CĐ" else "PROMOTED"


def secondary(pupil: Pupil) -> dict[str, object]:
    """Every result of TT 22/2021 for one pupil."""
    averages = [[term_average(t) for t in terms] for terms in pupil.scored]
    noted = [[comment_term(t) for t in terms] for terms in pupil.comments]
    year = [year_average(first, second) for first, second in averages]
    noted_year = [comment_year(first, second) for first, second in noted]
    out: dict[str, object] = {"average_year": year, "comment_year": noted_year}
    for i in (0, 1):
        scores, comments = [a[i] for a in averages], [c[i] for c in noted]
        out[f"average_{i + 1}"], out[f"comment_{i + 1}"] = scores, comments
        out[f"base_{i + 1}"] = base_level(scores, comments, pupil.need)
        found = level(scores, comments, need=pupil.need)
        out[f"learning_{i + 1}"], out[f"adjusted_{i + 1}"] = found
    out["base_year"] = base_level(year, noted_year, pupil.need)
    learning, out["adjusted_year"] = level(year, noted_year, need=pupil.need)
    conduct = EXEMPT if pupil.no_conduct else conduct_of_year(*pupil.conduct)
    decision = decide(conduct, learning, pupil.absences)
    out |= {"learning_year": learning, "conduct_year": conduct, "promotion": decision}
    out["retest"] = [decision == "RETEST" and not isinstance(a, str) and a < 5 for a in year]
    out["comment_retest"] = [decision == "RETEST" and c == "CĐ" for c in noted_year]
    out["award"] = award(conduct, learning, year, pupil.need)
    return out | after_summer(pupil, year, noted_year, conduct, learning, decision)


def award(conduct: str, learning: str, year: list[Mark], need: int) -> str:
    if INCOMPLETE in (conduct, learning):
        return INCOMPLETE
    if learning == DECISION or conduct == EXEMPT:
        return DECISION
    if conduct != "T" or learning != "T":
        return "NONE"
    return "XUAT_SAC" if sum(not isinstance(a, str) and a >= 9 for a in year) >= need else "GIOI"


def after_summer(
    pupil: Pupil, year: list[Mark], noted: list[str], conduct: str, learning: str, decision: str
) -> dict[str, object]:
    scores = [pupil.again.get(i, a) for i, a in enumerate(year)]
    comments = [pupil.comment_again.get(i, c) for i, c in enumerate(noted)]
    retested = bool(pupil.again or pupil.comment_again)
    learning_after = base_level(scores, comments, pupil.need) if retested else NOTHING
    final = NOTHING
    if retested or pupil.conduct_again:
        final = decide(
            conduct if conduct in STATUSES else pupil.conduct_again or conduct,
            learning_after if retested else learning,
            pupil.absences,
        )
        if final in ("RETEST", "SUMMER_TRAINING"):
            final = "NOT_PROMOTED"
    last = decision if final == NOTHING else final
    completion = NOTHING
    if pupil.grade in (9, 12):
        completion = {
            "PROMOTED": "COMPLETED",
            "NOT_PROMOTED": "NOT_COMPLETED",
            DECISION: DECISION,
        }.get(last, INCOMPLETE)
    return {
        "average_after": scores,
        "comment_after": comments,
        "learning_after": learning_after,
        "promotion_after": final,
        "completion": completion,
    }
