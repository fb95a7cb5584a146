"""Who may ask, how much and how often; checked before anything of the question is read."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest

from hocba.kernel.figures import grouped
from hocba.kernel.limits import too_often
from hocba.rules.ask import Fault

MOST_BYTES = 1_000_000
PER_MINUTE = 60
"""Requests a minute of an account, or of an address where the law is asked publicly."""


class Stopped(Exception):
    """A request that is not answered: HTTP status, error name and a Vietnamese sentence."""

    def __init__(self, status: int, code: str, message: str) -> None:
        self.status, self.code, self.message = status, code, message
        super().__init__(message)

    def as_json(self) -> dict[str, str]:
        return {"code": self.code, "place": "", "message": self.message}


STOPS = {
    401: ("NOT_LOGGED_IN", "Hãy đăng nhập rồi hỏi lại."),
    404: ("UNKNOWN_REGULATION", "Chương trình không có quy định hoặc điều khoản này."),
    413: ("TOO_LARGE", f"Câu hỏi dài quá {grouped(MOST_BYTES)} byte."),
    429: ("TOO_OFTEN", f"Mỗi phút hỏi nhiều nhất {PER_MINUTE} lần; hãy chờ một phút."),
}


def stop(status: int) -> Stopped:
    """The refusal of this status in its words."""
    return Stopped(status, *STOPS[status])


def enter(request: HttpRequest) -> str:
    """Who asks, as the key that is counted; Stopped when the caller may not or asks too often."""
    user = request.user
    if user.is_authenticated and not user.must_change_password:
        who = f"account:{user.pk}"
    elif settings.LAW_API_PUBLIC:
        who = f"address:{request.META.get('REMOTE_ADDR', '')}"
    else:
        raise stop(401)
    if too_often(f"api:{who}", PER_MINUTE):
        raise stop(429)
    return who


def body(request: HttpRequest) -> bytes:
    """The bytes of the question; Stopped when it is too long."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdecimal() or int(length) > MOST_BYTES:
        raise stop(413)
    sent = request.body
    if not sent:
        raise Fault("NOT_JSON", "", "câu hỏi rỗng")
    return sent
