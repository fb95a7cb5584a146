"""A server whose date is wrong, and days outside the year: pages say what is going on."""

import datetime
from unittest import mock

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.commands.entries import change, enter, pupil
from tests.web.helpers import client_of, text
from tests.world import NOW, World

pytestmark = pytest.mark.django_db


def at(moment: datetime.datetime) -> "mock._patch[object]":
    return mock.patch.object(timezone, "now", lambda: moment)


def desk(world: World, who: str, moment: datetime.datetime) -> str:
    with at(moment):
        return text(client_of(world, who).get("/"))


def test_on_an_ordinary_day_nothing_is_said(world: World) -> None:
    enter(world, "teacher", [change(pupil(world), "gk", 80)])
    for who in ("principal", "teacher", "admin"):
        html = desk(world, who, NOW)
        assert "Đồng hồ máy chủ" not in html and "Phân công của thầy cô" not in html
        assert "chỉnh giờ máy chủ" not in html


def test_a_clock_behind_what_is_written_is_noticed(world: World) -> None:
    enter(world, "teacher", [change(pupil(world), "gk", 80)])
    html = desk(world, "principal", NOW - datetime.timedelta(days=2))
    assert "Ngày giờ máy chủ có thể sai" in html
    assert f"{timezone.localtime(NOW):%H:%M ngày %d/%m/%Y}" in html
    assert "có thể sai" not in desk(world, "principal", NOW - datetime.timedelta(minutes=5))


def test_before_the_first_day_of_a_duty_the_day_is_said(world: World) -> None:
    early = NOW.replace(month=8, day=20)
    assert "Phân công của thầy cô có hiệu lực từ ngày 05/09/2025; hôm nay là 20/08/2025." in desk(
        world, "teacher", early
    )
    with at(early):
        answer = client_of(world, "teacher").get(reverse("attendance"))
        said = text(answer)
    assert answer.status_code == 403 and "có hiệu lực từ ngày 05/09/2025" in said


def test_a_duty_that_is_over_says_since_when(world: World) -> None:
    html = desk(world, "expired", NOW)
    assert "Phân công của thầy cô đã hết ngày" in html


def test_years_later_the_date_or_the_missing_year_is_named(world: World) -> None:
    html = desk(world, "principal", NOW.replace(year=2030))
    assert "Nếu ngày ấy đúng thì cần mở năm học mới" in html and "2025–2026" in html
    assert "cần mở năm học mới" not in desk(world, "principal", NOW.replace(year=2026, month=9))


def test_the_day_after_the_year_the_roll_is_of_its_last_day(world: World) -> None:
    with at(NOW.replace(year=2026, month=5, day=30)):
        where = reverse("attendance-roll", args=[world.classes["8A1"].pk])
        html = text(client_of(world, "homeroom").get(where))
    assert "ngày cuối của năm học đã kết thúc" in html
