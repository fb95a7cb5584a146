"""How allauth behaves here: no sign-up, limits per account, first-login password change."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are opened by the school, never by sign-up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        user: Any = request.user
        if user.is_authenticated and user.must_change_password:
            return "/accounts/password/change/"
        return str(super().get_login_redirect_url(request))
