"""Examples of TT 23/2010."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ..exact import BadInput
from ..example import Case
from .standards import DOMAINS, INDICATORS, STANDARDS


def indicator_range(case: Case) -> dict[str, Any]:
    found = case.regime.indicators_of(int(case.input["standard"]))
    return {"first": found[0], "last": found[-1]}


def indicator_totals(case: Case) -> dict[str, Any]:
    by_domain = {
        code: sum(s.last - s.first + 1 for s in STANDARDS if s.domain == code)
        for code, _, _ in DOMAINS
    }
    return {"standards": len(STANDARDS), "indicators": INDICATORS, "by_domain": by_domain}


def indicators_reached(case: Case) -> dict[str, Any]:
    """`reached`: numbers of the indicators reached; the counts, in all and by domain."""
    row = np.zeros((1, INDICATORS), dtype=np.int8)
    for number in case.input["reached"]:
        if not 1 <= number <= INDICATORS:
            message = f"không có chỉ số {number}"
            raise BadInput("reached", message, (), "OUT_OF_RANGE", number)
        row[0, number - 1] = 1
    by_domain = case.row("reached_in_domain", {"indicator": row})
    return {
        "reached": case.value("reached", {"indicator": row}),
        "by_domain": {code: int(n) for (code, _, _), n in zip(DOMAINS, by_domain, strict=True)},
    }


KINDS: dict[str, Callable[[Case], dict[str, Any]]] = {
    function.__name__: function
    for function in (indicator_range, indicator_totals, indicators_reached)
}
