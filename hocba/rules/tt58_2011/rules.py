"""TT 58/2011 as column functions, in the order of its articles.

Axes: P pupils, S scored subjects, C comment subjects.  Marks are tenths, học lực runs 0 Kém … 4
Giỏi, hạnh kiểm 0 Yếu … 3 Tốt, negative values are statuses.  `build` makes the rulebook of either
text: an amendment hands in what it changed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from ..column import Rulebook
from ..exact import Array
from ..levels import COMMENT, INCOMPLETE
from ..secondary import decisions, levels
from ..secondary import marks as shared
from ..secondary import words as said
from ..secondary.inputs import PERIODS, TERMS, declare_marks, declare_year
from . import learning, marks, words
from .params import (
    ADVANCED,
    AWARD,
    CONDUCT,
    CONDUCT_KHA,
    CONDUCT_TOT,
    EXCELLENT,
    GIOI,
    KHA,
    LEARNING,
    NO_TITLE,
    PROMOTION,
)

PARTS = {"tx": "KTtx", "dk": "KTđk", "ck": "KThk"}


def build(
    parts: Mapping[str, str], average_t: Callable[..., Array], comment_t: Callable[..., Array]
) -> Rulebook:
    """The rulebook with the kinds of marks `parts` and the functions of the term results."""
    book = Rulebook()
    declare_marks(book, parts, comments=True, counted=True)
    declare_year(
        book,
        CONDUCT,
        LEARNING,
        comments=True,
        conduct_label="Hạnh kiểm",
        promotion=PROMOTION,
    )
    book.given("key", "PS", "flag", "Môn Toán, Ngữ văn hoặc Ngoại ngữ của Điều 13", quiet=True)
    book.given("specialised", "PS", "flag", "Môn chuyên của lớp chuyên", default=0, quiet=True)
    _conduct(book)
    _subjects(book, average_t, comment_t)
    _learning(book)
    _decisions(book)
    _after_the_summer(book)
    return book


def conduct_year(conduct_2: Array, conduct_1: Array, conduct_decided: Array) -> Array:
    """What is decided, else the second term's as a proposal once both terms are there."""
    proposal = np.where(conduct_1 < 0, np.int8(INCOMPLETE), conduct_2)
    return np.where(conduct_decided >= 0, conduct_decided, proposal)


def _conduct(book: Rulebook) -> None:
    """Điều 4."""
    book.column("P", CONDUCT, "Hạnh kiểm cả năm", "Điều 4", words.conduct_year)(conduct_year)


def _subjects(
    book: Rulebook, average_t: Callable[..., Array], comment_t: Callable[..., Array]
) -> None:
    """Điều 10 to 12: results of a subject, and the mean of all."""
    book.column(
        "PS",
        "tenths",
        "ĐTBmhk {t}",
        "Điều 10 khoản 1 điểm a",
        said.average,
        over=TERMS,
        lacks=said.lacking_slots,
    )(average_t)
    book.column(
        "PS",
        "tenths",
        "ĐTBmcn",
        "Điều 10 khoản 1 điểm b",
        words.average_year,
        lacks=said.lacking_terms,
        name="average_year",
    )(shared.average_year_or_one_term)
    book.column(
        "PC",
        COMMENT,
        "Kết quả môn nhận xét {t}",
        "Điều 10 khoản 2",
        words.comment,
        over=TERMS,
        lacks=said.lacking_slots,
    )(comment_t)
    book.column(
        "PC",
        COMMENT,
        "Kết quả môn nhận xét cả năm",
        "Điều 10 khoản 2",
        words.comment_year,
        lacks=said.lacking_terms,
    )(marks.comment_year)
    book.column(
        "P",
        "tenths",
        "Điểm trung bình các môn {t}",
        "Điều 11",
        words.gpa,
        over=PERIODS,
        lacks=said.lacking_subjects,
    )(marks.gpa_t)


def _learning(book: Rulebook) -> None:
    """Điều 13."""
    book.column(
        "P",
        LEARNING,
        "Học lực {t} trước điều chỉnh",
        "Điều 13",
        words.base,
        over=PERIODS,
        lacks=said.lacking_subjects,
    )(learning.base_t)
    book.column(
        "P",
        "index",
        "Môn duy nhất làm thấp học lực {t}",
        "Điều 13 khoản 6",
        words.culprit,
        over=PERIODS,
        settings=("tt58_G_to_Kem",),
    )(learning.culprit_t)
    book.column(
        "P",
        LEARNING,
        "Học lực {t}",
        "Điều 13",
        said.learning,
        over=PERIODS,
        settings=("tt58_G_to_Kem",),
        lacks=said.lacking_through("base_t"),
    )(levels.learning_t)
    book.column(
        "P", "flag", "Được điều chỉnh học lực {t}", "Điều 13 khoản 6", said.adjusted, over=PERIODS
    )(levels.adjusted_t)


def _title(conduct: Array, level: Array) -> Array:
    title = np.where(
        (conduct >= CONDUCT_KHA) & (level >= KHA), np.int8(ADVANCED), np.int8(NO_TITLE)
    )
    np.copyto(title, np.int8(EXCELLENT), where=(conduct == CONDUCT_TOT) & (level == GIOI))
    return decisions.open_results(title, conduct, level)


def award_t(conduct_t: Array, learning_t: Array) -> Array:
    return _title(conduct_t, learning_t)


def award(conduct_year: Array, learning_year: Array) -> Array:
    return _title(conduct_year, learning_year)


def _decisions(book: Rulebook) -> None:
    """Điều 15, 16, 18."""
    book.column("P", PROMOTION, "Xét lên lớp cuối năm", "Điều 15 khoản 2", said.promotion)(
        decisions.promotion
    )
    book.column("PS", "flag", "Được chọn kiểm tra lại", "Điều 16", words.retest)(shared.retest)
    book.column("PC", "flag", "Được chọn kiểm tra lại", "Điều 16", words.comment_retest)(
        shared.comment_retest
    )
    book.column("P", AWARD, "Danh hiệu {t}", "Điều 18", words.award, over=TERMS)(award_t)
    book.column("P", AWARD, "Danh hiệu cả năm", "Điều 18", words.award)(award)


def _after_the_summer(book: Rulebook) -> None:
    """Điều 16, 17: what replaces what, and the decision that follows."""
    book.column("PS", "tenths", "ĐTBmcn sau kiểm tra lại", "Điều 16", words.after)(
        shared.average_after
    )
    book.column("PC", COMMENT, "Kết quả môn nhận xét sau kiểm tra lại", "Điều 16", words.after)(
        shared.comment_after
    )
    book.column(
        "P",
        "tenths",
        "Điểm trung bình các môn sau kiểm tra lại",
        "Điều 16",
        words.gpa,
        lacks=said.lacking_after,
    )(learning.gpa_after)
    book.column(
        "P",
        LEARNING,
        "Học lực sau kiểm tra lại",
        "Điều 16",
        words.learning_after,
        lacks=said.lacking_after,
        settings=("tt58_G_to_Kem",),
    )(learning.learning_after)
    book.column(
        "P",
        PROMOTION,
        "Xét lên lớp sau kiểm tra lại, rèn luyện hè",
        "Điều 15 khoản 1",
        said.promotion_after,
    )(decisions.promotion_after)


book = build(PARTS, marks.average_t, marks.comment_t)
