"""The page everybody lands on: what waits today."""

import datetime

from django.http import HttpResponse
from django.utils import timezone

from hocba.web import clock
from hocba.web.desk.registry import Button, Desk, Figure, Panel, Waiting, items_for
from hocba.web.inspecting import duty_of
from hocba.web.page import Request, page, render
from hocba.year.models import SchoolYear


def desk_of(request: Request) -> Desk:
    """The frame of this person's day: the school and its latest year."""
    school = request.user.school
    year = None
    if school is not None:
        year = SchoolYear.objects.filter(school=school).order_by("-year").first()
    return Desk(request.actor, request.user, timezone.now(), school, year)


@page(login=True)
def today(request: Request) -> HttpResponse:
    """«Hôm nay»: figures, tasks by urgency, and the panels of each role."""
    desk = desk_of(request)
    items = items_for(desk)
    panels = [i for i in items if isinstance(i, Panel)]
    return render(
        request,
        "desk/today.html",
        today=desk.today,
        where=_where(desk),
        odd=[
            *clock.behind(desk.now),
            *clock.idle(desk.actor),
            *clock.long_over(desk.year, desk.today),
        ],
        waiting="Đang chờ thầy cô" if duty_of(desk.actor) is None else "Các phần được xem",
        buttons=[i for i in items if isinstance(i, Button)],
        figures=[i for i in items if isinstance(i, Figure)],
        tasks=[i for i in items if isinstance(i, Waiting)],
        wide=[p for p in panels if p.wide],
        side=[p for p in panels if not p.wide],
    )


def _where(desk: Desk) -> str:
    """THCS Sông Cầu · học kì I, tuần 12 của 18 · còn 23 ngày đến hết học kì"""
    place = desk.school.name if desk.school else ""
    parts = [place, *_when(desk.year, desk.today)] if desk.year else [place]
    return " · ".join(p for p in parts if p)


def _when(year: SchoolYear, today: datetime.date) -> list[str]:
    terms = (
        ("học kì I", year.starts, year.term1_ends),
        ("học kì II", year.term2_starts, year.ends),
    )
    for name, starts, ends in terms:
        if starts <= today <= ends:
            week, weeks = _week(starts, today), _week(starts, ends)
            left = (ends - today).days
            when = f"còn {left} ngày đến hết {name}" if left else f"hôm nay hết {name}"
            return [f"{name}, tuần {week} của {weeks}", when]
    if today < year.starts:
        return [f"năm học {year.label} bắt đầu ngày {year.starts:%d/%m/%Y}"]
    if today > year.ends:
        return [f"năm học {year.label} đã kết thúc ngày {year.ends:%d/%m/%Y}"]
    return [f"năm học {year.label}, nghỉ giữa hai học kì"]


def _week(starts: datetime.date, day: datetime.date) -> int:
    monday = starts - datetime.timedelta(days=starts.weekday())
    return (day - monday).days // 7 + 1
