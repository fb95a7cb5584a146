"""What is given for TT 22/2021: marks, masks, rèn luyện, absences, re-assessment."""

from __future__ import annotations

from ..column import Rulebook
from ..levels import COMMENT, LEARNING

TERMS = ("1", "2")
PERIODS = ("1", "2", "year")
HIGHEST = 100
SLOTS = {"tx": "ĐĐGtx", "gk": "ĐĐGgk", "ck": "ĐĐGck"}


def declare(book: Rulebook) -> None:
    """Add every input of the circular to a rulebook."""
    for slot, label in SLOTS.items():
        scored, comment = ("PSK", "PCJ") if slot == "tx" else ("PS", "PC")
        label += " #" if slot == "tx" else ""
        words = f"{label} {{t}}"
        book.given(
            f"{slot}_t", scored, "tenths", words, over=TERMS, high=HIGHEST,
            expected="tx_expected_t" if slot == "tx" else "", free="exempt_t",
        )  # fmt: skip
        book.given(
            f"comment_{slot}_t", comment, COMMENT, words, over=TERMS, free="comment_exempt_t"
        )
        decided = f"{label} {{t}} ghi theo quyết định"
        for name, axes in ((slot, scored), (f"comment_{slot}", comment)):
            book.given(
                f"{name}_by_decision_t", axes, "flag", decided, over=TERMS, default=0, quiet=True
            )
    book.given(
        "tx_expected_t", "PS", "count", "Số ĐĐGtx {t}", over=TERMS, low=0, high=12, quiet=True
    )
    for name, axes in (("exempt_t", "PS"), ("comment_exempt_t", "PC")):
        book.given(name, axes, "flag", "Miễn {t}", over=TERMS, default=0, quiet=True)
    book.given("elective", "PS", "flag", "Môn tự chọn", default=0, quiet=True)
    book.given("conduct_t", "P", LEARNING, "Rèn luyện {t}", over=TERMS)
    book.given("absences", "P", "count", "Số buổi nghỉ học cả năm", high=400)
    book.given("grade", "P", "count", "Lớp", low=6, high=12, quiet=True)
    book.given("average_again", "PS", "tenths", "Kết quả đánh giá lại", high=HIGHEST, default=-1)
    book.given("comment_again", "PC", COMMENT, "Kết quả đánh giá lại", default=-1)
    book.given("conduct_again", "P", LEARNING, "Rèn luyện sau kì nghỉ hè", default=-1)
