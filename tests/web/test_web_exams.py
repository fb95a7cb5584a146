"""Central tests on screen: file to preview to books, both sides, explanations."""

import io
from unittest import mock

import pytest
from django.urls import reverse
from django.utils import timezone

from hocba.exams.models import ExamList, ExamNote
from hocba.exchange.models import Import
from tests.commands.entries import MATHS, change, enter, number_at, pupil
from tests.exchange.excel import page, workbook
from tests.web.helpers import client_of
from tests.world import NOW, World

pytestmark = pytest.mark.django_db
HEAD = ("STT", "Lớp", "Họ và tên", "Điểm")


@pytest.fixture(autouse=True)
def in_december() -> object:
    with mock.patch.object(timezone, "now", lambda: NOW):
        yield


def sheet(world: World, *marks: object) -> io.BytesIO:
    rows = [
        (n + 1, "8A1", world.roster("8A1")[n].person.full_name, mark)
        for n, mark in enumerate(marks)
    ]
    file = io.BytesIO(workbook(page(HEAD, rows, "Diem")))
    file.name = "diem-thi.xlsx"
    return file


def upload(world: World, file: io.BytesIO, who: str = "vice_principal", **more: str):
    form = {
        "name": "Cuối học kì I",
        "subject": world.courses[MATHS].subject_id,
        "term": "1",
        "slot": "ck",
        "file": file,
    }
    return client_of(world, who).post(reverse("exams-upload"), form | more)


def apply(world: World) -> ExamList:
    row = Import.objects.get()
    client_of(world, "vice_principal").post(reverse("exchange-apply", args=[row.pk]))
    return ExamList.objects.get()


def test_the_file_is_previewed_then_flows_into_the_book(world: World) -> None:
    answer = upload(world, sheet(world, "7,5", 9, "vắng"))
    assert answer.status_code == 302
    assert number_at(pupil(world), "ck") is None
    apply(world)
    assert [number_at(pupil(world, n), "ck") for n in range(3)] == [75, 90, None]


def test_a_list_is_loaded_though_the_teachers_have_typed_every_mark_already(world: World) -> None:
    enter(world, "teacher", [change(pupil(world), "ck", 75), change(pupil(world, 1), "ck", 60)])
    shown = client_of(world, "vice_principal").get(
        upload(world, sheet(world, "7,5", 9))["Location"]
    )
    text = shown.content.decode()
    assert "Áp dụng tất cả" in text and "không có gì để ghi" not in text
    exam = apply(world)
    page = client_of(world, "vice_principal").get(reverse("exams-list", args=[exam.pk]))
    assert "chưa giải trình" in page.content.decode()
    assert [number_at(pupil(world, n), "ck") for n in range(2)] == [75, 60]


@pytest.mark.parametrize("mark", ["11", "7,25", "tám", ""])
def test_a_wrong_mark_is_named_at_its_cell_and_nothing_is_applied(world: World, mark: str) -> None:
    upload(world, sheet(world, mark))
    row = Import.objects.get()
    assert row.problem_count == 1
    assert "D" in row.problems[0]["place"]
    client_of(world, "vice_principal").post(reverse("exchange-apply", args=[row.pk]))
    assert not ExamList.objects.exists()


def test_the_form_says_what_is_missing(world: World) -> None:
    answer = upload(world, sheet(world, 7), name="", slot="nowhere")
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "Hãy đặt tên đợt kiểm tra" in text
    assert "Hãy chọn cột" in text


def test_only_the_leaders_load_a_list(world: World) -> None:
    for who in ("teacher", "homeroom", "clerk", "admin"):
        assert upload(world, sheet(world, 7), who).status_code == 403, who
    assert (
        "Nạp danh sách điểm"
        not in client_of(world, "teacher").get(reverse("exams")).content.decode()
    )


def test_a_difference_is_red_until_the_teacher_explains(world: World) -> None:
    upload(world, sheet(world, 7))
    exam = apply(world)
    enter(world, "teacher", [change(pupil(world), "ck", 80, seen=70)])
    where = reverse("exams-list", args=[exam.pk])
    teacher = client_of(world, "teacher")
    assert "1 em có điểm trong sổ khác điểm thi" in teacher.get(where).content.decode()
    assert (
        "Điểm khác với «Cuối học kì I»"
        in client_of(world, "principal").get(reverse("desk")).content.decode()
    )
    explain = reverse("exams-explain", args=[exam.marks.get().pk])
    assert client_of(world, "literature").post(
        explain, {"seen": "80", "reason": "x"}
    ).status_code in (403, 404)
    teacher.post(explain, {"seen": "80", "reason": "Phúc khảo câu 3"})
    assert ExamNote.objects.get().number == 80
    assert "trừ 1 em đã giải trình" in teacher.get(where).content.decode()


def test_other_schools_and_other_classes_find_nothing(world: World) -> None:
    upload(world, sheet(world, 7))
    exam = apply(world)
    where = reverse("exams-list", args=[exam.pk])
    for who in ("stranger", "other_class", "literature"):
        assert client_of(world, who).get(where).status_code == 404, who


def test_undo_of_the_file_withdraws_the_list(world: World) -> None:
    upload(world, sheet(world, 7, 8))
    apply(world)
    row = Import.objects.get()
    client_of(world, "vice_principal").post(reverse("exchange-undo", args=[row.pk]))
    assert number_at(pupil(world), "ck") is None
    assert ExamList.objects.get().withdrawn_at is not None
