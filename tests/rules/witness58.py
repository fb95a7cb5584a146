"""A second, naive reading of TT 58/2011 in both texts: one pupil, decimal numbers, plain loops.

Written from the text of the circulars without looking at `hocba.rules`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from tests.rules.witness import (
    DECISION,
    EXEMPT,
    INCOMPLETE,
    NOTHING,
    STATUSES,
    Mark,
    one_decimal,
)

ORDER = ["Kém", "Y", "Tb", "K", "G"]
MARKS_OF = {
    "G": ("8", "8", "6.5", "8"),
    "K": ("6.5", "6.5", "5", "6.5"),
    "Tb": ("5", "5", "3.5", "5"),
}
"""Level → mean of all, one key subject, floor of every subject, môn chuyên."""


@dataclass
class Marks58:
    """One scored subject and term: marks by weight, and whether the pupil is exempt."""

    single: list[Decimal | None]
    double: list[Decimal | None]
    final: Decimal | None
    exempt: bool = False


@dataclass
class Tests58:
    """One comment subject and term."""

    before: list[str | None]
    final: str | None
    exempt: bool = False


@dataclass
class Pupil58:
    scored: list[tuple[Marks58, Marks58]]
    comments: list[tuple[Tests58, Tests58]]
    conduct: tuple[str | None, str | None]
    absences: int
    key: list[int]
    special: set[int] = field(default_factory=set)
    again: dict[int, Decimal] = field(default_factory=dict)
    comment_again: dict[int, str] = field(default_factory=dict)
    conduct_again: str | None = None


def term_average(term: Marks58) -> Mark:
    if term.exempt:
        return EXEMPT
    weighted = [(m, 1) for m in term.single] + [(m, 2) for m in term.double] + [(term.final, 3)]
    total = weight = Decimal(0)
    for mark, times in weighted:
        if mark is None:
            return INCOMPLETE
        total += times * mark
        weight += times
    return one_decimal(total / weight)


def year_average(first: Mark, second: Mark) -> Mark:
    if first == EXEMPT:
        return second
    if second == EXEMPT:
        return first
    if isinstance(first, str) or isinstance(second, str):
        return INCOMPLETE
    return one_decimal((first + 2 * second) / 3)


def comment_term(term: Tests58) -> str:
    if term.exempt:
        return EXEMPT
    every = [*term.before, term.final]
    if None in every:
        return INCOMPLETE
    return "Đ" if term.final == "Đ" and 3 * every.count("Đ") >= 2 * len(every) else "CĐ"


def comment_year(first: str, second: str) -> str:
    if first == EXEMPT:
        return second
    if second == EXEMPT:
        return first
    return INCOMPLETE if INCOMPLETE in (first, second) else second


def mean(scores: list[Mark]) -> Mark:
    if INCOMPLETE in scores:
        return INCOMPLETE
    numbers = [s for s in scores if not isinstance(s, str)]
    if not numbers:
        return DECISION
    return one_decimal(sum(numbers, Decimal(0)) / len(numbers))


def by_table(
    gpa: Decimal,
    scores: dict[int, Decimal],
    comments: list[str],
    key: list[int],
    special: set[int],
) -> str:
    best = max((scores[i] for i in key if i in scores), default=None)
    lowest = min(scores.values(), default=Decimal(10))
    for level, limits in MARKS_OF.items():
        of_all, of_key, floor, of_special = (Decimal(limit) for limit in limits)
        if (
            gpa >= of_all
            and best is not None
            and best >= of_key
            and lowest >= floor
            and all(scores[i] >= of_special for i in special if i in scores)
            and "CĐ" not in comments
        ):
            return level
    return "Y" if gpa >= Decimal("3.5") and lowest >= 2 else "Kém"


def hoc_luc(
    scores: list[Mark],
    comments: list[str],
    key: list[int],
    special: set[int],
    g_to_kem: bool = True,
) -> tuple[str, str, bool]:
    """Base level, level after khoản 6, and whether it was adjusted."""
    if INCOMPLETE in scores or INCOMPLETE in comments:
        return INCOMPLETE, INCOMPLETE, False
    numbers = {i: s for i, s in enumerate(scores) if not isinstance(s, str)}
    gpa = mean(scores)
    if isinstance(gpa, str) or not any(i in numbers for i in key):
        return DECISION, DECISION, False
    noted = {i: c for i, c in enumerate(comments) if c != EXEMPT}
    base = by_table(gpa, numbers, list(noted.values()), key, special)
    lifts = {("G", "Tb"): "K", ("G", "Y"): "Tb", ("K", "Y"): "Tb", ("K", "Kém"): "Y"}
    if g_to_kem:
        lifts["G", "Kém"] = "Y"
    reached = []
    for i in numbers:
        rest = {j: s for j, s in numbers.items() if j != i}
        reached.append(by_table(gpa, rest, list(noted.values()), key, special))
    for i in noted:
        rest_noted = [c for j, c in noted.items() if j != i]
        reached.append(by_table(gpa, numbers, rest_noted, key, special))
    blamed = [lifts[other, base] for other in reached if (other, base) in lifts]
    if len(blamed) == 1:
        return base, blamed[0], True
    return base, base, False


def title(conduct: str | None, learning: str) -> str:
    if conduct is None or INCOMPLETE in (conduct, learning):
        return INCOMPLETE
    if learning == DECISION:
        return DECISION
    if conduct == "T" and learning == "G":
        return "GIOI"
    return "TIEN_TIEN" if conduct in ("T", "K") and learning in ("G", "K") else "NONE"


def decide(conduct: str, learning: str, absences: int) -> str:
    if INCOMPLETE in (conduct, learning):
        return INCOMPLETE
    if learning == DECISION:
        return DECISION
    if absences > 45 or learning == "Kém" or (learning == "Y" and conduct == "Y"):
        return "NOT_PROMOTED"
    if learning == "Y":
        return "RETEST"
    return "SUMMER_TRAINING" if conduct == "Y" else "PROMOTED"


def year58(pupil: Pupil58) -> dict[str, object]:
    """Every result of TT 58/2011 for one pupil."""
    averages = [[term_average(t) for t in terms] for terms in pupil.scored]
    noted = [[comment_term(t) for t in terms] for terms in pupil.comments]
    year = [year_average(first, second) for first, second in averages]
    noted_year = [comment_year(first, second) for first, second in noted]
    out: dict[str, object] = {"average_year": year, "comment_year": noted_year}
    periods = [("1", [a[0] for a in averages], [c[0] for c in noted])]
    periods += [("2", [a[1] for a in averages], [c[1] for c in noted]), ("year", year, noted_year)]
    for period, scores, comments in periods:
        out[f"gpa_{period}"] = mean(scores)
        base, level, adjusted = hoc_luc(scores, comments, pupil.key, pupil.special)
        out[f"base_{period}"], out[f"learning_{period}"] = base, level
        out[f"adjusted_{period}"] = adjusted
        if period != "year":
            out[f"average_{period}"], out[f"comment_{period}"] = scores, comments
            out[f"award_{period}"] = title(pupil.conduct[int(period) - 1], level)
    first, second = pupil.conduct
    conduct = second if first and second else INCOMPLETE
    decision = decide(conduct, str(out["learning_year"]), pupil.absences)
    out |= {"conduct_year": conduct, "promotion": decision}
    out["award"] = title(conduct, str(out["learning_year"]))
    out["retest"] = [decision == "RETEST" and not isinstance(a, str) and a < 5 for a in year]
    out["comment_retest"] = [decision == "RETEST" and c == "CĐ" for c in noted_year]
    return out | _after_summer(pupil, year, noted_year, conduct, str(out["learning_year"]))


def _after_summer(
    pupil: Pupil58, year: list[Mark], noted: list[str], conduct: str, learning: str
) -> dict[str, object]:
    scores = [pupil.again.get(i, a) for i, a in enumerate(year)]
    comments = [pupil.comment_again.get(i, c) for i, c in enumerate(noted)]
    again = bool(pupil.again or pupil.comment_again)
    level = hoc_luc(scores, comments, pupil.key, pupil.special)[1] if again else NOTHING
    final = NOTHING
    if again or pupil.conduct_again:
        last_level = level if again else learning
        last_conduct = conduct if conduct in STATUSES else pupil.conduct_again or conduct
        if INCOMPLETE in (last_conduct, last_level):
            final = INCOMPLETE
        elif last_level in STATUSES:
            final = DECISION
        else:
            good = last_conduct != "Y" and last_level in ("Tb", "K", "G") and pupil.absences <= 45
            final = "PROMOTED" if good else "NOT_PROMOTED"
    return {
        "average_after": scores,
        "comment_after": comments,
        "gpa_after": mean(scores) if again else NOTHING,
        "learning_after": level,
        "promotion_after": final,
    }
