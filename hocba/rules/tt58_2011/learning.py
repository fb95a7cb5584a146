"""Học lực by Điều 13 of TT 58/2011: the table, the one-subject adjustment, the retest.

`key` marks the subjects of which one must reach the mark of the level, `specialised` the môn chuyên
of a pupil in a lớp chuyên; both may be (1, S) for all pupils.
"""

from __future__ import annotations

import numpy as np

from ..exact import Array, by_subject, how_many, lowest_result
from ..levels import EXEMPT, NEEDS_DECISION, NOT_APPLICABLE
from ..secondary.inputs import HIGHEST
from ..secondary.levels import FAILED, of_rows, open_levels, retested
from ..secondary.marks import decided
from ..settings import Settings
from .marks import mean_of_subjects
from .params import GIOI, KEM, Params


def base_t(
    gpa_t: Array, average_t: Array, comment_t: Array, key: Array, specialised: Array, params: Params
) -> Array:
    """The level by the table alone; never from incomplete data or without a key subject."""
    scores, comments = by_subject(average_t), by_subject(comment_t)
    features = _features(gpa_t, scores, comments, key, specialised)
    level = params.bands.decide(features)
    level[(features["key"] < 0) | (gpa_t < 0)] = NEEDS_DECISION
    return open_levels(level, scores, comments, how_many(scores >= 0))


def _features(
    gpa: Array, scores: Array, comments: Array, key: Array, specialised: Array
) -> dict[str, Array]:
    """What Điều 13 asks about each pupil, from (subjects, pupils) arrays of results."""
    return {
        "gpa": gpa,
        "key": _best_of(scores, key),
        "lowest": lowest_result(scores, HIGHEST),
        "comments_failed": how_many(comments == FAILED),
        "specialised": _lowest_of(scores, specialised),
    }


def _best_of(scores: Array, mask: Array) -> Array:
    if len(mask) == 1:
        return np.asarray(scores[mask[0]].max(axis=0, initial=-1))
    return np.asarray(np.where(mask.T, scores, np.int16(-1)).max(axis=0, initial=-1))


def _lowest_of(scores: Array, mask: Array) -> Array:
    if not mask.any():
        return np.full(scores.shape[1], HIGHEST, dtype=np.int16)
    return lowest_result(np.where(mask.T, scores, np.int16(HIGHEST)), HIGHEST)


def culprit_t(
    gpa_t: Array,
    average_t: Array,
    comment_t: Array,
    base_t: Array,
    key: Array,
    specialised: Array,
    params: Params,
    settings: Settings,
) -> Array:
    """The one subject that alone keeps a Giỏi or Khá average two levels down: 0..S-1 scored, S..
    comment, -1 none.  The average of all subjects stays as it is (khoản 6)."""
    found = np.full(len(base_t), -1, dtype=np.int16)
    row = params.row(params.lifted_from)
    rows = np.flatnonzero((base_t >= 0) & (base_t <= params.may_be_lifted) & (gpa_t >= row.gpa))
    if not len(rows):
        return found
    scores = by_subject(average_t).take(rows, axis=1)
    comments = by_subject(comment_t).take(rows, axis=1)
    masks = of_rows(key, rows), of_rows(specialised, rows)
    low = (scores < row.floor) | (masks[1].T & (scores < row.specialised))
    failing = np.concatenate(((scores >= 0) & low, comments == FAILED))
    # A level that may be lifted to leaves no room for a failing subject, so only a single one can
    # be to blame.
    scores[failing[: len(scores)]] = EXEMPT
    comments[failing[len(scores) :]] = EXEMPT
    without = params.bands.decide(_features(gpa_t[rows], scores, comments, *masks))
    drop = without - base_t[rows]
    to_blame = (how_many(failing) == 1) & (without >= params.lifted_from) & (drop >= 2)
    if settings["tt58_G_to_Kem"] == "none":
        to_blame &= drop < GIOI - KEM
    found[rows[to_blame]] = failing[:, to_blame].argmax(axis=0)
    return found


def gpa_after(average_after: Array, comment_again: Array, average_again: Array) -> Array:
    """The mean with the retested results; NOT_APPLICABLE for who was not retested."""
    mean = np.full(len(average_after), NOT_APPLICABLE, dtype=np.int16)
    rows = retested(len(mean), average_again, comment_again)
    mean[rows] = mean_of_subjects(average_after[rows])
    return mean


def learning_after(
    gpa_after: Array,
    average_after: Array,
    comment_after: Array,
    average_again: Array,
    comment_again: Array,
    key: Array,
    specialised: Array,
    learning_decided_after: Array,
    params: Params,
    settings: Settings,
) -> Array:
    """The level re-classified by the whole of Điều 13; NOT_APPLICABLE for who was not retested."""
    level = np.full(len(average_after), NOT_APPLICABLE, dtype=np.int8)
    rows = retested(len(level), average_again, comment_again)
    if not len(rows):
        return level
    gpa, results = gpa_after[rows], (average_after[rows], comment_after[rows])
    masks = of_rows(key, rows), of_rows(specialised, rows)
    base = base_t(gpa, *results, *masks, params)
    level[rows] = base + (culprit_t(gpa, *results, base, *masks, params, settings) >= 0)
    return decided(level, learning_decided_after)
