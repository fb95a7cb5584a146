"""The shape of each regime's books, results and decisions, by the regime's code."""

from hocba.books.shapes import kindergarten, primary, secondary
from hocba.books.shapes.plan import AFTER_YEAR, NO_TOPICS, TOPICS, ColumnPlan, from_slot, text
from hocba.books.shapes.shape import Level, Part, Shape, Words

SHAPES = {
    "TT22": secondary.TT22,
    "TT27": primary.TT27,
    "TT30": primary.TT30,
    "MN": kindergarten.MN,
}


def shape_of(code: str) -> Shape:
    """The shape of a regime by its short code; KeyError when the program has none."""
    return SHAPES[code]


__all__ = [
    "AFTER_YEAR",
    "NO_TOPICS",
    "SHAPES",
    "TOPICS",
    "ColumnPlan",
    "Level",
    "Part",
    "Shape",
    "Words",
    "from_slot",
    "shape_of",
    "text",
]
