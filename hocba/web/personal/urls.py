"""The personal gradebook: the teacher's page, the leaders' list, the file of each print."""

from django.urls import URLPattern, path

from hocba.kernel.policy import Actor
from hocba.web.context import NavItem
from hocba.web.personal import cards, pages, paper

urlpatterns: list[URLPattern] = [
    path("so/ca-nhan/", pages.mine, name="personal"),
    path("so/ca-nhan/in/<int:staff>", pages.print_book, name="personal-make"),
    path("so/ca-nhan/kem-diem", paper.filled, name="personal-filled"),
    path("so/ca-nhan/truong/", pages.school, name="personal-school"),
    path("so/ca-nhan/<int:pk>/pdf", paper.printed, name="personal-print"),
    path("so/ca-nhan/<int:pk>/xin-thay", pages.ask, name="personal-ask"),
    path("so/ca-nhan/<int:pk>/nhan", pages.receive, name="personal-receive"),
]


def nav(actor: Actor) -> list[NavItem]:
    """No entry of its own: a button of «Sổ điểm», a tab of «Kết quả»."""
    return []


__all__ = ["cards", "nav", "urlpatterns"]
