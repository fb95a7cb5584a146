"""Plausible marks from a latent ability, in integer tenths, reproducible on every machine.

Only integer arithmetic is used: the bell curve is a sum of four uniform integers.
"""

import random
from dataclasses import dataclass, field

from demo.people import Pupil
from demo.programme import Subject

_BASE = {"XS": 94, "G": 87, "K": 74, "D": 60, "Y": 44}
_SPREAD = {"XS": 3, "G": 6, "K": 11, "D": 11, "Y": 9}
QUALITIES = ("yeu_nuoc", "nhan_ai", "cham_chi", "trung_thuc", "trach_nhiem")
GENERAL = ("tu_chu_tu_hoc", "giao_tiep_hop_tac", "gqvd_sang_tao")
SPECIFIC = ("ngon_ngu", "tinh_toan", "khoa_hoc", "cong_nghe", "tin_hoc", "tham_mi", "the_chat")


def bell(rng: random.Random, spread: int) -> int:
    """An integer around 0, standard deviation about 1.15 times the spread."""
    return sum(rng.randint(-spread, spread) for _ in range(4))


@dataclass
class TermMarks:
    """THCS: marks of one pupil, subject and term. Scores in tenths, levels "Đ"/"CĐ"; None is missing."""

    regular: list[int | str | None] = field(default_factory=list)
    mid: int | str | None = None
    final: int | str | None = None

    def average(self) -> int | None:
        """ĐTBmhk in tenths, half-up; None when a mark is missing or the subject has no scores."""
        values = [*self.regular, self.mid, self.final]
        if not all(isinstance(value, int) for value in values):
            return None
        numbers = [value for value in values if isinstance(value, int)]
        top = sum(numbers[:-2]) + 2 * numbers[-2] + 3 * numbers[-1]
        below = len(self.regular) + 5
        return (2 * top + below) // (2 * below)


@dataclass
class PeriodMarks:
    """Primary: level T/H/C and, where the law asks for a test, its whole-number score."""

    level: str
    score: int | None = None


def lower_secondary(
    rng: random.Random, pupil: Pupil, subject: Subject, offset: int
) -> list[TermMarks]:
    """Both terms of one subject; `offset` is the pupil's bent for this subject in tenths."""
    terms = []
    for term in (1, 2):
        if not subject.scored:
            terms.append(_levels(rng, pupil, subject, term))
            continue
        base = _BASE[pupil.profile] + offset + (2 if term == 2 else 0)
        if pupil.case == "one_subject":
            base = 44 if subject.code == "TIN" else max(base, 88)
        if pupil.case in ("retest", "retest_failed"):
            base = 42 if subject.code in ("TOAN", "KHTN", "NN1") else 55 + offset // 2
        spread = 2 if pupil.profile == "XS" or pupil.case in ("one_subject", "retest") else 4
        regular: list[int | str | None] = [
            _round_to(base + bell(rng, spread), 5 if rng.randrange(3) else 10)
            for _ in range(subject.regular)
        ]
        terms.append(
            TermMarks(
                regular, _quarter(base + bell(rng, spread)), _quarter(base + bell(rng, spread))
            )
        )
    return terms


def _round_to(value: int, step: int) -> int:
    return min(100, max(10, (2 * value + step) // (2 * step) * step))


def _quarter(value: int) -> int:
    """A test marked in quarters and written with one decimal: …0, …3, …5 or …8."""
    value = min(100, max(15, value))
    return value // 10 * 10 + (0, 0, 3, 3, 5, 5, 5, 8, 8, 8)[value % 10]


def _levels(rng: random.Random, pupil: Pupil, subject: Subject, term: int) -> TermMarks:
    marks = TermMarks(["Đ"] * subject.regular, "Đ", "Đ")
    if pupil.profile in ("D", "Y") and term == 1 and rng.randrange(40) == 0:
        marks.regular[rng.randrange(subject.regular)] = "CĐ"
    return marks


def bent(rng: random.Random, pupil: Pupil) -> int:
    """How far a pupil is better or worse in one subject than in general, in tenths."""
    return bell(rng, _SPREAD[pupil.profile] // 2)


def year_average(terms: list[TermMarks]) -> int | None:
    """ĐTBmcn in tenths from the rounded term averages."""
    first, second = (term.average() for term in terms)
    if first is None or second is None:
        return None
    return (2 * (first + 2 * second) + 3) // 6


def primary(rng: random.Random, pupil: Pupil, subject: Subject) -> dict[str, PeriodMarks]:
    """The four times GK1, CK1, GK2, CK2 of one subject at primary school."""
    found = {}
    for when in ("GK1", "CK1", "GK2", "CK2"):
        score = _primary_score(rng, pupil, subject, when)
        if pupil.profile in ("XS", "G"):
            level = "T"
        elif pupil.profile == "Y":
            level = "C" if score < 5 else "H"
        else:
            level = "T" if score >= 8 else "H"
        tested = when[:2] in subject.tests
        found[when] = PeriodMarks(level, score if tested else None)
    return found


def _primary_score(rng: random.Random, pupil: Pupil, subject: Subject, when: str) -> int:
    if pupil.profile == "XS":
        return rng.choices((9, 10), (1, 2))[0]
    if pupil.profile == "G":
        return rng.choices((7, 8, 9, 10), (1, 4, 6, 2))[0]
    if pupil.profile == "K":
        return rng.choices((6, 7, 8, 9), (2, 5, 5, 2))[0]
    if pupil.profile == "D":
        return rng.choices((5, 6, 7, 8), (3, 5, 4, 1))[0]
    weak = pupil.case in ("extra_help", "not_promoted") and subject.code in ("TOAN", "TV")
    if weak and when == "CK2":
        return 3 if subject.code == "TOAN" else 4
    return rng.choices((5, 6, 7), (5, 4, 1))[0]


def qualities(rng: random.Random, pupil: Pupil, grade: int) -> dict[str, str]:
    """T/Đ/C for the 5 phẩm chất and 8 (grades 1–2) or 10 năng lực of one period."""
    fields = [
        *QUALITIES,
        *GENERAL,
        *(f for f in SPECIFIC if grade >= 3 or f not in ("cong_nghe", "tin_hoc")),
    ]
    if pupil.profile in ("XS", "G"):
        return dict.fromkeys(fields, "T")
    usual = {"K": 75, "D": 45, "Y": 20}[pupil.profile]
    levels = {name: "T" if rng.randrange(100) < usual else "Đ" for name in fields}
    if pupil.case in ("extra_help", "not_promoted"):
        levels["tinh_toan"] = levels["tu_chu_tu_hoc"] = "C"
    return levels


def conduct(rng: random.Random, pupil: Pupil) -> tuple[str, str]:
    """Rèn luyện of both terms, T/K/Đ/CĐ."""
    if pupil.case == "summer_conduct":
        return "Đ", "CĐ"
    if pupil.profile in ("XS", "G") or pupil.case == "one_subject":
        return "T", "T"
    choices = {"K": ("T", "T", "T", "K"), "D": ("T", "K", "K", "Đ"), "Y": ("K", "Đ", "Đ", "Đ")}[
        pupil.profile
    ]
    return rng.choice(choices), rng.choice(choices)


def absences(rng: random.Random, pupil: Pupil) -> tuple[tuple[int, int], tuple[int, int]]:
    """Sessions missed with and without leave, in both terms."""
    if pupil.case == "absent":
        return (17, 9), (16, 7)
    most = {"XS": 1, "G": 2, "K": 4, "D": 6, "Y": 8}[pupil.profile]
    terms = []
    for _ in range(2):
        leave = max(0, rng.randint(-most, most))
        terms.append((leave, rng.randint(0, 2) if pupil.profile in ("D", "Y") else 0))
    return terms[0], terms[1]
