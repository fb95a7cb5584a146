"""The thresholds and tables of TT 22/2021: what an amendment would change."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from ..exact import Array
from ..levels import Scale
from ..secondary.decisions import NOT_PROMOTED, PROMOTED, RETEST, SUMMER_TRAINING
from ..settings import Settings
from ..verdict import Band, Bands, Bound, Grid, Verdict

CHUA_DAT, DAT, KHA, TOT = range(4)
AWARD = Scale(
    "danh hiệu",
    ("NONE", "GIOI", "XUAT_SAC"),
    ("Không có danh hiệu", "Học sinh Giỏi", "Học sinh Xuất sắc"),
)


@dataclass(frozen=True)
class Params:
    """Every threshold of the circular; an amendment changes these, not the functions.

    Marks in tenths.  `levels` rows: level, floor of every scored subject, mark that `need`
    subjects must reach, how many comment subjects may be Chưa đạt (Điều 9 khoản 2).  A level may
    be lifted up to `may_be_lifted` when it would be at least `lifted_from` without one subject
    (khoản 3).  `promoted_from`: the lowest rèn luyện and học tập of who is promoted.
    """

    tx_by_periods: tuple[tuple[int, int], ...] = ((35, 2), (70, 3), (10_000, 4))
    comment_tx: int = 2
    term_weights: tuple[int, int, int] = (1, 2, 3)
    year_weights: tuple[int, int] = (1, 2)
    need: int = 6
    levels: tuple[tuple[int, int, int, int], ...] = (
        (TOT, 65, 80, 0),
        (KHA, 50, 65, 0),
        (DAT, 35, 50, 1),
    )
    retest_below: int = 50
    absence_max: int = 45
    award_mark: int = 90
    last_grades: tuple[int, ...] = (9, 12)
    top: int = TOT
    lifted_from: int = KHA
    may_be_lifted: int = DAT
    promoted_from: tuple[int, int] = (DAT, DAT)
    to_retest: int = RETEST
    term_parts: tuple[str, ...] = ("tx", "gk", "ck")
    head: str = "Hiệu trưởng"
    conduct_word: str = "rèn luyện"
    learning_word: str = "học tập"
    lifted_words: str = "Tốt hoặc Khá"

    @cached_property
    def bands(self) -> Bands:
        """Điều 9 khoản 2 as a table, best level first."""
        return Bands(
            *(
                Band(
                    level,
                    (
                        Bound("comments_failed", failed, at_most=True),
                        Bound("lowest", floor),
                        Bound(f"reaching_{mark}", self.need),
                    ),
                )
                for level, floor, mark, failed in self.levels
            ),
            Band(CHUA_DAT, ()),
        )

    def floor_of(self, level: int) -> int:
        """The mark below which no scored subject may fall for a level."""
        return next(floor for wanted, floor, _, _ in self.levels if wanted == level)

    def promotion_table(self, settings: Settings) -> Verdict:
        """Điều 12 to 14, by the setting `both_fail`."""
        return PROMOTION_TABLES[str(settings["both_fail"])]

    def learning_facts(self, learning: Array) -> tuple[Array, ...]:
        """What the table of promotion asks about the học tập level."""
        return (learning == CHUA_DAT,)

    @property
    def marks(self) -> tuple[int, ...]:
        """The marks at which subjects are counted: 8,0, 6,5 and 5,0."""
        return tuple(mark for _, _, mark, _ in self.levels)


CONDUCT_YEAR = Grid(
    # HKI:  Chưa đạt, Đạt, Khá, Tốt              HKII
    (
        (CHUA_DAT, CHUA_DAT, CHUA_DAT, CHUA_DAT),  # Chưa đạt
        (DAT, DAT, DAT, KHA),  # Đạt
        (DAT, KHA, KHA, KHA),  # Khá
        (KHA, KHA, TOT, TOT),  # Tốt
    )
)

PROMOTION_TABLES = {
    both_fail: Verdict(
        # absent too often, rèn luyện Chưa đạt, học tập Chưa đạt
        (
            ((True, None, None), NOT_PROMOTED),
            ((False, False, False), PROMOTED),
            ((False, False, True), RETEST),
            ((False, True, False), SUMMER_TRAINING),
            ((False, True, True), result),
        )
    )
    for both_fail, result in (("NOT_PROMOTED", NOT_PROMOTED), ("SUMMER_TRAINING", SUMMER_TRAINING))
}
"""Điều 12 to 14, by the setting `both_fail`."""
