"""Inputs that the secondary circulars share: marks, masks, what was decided, the summer."""

from __future__ import annotations

from collections.abc import Mapping

from ..column import Rulebook
from ..levels import COMMENT, PROMOTION, Scale

TERMS = ("1", "2")
PERIODS = ("1", "2", "year")
HIGHEST = 100

SEVERAL = {"tx": ("K", "J"), "dk": ("D", "E")}
"""Kinds of marks with several slots, and their axes in scored and in comment subjects."""


def declare_marks(
    book: Rulebook, parts: Mapping[str, str], *, comments: bool, counted: bool = False
) -> None:
    """Marks of a term by kind ("tx", "gk" …) with their labels, and the masks over them.

    `comments`: the circular has comment subjects; `counted`: the number of their regular
    assessments is given (`comment_tx_expected_t`), not fixed.
    """
    for part, label in parts.items():
        scored_axis, comment_axis = SEVERAL.get(part, ("", ""))
        words = f"{label} # {{t}}" if part in SEVERAL else f"{label} {{t}}"
        book.given(
            f"{part}_t", f"PS{scored_axis}", "tenths", words, over=TERMS, high=HIGHEST,
            expected=f"{part}_expected_t" if part in SEVERAL else "", free="exempt_t",
        )  # fmt: skip
        _decided(book, part, f"PS{scored_axis}", label)
        if part in SEVERAL:
            _count(book, f"{part}_expected_t", "PS", label)
        if not comments:
            continue
        book.given(
            f"comment_{part}_t", f"PC{comment_axis}", COMMENT, words, over=TERMS,
            expected=f"comment_{part}_expected_t" if part in SEVERAL and counted else "",
            free="comment_exempt_t",
        )  # fmt: skip
        _decided(book, f"comment_{part}", f"PC{comment_axis}", label)
        if part in SEVERAL and counted:
            _count(book, f"comment_{part}_expected_t", "PC", label)
    _masks(book, "", "PS")
    if comments:
        _masks(book, "comment_", "PC")


def declare_year(
    book: Rulebook,
    conduct: Scale,
    learning: Scale,
    *,
    comments: bool,
    conduct_label: str,
    promotion: Scale = PROMOTION,
) -> None:
    """Conduct, absences, the grade, what the head decided, and the results of the summer."""
    book.given("conduct_t", "P", conduct, f"{conduct_label} {{t}}", over=TERMS)
    book.given("absences", "P", "count", "Số buổi nghỉ học cả năm", high=400)
    book.given("grade", "P", "count", "Lớp", low=6, high=12, quiet=True)
    for name, axes, unit, label in (
        ("conduct", "P", conduct, f"{conduct_label} cả năm"),
        ("average", "PS", "tenths", "ĐTBmcn"),
        ("comment", "PC", COMMENT, "Kết quả cả năm"),
    ):
        if name == "comment" and not comments:
            continue
        high = HIGHEST if unit == "tenths" else None
        book.given(
            f"{name}_decided", axes, unit, f"{label} do người có thẩm quyền quyết định",
            high=high, default=-1, quiet=True,
        )  # fmt: skip
    book.given(
        "learning_decided_t", "P", learning, "Mức {t} do người có thẩm quyền quyết định",
        over=PERIODS, default=-1, quiet=True,
    )  # fmt: skip
    book.given(
        "learning_decided_after", "P", learning,
        "Mức sau đánh giá lại do người có thẩm quyền quyết định", default=-1, quiet=True,
    )  # fmt: skip
    for name, words in (("promotion", "cuối năm"), ("promotion_after", "sau hè")):
        book.given(
            f"{name}_decided", "P", promotion,
            f"Việc lên lớp {words} do người có thẩm quyền quyết định", default=-1, quiet=True,
        )  # fmt: skip
    book.given("head_decides", "P", "flag", "Người đứng đầu xét", default=0, quiet=True)
    book.given("average_again", "PS", "tenths", "Kết quả đánh giá lại", high=HIGHEST, default=-1)
    if comments:
        book.given("comment_again", "PC", COMMENT, "Kết quả đánh giá lại", default=-1)
    book.given("conduct_again", "P", conduct, f"{conduct_label} sau kì nghỉ hè", default=-1)


def declare_electives(book: Rulebook) -> None:
    """Electives, and whether each counts (1), does not (0), or follows the setting (-1)."""
    book.given("elective", "PS", "flag", "Môn tự chọn", default=0, quiet=True)
    book.given(
        "elective_counted", "PS", "count", "Môn tự chọn có tính", high=1, default=-1, quiet=True
    )


def _masks(book: Rulebook, prefix: str, axes: str) -> None:
    for name, label, default in (
        ("exempt", "Miễn {t}", 0),
        ("taken", "Có học {t}", 1),
        ("by_plan", "Theo kế hoạch giáo dục cá nhân {t}", 0),
    ):
        book.given(
            f"{prefix}{name}_t", axes, "flag", label, over=TERMS, default=default, quiet=True
        )


def _decided(book: Rulebook, name: str, axes: str, label: str) -> None:
    words = f"{label} {{t}} ghi theo quyết định"
    book.given(f"{name}_by_decision_t", axes, "flag", words, over=TERMS, default=0, quiet=True)


def _count(book: Rulebook, name: str, axes: str, label: str) -> None:
    words = f"Số {label} {{t}}"
    book.given(name, axes, "count", words, over=TERMS, low=0, high=12, quiet=True)
