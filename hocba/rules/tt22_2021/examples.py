"""Kinds of examples that TT 22/2021 answers."""

from __future__ import annotations

from ..secondary.examples import COMMENTS, MARKS, YEAR, Kinds, completion, learning_level

KINDS: Kinds = {
    **MARKS,
    **COMMENTS,
    **YEAR,
    "completion": completion,
    "learning_level": learning_level,
}
