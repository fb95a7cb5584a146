"""The named world for the tests of commands."""

from tests.world import world, world_of_module

__all__ = ["world", "world_of_module"]
