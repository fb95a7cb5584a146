"""Level codes and statuses as small integers, with their letters and words.

A scale runs from the worst to the best level, so that "at least Đạt" is a comparison.
Statuses are negative and are never levels.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from .exact import BadInput

MISSING = INCOMPLETE = -1
EXEMPT = -2
NEEDS_DECISION = -3
NOT_APPLICABLE = -4
NOT_TAKEN = -5
"""The pupil does not take this subject: nothing is expected, no decision is needed."""
BY_PLAN = -6
"""Assessed by an individual plan (disabled pupils): there is no result by the circular's table."""
LOWEST_STATUS = BY_PLAN

STATUS_CODES = {
    INCOMPLETE: "INCOMPLETE",
    EXEMPT: "EXEMPT",
    NEEDS_DECISION: "NEEDS_DECISION",
    NOT_APPLICABLE: "NOT_APPLICABLE",
    NOT_TAKEN: "NOT_TAKEN",
    BY_PLAN: "BY_PLAN",
}
STATUS_WORDS = {
    INCOMPLETE: "chưa đủ dữ liệu",
    EXEMPT: "miễn",
    NEEDS_DECISION: "chờ quyết định",
    NOT_APPLICABLE: "không áp dụng",
    NOT_TAKEN: "không học",
    BY_PLAN: "theo kế hoạch cá nhân",
}


def fold(text: str) -> str:
    """Upper-case letters without diacritics or spaces: "Chưa đạt" → "CHUADAT"."""
    plain = text.strip().upper().replace("Đ", "D").replace("Ð", "D")
    parts = unicodedata.normalize("NFD", plain)
    return "".join(c for c in parts if c.isalnum())


@dataclass(frozen=True)
class Scale:
    """A named list of levels, worst first; the array value is the index.

    `codes` are the letters of the examples and the forms, `words` what a person reads.
    """

    name: str
    codes: tuple[str, ...]
    words: tuple[str, ...]

    def code(self, value: int) -> str | None:
        """The letter code, or None for any status (negative value)."""
        return self.codes[value] if value >= 0 else None

    def word(self, value: int) -> str:
        """The word of a level or of a status."""
        return self.words[value] if value >= 0 else STATUS_WORDS[value]

    def value(self, code: str | None) -> int:
        """The array value of an exact code; None is `MISSING`.  BadInput when unknown."""
        if code is None:
            return MISSING
        try:
            return self.codes.index(code)
        except ValueError:
            raise BadInput(self.name, f"không có mức “{code}”", (), "UNKNOWN_LEVEL", code) from None

    def parse(self, text: str) -> int | None:
        """What a person typed ("đ", "cd", "Chưa đạt", "tốt") as a value; None if unreadable."""
        wanted = fold(text)
        for value, (code, word) in enumerate(zip(self.codes, self.words, strict=True)):
            if wanted and wanted in (fold(code), fold(word)):
                return value
        return None


LEARNING = Scale("mức rèn luyện, học tập", ("CĐ", "Đ", "K", "T"), ("Chưa đạt", "Đạt", "Khá", "Tốt"))
COMMENT = Scale("mức môn nhận xét", ("CĐ", "Đ"), ("Chưa đạt", "Đạt"))
PROMOTION = Scale(
    "lên lớp",
    ("NOT_PROMOTED", "SUMMER_TRAINING", "RETEST", "PROMOTED"),
    (
        "Không được lên lớp",
        "Rèn luyện trong kì nghỉ hè",
        "Kiểm tra, đánh giá lại các môn học",
        "Được lên lớp",
    ),
)
COMPLETION = Scale(
    "hoàn thành chương trình", ("NOT_COMPLETED", "COMPLETED"), ("Không hoàn thành", "Hoàn thành")
)
PRIMARY_SUBJECT = Scale(
    "mức môn học tiểu học", ("C", "H", "T"), ("Chưa hoàn thành", "Hoàn thành", "Hoàn thành tốt")
)
PRIMARY_TRAIT = Scale("mức phẩm chất, năng lực", ("C", "Đ", "T"), ("Cần cố gắng", "Đạt", "Tốt"))
PRIMARY_OVERALL = Scale(
    "kết quả giáo dục",
    ("CHT", "HT", "HTT", "HTXS"),
    ("Chưa hoàn thành", "Hoàn thành", "Hoàn thành tốt", "Hoàn thành xuất sắc"),
)
