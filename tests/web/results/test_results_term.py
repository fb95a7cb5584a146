"""The first term of a school: reminded, checked, decided together, and listed on screen and paper."""

import io
from pathlib import Path
from unittest import mock

import pytest
from django.utils import timezone
from python_calamine import CalamineWorkbook

from hocba.documents.render import render_paper
from hocba.promotion.models import Review, YearDecision
from hocba.web.results import papers
from tests.commands.entries import change, enter, pupil
from tests.forms.reading import text_of
from tests.web.helpers import client_of, text
from tests.whole_year import fill, with_more_subjects
from tests.world import NOW, World

JANUARY = NOW.replace(year=2026, month=1, day=12)
QD = {"number": "5/QĐ-THCS", "decided_on": "2026-01-12", "council": "Biên bản họp ngày 10/1/2026"}


@pytest.fixture(autouse=True)
def in_january() -> object:
    with mock.patch.object(timezone, "now", lambda: JANUARY):
        yield


@pytest.fixture
def full(world: World) -> World:
    """The books of 8A1 full for the first term."""
    with_more_subjects(world)
    for (name, _), book in world.books.items():
        if name == "8A1":
            fill(world, book, terms=(1,))
    return world


def checked(world: World, who: str, klass: str) -> None:
    pk = world.classes[klass].pk
    assert client_of(world, who).post(f"/lop/{pk}/kiem-tra/luu", {"dot": "1"}).status_code == 302


def decided(world: World) -> None:
    checked(world, "homeroom", "8A1")
    form = {"klass": [world.classes["8A1"].pk], "dot": "1", **QD}
    answer = client_of(world, "principal").post("/cuoi-nam/quyet-dinh", form, follow=True)
    assert answer.redirect_chain[0][0] == "/hoc-ki-1/"
    assert "Đã quyết định học kì I cho 6 học sinh của 1 lớp." in text(answer)


def test_the_desk_reminds_when_a_term_can_be_checked_and_then_decided(full: World) -> None:
    said = "Kiểm tra kết quả học kì I lớp 8A1"
    home, principal = client_of(full, "homeroom"), client_of(full, "principal")
    assert said in text(home.get("/"))
    assert "Học kì I đủ điểm, chờ kiểm tra · 1 lớp" in text(principal.get("/"))
    checked(full, "homeroom", "8A1")
    assert said not in text(home.get("/"))
    desk = text(principal.get("/"))
    assert "Lớp đã kiểm tra học kì I, chờ quyết định" in desk and "chờ kiểm tra" not in desk


def test_a_term_that_lacks_a_cell_is_not_called_ready(full: World) -> None:
    enter(full, "teacher", [change(pupil(full), "tx1", None, seen=80)])
    assert "Kiểm tra kết quả học kì I" not in text(client_of(full, "homeroom").get("/"))
    assert "chờ kiểm tra" not in text(client_of(full, "principal").get("/"))


def test_the_school_sees_the_state_of_each_class_and_decides_them_together(full: World) -> None:
    page = text(client_of(full, "vice_principal").get("/hoc-ki-1/"))
    assert "chờ GVCN kiểm tra" in page and "Quyết định các lớp" not in page
    assert page.index(">8A2<") < page.index(">8A1<")  # 8A2 lacks data and stands first
    decided(full)
    page = text(client_of(full, "principal").get("/hoc-ki-1/"))
    assert "QĐ số 5/QĐ-THCS" in page and "đã quyết định" in page
    assert Review.objects.get(period="1").number == "5/QĐ-THCS"
    assert not YearDecision.objects.exists()


def test_the_decided_term_is_a_list_on_screen_in_excel_and_on_paper(
    full: World, tmp_path: Path
) -> None:
    decided(full)
    principal = client_of(full, "principal")
    page = text(principal.get("/cuoi-nam/danh-sach/hoc-ki-1/"))
    assert "6 học sinh" in page and "QĐ số 5/QĐ-THCS" in page
    assert "Danh hiệu" not in page and "Được lên lớp" not in page
    answer = principal.get(f"/cuoi-nam/danh-sach/hoc-ki-1/excel?lop={full.classes['8A1'].pk}")
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0)
    rows = sheet.to_python()
    assert rows[2][0] == "Quyết định số 5/QĐ-THCS ngày 12/01/2026"
    assert rows[4][3:] == ["Lớp", "Học tập", "Rèn luyện", "Ghi chú"]
    assert rows[5][1:6] == ["Trần Gia Bảo", rows[5][2], "8A1", "Tốt", "Tốt"] and len(rows) == 11
    request = mock.Mock(actor=full.actor("principal", JANUARY.date()), GET={})
    data = papers._data(request, papers._asked(request, "hoc-ki-1"))
    said = " ".join(text_of(render_paper(papers.TEMPLATE, data, now=JANUARY), tmp_path).split())
    assert "Điều 1. Công nhận kết quả học kì I của 6 học sinh" in said
    assert "Căn cứ Biên bản họp ngày 10/1/2026;" in said and "Danh sách này có 6 học sinh." in said
