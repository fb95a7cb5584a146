"""Marks to results of a subject by TT 58/2011 in its original text, and the mean of all subjects.

Axes: P pupils, S scored subjects, C comment subjects; K, D the KTtx and KTđk of a scored subject,
J, E those of a comment subject.
"""

from __future__ import annotations

import numpy as np

from ..exact import Array, by_subject, half_up, half_up_by_subject, how_many
from ..levels import EXEMPT, INCOMPLETE, NEEDS_DECISION
from ..secondary.levels import open_levels
from ..secondary.marks import add_slots, blank, decided
from ..verdict import statuses
from .params import Params


def average_t(
    tx_t: Array,
    dk_t: Array,
    ck_t: Array,
    tx_expected_t: Array,
    dk_expected_t: Array,
    exempt_t: Array,
    taken_t: Array,
    by_plan_t: Array,
    params: Params,
) -> Array:
    """(ΣKTtx + 2 ΣKTđk + 3 KThk) over the sum of the weights of the expected marks."""
    w_tx, w_dk, w_ck = params.term_weights
    total, lowest = w_ck * ck_t, ck_t.copy()
    add_slots(total, lowest, tx_t, tx_expected_t, w_tx)
    add_slots(total, lowest, dk_t, dk_expected_t, w_dk)
    divisors = w_tx * tx_expected_t + w_dk * dk_expected_t + w_ck
    average = half_up_by_subject(total, divisors)
    average[lowest < 0] = INCOMPLETE
    return blank(average, exempt_t, taken_t, by_plan_t)


def comment_t(
    comment_tx_t: Array,
    comment_dk_t: Array,
    comment_ck_t: Array,
    comment_tx_expected_t: Array,
    comment_dk_expected_t: Array,
    comment_exempt_t: Array,
    comment_taken_t: Array,
    comment_by_plan_t: Array,
    params: Params,
) -> Array:
    """Đạt with enough assessments of which two thirds, the final one among them, are Đạt."""
    passed, lowest = comment_ck_t.astype(np.int16), comment_ck_t.copy()
    add_slots(passed, lowest, comment_tx_t, comment_tx_expected_t, 1)
    add_slots(passed, lowest, comment_dk_t, comment_dk_expected_t, 1)
    number = comment_tx_expected_t + comment_dk_expected_t + 1
    result = two_thirds(passed, number, comment_ck_t, lowest, params)
    return blank(result, comment_exempt_t, comment_taken_t, comment_by_plan_t)


def two_thirds(passed: Array, number: Array, final: Array, lowest: Array, params: Params) -> Array:
    """Đạt (1) when `passed` is the share of `number` and the final assessment is Đạt."""
    share, of = params.comment_share
    result = ((of * passed >= share * number) & (final > 0)).astype(np.int8)
    result[lowest < 0] = INCOMPLETE
    return result


def comment_year(comment_1: Array, comment_2: Array, comment_decided: Array) -> Array:
    """The second term's result once both are there; exempt in one term, the other term's."""
    result = np.where(comment_2 == EXEMPT, comment_1, comment_2)
    status = statuses(comment_1, comment_2)
    if status is not None:
        one_exempt = (comment_1 == EXEMPT) | (comment_2 == EXEMPT)
        settled = (comment_1 == comment_2) | one_exempt
        result = np.where((status < 0) & ~settled, status, result)
    return decided(result, comment_decided)


def gpa_t(average_t: Array) -> Array:
    """(P,) plain mean of the subjects' averages; subjects without a result count nowhere."""
    return mean_of_subjects(average_t)


def mean_of_subjects(average: Array) -> Array:
    """(P,) tenths; a status when a subject has no result yet, or none is scored."""
    scores = by_subject(average)
    count = how_many(scores >= 0)
    total = np.add.reduce(np.maximum(scores, 0), axis=0, dtype=np.int16)
    mean = half_up(total, np.maximum(count, 1).astype(np.int16))
    mean[count == 0] = NEEDS_DECISION
    return open_levels(mean, scores, scores[:0], count)
