"""Kindergarten: growth of a class, of a child, goals of the school."""

from django.urls import URLPattern, path

from hocba.books.kindergarten import LEVEL
from hocba.books.models import Book, Goal
from hocba.kernel.policy import Actor, registry
from hocba.web.context import NavItem
from hocba.web.jinja import url
from hocba.web.kindergarten import cards, goals, pages

urlpatterns: list[URLPattern] = [
    path("lop/<int:klass>/tang-truong/", pages.klass, name="kindergarten-class"),
    path("lop/<int:klass>/tang-truong/ngay-can-do", pages.weighed, name="kindergarten-weighed"),
    path("lop/<int:klass>/tang-truong/vi-sao", pages.why, name="kindergarten-why"),
    path("hoc-sinh/<int:pk>/tang-truong/", pages.child, name="kindergarten-child"),
    path("muc-tieu/", goals.goals, name="kindergarten-goals"),
    path("muc-tieu/them", goals.add, name="kindergarten-add-goals"),
    path("muc-tieu/<int:pk>/bo", goals.drop, name="kindergarten-drop-goal"),
]


def nav(actor: Actor) -> list[NavItem]:
    """«Mục tiêu» for everybody of a kindergarten who reads its goals."""
    if not any(w.query(actor, Goal) is not None for w in registry.readers[Goal]):
        return []
    if not any(w.query(actor, Book) is not None for w in registry.readers[Book]):
        return []
    return [NavItem("Mục tiêu", url("kindergarten-goals"), order=16, level=LEVEL)]


__all__ = ["cards", "nav", "urlpatterns"]
