"""Plain Vietnamese sentences for the values the circulars share, and what an unfinished one lacks.

Thresholds, titles and who decides come from the circular's `params`.
"""

from .decisions import (
    award,
    comment_retest,
    completion,
    conduct_year,
    promotion,
    promotion_after,
    retest,
)
from .lacks import (
    lacking_after,
    lacking_second_term,
    lacking_slots,
    lacking_subjects,
    lacking_terms,
    lacking_through,
)
from .levels import adjusted, base, culprit, learning, learning_after
from .marks import after, average, average_year, comment, comment_year

__all__ = [
    "adjusted",
    "after",
    "average",
    "average_year",
    "award",
    "base",
    "comment",
    "comment_retest",
    "comment_year",
    "completion",
    "conduct_year",
    "culprit",
    "lacking_after",
    "lacking_second_term",
    "lacking_slots",
    "lacking_subjects",
    "lacking_terms",
    "lacking_through",
    "learning",
    "learning_after",
    "promotion",
    "promotion_after",
    "retest",
]
