"""The named world with complete books, decided, and with certificates of the principals."""

import datetime
import uuid
from collections.abc import Callable

import pytest

from hocba.documents.content import YearSnapshot
from hocba.documents.models import Certificate
from hocba.documents.snapshot import Snapshot
from hocba.forms.make import snapshots
from hocba.kernel.record import writing
from hocba.org.models import Place
from hocba.people.models import Student
from hocba.promotion.commands import check_class, decide_class
from hocba.promotion.queries import review_of
from tests.whole_year import fill_class, with_more_subjects
from tests.world import NOW, World, system, world, world_of_module

DAY = datetime.date(2026, 5, 29)
END = datetime.datetime(2026, 5, 29, 9, 0, tzinfo=NOW.tzinfo)
PRINCIPAL_OF = {"8A1": "principal", "3A": "primary_principal"}


def certified(world: World, who: str, school: Place) -> None:
    """A registered certificate, without a key: snapshots only ask whether there is one."""
    row = Certificate(
        person=world.people[who].pk,
        school=school,
        world="test",
        provider="pkcs12",
        key_name="none",
        serial=who,
        subject="CN=Thử",
        pem="",
        starts=NOW,
        ends=NOW + datetime.timedelta(days=365),
    )
    with writing():
        row.save()


@pytest.fixture
def secondary(world: World) -> World:
    """8A1 complete, not yet decided."""
    certified(world, "principal", world.secondary)
    return fill_class(with_more_subjects(world), "8A1", text="Chăm ngoan, tiến bộ rõ.")


@pytest.fixture
def primary(world: World) -> World:
    """3A complete, not yet decided."""
    certified(world, "primary_principal", world.primary)
    return fill_class(world, "3A", integer=90, text="Con chăm học.")


def decide(world: World, klass: str) -> None:
    if review_of(world.classes[klass], "year").state != "decided":
        check_class(system(END), world.classes[klass])
    decide_class(world.ctx(PRINCIPAL_OF[klass], at=END), world.classes[klass])


def made(world: World, klass: str) -> tuple[dict[int, list[Snapshot]], dict[int, str]]:
    """Snapshots by student id, and why the others are not ready."""
    numbers = iter(range(1, 10_000))
    new_id: Callable[[], uuid.UUID] = lambda: uuid.UUID(int=next(numbers) << 64)  # noqa: E731
    ready, left = snapshots(world.classes[klass], DAY, new_id=new_id)
    return ready, {student: reason for student, _, reason in left}


def year_of(world: World, student: Student, klass: str) -> YearSnapshot:
    """The year page of a pupil."""
    found = made(world, klass)[0][student.pk][0]
    assert isinstance(found, YearSnapshot)
    return found


__all__ = [
    "certified",
    "decide",
    "made",
    "primary",
    "secondary",
    "world",
    "world_of_module",
    "year_of",
]
