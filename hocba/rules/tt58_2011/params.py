"""The thresholds and tables of TT 58/2011: what TT 26/2020 and other amendments change."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from ..exact import Array
from ..levels import Scale
from ..secondary.decisions import NOT_PROMOTED, PROMOTED, RETEST, SUMMER_TRAINING
from ..settings import Settings
from ..verdict import Band, Bands, Bound, Verdict

KEM, YEU, TRUNG_BINH, KHA, GIOI = range(5)
LEARNING = Scale(
    "học lực",
    ("Kém", "Y", "Tb", "K", "G"),
    ("Kém", "Yếu", "Trung bình", "Khá", "Giỏi"),
)
CONDUCT_YEU, CONDUCT_TB, CONDUCT_KHA, CONDUCT_TOT = range(4)
CONDUCT = Scale("hạnh kiểm", ("Y", "Tb", "K", "T"), ("Yếu", "Trung bình", "Khá", "Tốt"))
AWARD = Scale(
    "danh hiệu",
    ("NONE", "TIEN_TIEN", "GIOI"),
    ("Không có danh hiệu", "Học sinh tiên tiến", "Học sinh giỏi"),
)
NO_TITLE, ADVANCED, EXCELLENT = range(3)
PROMOTION = Scale(
    "lên lớp",
    ("NOT_PROMOTED", "SUMMER_TRAINING", "RETEST", "PROMOTED"),
    (
        "Không được lên lớp",
        "Rèn luyện thêm về hạnh kiểm trong kì nghỉ hè",
        "Kiểm tra lại các môn học",
        "Được lên lớp",
    ),
)


@dataclass(frozen=True)
class Row:
    """One học lực level, marks in tenths: the average of all subjects, one of the key subjects,
    the floor of every scored subject, the môn chuyên of a lớp chuyên; 0 asks for nothing.

    `comments`: every comment subject must be Đạt.
    """

    level: int
    gpa: int
    key: int
    floor: int
    specialised: int
    comments: bool = True

    @property
    def bounds(self) -> tuple[Bound, ...]:
        asked = (
            ("gpa", self.gpa),
            ("key", self.key),
            ("lowest", self.floor),
            ("specialised", self.specialised),
        )
        at_least = tuple(Bound(feature, at) for feature, at in asked if at)
        return (*at_least, Bound("comments_failed", 0, at_most=True)) if self.comments else at_least


@dataclass(frozen=True)
class Params:
    """Every threshold of the circular; an amendment changes these, not the functions.

    `key_subjects` are the codes of which one must reach the mark of the level.
    `dk_count` is only what a new book is drawn with: the number of 45-minute tests stands in the
    teaching plan of the subject, not in the circular.
    """

    tx_by_periods: tuple[tuple[int, int], ...] = ((35, 2), (104, 3), (10_000, 4))
    dk_count: int = 2
    term_parts: tuple[str, ...] = ("tx", "dk", "ck")
    term_weights: tuple[int, ...] = (1, 2, 3)
    year_weights: tuple[int, int] = (1, 2)
    key_subjects: tuple[str, ...] = ("TOAN", "NV")
    key_words: str = "Toán, Ngữ văn"
    comment_share: tuple[int, int] = (2, 3)
    levels: tuple[Row, ...] = (
        Row(GIOI, 80, 80, 65, 80),
        Row(KHA, 65, 65, 50, 65),
        Row(TRUNG_BINH, 50, 50, 35, 50),
        Row(YEU, 35, 0, 20, 0, comments=False),
    )
    lifted_from: int = KHA
    may_be_lifted: int = TRUNG_BINH
    retest_below: int = 50
    absence_max: int = 45
    promoted_from: tuple[int, int] = (CONDUCT_TB, TRUNG_BINH)
    to_retest: int = RETEST
    head: str = "Hiệu trưởng"
    conduct_word: str = "hạnh kiểm"
    learning_word: str = "học lực"
    lifted_words: str = "Giỏi hoặc Khá"

    @cached_property
    def bands(self) -> Bands:
        """Điều 13 khoản 1 to 5 as a table, best level first."""
        return Bands(*(Band(row.level, row.bounds) for row in self.levels), Band(KEM, ()))

    def row(self, level: int) -> Row:
        return next(row for row in self.levels if row.level == level)

    def promotion_table(self, settings: Settings) -> Verdict:
        """Điều 15 to 17."""
        return PROMOTION_TABLE

    def learning_facts(self, learning: Array) -> tuple[Array, ...]:
        """What the table of promotion asks about the học lực level."""
        return learning == KEM, learning == YEU


PROMOTION_TABLE = Verdict(
    # absent too often, hạnh kiểm Yếu, học lực Kém, học lực Yếu
    (
        ((True, None, None, None), NOT_PROMOTED),
        ((False, None, True, None), NOT_PROMOTED),
        ((False, True, False, True), NOT_PROMOTED),
        ((False, False, False, True), RETEST),
        ((False, True, False, False), SUMMER_TRAINING),
        ((False, False, False, False), PROMOTED),
    )
)
