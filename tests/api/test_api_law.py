"""The law over HTTP: who may ask, how much, and that it is the same answer as on the command line."""

import json
import logging
from typing import Any

import pytest
from django.test import Client
from django.urls import get_resolver

from hocba.api import guard, reference
from hocba.api.service import document, urlpatterns
from hocba.rules.ask import answer, dumps
from hocba.rules.check import laws
from tests.world import World

EVAL = "/api/law/eval"
QUESTION = {
    "regulation": "TT22",
    "grade": 8,
    "input": {"kind": "conduct_year", "hk1": "K", "hk2": "T"},
    "why": True,
}

DEEP = (
    '{"regulation": "TT22", "grade": 8, "input": {"kind": "conduct_year", "hk1": "T", "hk2": "T", "x": '
    + "[" * 600
    + "]" * 600
    + "}}"
)


def asked(client: Client, question: object, **more: str) -> tuple[int, dict]:
    body = question if isinstance(question, (bytes, str)) else json.dumps(question)
    response = client.post(EVAL, body, content_type="application/json", **more)
    assert response["Cache-Control"] == "no-store"
    return response.status_code, json.loads(response.content)


@pytest.fixture
def teacher(world: World) -> Client:
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.user("teacher"))
    return client


@pytest.fixture
def anybody(settings: Any) -> Client:
    """A program without an account, where the installation lets everybody ask."""
    settings.LAW_API_PUBLIC = True
    return Client()


def test_who_is_logged_in_gets_the_answer_of_the_command_line(teacher: Client) -> None:
    status, found = asked(teacher, QUESTION)
    assert (status, found) == (200, json.loads(dumps(answer(QUESTION))))
    assert found["result"] == {"level": "T"}


def test_without_an_account_nobody_may_ask(world: World) -> None:
    for response in (
        Client().post(EVAL, "{}", content_type="application/json"),
        Client().get("/api/law"),
        Client().get("/api/law/TT22"),
        Client().get("/api/openapi.json"),
    ):
        assert response.status_code == 401
        assert response.json()["error"]["code"] == "NOT_LOGGED_IN"


def test_a_first_password_is_changed_before_asking(world: World) -> None:
    user = world.user("teacher")
    user.must_change_password = True
    user.save()
    client = Client()
    client.force_login(user)
    assert asked(client, QUESTION)[0] == 401


def test_an_installation_may_let_everybody_ask(anybody: Client) -> None:
    assert asked(anybody, QUESTION)[0] == 200


def test_circulars_and_clauses_are_those_of_the_program(anybody: Client) -> None:
    listed = anybody.get("/api/law").json()
    assert [one["code"] for one in listed] == [law.code for law in laws()]
    for law in laws():
        shown = anybody.get(f"/api/law/{law.code}").json()
        assert [c["ref"] for c in shown["clauses"]] == [c.ref for c in law.clauses]
    under = anybody.get("/api/law/TT22", {"under": "Điều 9 khoản 2"}).json()["clauses"]
    assert [c["ref"] for c in under][:2] == ["Điều 9 khoản 2", "Điều 9 khoản 2 điểm a"]


@pytest.mark.parametrize("address", ["/api/law/TT99", "/api/law/TT22?under=Điều 99"])
def test_a_circular_or_clause_that_is_not_there_is_404(anybody: Client, address: str) -> None:
    response = anybody.get(address)
    assert (response.status_code, response.json()["error"]["code"]) == (404, "UNKNOWN_REGULATION")


@pytest.mark.parametrize(
    ("sent", "status", "code", "place"),
    [
        ("{", 400, "NOT_JSON", ""),
        ("", 400, "NOT_JSON", ""),
        (b"\xff\xfe", 400, "NOT_JSON", ""),
        ({**QUESTION, "regulation": "TT99"}, 422, "UNKNOWN_REGULATION", "regulation"),
        ({**QUESTION, "input": {"kind": "conduct_year", "hk1": "G", "hk2": "T"}}, 422,
         "UNKNOWN_LEVEL", "input.hk1"),
        ([QUESTION] * 101, 422, "TOO_MUCH", ""),
        (DEEP, 422, "WRONG_SHAPE", ""),
    ],
)  # fmt: skip
def test_a_wrong_question_is_refused_by_name_and_place(
    anybody: Client, sent: object, status: int, code: str, place: str
) -> None:
    got, found = asked(anybody, sent)
    assert (got, found["error"]["code"], found["error"]["place"]) == (status, code, place)


def test_a_refused_question_in_a_list_leaves_the_others(anybody: Client) -> None:
    status, found = asked(anybody, [QUESTION, {}])
    assert status == 200 and found[0]["result"] and found[1]["error"]["code"] == "WRONG_SHAPE"


def test_too_long_a_question_is_not_read(anybody: Client) -> None:
    status, found = asked(anybody, b" " * (guard.MOST_BYTES + 1))
    assert (status, found["error"]["code"]) == (413, "TOO_LARGE")


def test_who_asks_too_often_waits_a_minute(teacher: Client, anybody: Client) -> None:
    for _ in range(guard.PER_MINUTE):
        assert teacher.get("/api/law").status_code == 200
    response = teacher.get("/api/law")
    assert (response.status_code, response["Retry-After"]) == (429, "60")
    assert anybody.get("/api/law").status_code == 200, "each is counted for itself"


@pytest.mark.django_db
def test_nothing_of_a_question_is_logged_or_stored(
    anybody: Client, caplog: pytest.LogCaptureFixture, django_assert_num_queries: object
) -> None:
    secret = "Nguyễn Thị Bí Mật"
    with caplog.at_level(logging.DEBUG), django_assert_num_queries(0):  # type: ignore[operator]
        asked(anybody, {**QUESTION, "input": {"kind": secret}})
        asked(anybody, f'{{"{secret}"')
    assert secret not in caplog.text


def operations() -> list[tuple[str, str, dict]]:
    return [
        (path, method, operation)
        for path, methods in document()["paths"].items()
        for method, operation in methods.items()
    ]


def test_every_operation_of_the_document_names_its_rule_and_its_refusals() -> None:
    found = operations()
    assert {op["operationId"] for _, _, op in found} == {
        "list_circulars", "ask", "show_circular", "openapi",
    }  # fmt: skip
    for path, _, operation in found:
        assert operation["x-rule"] == "login", path
        assert {"200", "401", "429"} <= {str(status) for status in operation["responses"]}


def test_the_document_and_the_routes_speak_of_the_same_addresses() -> None:
    routed = {f"/api/{p.pattern}".replace("<", "{").replace(">", "}") for p in urlpatterns()}
    assert routed == {path for path, _, _ in operations()}
    assert all(p.callback.rule.kind == "login" for p in urlpatterns())
    assert get_resolver().resolve(EVAL)


def test_the_document_is_served(anybody: Client) -> None:
    assert anybody.get("/api/openapi.json").json() == json.loads(dumps(document()))


def test_the_reference_page_of_the_api_is_up_to_date() -> None:
    assert reference.PAGE.read_text("utf-8") == reference.text()
