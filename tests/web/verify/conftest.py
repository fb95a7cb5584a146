"""Sealed and issued transcripts to be judged by strangers; sealed once a module."""

import copy
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.web.signing.conftest import (
    Desk,
    asked,
    at_the_end,
    decided_of_module,
    few_keys,
    pki,
    world_of_module,
)
from tests.world import for_a_while


@pytest.fixture(scope="module")
def issued_of_module(
    decided_of_module: tuple[Desk, Path], django_db_blocker: Any, pki: Path
) -> Iterator[tuple[Desk, Path]]:
    """All transcripts of 8A1 issued, and the home that their files lie in."""
    desks, home = decided_of_module
    with for_a_while(django_db_blocker):
        with at_the_end(pki, home), asked():
            desks.through_seal()
            desks.post("clerk", "papers-issue-all", desks.klass)
        yield desks, home


@pytest.fixture
def issued(
    issued_of_module: tuple[Desk, Path], db: None, pki: Path, tmp_path: Path
) -> Iterator[Desk]:
    """The same for each test, which may change rows and files."""
    desks, home = issued_of_module
    shutil.copytree(home, tmp_path, dirs_exist_ok=True)
    with at_the_end(pki, tmp_path), asked():
        yield copy.deepcopy(desks)


__all__ = ["decided_of_module", "few_keys", "issued", "issued_of_module", "pki", "world_of_module"]
