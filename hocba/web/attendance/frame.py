"""What the attendance pages share: the class as it may be seen, days and months from the address."""

import datetime

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from hocba.books.queries import year_of
from hocba.books.roster import Seat, roster
from hocba.kernel.errors import Hidden
from hocba.kernel.policy import Actor, fetch, visible
from hocba.web.page import Request
from hocba.web.years import Years, reader, years_of
from hocba.year.models import Klass, SchoolYear

Choices = list[tuple[str, str, bool]]


def classes_of(request: Request) -> tuple[list[Klass], Years, Actor]:
    """Classes of the year that is looked at, by grade and name, and as whom they are read: of a
    year that is over also by the duties held at its end."""
    years = years_of(request)
    actor = reader(request, years.year)
    rows = visible(actor, Klass).filter(year=years.year or 0).select_related("school")
    return list(rows.order_by("grade", "name")), years, actor


def klass_of(request: Request, klass: int) -> tuple[Klass, SchoolYear]:
    """A class the person may read, today or by the duties of a year that is over, with its year;
    Hidden otherwise."""
    try:
        found: Klass = fetch(request.actor, Klass, klass, "school")
    except Hidden:
        year = Klass.objects.filter(pk=klass).values_list("year", flat=True).first()
        found = fetch(reader(request, year), Klass, klass, "school")
    return found, year_of(found.school_id, found.year)


def day_of(request: HttpRequest, year: SchoolYear) -> datetime.date:
    """The day asked for by `ngay`, today otherwise, kept within the school year."""
    today = timezone.localdate()
    try:
        wanted = datetime.date.fromisoformat(request.GET.get("ngay", ""))
    except ValueError:
        wanted = today
    return max(year.starts, min(wanted, year.ends))


def months_of(year: SchoolYear) -> list[datetime.date]:
    """The first day of every month of the school year."""
    found, day = [], year.starts.replace(day=1)
    while day <= year.ends:
        found.append(day)
        day = (day + datetime.timedelta(days=32)).replace(day=1)
    return found


def month_asked(request: HttpRequest, year: SchoolYear) -> datetime.date:
    """The month asked for by `thang` (2025-10), else the present one or the last of the year."""
    months = months_of(year)
    wanted = request.GET.get("thang", "")
    today = timezone.localdate().replace(day=1)
    by_name = {f"{m:%Y-%m}": m for m in months}
    return by_name.get(wanted) or (today if today in months else months[-1])


def month_choices(year: SchoolYear, now: datetime.date) -> Choices:
    """Links to the months of the year."""
    return [(f"{m:%m/%Y}", f"?thang={m:%Y-%m}", m == now) for m in months_of(year)]


def there(seats: list[Seat], day: datetime.date) -> list[Seat]:
    """Who is in the class on a day."""
    return [s for s in seats if s.starts <= day and (s.ends is None or s.ends >= day)]


def seats_of(klass: Klass, year: SchoolYear) -> list[Seat]:
    return roster(klass.pk, year)


def class_tabs(klass: Klass, here: str) -> Choices:
    """The pages of one class's attendance."""
    pages = (
        ("attendance-roll", "Điểm danh"),
        ("attendance-month", "Bảng tháng"),
        ("attendance-changes", "Biến động"),
        ("attendance-week", "Sổ đầu bài"),
        ("remarks-week", "Nhận xét tuần"),
    )
    return [(label, reverse(name, args=[klass.pk]), name == here) for name, label in pages]


def school_tabs(here: str) -> Choices:
    """The pages over all my classes."""
    pages = (
        ("attendance", "Hôm nay"),
        ("attendance-school", "Theo tháng"),
        ("attendance-warnings", "Nghỉ nhiều"),
        ("attendance-lessons", "Sổ đầu bài"),
    )
    return [(label, reverse(name), name == here) for name, label in pages]
