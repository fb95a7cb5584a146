"""TT 23/2010/TT-BGDĐT: indicators of five-year-olds, an optional pack (setting 15)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..column import Rulebook
from ..exact import Array
from ..mam_non import MamNon
from ..mam_non.params import GOAL
from ..mam_non.params import Params as KindergartenParams
from ..view import View
from .standards import DOMAINS, INDICATORS, STANDARDS, Standard, standard

CLAUSE = "Theo dõi sự phát triển của trẻ"


@dataclass(frozen=True)
class Params(KindergartenParams):
    """The table of the pack beside what kindergarten has."""

    standards: tuple[Standard, ...] = STANDARDS


def _reached_words(view: View) -> str:
    values = view.row("indicator")
    return (
        f"Đạt {int((values > 0).sum())} trong {int((values >= 0).sum())} chỉ số đã theo dõi: "
        "chỉ đếm, không kết luận về chuẩn và không so sánh trẻ."
    )


def _domain_words(view: View) -> str:
    assert view.subject is not None
    return f"{DOMAINS[view.subject][1]}: đạt {view.result()} chỉ số, chỉ đếm."


book = Rulebook()
book.given("indicator", "PI", GOAL, "Chỉ số")


@book.column("P", "count", "Số chỉ số đạt", CLAUSE, _reached_words)
def reached(indicator: Array) -> Array:
    return np.asarray((indicator > 0).sum(axis=1, dtype=np.int16))


@book.column("PD", "count", "Số chỉ số đạt theo lĩnh vực", CLAUSE, _domain_words)
def reached_in_domain(indicator: Array, params: Params) -> Array:
    """Domains in the order of the circular; `indicator` must hold all 120."""
    ends = [max(s.last for s in params.standards if s.domain == code) for code, _, _ in DOMAINS]
    hits = np.split(indicator > 0, ends[:-1], axis=1)
    return np.stack([part.sum(axis=1, dtype=np.int16) for part in hits], axis=1)


class TT23(MamNon):
    """The pack; everything else of a five-year-old follows kindergarten."""

    package = __name__
    rulebook = book
    params: Params

    def __init__(
        self, params: Params | None = None, settings: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(params or Params(), settings)

    def indicators_of(self, number: int) -> range:
        """The indicators of a standard; BadInput when there is no such standard."""
        found = standard(number)
        return range(found.first, found.last + 1)

    def fixed_names(self, widths: Mapping[str, int]) -> dict[str, Sequence[tuple[str, str]]]:
        return {
            "I": [(str(i), f"chỉ số {i}") for i in range(1, INDICATORS + 1)],
            "D": [(code, name) for code, name, _ in DOMAINS],
        }
