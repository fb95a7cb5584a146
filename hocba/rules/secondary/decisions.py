"""What is proposed at the end of the year and after the summer; people decide."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..exact import Array, by_subject, how_many
from ..levels import EXEMPT, INCOMPLETE, NEEDS_DECISION, NOT_APPLICABLE
from ..settings import Settings
from ..verdict import statuses
from .marks import decided

NOT_PROMOTED, SUMMER_TRAINING, RETEST, PROMOTED = range(4)
NO_AWARD, EXCELLENT, OUTSTANDING = range(3)
NOT_JUDGED = 100
"""Stands for the conduct of a learner who is not assessed in it: it meets every condition."""


def open_results(results: Array, *columns: Array) -> Array:
    """Results with the status of the columns they follow from, where one is not concluded."""
    status = statuses(*columns)
    return results if status is None else np.where(status < 0, status, results)


def left_to_the_head(proposal: Array, head_decides: Array) -> Array:
    """Proposals of pupils whose promotion the head decides are withdrawn once data is complete."""
    if not head_decides.any():
        return proposal
    return np.where(head_decides & (proposal >= 0), np.int8(NEEDS_DECISION), proposal)


def judged(conduct: Array) -> Array:
    """Conduct levels with those exempt from it as meeting every condition."""
    exempt = conduct == EXEMPT
    return np.where(exempt, np.int8(NOT_JUDGED), conduct) if exempt.any() else conduct


def promotion(
    conduct_year: Array,
    learning_year: Array,
    absences: Array,
    head_decides: Array,
    promotion_decided: Array,
    params: Any,
    settings: Settings,
) -> Array:
    conduct = judged(conduct_year)
    proposal = params.promotion_table(settings).decide(
        absences > params.absence_max, conduct == 0, *params.learning_facts(learning_year)
    )
    proposal = open_results(proposal, conduct, learning_year, absences)
    return decided(left_to_the_head(proposal, head_decides), promotion_decided)


def promotion_after(
    conduct_again: Array,
    learning_after: Array,
    conduct_year: Array,
    learning_year: Array,
    absences: Array,
    head_decides: Array,
    promotion_after_decided: Array,
    params: Any,
) -> Array:
    """Replaced results decide; there is no third chance.  NOT_APPLICABLE when nothing was redone.

    What is not concluded for the year cannot be replaced: the decision waits for it.
    """
    replaced = (conduct_again >= 0) & (conduct_year >= 0)
    conduct = judged(np.where(replaced, conduct_again, conduct_year))
    learning = np.where(learning_after != NOT_APPLICABLE, learning_after, learning_year)
    low_conduct, low_learning = params.promoted_from
    passed = (
        (conduct >= low_conduct) & (learning >= low_learning) & (absences <= params.absence_max)
    )
    proposal = np.where(passed, np.int8(PROMOTED), np.int8(NOT_PROMOTED))
    proposal = open_results(proposal, conduct, learning, absences)
    redone = (conduct_again >= 0) | (learning_after != NOT_APPLICABLE)
    proposal = decided(left_to_the_head(proposal, head_decides), promotion_after_decided)
    return np.where(redone, proposal, np.int8(NOT_APPLICABLE))


def award(conduct_year: Array, learning_year: Array, average_year: Array, params: Any) -> Array:
    """Both levels Tốt, and the higher title with enough averages at the mark."""
    good = (conduct_year == params.top) & (learning_year == params.top)
    many = how_many(by_subject(average_year) >= params.award_mark) >= params.need
    title = np.where(many, np.int8(OUTSTANDING), np.int8(EXCELLENT))
    proposed = np.where(good, title, np.int8(NO_AWARD))
    return open_results(proposed, conduct_year, learning_year)


def completion(grade: Array, promotion: Array, promotion_after: Array, params: Any) -> Array:
    """For the last grades only; waits while re-assessment or summer training is to come."""
    final = np.where(promotion_after != NOT_APPLICABLE, promotion_after, promotion)
    done = np.where(final == PROMOTED, np.int8(1), np.int8(0))
    waiting = (final > NOT_PROMOTED) & (final < PROMOTED)
    done = np.where(waiting, np.int8(INCOMPLETE), np.where(final < 0, final, done))
    last = [grade == last for last in params.last_grades]
    return np.where(np.logical_or.reduce(last), done, np.int8(NOT_APPLICABLE))
