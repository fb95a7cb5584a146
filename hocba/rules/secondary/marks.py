"""Marks to averages: the column functions that the secondary circulars share.

Axes and units are those of `hocba.rules`.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ..exact import Array, half_up, half_up_by_subject
from ..levels import BY_PLAN, EXEMPT, INCOMPLETE, MISSING, NEEDS_DECISION, NOT_TAKEN
from ..settings import Settings
from ..verdict import statuses


def blank(results: Array, exempt: Array, taken: Array, by_plan: Array) -> Array:
    """Results with the subjects that have none by the circular taken out, in place."""
    for mask, status in ((by_plan, BY_PLAN), (exempt, EXEMPT)):
        if mask.any():
            np.copyto(results, results.dtype.type(status), where=mask)
    if not taken.all():
        np.copyto(results, results.dtype.type(NOT_TAKEN), where=~taken)
    return results


def decided(results: Array, by_head: Array) -> Array:
    """Results with the head's decisions where the rules alone conclude nothing."""
    if not by_head.size or by_head.max() < 0:
        return results
    open_ = (results == INCOMPLETE) | (results == NEEDS_DECISION)
    return np.where(open_ & (by_head >= 0), by_head, results).astype(results.dtype, copy=False)


def add_slots(total: Array, lowest: Array, slots: Array, expected: Array, weight: int) -> None:
    """Add the expected ones of several slots to `total`, weighted, and to `lowest`, in place."""
    fewest, most = (expected.min(), expected.max()) if expected.size else (0, 0)
    for slot in range(min(slots.shape[2], most)):
        mark = slots[:, :, slot]
        if slot >= fewest:
            mark = _expected_only(mark, slot < expected)
        np.minimum(lowest, mark, out=lowest)
        total += weight * mark if weight != 1 else mark


def _expected_only(mark: Array, expected: Array) -> Array:
    """Marks with 0 where none is expected; `expected` may be one row for all pupils."""
    if len(expected) > 1 or expected.shape[1] != mark.shape[1]:
        return np.where(expected, mark, mark.dtype.type(0))
    kept = mark.copy()
    for subject in np.flatnonzero(~expected[0]):
        kept[:, subject] = 0
    return kept


def average_t(
    tx_t: Array,
    gk_t: Array,
    ck_t: Array,
    tx_expected_t: Array,
    exempt_t: Array,
    taken_t: Array,
    by_plan_t: Array,
    params: Any,
) -> Array:
    """Weighted mean of the expected marks; one missing mark leaves no average."""
    w_tx, w_gk, w_ck = params.term_weights
    total = w_gk * gk_t + w_ck * ck_t
    lowest = np.minimum(gk_t, ck_t)
    add_slots(total, lowest, tx_t, tx_expected_t, w_tx)
    average = half_up_by_subject(total, w_tx * tx_expected_t + (w_gk + w_ck))
    average[lowest < 0] = INCOMPLETE
    return blank(average, exempt_t, taken_t, by_plan_t)


def by_reading(regular: Array, by_decision: Array, settings: Settings) -> Array:
    """Regular marks; by the reading that Điều 7 khoản 5 is not about them, one that was written
    by decision is still missing."""
    if settings["missing_regular_mark"] == "makeup" and by_decision.any():
        return np.where(by_decision, regular.dtype.type(MISSING), regular)
    return regular


def average_by_reading_t(
    tx_t: Array,
    gk_t: Array,
    ck_t: Array,
    tx_expected_t: Array,
    exempt_t: Array,
    taken_t: Array,
    by_plan_t: Array,
    tx_by_decision_t: Array,
    params: Any,
    settings: Settings,
) -> Array:
    """As `average_t`, by the setting on regular marks that are missing."""
    tx_t = by_reading(tx_t, tx_by_decision_t, settings)
    return average_t(tx_t, gk_t, ck_t, tx_expected_t, exempt_t, taken_t, by_plan_t, params)


def average_year(average_1: Array, average_2: Array, average_decided: Array, params: Any) -> Array:
    """From the rounded term averages; a subject with one term only needs the head's decision."""
    return decided(_of_both_terms(average_1, average_2, params), average_decided)


def average_year_or_one_term(
    average_1: Array, average_2: Array, average_decided: Array, params: Any
) -> Array:
    """As `average_year`; exempt in one term, the other term's result is the year's."""
    average = _of_both_terms(average_1, average_2, params)
    for gone, other in ((average_1 == EXEMPT, average_2), (average_2 == EXEMPT, average_1)):
        if gone.any():
            np.copyto(average, other, where=gone)
    return decided(average, average_decided)


def _of_both_terms(average_1: Array, average_2: Array, params: Any) -> Array:
    first, second = params.year_weights
    average = half_up(first * average_1 + second * average_2, first + second)
    status = statuses(average_1, average_2)
    if status is None:
        return average
    average = np.where(status < 0, status.astype(np.int16), average)
    settled = (average_1 == average_2) & (average_1 < INCOMPLETE)
    np.copyto(average, average_1, where=settled)
    return average


def average_after(average_again: Array, average_year: Array) -> Array:
    return np.where(average_again >= 0, average_again, average_year)


def comment_after(comment_again: Array, comment_year: Array) -> Array:
    return np.where(comment_again >= 0, comment_again, comment_year)


def retest(promotion: Array, average_year: Array, params: Any) -> Array:
    """Scored subjects below the mark, of a pupil who is to be re-assessed."""
    return _of_the_retested(promotion, average_year, params.retest_below, params)


def comment_retest(promotion: Array, comment_year: Array, params: Any) -> Array:
    """Comment subjects Chưa đạt of a pupil who is to be re-assessed."""
    return _of_the_retested(promotion, comment_year, 1, params)


def _of_the_retested(promotion: Array, results: Array, below: int, params: Any) -> Array:
    """Which results are there and below a bound, for those whose promotion waits for a retest."""
    chosen = np.zeros(results.shape, dtype=bool)
    rows = np.flatnonzero(promotion == params.to_retest)
    chosen[rows] = (results[rows] >= 0) & (results[rows] < below)
    return chosen
