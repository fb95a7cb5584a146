"""Opening books, entering cells, locking, asking."""

from hocba.books.commands.asking import ask_opening
from hocba.books.commands.entry import (
    Change,
    Confirmed,
    Saved,
    column_key,
    enter_marks,
    preview_marks,
)
from hocba.books.commands.locks import carry_out, lock, open_for, unlock
from hocba.books.commands.opening import open_books

__all__ = [
    "Change",
    "Confirmed",
    "Saved",
    "ask_opening",
    "carry_out",
    "column_key",
    "enter_marks",
    "lock",
    "open_books",
    "open_for",
    "preview_marks",
    "unlock",
]
