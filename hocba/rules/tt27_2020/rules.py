"""TT 27/2020 as column functions, in the order of its articles.

Axes: P pupils, S subjects and activities, Q phẩm chất, N năng lực (general, then specific).  The
times of the year are `gk_1`, `ck_1`, `gk_2`, `ck_2`, the last being cuối năm.  Levels are indices
of their scale, test marks whole numbers in tenths; negative values are statuses.
"""

from __future__ import annotations

import numpy as np

from ..column import Rulebook
from ..exact import Array, by_subject
from ..levels import (
    COMPLETION,
    INCOMPLETE,
    MISSING,
    NEEDS_DECISION,
    NOT_APPLICABLE,
    PRIMARY_OVERALL,
    PRIMARY_SUBJECT,
    PRIMARY_TRAIT,
)
from ..secondary.marks import decided
from ..settings import Settings
from . import words
from .params import (
    AFTER_COMPLETION,
    AWARD,
    CLASS_COMPLETION,
    COMPLETED,
    EXEMPLARY,
    HT,
    HTT,
    HTXS,
    NO_AWARD,
    NOT_YET,
    OUTSTANDING,
    Params,
)

HIGHEST = 100
TIMES = {
    "gk_1": "giữa học kì I",
    "ck_1": "cuối học kì I",
    "gk_2": "giữa học kì II",
    "ck_2": "cuối năm",
}

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
book.given("flexible_class", "P", "flag", "Lớp học linh hoạt", default=0, quiet=True)
for _name, _words in (("overall", "cả năm"), ("overall_after", "sau đánh giá bổ sung")):
    book.given(
        f"{_name}_decided", "P", PRIMARY_OVERALL,
        f"Kết quả giáo dục {_words} do Hiệu trưởng quyết định", default=-1, quiet=True,
    )  # fmt: skip
book.given("individual_plan", "P", "flag", "Học theo kế hoạch giáo dục cá nhân", default=0, quiet=True)  # fmt: skip
book.given("grade", "P", "count", "Lớp", low=1, high=5, quiet=True)
book.given("muc_again", "PS", PRIMARY_SUBJECT, "Mức sau đánh giá bổ sung", default=-1)
book.given(
    "kt_again", "PS", "whole", "Điểm sau đánh giá bổ sung", high=HIGHEST, step=10, default=-1
)
book.given("quality_again", "PQ", PRIMARY_TRAIT, "Phẩm chất sau đánh giá bổ sung", default=-1)
book.given("competency_again", "PN", PRIMARY_TRAIT, "Năng lực sau đánh giá bổ sung", default=-1)
book.given("outstanding_or_progress", "P", "flag", "Thành tích xuất sắc ở môn học hoặc tiến bộ rõ rệt", default=0)  # fmt: skip
book.given("class_recognised", "P", "flag", "Được tập thể lớp công nhận", default=0)


def lowest(values: Array, best: int, skipped: Array | None = None) -> Array:
    """(pupils,) the lowest of each pupil's values but the skipped ones; `best` when there are none."""
    rows = by_subject(values)
    if skipped is not None:
        # MISSING where a value counts, `best` where it does not: the larger of both is what counts.
        floor = by_subject(np.broadcast_to(skipped, values.shape)).astype(rows.dtype)
        floor *= rows.dtype.type(best - MISSING)
        floor += rows.dtype.type(MISSING)
        rows = np.maximum(rows, floor, out=floor)
    found: Array = rows.min(axis=0, initial=best)
    return found


@book.column(
    "P",
    PRIMARY_OVERALL,
    "Kết quả giáo dục cả năm",
    "Điều 9 khoản 2 điểm a",
    words.overall,
    settings=("primary_it_tech_scores",),
    lacks=words.lacking,
)
def overall(
    muc_ck_2: Array,
    kt_ck_2: Array,
    quality_ck_2: Array,
    competency_ck_2: Array,
    kt_expected_ck_2: Array,
    exempt: Array,
    by_plan: Array,
    individual_plan: Array,
    overall_decided: Array,
    params: Params,
) -> Array:
    """Every subject, every trait and every year-end test of the pupil; exempt ones nowhere.

    With an individual plan (Điều 8) what the plan leaves out is not missing, and a subject that is
    assessed by comment only has no level: a person decides.
    """
    free = exempt | by_plan
    subject = lowest(muc_ck_2, 2, free)
    test = lowest(kt_ck_2, HIGHEST, free | ~kt_expected_ck_2)
    trait = np.minimum(lowest(quality_ck_2, 2), lowest(competency_ck_2, 2))
    level = params.bands.decide(
        {"lowest_subject": subject, "lowest_test": test, "lowest_trait": trait}
    )
    level[np.broadcast_to(free, muc_ck_2.shape).all(axis=1)] = NEEDS_DECISION
    if by_plan.any():
        level[np.broadcast_to(by_plan, muc_ck_2.shape).any(axis=1)] = NEEDS_DECISION
    lacking = (subject < 0) | (test < 0) | (trait < 0)
    status = np.where(individual_plan, np.int8(NEEDS_DECISION), np.int8(INCOMPLETE))
    return decided(np.where(lacking, status, level), overall_decided)


@book.column(
    "P", CLASS_COMPLETION, "Hoàn thành chương trình lớp học", "Điều 11 khoản 1 điểm a",
    words.class_completion,
)  # fmt: skip
def class_completion(overall: Array) -> Array:
    return _completed(overall)


def _completed(overall: Array) -> Array:
    reached = np.where(overall >= HT, np.int8(COMPLETED), np.int8(NOT_YET))
    return np.where(overall < 0, overall, reached)


@book.column("P", AWARD, "Khen thưởng cuối năm", "Điều 13 khoản 1 điểm a", words.award)
def award(overall: Array, outstanding_or_progress: Array, class_recognised: Array) -> Array:
    exemplary = (overall == HTT) & outstanding_or_progress & class_recognised
    title = np.where(exemplary, np.int8(EXEMPLARY), np.int8(NO_AWARD))
    title = np.where(overall == HTXS, np.int8(OUTSTANDING), title)
    return np.where(overall < 0, overall, title)


@book.column(
    "P", PRIMARY_OVERALL, "Kết quả giáo dục sau đánh giá bổ sung", "Điều 11 khoản 1 điểm b",
    words.overall_after,
)  # fmt: skip
def overall_after(
    overall: Array,
    muc_again: Array,
    kt_again: Array,
    quality_again: Array,
    competency_again: Array,
    muc_ck_2: Array,
    kt_ck_2: Array,
    quality_ck_2: Array,
    competency_ck_2: Array,
    kt_expected_ck_2: Array,
    exempt: Array,
    by_plan: Array,
    individual_plan: Array,
    overall_after_decided: Array,
    params: Params,
) -> Array:
    """The overall result with the last levels and scores; NOT_APPLICABLE when nothing was redone."""
    pairs = (
        (muc_again, muc_ck_2),
        (kt_again, kt_ck_2),
        (quality_again, quality_ck_2),
        (competency_again, competency_ck_2),
    )
    redone = np.zeros(overall.shape, dtype=bool)
    for again, _ in pairs:
        redone |= (again >= 0).any(axis=1)
    if not redone.any():
        return np.full(overall.shape, NOT_APPLICABLE, dtype=np.int8)
    last = [np.where(again >= 0, again, first) for again, first in pairs]
    level = _overall(
        *last, kt_expected_ck_2, exempt, by_plan, individual_plan, overall_after_decided, params
    )
    return np.where(redone, level, np.int8(NOT_APPLICABLE))


_overall = overall


@book.column(
    "PS", "whole", "Điểm KTĐK ghi học bạ", "Học bạ: hướng dẫn điểm 2", words.printed_test,
)  # fmt: skip
def kt_printed(kt_ck_2: Array, kt_again: Array) -> Array:
    """The year-end score, or the last one where the pupil was tested again."""
    again = kt_again >= 0
    return np.where(again, kt_again, kt_ck_2) if again.any() else kt_ck_2


@book.column(
    "P", PRIMARY_OVERALL, "Kết quả giáo dục ghi học bạ", "Điều 11 khoản 1 điểm b",
    words.overall_final, settings=("primary_overall_after",),
)  # fmt: skip
def overall_final(overall: Array, overall_after: Array, settings: Settings) -> Array:
    """The last result, or by the setting always the first one."""
    if settings["primary_overall_after"] == "first":
        return overall
    return np.where(overall_after == NOT_APPLICABLE, overall, overall_after)


@book.column(
    "P", AFTER_COMPLETION, "Hoàn thành sau đánh giá bổ sung", "Điều 11 khoản 1 điểm c",
    words.completion_after,
)  # fmt: skip
def completion_after(overall_after: Array) -> Array:
    """Completed, or the head tests the pupil and decides; never decided here."""
    return _completed(overall_after)


@book.column(
    "P", COMPLETION, "Hoàn thành chương trình tiểu học", "Điều 11 khoản 2", words.primary_completion
)
def primary_completion(
    grade: Array, class_completion: Array, completion_after: Array, params: Params
) -> Array:
    """For grade 5 only."""
    final = np.where(completion_after != NOT_APPLICABLE, completion_after, class_completion)
    return np.where(grade == params.last_grade, final, np.int8(NOT_APPLICABLE))
