"""The named world for the tests of pages."""

from tests.world import world

__all__ = ["world"]
