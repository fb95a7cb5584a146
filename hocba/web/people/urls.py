"""People: staff, duties, accounts, pupils, the school, its log."""

from django.urls import URLPattern, path

from hocba.kernel.policy import Actor
from hocba.web.context import NavItem
from hocba.web.people import me

urlpatterns: list[URLPattern] = [path("toi/", me.duties, name="people-me")]


def nav(actor: Actor) -> list[NavItem]:
    """Entries by duty."""
    return []
