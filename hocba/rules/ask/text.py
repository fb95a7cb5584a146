"""JSON with exact decimals in both directions."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any, NoReturn

from .faults import Fault


def loads(text: str | bytes) -> Any:
    """The value of a JSON text, numbers with a point as Decimal; Fault NOT_JSON or WRONG_SHAPE."""
    try:
        return json.loads(
            text, parse_float=Decimal, parse_constant=_no_constant, object_pairs_hook=_once
        )
    except json.JSONDecodeError as error:
        raise Fault("NOT_JSON", "", f"không phải JSON ở dòng {error.lineno}") from error
    except (ValueError, RecursionError, ArithmeticError) as error:
        raise Fault("NOT_JSON", "", "không phải JSON") from error


def _no_constant(name: str) -> NoReturn:
    raise Fault("NOT_JSON", "", f"{name} không phải là số trong JSON")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise Fault("WRONG_SHAPE", twice, "tên này được ghi hai lần")
    return found


def dumps(value: Any) -> str:
    """JSON text of dicts, lists, strings, integers, booleans, None and Decimal (8.4, never 8.40)."""
    if isinstance(value, dict):
        return f"{{{','.join(f'{json.dumps(str(k))}:{dumps(v)}' for k, v in value.items())}}}"
    if isinstance(value, list | tuple):
        return f"[{','.join(map(dumps, value))}]"
    if isinstance(value, Decimal):
        return f"{value:f}"
    return json.dumps(value, ensure_ascii=False)
