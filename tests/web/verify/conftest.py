"""Sealed and issued transcripts to be judged by strangers."""

from tests.web.signing.conftest import (
    asked,
    at_the_end,
    bare,
    desks,
    few_keys,
    pki,
    world,
    world_of_module,
)

__all__ = ["asked", "at_the_end", "bare", "desks", "few_keys", "pki", "world", "world_of_module"]
