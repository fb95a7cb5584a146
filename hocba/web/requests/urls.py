"""Requests: the list, one request, its moves; asking for a short opening."""

from django.urls import URLPattern, path

from hocba.kernel.policy import Actor
from hocba.kernel.requests import KINDS
from hocba.kernel.requests import policy as moves
from hocba.kernel.requests.queries import waiting_for
from hocba.web.context import NavItem
from hocba.web.jinja import url
from hocba.web.requests import cards, opening, pages

urlpatterns: list[URLPattern] = [
    path("de-nghi/", pages.index, name="requests"),
    path("de-nghi/<int:pk>/", pages.one, name="request"),
    path("de-nghi/<int:pk>/duyet", pages.approve, name="request-approve"),
    path("de-nghi/<int:pk>/tu-choi", pages.reject, name="request-reject"),
    path("de-nghi/<int:pk>/rut", pages.withdraw, name="request-withdraw"),
    path("so/<int:book>/xin-mo", opening.ask, name="opening-ask"),
]


def nav(actor: Actor) -> list[NavItem]:
    """«Đề nghị» for everybody who asks, endorses or approves some kind."""
    about = [(w, kind.about) for kind in KINDS.values() for w in kind.askers]
    may_ask = any(w.query(actor, model) is not None for w, model in about)
    if may_ask or any(w.query(actor, moves.APPROVE.on) is not None for w in moves.APPROVE.who):
        return [NavItem("Đề nghị", url("requests"), order=35, count=lambda a: len(waiting_for(a)))]
    return []


__all__ = ["cards", "nav", "urlpatterns"]
