"""All subjects that one teacher enters in a class, on one page."""

import json
import uuid
from unittest import mock

import pytest
from django.urls import reverse
from django.utils import timezone

from hocba.books.commands import lock, submit_column
from hocba.books.models import Mark
from hocba.kernel.record import writing
from hocba.people.commands import Duty, assign
from hocba.people.roles import Role
from tests.commands.corrections import by, column
from tests.commands.entries import change, enter, pupil
from tests.web.helpers import client_of, text
from tests.world import NOW, STARTS, YEAR, World, system

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_december() -> object:
    with mock.patch.object(timezone, "now", lambda: NOW):
        yield


def post(world: World, who: str, slot: str, new: object = 75) -> tuple[int, dict[str, object]]:
    where = reverse("class-save", args=[world.classes["8A1"].pk])
    change = {"student": pupil(world).pk, "term": 1, "slot": slot, "seen": None, "new": new}
    body = {"request_id": str(uuid.uuid4()), "column": f"1:{slot}", "changes": [change]}
    answer = client_of(world, who).post(where, json.dumps(body), content_type="application/json", headers={"Accept": "application/json"})  # fmt: skip
    return answer.status_code, answer.json() if answer["Content-Type"] == "application/json" else {}


def test_the_page_has_the_columns_of_my_subjects_and_of_no_other(world: World) -> None:
    maths, letters = (world.books["8A1", c].course for c in ("TOAN", "NV"))
    assert maths is not None and letters is not None
    shown = text(
        client_of(world, "teacher").get(reverse("class-books", args=[world.classes["8A1"].pk]))
    )
    assert f'data-col="1:gk@{maths.subject_id}"' in shown and "Toán: ĐĐGgk" in shown
    assert f"@{letters.subject_id}" not in shown and 'data-kind="text"' not in shown


def test_a_save_goes_into_the_book_of_its_subject(world: World) -> None:
    maths, letters = (world.books["8A1", c].course for c in ("TOAN", "NV"))
    assert maths is not None and letters is not None
    status, answer = post(world, "teacher", f"gk@{maths.subject_id}")
    assert status == 200 and answer["counts"] == {f"1:gk@{maths.subject_id}": "1/6"}
    assert Mark.objects.get().subject_id == maths.subject_id
    status, answer = post(world, "teacher", f"gk@{maths.subject_id}", 80)
    assert answer["conflicts"][0]["slot"] == f"gk@{maths.subject_id}"  # type: ignore[index]
    status, answer = post(world, "teacher", f"ck@{maths.subject_id}", 110)
    assert status == 422 and answer["problems"][0]["slot"] == f"ck@{maths.subject_id}"  # type: ignore[index]
    assert post(world, "teacher", f"gk@{letters.subject_id}")[0] == 404
    assert post(world, "teacher", "gk")[0] == 404


def test_changes_that_are_no_list_are_a_fault_not_a_crash(world: World) -> None:
    where = reverse("class-save", args=[world.classes["3A"].pk])
    client = client_of(world, "primary_homeroom")
    sent = client.post(where, json.dumps({"changes": 5}), content_type="application/json")
    assert sent.status_code == 422


def test_comments_stand_at_the_end_when_asked_for_and_are_saved_in_their_book(
    world: World,
) -> None:
    maths = world.books["8A1", "TOAN"].course
    assert maths is not None
    where = reverse("class-books", args=[world.classes["8A1"].pk])
    shown = text(client_of(world, "teacher").get(f"{where}?nx=1"))
    assert f'data-col="1:nx@{maths.subject_id}" data-kind="text"' in shown
    assert "Toán: Nhận xét" in shown and "Ẩn nhận xét" in shown
    assert post(world, "teacher", f"nx@{maths.subject_id}", "Học tốt.")[0] == 200
    assert Mark.objects.get().body == "Học tốt."


def test_who_enters_nothing_in_the_class_finds_no_page(world: World) -> None:
    where = reverse("class-books", args=[world.classes["8A1"].pk])
    got = {who: client_of(world, who).get(where).status_code for who in ("principal", "other_class", "stranger", "expired")}  # fmt: skip
    assert got == {"principal": 403, "other_class": 404, "stranger": 404, "expired": 403}


def test_a_teacher_of_comments_alone_finds_them_without_asking(world: World) -> None:
    maths = world.books["8A1", "TOAN"]
    with writing():
        maths.columns.exclude(kind="text").delete()
    where = reverse("class-books", args=[world.classes["8A1"].pk])
    shown = text(client_of(world, "teacher").get(where))
    assert maths.course is not None
    assert f'data-col="1:nx@{maths.course.subject_id}" data-kind="text"' in shown
    assert "Phần này không có cột nào" not in shown
    assert "Kèm nhận xét" not in shown and "Ẩn nhận xét" not in shown


def test_beside_marks_a_subject_of_comments_alone_has_its_column(world: World) -> None:
    maths, letters = world.books["8A1", "TOAN"], world.books["8A1", "NV"]
    assert maths.course is not None and letters.course is not None
    duty = Duty(world.people["teacher"].pk, Role.SUBJECT_TEACHER, letters.course_id or 0, STARTS)
    assign(system(), world.secondary, [duty])
    with writing():
        maths.columns.exclude(kind="text").delete()
    where = reverse("class-books", args=[world.classes["8A1"].pk])
    shown = text(client_of(world, "teacher").get(where))
    assert f'data-col="1:nx@{maths.course.subject_id}"' in shown
    assert f'data-col="1:gk@{letters.course.subject_id}"' in shown
    assert f'data-col="1:nx@{letters.course.subject_id}"' not in shown and "Kèm nhận xét" in shown


def between(shown: str, begin: str, end: str) -> str:
    return shown[shown.index(begin) :].partition(end)[0]


def test_a_shut_cell_offers_the_ways_of_its_own_book_and_they_open(world: World) -> None:
    maths = world.books["8A1", "TOAN"]
    enter(world, "teacher", [change(pupil(world), "gk", 60)])
    submit_column(by(world, "teacher"), column(world, "gk"))
    lock(by(world, "principal", "chốt điểm"), world.secondary, YEAR, "klass", maths.klass_id)
    client = client_of(world, "teacher")
    shown = text(client.get(reverse("class-books", args=[maths.klass_id])))
    alone = text(client.get(reverse("book", args=[maths.pk])))
    for page in (shown, alone):  # nothing is typed here, so no hint says how
        assert "đến lối đi" in page and "</kbd> xuống" not in page
        assert "theo lệnh của hiệu trưởng: chốt điểm" in page.partition("grid-say")[2]
    for slot in ("gk", "tx1"):
        head = between(shown, f'data-col="1:{slot}@', ">")
        ways = (
            ' data-way="' + between(alone, f'data-col="1:{slot}"', ">").partition(' data-way="')[2]
        )
        assert ways in head and 'data-empty="open"' in head
        for name in ("unlock", "correct"):
            there = between(head, f'data-{name}-url="', '" ').removesuffix('"').partition('="')[2]
            assert f"/so/{maths.pk}/" in there
            assert client.get(there, {"term": 1, "slot": "gk"}).status_code == 200


def test_the_lock_under_the_table_names_its_columns_unless_it_holds_all(world: World) -> None:
    maths = world.books["8A1", "TOAN"]
    lock(by(world, "principal", "hết hạn"), world.secondary, YEAR, "klass", maths.klass_id, slot="gk")  # fmt: skip
    client = client_of(world, "teacher")
    alone = text(client.get(reverse("book", args=[maths.pk])))
    shown = text(client.get(reverse("class-books", args=[maths.klass_id])))
    assert ">ĐĐGgk: đã khóa ngày" in alone and "hết hạn" in alone
    assert "Toán: ĐĐGgk, " in shown or "Toán: ĐĐGgk: " in shown
    lock(by(world, "principal", "tổng kết"), world.secondary, YEAR, "klass", maths.klass_id)
    assert ">Đã khóa ngày" in text(client.get(reverse("book", args=[maths.pk])))
