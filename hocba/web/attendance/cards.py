"""What attendance puts on people's desks: rolls not called today, pupils near the limit."""

from collections.abc import Iterator

from django.urls import reverse

from hocba.books.attendance import nearing
from hocba.books.models import RollCall
from hocba.kernel.policy import visible
from hocba.people.roles import Role
from hocba.web.desk.registry import SOON, TODAY, Desk, Figure, Item, Waiting, desk_card
from hocba.year.models import Klass

SUNDAY = 6


def _in_school(desk: Desk) -> bool:
    return (
        desk.year is not None
        and desk.year.starts <= desk.today <= desk.year.ends
        and desk.today.weekday() != SUNDAY
    )


@desk_card(Role.HOMEROOM, order=8)
def my_roll(desk: Desk) -> Iterator[Item]:
    """The own class: the roll of today, and pupils who miss much."""
    if desk.year is None:
        return
    mine = desk.actor.scope_ids(Role.HOMEROOM)
    classes = list(visible(desk.actor, Klass).filter(pk__in=mine, year=desk.year.year))
    if _in_school(desk):
        rows = visible(desk.actor, RollCall).filter(klass__in=classes, day=desk.today)
        called = set(rows.values_list("klass_id", flat=True))
        for klass in classes:
            if klass.pk not in called:
                yield Waiting(
                    f"Điểm danh lớp {klass.name}",
                    "hôm nay chưa điểm danh",
                    reverse("attendance-roll", args=[klass.pk]),
                    "Điểm danh",
                    urgency=TODAY,
                )
    yield from _nearing(desk, classes)


@desk_card(Role.PRINCIPAL, Role.VICE_PRINCIPAL, order=40)
def school_roll(desk: Desk) -> Iterator[Item]:
    """How many classes have called the roll today, and pupils who miss much."""
    if desk.year is None or desk.school is None:
        return
    rows = visible(desk.actor, Klass).filter(school=desk.school, year=desk.year.year)
    classes = list(rows)
    calls = visible(desk.actor, RollCall).filter(school=desk.school, day=desk.today)
    called = len(set(calls.values_list("klass_id", flat=True)))
    if called:  # a school that does not call the roll here is not reminded of it every day
        yield Figure(
            "Lớp đã điểm danh hôm nay",
            called,
            f"/ {len(classes)}",
            done=called,
            total=len(classes),
            href=reverse("attendance"),
        )
    yield from _nearing(desk, classes)


def _nearing(desk: Desk, classes: list[Klass]) -> Iterator[Item]:
    if desk.year is None or not classes:
        return
    found = nearing(desk.actor, classes, desk.year, desk.today)
    close = [n for n in found if n.outlook.level != "watch"]
    if found:
        yield Waiting(
            "Học sinh nghỉ nhiều",
            _how_many(len(found), len(close)),
            reverse("attendance-warnings"),
            "Xem",
            urgency=TODAY if close else SOON,
        )


def _how_many(watched: int, close: int) -> str:
    """How many ask for attention, and how many of them are near or over the limit."""
    near = f"{close} em gần hoặc quá" if close else "chưa em nào gần"
    return f"{watched} em cần theo dõi, {near} giới hạn 45 buổi"
