"""Exact arithmetic on integer tenths, and the errors of the rule engine.

A mark of 8,4 is the integer 84.  Nothing here, and nothing built on it, is ever a float.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
SD_ZERO = 10_000
"""What a z-score column holds for 0,00 SD: hundredths of SD counted from here stay positive."""


class RuleError(Exception):
    """Base of everything the rule engine refuses; the message is Vietnamese."""


class BadInput(RuleError):
    """Input that no rule can use: unknown column, wrong shape, value out of range.

    `column` is the name of the offending array and `place` the index in it (empty when the
    whole array is wrong).  `code` names the kind of fault for programs that ask: BAD_INPUT,
    UNKNOWN_COLUMN, UNKNOWN_SETTING, UNKNOWN_LEVEL, WRONG_SHAPE, WRONG_TYPE, OUT_OF_RANGE; `about`
    is the offending value where there is a single one.
    """

    def __init__(
        self,
        column: str,
        message: str,
        place: tuple[int, ...] = (),
        code: str = "BAD_INPUT",
        about: object = None,
    ) -> None:
        self.column, self.message, self.place = column, message, place
        self.code, self.about = code, about
        where = f" tại vị trí {place}" if place else ""
        super().__init__(f"“{column}”{where}: {message}")


def half_up(total: Array, divisor: Array | int) -> Array:
    """`total / divisor` rounded to an integer, ties upwards; for non-negative totals.

    With `total` in tenths the result is tenths: the rounding every circular names.
    """
    rounded: Array = (2 * total + divisor) // (2 * divisor)
    return rounded


def half_up_by_subject(total: Array, divisors: Array) -> Array:
    """`half_up` of a (pupils, subjects) total; with one row of divisors for all pupils numpy divides
    a whole subject by one number, which is several times faster than element by element."""
    if len(divisors) > 1 or len(total) == 1:
        return half_up(total, divisors)
    rounded = 2 * by_subject(total) + divisors.T
    for subject, divisor in zip(rounded, np.broadcast_to(divisors[0], len(rounded)), strict=True):
        np.floor_divide(subject, 2 * int(divisor), out=subject)
    return np.ascontiguousarray(rounded.T)


def to_tenths(value: Decimal | int | str) -> int:
    """Exact tenths of a mark 0..10; raises `BadInput` when it is none or has more decimals."""
    try:
        scaled = Decimal(value) * 10
        whole = scaled.is_finite() and not isinstance(value, bool)
    except (ArithmeticError, TypeError, ValueError):
        whole = False
    if not whole:
        raise BadInput("điểm", f"“{value}” không phải là số", (), "WRONG_TYPE", value)
    if not 0 <= scaled <= 100:
        message = f"{value} nằm ngoài thang điểm 0 đến 10"
        raise BadInput("điểm", message, (), "OUT_OF_RANGE", value)
    if scaled != scaled.to_integral_value():
        message = f"{value} có nhiều hơn một chữ số thập phân"
        raise BadInput("điểm", message, (), "OUT_OF_RANGE", value)
    return int(scaled)


def by_subject(values: Array) -> Array:
    """(pupils, subjects) turned to (subjects, pupils), contiguous: counting over the first axis
    is ten times faster than over the last."""
    return np.ascontiguousarray(values.T)


def how_many(mask: Array) -> Array:
    """(pupils,): in how many subjects a (subjects, pupils) mask is true; int8 for up to 127."""
    small = len(mask) <= np.iinfo(np.int8).max
    counted: Array = np.add.reduce(mask.view(np.int8), axis=0, dtype=np.int8 if small else np.int16)
    return counted


def lowest_result(results: Array, none: int) -> Array:
    """(pupils,): the lowest result of (subjects, pupils) int16, statuses aside; `none` at most.

    Read as unsigned, statuses (negative) are above every mark.
    """
    lowest: Array = results.view(np.uint16).min(axis=0, initial=none)
    return lowest.view(np.int16)


def half_up_text(whole: str, decimals: str) -> tuple[int, bool]:
    """Tenths of a number given by its digits, half-up, and whether nothing was rounded."""
    first, rest = (decimals[:1] or "0"), decimals[1:].rstrip("0")
    tenths = int(whole) * 10 + int(first)
    return (tenths + 1 if rest and rest[0] >= "5" else tenths), not rest


def show_tenths(tenths: int) -> str:
    """Tenths as the forms print them: 84 → "8,4"; always one decimal."""
    return f"{tenths // 10},{tenths % 10}"


def show_sd(value: int) -> str:
    """A z-score column's value as printed: SD_ZERO - 204 → "−2,04"; always two decimals."""
    hundredths = value - SD_ZERO
    whole, part = divmod(abs(hundredths), 100)
    return f"{'−' if hundredths < 0 else ''}{whole},{part:02d}"


def show_quotient(total: int, divisor: int) -> str:
    """`total / divisor` of tenths, cut after three decimals; "…" when digits are left out."""
    thousandths, rest = divmod(total * 100, divisor)
    whole, part = divmod(thousandths, 1000)
    digits = f"{part:03d}"
    if rest:
        return f"{whole},{digits}…"
    return f"{whole},{digits.rstrip('0') or '0'}"
