"""Routes over the books as each role: what is not theirs to see is not there, or refused."""

from typing import Any
from unittest import mock

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from hocba.books.commands import lock
from hocba.books.models import Lock
from hocba.exchange import commands as exchange
from hocba.exchange.models import Import
from tests.commands import files
from tests.commands.objects import praise, ruling, zero
from tests.web.helpers import client_of
from tests.web.test_web_routes import OFFICE, ROLES, only
from tests.world import NOW, YEAR, World

READERS = (*OFFICE, "head", "homeroom", "teacher", "other_class", "stranger")
NO_DUTY = {"expired": 403, "ward_officer": 403}
WHOLE = only(*OFFICE, "homeroom", others=404) | NO_DUTY | {"head": 403, "teacher": 403}
WHOLE_SCHOOL = only(*OFFICE, "homeroom", "other_class", others=404) | NO_DUTY
PART = only(*OFFICE, "head", "homeroom", "teacher", others=404) | NO_DUTY
EXPECTED: dict[str, dict[str, int]] = {
    "results-classes": only(*READERS),
    "results-progress": only(*READERS),
    "results-class": PART,
    "results-why": WHOLE,
    "results-pupil": PART,
    "results-decisions": WHOLE,
    "results-lists": WHOLE,
    "results-check": WHOLE,
    "results-term": WHOLE,
    "results-locks": only(*OFFICE),
    "results-gaps": only(*READERS),
    "results-waiting": only(*READERS),
    "results-year": only(*READERS),
    "results-term-school": only(*READERS),
    "results-listing": only(*READERS),
    "results-listing-excel": WHOLE_SCHOOL,
    "results-listing-paper": WHOLE_SCHOOL,
    "results-praise": only(*READERS),
    "book-missed": PART,
    "exchange-imports": only(*READERS),
    "exchange-preview": only("teacher", others=404),
}
WRITES = (
    "results-decide",
    "results-lock",
    "results-open",
    "results-unlock",
    "results-zero-decide",
    "results-zero-refuse",
    "results-zero-withdraw",
    "results-ruling-withdraw",
    "results-reopen",
    "results-term-decide",
    "results-one-term",
    "results-level",
    "results-flexible",
    "results-specialise",
    "results-year-decide",
    "results-praise-decide",
    "results-praise-refuse",
)


@pytest.fixture(autouse=True)
def in_december() -> object:
    with mock.patch.object(timezone, "now", lambda: NOW):
        yield


def address(world: World, route: str) -> str:
    klass, pupil = world.classes["8A1"].pk, world.roster("8A1")[0].pk
    makers: dict[str, Any] = {
        "results-pupil": lambda: pupil,
        "results-one-term": lambda: pupil,
        "results-level": lambda: pupil,
        "exchange-preview": lambda: preview(world).pk,
        "results-unlock": lambda: locked(world).pk,
        "results-zero-refuse": lambda: zero(world, "proposed").pk,
        "results-zero-withdraw": lambda: zero(world, "decided").pk,
        "results-ruling-withdraw": lambda: ruling(world, "").pk,
        "results-praise-refuse": lambda: praise(world, "proposed").pk,
        "book-missed": lambda: world.books["8A1", "TOAN"].pk,
    }
    if route in makers:
        return reverse(route, args=[makers[route]()])
    if route in (
        "results-class",
        "results-why",
        "results-decisions",
        "results-decide",
        "results-lists",
        "results-check",
        "results-term",
        "results-term-decide",
        "results-reopen",
        "results-flexible",
        "results-specialise",
    ):
        more = f"?student={pupil}&result=learning_year" if route == "results-why" else ""
        return reverse(route, args=[klass]) + more
    if route.startswith("results-listing"):
        return reverse(route, args=["len-lop"])
    return reverse(route)


def preview(world: World) -> Import:
    data = files.gradebook(world, [["7,5", 8]])
    return exchange.preview(
        world.ctx("teacher"), world.secondary, YEAR, "gradebook", "8A1.xlsx", data
    )


def locked(world: World) -> Lock:
    ctx = world.ctx("principal", reason="Hết hạn nhập điểm")
    return lock(ctx, world.secondary, YEAR, "school", world.secondary.pk)


@pytest.mark.parametrize("route", EXPECTED)
def test_each_role_gets_what_its_duties_give(world: World, route: str) -> None:
    where = address(world, route)
    got = {name: client_of(world, name).get(where).status_code for name in ROLES}
    assert got == EXPECTED[route]


@pytest.mark.parametrize("route", (*EXPECTED, *WRITES))
def test_the_anonymous_go_to_the_log_in(world: World, route: str) -> None:
    where = address(world, route)
    response = Client().post(where) if route in WRITES else Client().get(where)
    assert response.status_code == 302
    assert response["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize("route", WRITES)
def test_only_the_principal_writes_and_only_by_a_button(world: World, route: str) -> None:
    where = address(world, route)
    for name in set(ROLES) - {"principal"}:
        assert client_of(world, name).post(where).status_code == 403, name
    assert client_of(world, "principal").get(where).status_code == 405


def test_the_principal_of_another_school_finds_no_class(world: World) -> None:
    other = client_of(world, "primary_principal")
    for route in (
        "results-class",
        "results-decisions",
        "results-lists",
        "results-why",
        "results-pupil",
    ):
        assert other.get(address(world, route)).status_code == 404, route
    assert other.post(address(world, "results-decide")).status_code == 404
