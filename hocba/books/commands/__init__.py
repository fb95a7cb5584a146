"""Opening books, entering cells, locking, asking; roll calls and lessons."""

from hocba.books.commands.asking import ask_opening
from hocba.books.commands.attendance import Away, Called, call_roll
from hocba.books.commands.choices import (
    CLUSTERS,
    ELECTIVES,
    Ground,
    Pick,
    choose,
    holding_cells,
    switch,
)
from hocba.books.commands.correcting import (
    Piece,
    ask_correction,
    hand_in,
    read_notice,
    send,
    submit_column,
)
from hocba.books.commands.entry import (
    Change,
    Confirmed,
    Saved,
    column_key,
    enter_cells,
    enter_marks,
    preview_marks,
    why_not,
)
from hocba.books.commands.goals import GoalPlan, drop_goal, set_goals
from hocba.books.commands.lessons import (
    Lesson,
    close_week,
    reopen_lessons,
    review_month,
    write_lesson,
)
from hocba.books.commands.locks import carry_out, lock, open_for, unlock
from hocba.books.commands.one_term import decidable, decide_result
from hocba.books.commands.opening import open_books
from hocba.books.commands.personal import ask_replacement, print_personal, receive_personal
from hocba.books.commands.plan import remind, set_plan
from hocba.books.commands.proofread import proofread
from hocba.books.commands.pupil_remarks import remark_pupils, withdraw_remark
from hocba.books.commands.remarks import (
    PhraseFacts,
    answer,
    drop_phrase,
    keep_phrases,
    keep_school_phrases,
    remark_week,
    suggest,
)
from hocba.books.commands.ruling import decide_level, open_levels, withdraw_ruling
from hocba.books.commands.traits import restore_traits, set_flexible, specialise
from hocba.books.commands.zero import decide_zero, propose_zero, refuse_zero, withdraw_zero

__all__ = [
    "CLUSTERS",
    "ELECTIVES",
    "Away",
    "Called",
    "Change",
    "Confirmed",
    "GoalPlan",
    "Ground",
    "Lesson",
    "PhraseFacts",
    "Pick",
    "Piece",
    "Saved",
    "answer",
    "ask_correction",
    "ask_opening",
    "ask_replacement",
    "call_roll",
    "carry_out",
    "choose",
    "close_week",
    "column_key",
    "decidable",
    "decide_level",
    "decide_result",
    "decide_zero",
    "drop_goal",
    "drop_phrase",
    "enter_cells",
    "enter_marks",
    "hand_in",
    "holding_cells",
    "keep_phrases",
    "keep_school_phrases",
    "lock",
    "open_books",
    "open_for",
    "open_levels",
    "preview_marks",
    "print_personal",
    "proofread",
    "propose_zero",
    "read_notice",
    "receive_personal",
    "refuse_zero",
    "remark_pupils",
    "remark_week",
    "remind",
    "reopen_lessons",
    "restore_traits",
    "review_month",
    "send",
    "set_flexible",
    "set_goals",
    "set_plan",
    "specialise",
    "submit_column",
    "suggest",
    "switch",
    "unlock",
    "why_not",
    "withdraw_remark",
    "withdraw_ruling",
    "withdraw_zero",
    "write_lesson",
]
