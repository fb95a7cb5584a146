"""JSON where every request writes or reads it (ADR 178): bodies, receipts, lists of pupils."""

from typing import Any

import orjson

JsonError = orjson.JSONDecodeError
_encode, _keys = orjson.dumps, orjson.OPT_NON_STR_KEYS


def dumps(value: Any) -> str:
    """JSON text without spaces, letters as they are; numbers as keys become text."""
    return _encode(value, option=_keys).decode()


loads = orjson.loads
