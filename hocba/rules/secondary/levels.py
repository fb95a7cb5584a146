"""The học tập level and its one-subject adjustment, as TT 22/2021 and TT 43/2021 both have them.

Functions of this module that are not columns take (pupils, subjects) arrays; a circular without
comment subjects passes `no_comments`.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ..exact import Array, by_subject, how_many
from ..levels import BY_PLAN, EXEMPT, INCOMPLETE, NEEDS_DECISION, NOT_APPLICABLE
from ..settings import Settings
from .inputs import HIGHEST
from .marks import decided

LOWEST_LEVEL = 0
FAILED = 0
"""A comment subject Chưa đạt."""


def no_comments(average: Array) -> Array:
    """The (pupils, 0) array of a circular without comment subjects."""
    return np.empty((len(average), 0), dtype=np.int8)


def counting(average: Array, elective: Array, counted: Array, settings: Settings) -> Array:
    """Averages with the electives that do not count taken out as if exempt."""
    by_setting = bool(settings["elective_counts"])
    if not elective.any() or (by_setting and not (counted == 0).any()):
        return average
    out = elective & ((counted == 0) | ((counted < 0) & (not by_setting)))
    return np.where(out, np.int16(EXEMPT), average)


def _features(scores: Array, comments: Array, params: Any) -> dict[str, Array]:
    """What the table of levels asks about each pupil, from (subjects, pupils) arrays.

    Subjects with a status (exempt, not taken, missing) count nowhere.
    """
    features = {f"reaching_{mark}": how_many(scores >= mark) for mark in params.marks}
    graded = np.where(scores < 0, np.int16(HIGHEST), scores)
    features["lowest"] = graded.min(axis=0, initial=HIGHEST)
    features["comments_failed"] = how_many(comments == FAILED)
    return features


def level_by_table(average: Array, comment: Array, params: Any) -> Array:
    """The level by the table alone; never from incomplete data or too few scored subjects."""
    scores, comments = by_subject(average), by_subject(comment)
    level = params.bands.decide(_features(scores, comments, params))
    if len(scores) >= params.need and (scores >= 0).all() and (comments >= 0).all():
        return np.asarray(level)
    level[how_many(scores >= 0) < params.need] = NEEDS_DECISION
    return open_levels(level, scores, comments)


def open_levels(level: Array, scores: Array, comments: Array) -> Array:
    """`level` with a status, in place, where a subject has no result yet; missing data first."""
    for status, blocked in (
        (NEEDS_DECISION, BY_PLAN),
        (NEEDS_DECISION, NEEDS_DECISION),
        (INCOMPLETE, INCOMPLETE),
    ):
        level[(scores == blocked).any(axis=0) | (comments == blocked).any(axis=0)] = status
    return level


def one_to_blame(
    average: Array, comment: Array, base: Array, params: Any, settings: Settings
) -> Array:
    """The one subject that lowers the level by two or more: 0..S-1 scored, S.. comment, -1 none.

    A subject is to blame when the level without it is one that may be lifted to and two above.
    """
    found = np.full(len(base), -1, dtype=np.int16)
    rows = np.flatnonzero((base >= 0) & (base <= params.may_be_lifted))
    if not len(rows):
        return found
    average, comment = by_subject(average[rows]), by_subject(comment[rows])
    # With two subjects below the floor of the lower such level, leaving one out never reaches it.
    failing = how_many((average >= 0) & (average < params.floor_of(params.lifted_from)))
    failing += how_many(comment == FAILED)
    near = np.flatnonzero(failing <= 1)
    rows = rows[near]
    without = _levels_without(average[:, near], comment[:, near], params, settings)
    return blamed(found, rows, without, base, params.lifted_from)


def blamed(found: Array, rows: Array, without: Array, base: Array, lifted_from: int) -> Array:
    """`found` with the single culprit of each of `rows`, in place; `without` as (subjects, rows)."""
    to_blame = (without >= lifted_from) & (without - base[rows] >= 2)
    single = how_many(to_blame) == 1
    found[rows[single]] = to_blame[:, single].argmax(axis=0)
    return found


def _levels_without(scores: Array, comments: Array, params: Any, settings: Settings) -> Array:
    """(S + C, pupils): the level with one subject left out, or good enough (counterfactual).

    Subjects that may not be to blame (exempt, or comment subjects when the setting says so) get
    the lowest level, which blames nobody.
    """
    scored, subjects = len(scores), len(scores) + len(comments)
    added = 1 if settings["one_subject_mode"] == "counterfactual" else 0
    features = {
        name: np.repeat(value[None], subjects, axis=0)
        for name, value in _features(scores, comments, params).items()
    }
    for mark in params.marks:
        features[f"reaching_{mark}"][:scored] += added - (scores >= mark)
    features["comments_failed"][scored:] -= comments == FAILED
    graded = np.where(scores < 0, np.int16(HIGHEST), scores)
    lowest_at, everyone = graded.argmin(axis=0), np.arange(scores.shape[1])
    graded[lowest_at, everyone] = HIGHEST
    features["lowest"][lowest_at, everyone] = graded.min(axis=0)
    may_blame = np.concatenate((scores >= 0, comments >= 0))
    may_blame[scored:] &= bool(settings["one_subject_includes_comment_subjects"])
    return np.where(may_blame, params.bands.decide(features), np.int8(LOWEST_LEVEL))


def learning_t(base_t: Array, culprit_t: Array, learning_decided_t: Array) -> Array:
    """The level by the table, lifted to the next one when one subject alone is to blame."""
    lifted = np.asarray(base_t + (culprit_t >= 0), dtype=np.int8)
    return decided(lifted, learning_decided_t)


def adjusted_t(culprit_t: Array) -> Array:
    return np.asarray(culprit_t >= 0)


def again_level(
    average_after: Array,
    comment_after: Array,
    again: Any,
    elective: tuple[Array, Array],
    params: Any,
    settings: Settings,
) -> Array:
    """The level with the re-assessed results; NOT_APPLICABLE for who was not re-assessed.

    `again` marks who was; `elective` are the two arrays of `declare_electives`.
    """
    level = np.full(len(average_after), NOT_APPLICABLE, dtype=np.int8)
    rows = np.flatnonzero(np.broadcast_to(again, level.shape))
    if not len(rows):
        return level
    which, counted = (np.broadcast_to(mask, average_after.shape)[rows] for mask in elective)
    average = counting(average_after[rows], which, counted, settings)
    comment = comment_after[rows]
    base = level_by_table(average, comment, params)
    if settings["reassess_reapply_k3"]:
        base = base + (one_to_blame(average, comment, base, params, settings) >= 0)
    level[rows] = base
    return level
