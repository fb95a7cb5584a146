"""TT 22/2021 as column functions, in the order of its articles.

Axes: P pupils, S scored subjects, C comment subjects, K and J the regular slots of either.  Marks
are tenths, levels are indices of their scale (0 Chưa đạt … 3 Tốt), negative values are statuses.
"""

from __future__ import annotations

import numpy as np

from ..column import Rulebook
from ..exact import Array, by_subject, half_up, how_many
from ..levels import (
    COMMENT,
    COMPLETION,
    EXEMPT,
    INCOMPLETE,
    LEARNING,
    NEEDS_DECISION,
    NOT_APPLICABLE,
    PROMOTION,
)
from ..settings import Settings
from ..verdict import statuses
from . import words
from .inputs import HIGHEST, PERIODS, TERMS, declare
from .params import (
    AWARD,
    CHUA_DAT,
    CONDUCT_YEAR,
    DAT,
    EXCELLENT,
    KHA,
    NO_AWARD,
    NOT_PROMOTED,
    OUTSTANDING,
    PROMOTED,
    PROMOTION_TABLES,
    TOT,
    Params,
)
from .params import RETEST as TO_RETEST

book = Rulebook()
declare(book)


@book.column("P", LEARNING, "Kết quả rèn luyện cả năm", "Điều 8 khoản 2 điểm b", words.conduct_year)
def conduct_year(conduct_2: Array, conduct_1: Array) -> Array:
    return CONDUCT_YEAR.decide(conduct_2, conduct_1)


@book.column(
    "PC",
    COMMENT,
    "Kết quả môn nhận xét {t}",
    "Điều 9 khoản 1 điểm a",
    words.comment,
    over=TERMS,
    lacks=words.lacking_slots,
)
def comment_t(
    comment_tx_t: Array, comment_gk_t: Array, comment_ck_t: Array, comment_exempt_t: Array
) -> Array:
    """Đạt only when every assessment is there and every one is Đạt."""
    result = np.minimum(comment_gk_t, comment_ck_t)
    for slot in range(comment_tx_t.shape[2]):
        result = np.minimum(result, comment_tx_t[:, :, slot])
    return np.where(comment_exempt_t, np.int8(EXEMPT), result)


@book.column(
    "PC",
    COMMENT,
    "Kết quả môn nhận xét cả năm",
    "Điều 9 khoản 1 điểm a",
    words.comment_year,
    settings=("one_semester_only",),
    lacks=words.lacking_second_term,
)
def comment_year(comment_1: Array, comment_2: Array) -> Array:
    """The result of the second term; exempt in that term alone needs the head's decision."""
    exempt = comment_2 == EXEMPT
    if not exempt.any():
        return comment_2
    alone = exempt & (comment_1 != EXEMPT)
    return np.where(alone, np.int8(NEEDS_DECISION), comment_2)


@book.column(
    "PS",
    "tenths",
    "ĐTBmhk {t}",
    "Điều 9 khoản 1 điểm b",
    words.average,
    over=TERMS,
    settings=("missing_regular_mark",),
    lacks=words.lacking_slots,
)
def average_t(
    tx_t: Array,
    gk_t: Array,
    ck_t: Array,
    tx_expected_t: Array,
    exempt_t: Array,
    params: Params,
) -> Array:
    """Weighted mean of the expected marks; one missing mark leaves no average."""
    w_tx, w_gk, w_ck = params.term_weights
    total = w_gk * gk_t + w_ck * ck_t
    lowest = np.minimum(gk_t, ck_t)
    for slot in range(tx_t.shape[2]):
        wanted = slot < tx_expected_t
        mark = np.where(wanted, tx_t[:, :, slot], np.int16(0))
        lowest = np.minimum(lowest, mark)
        total += w_tx * mark
    divisor = w_tx * tx_expected_t + (w_gk + w_ck)
    average = half_up(total, divisor)
    average[lowest < 0] = INCOMPLETE
    np.copyto(average, np.int16(EXEMPT), where=exempt_t)
    return average


@book.column(
    "PS",
    "tenths",
    "ĐTBmcn",
    "Điều 9 khoản 1 điểm b",
    words.average_year,
    settings=("one_semester_only",),
    lacks=words.lacking_terms,
)
def average_year(average_1: Array, average_2: Array, params: Params) -> Array:
    """From the rounded term averages; exempt only when exempt in both terms."""
    first, second = params.year_weights
    average = half_up(first * average_1 + second * average_2, first + second)
    status = statuses(average_1, average_2)
    if status is None:
        return average
    average = np.where(status < 0, status.astype(np.int16), average)
    both = (average_1 == EXEMPT) & (average_2 == EXEMPT)
    np.copyto(average, np.int16(EXEMPT), where=both)
    return average


def _features(scores: Array, comments: Array, params: Params) -> dict[str, Array]:
    """What Điều 9 khoản 2 asks about each pupil, from (subjects, pupils) arrays.

    Subjects with a status (exempt, missing) count nowhere.
    """
    features = {f"reaching_{mark}": how_many(scores >= mark) for mark in params.marks}
    graded = np.where(scores < 0, np.int16(HIGHEST), scores)
    features["lowest"] = graded.min(axis=0, initial=HIGHEST)
    features["comments_failed"] = how_many(comments == CHUA_DAT)
    return features


def _counting(average: Array, elective: Array, settings: Settings) -> Array:
    """Averages with electives taken out as if exempt, when they do not count."""
    if settings["elective_counts"] or not elective.any():
        return average
    return np.where(elective, np.int16(EXEMPT), average)


@book.column(
    "P",
    LEARNING,
    "Mức học tập {t} trước điều chỉnh",
    "Điều 9 khoản 2",
    words.base,
    over=PERIODS,
    settings=("few_scored_subjects", "elective_counts"),
    lacks=words.lacking_subjects,
)
def base_t(
    average_t: Array, comment_t: Array, elective: Array, params: Params, settings: Settings
) -> Array:
    """The level by the table alone; never from incomplete data or too few scored subjects."""
    return _base(_counting(average_t, elective, settings), comment_t, params)


def _base(average: Array, comment: Array, params: Params) -> Array:
    scores, comments = by_subject(average), by_subject(comment)
    level = params.bands.decide(_features(scores, comments, params))
    if len(scores) >= params.need and (scores >= 0).all() and (comments >= 0).all():
        return level
    level[how_many(scores >= 0) < params.need] = NEEDS_DECISION
    for status in (NEEDS_DECISION, INCOMPLETE):
        level[(scores == status).any(axis=0) | (comments == status).any(axis=0)] = status
    return level


@book.column(
    "P",
    "index",
    "Môn duy nhất làm thấp mức học tập {t}",
    "Điều 9 khoản 3",
    words.culprit,
    over=PERIODS,
    settings=("one_subject_mode", "one_subject_includes_comment_subjects"),
)
def culprit_t(
    average_t: Array,
    comment_t: Array,
    base_t: Array,
    elective: Array,
    params: Params,
    settings: Settings,
) -> Array:
    """The one subject that lowers the level by two or more: 0..S-1 scored, S.. comment, -1 none.

    A subject is to blame when the level without it is Tốt or Khá and two levels above.
    """
    found = np.full(len(base_t), -1, dtype=np.int16)
    rows = np.flatnonzero((base_t >= 0) & (base_t <= DAT))
    if not len(rows):
        return found
    average = by_subject(_counting(average_t, elective, settings)[rows])
    comment = by_subject(comment_t[rows])
    # With two subjects below the floor of Khá, leaving one out can never lift to Khá.
    failing = how_many((average >= 0) & (average < params.floor_of(KHA)))
    failing += how_many(comment == CHUA_DAT)
    near = np.flatnonzero(failing <= 1)
    rows = rows[near]
    without = _levels_without(average[:, near], comment[:, near], params, settings)
    to_blame = (without >= KHA) & (without - base_t[rows] >= 2)
    single = how_many(to_blame) == 1
    found[rows[single]] = to_blame[:, single].argmax(axis=0)
    return found


def _levels_without(scores: Array, comments: Array, params: Params, settings: Settings) -> Array:
    """(S + C, pupils): the level with one subject left out, or good enough (counterfactual).

    Subjects that may not be to blame (exempt, or comment subjects when the setting says so) get
    Chưa đạt, which blames nobody.
    """
    scored, subjects = len(scores), len(scores) + len(comments)
    added = 1 if settings["one_subject_mode"] == "counterfactual" else 0
    features = {
        name: np.repeat(value[None], subjects, axis=0)
        for name, value in _features(scores, comments, params).items()
    }
    for mark in params.marks:
        features[f"reaching_{mark}"][:scored] += added - (scores >= mark)
    features["comments_failed"][scored:] -= comments == CHUA_DAT
    graded = np.where(scores < 0, np.int16(HIGHEST), scores)
    lowest_at, everyone = graded.argmin(axis=0), np.arange(scores.shape[1])
    graded[lowest_at, everyone] = HIGHEST
    features["lowest"][lowest_at, everyone] = graded.min(axis=0)
    may_blame = np.concatenate((scores >= 0, comments >= 0))
    may_blame[scored:] &= bool(settings["one_subject_includes_comment_subjects"])
    return np.where(may_blame, params.bands.decide(features), np.int8(CHUA_DAT))


@book.column(
    "P",
    LEARNING,
    "Kết quả học tập {t}",
    "Điều 9 khoản 2",
    words.learning,
    over=PERIODS,
    settings=("one_subject_mode", "one_subject_includes_comment_subjects"),
    lacks=words.lacking_through("base_t"),
)
def learning_t(base_t: Array, culprit_t: Array) -> Array:
    """The level by the table, lifted to the next one when one subject alone is to blame."""
    return np.asarray(base_t + (culprit_t >= 0), dtype=np.int8)


@book.column(
    "P", "flag", "Được điều chỉnh mức học tập {t}", "Điều 9 khoản 3", words.adjusted, over=PERIODS
)
def adjusted_t(culprit_t: Array) -> Array:
    return np.asarray(culprit_t >= 0)


@book.column(
    "P",
    PROMOTION,
    "Xét lên lớp cuối năm",
    "Điều 12 khoản 1",
    words.promotion,
    settings=("both_fail",),
)
def promotion(
    conduct_year: Array, learning_year: Array, absences: Array, params: Params, settings: Settings
) -> Array:
    decided = PROMOTION_TABLES[str(settings["both_fail"])].decide(
        absences > params.absence_max, conduct_year == CHUA_DAT, learning_year == CHUA_DAT
    )
    status = statuses(conduct_year, learning_year, absences)
    return decided if status is None else np.where(status < 0, status, decided)


@book.column("PS", "flag", "Phải đánh giá lại", "Điều 14", words.retest)
def retest(promotion: Array, average_year: Array, params: Params) -> Array:
    """Scored subjects below 5,0 of a pupil who is to be re-assessed."""
    low = (average_year >= 0) & (average_year < params.retest_below)
    return np.asarray(low & (promotion == TO_RETEST)[:, None])


@book.column("PC", "flag", "Phải đánh giá lại", "Điều 14", words.comment_retest)
def comment_retest(promotion: Array, comment_year: Array) -> Array:
    """Comment subjects Chưa đạt of a pupil who is to be re-assessed."""
    return np.asarray((comment_year == CHUA_DAT) & (promotion == TO_RETEST)[:, None])


@book.column("P", AWARD, "Khen thưởng cuối năm", "Điều 15 khoản 1 điểm a", words.award)
def award(conduct_year: Array, learning_year: Array, average_year: Array, params: Params) -> Array:
    good = (conduct_year == TOT) & (learning_year == TOT)
    many = how_many(by_subject(average_year) >= params.award_mark) >= params.need
    title = np.where(many, np.int8(OUTSTANDING), np.int8(EXCELLENT))
    decided = np.where(good, title, np.int8(NO_AWARD))
    status = statuses(conduct_year, learning_year)
    return decided if status is None else np.where(status < 0, status, decided)


@book.column("PS", "tenths", "ĐTBmcn sau đánh giá lại", "Điều 14", words.after)
def average_after(average_again: Array, average_year: Array) -> Array:
    return np.where(average_again >= 0, average_again, average_year)


@book.column("PC", COMMENT, "Kết quả môn nhận xét sau đánh giá lại", "Điều 14", words.after)
def comment_after(comment_again: Array, comment_year: Array) -> Array:
    return np.where(comment_again >= 0, comment_again, comment_year)


@book.column(
    "P",
    LEARNING,
    "Kết quả học tập sau đánh giá lại",
    "Điều 14",
    words.learning_after,
    settings=("reassess_reapply_k3",),
)
def learning_after(
    average_after: Array,
    comment_after: Array,
    average_again: Array,
    comment_again: Array,
    elective: Array,
    params: Params,
    settings: Settings,
) -> Array:
    """The level with the re-assessed results; NOT_APPLICABLE for who was not re-assessed."""
    level = np.full(len(average_after), NOT_APPLICABLE, dtype=np.int8)
    again = (average_again >= 0).any(axis=1) | (comment_again >= 0).any(axis=1)
    rows = np.flatnonzero(np.broadcast_to(again, level.shape))
    if not len(rows):
        return level
    average, comment = average_after[rows], comment_after[rows]
    spread = np.broadcast_to(elective, average_after.shape)[rows]
    base = _base(_counting(average, spread, settings), comment, params)
    if settings["reassess_reapply_k3"]:
        base = base + (culprit_t(average, comment, base, spread, params, settings) >= 0)
    level[rows] = base
    return level


@book.column(
    "P",
    PROMOTION,
    "Xét lên lớp sau đánh giá lại, rèn luyện hè",
    "Điều 12 khoản 2",
    words.promotion_after,
)
def promotion_after(
    conduct_again: Array,
    learning_after: Array,
    conduct_year: Array,
    learning_year: Array,
    absences: Array,
    params: Params,
) -> Array:
    """Replaced results decide; there is no third chance.  NOT_APPLICABLE when nothing was redone."""
    conduct = np.where(conduct_again >= 0, conduct_again, conduct_year)
    learning = np.where(learning_after != NOT_APPLICABLE, learning_after, learning_year)
    passed = (conduct >= DAT) & (learning >= DAT) & (absences <= params.absence_max)
    decided = np.where(passed, np.int8(PROMOTED), np.int8(NOT_PROMOTED))
    status = statuses(conduct, learning, absences)
    if status is not None:
        decided = np.where(status < 0, status, decided)
    redone = (conduct_again >= 0) | (learning_after != NOT_APPLICABLE)
    return np.where(redone, decided, np.int8(NOT_APPLICABLE))


@book.column(
    "P", COMPLETION, "Hoàn thành chương trình cấp học", "Điều 12 khoản 1", words.completion
)
def completion(grade: Array, promotion: Array, promotion_after: Array, params: Params) -> Array:
    """For grades 9 and 12 only; waits while re-assessment or summer training is to come."""
    final = np.where(promotion_after != NOT_APPLICABLE, promotion_after, promotion)
    decided = np.where(final == PROMOTED, np.int8(1), np.int8(0))
    waiting = (final > NOT_PROMOTED) & (final < PROMOTED)
    decided = np.where(waiting, np.int8(INCOMPLETE), np.where(final < 0, final, decided))
    last = [grade == last for last in params.last_grades]
    return np.where(np.logical_or.reduce(last), decided, np.int8(NOT_APPLICABLE))
