"""Kindergarten: goals by stage without marks or ranking, growth by the WHO tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from ..exact import SD_ZERO, BadInput
from ..regime import Regime, Slot
from ..score import Parsed
from .growth import completed_months, months_later, plausible
from .params import GROUPS, Params
from .rules import book

NO_SCORE = "NO_SCORE"


class MamNon(Regime):
    """The regime of kindergarten; `grade` is the age group's place in `params.GROUPS`."""

    package = __name__
    rulebook = book
    params: Params

    def __init__(
        self, params: Params | None = None, settings: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(params or Params(), settings)

    def tx_count(self, periods_per_year: int, topics: bool = False) -> int:
        """Always 0: there are no marks."""
        return 0

    def subject_kind(self, subject_code: str) -> str:
        """Always "goal": Đạt (+), Chưa đạt (–)."""
        return "goal"

    def slots(
        self,
        grade: int,
        subject_code: str,
        subject_kind: str = "goal",
        periods: int = 0,
        topics: bool = False,
    ) -> dict[str, tuple[Slot, ...]]:
        """No cells by subject: the goals are the school's own, kept by the class's teacher."""
        self.group(grade)
        return {"1": (), "2": ()}

    def group(self, grade: int) -> str:
        """Name of an age group; BadInput when there is none."""
        if not 0 <= grade < len(GROUPS):
            raise BadInput("grade", f"mầm non không có nhóm tuổi {grade}")
        return GROUPS[grade]

    def stages(self, grade: int) -> tuple[tuple[str, str], ...]:
        """Codes and words of the times at which goals are assessed in an age group."""
        self.group(grade)
        months = self.params.stages[grade]
        if months:
            return tuple((f"t{m}", f"Cuối giai đoạn {m} tháng") for m in months)
        return (("chu_de", "Cuối chủ đề"), ("do_tuoi", "Cuối độ tuổi"))

    def next_measure(self, born: date, last: date | None) -> date | None:
        """When a child is due to be weighed again: a month after the last time below 24 months,
        a quarter from then on; None when it was never weighed (due at once)."""
        if last is None:
            return None
        young = completed_months(born, last) < self.params.monthly_below
        return months_later(last, 1 if young else self.params.quarter)

    def plausible(self, indicator: str, z: int) -> bool:
        """Whether a z-score column's value lies inside WHO's limits."""
        return plausible(indicator, z - SD_ZERO)

    def fixed_names(self, widths: Mapping[str, int]) -> dict[str, Sequence[tuple[str, str]]]:
        """Goals and times of weighing by their place; the program shows its own words for them."""
        return {
            "G": [(f"goal{i}", f"mục tiêu {i}") for i in range(1, widths.get("G", 0) + 1)],
            "T": [(f"time{i}", f"lần {i}") for i in range(1, widths.get("T", 0) + 1)],
        }

    def parse_score(self, text: str, typed: bool = False) -> Parsed:
        """Always refused: no marks at kindergarten."""
        return Parsed(error=NO_SCORE, message="Trẻ mầm non không được cho điểm.")
