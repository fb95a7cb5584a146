"""The books of secondary schools and GDTX centres: which cells a subject has."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

import numpy as np

from ..exact import Array, BadInput
from ..levels import COMMENT
from ..regime import Regime, Slot
from ..score import Parsed, parse_decimal_score
from ..subjects import NEVER_SCORED, subject_name
from .inputs import SEVERAL, TERMS

SCORE, BY_COMMENT, NO_BOOK = "score", "comment", "none"
"""How a subject is assessed; `none`: a part of the programme without cells in the book."""

ELECTIVES = ("NN2", "TDTTS")
"""Tự chọn subjects, whose place in the level is a setting."""


class Secondary(Regime):
    """Base of TT 22, TT 43 and TT 58: regular marks, midterm and final of each term.

    `comment_subjects` are assessed by comment only, `no_book` not in the book at all; the clauses
    `by_comment_says` and `by_score_says` say so.
    """

    comment_subjects: ClassVar[tuple[str, ...]] = ()
    no_book: ClassVar[tuple[str, ...]] = ()
    by_comment_says: ClassVar[str]
    by_score_says: ClassVar[str]

    def tx_count(self, periods_per_year: int, topics: bool | int = False) -> int:
        """ĐĐGtx per term by periods a year: 35 → 2, 70 → 3, more → 4.

        `topics`: cụm chuyên đề of the subject, one more ĐĐGtx each where they come on top.
        """
        most = self.params.tx_by_periods[-1][0]
        if not 0 <= periods_per_year <= most:
            message = f"số tiết một năm từ 0 đến {most}"
            raise BadInput("periods", message, (), "OUT_OF_RANGE", periods_per_year)
        count: int = next(n for top, n in self.params.tx_by_periods if periods_per_year <= top)
        return count + (int(topics) if self.topics_on_top else 0)

    @property
    def topics_on_top(self) -> bool:
        """Whether a topic score is a ĐĐGtx more, not one of the prescribed number."""
        return True

    def comment_count(self, periods_per_year: int) -> int:
        """Regular assessments per term of a comment subject."""
        return int(self.params.comment_tx)

    def subject_kind(self, subject_code: str) -> str:
        """ "comment", "score", or "none" for what has no cells in the book."""
        if subject_code in self.no_book:
            return NO_BOOK
        return BY_COMMENT if subject_code in self.comment_subjects else SCORE

    def unfit(self, subject_code: str, how: str) -> str:
        """Scores of a comment subject, comments alone of a scored one."""
        kind = self.subject_kind(subject_code)
        if how == SCORE and kind == BY_COMMENT:
            clause = self.law.clause(self.by_comment_says)
            return f"{subject_name(subject_code)} chỉ đánh giá bằng nhận xét ({clause.cited})"
        if how == BY_COMMENT and kind == SCORE and subject_code not in NEVER_SCORED:
            clause = self.law.clause(self.by_score_says)
            return f"{subject_name(subject_code)} đánh giá có điểm số ({clause.cited})"
        return ""

    def slots(
        self,
        grade: int,
        subject_code: str,
        subject_kind: str,
        periods: int,
        topics: bool | int = False,
    ) -> dict[str, tuple[Slot, ...]]:
        """tx1 … txn (topic scores last, as "cd", "cd2" …), gk, ck for each term."""
        if subject_kind == NO_BOOK:
            return {"1": (), "2": ()}
        comment = subject_kind == BY_COMMENT
        count = self.comment_count(periods) if comment else self.tx_count(periods, topics)
        cells = self.regular_cells(comment, count, 0 if comment else int(topics))
        cells += [self.cell("gk", "ĐĐGgk", "midterm", comment)]
        cells += [self.cell("ck", "ĐĐGck", "final", comment)]
        return {"1": tuple(cells), "2": tuple(cells)}

    def regular_cells(self, comment: bool, count: int, topics: int) -> list[Slot]:
        """`count` regular slots of which the last are `topics`."""
        plain = [
            self.cell("tx", f"ĐĐGtx {i + 1}", "regular", comment, i) for i in range(count - topics)
        ]
        for i in range(topics):
            code, label = (
                ("cd", "Cụm chuyên đề") if i == 0 else (f"cd{i + 1}", f"Chuyên đề {i + 1}")
            )
            place = count - topics + i
            plain.append(Slot(code, label, "topic", "tx", place, "tenths"))
        return plain

    def cell(
        self, part: str, label: str, kind: str, comment: bool, index: int | None = None
    ) -> Slot:
        """One slot of a kind of marks, "tx1" for the first regular one."""
        code = part if index is None else f"{part}{index + 1}"
        array = f"comment_{part}" if comment else part
        return Slot(code, label, kind, array, index, COMMENT if comment else "tenths")

    def implied(self, given: Mapping[str, Array]) -> dict[str, Array]:
        """Which subjects are electives, by their codes."""
        codes = [str(code) for code in given.get("subjects", ())]
        if not set(codes) & set(ELECTIVES) or not self.takes("elective"):
            return {}
        return {"elective": np.array([code in ELECTIVES for code in codes])}

    def validate(self, arrays: Mapping[str, Array]) -> None:
        """Every expected mark has a slot; a missing slot is never a smaller denominator."""
        for term in TERMS:
            for part in SEVERAL:
                for name in (part, f"comment_{part}"):
                    self._check_width(arrays, name, term)

    def _check_width(self, arrays: Mapping[str, Array], name: str, term: str) -> None:
        slots, expected = arrays.get(f"{name}_{term}"), arrays.get(f"{name}_expected_{term}")
        if slots is None or not slots.shape[1]:
            return
        fixed = 0 if self.takes(f"{name}_expected_{term}") else self.params.comment_tx
        most = int(expected.max()) if expected is not None and expected.size else fixed
        if most > slots.shape[2]:
            raise BadInput(f"{name}_{term}", f"có {slots.shape[2]} cột, cần {most} lần đánh giá")

    def parse_score(self, text: str, typed: bool = False) -> Parsed:
        """0..10 with at most one decimal."""
        return parse_decimal_score(text, typed)
