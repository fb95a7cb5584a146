"""How often a property is tried: a short form in the lane, ten times as often by `make witness`."""

from __future__ import annotations

import os

from hypothesis import settings

LONG = "WITNESS_PUPILS" in os.environ
LONGER = 10
SHORTER = 4
"""For mutants, `HOCBA_MUTANTS` in the environment: only so much of the examples."""


def often(examples: int) -> settings:
    """Settings of a property that the lane tries with so many examples."""
    many = examples * LONGER if LONG else examples
    if "HOCBA_MUTANTS" in os.environ:
        many = examples // SHORTER
    return settings(max_examples=many, deadline=None, database=None)
