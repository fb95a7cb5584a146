"""TT 22/2021 as column functions, in the order of its articles.

Axes: P pupils, S scored subjects, C comment subjects, K and J the regular slots of either.  Marks
are tenths, levels are indices of their scale (0 Chưa đạt … 3 Tốt), negative values are statuses.
Functions that other circulars have too are registered here under this circular's clauses.
"""

from __future__ import annotations

import numpy as np

from ..column import Rulebook
from ..exact import Array
from ..levels import COMMENT, COMPLETION, INCOMPLETE, LEARNING, NEEDS_DECISION, PROMOTION
from ..secondary import decisions, levels, marks, words
from ..secondary.inputs import PERIODS, TERMS
from ..settings import Settings
from .inputs import declare
from .params import AWARD, CONDUCT_YEAR

ONE_SUBJECT = ("one_subject_mode", "one_subject_includes_comment_subjects")

book = Rulebook()
declare(book)


@book.column("P", LEARNING, "Kết quả rèn luyện cả năm", "Điều 8 khoản 2 điểm b", words.conduct_year)
def conduct_year(conduct_2: Array, conduct_1: Array, conduct_decided: Array) -> Array:
    return marks.decided(CONDUCT_YEAR.decide(conduct_2, conduct_1), conduct_decided)


@book.column(
    "PC",
    COMMENT,
    "Kết quả môn nhận xét {t}",
    "Điều 9 khoản 1 điểm a",
    words.comment,
    over=TERMS,
    settings=("missing_regular_mark",),
    lacks=words.lacking_slots,
)
def comment_t(
    comment_tx_t: Array,
    comment_gk_t: Array,
    comment_ck_t: Array,
    comment_exempt_t: Array,
    comment_taken_t: Array,
    comment_by_plan_t: Array,
    comment_tx_by_decision_t: Array,
    settings: Settings,
) -> Array:
    """Đạt only when every assessment is there and every one is Đạt."""
    comment_tx_t = marks.by_reading(comment_tx_t, comment_tx_by_decision_t, settings)
    result = np.minimum(comment_gk_t, comment_ck_t)
    for slot in range(comment_tx_t.shape[2]):
        np.minimum(result, comment_tx_t[:, :, slot], out=result)
    return marks.blank(result, comment_exempt_t, comment_taken_t, comment_by_plan_t)


@book.column(
    "PC",
    COMMENT,
    "Kết quả môn nhận xét cả năm",
    "Điều 9 khoản 1 điểm a",
    words.comment_year,
    settings=("one_semester_only",),
    lacks=words.lacking_second_term,
)
def comment_year(comment_1: Array, comment_2: Array, comment_decided: Array) -> Array:
    """The result of the second term; without one in that term alone the head decides."""
    alone = (comment_2 < INCOMPLETE) & (comment_1 != comment_2)
    if alone.any():
        comment_2 = np.where(alone, np.int8(NEEDS_DECISION), comment_2)
    return marks.decided(comment_2, comment_decided)


book.column(
    "PS",
    "tenths",
    "ĐTBmhk {t}",
    "Điều 9 khoản 1 điểm b",
    words.average,
    over=TERMS,
    settings=("missing_regular_mark",),
    lacks=words.lacking_slots,
    name="average_t",
)(marks.average_by_reading_t)

book.column(
    "PS",
    "tenths",
    "ĐTBmcn",
    "Điều 9 khoản 1 điểm b",
    words.average_year,
    settings=("one_semester_only",),
    lacks=words.lacking_terms,
)(marks.average_year)


book.column(
    "P",
    LEARNING,
    "Mức học tập {t} trước điều chỉnh",
    "Điều 9 khoản 2",
    words.base,
    over=PERIODS,
    settings=("few_scored_subjects", "elective_counts"),
    lacks=words.lacking_subjects,
)(levels.base_t)


book.column(
    "P",
    "index",
    "Môn duy nhất làm thấp mức học tập {t}",
    "Điều 9 khoản 3",
    words.culprit,
    over=PERIODS,
    settings=ONE_SUBJECT,
)(levels.culprit_t)


book.column(
    "P",
    LEARNING,
    "Kết quả học tập {t}",
    "Điều 9 khoản 2",
    words.learning,
    over=PERIODS,
    settings=ONE_SUBJECT,
    lacks=words.lacking_through("base_t"),
)(levels.learning_t)

book.column(
    "P", "flag", "Được điều chỉnh mức học tập {t}", "Điều 9 khoản 3", words.adjusted, over=PERIODS
)(levels.adjusted_t)

book.column(
    "P",
    PROMOTION,
    "Xét lên lớp cuối năm",
    "Điều 12 khoản 1",
    words.promotion,
    settings=("both_fail",),
)(decisions.promotion)

book.column("PS", "flag", "Phải đánh giá lại", "Điều 14", words.retest)(marks.retest)
book.column("PC", "flag", "Phải đánh giá lại", "Điều 14", words.comment_retest)(
    marks.comment_retest
)
book.column("P", AWARD, "Khen thưởng cuối năm", "Điều 15 khoản 1 điểm a", words.award)(
    decisions.award
)
book.column("PS", "tenths", "ĐTBmcn sau đánh giá lại", "Điều 14", words.after)(marks.average_after)
book.column("PC", COMMENT, "Kết quả môn nhận xét sau đánh giá lại", "Điều 14", words.after)(
    marks.comment_after
)


book.column(
    "P",
    LEARNING,
    "Kết quả học tập sau đánh giá lại",
    "Điều 14",
    words.learning_after,
    lacks=words.lacking_after,
    settings=("reassess_reapply_k3",),
)(levels.learning_after)


book.column(
    "P",
    PROMOTION,
    "Xét lên lớp sau đánh giá lại, rèn luyện hè",
    "Điều 12 khoản 2",
    words.promotion_after,
)(decisions.promotion_after)

book.column(
    "P", COMPLETION, "Hoàn thành chương trình cấp học", "Điều 12 khoản 1", words.completion
)(decisions.completion)
