"""Logging in: Vietnamese, limited per account, first password changed, second step."""

import re
import time

import pytest
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.test import Client
from django.urls import reverse

from hocba.kernel.models import Event
from hocba.people.commands import PersonFacts, StaffFacts, open_accounts, reset_account, take_staff
from hocba.web.models import FailedLogin
from tests.web.helpers import client_of, text
from tests.world import PASSWORD, World, system

LOGIN = "/accounts/login/"


def log_in(client: Client, name: str, password: str = PASSWORD) -> object:
    return client.post(LOGIN, {"login": name, "password": password})


def test_one_logs_in_with_any_capitals_and_lands_on_the_desk(world: World) -> None:
    client = Client()
    response = log_in(client, "SC005")
    assert response.status_code == 302 and response["Location"] == "/"
    assert "Cô Lê Thu Hằng" in text(client.get("/"))


def test_the_log_in_page_is_vietnamese_and_has_nothing_inline(db: None) -> None:
    response = Client().get(LOGIN)
    html = text(response)
    assert "Đăng nhập" in html and "Sign" not in html
    assert "<style" not in html and not re.search(r"\son\w+=|<script>", html)
    policy = response["Content-Security-Policy"]
    assert "default-src 'self'" in policy and "unsafe" not in policy


def test_a_wrong_password_and_an_unknown_name_say_the_same(world: World) -> None:
    known = log_in(Client(), "sc005", "sai-mat-khau")
    unknown = log_in(Client(), "khong-co", "sai-mat-khau")
    errors = [
        re.findall(r'<div class="note error".*?</div>\s*</div>', text(r), re.S)
        for r in (known, unknown)
    ]
    assert known.status_code == unknown.status_code == 200
    assert errors[0] and errors[0] == errors[1]
    assert "không đúng" in errors[0][0]


def test_the_eleventh_wrong_try_is_stopped_and_says_when_to_come_back(world: World) -> None:
    client = Client()
    for _ in range(10):
        assert "không đúng" in text(log_in(client, "sc005", "sai-mat-khau"))
    said = text(log_in(client, "SC005"))  # even the right password now
    assert "tạm dừng đăng nhập" in said
    assert re.search(r"thử lại từ \d\d:\d\d", said)
    assert log_in(Client(), "sc006").status_code == 302  # same address, another account


def test_an_unknown_name_is_stopped_alike(world: World) -> None:
    client = Client()
    for _ in range(10):
        log_in(client, "khong-co", "sai-mat-khau")
    assert "tạm dừng đăng nhập" in text(log_in(client, "khong-co", "sai-mat-khau"))
    assert not FailedLogin.objects.filter(key__icontains="khong").exists()


def test_forty_accounts_behind_one_address_log_in(world: World) -> None:
    rows = [StaffFacts(PersonFacts("Giáo Viên Mới"), f"G{n:02d}") for n in range(40)]
    ids = take_staff(system(), world.secondary, rows)
    from unittest import mock

    from tests.world import one_hash

    with mock.patch("django.contrib.auth.hashers.make_password", one_hash):
        open_accounts(system(), world.secondary, ids, passwords=dict.fromkeys(ids, PASSWORD))
    for n in range(40):
        assert log_in(Client(REMOTE_ADDR="10.0.0.7"), f"g{n:02d}").status_code == 302


def test_the_first_password_must_be_changed_before_anything_else(world: World) -> None:
    slip = reset_account(system(), world.user("teacher"))
    client = Client()
    assert log_in(client, "sc005", slip.password)["Location"] == "/accounts/password/change/"
    for where in ("/", "/hoc-sinh/", "/accounts/2fa/"):
        assert client.get(where)["Location"] == "/accounts/password/change/"
    page = text(client.get("/accounts/password/change/"))
    assert "lần đăng nhập đầu tiên" in page
    form = {"oldpassword": slip.password, "password1": slip.password, "password2": slip.password}
    assert "phải khác" in text(client.post("/accounts/password/change/", form))
    form |= {"password1": "ngan", "password2": "ngan"}
    assert "quá ngắn" in text(client.post("/accounts/password/change/", form)).lower()
    form |= {"password1": "mua-he-nam-ngoai", "password2": "mua-he-nam-ngoai"}
    done = client.post("/accounts/password/change/", form, follow=True)
    assert "Đã đổi mật khẩu." in text(done)
    assert client.get("/").status_code == 200
    assert Event.objects.get(verb="account.password").actor == world.people["teacher"].pk
    assert log_in(Client(), "sc005", "mua-he-nam-ngoai")["Location"] == "/"


def test_changing_the_password_throws_other_browsers_out(world: World) -> None:
    other, client = client_of(world, "teacher"), client_of(world, "teacher")
    form = {
        "oldpassword": PASSWORD,
        "password1": "mua-he-nam-ngoai",
        "password2": "mua-he-nam-ngoai",
    }
    client.post("/accounts/password/change/", form)
    assert client.get("/").status_code == 200
    assert other.get("/").status_code == 302


def test_there_is_no_sign_up_and_no_reset_by_mail(db: None) -> None:
    for where in ("signup/", "password/reset/", "email/", "confirm-email/", "3rdparty/"):
        assert Client().get(f"/accounts/{where}").status_code == 404


def test_a_closed_account_is_told_so_after_the_right_password_only(world: World) -> None:
    user = world.user("teacher")
    user.is_active = False
    user.save(update_fields=["is_active"])
    assert "không đúng" in text(log_in(Client(), "sc005", "sai-mat-khau"))
    response = Client().post(LOGIN, {"login": "sc005", "password": PASSWORD}, follow=True)
    assert "Nhà trường đã khóa tài khoản này" in text(response)


def code_for(secret: str) -> str:
    counter = next(iter(yield_hotp_counters_from_time()))
    return format_hotp_value(hotp_value(secret, counter))


def test_the_second_step_is_switched_on_used_and_switched_off(
    world: World,
) -> None:
    client = Client()
    log_in(client, "sc005")
    asked = client.get("/accounts/2fa/totp/activate/")
    client.post(asked["Location"], {"password": PASSWORD})
    page = text(client.get("/accounts/2fa/totp/activate/"))
    secret = re.findall(r"<code>([A-Z2-7]{16,})</code>", page)[0]
    assert "data:image/svg+xml;base64," in page
    wrong = text(client.post("/accounts/2fa/totp/activate/", {"code": "000000"}))
    assert "Mã không đúng" in wrong
    done = client.post("/accounts/2fa/totp/activate/", {"code": code_for(secret)}, follow=True)
    codes = re.findall(r"<code>([0-9a-z]+)</code>", text(done))
    assert len(codes) == 10
    fresh = Client()
    assert log_in(fresh, "sc005")["Location"].startswith("/accounts/2fa/authenticate/")
    assert fresh.get("/").status_code == 302
    assert fresh.post("/accounts/2fa/authenticate/", {"code": codes[0]})["Location"] == "/"
    assert fresh.get("/").status_code == 200
    assert client.post("/accounts/2fa/totp/deactivate/").status_code == 302
    assert log_in(Client(), "sc005")["Location"] == "/"


def test_the_secret_of_the_second_step_is_not_stored_in_the_clear(world: World) -> None:
    from allauth.mfa.models import Authenticator
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    secret = generate_totp_secret()
    TOTP.activate(world.user("teacher"), secret)
    row = Authenticator.objects.get()
    assert secret not in str(row.data)
    assert row.wrap().validate_code(code_for(secret))


def test_without_tls_the_page_says_why_keys_are_off(world: World) -> None:
    html = text(client_of(world, "teacher").get("/accounts/2fa/"))
    assert "https" in html and "Chưa dùng được ở đây" in html


def test_login_keeps_the_way_back_but_never_leads_elsewhere(world: World) -> None:
    form = {"login": "sc005", "password": PASSWORD}
    assert Client().post(f"{LOGIN}?next=/hoc-sinh/", form)["Location"] == "/hoc-sinh/"
    assert Client().post(f"{LOGIN}?next=https://example.org/", form)["Location"] == "/"


@pytest.mark.parametrize("route", ["account_reauthenticate", "account_logout", "mfa_index"])
def test_account_pages_speak_vietnamese(world: World, route: str) -> None:
    html = text(client_of(world, "teacher").get(reverse(route)))
    assert not re.search(
        r"\b(Sign|Password|Confirm|Cancel|Authenticator|Code)\b",
        re.sub(r"<[^>]+>", " ", html)
        .replace("Google Authenticator", "")
        .replace("Microsoft Authenticator", ""),
    )


def test_a_log_in_is_cheap_beside_its_hash(world: World) -> None:
    client = Client()
    started = time.process_time()
    for _ in range(3):
        log_in(Client(), "sc005")
    spent = (time.process_time() - started) / 3
    assert spent < 0.5, client


def test_who_sends_a_form_without_a_session_comes_back_to_its_page(world: World) -> None:
    where, client = reverse("remarks-week-save", args=[world.classes["8A1"].pk]), Client()
    page = "/nhan-xet/tuan/1/?ngay=2025-12-15"
    for before, after in (
        (f"http://testserver{page}", "?next=%2Fnhan-xet%2Ftuan%2F1%2F%3Fngay%3D2025-12-15"),
        (f"http://example.org{page}", ""),
        ("", ""),
    ):
        answer = client.post(where, {"text": "Ngoan."}, HTTP_REFERER=before)
        assert answer["Location"] == f"{LOGIN}{after}"


def test_no_browser_keeps_a_page_behind_the_log_in(world: World) -> None:
    """A browser shows what it kept when somebody presses «back» after the log-out."""
    client, book = client_of(world, "homeroom"), world.books["8A1", "TOAN"].pk
    for route, args in (
        ("desk", []),
        ("people-pupil", [world.roster("8A1")[0].pk]),
        ("book", [book]),
        ("results-pupil", [world.roster("8A1")[0].pk]),
        ("results-class", [world.classes["8A1"].pk]),
    ):
        response = client.get(reverse(route, args=args))
        assert "no-store" in response.get("Cache-Control", ""), (route, response.status_code)
