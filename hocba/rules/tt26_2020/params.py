"""What TT 26/2020 changes in the thresholds of TT 58/2011."""

from __future__ import annotations

from dataclasses import dataclass

from ..tt58_2011.params import Params as OriginalParams


@dataclass(frozen=True)
class Params(OriginalParams):
    """ĐĐGtx by periods a year, midterm and final, Ngoại ngữ as a third key subject."""

    tx_by_periods: tuple[tuple[int, int], ...] = ((35, 2), (70, 3), (10_000, 4))
    term_parts: tuple[str, ...] = ("tx", "gk", "ck")
    key_subjects: tuple[str, ...] = ("TOAN", "NV", "NN", "NN1")
    key_words: str = "Toán, Ngữ văn, Ngoại ngữ"
