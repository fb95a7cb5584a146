"""Opening books, entering cells, locking."""

from hocba.books.commands.choices import Ground, Pick, choose, switch
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

__all__ = [
    "Change",
    "Confirmed",
    "Ground",
    "Pick",
    "Saved",
    "choose",
    "column_key",
    "enter_marks",
    "lock",
    "open_books",
    "open_for",
    "preview_marks",
    "switch",
    "unlock",
]
