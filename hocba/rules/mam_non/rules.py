"""Kindergarten as column functions: goals reached, growth, weighing.

Axes: P children, G goals, T times of weighing.  `weight` and `height` are tenths of a kilogram and
of a centimetre, `age_days` and `age_months` (completed) the age on the day of weighing.  A z-score
column holds `SD_ZERO` plus hundredths of SD, so that negative values stay statuses.
"""

from __future__ import annotations

from decimal import Decimal

import numpy as np

from ..column import Rulebook
from ..exact import SD_ZERO, Array
from ..levels import INCOMPLETE, NOT_APPLICABLE
from . import words
from .growth import (
    BMI_FOR_AGE,
    HEIGHT_FOR_AGE,
    WEIGHT_FOR_AGE,
    WEIGHT_FOR_HEIGHT,
    applies,
    bmi,
    z_hundredths,
)
from .params import (
    BMI_CLASS,
    GOAL,
    HEIGHT_CLASS,
    INTERVAL,
    SEX,
    WASTING_CLASS,
    WEIGHT_CLASS,
    Params,
)

Z_CLAUSE = "WHO: z-score"
FURTHEST = SD_ZERO - 1

book = Rulebook()
book.given("goal", "PG", GOAL, "Mục tiêu", expected="goal_expected")
book.given("goal_expected", "PG", "flag", "Trẻ có mục tiêu này", default=1, quiet=True)
book.given("sex", "P", SEX, "Giới tính")
book.given("age_days", "PT", "count", "Tuổi ngày cân đo (ngày)", high=4000)
book.given("age_months", "PT", "count", "Tuổi ngày cân đo (tháng tròn)", high=130)
book.given("weight", "PT", "tenths", "Cân nặng (kg)", high=1500)
book.given("height", "PT", "tenths", "Chiều dài, chiều cao (cm)", high=2000)


@book.column("P", "count", "Số mục tiêu đã đánh giá", "Đánh giá theo giai đoạn", words.goals)
def goals_assessed(goal: Array, goal_expected: Array) -> Array:
    return np.asarray(((goal >= 0) & goal_expected).sum(axis=1, dtype=np.int16))


@book.column("P", "count", "Số mục tiêu đạt", "Đánh giá theo giai đoạn", words.goals)
def goals_reached(goal: Array, goal_expected: Array) -> Array:
    """A count for the teacher and the family; never a level."""
    return np.asarray(((goal > 0) & goal_expected).sum(axis=1, dtype=np.int16))


@book.column("PT", INTERVAL, "Khoảng cách cân đo", "Điều lệ: cân đo", words.measure_interval)
def measure_interval(age_months: Array, params: Params) -> Array:
    monthly = np.where(age_months < params.monthly_below, np.int8(0), np.int8(1))
    return np.where(age_months < 0, np.int8(INCOMPLETE), monthly)


def _scores(indicator: str, sex: Array, age_days: Array, weight: Array, height: Array) -> Array:
    """z-scores cell by cell: INCOMPLETE without the facts, NOT_APPLICABLE outside the tables."""
    shape = np.broadcast_shapes(age_days.shape, weight.shape, height.shape)
    cells = [np.broadcast_to(a, shape) for a in (age_days, weight, height)]
    out = np.full(shape, INCOMPLETE, dtype=np.int16)
    for place in np.ndindex(shape):
        girl_or_boy, (days, kilos, length) = int(sex[place[0]]), (int(a[place]) for a in cells)
        if days >= 0 and not applies(indicator, days):
            out[place] = NOT_APPLICABLE
        elif girl_or_boy >= 0 and days >= 0 and _measured(indicator, kilos, length):
            value = _value(indicator, kilos, length)
            by = length if indicator == WEIGHT_FOR_HEIGHT else None
            z = z_hundredths(indicator, SEX.codes[girl_or_boy], days, value, by)
            out[place] = NOT_APPLICABLE if z is None else SD_ZERO + max(-FURTHEST, min(FURTHEST, z))
    return out


def _measured(indicator: str, weight: int, height: int) -> bool:
    needs_weight, needs_height = indicator != HEIGHT_FOR_AGE, indicator != WEIGHT_FOR_AGE
    return (weight > 0 or not needs_weight) and (height > 0 or not needs_height)


def _value(indicator: str, weight: int, height: int) -> Decimal:
    if indicator == BMI_FOR_AGE:
        return bmi(weight, height)
    return Decimal(height if indicator == HEIGHT_FOR_AGE else weight) / 10


@book.column("PT", "sd", "z-score cân nặng theo tuổi", Z_CLAUSE, words.z_score, lacks=words.lacking)
def weight_for_age_z(sex: Array, age_days: Array, weight: Array) -> Array:
    return _scores(WEIGHT_FOR_AGE, sex, age_days, weight, np.full_like(weight, INCOMPLETE))


@book.column("PT", WEIGHT_CLASS, "Cân nặng theo tuổi", "WHO: cân nặng theo tuổi", words.growth_class)  # fmt: skip
def weight_for_age(weight_for_age_z: Array, params: Params) -> Array:
    return _classes(WEIGHT_FOR_AGE, weight_for_age_z, params)


@book.column("PT", "sd", "z-score chiều cao theo tuổi", Z_CLAUSE, words.z_score, lacks=words.lacking)  # fmt: skip
def height_for_age_z(sex: Array, age_days: Array, height: Array) -> Array:
    return _scores(HEIGHT_FOR_AGE, sex, age_days, np.full_like(height, INCOMPLETE), height)


@book.column("PT", HEIGHT_CLASS, "Chiều cao theo tuổi", "WHO: chiều cao theo tuổi", words.growth_class)  # fmt: skip
def height_for_age(height_for_age_z: Array, params: Params) -> Array:
    return _classes(HEIGHT_FOR_AGE, height_for_age_z, params)


@book.column("PT", "sd", "z-score cân nặng theo chiều cao", Z_CLAUSE, words.z_score, lacks=words.lacking)  # fmt: skip
def weight_for_height_z(sex: Array, age_days: Array, weight: Array, height: Array) -> Array:
    """Up to 60 months."""
    return _scores(WEIGHT_FOR_HEIGHT, sex, age_days, weight, height)


@book.column("PT", WASTING_CLASS, "Cân nặng theo chiều cao", "WHO: cân nặng theo chiều cao", words.growth_class)  # fmt: skip
def weight_for_height(weight_for_height_z: Array, params: Params) -> Array:
    return _classes(WEIGHT_FOR_HEIGHT, weight_for_height_z, params)


@book.column("PT", "sd", "z-score BMI theo tuổi", Z_CLAUSE, words.z_score, lacks=words.lacking)
def bmi_for_age_z(sex: Array, age_days: Array, weight: Array, height: Array) -> Array:
    """After 60 months."""
    return _scores(BMI_FOR_AGE, sex, age_days, weight, height)


@book.column("PT", BMI_CLASS, "BMI theo tuổi", "WHO: BMI theo tuổi", words.growth_class)
def bmi_for_age(bmi_for_age_z: Array, params: Params) -> Array:
    return _classes(BMI_FOR_AGE, bmi_for_age_z, params)


def _classes(indicator: str, z: Array, params: Params) -> Array:
    """The class of a z-score; a status stays what it is."""
    level = params.bands[indicator].decide({"z": z - SD_ZERO})
    return np.where(z < 0, np.minimum(z, 0).astype(np.int8), level)
