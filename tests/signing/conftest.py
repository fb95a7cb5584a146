from pathlib import Path

import pytest
from signing_world import SigningWorld, transcript


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> SigningWorld:
    return SigningWorld.make(Path(tmp_path_factory.mktemp("signing")))


@pytest.fixture(scope="session")
def teachers_xml(world: SigningWorld) -> bytes:
    return world.by_teachers(transcript())


@pytest.fixture(scope="session")
def complete_xml(world: SigningWorld, teachers_xml: bytes) -> bytes:
    return world.complete(teachers_xml)


@pytest.fixture(scope="session")
def sealed_pdf(world: SigningWorld, teachers_xml: bytes) -> bytes:
    return world.sealed(teachers_xml)
