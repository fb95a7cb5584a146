"""Kinds of examples that TT 43/2021 answers."""

from __future__ import annotations

from ..secondary.examples import MARKS, YEAR, Kinds, learning_level

KINDS: Kinds = {
    **MARKS,
    **YEAR,
    "learning_level": learning_level,
    "learning_level_gdtx": learning_level,
}
