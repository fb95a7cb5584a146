"""What the books put on each desk."""

import datetime
from unittest import mock

import pytest
from django.utils import timezone

from hocba.books.commands import set_plan
from hocba.promotion.commands import check_class, decide_class
from tests.commands.entries import HOMEROOM, MATHS, change, enter, pupil
from tests.web.helpers import client_of, text
from tests.whole_year import fill_class, with_more_subjects
from tests.world import NOW, World

LATE = NOW.replace(year=2026, month=6, day=10)


@pytest.fixture(autouse=True)
def in_june() -> object:
    with mock.patch.object(timezone, "now", lambda: LATE):
        yield


@pytest.fixture
def full(world: World) -> World:
    return fill_class(with_more_subjects(world), "8A1")


def desk(world: World, who: str) -> str:
    response = client_of(world, who).get("/")
    assert response.status_code == 200
    return text(response)


def test_a_teacher_sees_the_own_books_that_lack_cells(full: World) -> None:
    assert "Sổ còn thiếu" in desk(full, "teacher")
    assert "Hôm nay không có việc nào chờ" in desk(full, "teacher")
    enter(full, "teacher", [change(pupil(full), "tx1", None, seen=80, term=2)])
    html = desk(full, "teacher")
    assert "Toán · 8A1" in html and "đã hết học kì, còn thiếu 1 trong" in html
    assert f'/so/{full.books[MATHS].pk}/?ki=2"' in html


def test_a_book_behind_the_plan_in_a_running_term_is_not_said_to_be_over(full: World) -> None:
    enter(full, "teacher", [change(pupil(full), "tx1", None, seen=80, term=2)])
    set_plan(full.ctx("head"), full.courses[MATHS], {(2, "tx1"): datetime.date(2026, 3, 2)})
    with mock.patch.object(timezone, "now", lambda: LATE.replace(month=3, day=20)):
        html = desk(full, "teacher")
    assert "quá ngày trong kế hoạch, còn thiếu 1 trong" in html and "đã hết học kì" not in html


def test_a_homeroom_teacher_sees_the_class_and_the_open_ends(full: World) -> None:
    book = full.books[HOMEROOM]
    words = book.columns.get(slot="nx", term=2, required=True)
    said = "Chăm ngoan, tiến bộ."
    enter(
        full,
        "homeroom",
        [change(pupil(full), "nx", None, said, 2, subject=words.subject_id)],
        HOMEROOM,
    )
    enter(full, "teacher", [change(pupil(full), "tx1", None, seen=80, term=2)])
    html = desk(full, "homeroom")
    assert "Lớp chủ nhiệm 8A1" in html and "Phần chủ nhiệm còn thiếu" in html
    assert "Nhận xét của GVCN học kì II" in html and "Toán" in html


def test_a_head_sees_the_own_department_only(full: World) -> None:
    html = desk(full, "head")
    assert "Tổ: sổ chậm" in html and "Toán" in html and "Ngữ văn" not in html


def test_the_principal_sees_figures_the_board_and_what_to_decide(full: World) -> None:
    html = desk(full, "principal")
    assert "Ô đã nhập so với kế hoạch" in html and "Còn thiếu điểm · học kì II" in html
    assert "Quyết định cuối năm · 1 lớp" in html
    check_class(full.ctx("homeroom", at=LATE), full.classes["8A1"])
    decide_class(full.ctx("principal", at=LATE), full.classes["8A1"])
    html = desk(full, "principal")
    assert "Quyết định cuối năm ·" not in html and "Lớp đã quyết định cuối năm" in html


def test_the_office_sees_gaps_in_the_data(full: World) -> None:
    html = desk(full, "clerk")
    assert "Thiếu số đăng bộ" in html and "Chưa có mã định danh" in html


def test_an_officer_sees_counts_and_no_pupil(full: World) -> None:
    html = desk(full, "ward_officer")
    assert "Trường THCS Sông Cầu" in html and "Trường Tiểu học Bình Minh" in html
    for student in (*full.roster("8A1"), *full.roster("3A")):
        assert student.person.full_name not in html
