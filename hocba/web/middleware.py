"""Request ids, the actor of a request, and errors that people can read."""

import logging
import uuid
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from hocba.kernel import clock
from hocba.kernel.errors import Hidden
from hocba.kernel.logs import current_request_id
from hocba.kernel.policy import Actor
from hocba.people.queries import actor_for
from hocba.web.given import BIGGEST
from hocba.web.speak import speaking

Next = Callable[[HttpRequest], HttpResponse]
log = logging.getLogger("hocba.web")


def request_id(get_response: Next) -> Next:
    """Give each request an id of its own; it is in the log and on every error page."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.hocba_id = uuid.uuid4().hex[:12]  # type: ignore[attr-defined]
        token = current_request_id.set(request.hocba_id)  # type: ignore[attr-defined]
        try:
            with speaking():
                response = get_response(request)
        finally:
            current_request_id.reset(token)
        response["X-Request-Id"] = request.hocba_id  # type: ignore[attr-defined]
        return response

    return middleware


def content_policy(get_response: Next) -> Next:
    """Send the policy of the settings with every page that has none of its own; not with a PDF,
    which the browser's own viewer shows with scripts of its own."""
    policy: str = settings.CONTENT_POLICY

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.get("Content-Type") != "application/pdf":
            response.setdefault("Content-Security-Policy", policy)
        return response

    return middleware


def actor(get_response: Next) -> Next:
    """Set `request.actor`: the person logged in with the duties of today; errors become pages."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.actor = SimpleLazyObject(lambda: actor_of(request))  # type: ignore[attr-defined]
        return get_response(request)

    def process_exception(request: HttpRequest, error: Exception) -> HttpResponse | None:
        from hocba.web.errors import answer

        return answer(request, error)

    def process_view(
        request: HttpRequest, view: object, args: object, named: dict[str, Any]
    ) -> HttpResponse | None:
        from hocba.web.errors import answer

        if all(map(_possible, named.values())):
            return None
        return answer(request, Hidden("a key that no row can have"))

    middleware.process_exception = process_exception  # type: ignore[attr-defined]
    middleware.process_view = process_view  # type: ignore[attr-defined]
    return middleware


def _possible(key: Any) -> bool:
    """Whether a database can look a key of an address up: PostgreSQL has no NUL in texts."""
    return key <= BIGGEST if isinstance(key, int) else not isinstance(key, str) or "\0" not in key


def actor_of(request: HttpRequest) -> Actor:
    """The person logged in, with the duties of today: they came with the session."""
    user: Any = request.user
    today = clock.today()
    if not user.is_authenticated:
        return actor_for(None, today)
    if user.duties_on is not None and user.duties_on[0] == today:
        return Actor(user.person_id, today, user.duties_on[1], user=user.pk)
    return actor_for(user.person_id, today, user.pk)
