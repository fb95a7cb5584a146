"""The desk: one page, the first of the bar."""

from django.urls import URLPattern, path

from hocba.kernel.policy import Actor
from hocba.web.context import NavItem
from hocba.web.desk import views
from hocba.web.jinja import url

urlpatterns: list[URLPattern] = [path("", views.today, name="desk")]


def nav(actor: Actor) -> list[NavItem]:
    """«Hôm nay» for everybody."""
    return [NavItem("Hôm nay", url("desk"), order=0, under=(url("desk"), url("plans-mine")))]
