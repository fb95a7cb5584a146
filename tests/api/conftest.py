"""The named world for the tests of the API."""

import pytest
from django.core.cache import cache

from tests.world import world, world_of_module

__all__ = ["world", "world_of_module"]


@pytest.fixture(autouse=True)
def nobody_has_asked_yet() -> None:
    cache.clear()
