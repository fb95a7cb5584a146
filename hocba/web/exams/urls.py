"""Central tests: loading a list, both sides of it, explaining a difference, the result sheet."""

from django.urls import URLPattern, path

from hocba.kernel.policy import Actor
from hocba.web.context import NavItem
from hocba.web.exams import cards, pages

urlpatterns: list[URLPattern] = [
    path("doi-chieu/", pages.index, name="exams"),
    path("doi-chieu/nap", pages.upload, name="exams-upload"),
    path("doi-chieu/<int:pk>/", pages.exam, name="exams-list"),
    path("doi-chieu/diem/<int:pk>/giai-trinh", pages.explain, name="exams-explain"),
    path("doi-chieu/<int:pk>/thu-hoi", pages.withdraw, name="exams-withdraw"),
]


def nav(actor: Actor) -> list[NavItem]:
    """No entry of its own: a tab of «Kết quả» and the desk lead here."""
    return []


__all__ = ["cards", "nav", "urlpatterns"]
