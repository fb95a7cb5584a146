"""Kinds of examples that TT 43/2021 answers."""

from __future__ import annotations

from ..secondary.examples import MARKS, YEAR, Kinds, completion, learning_level

KINDS: Kinds = {
    **MARKS,
    **YEAR,
    "completion": completion,
    "learning_level": learning_level,
    "learning_level_gdtx": learning_level,
}
