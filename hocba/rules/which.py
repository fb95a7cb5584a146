"""Which circular governs a pupil: by level, grade and school year, never by today."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from .exact import RuleError
from .regime import Regime
from .tt22_2021 import TT22
from .tt27_2020 import TT27

LEVELS = {"primary": range(1, 6), "lower_secondary": range(6, 10), "upper_secondary": range(10, 13)}
REGIMES: dict[str, Callable[..., Regime]] = {"TT22": TT22, "TT27": TT27}
"""The circulars the program has, by short code."""

FIRST_YEAR = {
    **dict.fromkeys((1,), 2020),
    **dict.fromkeys((2, 6), 2021),
    **dict.fromkeys((3, 7, 10), 2022),
    **dict.fromkeys((4, 8, 11), 2023),
    **dict.fromkeys((5, 9, 12), 2024),
}
"""Grade → starting year of the first school year under TT 27/2020 or TT 22/2021."""

EARLIER = {
    "primary": "Thông tư 30/2014 và Thông tư 22/2016",
    "lower_secondary": "Thông tư 58/2011",
    "upper_secondary": "Thông tư 58/2011",
}


class NoRegime(RuleError):
    """No circular of the program covers this level, grade and school year."""


def regime_for(
    level: str, grade: int, year: int, settings: Mapping[str, Any] | None = None
) -> Regime:
    """The regime of a pupil: `level` is "primary", "lower_secondary" or "upper_secondary", `year`
    the calendar year in which the school year starts (2025 for 2025–2026).

    Raises NoRegime for an unknown level, a grade outside it, or a year before the transition.
    """
    if level not in LEVELS:
        raise NoRegime(f"Không có cấp học “{level}”.")
    if grade not in LEVELS[level]:
        raise NoRegime(f"Lớp {grade} không thuộc cấp học “{level}”.")
    if year < FIRST_YEAR[grade]:
        raise NoRegime(
            f"Lớp {grade} năm học {year}–{year + 1} theo {EARLIER[level]}, "
            "chương trình chưa có quy định này."
        )
    return REGIMES["TT27" if level == "primary" else "TT22"](settings=settings)


def regime_by_name(name: str, settings: Mapping[str, Any] | None = None) -> Regime:
    """The regime of a code or full name: "TT22" or "TT22/2021"; NoRegime when there is none."""
    for code, make in REGIMES.items():
        regime = make(settings=settings)
        if name in (code, regime.law.regulation):
            return regime
    raise NoRegime(f"Chương trình không có quy định “{name}”.")
