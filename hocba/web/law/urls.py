"""The circulars, for everybody who is logged in."""

from django.urls import URLPattern, path

from hocba.kernel.policy import Actor
from hocba.web.context import NavItem
from hocba.web.law import pages

urlpatterns: list[URLPattern] = [
    path("quy-dinh/", pages.index, name="law-index"),
    path("quy-dinh/<str:code>/", pages.circular, name="law-circular"),
]


def nav(actor: Actor) -> list[NavItem]:
    """Nothing in the bar: the way there is in the account menu and from every clause shown."""
    return []
