"""TT 27/2020/TT-BGDĐT: primary school."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from ..exact import Array, BadInput
from ..levels import PRIMARY_SUBJECT, PRIMARY_TRAIT
from ..regime import Regime, Slot
from ..score import Parsed, parse_integer_score
from ..subjects import subject_name
from .params import (
    GENERAL_COMPETENCIES,
    NOT_IN_LOWEST_GRADES,
    QUALITIES,
    SPECIFIC_COMPETENCIES,
    Params,
)
from .rules import TIMES, book

MIDTERM = ("gk_1", "gk_2")


class TT27(Regime):
    """The regime of grades 1 to 5."""

    package = __name__
    rulebook = book
    params: Params

    def __init__(
        self, params: Params | None = None, settings: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(params or Params(), settings)

    def arrays(self, given: Mapping[str, Array]) -> tuple[dict[str, Array], int]:
        """As every regime; in a flexible class (Điều 8) only Tiếng Việt and Toán have tests."""
        arrays, pupils = super().arrays(given)
        flexible = arrays.get("flexible_class")
        if flexible is not None and flexible.any() and "subjects" in given:
            codes = (str(code) for code in given["subjects"])
            others = np.array([code not in self.params.flexible_tests for code in codes])
            for name in (f"kt_expected_{time}" for time in TIMES):
                if name in arrays:
                    arrays[name] = arrays[name] & ~(flexible[:, None] & others)
        return arrays, pupils

    def tx_count(self, periods_per_year: int, topics: bool = False) -> int:
        """Always 0: regular assessment at primary school is by comment, without marks."""
        return 0

    def subject_kind(self, subject_code: str) -> str:
        """Always "level": Hoàn thành tốt, Hoàn thành, Chưa hoàn thành (Điều 7 khoản 1 điểm a)."""
        return "level"

    def test_subjects(self, grade: int, time: str) -> tuple[str, ...]:
        """Codes of the subjects with a periodic test at "gk_1", "ck_1", "gk_2" or "ck_2".

        Điều 7 khoản 1 điểm b.  With one common score for Tin học and Công nghệ only TIN has one.
        """
        table = self.params.midterm_tests if time in MIDTERM else self.params.term_tests
        codes = [code for first, subjects in table if grade >= first for code in subjects]
        if self.settings["primary_it_tech_scores"] == "one" and "CN" in codes:
            codes.remove("CN")
        return tuple(codes)

    def unfit(self, subject_code: str, how: str) -> str:
        """A periodic test where Điều 7 khoản 1 điểm b names none for any grade."""
        tested = {code for _, subjects in self.params.term_tests for code in subjects}
        if how != "test" or subject_code in tested:
            return ""
        clause = self.law.clause("Điều 7 khoản 1 điểm b")
        return f"{subject_name(subject_code)} không có bài kiểm tra định kì ({clause.cited})"

    def tests_expected(
        self, grade: int, subjects: Sequence[str], time: str, flexible: bool = False
    ) -> Array:
        """(subjects,) bool for `kt_expected_<time>`: which of the subjects have a test.

        In a `flexible` class (lớp học linh hoạt, Điều 8) only Tiếng Việt and Toán have one.
        """
        tested = self.test_subjects(grade, time)
        if flexible:
            tested = tuple(code for code in tested if code in self.params.flexible_tests)
        return np.array([code in tested for code in subjects], dtype=bool)

    def qualities(self, grade: int) -> tuple[tuple[str, str], ...]:
        """Codes and names of the phẩm chất, in the order of the `quality_*` arrays."""
        return QUALITIES

    def competencies(self, grade: int) -> tuple[tuple[str, str], ...]:
        """Codes and names of the năng lực of a grade, in the order of the `competency_*` arrays:
        3 general, then 7 specific (5 in grades 1 and 2)."""
        specific: tuple[tuple[str, str], ...] = SPECIFIC_COMPETENCIES
        if grade < self.params.later_competencies_from:
            specific = tuple(pair for pair in specific if pair[0] not in NOT_IN_LOWEST_GRADES)
        return (*GENERAL_COMPETENCIES, *specific)

    def fixed_names(self, widths: Mapping[str, int]) -> dict[str, Sequence[tuple[str, str]]]:
        """Names of the trait axes; the number of competencies tells the lowest grades."""
        whole = self.competencies(self.params.last_grade)
        full = widths.get("N", len(whole)) == len(whole)
        return {"Q": QUALITIES, "N": whole if full else self.competencies(1)}

    def slots(
        self,
        grade: int,
        subject_code: str,
        subject_kind: str = "level",
        periods: int = 0,
        topics: bool = False,
    ) -> dict[str, tuple[Slot, ...]]:
        """muc_gk, muc_ck per term, and kt_gk, kt_ck where the grade and subject have a test."""
        if not 1 <= grade <= self.params.last_grade:
            raise BadInput("grade", f"lớp {grade} không thuộc tiểu học")
        terms: dict[str, tuple[Slot, ...]] = {}
        for term in ("1", "2"):
            cells = []
            for part, label in (("gk", "giữa kì"), ("ck", "cuối kì")):
                words = "cuối năm" if (part, term) == ("ck", "2") else label
                code = f"muc_{part}"
                cells.append(Slot(code, f"Mức {words}", "level", code, None, PRIMARY_SUBJECT))
                if subject_code in self.test_subjects(grade, f"{part}_{term}"):
                    code = f"kt_{part}"
                    cells.append(Slot(code, f"KTĐK {words}", "test", code, None, "tenths", True))
            terms[term] = tuple(cells)
        return terms

    def trait_slots(self, grade: int) -> dict[str, tuple[Slot, ...]]:
        """Cells of phẩm chất and năng lực a homeroom teacher fills, the same at all four times.

        Returned under "quality" and "competency"; `index` is the position on the arrays' axis.
        """
        return {
            kind: tuple(
                Slot(code, name, kind, kind, i, PRIMARY_TRAIT)
                for i, (code, name) in enumerate(fields)
            )
            for kind, fields in (
                ("quality", self.qualities(grade)),
                ("competency", self.competencies(grade)),
            )
        }

    def record_text(self, grade: int, completed: bool) -> str:
        """What the học bạ says at the end of the year (Điều 11)."""
        if grade == self.params.last_grade:
            words = "chương trình tiểu học"
        else:
            words = f"chương trình lớp {grade}"
        return f"{'Hoàn thành' if completed else 'Chưa hoàn thành'} {words}"

    def parse_score(self, text: str, typed: bool = False) -> Parsed:
        """A whole number 0..10 in tenths; no shorthand, so `typed` changes nothing
        (Điều 7 khoản 1 điểm d)."""
        return parse_integer_score(text, str(self.settings["primary_zero_score"]))
