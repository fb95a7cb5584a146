"""The named world for the tests of commands."""

from tests.world import world

__all__ = ["world"]
