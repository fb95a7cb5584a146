"""The named world for the tests of pages."""

from tests.world import world, world_of_module

__all__ = ["world", "world_of_module"]
