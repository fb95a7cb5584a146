"""Requests: the list, one request, its moves; asking for a short opening."""

from django.urls import URLPattern, path

from hocba.kernel.policy import Actor
from hocba.kernel.requests import KINDS
from hocba.kernel.requests import policy as moves
from hocba.kernel.requests.queries import waiting_for
from hocba.web.context import NavItem
from hocba.web.jinja import url
from hocba.web.requests import cards, correction, journal, journal_print, opening, pages, publish

urlpatterns: list[URLPattern] = [
    path("de-nghi/", pages.index, name="requests"),
    path("de-nghi/<int:pk>/", pages.one, name="request"),
    path("de-nghi/<int:pk>/duyet", pages.approve, name="request-approve"),
    path("de-nghi/<int:pk>/tu-choi", pages.reject, name="request-reject"),
    path("de-nghi/<int:pk>/rut", pages.withdraw, name="request-withdraw"),
    path("de-nghi/<int:pk>/xac-nhan", pages.endorse, name="request-endorse"),
    path("de-nghi/<int:pk>/ghi", pages.apply, name="request-apply"),
    path("de-nghi/<int:pk>/nop", pages.submit, name="request-submit"),
    path("de-nghi/<int:pk>/giai-trinh", pages.hear, name="request-hear"),
    path("de-nghi/<int:pk>/minh-chung/", pages.attach, name="request-attach"),
    path("de-nghi/<int:pk>/minh-chung/<int:piece>", pages.evidence, name="request-evidence"),
    path("sua-diem/", journal.journal, name="changes"),
    path("sua-diem/xuat", journal.export, name="changes-export"),
    path("sua-diem/in", journal_print.paper, name="changes-print"),
    path("so/<int:book>/xin-mo", opening.ask, name="opening-ask"),
    path("so/<int:book>/xin-sua", correction.ask, name="correction-ask"),
    path("so/<int:book>/cong-bo", publish.columns, name="columns-publish"),
    path("so/<int:book>/cong-bo/<int:term>", publish.submit_full, name="columns-submit-full"),
    path("so/cot/<int:pk>/cong-bo", publish.submit, name="column-submit"),
    path("thong-bao/<int:pk>/da-doc", publish.read, name="notice-read"),
]


def nav(actor: Actor) -> list[NavItem]:
    """«Đề nghị» for everybody who asks, endorses or approves some kind."""
    about = [(w, kind.about) for kind in KINDS.values() for w in kind.askers]
    may_ask = any(w.query(actor, model) is not None for w, model in about)
    if may_ask or any(w.query(actor, moves.APPROVE.on) is not None for w in moves.APPROVE.who):
        here = (url("requests"), url("changes"))
        return [NavItem("Đề nghị", here[0], 35, here, lambda a: len(waiting_for(a)))]
    return []


__all__ = ["cards", "nav", "urlpatterns"]
