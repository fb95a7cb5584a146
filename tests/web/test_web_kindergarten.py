"""Kindergarten on screen: growth with its reasons, weighing dates, goals; who may see and do what."""

from __future__ import annotations

from unittest import mock

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from hocba.books.commands import Change, enter_marks
from hocba.books.kindergarten import facts, goals_of
from hocba.books.models import Column, Goal, Mark
from hocba.books.queries import class_sheet
from hocba.kernel.record import writing
from hocba.org.decree import Decree
from hocba.org.models import Place
from hocba.rules.levels import INCOMPLETE
from hocba.year.commands import decide_setting
from hocba.year.models import Klass
from tests.commands.test_kindergarten import old_class
from tests.kindergarten import WEIGHED, Kindergarten, make_kindergarten, with_goals
from tests.web.helpers import client_of, text
from tests.world import NOW, STARTS, YEAR, World

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_december() -> object:
    with mock.patch.object(timezone, "now", lambda: NOW):
        yield


@pytest.fixture
def school(world: World) -> Kindergarten:
    return make_kindergarten(world)


def class_page(school: Kindergarten, query: str = "") -> str:
    return reverse("kindergarten-class", args=[school.klass.pk]) + query


def test_the_class_page_shows_measures_scores_and_classes_in_the_order_of_the_list(
    world: World, school: Kindergarten
) -> None:
    school.weigh(world.ctx("mn_homeroom"))
    shown = text(client_of(world, "mn_homeroom").get(class_page(school)))
    assert shown.index("Nguyễn Bảo An") < shown.index("Trần Khánh Chi") < shown.index("Lê Minh Đức")
    assert "10/09/2025" in shown and "14,0" in shown
    assert "Suy dinh dưỡng thể nhẹ cân, mức độ vừa" in shown and " SD</a></small>" in shown
    assert "không xếp hạng" in shown and "WHO 2006" in shown


def test_the_reason_names_the_clause_and_the_table(world: World, school: Kindergarten) -> None:
    school.weigh(world.ctx("mn_homeroom"))
    where = reverse("kindergarten-why", args=[school.klass.pk])
    child = school.children[0].pk
    client = client_of(world, "mn_homeroom")
    said = text(client.get(f"{where}?student={child}&result=weight_for_age&lan=0"))
    assert "từ −3 SD đến dưới −2 SD" in said and "WHO: cân nặng theo tuổi" in said
    assert "bảng LMS chuẩn 2006" in said
    bad = client.get(f"{where}?student={child}&result=overall&lan=0")
    assert bad.status_code == 422 and "Chưa chọn kết quả" in text(bad)
    assert client.get(f"{where}?student={world.roster('8A1')[0].pk}&result=weight_for_age").status_code == 404  # fmt: skip


def test_without_a_day_of_weighing_nothing_is_classed_until_the_teacher_writes_it(
    world: World, school: Kindergarten
) -> None:
    school.weigh(world.ctx("mn_homeroom"), dated=False)
    sheet, _ = class_sheet(school.klass)
    assert (sheet.computed["weight_for_age"][:, 0] == INCOMPLETE).all()
    client = client_of(world, "mn_homeroom")
    assert "4 trẻ đã có số đo mà chưa có ngày" in text(client.get(class_page(school)))
    where = reverse("kindergarten-weighed", args=[school.klass.pk]) + "?lan=0"
    for wrong in ("2025-10-10", "mai", ""):
        answer = client.post(where, {"day": wrong})
        assert answer.status_code == 422 and "trong tháng 9" in text(answer)
    assert client.post(where, {"day": WEIGHED.isoformat()}).status_code == 302
    assert Mark.objects.filter(slot="ngay09", number=10).count() == 4
    sheet, _ = class_sheet(school.klass)
    assert (sheet.computed["weight_for_age"][:, 0] >= 0).all()
    again = client.post(where, {"day": WEIGHED.isoformat()})
    assert again.status_code == 422 and "còn thiếu ngày" in text(again)


def test_the_ages_are_those_of_the_day_of_weighing(world: World, school: Kindergarten) -> None:
    school.weigh(world.ctx("mn_homeroom"))
    sheet, _ = class_sheet(school.klass)
    found = facts(sheet)
    assert found["age_days"][0, 0] == 1826 and found["age_months"][0, 0] == 60
    assert found["sex"].tolist() == [1, 0, 1, 0]
    assert (found["age_days"][:, 1:] == -1).all()


def test_a_child_past_the_quarter_is_shown_as_late_on_page_and_desk(
    world: World, school: Kindergarten
) -> None:
    school.weigh(world.ctx("mn_homeroom"))
    client = client_of(world, "mn_homeroom")
    shown = text(client.get(class_page(school)))
    assert "4 trẻ đã quá hạn cân đo lại" in shown and "10/12/2025" in shown
    desk = text(client.get(reverse("desk")))
    assert "Cân đo lớp Lá 1" in desk and "4 trẻ quá hạn" in desk
    with mock.patch.object(timezone, "now", lambda: NOW.replace(day=9)):
        assert "quá hạn" not in text(client.get(class_page(school)))


def test_the_homeroom_book_has_weighing_and_goals_apart(world: World, school: Kindergarten) -> None:
    with_goals(world, school)
    client = client_of(world, "mn_homeroom")
    book = reverse("book", args=[school.book.pk])
    weighing, goals = text(client.get(f"{book}?ki=1c")), text(client.get(f"{book}?ki=1m"))
    assert "Cân nặng (kg) T9" in weighing and "Đi thăng bằng" not in weighing
    assert "Đi thăng bằng trên ghế thể dục" in goals and "Cân nặng" not in goals
    assert 'data-codes="+,-"' in goals
    assert "Đếm trong phạm vi 10" in text(client.get(f"{book}?ki=2m"))
    slots = Column.objects.filter(book__klass=school.toddlers, slot__startswith="nang")
    assert slots.count() == 9 and school.book.columns.filter(slot__startswith="nang").count() == 4


def test_goals_are_counted_for_the_class_and_listed_for_the_child(
    world: World, school: Kindergarten
) -> None:
    with_goals(world, school)
    first, second = goals_of(school.school.pk, YEAR, 4)
    child = school.children[0]
    enter_marks(
        world.ctx("mn_homeroom"),
        school.book,
        [
            Change(child.pk, first.term, first.slot, None, "+", first.domain_id),
            Change(child.pk, second.term, second.slot, None, "-", second.domain_id),
        ],
    )
    client = client_of(world, "mn_homeroom")
    assert '>1</a> <small class="muted">/ 2</small>' in text(client.get(class_page(school)))
    shown = text(client.get(reverse("kindergarten-child", args=[child.pk])))
    assert "Phát triển thể chất: đạt 1 trong 1 mục tiêu" in shown
    assert "+ Đạt" in shown and "– Chưa đạt" in shown and "Cuối chủ đề Bản thân" in shown


def test_results_of_a_class_and_a_child_lead_to_their_kindergarten_pages(
    world: World, school: Kindergarten
) -> None:
    client = client_of(world, "mn_principal")
    for route, pk, to in (
        ("results-class", school.klass.pk, "kindergarten-class"),
        ("results-pupil", school.children[0].pk, "kindergarten-child"),
    ):
        answer = client.get(reverse(route, args=[pk]))
        assert answer.status_code == 302 and answer["Location"] == reverse(to, args=[pk])


@pytest.mark.parametrize(
    "route",
    ["desk", "books", "results-classes", "results-progress", "attendance", "people-pupils",
     "kindergarten-goals", "people-settings", "results-locks"],
)  # fmt: skip
def test_every_page_over_classes_opens_in_a_kindergarten(
    world: World, school: Kindergarten, route: str
) -> None:
    school.weigh(world.ctx("mn_homeroom"))
    for name in ("mn_principal", "mn_homeroom"):
        assert client_of(world, name).get(reverse(route)).status_code in (200, 403), (route, name)


def test_who_sees_a_class_and_who_writes_its_day(world: World, school: Kindergarten) -> None:
    school.weigh(world.ctx("mn_homeroom"), dated=False)
    expected = {"mn_homeroom": 200, "mn_principal": 200, "mn_other": 404, "principal": 404,
                "teacher": 404, "ward_officer": 403}  # fmt: skip
    for name, status in expected.items():
        assert client_of(world, name).get(class_page(school)).status_code == status, name
    where = reverse("kindergarten-weighed", args=[school.klass.pk]) + "?lan=0"
    for name, status in {"mn_principal": 403, "mn_other": 404, "teacher": 404}.items():
        answer = client_of(world, name).post(where, {"day": WEIGHED.isoformat()})
        assert answer.status_code == status, name
    assert not Mark.objects.filter(slot="ngay09").exists()
    other = reverse("kindergarten-class", args=[world.classes["8A1"].pk])
    assert client_of(world, "homeroom").get(other).status_code == 404
    child = reverse("kindergarten-child", args=[school.children[0].pk])
    assert client_of(world, "mn_other").get(child).status_code == 404
    assert client_of(world, "mn_homeroom").get(child).status_code == 200


def test_the_principal_sets_and_drops_goals_and_teachers_read_them(
    world: World, school: Kindergarten
) -> None:
    where = reverse("kindergarten-goals") + "?nhom=4"
    add = reverse("kindergarten-add-goals") + "?nhom=4"
    sent = {"domain": "lv_nhan_thuc", "stage": "do_tuoi", "term": "2", "text": "Một\n\nHai\nMột"}
    principal = client_of(world, "mn_principal")
    assert principal.post(add, sent).status_code == 302
    assert [g.text for g in goals_of(school.school.pk, YEAR, 4)] == ["Một", "Hai"]
    wrong = principal.post(add, sent | {"stage": "t36", "text": ""})
    assert wrong.status_code == 422 and "Chưa có mục tiêu nào" in text(wrong)
    wrong = principal.post(add, sent | {"stage": "t36", "term": "9"})
    assert "thời điểm không hợp nhóm tuổi" in text(wrong) and "hãy chọn học kì" in text(wrong)
    teacher = client_of(world, "mn_homeroom")
    assert "Hai" in text(teacher.get(where)) and "Đặt mục tiêu" not in text(teacher.get(where))
    assert teacher.post(add, sent).status_code == 403
    goal = Goal.objects.get(text="Hai")
    drop = reverse("kindergarten-drop-goal", args=[goal.pk])
    assert teacher.post(drop).status_code == 403
    assert client_of(world, "principal").post(drop).status_code == 404
    assert principal.post(drop).status_code == 302
    assert not Column.objects.filter(slot=goal.slot, book__school=school.school).exists()


def test_the_120_indicators_are_offered_only_while_the_school_uses_them(
    world: World, school: Kindergarten
) -> None:
    where = reverse("kindergarten-goals") + "?nhom=5"
    add = reverse("kindergarten-add-goals") + "?nhom=5"
    principal = client_of(world, "mn_principal")
    assert "120 chỉ số" not in text(principal.get(where))
    refused = principal.post(add, {"pack": "1"})
    assert refused.status_code == 409 and "thiết lập số 15" in text(refused)
    decree = Decree("5/QĐ-MN", STARTS, "Nghị quyết hội đồng trường")
    ctx = world.ctx("mn_principal")
    decide_setting(ctx, school.school, "five_year_standards", "yes", YEAR, decree)
    assert "Thêm 120 chỉ số" in text(principal.get(where))
    assert principal.post(add, {"pack": "1"}).status_code == 302
    found = goals_of(school.school.pk, YEAR, 5)
    assert len(found) == 120 and found[0].text == "Chuẩn 1. Chỉ số 1: Bật xa tối thiểu 50 cm"
    assert "Thêm 120 chỉ số" not in text(principal.get(where))
    assert principal.post(add, {"pack": "1"}).status_code == 302
    assert Goal.objects.filter(school=school.school, grade=5).count() == 120


@pytest.mark.parametrize("route", ["results-decisions", "results-lists"])
def test_there_is_no_year_end_decision_over_kindergarten_children(
    world: World, school: Kindergarten, route: str
) -> None:
    where = reverse(route, args=[school.klass.pk])
    assert client_of(world, "mn_principal").get(where).status_code == 404


@pytest.mark.parametrize("route", ["results-class", "results-decisions", "results-lists"])
def test_pages_of_results_open_for_an_older_primary_class(world: World, route: str) -> None:
    klass, _, _ = old_class(world)
    client = client_of(world, "primary_principal")
    for query in ("", "?ki=nam"):
        assert client.get(reverse(route, args=[klass.pk]) + query).status_code == 200


@pytest.mark.parametrize(
    ("who", "shown"), [("mn_principal", True), ("mn_homeroom", True), ("principal", False)]
)
def test_the_bar_shows_goals_to_a_kindergarten_without_a_statement(
    world: World, school: Kindergarten, who: str, shown: bool
) -> None:
    client = client_of(world, who)
    with CaptureQueriesContext(connection) as asked:
        page = text(client.get(reverse("law-index")))
    assert (">Mục tiêu<" in page.replace("\n", "")) is shown
    assert not [q["sql"] for q in asked if "year_klass" in q["sql"]]


def test_a_school_of_several_levels_is_asked_whose_classes_are_read(
    world: World, school: Kindergarten
) -> None:
    with writing():
        Place.objects.filter(pk=school.school.pk).update(levels="kindergarten primary")
    page = text(client_of(world, "mn_homeroom").get(reverse("law-index")))
    assert "Mục tiêu" in page.partition("</header>")[0]
    with writing():
        Klass.objects.filter(school=school.school).update(level="primary")
    page = text(client_of(world, "mn_homeroom").get(reverse("law-index")))
    assert "Mục tiêu" not in page.partition("</header>")[0]
