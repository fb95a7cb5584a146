"""TT 30/2014 as amended by TT 22/2016: as column functions.

Axes and times as in TT 27: P pupils, S subjects, Q phẩm chất (4), N năng lực (3).  There is no
overall level, and completion is never concluded here: the reference states no condition.
"""

from __future__ import annotations

import numpy as np

from ..column import Rulebook
from ..exact import Array
from ..levels import COMPLETION, INCOMPLETE, NEEDS_DECISION, PRIMARY_SUBJECT, PRIMARY_TRAIT
from ..tt27_2020.rules import HIGHEST, TIMES, lowest
from . import words
from .params import AWARD, EXCELLENT, NO_AWARD, OUTSTANDING, Params

book = Rulebook()
for _time, _words in TIMES.items():
    book.given(f"muc_{_time}", "PS", PRIMARY_SUBJECT, f"Mức đạt được {_words}", free="exempt")
    book.given(
        f"kt_{_time}", "PS", "whole", f"Điểm KTĐK {_words}", high=HIGHEST, step=10,
        expected=f"kt_expected_{_time}", free="exempt",
    )  # fmt: skip
    book.given(f"kt_expected_{_time}", "PS", "flag", f"Có bài KTĐK {_words}", quiet=True)
    book.given(f"quality_{_time}", "PQ", PRIMARY_TRAIT, f"Phẩm chất {_words}")
    book.given(f"competency_{_time}", "PN", PRIMARY_TRAIT, f"Năng lực {_words}")
book.given("exempt", "PS", "flag", "Miễn", default=0, quiet=True)
book.given("by_plan", "PS", "flag", "Chỉ nhận xét, theo kế hoạch giáo dục cá nhân", default=0, quiet=True)  # fmt: skip
book.given("grade", "P", "count", "Lớp", low=1, high=5, quiet=True)
book.given("outstanding_or_progress", "P", "flag", "Thành tích vượt trội hoặc tiến bộ vượt bậc", default=0)  # fmt: skip


@book.column(
    "P", AWARD, "Khen thưởng cuối năm", "TT 22/2016 Điều 1 khoản 9", words.award,
    lacks=words.lacking,
)  # fmt: skip
def award(
    muc_ck_2: Array,
    kt_ck_2: Array,
    quality_ck_2: Array,
    competency_ck_2: Array,
    kt_expected_ck_2: Array,
    exempt: Array,
    by_plan: Array,
    outstanding_or_progress: Array,
    params: Params,
) -> Array:
    """Proposed: all at their best and every test of 9 or more; else by outstanding achievement.

    Exempt subjects, and those assessed by comment only, count nowhere.  A pupil with no test known, or anything missing, is INCOMPLETE.
    """
    best = params.best_level
    assessed = np.broadcast_to(~(exempt | by_plan), muc_ck_2.shape)
    tested = assessed & kt_expected_ck_2
    subject = lowest(np.where(assessed, muc_ck_2, np.int8(best)), best)
    test = lowest(np.where(tested, kt_ck_2, np.int16(HIGHEST)), HIGHEST)
    trait = np.minimum(lowest(quality_ck_2, best), lowest(competency_ck_2, best))
    excellent = (subject >= best) & (trait >= best) & (test >= params.excellent_test)
    title = np.where(outstanding_or_progress, np.int8(OUTSTANDING), np.int8(NO_AWARD))
    title = np.where(excellent, np.int8(EXCELLENT), title)
    lacking = (subject < 0) | (test < 0) | (trait < 0) | ~tested.any(axis=1)
    return np.where(lacking, np.int8(INCOMPLETE), title)


@book.column(
    "P", COMPLETION, "Hoàn thành chương trình lớp học",
    "TT 30/2014: hoàn thành chương trình lớp học", words.class_completion, lacks=words.unlevelled,
)  # fmt: skip
def class_completion(
    muc_ck_2: Array, quality_ck_2: Array, competency_ck_2: Array, exempt: Array, by_plan: Array
) -> Array:
    """Never decided here: INCOMPLETE while levels are missing, then the head decides."""
    counted = np.broadcast_to(~(exempt | by_plan), muc_ck_2.shape)
    assessed = np.where(counted, muc_ck_2, np.int8(0))
    least = np.minimum(lowest(assessed, 0), lowest(quality_ck_2, 0))
    least = np.minimum(least, lowest(competency_ck_2, 0))
    return np.where(least < 0, np.int8(INCOMPLETE), np.int8(NEEDS_DECISION))
