"""The assessment plan, what is late against it, and every teacher's own open ends by week."""

from django.urls import URLPattern, path

from hocba.kernel.policy import Actor
from hocba.web.context import NavItem
from hocba.web.plans import cards, late, mine, plan

urlpatterns: list[URLPattern] = [
    path("ke-hoach/", plan.plan, name="plans"),
    path("ke-hoach/luu", plan.save, name="plans-save"),
    path("ke-hoach/cham/", late.late, name="plans-late"),
    path("ke-hoach/nhac", late.remind_all, name="plans-remind"),
    path("ke-hoach/viec-cua-toi/", mine.mine, name="plans-mine"),
]


def nav(actor: Actor) -> list[NavItem]:
    """No entry of its own: tabs of «Kết quả», and «Việc theo tuần» on the desk."""
    return []


__all__ = ["cards", "nav", "urlpatterns"]
