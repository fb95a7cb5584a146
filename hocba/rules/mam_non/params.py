"""Scales, cut-offs and age groups of kindergarten."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from ..levels import Scale
from ..verdict import Band, Bands, Bound
from .growth import BMI_FOR_AGE, HEIGHT_FOR_AGE, WEIGHT_FOR_AGE, WEIGHT_FOR_HEIGHT

GOAL = Scale("mục tiêu", ("-", "+"), ("Chưa đạt", "Đạt"))
SEX = Scale("giới tính", ("F", "M"), ("bé gái", "bé trai"))
INTERVAL = Scale(
    "khoảng cách cân đo", ("monthly", "quarterly"), ("mỗi tháng một lần", "mỗi quý một lần")
)
WEIGHT_CLASS = Scale(
    "cân nặng theo tuổi",
    ("SDD_NHE_CAN_NANG", "SDD_NHE_CAN_VUA", "BINH_THUONG", "CAN_NANG_CAO_HON_TUOI"),
    (
        "Suy dinh dưỡng thể nhẹ cân, mức độ nặng",
        "Suy dinh dưỡng thể nhẹ cân, mức độ vừa",
        "Bình thường",
        "Cân nặng cao hơn so với tuổi",
    ),
)
HEIGHT_CLASS = Scale(
    "chiều cao theo tuổi",
    ("THAP_COI_NANG", "THAP_COI_VUA", "BINH_THUONG"),
    ("Thấp còi, mức độ nặng", "Thấp còi, mức độ vừa", "Bình thường"),
)
WASTING_CLASS = Scale(
    "cân nặng theo chiều cao",
    ("GAY_COM_NANG", "GAY_COM", "BINH_THUONG", "THUA_CAN", "BEO_PHI"),
    ("Gầy còm, mức độ nặng", "Gầy còm", "Bình thường", "Thừa cân", "Béo phì"),
)
BMI_CLASS = Scale(
    "BMI theo tuổi",
    ("GAY_COM", "BINH_THUONG", "THUA_CAN", "BEO_PHI"),
    ("Gầy còm", "Bình thường", "Thừa cân", "Béo phì"),
)
"""Growth scales run from the lowest to the highest z-score, not from worst to best."""
CLASSES = {
    WEIGHT_FOR_AGE: WEIGHT_CLASS,
    HEIGHT_FOR_AGE: HEIGHT_CLASS,
    WEIGHT_FOR_HEIGHT: WASTING_CLASS,
    BMI_FOR_AGE: BMI_CLASS,
}

GROUPS = (
    "Nhóm trẻ 3–12 tháng",
    "Nhóm trẻ 13–24 tháng",
    "Nhóm trẻ 25–36 tháng",
    "Mẫu giáo 3–4 tuổi",
    "Mẫu giáo 4–5 tuổi",
    "Mẫu giáo 5–6 tuổi",
)
"""Names of the age groups; the `grade` of a kindergarten class is its place here."""
FIVE_YEARS = 5
GROUP_OF_CODE = {"NT": 2, "MG": 3, "MG3": 3, "MG4": 4, "MG5": 5}
"""How examples and files write the age group of a class."""


@dataclass(frozen=True)
class Params:
    """Cut-offs in hundredths of SD: the lowest z of each class but the first, ascending.

    "Above +2 SD" begins at 201, "−2 SD and above" at −200.
    """

    cuts: tuple[tuple[str, tuple[int, ...]], ...] = (
        (WEIGHT_FOR_AGE, (-300, -200, 201)),
        (HEIGHT_FOR_AGE, (-300, -200)),
        (WEIGHT_FOR_HEIGHT, (-300, -200, 201, 301)),
        (BMI_FOR_AGE, (-200, 101, 201)),
    )
    monthly_below: int = 24
    quarter: int = 3
    stages: tuple[tuple[int, ...], ...] = ((6, 12), (18, 24), (36,), (), (), ())

    @cached_property
    def bands(self) -> dict[str, Bands]:
        """A decision table per indicator over the feature `z`."""
        return {
            name: Bands(
                *(Band(level + 1, (Bound("z", at),)) for level, at in reversed([*enumerate(cuts)])),
                Band(0, ()),
            )
            for name, cuts in self.cuts
        }
