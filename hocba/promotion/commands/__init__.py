"""Checking, deciding and reopening a class's results; praise for what the rules do not know."""

from hocba.promotion.commands.praise import decide_praise, nominate, refuse_praise
from hocba.promotion.commands.review import Decided, check_class, decide_class, reopen_class

__all__ = [
    "Decided",
    "check_class",
    "decide_class",
    "decide_praise",
    "nominate",
    "refuse_praise",
    "reopen_class",
]
