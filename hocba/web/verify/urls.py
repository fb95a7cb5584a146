"""Public verification: by code, by QR, by file."""

from django.urls import URLPattern, path

from hocba.kernel.policy import Actor
from hocba.web.context import NavItem
from hocba.web.verify import pages

urlpatterns: list[URLPattern] = [
    path("kt/", pages.ask, name="verify"),
    path("kt/tep", pages.upload, name="verify-file"),
    path("kt/<str:code>", pages.by_code, name="verify-code"),
]


def nav(actor: Actor) -> list[NavItem]:
    """Nothing in the bar: the address is on every document."""
    return []
