"""The sessions of a plain Django project on the product's own rows: one ORM query for the session,
signed data opened each time, and one for the account."""

from collections.abc import Callable

from django.contrib.auth import SESSION_KEY
from django.contrib.auth.backends import ModelBackend
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from hocba.web.models import Session

_accounts = ModelBackend()


class SessionStore(DatabaseStore):
    """Django's own store; only the table is the product's."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session


def account(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[..., HttpResponse]:
    """As Django's middleware sets `request.user`, less its check of the session's hash: the rows
    name the product's back end, which a plain project has not."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.user = SimpleLazyObject(  # type: ignore[assignment]
            lambda: _accounts.get_user(request.session.get(SESSION_KEY))
        )
        return get_response(request)

    return middleware
