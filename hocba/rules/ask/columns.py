"""Columns as JSON: marks as decimals, levels as codes, null for missing; and back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from ..column import Column, Given
from ..exact import Array, BadInput, to_tenths
from ..example import number_out
from ..levels import MISSING, STATUS_CODES, Scale
from ..lift import Need, Outlook, way_words
from ..regime import LABELS, Regime, as_array
from .faults import Fault

STATUSES = {code: value for value, code in STATUS_CODES.items()}
FAR = 2**31


def columns_in(regime: Regime, sent: Mapping[str, Any]) -> dict[str, Array]:
    """The `given` arrays of a question; Fault with the place for what cannot be one."""
    given: dict[str, Array] = {}
    for name, values in sent.items():
        place = f"columns.{name}"
        if not isinstance(values, list):
            raise Fault("WRONG_SHAPE", place, "cần một danh sách")
        if name in LABELS:
            given[name] = _labels(values, place)
            continue
        specs = regime.rulebook.shared.get(name, (name,))
        leaves = _nested(regime.rulebook.spec(specs[0]), values, place)
        given[name] = as_array(name, leaves if leaves else [leaves])
    return given


def _labels(values: list[Any], place: str) -> Array:
    for at, value in enumerate(values):
        if not isinstance(value, str):
            raise Fault("WRONG_TYPE", f"{place}[{at}]", "cần một mã môn học")
    return np.array(values, dtype=object)


def _nested(spec: Given | Column, value: Any, place: str, depth: int = 0) -> Any:
    if isinstance(value, list):
        if depth == len(spec.axes):
            raise Fault("WRONG_SHAPE", place, "danh sách lồng quá sâu")
        return [_nested(spec, v, f"{place}[{i}]", depth + 1) for i, v in enumerate(value)]
    try:
        return _cell(spec, value)
    except BadInput as error:
        raise Fault(error.code, place, error.message) from error


def _cell(spec: Given | Column, value: Any) -> int | bool:
    unit = spec.unit
    if unit == "flag":
        if isinstance(value, bool):
            return value
        raise BadInput(spec.name, "cần true hoặc false", (), "WRONG_TYPE")
    if value is None:
        return MISSING
    if isinstance(value, str) and value in STATUSES:
        return STATUSES[value]
    if isinstance(unit, Scale):
        if isinstance(value, str):
            return unit.value(value)
        raise BadInput(spec.name, f"cần một mã mức: {', '.join(unit.codes)}", (), "WRONG_TYPE")
    if unit in ("tenths", "whole"):
        if isinstance(value, str):
            raise BadInput(spec.name, f"“{value}” không phải là số", (), "WRONG_TYPE")
        return to_tenths(value)
    if not isinstance(value, int) or isinstance(value, bool):
        raise BadInput(spec.name, "cần một số nguyên", (), "WRONG_TYPE")
    if not 0 <= value < FAR:
        raise BadInput(spec.name, f"{value} nằm ngoài phạm vi", (), "OUT_OF_RANGE")
    return value


def column_out(unit: str | Scale, values: Array) -> tuple[Any, Any]:
    """(values, statuses) as nested lists; statuses is None when every cell has a value."""
    rows: list[Any] = values.tolist()
    low = unit not in ("flag", "index") and values.size and int(values.min()) < 0
    return _each(rows, lambda v: _out(unit, v)), _each(rows, _status) if low else None


def _each(rows: Any, turn: Any) -> Any:
    return [_each(row, turn) for row in rows] if isinstance(rows, list) else turn(rows)


def _status(value: int) -> str | None:
    return STATUS_CODES[value] if value < 0 else None


def _out(unit: str | Scale, value: Any) -> Any:
    if unit == "flag":
        return bool(value)
    if value < 0:
        return None
    if isinstance(unit, Scale):
        return unit.code(value)
    return number_out(value) if unit in ("tenths", "whole") else value


def outlook_json(regime: Regime, found: Outlook) -> dict[str, Any]:
    """An outlook with codes and decimals, each way also in words."""
    unit = regime.unit(found.column)
    return {
        "now": _out(unit, found.now),
        "status": _status(found.now),
        "sure": _out(unit, found.sure),
        "open": found.open,
        "goals": [
            {
                "level": _out(unit, goal.level),
                "ways": [
                    {
                        "says": way_words(regime, way),
                        "needs": [_need(regime, need) for need in way],
                    }
                    for way in goal.ways
                ],
                "more": goal.more,
            }
            for goal in found.goals
        ],
    }


def _need(regime: Regime, need: Need) -> dict[str, Any]:
    unit = regime.unit(need.column)
    out = {
        "column": need.column,
        "code": need.code,
        "from": _out(unit, need.now),
        "to": _out(unit, need.to),
    }
    if need.missing:
        out["missing"] = list(need.missing)
    if need.mark is not None:
        out["mark"] = number_out(need.mark)
    return out
