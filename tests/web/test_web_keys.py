"""Security keys and passkeys, as they are offered where the school's address has TLS."""

import importlib
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import clear_url_caches, reverse

from tests.web.helpers import client_of, text
from tests.world import PASSWORD, World

URLCONFS = ("hocba.web.accounts_urls", "hocba.web.urls", "hocba.urls")


def _routes_again() -> None:
    for name in URLCONFS:
        importlib.reload(sys.modules[name])
    clear_url_caches()


@pytest.fixture
def with_tls(settings: Any) -> Iterator[None]:
    settings.MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
    settings.MFA_PASSKEY_LOGIN_ENABLED = True
    reverse("desk")
    _routes_again()
    yield
    settings.MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
    _routes_again()


def test_the_log_in_offers_a_passkey(with_tls: None, db: None) -> None:
    html = text(Client().get("/accounts/login/"))
    assert "Đăng nhập bằng khóa bảo mật" in html and "webauthn.js" in html


def test_a_key_is_added_with_its_name(with_tls: None, world: World) -> None:
    client = client_of(world, "teacher")
    index = text(client.get("/accounts/2fa/"))
    assert "Thêm khóa" in index and "Chưa dùng được ở đây" not in index
    asked = client.get(reverse("mfa_add_webauthn"))
    client.post(asked["Location"], {"password": PASSWORD})
    html = text(client.get(reverse("mfa_add_webauthn")))
    assert "Tên khóa" in html and "creation_options" in html
    assert "<script>" not in html and " onclick" not in html
    assert "Chưa có khóa nào" in text(client.get(reverse("mfa_list_webauthn")))


def test_a_key_is_named_removed_and_asked_for_at_the_log_in(with_tls: None, world: World) -> None:
    from allauth.mfa.models import Authenticator

    user = world.user("teacher")
    key = Authenticator.objects.create(
        user=user,
        type=Authenticator.Type.WEBAUTHN,
        data={"name": "Máy phòng giáo viên", "credential": {}},
    )
    client = client_of(world, "teacher")
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    assert "Máy phòng giáo viên" in text(client.get(reverse("mfa_list_webauthn")))
    assert "Đổi tên khóa" in text(client.get(reverse("mfa_edit_webauthn", args=[key.pk])))
    removing = text(client.get(reverse("mfa_remove_webauthn", args=[key.pk])))
    assert "sẽ không đăng nhập được nữa" in removing
    client.post(reverse("mfa_remove_webauthn", args=[key.pk]))
    assert not Authenticator.objects.filter(pk=key.pk).exists()
