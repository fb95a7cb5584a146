"""The shape of each regime's books, results and decisions, by the regime's code."""

from hocba.books.shapes import kindergarten, primary, secondary, tt58
from hocba.books.shapes.plan import (
    AFTER_YEAR,
    HEAD_SLOT,
    HEAD_TERM,
    NO_TOPICS,
    TOPICS,
    ColumnPlan,
    from_slot,
    text,
)
from hocba.books.shapes.shape import Level, Part, Shape
from hocba.kernel.errors import Refusal

SHAPES = {
    "TT22": secondary.TT22,
    "TT27": primary.TT27,
    "TT30": primary.TT30,
    "MN": kindergarten.MN,
    "TT43": secondary.TT43,
    "TT58": tt58.TT58,
    "TT58+TT26": tt58.TT58,
}


def shape_of(code: str) -> Shape:
    """The shape of a regime by its short code; Refusal when the program has no books for it."""
    if code not in SHAPES:
        raise Refusal(f"Chương trình chưa có sổ theo quy định {code}.")
    return SHAPES[code]


__all__ = [
    "AFTER_YEAR",
    "HEAD_SLOT",
    "HEAD_TERM",
    "NO_TOPICS",
    "SHAPES",
    "TOPICS",
    "ColumnPlan",
    "Level",
    "Part",
    "Shape",
    "from_slot",
    "shape_of",
    "text",
]
