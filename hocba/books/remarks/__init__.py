"""Comments on pupils: wording proposed from the own results, checks, word differences. All pure."""

from hocba.books.remarks.checks import Doubt, doubts
from hocba.books.remarks.difference import Piece, difference
from hocba.books.remarks.wording import (
    Bank,
    Known,
    Noted,
    Pupil,
    propose,
    rank_of,
    trend_of,
    with_weeks,
)

__all__ = [
    "Bank",
    "Doubt",
    "Known",
    "Noted",
    "Piece",
    "Pupil",
    "difference",
    "doubts",
    "propose",
    "rank_of",
    "trend_of",
    "with_weeks",
]
