"""The học tập level and its one-subject adjustment, as TT 22/2021 and TT 43/2021 both have them.

Functions of this module that are not columns take (pupils, subjects) arrays; a circular without
comment subjects passes `no_comments`.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ..exact import Array, by_subject, how_many, lowest_result
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
    features["lowest"] = lowest_result(scores, HIGHEST)
    features["comments_failed"] = how_many(comments == FAILED)
    return features


def level_by_table(average: Array, comment: Array, params: Any) -> Array:
    """The level by the table alone; never from incomplete data or too few scored subjects."""
    scores, comments = by_subject(average), by_subject(comment)
    level = params.bands.decide(_features(scores, comments, params))
    scored = how_many(scores >= 0)
    level[scored < params.need] = NEEDS_DECISION
    return open_levels(level, scores, comments, scored)


def open_levels(level: Array, scores: Array, comments: Array, scored: Array) -> Array:
    """`level` with a status, in place, where a subject has no result yet; missing data first.

    `scored` counts the subjects with a result; only pupils without all of them are looked at.
    """
    lacking = (scored < len(scores)) | (how_many(comments >= 0) < len(comments))
    rows = np.flatnonzero(lacking)
    if len(rows):
        scores, comments = scores[:, rows], comments[:, rows]
        for status, blocked in (
            (NEEDS_DECISION, BY_PLAN),
            (NEEDS_DECISION, NEEDS_DECISION),
            (INCOMPLETE, INCOMPLETE),
        ):
            level[rows[(scores == blocked).any(axis=0) | (comments == blocked).any(axis=0)]] = (
                status
            )
    return level


def one_to_blame(
    average: Array, comment: Array, base: Array, params: Any, settings: Settings
) -> Array:
    """The one subject that lowers the level by two or more: 0..S-1 scored, S.. comment, -1 none.

    A subject is to blame when the level without it is one that may be lifted to and two above.
    Such a level leaves no room for a failing subject (scored below its floor, comment Chưa đạt), so
    only the single failing one can be to blame; without any, only the counterfactual reading can.
    """
    found = np.full(len(base), -1, dtype=np.int16)
    rows = np.flatnonzero((base >= 0) & (base <= params.may_be_lifted))
    if not len(rows):
        return found
    scores = by_subject(average).take(rows, axis=1)
    comments = by_subject(comment).take(rows, axis=1)
    floor = params.floor_of(params.lifted_from)
    failing = np.concatenate(((scores >= 0) & (scores < floor), comments == FAILED))
    number = how_many(failing)
    _blame_the_failing(
        found, rows, (scores, comments, failing), number == 1, base, params, settings
    )
    if settings["one_subject_mode"] == "counterfactual":
        none = np.flatnonzero(number == 0)
        without = _levels_if_good_enough(scores[:, none], comments[:, none], params)
        to_blame = (without >= params.lifted_from) & (without - base[rows[none]] >= 2)
        single = how_many(to_blame) == 1
        found[rows[none[single]]] = to_blame[:, single].argmax(axis=0)
    return found


def _blame_the_failing(
    found: Array,
    rows: Array,
    results: tuple[Array, Array, Array],
    one: Array,
    base: Array,
    params: Any,
    settings: Settings,
) -> None:
    """Enter the single failing subject of the pupils `one` in `found` where it is to blame."""
    at = np.flatnonzero(one)
    if not len(at):
        return
    scores, comments, failing = (result[:, at] for result in results)
    scored = len(scores)
    good_enough = settings["one_subject_mode"] == "counterfactual"
    scores[failing[:scored]] = HIGHEST if good_enough else EXEMPT
    comments[failing[scored:]] = EXEMPT
    without = params.bands.decide(_features(scores, comments, params))
    culprit = failing.argmax(axis=0)
    to_blame = (without >= params.lifted_from) & (without - base[rows[at]] >= 2)
    if not settings["one_subject_includes_comment_subjects"]:
        to_blame &= culprit < scored
    found[rows[at[to_blame]]] = culprit[to_blame]


def _levels_if_good_enough(scores: Array, comments: Array, params: Any) -> Array:
    """(S, pupils): the level if one scored subject had been good enough; the lowest for exempt
    ones, which blames nobody."""
    without = np.full(scores.shape, LOWEST_LEVEL, dtype=np.int8)
    for subject, kept in enumerate(scores):
        other = scores.copy()
        other[subject] = HIGHEST
        level = params.bands.decide(_features(other, comments, params))
        without[subject] = np.where(kept >= 0, level, np.int8(LOWEST_LEVEL))
    return without


def base_t(
    average_t: Array,
    comment_t: Array,
    elective: Array,
    elective_counted: Array,
    params: Any,
    settings: Settings,
) -> Array:
    """The level by the table, before any adjustment."""
    return level_by_table(
        counting(average_t, elective, elective_counted, settings), comment_t, params
    )


def base_of_scored_t(
    average_t: Array, elective: Array, elective_counted: Array, params: Any, settings: Settings
) -> Array:
    """As `base_t`, where the circular has no comment subjects."""
    nothing = no_comments(average_t)
    return base_t(average_t, nothing, elective, elective_counted, params, settings)


def culprit_t(
    average_t: Array,
    comment_t: Array,
    base_t: Array,
    elective: Array,
    elective_counted: Array,
    params: Any,
    settings: Settings,
) -> Array:
    """The one subject that lowers the level (`one_to_blame`)."""
    average = counting(average_t, elective, elective_counted, settings)
    return one_to_blame(average, comment_t, base_t, params, settings)


def culprit_of_scored_t(
    average_t: Array,
    base_t: Array,
    elective: Array,
    elective_counted: Array,
    params: Any,
    settings: Settings,
) -> Array:
    """As `culprit_t`, where the circular has no comment subjects."""
    nothing = no_comments(average_t)
    return culprit_t(average_t, nothing, base_t, elective, elective_counted, params, settings)


def learning_t(base_t: Array, culprit_t: Array, learning_decided_t: Array) -> Array:
    """The level by the table, lifted to the next one when one subject alone is to blame."""
    lifted = np.asarray(base_t + (culprit_t >= 0), dtype=np.int8)
    return decided(lifted, learning_decided_t)


def adjusted_t(culprit_t: Array) -> Array:
    return np.asarray(culprit_t >= 0)


def of_rows(mask: Array, rows: Array) -> Array:
    """A mask for some of the pupils; one row stands for all."""
    return mask if len(mask) == 1 else mask[rows]


def retested(pupils: int, *again: Array) -> Array:
    """Rows of the pupils with any re-assessed result."""
    found = np.zeros(pupils, dtype=bool)
    for results in again:
        if len(results) == pupils:
            found[np.nonzero(results >= 0)[0]] = True
        elif (results >= 0).any():
            found[:] = True
    return np.flatnonzero(found)


def again_level(
    average_after: Array,
    comment_after: Array,
    rows: Array,
    elective: tuple[Array, Array],
    params: Any,
    settings: Settings,
) -> Array:
    """The level with the re-assessed results; NOT_APPLICABLE for who was not re-assessed.

    `rows` are who was; `elective` the two arrays of `declare_electives`.
    """
    level = np.full(len(average_after), NOT_APPLICABLE, dtype=np.int8)
    if not len(rows):
        return level
    which, counted = (of_rows(mask, rows) for mask in elective)
    average = counting(average_after[rows], which, counted, settings)
    comment = comment_after[rows]
    base = level_by_table(average, comment, params)
    if settings["reassess_reapply_k3"]:
        base = base + (one_to_blame(average, comment, base, params, settings) >= 0)
    level[rows] = base
    return level


def learning_after(
    average_after: Array,
    comment_after: Array,
    average_again: Array,
    comment_again: Array,
    elective: Array,
    elective_counted: Array,
    learning_decided_after: Array,
    params: Any,
    settings: Settings,
) -> Array:
    """The level with the re-assessed results, of who was re-assessed in any subject."""
    rows = retested(len(average_after), average_again, comment_again)
    electives = (elective, elective_counted)
    level = again_level(average_after, comment_after, rows, electives, params, settings)
    return decided(level, learning_decided_after)


def learning_after_of_scored(
    average_after: Array,
    average_again: Array,
    elective: Array,
    elective_counted: Array,
    learning_decided_after: Array,
    params: Any,
    settings: Settings,
) -> Array:
    """As `learning_after`, where the circular has no comment subjects."""
    rows = retested(len(average_after), average_again)
    nothing, electives = no_comments(average_after), (elective, elective_counted)
    level = again_level(average_after, nothing, rows, electives, params, settings)
    return decided(level, learning_decided_after)
