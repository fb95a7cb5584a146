"""Whatever goes wrong is a page in our look with a request id, JSON for scripts, never a trace."""

import errno
import logging
from unittest import mock

import pytest
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.db import OperationalError
from django.test import Client, RequestFactory
from django.urls import reverse

from hocba.kernel.errors import Fault, Hidden, Invalid, Refusal
from hocba.web import errors
from tests.web.helpers import client_of, text
from tests.world import World

JSON = {"HTTP_ACCEPT": "application/json"}


def broken_desk(error: Exception) -> object:
    return mock.patch("hocba.web.desk.views.desk_of", side_effect=error)


@pytest.fixture
def browser(world: World) -> Client:
    client = client_of(world, "teacher")
    client.raise_request_exception = False
    return client


@pytest.mark.parametrize(
    ("error", "status", "says"),
    [
        (Refusal("Sổ đã khóa.", "Hãy xin mở sổ."), 403, "Hãy xin mở sổ."),
        (Hidden("Book 7"), 404, "không thuộc phạm vi được xem"),
        (Invalid([Fault("B7", "Điểm 11 vượt quá 10.")]), 422, "B7: Điểm 11 vượt quá 10."),
        (RuntimeError("SELECT secret"), 500, "Việc vừa rồi chưa được lưu"),
        (OperationalError("database or disk is full"), 507, "ổ đĩa đầy"),
        (OperationalError("attempt to write a readonly database"), 507, "bị khóa"),
        (OSError(errno.ENOSPC, "No space left on device"), 507, "giải phóng chỗ"),
        (OperationalError("database is locked"), 503, "đợi một lát"),
        (OperationalError("no such table: SELECT"), 500, "Việc vừa rồi chưa được lưu"),
        (OperationalError("no such column: SELECT"), 500, "Việc vừa rồi chưa được lưu"),
        (RequestDataTooBig("too big"), 413, "quá lớn"),
        (TooManyFieldsSent("too many"), 413, "quá lớn"),
    ],
)
def test_an_error_is_a_page_or_json_with_its_request_id(
    browser: Client, error: Exception, status: int, says: str, caplog: pytest.LogCaptureFixture
) -> None:
    with broken_desk(error):  # type: ignore[attr-defined]
        page = browser.get("/")
        data = browser.get("/", **JSON)  # type: ignore[arg-type]
    html = text(page)
    assert page.status_code == data.status_code == status
    assert says in html and page["X-Request-Id"] in html
    assert "Traceback" not in html and "SELECT" not in html and "Book 7" not in html
    body = data.json()
    assert body["request_id"] == data["X-Request-Id"]
    assert "SELECT" not in str(body)
    if status == 422:
        assert body["problems"] == [{"place": "B7", "message": "Điểm 11 vượt quá 10."}]


def test_without_a_database_the_page_still_says_what_happened(browser: Client) -> None:
    gone = OperationalError("connection refused")
    with mock.patch("hocba.kernel.sql.rows", side_effect=gone):
        page = browser.get("/")
    assert page.status_code == 503
    assert "chưa nối được" in text(page) and page["X-Request-Id"] in text(page)


def test_a_bug_is_in_the_log_under_the_request_id(
    browser: Client, caplog: pytest.LogCaptureFixture
) -> None:
    with broken_desk(RuntimeError("gãy")), caplog.at_level(logging.ERROR):  # type: ignore[attr-defined]
        browser.get("/")
    assert any("gãy" in (r.exc_text or str(r.exc_info)) for r in caplog.records)


def test_an_unknown_host_is_told_so_without_a_trace(db: None) -> None:
    response = Client(raise_request_exception=False).get("/", headers={"host": "la.example.org"})
    assert response.status_code == 400
    assert "chưa nhận tên miền này" in text(response)


def test_an_unknown_address_is_a_page(db: None) -> None:
    response = Client().get("/khong/co/trang/nay/")
    assert response.status_code == 404
    assert "Trang này không có" in text(response) and response["X-Request-Id"] in text(response)


def test_a_script_with_a_stale_token_gets_no_decision(world: World) -> None:
    """The grid drops what a JSON answer refuses; here it must keep what it has to send."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.user("teacher"))
    response = client.post(
        reverse("people-open"), data="{}", content_type="application/json", **JSON
    )  # type: ignore[arg-type]
    assert response.status_code == 403
    assert "json" not in response["Content-Type"]


def test_a_script_that_is_logged_out_gets_no_decision(db: None) -> None:
    response = Client().post(
        reverse("people-open"), data="{}", content_type="application/json", **JSON
    )  # type: ignore[arg-type]
    assert response.status_code == 302


def test_a_request_id_that_is_none_is_a_fault_not_a_crash(world: World) -> None:
    client = client_of(world, "principal")
    where = reverse("people-close", args=[world.user("literature").pk])
    response = client.post(where, {"request_id": "abc"}, **JSON)  # type: ignore[arg-type]
    assert response.status_code == 422


@pytest.mark.parametrize("where", ["/so/{}/", "/lop/{}/", "/de-nghi/{}/", "/hoc-sinh/{}/anh/"])
def test_a_number_that_no_row_can_have_is_not_found(world: World, where: str) -> None:
    client = client_of(world, "principal")
    assert client.get(where.format(10**20)).status_code == 404


def test_pages_forbid_what_is_not_ours(world: World) -> None:
    response = client_of(world, "teacher").get("/")
    assert "unsafe" not in response["Content-Security-Policy"]
    assert response["X-Frame-Options"] == "DENY"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "private" in response["Cache-Control"]


def test_the_error_page_stands_alone(db: None) -> None:
    request = RequestFactory().get("/")
    assert errors.broken(request).status_code == 500
