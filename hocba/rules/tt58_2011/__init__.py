"""TT 58/2011/TT-BGDĐT in its original text: secondary school before TT 26/2020."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from ..exact import Array
from ..regime import Slot
from ..secondary.regime import BY_COMMENT, Secondary
from .params import Params
from .rules import book

COMMENT_SUBJECTS = ("TD", "GDTC", "AN", "MT")
"""Thể dục, Âm nhạc, Mĩ thuật (Điều 6 khoản 1); every other subject by marks."""


class TT58(Secondary):
    """The regime of grades 6 to 12 by the text of 2011.

    Beside what other circulars take, the levels need `key`, which follows from `subjects`.
    """

    package = __name__
    rulebook = book
    params: Params
    comment_subjects = COMMENT_SUBJECTS
    by_comment_says = by_score_says = "Điều 6 khoản 1 điểm c"

    def __init__(
        self, params: Params | None = None, settings: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(params or Params(), settings)

    @property
    def topics_on_top(self) -> bool:
        """This programme has no cụm chuyên đề."""
        return False

    def comment_count(self, periods_per_year: int) -> int:
        return self.tx_count(periods_per_year)

    def slots(
        self,
        grade: int,
        subject_code: str,
        subject_kind: str,
        periods: int,
        topics: bool | int = False,
        dk: int | None = None,
    ) -> dict[str, tuple[Slot, ...]]:
        """tx1 … (KTtx), dk1 … (KTđk), ck (KThk) for each term.

        `dk`: how many KTđk the teaching plan has; without it a usual number.
        """
        comment = subject_kind == BY_COMMENT
        number = self.params.dk_count if dk is None else dk
        cells = [
            self.cell("tx", f"KTtx {i + 1}", "regular", comment, i)
            for i in range(self.tx_count(periods))
        ]
        cells += [self.cell("dk", f"KTđk {i + 1}", "period", comment, i) for i in range(number)]
        cells += [self.cell("ck", "KThk", "final", comment)]
        return {"1": tuple(cells), "2": tuple(cells)}

    def implied(self, given: Mapping[str, Array]) -> dict[str, Array]:
        """Which subjects are the key subjects, by their codes."""
        if "subjects" not in given:
            return {}
        codes = [str(code) for code in given["subjects"]]
        return {"key": np.array([code in self.params.key_subjects for code in codes], dtype=bool)}
