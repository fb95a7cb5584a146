"""TT 43/2021 as column functions, in the order of its articles.

Axes: P learners, S subjects, K regular slots (topic scores are among them).  There are no comment
subjects.  What the text has in common with TT 22/2021 is the same function under this circular's
clause; only conduct differs, since it may be left out for a learner.
"""

from __future__ import annotations

import numpy as np

from ..column import Rulebook
from ..exact import Array
from ..levels import COMPLETION, EXEMPT, LEARNING, PROMOTION
from ..secondary import decisions, levels, marks, words
from ..secondary.inputs import PERIODS, TERMS, declare_electives, declare_marks, declare_year
from ..settings import Settings
from ..tt22_2021.params import CONDUCT_YEAR
from .params import AWARD

book = Rulebook()
declare_marks(book, {"tx": "ĐĐGtx", "gk": "ĐĐGgk", "ck": "ĐĐGck"}, comments=False)
declare_electives(book)
declare_year(book, LEARNING, LEARNING, comments=False, conduct_label="Rèn luyện")
book.given("conduct_exempt", "P", "flag", "Không đánh giá rèn luyện", default=0, quiet=True)


@book.column(
    "P",
    LEARNING,
    "Kết quả rèn luyện cả năm",
    "Điều 8",
    words.conduct_year,
    settings=("gdtx_conduct_self_study",),
)
def conduct_year(
    conduct_2: Array,
    conduct_1: Array,
    conduct_decided: Array,
    conduct_exempt: Array,
    settings: Settings,
) -> Array:
    """By both terms; EXEMPT for a learner who is not assessed in it, by the setting."""
    level = marks.decided(CONDUCT_YEAR.decide(conduct_2, conduct_1), conduct_decided)
    if settings["gdtx_conduct_self_study"] == "everyone" or not conduct_exempt.any():
        return level
    return np.where(conduct_exempt, np.int8(EXEMPT), level)


book.column(
    "PS",
    "tenths",
    "ĐTBmhk {t}",
    "Điều 9 khoản 1 điểm a",
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
    name="base_t",
)(levels.base_of_scored_t)


book.column(
    "P",
    "index",
    "Môn duy nhất làm thấp mức học tập {t}",
    "Điều 9 khoản 3",
    words.culprit,
    over=PERIODS,
    settings=("one_subject_mode",),
    name="culprit_t",
)(levels.culprit_of_scored_t)


book.column(
    "P",
    LEARNING,
    "Kết quả học tập {t}",
    "Điều 9 khoản 2",
    words.learning,
    over=PERIODS,
    settings=("one_subject_mode",),
    lacks=words.lacking_through("base_t"),
)(levels.learning_t)

book.column(
    "P", "flag", "Được điều chỉnh mức học tập {t}", "Điều 9 khoản 3", words.adjusted, over=PERIODS
)(levels.adjusted_t)

book.column(
    "P",
    PROMOTION,
    "Xét lên lớp cuối năm",
    "Điều 11 khoản 1",
    words.promotion,
    settings=("both_fail", "gdtx_conduct_self_study"),
)(decisions.promotion)

book.column("PS", "flag", "Phải đánh giá lại", "Điều 13", words.retest)(marks.retest)

book.column("PS", "tenths", "ĐTBmcn sau đánh giá lại", "Điều 13", words.after)(marks.average_after)


book.column(
    "P",
    LEARNING,
    "Kết quả học tập sau đánh giá lại",
    "Điều 13",
    words.learning_after,
    lacks=words.lacking_after,
    settings=("reassess_reapply_k3",),
    name="learning_after",
)(levels.learning_after_of_scored)


book.column(
    "P",
    PROMOTION,
    "Xét lên lớp sau đánh giá lại, rèn luyện hè",
    "Điều 11 khoản 2",
    words.promotion_after,
)(decisions.promotion_after)

book.column("P", COMPLETION, "Hoàn thành chương trình", "Điều 11 khoản 1", words.completion)(
    decisions.completion
)

book.column("P", AWARD, "Khen thưởng cuối năm", "Điều 14 khoản 1 điểm a", words.award)(
    decisions.award
)
