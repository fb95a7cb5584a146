"""Examples of TT 23/2010."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

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


KINDS: dict[str, Callable[[Case], dict[str, Any]]] = {
    function.__name__: function for function in (indicator_range, indicator_totals)
}
