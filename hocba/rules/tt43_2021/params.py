"""The thresholds of TT 43/2021: those of TT 22/2021, counted over five subjects."""

from __future__ import annotations

from dataclasses import dataclass

from ..levels import Scale
from ..tt22_2021.params import Params as SecondaryParams

AWARD = Scale(
    "danh hiệu",
    ("NONE", "GIOI", "XUAT_SAC"),
    ("Không có danh hiệu", "Học viên Giỏi", "Học viên Xuất sắc"),
)


@dataclass(frozen=True)
class Params(SecondaryParams):
    """Every threshold of the circular; the comment column of `levels` meets nothing here."""

    need: int = 5
    head: str = "Giám đốc"
