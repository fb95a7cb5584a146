"""A second, naive reading of the primary circulars, TT 27/2020 and TT 30/2014: one pupil, plain loops.

Written from the text of the circulars without looking at `hocba.rules`.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from tests.rules.witness import DECISION, INCOMPLETE, NOTHING, STATUSES


@dataclass
class Child:
    """A primary pupil at year end; `tests` holds only the subjects with a test.

    The `*_again` hold what was assessed again, by place.
    """

    grade: int
    subjects: list[str | None]
    tests: dict[int, int | None]
    traits: list[str | None]
    exempt: set[int]
    outstanding: bool
    recognised: bool = False
    own_plan: bool = False
    subjects_again: dict[int, str] = field(default_factory=dict)
    tests_again: dict[int, int] = field(default_factory=dict)
    traits_again: dict[int, str] = field(default_factory=dict)


def overall(child: Child) -> str:
    """Điều 9 khoản 2 điểm a of TT 27/2020; what an individual plan leaves out a person decides."""
    subjects = [s for i, s in enumerate(child.subjects) if i not in child.exempt]
    tests = [t for i, t in child.tests.items() if i not in child.exempt]
    if None in subjects or None in tests or None in child.traits:
        return DECISION if child.own_plan else INCOMPLETE
    if not subjects:
        return DECISION
    marks = [t for t in tests if t is not None]
    best = set(subjects) <= {"T"} and set(child.traits) <= {"T"}
    fair = "C" not in subjects and "C" not in child.traits
    if best and all(t >= 9 for t in marks):
        return "HTXS"
    if best and all(t >= 7 for t in marks):
        return "HTT"
    return "HT" if fair and all(t >= 5 for t in marks) else "CHT"


def assessed_again(child: Child) -> Child:
    """The pupil with the last levels and marks (Điều 11 khoản 1 điểm b)."""
    return replace(
        child,
        subjects=[child.subjects_again.get(i, s) for i, s in enumerate(child.subjects)],
        tests={i: child.tests_again.get(i, t) for i, t in child.tests.items()},
        traits=[child.traits_again.get(i, t) for i, t in enumerate(child.traits)],
    )


def primary(child: Child) -> dict[str, str]:
    """Every year-end result of TT 27/2020 for one pupil, and those of the supplementary assessment."""
    level = overall(child)
    completed, prize = level, level
    if level not in STATUSES:
        completed = "SUPPLEMENTARY_ASSESSMENT" if level == "CHT" else "COMPLETED"
        prize = {"HTXS": "XUAT_SAC"}.get(level, "NONE")
        if level == "HTT" and child.outstanding and child.recognised:
            prize = "TIEU_BIEU"
    after = completed_after = NOTHING
    if child.subjects_again or child.tests_again or child.traits_again:
        after = overall(assessed_again(child))
        completed_after = after
        if after not in STATUSES:
            completed_after = "HEAD_DECIDES" if after == "CHT" else "COMPLETED"
    last = completed if after == NOTHING else completed_after
    whole = NOTHING
    if child.grade == 5:
        whole = "NOT_COMPLETED" if last in ("SUPPLEMENTARY_ASSESSMENT", "HEAD_DECIDES") else last
    return {
        "overall": level,
        "class_completion": completed,
        "award": prize,
        "overall_after": after,
        "overall_final": level if after == NOTHING else after,
        "completion_after": completed_after,
        "primary_completion": whole,
    }


def old_primary(child: Child) -> dict[str, str]:
    """What TT 30/2014 as amended by TT 22/2016 concludes for one pupil; the rest people decide."""
    subjects = [s for i, s in enumerate(child.subjects) if i not in child.exempt]
    tests = [t for i, t in child.tests.items() if i not in child.exempt]
    levels: list[str | None] = [*subjects, *child.traits]
    if None in levels or None in tests or not tests:
        prize = INCOMPLETE
    elif set(levels) == {"T"} and all(t is not None and t >= 9 for t in tests):
        prize = "XUAT_SAC_NOI_DUNG"
    else:
        prize = "VUOT_TROI" if child.outstanding else "NONE"
    return {"award": prize, "class_completion": INCOMPLETE if None in levels else DECISION}
