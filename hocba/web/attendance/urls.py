"""Attendance: roll calls, months, pupils near the limit, changes of the list; the sổ ghi đầu bài."""

from django.urls import URLPattern, path

from hocba.books.models import RollCall
from hocba.kernel.policy import Actor, registry
from hocba.web.attendance import cards, changes, lessons, month, roll
from hocba.web.context import NavItem
from hocba.web.jinja import url

urlpatterns: list[URLPattern] = [
    path("diem-danh/", roll.index, name="attendance"),
    path("diem-danh/lop/<int:klass>/", roll.roll, name="attendance-roll"),
    path("diem-danh/lop/<int:klass>/luu", roll.save, name="attendance-save"),
    path("diem-danh/lop/<int:klass>/thang/", month.month, name="attendance-month"),
    path("diem-danh/thang/", month.school, name="attendance-school"),
    path("diem-danh/canh-bao/", month.warnings, name="attendance-warnings"),
    path("diem-danh/lop/<int:klass>/bien-dong/", changes.changes, name="attendance-changes"),
    path("diem-danh/lop/<int:klass>/roi-lop", changes.leave, name="attendance-leave"),
    path("diem-danh/cho-ngoi/<int:pk>/van-hoc", changes.stay, name="attendance-stay"),
    path("diem-danh/lop/<int:klass>/chuyen-lop", changes.move, name="attendance-move"),
    path("diem-danh/so-dau-bai/", lessons.index, name="attendance-lessons"),
    path("diem-danh/so-dau-bai/lop/<int:klass>/", lessons.week, name="attendance-week"),
    path("diem-danh/so-dau-bai/lop/<int:klass>/tiet", lessons.period, name="attendance-period"),
    path("diem-danh/so-dau-bai/lop/<int:klass>/ghi", lessons.write, name="attendance-write"),
    path("diem-danh/so-dau-bai/lop/<int:klass>/chot", lessons.close, name="attendance-close"),
    path("diem-danh/so-dau-bai/lop/<int:klass>/kiem-tra", lessons.review, name="attendance-review"),
    path("diem-danh/so-dau-bai/ki/<int:pk>/mo-lai", lessons.reopen, name="attendance-reopen"),
]


def nav(actor: Actor) -> list[NavItem]:
    """«Điểm danh», with the sổ ghi đầu bài as a tab, for everybody who reads roll calls."""
    if any(w.query(actor, RollCall) is not None for w in registry.readers[RollCall]):
        return [NavItem("Điểm danh", url("attendance"), order=12)]
    return []


__all__ = ["cards", "nav", "urlpatterns"]
