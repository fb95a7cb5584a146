"""The results of a class: values with reasons, empty cells with links, no ranking."""

from unittest import mock

import pytest
from django.utils import timezone

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


def page(world: World, who: str, path: str) -> str:
    response = client_of(world, who).get(path)
    assert response.status_code == 200, path
    return text(response)


def test_the_year_shows_every_result_with_its_reason(full: World) -> None:
    klass, student = full.classes["8A1"].pk, pupil(full).pk
    html = page(full, "homeroom", f"/lop/{klass}/?ki=nam")
    maths = full.courses[MATHS].subject_id
    assert f"vi-sao?student={student}&amp;result=average_year&amp;subject={maths}" in html
    assert f"vi-sao?student={student}&amp;result=promotion" in html
    assert "Lên lớp" in html and "thiếu" not in html.split("<tbody>")[1].split("</tbody>")[0]
    assert "xếp hạng" not in html and "thứ hạng" not in html


def test_an_empty_cell_leads_to_its_place_in_the_book(full: World) -> None:
    one = pupil(full)
    enter(full, "teacher", [change(one, "tx2", None, seen=80, term=2)])
    book = full.books[MATHS].pk
    html = page(full, "principal", f"/lop/{full.classes['8A1'].pk}/?ki=nam")
    assert f'href="/so/{book}/?ki=2#cell={one.pk}|2:tx2"' in html
    assert "thiếu 1" in html and "còn thiếu 1 ô của 1 học sinh" in html
    first = page(full, "principal", f"/lop/{full.classes['8A1'].pk}/?ki=1")
    assert "thiếu 1" not in first


def test_an_empty_cell_of_the_homeroom_book_leads_there(full: World) -> None:
    one, book = pupil(full), full.books[HOMEROOM]
    conduct = book.columns.get(slot="muc", term=2)
    enter(
        full, "homeroom", [change(one, "muc", None, "T", 2, subject=conduct.subject_id)], HOMEROOM
    )
    html = page(full, "homeroom", f"/lop/{full.classes['8A1'].pk}/?ki=2")
    assert f"/so/{book.pk}/?ki=2#cell={one.pk}|2:muc@{conduct.subject_id}" in html
    assert "Sổ chủ nhiệm còn thiếu" in html


def test_a_subject_teacher_sees_the_own_subject_only(full: World) -> None:
    html = page(full, "teacher", f"/lop/{full.classes['8A1'].pk}/?ki=nam")
    assert "Toán" in html and "Ngữ văn" not in html and "Rèn luyện" not in html
    literature = full.courses["8A1", "NV"].subject_id
    where = f"/lop/{full.classes['8A1'].pk}/vi-sao?student={pupil(full).pk}&result=average_year"
    assert client_of(full, "teacher").get(f"{where}&subject={literature}").status_code == 404
    own = full.courses[MATHS].subject_id
    assert client_of(full, "teacher").get(f"{where}&subject={own}").status_code == 200


def test_a_reason_cites_its_clause_down_to_the_marks(full: World) -> None:
    where = f"/lop/{full.classes['8A1'].pk}/vi-sao?student={pupil(full).pk}&result=learning_year"
    html = page(full, "vice_principal", where)
    assert "Điều 9 khoản 2" in html and "ĐTBmcn, Toán" in html


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("", 422),
        ("student=x&result=learning_year", 422),
        ("student={pupil}&result=nothing", 422),
        ("student={pupil}&result=tx_1", 422),
        ("student={pupil}&result=__class__", 422),
        ("student={pupil}&result=average_year", 422),
        ("student={pupil}&result=learning_year&subject=999999", 404),
        ("student=999999&result=learning_year", 404),
    ],
)
def test_wrong_questions_get_a_sentence(full: World, query: str, status: int) -> None:
    where = f"/lop/{full.classes['8A1'].pk}/vi-sao?{query.format(pupil=pupil(full).pk)}"
    assert client_of(full, "principal").get(where).status_code == status


def test_a_pupils_page_has_all_reasons_and_the_homeroom_part(full: World) -> None:
    html = page(full, "homeroom", f"/hoc-sinh/{pupil(full).pk}/ket-qua/")
    for said in ("Kết quả học tập cả năm", "Xét lên lớp cuối năm", "Khen thưởng cuối năm",
                 "Điều 12 khoản 1", "Chăm ngoan, tiến bộ.", "Toán"):  # fmt: skip
        assert said in html, said
    own = page(full, "teacher", f"/hoc-sinh/{pupil(full).pk}/ket-qua/")
    assert "Toán" in own and "Kết quả học tập" not in own and "Chăm ngoan" not in own


def test_a_primary_class_shows_levels_of_each_time(world: World) -> None:
    fill_class(world, "3A")
    klass = world.classes["3A"].pk
    for time in ("1gk", "1ck", "2gk", "nam"):
        html = page(world, "primary_homeroom", f"/lop/{klass}/?ki={time}")
        assert "thiếu" not in html.split("<tbody>")[1].split("</tbody>")[0], time
    assert "T · 8" in html and "Kết quả" in html
    student = pupil(world, klass="3A").pk
    reason = page(
        world, "primary_homeroom", f"/lop/{klass}/vi-sao?student={student}&result=overall"
    )
    assert "Điều 9 khoản 2" in reason
    assert "Kết quả giáo dục cả năm" in page(
        world, "primary_homeroom", f"/hoc-sinh/{student}/ket-qua/"
    )


def test_a_primary_pupils_page_says_what_the_hoc_ba_prints_after_the_summer(world: World) -> None:
    one, maths = pupil(fill_class(world, "3A"), klass="3A"), ("3A", "TOAN")
    path = f"/hoc-sinh/{one.pk}/ket-qua/"
    assert "Kết quả giáo dục ghi học bạ" not in page(world, "primary_homeroom", path)
    low = [change(one, "muc_ck", "C", seen="T", term=2), change(one, "kt_ck", 40, seen=80, term=2)]
    again = [change(one, "muc_ck", "H", term=3), change(one, "kt_ck", 60, term=3)]
    enter(world, "primary_homeroom", [*low, *again], maths)
    html = page(world, "primary_homeroom", path)
    assert "Kết quả giáo dục ghi học bạ: Hoàn thành" in html
    assert "C · điểm 4" in html and "H · điểm 6" in html


def test_the_board_counts_cells_and_marks_what_is_late(full: World) -> None:
    enter(full, "teacher", [change(pupil(full), "tx2", None, seen=80, term=2)])
    html = page(full, "principal", "/tien-do/?ki=2&khoi=8")
    book = full.books[MATHS].pk
    cell = html.split(f'href="/so/{book}/')[0].rsplit("<td", 1)[1]
    assert 'class="late"' in cell
    only_own = page(full, "head", "/tien-do/")
    assert "Toán" in only_own and "Ngữ văn" not in only_own


def test_pupils_whose_record_lacks_something_are_listed(world: World) -> None:
    html = page(world, "clerk", "/hoc-sinh/con-thieu/?gi=ngay-sinh")
    assert "Không thiếu em nào" in html


@pytest.fixture
def middling(world: World) -> World:
    """Eight scored subjects at 7,0: Khá, six subjects short of Tốt."""
    return fill_class(with_more_subjects(world), "8A1", score=70)


def test_the_pupils_page_tells_what_is_short_of_the_next_level(middling: World) -> None:
    html = page(middling, "homeroom", f"/hoc-sinh/{pupil(middling).pk}/ket-qua/")
    block = html.split("Còn thiếu gì?")[1].split("</section>")[0]
    assert "Kết quả học tập cả năm</b>: <b>Khá" in block
    assert "Để đạt mức Tốt, một trong các cách" in block
    assert block.count("từ 7,0 lên 8,0") == 24 and "và 24 cách khác" in block


def test_nothing_is_short_at_the_top(full: World) -> None:
    assert "Còn thiếu gì?" not in page(full, "homeroom", f"/hoc-sinh/{pupil(full).pk}/ket-qua/")


def test_a_subject_teacher_is_told_of_the_own_subject_only(middling: World) -> None:
    html = page(middling, "teacher", f"/hoc-sinh/{pupil(middling).pk}/ket-qua/")
    block = html.split("Còn thiếu gì?")[1].split("</section>")[0]
    assert "<li>Toán từ" in block and "Ngữ văn" not in block
    assert "Thầy cô chỉ thấy phần của môn mình" in block


def test_a_reason_opened_by_itself_is_a_page_and_beside_the_work_a_piece_of_one(
    full: World,
) -> None:
    where = f"/lop/{full.classes['8A1'].pk}/vi-sao?student={pupil(full).pk}&result=learning_year"
    alone = page(full, "homeroom", where)
    assert "<h1>Vì sao?</h1>" in alone and 'class="bar"' in alone
    piece = client_of(full, "homeroom").get(where, headers={"HX-Request": "true"})
    assert "<html" not in text(piece) and "HX-Request" in piece["Vary"]
    book = full.books[MATHS].pk
    cell = f"/so/{book}/lich-su?student={pupil(full).pk}&term=1&slot=tx1"
    assert "<h1>Nhật kí ô</h1>" in page(full, "teacher", cell)
