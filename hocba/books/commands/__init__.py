"""Opening books, entering cells, locking."""

from hocba.books.commands.entry import (
    Change,
    Confirmed,
    Saved,
    column_key,
    enter_marks,
    preview_marks,
)
from hocba.books.commands.locks import lock, open_for, unlock
from hocba.books.commands.opening import open_books
from hocba.books.commands.zero import decide_zero, propose_zero, refuse_zero

__all__ = [
    "Change",
    "Confirmed",
    "Saved",
    "column_key",
    "decide_zero",
    "enter_marks",
    "lock",
    "open_books",
    "open_for",
    "preview_marks",
    "propose_zero",
    "refuse_zero",
    "unlock",
]
