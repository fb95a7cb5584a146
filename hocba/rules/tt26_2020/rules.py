"""TT 58/2011 as amended: the rulebook of the original with the marks of a term that TT 26 has."""

from __future__ import annotations

import numpy as np

from ..exact import Array
from ..secondary.marks import add_slots, average_t, blank
from ..tt58_2011.marks import two_thirds
from ..tt58_2011.rules import build
from .params import Params

PARTS = {"tx": "ĐĐGtx", "gk": "ĐĐGgk", "ck": "ĐĐGck"}


def comment_t(
    comment_tx_t: Array,
    comment_gk_t: Array,
    comment_ck_t: Array,
    comment_tx_expected_t: Array,
    comment_exempt_t: Array,
    comment_taken_t: Array,
    comment_by_plan_t: Array,
    params: Params,
) -> Array:
    """Đạt with enough assessments of which two thirds, the final one among them, are Đạt."""
    passed = comment_gk_t.astype(np.int16) + comment_ck_t
    lowest = np.minimum(comment_gk_t, comment_ck_t)
    add_slots(passed, lowest, comment_tx_t, comment_tx_expected_t, 1)
    result = two_thirds(passed, comment_tx_expected_t + 2, comment_ck_t, lowest, params)
    return blank(result, comment_exempt_t, comment_taken_t, comment_by_plan_t)


book = build(PARTS, average_t, comment_t)
