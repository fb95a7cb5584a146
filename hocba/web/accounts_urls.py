"""The account pages of allauth that a school needs, each with its rule; no sign-up, no e-mail."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as keys
from django.conf import settings
from django.urls import URLPattern, path

from hocba.web.page import View, page, public

BOTH = ("GET", "HEAD", "POST")


def entrance(view: View) -> View:
    """A step of logging in."""
    return public("một bước của đăng nhập", methods=BOTH)(view)


def own(view: View) -> View:
    """A page about one's own account."""
    return page(login=True, methods=BOTH)(view)


urlpatterns: list[URLPattern] = [
    path("login/", entrance(account.login), name="account_login"),
    path("logout/", entrance(account.logout), name="account_logout"),
    path("inactive/", entrance(account.account_inactive), name="account_inactive"),
    path("reauthenticate/", own(account.reauthenticate), name="account_reauthenticate"),
    path("password/change/", own(account.password_change), name="account_change_password"),
    path("2fa/", own(mfa.index), name="mfa_index"),
    path("2fa/authenticate/", entrance(mfa.authenticate), name="mfa_authenticate"),
    path("2fa/reauthenticate/", own(mfa.reauthenticate), name="mfa_reauthenticate"),
    path("2fa/totp/activate/", own(totp.activate_totp), name="mfa_activate_totp"),
    path("2fa/totp/deactivate/", own(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("2fa/codes/", own(codes.view_recovery_codes), name="mfa_view_recovery_codes"),
    path("2fa/codes/new/", own(codes.generate_recovery_codes), name="mfa_generate_recovery_codes"),
    path("2fa/codes/file/", own(codes.download_recovery_codes), name="mfa_download_recovery_codes"),
]
if "webauthn" in settings.MFA_SUPPORTED_TYPES:
    urlpatterns += [
        path("2fa/keys/", own(keys.list_webauthn), name="mfa_list_webauthn"),
        path("2fa/keys/add/", own(keys.add_webauthn), name="mfa_add_webauthn"),
        path(
            "2fa/keys/reauthenticate/",
            own(keys.reauthenticate_webauthn),
            name="mfa_reauthenticate_webauthn",
        ),
        path("2fa/keys/<int:pk>/remove/", own(keys.remove_webauthn), name="mfa_remove_webauthn"),
        path("2fa/keys/<int:pk>/edit/", own(keys.edit_webauthn), name="mfa_edit_webauthn"),
        path("2fa/keys/login/", entrance(keys.login_webauthn), name="mfa_login_webauthn"),
    ]
