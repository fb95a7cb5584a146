"""How often a property is tried: a short form in the lane, twenty times as often by `make witness`."""

from __future__ import annotations

import os

from hypothesis import settings

LONG = "WITNESS_PUPILS" in os.environ
LONGER = 20


def often(examples: int) -> settings:
    """Settings of a property that the lane tries with so many examples."""
    many = examples * LONGER if LONG else examples
    return settings(max_examples=many, deadline=None, database=None)
