"""Opening books, entering cells, locking; roll calls and lessons."""

from hocba.books.commands.attendance import Away, Called, call_roll
from hocba.books.commands.entry import (
    Change,
    Confirmed,
    Saved,
    column_key,
    enter_marks,
    preview_marks,
)
from hocba.books.commands.goals import GoalPlan, drop_goal, set_goals
from hocba.books.commands.lessons import (
    Lesson,
    close_week,
    reopen_lessons,
    review_month,
    write_lesson,
)
from hocba.books.commands.locks import lock, open_for, unlock
from hocba.books.commands.opening import open_books

__all__ = [
    "Away",
    "Called",
    "Change",
    "Confirmed",
    "GoalPlan",
    "Lesson",
    "Saved",
    "call_roll",
    "close_week",
    "column_key",
    "drop_goal",
    "enter_marks",
    "lock",
    "open_books",
    "open_for",
    "preview_marks",
    "reopen_lessons",
    "review_month",
    "set_goals",
    "unlock",
    "write_lesson",
]
