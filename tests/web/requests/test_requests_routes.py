"""Routes of requests as each role: one's own, those to decide, and nothing of another school."""

from unittest import mock

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from hocba.books.commands import lock
from tests.commands import objects
from tests.web.helpers import client_of
from tests.web.test_web_routes import ALL, ROLES, only
from tests.world import NOW, YEAR, World, system

EXPECTED: dict[str, dict[str, int]] = {
    "requests": ALL,
    "request": only("principal", "vice_principal", "admin", "head", "teacher", others=404),
    "opening-ask": only("teacher", others=403)
    | {"homeroom": 403, "other_class": 404, "stranger": 404, "head": 403},
}
WRITES = ("request-approve", "request-reject", "request-withdraw", "results-carry-out")


@pytest.fixture(autouse=True)
def in_december() -> object:
    with mock.patch.object(timezone, "now", lambda: NOW):
        yield


def address(world: World, route: str) -> str:
    if route == "requests":
        return reverse(route)
    if route == "opening-ask":
        return reverse(route, args=[world.books["8A1", "TOAN"].pk])
    if route == "results-carry-out":
        return reverse(route, args=[objects.order(world, "waiting").pk])
    return reverse(route, args=[objects.opening(world, "submitted").pk])


@pytest.mark.parametrize("route", EXPECTED)
def test_each_role_gets_what_its_duties_give(world: World, route: str) -> None:
    lock(system(), world.secondary, YEAR, "school", world.secondary.pk)
    where, got = address(world, route), {}
    for name in ROLES:
        response = client_of(world, name).get(where)
        got[name] = response.status_code
        assert "Traceback" not in response.content.decode()
    assert got == EXPECTED[route]
    assert Client().get(where).status_code == 302


@pytest.mark.parametrize("route", WRITES)
def test_moves_need_a_button_and_the_right(world: World, route: str) -> None:
    where = address(world, route)
    assert client_of(world, "principal").get(where).status_code == 405
    assert Client().post(where).status_code == 302
    for name in ("literature", "clerk", "expired", "ward_officer"):
        status = client_of(world, name).post(where).status_code
        assert status in (403, 404), name
    assert client_of(world, "primary_principal").post(where).status_code in (403, 404)


def test_the_asker_who_would_approve_is_turned_away(world: World) -> None:
    from tests.web.results.test_results_locks import logged_in

    row = objects.opening(world, "submitted")
    response = logged_in(world, "teacher").post(reverse("request-approve", args=[row.pk]))
    assert response.status_code == 403
    own = objects.opening_of_principal(world, "submitted")
    response = logged_in(world, "principal").post(reverse("request-approve", args=[own.pk]))
    assert response.status_code == 403
    own.refresh_from_db()
    assert own.state == "submitted"
