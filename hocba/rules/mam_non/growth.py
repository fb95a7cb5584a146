"""Growth by the WHO tables: exact z-scores, ages and weighing dates.

Everything here is `Decimal` in one stated context (40 digits), never a float, so that a z-score is
the same on every machine; it is rounded once, half-up, to hundredths of a standard deviation, as
WHO's own programs print it.  Weights are tenths of a kilogram, heights tenths of a centimetre.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext
from functools import cache, lru_cache
from importlib import resources

from ..exact import BadInput

PRECISION = Context(prec=40)
DAYS_PER_MONTH = Decimal("30.4375")
"""WHO's length of a month: 365,25 days / 12."""
LAST_DAY_2006 = 1856
"""The last day in the 2006 tables, the day before 61 months."""
STANDING_FROM = 731
"""Days of age from which height is measured standing: two years."""
SIXTY_MONTHS = 1826
"""The last day on which weight is judged by height, afterwards by BMI for age."""

WEIGHT_FOR_AGE = "weight_for_age"
HEIGHT_FOR_AGE = "height_for_age"
WEIGHT_FOR_HEIGHT = "weight_for_height"
BMI_FOR_AGE = "bmi_for_age"
BY_AGE = {
    WEIGHT_FOR_AGE: ("wfa_2006", "wfa_2007"),
    HEIGHT_FOR_AGE: ("lhfa_2006", "hfa_2007"),
    BMI_FOR_AGE: ("bmi_2006", "bmi_2007"),
}
PLAUSIBLE = {
    WEIGHT_FOR_AGE: (-600, 500),
    HEIGHT_FOR_AGE: (-600, 600),
    WEIGHT_FOR_HEIGHT: (-500, 500),
    BMI_FOR_AGE: (-500, 500),
}
"""Hundredths of SD beyond which WHO asks to measure again."""

Lms = tuple[Decimal, Decimal, Decimal]


@cache
def table(name: str) -> Mapping[str, Mapping[Decimal, Lms]]:
    """One WHO table: sex "F" or "M" → day, month or centimetre → L, M, S."""
    text = resources.files(__package__).joinpath("who", f"{name}.csv").read_text("utf-8")
    rows: dict[str, dict[Decimal, Lms]] = {"F": {}, "M": {}}
    for line in text.splitlines()[1:]:
        at, *cells = (Decimal(cell) for cell in line.split(","))
        rows["F"][at] = (cells[0], cells[1], cells[2])
        rows["M"][at] = (cells[3], cells[4], cells[5])
    return rows


def reference(indicator: str, sex: str, days: int, height: int | None = None) -> Lms | None:
    """L, M, S for a child, or None where WHO has no value for this age or height.

    From 61 months on the 2007 reference is read between its months, as WHO does.  Weight for
    height uses the length table below two years.
    """
    if sex not in ("F", "M"):
        raise BadInput("sex", f"giới tính “{sex}” không phải F hay M")
    if indicator == WEIGHT_FOR_HEIGHT:
        if height is None or days > SIXTY_MONTHS:
            return None
        name = "wfl_2006" if days < STANDING_FROM else "wfh_2006"
        return table(name)[sex].get(Decimal(height) / 10)
    if indicator not in BY_AGE:
        raise BadInput("indicator", f"không có chỉ số “{indicator}”")
    young, older = BY_AGE[indicator]
    if days <= LAST_DAY_2006:
        return table(young)[sex].get(Decimal(days))
    months = Decimal(days) / DAYS_PER_MONTH
    below = months.to_integral_value(rounding="ROUND_FLOOR")
    low, high = table(older)[sex].get(below), table(older)[sex].get(below + 1)
    if low is None or high is None:
        return None
    share = months - below
    lam, mu, s = (a + (b - a) * share for a, b in zip(low, high, strict=True))
    return lam, mu, s


def _at(lms: Lms, z: int) -> Decimal:
    """The measurement at a whole z-score: M (1 + L S z)^(1/L), or M e^(S z) where L is 0."""
    lam, mu, s = lms
    if not lam:
        return mu * (s * z).exp()
    inverse = Decimal(1) / lam
    return mu * (1 + lam * s * z) ** inverse


def z_exact(value: Decimal, lms: Lms) -> Decimal:
    """The z-score of a measurement; beyond ±3 SD by the distance between 2 and 3 SD (WHO 2006)."""
    lam, mu, s = lms
    with localcontext(PRECISION):
        ratio = Decimal(value) / mu
        scale = Decimal(lam) * s
        z = (ratio**lam - 1) * (Decimal(1) / scale) if lam else ratio.ln() * (Decimal(1) / s)
        if abs(z) <= 3:
            return z
        side = 3 if z > 0 else -3
        edge = _at(lms, side)
        step = abs(edge - _at(lms, side - side // 3))
        return side + Decimal(value - edge) / step


@lru_cache(maxsize=4096)
def z_hundredths(
    indicator: str, sex: str, days: int, value: Decimal, height: int | None = None
) -> int | None:
    """z-score in hundredths of SD; None where WHO has no value for this age or height.

    `value` is kilograms, centimetres or, for `bmi_for_age`, kg/m².
    """
    if value <= 0:
        raise BadInput(indicator, f"số đo {value} phải lớn hơn 0")
    with localcontext(PRECISION):
        lms = reference(indicator, sex, days, height)
        if lms is None:
            return None
        z = z_exact(value, lms) * 100
        return int(z.to_integral_value(rounding=ROUND_HALF_UP))


def plausible(indicator: str, hundredths: int) -> bool:
    """Whether a z-score lies inside WHO's limits."""
    low, high = PLAUSIBLE[indicator]
    return low <= hundredths <= high


def bmi(weight: int, height: int) -> Decimal:
    """kg/m² from tenths of a kilogram and tenths of a centimetre, unrounded."""
    with localcontext(PRECISION):
        return Decimal(weight * 100_000) / (height * height)


def applies(indicator: str, days: int) -> bool:
    """Weight is judged by height up to 60 months and by BMI for age afterwards."""
    if indicator == WEIGHT_FOR_HEIGHT:
        return days <= SIXTY_MONTHS
    return indicator != BMI_FOR_AGE or days > SIXTY_MONTHS


def measure_tenths(value: Decimal | int | str) -> int:
    """Tenths of a kilogram or centimetre; BadInput with more than one decimal."""
    tenths = Decimal(value) * 10
    if tenths != tenths.to_integral_value():
        raise BadInput("số đo", f"{value} có nhiều hơn một chữ số thập phân")
    return int(tenths)


def days_of(age_months: Decimal | int) -> int:
    """The day of age of a number of months, as WHO turns months into days."""
    days = Decimal(age_months) * DAYS_PER_MONTH
    return int(days.to_integral_value(rounding=ROUND_HALF_UP))


def completed_months(born: date, on: date) -> int:
    """Whole months of age on a day; BadInput before birth."""
    if on < born:
        raise BadInput("age", f"ngày {on:%d/%m/%Y} trước ngày sinh")
    return (on.year - born.year) * 12 + on.month - born.month - (on.day < born.day)


def months_later(day: date, months: int) -> date:
    """The same day so many months on, or the last day of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    _, last = monthrange(year, month + 1)
    return date(year, month + 1, min(day.day, last))
