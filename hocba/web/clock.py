"""Sentences for the days when the date itself explains what one sees: a clock that is wrong, duties
that have not begun or are over, a year that nothing has followed."""

from __future__ import annotations

import datetime

from django.db.models import Max, Min
from django.utils import timezone

from hocba.kernel.models import Event
from hocba.kernel.policy import Actor
from hocba.people.models import Assignment
from hocba.people.roles import Role
from hocba.year.models import SchoolYear

SLACK = datetime.timedelta(hours=1)
LONG_OVER = datetime.timedelta(days=366)


def behind(now: datetime.datetime) -> list[str]:
    """That the server's clock stands before what is written already. One statement."""
    last = Event.objects.order_by("-pk").values_list("at", flat=True).first()
    if last is None or last <= now + SLACK:
        return []
    here, there = (f"{timezone.localtime(t):%H:%M ngày %d/%m/%Y}" for t in (now, last))
    return [
        f"Đồng hồ máy chủ đang là {here}, mà việc ghi gần nhất lại lúc {there}."
        " Ngày giờ máy chủ có thể sai: nhờ quản trị CNTT xem lại trước khi ghi tiếp."
    ]


def idle(actor: Actor) -> list[str]:
    """Why somebody with assignments has no duty today. One statement, for them alone."""
    if actor.duties or actor.person is None:
        return []
    rows = Assignment.objects.filter(person=actor.person).exclude(role=Role.INSPECTOR)
    first = rows.filter(starts__gt=actor.on).aggregate(day=Min("starts"))["day"]
    if first is not None:
        return [f"Phân công của thầy cô có hiệu lực từ ngày {first:%d/%m/%Y}; hôm nay là {actor.on:%d/%m/%Y}."]  # fmt: skip
    last = rows.aggregate(day=Max("ends"))["day"]
    return [] if last is None else [f"Phân công của thầy cô đã hết ngày {last:%d/%m/%Y}."]


def long_over(year: SchoolYear | None, today: datetime.date) -> list[str]:
    """That no year has followed for so long that the date may be wrong."""
    if year is None or today - year.ends <= LONG_OVER:
        return []
    return [
        f"Hôm nay, theo máy chủ, là {today:%d/%m/%Y}, mà năm học mới nhất là {year.label}."
        " Nếu ngày ấy đúng thì cần mở năm học mới; nếu sai thì nhờ quản trị CNTT chỉnh giờ máy chủ."
    ]
