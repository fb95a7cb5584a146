"""Comments on pupils: wording proposed from the own results, checks, word differences. All pure."""

from hocba.books.remarks.checks import Doubt, doubts
from hocba.books.remarks.difference import Piece, difference
from hocba.books.remarks.wording import Bank, Known, Pupil, propose, rank_of, trend_of

__all__ = [
    "Bank",
    "Doubt",
    "Known",
    "Piece",
    "Pupil",
    "difference",
    "doubts",
    "propose",
    "rank_of",
    "trend_of",
]
