"""What no database holds is turned away as a fault of the form or as nothing that exists."""

import datetime
from unittest import mock

import pytest
from django.test import RequestFactory
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from hocba.kernel.models import Event
from hocba.kernel.names import legible
from hocba.web.given import BIGGEST, fields_of, number_of, pk_of, pks_of, read_form, whole
from tests.web.helpers import client_of
from tests.world import NOW, World

FORM = "application/x-www-form-urlencoded"
NO_NUMBERS = ("", "-1", "7,5", "²", "1e9", "NaN", "\x00", str(BIGGEST + 1), "9" * 5000)


@pytest.fixture(autouse=True)
def in_december() -> object:
    with mock.patch.object(timezone, "now", lambda: NOW):
        yield


def test_a_number_is_whole_not_below_zero_and_one_a_database_holds() -> None:
    assert [number_of(text) for text in ("0", "12", str(BIGGEST))] == [0, 12, BIGGEST]
    assert [number_of(text) for text in NO_NUMBERS] == [None] * len(NO_NUMBERS)
    assert [pk_of(text) for text in ("12", *NO_NUMBERS)] == [12] + [0] * len(NO_NUMBERS)
    assert pks_of(["3", "x", "0", "1"]) == [3, 1]
    sent = {"v-3": "k", "v-x": "k", "w-4": "k", "v-" + "9" * 5000: "k"}
    assert fields_of(sent, "v-") == {3: "k"}


def test_a_number_of_a_json_body_is_no_fraction_and_no_truth() -> None:
    assert [whole(value) for value in (0, 7, "7", BIGGEST)] == [0, 7, 7, BIGGEST]
    for value in (*NO_NUMBERS, 1.0, 1.5, True, None, -1, BIGGEST + 1, [], {}):
        with pytest.raises(ValueError):
            whole(value)


# (route, whose key, who, fields): the number under test stands for «#».
FORMS = [
    ("attendance-leave", "klass", "homeroom", {"seat": "#", "day": "2025-12-15"}),
    ("attendance-move", "klass", "principal", {"seat": "#", "to": "#", "day": "2025-12-15"}),
    ("remarks-suggest", "book", "homeroom", {"cot": "#", "student": "#", "new": "Tốt."}),
    ("remarks-save", "book", "teacher", {"t-#": "Tốt.", "cot": "#"}),
    ("results-one-term", "pupil", "principal", {"book": "#", "value": "#"}),
    ("results-praise-propose", "", "homeroom", {"pupil": "#:#", "kind": "sudden"}),
    (
        "people-give",
        "staff",
        "principal",
        {"role": "subject_teacher", "subject": "#", "scope": "#"},
    ),
    ("people-exempt", "pupil", "principal", {"subject": "#"}),
    ("people-setting-decide", "setting", "principal", {"from_year": "#", "value": "1"}),
    ("results-lock", "", "principal", {"scope": "klass:#", "subject": "#", "reason": "thử"}),
    ("opening-ask", "book", "teacher", {"column": "#:gk@#", "hours": "#", "reason": "thử"}),
    ("book-missed-propose", "book", "teacher", {"cell": "#:#:gk", "why": "thử"}),
]


def address(world: World, route: str, about: str) -> str:
    keys = {
        "": [],
        "klass": [world.classes["8A1"].pk],
        "book": [world.books["8A1", "TOAN"].pk],
        "pupil": [world.roster("8A1")[0].pk],
        "staff": [world.staff["literature"].pk],
        "setting": [world.secondary.pk, "both_fail"],
    }
    return reverse(route, args=keys[about])


@pytest.mark.parametrize(("route", "about", "who", "fields"), FORMS, ids=[f[0] for f in FORMS])
def test_a_form_with_a_number_that_is_none_changes_nothing(
    world: World, route: str, about: str, who: str, fields: dict[str, str]
) -> None:
    client, before = client_of(world, who), Event.objects.count()
    for wrong in NO_NUMBERS[1:]:
        sent = {name.replace("#", wrong): text.replace("#", wrong) for name, text in fields.items()}
        response = client.post(address(world, route, about), urlencode(sent), FORM)
        assert response.status_code in (302, 403, 404, 409, 422), (wrong, response.status_code)
    assert Event.objects.count() == before


@pytest.mark.parametrize("wrong", NO_NUMBERS[1:])
def test_an_address_with_a_number_that_is_none_is_a_page(world: World, wrong: str) -> None:
    client, book = client_of(world, "teacher"), world.books["8A1", "TOAN"].pk
    cell = {"student": wrong, "term": wrong, "slot": "tx1", "result": "kq_1"}
    for route, args in (
        ("book-history", [book]),
        ("book-why", [book]),
        ("results-why", [world.classes["8A1"].pk]),
        ("attendance-week", [world.classes["8A1"].pk]),
    ):
        asked = cell | {"nam": wrong, "tiet": wrong, "subject": wrong}
        status = client.get(reverse(route, args=args), asked).status_code
        assert status in (200, 404, 422), route
    for route in ("results-progress", "people-log", "receipts", "changes", "results-term-school"):
        asked = {"nam": wrong, "before": wrong, "truoc": wrong, "trang": wrong, "gv": wrong}
        assert client_of(world, "principal").get(reverse(route), asked).status_code == 200, route


def test_a_day_out_of_reach_is_none() -> None:
    from hocba.web.given import day

    assert day("2025-12-15") == datetime.date(2025, 12, 15)
    for text in ("0001-01-01", "9999-12-31", "2026-02-30", ""):
        with pytest.raises(ValueError):
            day(text)


def test_texts_of_an_address_and_a_form_lose_what_nobody_sees(world: World) -> None:
    client = client_of(world, "principal")
    for unseen in ("%00", "%E2%80%AE", "%ED%A0%80", "%C2%AD"):
        assert client.get(f"{reverse('people-pupils')}?q=An{unseen}").status_code == 200
        assert client.get(f"{reverse('verify')}?ma=ABC{unseen}").status_code < 500
    assert client.get(reverse("verify-code", args=["ABC\0"])).status_code == 404
    assert legible("Lê\u202e\u2028 Đạt\tA\n") == "Lê\u2028 Đạt\tA\n"
    assert legible("e\u0302\u200d") == "ê" and legible("H'Nhi 5,5") == "H'Nhi 5,5"


def test_a_password_stays_as_it_was_typed() -> None:
    request = RequestFactory().post("/", {"password": "a\u200bb", "reason": "a\u200bb", "n": "1"})
    read_form(request)
    assert request.POST.dict() == {"password": "a\u200bb", "reason": "ab", "n": "1"}


def test_a_host_of_another_site_gets_a_sentence(world: World) -> None:
    client = client_of(world, "teacher")
    for host in ("evil", "evil.vn:80", "127.0.0.1.evil.vn", "a b", "[::1", "x" * 5000, "evil/../"):
        answered = client.get("/", headers={"host": host})
        said = answered.content.decode()
        assert answered.status_code == 400 and "Địa chỉ này chưa được khai báo" in said, host
        assert host not in said
