"""What is given for TT 22/2021: marks, masks, rèn luyện, absences, re-assessment."""

from __future__ import annotations

from ..column import Rulebook
from ..levels import LEARNING
from ..secondary.inputs import declare_electives, declare_marks, declare_year

SLOTS = {"tx": "ĐĐGtx", "gk": "ĐĐGgk", "ck": "ĐĐGck"}


def declare(book: Rulebook) -> None:
    """Add every input of the circular to a rulebook."""
    declare_marks(book, SLOTS, comments=True)
    declare_electives(book)
    declare_year(book, LEARNING, LEARNING, comments=True, conduct_label="Rèn luyện")
