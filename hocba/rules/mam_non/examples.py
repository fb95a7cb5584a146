"""Examples of kindergarten turned into arrays for the rules, and the results back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import ROUND_UP, Decimal
from typing import Any

import numpy as np

from ..exact import SD_ZERO, Array, BadInput, show_sd
from ..example import Case, status_out
from ..levels import NOT_APPLICABLE
from .growth import WEIGHT_FOR_HEIGHT, applies, days_of, measure_tenths, z_hundredths
from .params import CLASSES, GOAL, INTERVAL, SEX
from .rules import FURTHEST

PRINTED = {"GAY_COM_NANG": "GAY_COM"}
"""The examples have one code for both grades of wasting."""


def _cell(value: int) -> Array:
    return np.array([[value]], dtype=np.int16)


def _indicator(case: Case) -> str:
    name = str(case.input["indicator"])
    if name not in CLASSES:
        raise BadInput("indicator", f"không có chỉ số “{name}”")
    return name


def _class(case: Case, given: dict[str, Array]) -> dict[str, Any]:
    indicator = _indicator(case)
    value = case.value(indicator, given, 0)
    code = CLASSES[indicator].code(value)
    out: dict[str, Any] = {"class": PRINTED.get(code, code) if code else None}
    if value == NOT_APPLICABLE:
        return {**out, "status": "NOT_APPLICABLE"}
    return {**out, **status_out(value)}


def who_zscore(case: Case) -> dict[str, Any]:
    """A z-score of any number of decimals: rounded away from 0, no cut-off is crossed."""
    indicator, given, months = _indicator(case), case.input["z"], case.input.get("age_months")
    if given is None:
        return {"class": None, "status": "INCOMPLETE"}
    if months is not None and not applies(indicator, days_of(months)):
        return _class(case, {f"{indicator}_z": _cell(NOT_APPLICABLE)})
    z = (Decimal(given) * 100).to_integral_value(rounding=ROUND_UP)
    return _class(case, {f"{indicator}_z": _z_cell(int(_near(z, "z", given)))})


def _near(z: Any, field: str, about: object) -> Any:
    """The z-score when it is one that a column can hold; BadInput for the field it came of."""
    if abs(z) > FURTHEST:
        message = f"{about} cho z-score nằm ngoài phạm vi"
        raise BadInput(field, message, (), "OUT_OF_RANGE", about)
    return z


def _z_cell(z: int | None) -> Array:
    return _cell(NOT_APPLICABLE if z is None else SD_ZERO + z)


def who_value(case: Case) -> dict[str, Any]:
    """`value` in kg or cm with any number of decimals; weight by height also `height` in cm; BMI
    by `value` in kg/m²."""
    indicator, value, months = _indicator(case), case.input["value"], case.input["age_months"]
    sex, height = str(case.input["sex"]), case.input.get("height")
    if sex not in SEX.codes:
        raise BadInput("sex", f"giới tính “{sex}” không phải M hay F")
    if indicator == WEIGHT_FOR_HEIGHT and height is None:
        raise BadInput("height", "cân nặng theo chiều cao cần height (cm)")
    if value is None or months is None:
        return {"class": None, "status": "INCOMPLETE"}
    days = days_of(months)
    by = None if height is None else measure_tenths(height)
    z = z_hundredths(indicator, sex, days, Decimal(value), by) if applies(indicator, days) else None
    if z is not None:
        _near(z, "value", value)
    return _class(case, {f"{indicator}_z": _z_cell(z)})


def measure_frequency(case: Case) -> dict[str, Any]:
    given = {"age_months": _cell(int(case.input["age_months"]))}
    value = case.value("measure_interval", given, 0)
    return {"interval": INTERVAL.code(value), **status_out(value)}


def weighing_due(case: Case) -> dict[str, Any]:
    """`born` and `last` (null: never) as dates; when the child is due again."""
    last = case.input["last"]
    due = case.regime.next_measure(
        date.fromisoformat(case.input["born"]), date.fromisoformat(last) if last else None
    )
    return {"due": due.isoformat() if due else "at_once"}


def growth(case: Case) -> dict[str, Any]:
    """z-scores as printed and whether each is plausible; input as `who_value` with both measures."""
    given = {
        "sex": np.array([SEX.value(str(case.input["sex"]))], dtype=np.int8),
        "age_days": _cell(int(case.input["age_days"])),
        "weight": _cell(measure_tenths(case.input["weight"])),
        "height": _cell(measure_tenths(case.input["height"])),
    }
    out: dict[str, Any] = {}
    for indicator in CLASSES:
        z = case.value(f"{indicator}_z", given, 0)
        out[indicator] = show_sd(z) if z >= 0 else None
        if z >= 0:
            out[f"{indicator}_plausible"] = case.regime.plausible(indicator, z)
    return out


def goals(case: Case) -> dict[str, Any]:
    """`goals` as "+", "-" or null; the two counts."""
    levels = [[GOAL.value(code) for code in case.input["goals"]]]
    given = {"goal": np.array(levels, dtype=np.int8)}
    return {name: case.value(name, given) for name in ("goals_assessed", "goals_reached")}


def stages(case: Case) -> dict[str, Any]:
    """The times at which goals are assessed in the age group."""
    return {"stages": [words for _, words in case.regime.stages(case.grade)]}


KINDS: dict[str, Callable[[Case], dict[str, Any]]] = {
    function.__name__: function
    for function in (
        who_zscore,
        who_value,
        measure_frequency,
        weighing_due,
        growth,
        goals,
        stages,
    )
}
