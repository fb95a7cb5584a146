"""TT 30/2014 as amended by TT 22/2016: primary school before TT 27/2020."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..exact import BadInput
from ..levels import PRIMARY_SUBJECT, PRIMARY_TRAIT
from ..regime import Regime, Slot
from ..score import Parsed, parse_integer_score
from .params import COMPETENCIES, QUALITIES, Params
from .rules import book


class TT30(Regime):
    """The regime of grades 1 to 5 that TT 27 had not reached."""

    package = __name__
    rulebook = book
    params: Params

    def __init__(
        self, params: Params | None = None, settings: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(params or Params(), settings)

    def tx_count(self, periods_per_year: int, topics: bool = False) -> int:
        """Always 0: regular assessment is by comment, without marks."""
        return 0

    def subject_kind(self, subject_code: str) -> str:
        """Always "level": Hoàn thành tốt, Hoàn thành, Chưa hoàn thành."""
        return "level"

    def qualities(self, grade: int) -> tuple[tuple[str, str], ...]:
        """Codes and names of the four phẩm chất, in the order of the `quality_*` arrays."""
        return QUALITIES

    def competencies(self, grade: int) -> tuple[tuple[str, str], ...]:
        """Codes and names of the three năng lực, in the order of the `competency_*` arrays."""
        return COMPETENCIES

    def fixed_names(self, widths: Mapping[str, int]) -> dict[str, Sequence[tuple[str, str]]]:
        return {"Q": QUALITIES, "N": COMPETENCIES}

    def slots(
        self,
        grade: int,
        subject_code: str,
        subject_kind: str = "level",
        periods: int = 0,
        topics: bool = False,
    ) -> dict[str, tuple[Slot, ...]]:
        """muc_gk, muc_ck, kt_gk, kt_ck per term: which subjects have a test is the school's fact,
        so every subject has the cell and none is asked for."""
        if not 1 <= grade <= self.params.last_grade:
            raise BadInput("grade", f"lớp {grade} không thuộc tiểu học")
        terms: dict[str, tuple[Slot, ...]] = {}
        for term in ("1", "2"):
            cells = []
            for part, label in (("gk", "giữa kì"), ("ck", "cuối kì")):
                words = "cuối năm" if (part, term) == ("ck", "2") else label
                code = f"muc_{part}"
                cells.append(Slot(code, f"Mức {words}", "level", code, None, PRIMARY_SUBJECT))
                code = f"kt_{part}"
                cells.append(
                    Slot(code, f"KTĐK {words}", "test", code, None, "tenths", True, asked=False)
                )
            terms[term] = tuple(cells)
        return terms

    def trait_slots(self, grade: int) -> dict[str, tuple[Slot, ...]]:
        """Cells of phẩm chất and năng lực a homeroom teacher fills, the same at all four times."""
        return {
            kind: tuple(
                Slot(code, name, kind, kind, i, PRIMARY_TRAIT)
                for i, (code, name) in enumerate(fields)
            )
            for kind, fields in (("quality", QUALITIES), ("competency", COMPETENCIES))
        }

    def parse_score(self, text: str, typed: bool = False) -> Parsed:
        """A whole number 1..10 in tenths; 0 is forbidden, no shorthand."""
        return parse_integer_score(
            text, "refuse", "Thông tư 22/2016 không cho ghi điểm 0 bài kiểm tra định kì."
        )
