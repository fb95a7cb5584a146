"""Receipts that can be looked up later: my own, and by code for those who run the school."""

import re
import uuid
from unittest import mock

import pytest
from django.urls import reverse
from django.utils import timezone

from hocba.books.commands import Confirmed, enter_marks
from hocba.exchange import commands as exchange
from hocba.exchange.models import Import
from hocba.kernel.command import event_of, receipt_code
from hocba.kernel.models import Event
from tests.commands import files
from tests.commands.entries import MATHS, change, pupil
from tests.web.helpers import client_of, text
from tests.world import NOW, YEAR, World

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_december() -> object:
    with mock.patch.object(timezone, "now", lambda: NOW):
        yield


@pytest.fixture
def code(world: World) -> str:
    """A save of the mathematics teacher in 8A1, as the grid sends it."""
    ctx = world.ctx("teacher", request_id=uuid.uuid4())
    changes = [change(pupil(world), "tx1", 75), change(pupil(world, 1), "tx1", 80)]
    saved = enter_marks(ctx, world.books[MATHS], changes, [Confirmed("same", "1:gk", 2, 2)])
    return saved.receipt


def test_a_code_leads_back_to_its_event_and_a_misread_one_to_nothing() -> None:
    for event in (1, 96, 97, 31, 1024, 10**6, 10**12):
        assert event_of(receipt_code(event)) == event
        assert event_of(receipt_code(event).lower().replace("0", "o")) == event
    assert event_of("3RJ0-73") is None and event_of("") is None and event_of("x-y-z") is None
    assert event_of(receipt_code(5) + "\x00") is None and event_of("-" * 40) is None


def test_my_saves_are_listed_with_book_column_count_and_code(world: World, code: str) -> None:
    shown = text(client_of(world, "teacher").get(reverse("receipts")))
    assert code in shown and "8A1" in shown and "ĐĐGtx 1 HKI" in shown
    assert "2/2 điểm giống cột ĐĐGgk HKI" in shown
    other = client_of(world, "literature").get(reverse("receipts"))
    assert code not in text(other) and "Chưa có biên nhận nào" in text(other)


def test_a_receipt_shows_its_lines_of_the_ledger(world: World, code: str) -> None:
    shown = text(client_of(world, "teacher").get(reverse("receipt", args=[code])))
    assert pupil(world).person.full_name in shown
    assert re.findall(r"<b>([\d,]+)</b>", shown) == ["7,5", "8"]


def test_the_school_looks_a_code_up_and_others_find_nothing(world: World, code: str) -> None:
    where = reverse("receipt", args=[code])
    got = {
        who: client_of(world, who).get(where).status_code
        for who in ("teacher", "principal", "admin", "homeroom", "literature", "stranger", "primary_principal")
    }  # fmt: skip
    assert got == {"teacher": 200, "principal": 200, "admin": 200, "homeroom": 404, "literature": 404,
                   "stranger": 404, "primary_principal": 404}  # fmt: skip
    found = client_of(world, "principal").get(reverse("receipts"), {"ma": f" {code.lower()} "})
    assert found.status_code == 302 and found["Location"] == where
    lost = client_of(world, "literature").get(reverse("receipts"), {"ma": code})
    assert lost.status_code == 404 and "Không có biên nhận" in text(lost)


def test_a_code_of_something_else_is_no_receipt(world: World) -> None:
    last = Event.objects.latest("pk")
    where = reverse("receipt", args=[receipt_code(last.pk)])
    assert client_of(world, "principal").get(where).status_code == 404


@pytest.fixture
def file(world: World) -> Import:
    """A gradebook file of the mathematics teacher, applied."""
    data = files.gradebook(world, [["7,5", 8], [9, "10"]])
    row = exchange.preview(
        world.ctx("teacher"), world.secondary, YEAR, "gradebook", "toan-8A1.xlsx", data
    )
    return exchange.apply(world.ctx("teacher"), row)


def of_file(file: Import) -> str:
    return receipt_code(Event.objects.get(verb="import.apply", on_id=str(file.pk)).pk)


def test_an_applied_file_stands_among_the_receipts_with_what_it_wrote(
    world: World, code: str, file: Import
) -> None:
    client = client_of(world, "teacher")
    listed = text(client.get(reverse("receipts")))
    assert listed.index("Tệp «toan-8A1.xlsx»") < listed.index(code), "newest first"
    assert client.get(reverse("receipts"), {"ma": of_file(file)})["Location"] == reverse(
        "receipt", args=[of_file(file)]
    )
    shown = text(client.get(reverse("receipt", args=[of_file(file)])))
    for told in (file.file_id, "toan-8A1.xlsx", world.people["teacher"].full_name, "Số ô đã ghi"):
        assert told in shown
    [save] = Event.objects.filter(batch=file.batch, verb="mark.enter")
    assert reverse("receipt", args=[receipt_code(save.pk)]) in shown
    cells = text(client.get(reverse("receipt", args=[receipt_code(save.pk)])))
    assert "Ghi từ tệp" in cells and re.findall(r"<b>([\d,]+)</b>", cells) == ["9", "8", "10"], (
        "7,5 stood there"
    )
    assert of_file(file) in text(client.get(reverse("exchange-preview", args=[file.pk])))


def test_undoing_a_file_is_told_on_its_receipt(world: World, file: Import) -> None:
    exchange.undo(world.ctx("teacher"), file)
    shown = text(client_of(world, "teacher").get(reverse("receipt", args=[of_file(file)])))
    assert "đã được hoàn tác lúc" in shown


def test_the_school_looks_the_receipt_of_a_file_up_and_others_find_nothing(
    world: World, file: Import
) -> None:
    where = reverse("receipt", args=[of_file(file)])
    got = {
        who: client_of(world, who).get(where).status_code
        for who in ("teacher", "principal", "admin", "literature", "stranger")
    }
    assert got == {
        "teacher": 200, "principal": 200, "admin": 200, "literature": 404, "stranger": 404,
    }  # fmt: skip
    assert "toan-8A1" not in text(client_of(world, "principal").get(reverse("exchange-imports")))
