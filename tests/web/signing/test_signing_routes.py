"""Routes of documents and signatures as each role; what is another school's is not there."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from hocba.documents.models import Certificate, SigningRun
from tests.web.helpers import client_of
from tests.web.signing.conftest import Desk
from tests.web.test_web_routes import ROLES, only

YEAR = "transcript_year"
LEADERS = ("principal", "vice_principal", "clerk")
CERTIFICATE_READERS = (*LEADERS, "admin")
EVERYBODY = only(*ROLES)
ONE = only(*LEADERS, "homeroom", others=404)
SCHOOL_PAPERS = ("papers-one", "papers-proof", "papers-booklet")
# route → what each role gets for class 8A1 out for signing; «literature» confirms by account
EXPECTED: dict[str, dict[str, int]] = {
    "papers": EVERYBODY,
    "papers-class": only(
        *LEADERS, "admin", "head", "homeroom", "teacher", "ward_officer", others=404
    ),
    "papers-one": ONE,
    "papers-proof": ONE,
    "papers-booklet": ONE,
    "papers-pdf": dict.fromkeys(ROLES, 404),
    "papers-xml": dict.fromkeys(ROLES, 404),
    "signing-desk": EVERYBODY,
    "signing-review": EVERYBODY,
    "signing-run": only(*LEADERS, "teacher", others=404),
    "signing-progress": only(*LEADERS, "teacher", others=404),
    "certificates": EVERYBODY,
}
# route → who may write there; the others are told (403) or find nothing (404)
WRITES: dict[str, tuple[str, ...]] = {
    "papers-make": (*LEADERS, "homeroom"),
    "papers-release-all": ("principal", "vice_principal", "homeroom"),
    "papers-issue-all": LEADERS,
    "papers-release": ("principal", "vice_principal", "homeroom"),
    "papers-discard": LEADERS,
    "papers-issue": LEADERS,
    "papers-revoke": ("principal",),
    "papers-replace": (*LEADERS, "homeroom"),
    "signing-start": ROLES,
    "signing-confirm": ROLES,
    "signing-resume": ("teacher",),
    "signing-stop": ("teacher", "principal"),
    "certificates-register": ("principal", "clerk", "admin"),
    "certificates-end": ("principal", "admin", "teacher"),
}


def address(desks: Desk, route: str) -> str:
    document = desks.documents()[0]
    run = SigningRun.objects.first()
    certificate = Certificate.objects.get(person=desks.world.people["teacher"].pk)
    args: Any = []
    if route in ("papers-class", "papers-make", "papers-release-all", "papers-issue-all"):
        args = [desks.klass]
    elif route == "papers-booklet":
        args = [document.student_id]
    elif route == "signing-review":
        args = [1, YEAR, "signed"]
    elif route in ("signing-start", "signing-confirm"):
        args = [1, YEAR]
    elif route.startswith("signing-") and route != "signing-desk":
        args = [run.pk if run else 0]
    elif route == "certificates-end":
        args = [certificate.pk]
    elif route.startswith("papers-"):
        args = [document.pk]
    return reverse(route, args=args)


def test_each_role_gets_what_its_duties_give(desks: Desk) -> None:
    desks.release()
    desks.start("teacher", 1)
    got = {
        route: {n: client_of(desks.world, n).get(address(desks, route)).status_code for n in ROLES}
        for route in EXPECTED
    }
    for route, expected in EXPECTED.items():
        assert got[route] == expected, route


def test_writing_needs_the_right_and_a_button(desks: Desk) -> None:
    desks.release()
    desks.start("teacher", 1)
    for route, allowed in WRITES.items():
        where = address(desks, route)
        assert client_of(desks.world, "principal").get(where).status_code == 405, route
        assert Client().post(where)["Location"].startswith(reverse("account_login")), route
        for name in ROLES:
            status = client_of(desks.world, name).post(where, {"reason": ""}).status_code
            if name in allowed and name not in ("stranger", "expired", "ward_officer"):
                assert status not in (403, 404), (route, name, status)
            elif allowed is not ROLES:
                assert status in (403, 404), (route, name, status)


def test_another_schools_principal_finds_nothing(desks: Desk) -> None:
    desks.release()
    desks.start("teacher", 1)
    browser = client_of(desks.world, "primary_principal")
    for route in ("papers-class", *SCHOOL_PAPERS, "papers-pdf", "signing-run", "signing-progress"):
        assert browser.get(address(desks, route)).status_code == 404, route
    for route in WRITES:
        if route not in ("signing-start", "signing-confirm", "certificates-register"):
            assert browser.post(address(desks, route)).status_code == 404, route


def test_signing_what_is_not_ones_own_finds_an_empty_list(desks: Desk) -> None:
    desks.release()
    for name in ("stranger", "other_class", "expired", "primary_principal"):
        html = desks.get(name, "signing-review", 1, YEAR, "signed")
        assert "Không còn học bạ nào chờ ở đây" in html, name


@pytest.mark.parametrize(
    "args", ((9, YEAR, "signed"), (1, "nothing", "signed"), (1, YEAR, "anyhow"))
)
def test_a_list_that_cannot_be_is_not_there(desks: Desk, args: tuple[Any, ...]) -> None:
    where = reverse("signing-review", args=args)
    assert desks.browser("principal").get(where).status_code == 404
