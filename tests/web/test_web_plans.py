"""Plan, late list and the teacher's week on screen."""

import datetime
from unittest import mock

import pytest
from django.urls import reverse
from django.utils import timezone

from hocba.books.commands import set_plan
from hocba.books.models import Column, Reminder
from hocba.year.commands import ClassPlan, YearDates, open_classes, open_year
from tests.commands.entries import MATHS, change, enter
from tests.web.helpers import client_of
from tests.world import NOW, TODAY, YEAR, World, system

pytestmark = pytest.mark.django_db
YESTERDAY = TODAY - datetime.timedelta(days=1)


@pytest.fixture(autouse=True)
def in_december() -> object:
    with mock.patch.object(timezone, "now", lambda: NOW):
        yield


def text(world: World, who: str, route: str, query: str = "") -> str:
    response = client_of(world, who).get(reverse(route) + query)
    assert response.status_code == 200
    return response.content.decode()


def late_maths(world: World) -> None:
    set_plan(world.ctx("head"), world.courses[MATHS], {(1, "gk"): YESTERDAY})


def test_pages_of_the_plan_open_for_who_reads_books(world: World) -> None:
    for route in ("plans", "plans-late"):
        for who in ("principal", "vice_principal", "head", "homeroom", "teacher", "clerk", "stranger"):  # fmt: skip
            assert text(world, who, route)
        assert client_of(world, "ward_officer").get(reverse(route)).status_code == 403
    assert client_of(world, "clerk").get(reverse("plans-mine")).status_code == 403


def test_a_plan_is_set_for_the_ticked_classes(world: World) -> None:
    course = world.courses[MATHS]
    where = f"?mon=8:{course.subject_id}"
    client = client_of(world, "head")
    form = {"course": [course.pk], "d-1:gk": "2025-11-05", "d-1:ck": "2025-12-30"}
    answer = client.post(reverse("plans-save") + where, form, follow=True).content.decode()
    assert "Đã lưu kế hoạch cho 1 lớp, 2 cột đổi ngày." in answer
    assert "05/11" in answer
    stored = Column.objects.filter(subject=course.subject_id, term=1, slot="gk", due__isnull=False)
    assert [c.book_id for c in stored] == [world.books[MATHS].pk]


def test_a_wrong_day_comes_back_at_its_field(world: World) -> None:
    course = world.courses[MATHS]
    form = {"course": [course.pk], "d-1:gk": "2026-05-05"}
    answer = client_of(world, "head").post(
        reverse("plans-save") + f"?mon=8:{course.subject_id}", form
    )
    assert answer.status_code == 422
    assert "ngày phải từ 05/09/2025" in answer.content.decode()


def test_a_teacher_reads_the_plan_and_does_not_set_it(world: World) -> None:
    assert "Đặt ngày" not in text(world, "teacher", "plans")
    assert client_of(world, "teacher").post(reverse("plans-save"), {}).status_code == 403


def test_late_books_are_reminded_by_one_click(world: World) -> None:
    late_maths(world)
    shown = text(world, "principal", "plans-late")
    assert "Lê Thu Hằng" in shown
    assert "<b>0/6</b>" in shown and "Nhắc tất cả" in shown
    client = client_of(world, "principal")
    book = world.books[MATHS].pk
    client.post(reverse("plans-remind"), {"book": [book]})
    assert Reminder.objects.count() == 1
    client.post(reverse("plans-remind"), {"book": [book]})
    assert Reminder.objects.count() == 1
    told = text(world, "principal", "plans-late")
    assert "đã nhắc hôm nay" in told and "Nhắc tất cả" not in told
    assert "Được nhắc: Toán 8A1" in text(world, "teacher", "desk")


def test_a_page_left_open_until_nothing_is_late_reminds_nobody_and_says_so(world: World) -> None:
    late_maths(world)
    enter(world, "teacher", [change(p, "gk", 70) for p in world.roster("8A1")])
    form = {"book": [world.books[MATHS].pk]}
    answer = client_of(world, "principal").post(reverse("plans-remind"), form, follow=True)
    assert answer.status_code == 200
    assert "Không còn sổ nào chậm trong số đã chọn" in answer.content.decode()
    assert not Reminder.objects.exists()


def test_nobody_reminds_books_of_others(world: World) -> None:
    late_maths(world)
    form = {"book": [world.books[MATHS].pk]}
    for who, status in (("teacher", 403), ("clerk", 403), ("primary_principal", 403), ("stranger", 403)):  # fmt: skip
        assert client_of(world, who).post(reverse("plans-remind"), form).status_code == status, who
    assert not Reminder.objects.exists()


def test_the_week_of_a_teacher_shows_own_columns_only(world: World) -> None:
    late_maths(world)
    shown = text(world, "teacher", "plans-mine")
    assert "Đã quá ngày trong kế hoạch" in shown
    assert "Ngữ văn" not in shown


def test_the_board_counts_one_column_and_links_to_the_cell(world: World) -> None:
    late_maths(world)
    shown = text(world, "principal", "results-progress", "?ki=1&cot=gk")
    assert "0<small>/6</small>" in shown
    pupil = world.roster("8A1")[0].pk
    assert f"/so/{world.books[MATHS].pk}/?ki=1#cell={pupil}|1:gk" in shown


def test_the_plan_of_a_former_year_is_chosen_read_and_not_set(world: World) -> None:
    set_plan(world.ctx("head"), world.courses[MATHS], {(1, "gk"): YESTERDAY})
    start = datetime.date(2026, 9, 7)
    dates = YearDates(start, datetime.date(2027, 1, 15), datetime.date(2027, 1, 18), datetime.date(2027, 5, 28))  # fmt: skip
    open_year(system(), world.secondary, YEAR + 1, dates)
    open_classes(system(), world.secondary, YEAR + 1, [ClassPlan("lower_secondary", 9, "9A1")])
    mon = f"mon=8:{world.courses[MATHS].subject_id}"
    with mock.patch.object(timezone, "now", lambda: NOW.replace(year=2026, month=10, day=1)):
        assert "Chưa có môn nào" in text(world, "head", "plans")
        for who in ("head", "teacher", "principal"):
            page = text(world, who, "plans", f"?nam={YEAR}&{mon}")
            assert "Năm học 2025–2026 đã qua: kế hoạch chỉ để xem" in page
            assert f"{YESTERDAY:%d/%m}" in page and "Lưu kế hoạch" not in page
        client = client_of(world, "head")
        form = {"course": [world.courses[MATHS].pk], "d-1:gk": "2025-11-05"}
        refused = client.post(f"{reverse('plans-save')}?nam={YEAR}&{mon}", form)
        assert refused.status_code == 409
        assert "Năm học 2025–2026 đã qua nên" in refused.content.decode()
