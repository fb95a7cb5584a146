"""Kinds of examples that TT 22/2021 answers."""

from __future__ import annotations

from ..secondary.examples import COMMENTS, MARKS, YEAR, Kinds, learning_level

KINDS: Kinds = {**MARKS, **COMMENTS, **YEAR, "learning_level": learning_level}
