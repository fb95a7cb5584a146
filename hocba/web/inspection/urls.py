"""«Thanh tra»: accounts with an end for inspectors, what they opened, the school they look at."""

from django.urls import URLPattern, path

from hocba.kernel.policy import Actor
from hocba.people import policy
from hocba.web.context import NavItem
from hocba.web.inspecting import duty_of
from hocba.web.inspection import cards, pages
from hocba.web.jinja import url

urlpatterns: list[URLPattern] = [
    path("thanh-tra/", pages.index, name="inspection"),
    path("thanh-tra/mo", pages.give, name="inspection-give"),
    path("thanh-tra/truong/", pages.schools, name="inspection-schools"),
    path("thanh-tra/truong/<int:pk>/chon", pages.choose, name="inspection-choose"),
    path("thanh-tra/<int:pk>/", pages.one, name="inspection-one"),
    path("thanh-tra/<int:pk>/ket-thuc", pages.end, name="inspection-end"),
]


def nav(actor: Actor) -> list[NavItem]:
    """For who appoints: the inspections. For an inspector: the schools, the log of corrections."""
    if duty_of(actor) is not None:
        return [
            NavItem("Trường đang xem", url("inspection-schools"), order=5),
            NavItem("Nhật kí sửa điểm", url("changes"), order=36),
        ]
    who = policy.APPOINT_INSPECTOR.who
    if any(w.query(actor, policy.APPOINT_INSPECTOR.on) is not None for w in who):
        return [NavItem("Thanh tra", url("inspection"), order=85)]
    return []


__all__ = ["cards", "nav", "urlpatterns"]
