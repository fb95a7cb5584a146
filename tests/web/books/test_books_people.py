"""Codes and birth dates for a pasted table: for who writes in the book, for nobody else."""

import datetime
from unittest import mock

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.web.helpers import client_of
from tests.world import NOW, World

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_december() -> object:
    with mock.patch.object(timezone, "now", lambda: NOW):
        yield


def test_the_teacher_of_the_book_gets_codes_and_birth_dates(world: World) -> None:
    book = world.books["8A1", "TOAN"]
    answer = client_of(world, "teacher").get(reverse("book-people", args=[book.pk])).json()
    roster = {str(pupil.pk): pupil for pupil in world.roster("8A1")}
    assert answer["people"].keys() == roster.keys()
    for pk, (code, born) in answer["people"].items():
        assert code == (roster[pk].moet_code or "")
        assert not born or datetime.date.fromisoformat(born)
        assert (
            roster[pk].person.personal_id not in (code, born) or not roster[pk].person.personal_id
        )


def test_others_do_not(world: World) -> None:
    where = reverse("book-people", args=[world.books["8A1", "TOAN"].pk])
    got = {
        who: client_of(world, who).get(where).status_code
        for who in ("principal", "homeroom", "literature", "other_class", "stranger", "expired")
    }
    assert got == {"principal": 403, "homeroom": 403, "literature": 404, "other_class": 404, "stranger": 404, "expired": 403}  # fmt: skip
