"""TT 22/2021/TT-BGDĐT: lower and upper secondary school."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..exact import Array, BadInput
from ..levels import COMMENT
from ..regime import Regime, Slot
from ..score import Parsed, parse_decimal_score
from .inputs import TERMS
from .params import Params
from .rules import book

COMMENT_SUBJECTS = ("GDTC", "NT", "AN", "MT", "GDDP", "HDTNHN")
"""Assessed by comment only (Điều 5 khoản 3 điểm a); every other subject also by marks."""


class TT22(Regime):
    """The regime of grades 6 to 12."""

    package = __name__
    rulebook = book
    params: Params

    def __init__(
        self, params: Params | None = None, settings: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(params or Params(), settings)

    def tx_count(self, periods_per_year: int, topics: bool = False) -> int:
        """ĐĐGtx per term by periods a year: 35 → 2, 70 → 3, more → 4 (Điều 6 khoản 2 điểm b).

        `topics`: the subject has a cụm chuyên đề, one more ĐĐGtx unless the setting says within
        (Điều 6 khoản 3).
        """
        most = self.params.tx_by_periods[-1][0]
        if not 0 <= periods_per_year <= most:
            message = f"số tiết một năm từ 0 đến {most}"
            raise BadInput("periods", message, (), "OUT_OF_RANGE", periods_per_year)
        count = next(n for top, n in self.params.tx_by_periods if periods_per_year <= top)
        return count + (topics and self.settings["topic_score_position"] == "extra")

    def subject_kind(self, subject_code: str) -> str:
        """ "comment" or "score" (Điều 5 khoản 3)."""
        return "comment" if subject_code in COMMENT_SUBJECTS else "score"

    def slots(
        self,
        grade: int,
        subject_code: str,
        subject_kind: str,
        periods: int,
        topics: bool = False,
    ) -> dict[str, tuple[Slot, ...]]:
        """tx1 … txn (the topic score last, as "cd"), gk, ck for each term (Điều 6, 7)."""
        comment = subject_kind == "comment"
        count = self.params.comment_tx if comment else self.tx_count(periods, topics)
        unit = COMMENT if comment else "tenths"
        prefix = "comment_" if comment else ""
        cells = [
            Slot(f"tx{i + 1}", f"ĐĐGtx {i + 1}", "regular", f"{prefix}tx", i, unit)
            for i in range(count)
        ]
        if topics and not comment:
            last = count - 1
            cells[last] = Slot("cd", "Cụm chuyên đề", "topic", "tx", last, unit)
        cells.append(Slot("gk", "ĐĐGgk", "midterm", f"{prefix}gk", None, unit))
        cells.append(Slot("ck", "ĐĐGck", "final", f"{prefix}ck", None, unit))
        return {"1": tuple(cells), "2": tuple(cells)}

    def validate(self, arrays: Mapping[str, Array]) -> None:
        """Every expected ĐĐGtx has a slot; a missing slot is never a smaller denominator."""
        for term in TERMS:
            slots, expected = arrays.get(f"tx_{term}"), arrays.get(f"tx_expected_{term}")
            if slots is not None and expected is not None and expected.size:
                most = int(expected.max())
                if most > slots.shape[2]:
                    raise BadInput(f"tx_{term}", f"có {slots.shape[2]} cột, cần {most} ĐĐGtx")
            slots = arrays.get(f"comment_tx_{term}")
            if slots is not None and slots.shape[1] and slots.shape[2] < self.params.comment_tx:
                raise BadInput(f"comment_tx_{term}", f"cần {self.params.comment_tx} lần đánh giá")

    def parse_score(self, text: str, typed: bool = False) -> Parsed:
        """0..10 with at most one decimal (Điều 5 khoản 3 điểm b)."""
        return parse_decimal_score(text, typed)
