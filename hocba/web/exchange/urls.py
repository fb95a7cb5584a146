"""Files that come in: upload, preview, apply, undo."""

from django.urls import URLPattern, path

from hocba.exchange.policy import PREVIEW
from hocba.kernel.policy import Actor
from hocba.org.models import Place
from hocba.web.context import NavItem
from hocba.web.exchange import pages
from hocba.web.jinja import url

urlpatterns: list[URLPattern] = [
    path("nhap-tep/", pages.imports, name="exchange-imports"),
    path("nhap-tep/xem-truoc", pages.upload, name="exchange-upload"),
    path("nhap-tep/<int:pk>/", pages.preview, name="exchange-preview"),
    path("nhap-tep/<int:pk>/ap-dung", pages.apply, name="exchange-apply"),
    path("nhap-tep/<int:pk>/hoan-tac", pages.undo, name="exchange-undo"),
]


def nav(actor: Actor) -> list[NavItem]:
    """«Nhập tệp» for whoever may bring some file in."""
    if any(w.query(actor, Place) is not None for w in PREVIEW.who):
        return [NavItem("Nhập tệp", url("exchange-imports"), order=40)]
    return []
