"""The attendance pages: who opens which, the roll saved by a form, the period confirmed."""

import datetime
from unittest import mock

import pytest
from django.urls import reverse
from django.utils import timezone

from hocba.books.commands import Away, Lesson, call_roll, close_week, write_lesson
from hocba.books.models import Absence, LessonCheck, LessonEntry, RollCall
from hocba.kernel.record import writing
from hocba.people.models import Assignment
from hocba.year.commands import ClassPlan, YearDates, leave, open_classes, open_year
from hocba.year.models import Enrolment, Klass
from tests.web.helpers import client_of
from tests.world import ENDS, NOW, TODAY, YEAR, World, system

pytestmark = pytest.mark.django_db
ROLES = ("principal", "vice_principal", "clerk", "admin", "homeroom", "teacher", "other_class", "head", "ward_officer", "stranger")  # fmt: skip
OFFICE = {"principal", "vice_principal", "clerk", "admin"}
CLASS = OFFICE | {"homeroom", "teacher"}


@pytest.fixture(autouse=True)
def in_december() -> object:
    with mock.patch.object(timezone, "now", lambda: NOW):
        yield


def page(world: World, name: str, query: str = "") -> str:
    return reverse(name, args=[world.classes["8A1"].pk]) + query


def opened(world: World, where: str) -> set[str]:
    found = set()
    for name in ROLES:
        response = client_of(world, name).get(where)
        assert response.status_code in (200, 403, 404), (name, response.status_code)
        if response.status_code == 200:
            found.add(name)
    return found


@pytest.mark.parametrize(
    "route",
    ["attendance", "attendance-school", "attendance-warnings", "attendance-lessons"],
)
def test_pages_over_classes_open_for_all_who_read_a_class(world: World, route: str) -> None:
    assert opened(world, reverse(route)) == CLASS | {"other_class", "head", "stranger"}


@pytest.mark.parametrize(
    "route", ["attendance-roll", "attendance-month", "attendance-changes", "attendance-week"]
)
def test_pages_of_a_class_open_for_its_people_only(world: World, route: str) -> None:
    assert opened(world, page(world, route)) == CLASS | {"head"}


def test_after_the_year_the_page_names_its_last_day(world: World) -> None:
    assert "Các lớp hôm nay" in client_of(world, "principal").get(reverse("attendance")).content.decode()  # fmt: skip
    later = datetime.datetime.combine(ENDS, NOW.time(), NOW.tzinfo) + datetime.timedelta(days=9)
    with mock.patch.object(timezone, "now", lambda: later):
        text = client_of(world, "principal").get(reverse("attendance")).content.decode()
    assert "Các lớp hôm nay" not in text and f"Các lớp ngày {ENDS:%d/%m/%Y}" in text


def test_another_school_and_another_class_find_nothing(world: World) -> None:
    for name in ("stranger", "other_class"):
        assert client_of(world, name).get(page(world, "attendance-roll")).status_code == 404


def test_the_roll_is_called_by_one_form(world: World) -> None:
    client = client_of(world, "homeroom")
    shown = client.get(page(world, "attendance-roll", "?buoi=S")).content.decode()
    assert "Buổi này chưa điểm danh" in shown
    first, second, *rest = world.roster("8A1")
    form = {f"v-{p.pk}": "" for p in rest} | {f"v-{first.pk}": "P", f"g-{first.pk}": "ốm", f"v-{second.pk}": "K", "seen": "0"}  # fmt: skip
    done = client.post(page(world, "attendance-save", f"?ngay={TODAY}&buoi=S"), form, follow=True)
    said = done.content.decode()
    assert "vắng 2 (1 có phép, 1 không phép)" in said
    assert "Biên nhận" in said
    assert set(Absence.objects.values_list("kind", "note")) == {("P", "ốm"), ("K", "")}


def test_a_roll_that_somebody_saved_meanwhile_comes_back_with_what_was_tapped(
    world: World,
) -> None:
    pupil = world.roster("8A1")[0].pk
    call_roll(world.ctx("teacher"), world.classes["8A1"], TODAY, "S", {pupil: Away("P")})
    answer = client_of(world, "homeroom").post(
        page(world, "attendance-save", f"?ngay={TODAY}&buoi=S"), {f"v-{pupil}": "K", "seen": "0"}
    )
    assert answer.status_code == 409
    assert "Lê Thu Hằng vừa điểm danh" in answer.content.decode()
    assert f'name="v-{pupil}" value="K" checked' in answer.content.decode()
    assert RollCall.objects.get().version == 1


@pytest.mark.parametrize("name", ["principal", "clerk", "admin"])
def test_the_office_reads_the_roll_and_does_not_call_it(world: World, name: str) -> None:
    answer = client_of(world, name).post(page(world, "attendance-save"), {"seen": "0"})
    assert answer.status_code == 403
    assert "disabled" in client_of(world, name).get(page(world, "attendance-roll")).content.decode()


def test_the_month_shows_letters_and_totals(world: World) -> None:
    pupil = world.roster("8A1")[0]
    call_roll(world.ctx("homeroom"), world.classes["8A1"], TODAY, "S", {pupil.pk: Away("K")})
    text = client_of(world, "clerk").get(page(world, "attendance-month")).content.decode()
    assert "Điểm danh tháng 12 năm 2025" in text
    assert f'aria-current="date">{TODAY.day}<' in text
    assert '<b class="bad">K</b>' in text


def test_a_pupil_leaves_by_the_homeroom_teachers_form(world: World) -> None:
    seat = Enrolment.objects.get(student=world.roster("8A1")[0])
    client = client_of(world, "homeroom")
    where = page(world, "attendance-leave")
    assert client.post(where, {"seat": "", "day": ""}).status_code == 422
    client.post(where, {"seat": seat.pk, "day": "2025-12-10", "leaving": "Chuyển trường"})
    seat.refresh_from_db()
    assert (f"{seat.ends}", seat.leaving) == ("2025-12-10", "Chuyển trường")
    assert (
        "Rời lớp: Chuyển trường" in client.get(page(world, "attendance-changes")).content.decode()
    )


def test_changes_say_where_a_pupil_went_and_a_mistake_is_taken_back(world: World) -> None:
    one, two, *_ = (Enrolment.objects.get(student=p) for p in world.roster("8A1"))
    client = client_of(world, "homeroom")
    to = world.classes["8A2"].pk
    client.post(page(world, "attendance-move"), {"seat": one.pk, "day": "2025-12-10", "to": to})
    client.post(page(world, "attendance-leave"), {"seat": two.pk, "day": "2025-12-10", "leaving": "Bỏ học"})  # fmt: skip
    shown = client.get(page(world, "attendance-changes")).content.decode()
    assert "Chuyển sang lớp 8A2" in shown and shown.count(">Bỏ ghi<") == 1
    there = reverse("attendance-changes", args=[to])
    assert "Chuyển từ lớp 8A1 sang" in client_of(world, "clerk").get(there).content.decode()
    back = reverse("attendance-stay", args=[two.pk])
    assert client_of(world, "stranger").post(back).status_code in (403, 404)
    assert client_of(world, "teacher").post(back).status_code == 403
    done = client.post(back, follow=True).content.decode()
    assert "vẫn học lớp 8A1" in done and ">Bỏ ghi<" not in done


def test_the_seat_of_another_class_is_not_found_by_the_form(world: World) -> None:
    seat = Enrolment.objects.get(student=world.roster("8A2")[0])
    answer = client_of(world, "homeroom").post(
        page(world, "attendance-leave"), {"seat": seat.pk, "day": "2025-12-10"}
    )
    assert answer.status_code == 404


def test_a_period_is_confirmed_and_shown_in_the_week(world: World) -> None:
    pupil = world.roster("8A1")[2]
    call_roll(world.ctx("homeroom"), world.classes["8A1"], TODAY, "S", {pupil.pk: Away("P")})
    client = client_of(world, "teacher")
    where = f"?ngay={TODAY}&tiet=2"
    shown = client.get(page(world, "attendance-period", where)).content.decode()
    assert f'name="v-{pupil.pk}" value="P" checked' in shown, (
        "the roll call of the morning is there"
    )
    course = world.courses["8A1", "TOAN"].pk
    form = {"course": course, "title": "", "seen": "0", f"v-{pupil.pk}": "P"}
    refused = client.post(page(world, "attendance-write", where), form)
    assert refused.status_code == 422
    assert "Hãy ghi tên bài" in refused.content.decode()
    client.post(page(world, "attendance-write", where), form | {"title": "Hình thang cân"})
    text = client_of(world, "principal").get(page(world, "attendance-week")).content.decode()
    assert "Hình thang cân" in text
    assert "Đỗ Hải Đăng (P)" in text
    assert LessonEntry.objects.get().person == world.people["teacher"].pk


def test_who_may_write_lessons_sees_the_form(world: World) -> None:
    where = page(world, "attendance-period", f"?ngay={TODAY}&tiet=1")
    assert opened(world, where) == {"homeroom", "teacher"}


def test_the_week_is_closed_checked_and_opened_again(world: World) -> None:
    homeroom = client_of(world, "homeroom")
    homeroom.post(page(world, "attendance-close", f"?ngay={TODAY}"), {"remark": "Tốt"})
    check = LessonCheck.objects.get()
    assert "đã chốt tuần" in homeroom.get(page(world, "attendance-week")).content.decode()
    where = reverse("attendance-reopen", args=[check.pk])
    assert client_of(world, "teacher").post(where, {"reason": "x"}).status_code == 403
    assert client_of(world, "stranger").post(where, {"reason": "x"}).status_code in (403, 404)
    homeroom.post(where, {"reason": "bổ sung"})
    check.refresh_from_db()
    assert check.ended_at is not None
    client_of(world, "vice_principal").post(page(world, "attendance-review"), {"remark": "Đủ"})
    assert (
        "Ban giám hiệu đã kiểm tra tháng 12"
        in homeroom.get(page(world, "attendance-week")).content.decode()
    )


def test_a_closed_week_offers_no_writing(world: World) -> None:
    close_week(world.ctx("homeroom"), world.classes["8A1"], TODAY)
    text = client_of(world, "teacher").get(page(world, "attendance-week")).content.decode()
    assert "Ghi tiết" not in text
    where = page(world, "attendance-period", f"?ngay={TODAY}&tiet=2")
    form = client_of(world, "teacher").get(where).content.decode()
    assert "Tuần này đã chốt" in form and "Xác nhận tiết học" not in form


def test_the_desk_asks_the_homeroom_teacher_for_the_roll(world: World) -> None:
    text = client_of(world, "homeroom").get(reverse("desk")).content.decode()
    assert "Điểm danh lớp 8A1" in text
    call_roll(world.ctx("homeroom"), world.classes["8A1"], TODAY, "S", {})
    assert (
        "Điểm danh lớp 8A1"
        not in client_of(world, "homeroom").get(reverse("desk")).content.decode()
    )


def test_a_former_year_is_read_by_whoever_had_the_class_then(world: World) -> None:
    """The homeroom teacher of 8A1 has no duty any more in the next year and still reads its month."""
    call_roll(world.ctx("homeroom"), world.classes["8A1"], TODAY, "S", {})
    last = datetime.date(2026, 5, 26)
    lesson = Lesson(world.courses["8A1", "TOAN"].pk, 105, "Bài cũ")
    klass, may = world.classes["8A1"], NOW.replace(year=2026, month=5, day=27)
    write_lesson(world.ctx("teacher", at=may), klass, last, 1, lesson)
    seat = Enrolment.objects.filter(klass=klass).select_related("klass", "student__person").first()
    assert seat is not None
    leave(world.ctx("homeroom", at=may), seat, last, "Chuyển trường")
    start, end = datetime.date(2026, 9, 7), datetime.date(2027, 5, 28)
    dates = YearDates(start, datetime.date(2027, 1, 15), datetime.date(2027, 1, 18), end)
    open_year(system(), world.secondary, YEAR + 1, dates)
    plan = ClassPlan("lower_secondary", 9, "9A1")
    open_classes(system(), world.secondary, YEAR + 1, [plan])
    with writing():
        Assignment.objects.filter(person=world.people["homeroom"]).update(ends=ENDS)
        duty = Assignment.objects.get(person=world.people["homeroom"], role="homeroom")
        duty.pk, duty.scope_id, duty.starts, duty.ends = (
            None,
            Klass.objects.get(name="9A1").pk,
            start,
            None,
        )
        duty.save()
    later = NOW.replace(year=2026, month=10, day=1)
    with mock.patch.object(timezone, "now", lambda: later):
        client = client_of(world, "homeroom")
        assert "8A1" not in client.get(reverse("attendance-school")).content.decode()
        assert "8A1" in client.get(reverse("attendance-school") + f"?nam={YEAR}").content.decode()
        where = reverse("attendance-month", args=[world.classes["8A1"].pk])
        assert client.get(where).status_code == 200
        for route in ("attendance-changes", "attendance-week"):
            page = client.get(reverse(route, args=[world.classes["8A1"].pk])).content.decode()
            assert "Năm học 2025–2026 đã qua" in page and "chỉ để xem" in page, route
            assert ("Rời lớp: Chuyển trường" if route == "attendance-changes" else "Bài cũ") in page
            assert "Ghi biến động" not in page and "Chốt tuần" not in page
        lessons = client.get(reverse("attendance-lessons") + f"?nam={YEAR}").content.decode()
        assert "Tiết đã ghi cả năm" in lessons and "8A1" in lessons
        stranger = client_of(world, "literature").get(where)
        assert stranger.status_code == 200  # an open-ended duty still reads
        save = reverse("attendance-save", args=[world.classes["8A1"].pk])
        assert client.post(f"{save}?ngay={TODAY}").status_code in (403, 404)


def test_whoever_teaches_here_counts_as_the_homeroom_teacher_does(world: World) -> None:
    """Two pupils away are two, and two sessions are two, by whichever duty one reads the class."""
    klass, day = world.classes["8A1"], datetime.timedelta(days=1)
    one, two, *_ = world.roster("8A1")
    call_roll(world.ctx("homeroom"), klass, TODAY, "S", {one.pk: Away("P"), two.pk: Away("P")})
    call_roll(world.ctx("homeroom"), klass, TODAY - 3 * day, "S", {})
    for who in ("principal", "homeroom", "teacher"):
        client = client_of(world, who)
        today = " ".join(client.get(reverse("attendance")).content.decode().split())
        assert "vắng 2 " in today and "(2 P, 0 K)" in today, who
        month = client.get(reverse("attendance-school") + f"?thang={TODAY:%Y-%m}").content.decode()
        assert '>8A1</a></th><td class="n">2</td><td class="n">2</td>' in month, who


def test_the_homeroom_class_comes_first_and_only_sessions_of_the_day_show(world: World) -> None:
    first = client_of(world, "homeroom").get(reverse("attendance")).content.decode()
    assert "Buổi sáng" in first and "Buổi chiều" not in first  # seven in the morning
    call_roll(world.ctx("homeroom"), world.classes["8A1"], TODAY, "C", {})
    then = client_of(world, "teacher").get(reverse("attendance")).content.decode()
    assert "Buổi sáng" in then and "Buổi chiều" in then


def test_a_past_day_opens_with_its_morning_whatever_the_clock(world: World) -> None:
    evening = NOW + datetime.timedelta(hours=11)
    with mock.patch.object(timezone, "now", lambda: evening):
        client = client_of(world, "homeroom")
        today = client.get(page(world, "attendance-roll")).content.decode()
        before = client.get(page(world, "attendance-roll", "?ngay=2025-12-09")).content.decode()
    assert f'ngay={TODAY}&buoi=C" aria-current' in today.replace("&amp;", "&")
    assert 'ngay=2025-12-09&buoi=S" aria-current' in before.replace("&amp;", "&")
