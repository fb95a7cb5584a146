"""Each route of the shell, opened as each role; the anonymous go to the log-in, others get 404."""

import datetime
from unittest import mock

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from hocba.people.models import Assignment
from tests.commands.objects import exemption, plan
from tests.web.helpers import client_of
from tests.world import NOW, World

ROLES = (
    "principal",
    "vice_principal",
    "clerk",
    "admin",
    "head",
    "homeroom",
    "teacher",
    "other_class",
    "expired",
    "ward_officer",
    "stranger",
)
ALL = dict.fromkeys(ROLES, 200)


def only(*names: str, others: int = 403) -> dict[str, int]:
    return {name: 200 if name in names else others for name in ROLES}


SETTINGS = ("people-setting", "people-setting-decide")
OFFICE = ("principal", "vice_principal", "clerk", "admin")
# route → what each role gets. «expired» has no duty today; «stranger» works at the other school.
EXPECTED: dict[str, dict[str, int]] = {
    "desk": ALL,
    "people-me": ALL,
    "law-index": ALL,
    "law-circular": ALL,
    "account_change_password": ALL,
    "mfa_index": ALL,
    "people-school": ALL,
    "people-staff": ALL,  # at least oneself
    "people-pupils": only(*OFFICE, "head", "homeroom", "teacher", "other_class", "stranger"),
    "people-pupil": only(*OFFICE, "head", "homeroom", "teacher", others=404)
    | {"expired": 403, "ward_officer": 403},
    "people-member": only(*OFFICE, "head", "teacher", "ward_officer", others=404),
    "people-rights": only("principal", "vice_principal", "admin"),
    "people-accounts": only("principal", "admin"),
    "people-log": only("principal", "vice_principal", "admin"),
    "people-place": ALL | {"stranger": 404},
    "people-settings": ALL,
    "people-place-settings": ALL | {"stranger": 404},
    "people-setting": ALL | {"stranger": 404},
}


@pytest.fixture(autouse=True)
def in_december() -> object:
    with mock.patch.object(timezone, "now", lambda: NOW):
        yield


def address(world: World, route: str) -> str:
    """The route for a pupil of 8A1, the mathematics teacher, or the lower-secondary school."""
    pk = {
        "people-pupil": lambda: world.roster("8A1")[0].pk,
        "people-member": lambda: world.staff["teacher"].pk,
        "people-place": lambda: world.secondary.pk,
        "people-place-settings": lambda: world.secondary.pk,
        "people-setting": lambda: world.secondary.pk,
    }.get(route)
    more = ["both_fail"] if route in SETTINGS else []
    if route == "law-circular":
        return reverse(route, args=["TT22"])
    return reverse(route, args=[pk(), *more] if pk else [])


@pytest.mark.parametrize("route", EXPECTED)
def test_each_role_gets_what_its_duties_give(world: World, route: str) -> None:
    got = {}
    for name in ROLES:
        response = client_of(world, name).get(address(world, route))
        got[name] = response.status_code
        assert "Traceback" not in response.content.decode()
    assert got == EXPECTED[route]


@pytest.mark.parametrize("route", EXPECTED)
def test_the_anonymous_go_to_the_log_in_and_come_back(world: World, route: str) -> None:
    where = address(world, route)
    response = Client().get(where)
    assert response.status_code == 302
    assert response["Location"] == f"{reverse('account_login')}?{urlencode({'next': where})}"


WRITES = (
    "people-give",
    "people-end",
    "people-open",
    "people-reset",
    "people-close",
    "people-setting-decide",
    "people-exempt",
    "people-unexempt",
    "people-plan",
    "people-unplan",
)


def written(world: World, route: str) -> str:
    duty = Assignment.objects.get(
        person=world.people["literature"], role=Assignment.Role.SUBJECT_TEACHER
    )
    pk = {
        "people-give": world.staff["literature"].pk,
        "people-end": duty.pk,
        "people-reset": world.user("literature").pk,
        "people-close": world.user("literature").pk,
        "people-setting-decide": world.secondary.pk,
        "people-exempt": world.roster("8A1")[0].pk,
        "people-unexempt": exemption(world, "").pk if route == "people-unexempt" else 0,
        "people-plan": world.roster("8A1")[0].pk,
        "people-unplan": plan(world, "").pk if route == "people-unplan" else 0,
    }.get(route)
    more = ["both_fail"] if route in SETTINGS else []
    return reverse(route, args=[pk, *more] if pk else [])


@pytest.mark.parametrize("route", WRITES)
def test_writing_needs_the_right_and_a_button(world: World, route: str) -> None:
    where = written(world, route)
    for name in ("teacher", "homeroom", "clerk", "expired", "ward_officer"):
        assert client_of(world, name).post(where).status_code == 403, name
    assert client_of(world, "principal").get(where).status_code == 405
    assert Client().post(where).status_code == 302


@pytest.mark.parametrize(
    "route", ("people-give", "people-end", "people-close", "people-setting-decide")
)
def test_the_principal_of_another_school_finds_nothing(world: World, route: str) -> None:
    where = written(world, route)
    assert client_of(world, "primary_principal").post(where).status_code == 404


def test_a_forged_form_is_turned_away(world: World) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.user("principal"))
    response = client.post(written(world, "people-close"), {"reason": "thử"})
    assert response.status_code == 403
    assert "tải lại trang" in response.content.decode()
    assert world.user("literature").is_active


def test_the_bar_leads_only_where_the_person_may_go(world: World) -> None:
    for name in ROLES:
        client = client_of(world, name)
        html = client.get("/").content.decode()
        bar = html.split("</nav>")[0].split('<nav aria-label="Chính">')[1]
        for link in (part.split('"')[0] for part in bar.split('href="')[1:]):
            assert client.get(link).status_code == 200, (name, link)


def test_a_calm_page_costs_three_queries_before_its_own(
    world: World, django_assert_max_num_queries: object
) -> None:
    client = client_of(world, "teacher")
    with django_assert_max_num_queries(3):  # type: ignore[operator]
        client.get(reverse("mfa_index") + "nowhere/")
        client.get(reverse("people-log"))  # refused: session, account, duties


def test_days_of_the_year_are_told_on_the_desk(world: World) -> None:
    html = client_of(world, "teacher").get("/").content.decode()
    assert "Thứ hai, 15/12/2025" in html
    assert "học kì I, tuần 16 của 20" in html
    assert "còn 32 ngày" in html
    assert datetime.date(2025, 12, 15).weekday() == 0
