"""Examples of TT 30/2014 as amended by TT 22/2016."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ..example import Case
from ..tt27_2020.examples import year_end
from .params import AWARD, NO_AWARD


def primary_award_old(case: Case) -> dict[str, Any]:
    """Input as `primary_overall` (one list of competencies), and `outstanding_subject_or_progress`.

    A subject has a test where one is listed, be it null."""
    traits = (
        ("quality_ck_2", case.input["qualities"], case.regime.qualities(case.grade)),
        ("competency_ck_2", case.input["competencies"], case.regime.competencies(case.grade)),
    )
    given = year_end(case, traits, np.False_)
    flag = bool(case.input.get("outstanding_subject_or_progress"))
    given["outstanding_or_progress"] = np.array([flag])
    out = case.level("award", "award", given, AWARD)
    value = AWARD.value(out["award"])
    out["award"] = AWARD.word(value) if value > NO_AWARD else None
    return out


KINDS: dict[str, Callable[[Case], dict[str, Any]]] = {"primary_award_old": primary_award_old}
