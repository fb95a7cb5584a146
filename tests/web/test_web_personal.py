"""«Sổ điểm cá nhân» on screen and on paper."""

import datetime
from pathlib import Path
from unittest import mock

import pytest
from django.urls import reverse
from django.utils import timezone

from hocba.books.commands import enter_marks, print_personal
from hocba.books.models import PersonalBook
from hocba.books.personal import content_of
from hocba.documents.render import render_paper
from hocba.kernel.models import Request
from hocba.web.personal.paper import TEMPLATE, book_data, filled_data
from tests.commands.entries import change, pupil
from tests.commands.objects import personal, replacement
from tests.forms.reading import flat, text_of
from tests.web.helpers import client_of, text
from tests.web.results.test_results_locks import logged_in
from tests.web.test_web_routes import ALL, ROLES, only
from tests.world import ENDS, NOW, YEAR, World

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_december() -> object:
    with mock.patch.object(timezone, "now", lambda: NOW):
        yield


def statuses(world: World, where: str) -> dict[str, int]:
    return {name: client_of(world, name).get(where).status_code for name in ROLES}


def test_who_opens_the_pages(world: World) -> None:
    book = personal(world, "printed")
    assert statuses(world, reverse("personal")) == ALL
    leaders = ("principal", "vice_principal")
    assert statuses(world, reverse("personal-school")) == only(*leaders)
    pdf = reverse("personal-print", args=[book.pk])
    assert statuses(world, pdf) == only(*leaders, "teacher", others=404)
    assert client_of(world, "primary_principal").get(pdf).status_code == 404
    teachers = ("head", "homeroom", "teacher", "other_class", "stranger")
    assert statuses(world, reverse("personal-filled")) == only(*teachers, others=404)


def test_nobody_prints_asks_or_receives_for_others(world: World) -> None:
    book = personal(world, "printed")
    for route, pk, may in (
        ("personal-make", world.staff["literature"].pk, {"principal", "vice_principal"}),
        ("personal-ask", book.pk, {"teacher"}),
        ("personal-receive", book.pk, {"principal", "vice_principal"}),
    ):
        where = reverse(route, args=[pk])
        for name in ("clerk", "admin", "head", "homeroom", "stranger", "primary_principal", *may):
            code = client_of(world, name).post(where, {"year": YEAR, "reason": "Hỏng."}).status_code
            assert (code == 302) == (name in may), (route, name, code)
        elsewhere = "stranger" if route == "personal-ask" else "primary_principal"
        assert client_of(world, elsewhere).post(where, {"year": YEAR}).status_code == 404, route


def test_a_teacher_prints_asks_and_prints_again_after_the_consent(world: World) -> None:
    client = client_of(world, "teacher")
    assert "Chưa in sổ năm học này" in text(client.get(reverse("personal")))
    make = reverse("personal-make", args=[world.staff["teacher"].pk])
    html = text(client.post(make, {"year": YEAR}, follow=True))
    book = PersonalBook.objects.get()
    assert f"Đã in lần 1, mã kiểm soát {book.code}" in html and "Xin thay sổ" in html
    refused = text(client.post(make, {"year": YEAR}, follow=True))
    assert "hãy xin thay sổ, được duyệt rồi in" in refused and PersonalBook.objects.count() == 1
    ask = reverse("personal-ask", args=[book.pk])
    empty = client.post(ask, {"reason": ""})
    assert empty.status_code == 422 and "Hãy ghi lí do." in text(empty)
    assert "đang chờ duyệt" in text(client.post(ask, {"reason": "Sổ bị ướt."}, follow=True))
    request = Request.objects.get()
    for who in ("principal", "vice_principal"):
        assert "Xin thay sổ điểm cá nhân: Lê Thu Hằng, 2025–2026" in text(
            client_of(world, who).get("/")
        )
    page = text(client_of(world, "principal").get(f"/de-nghi/{request.pk}/"))
    assert "Thay bản in lần 1, nộp lại sổ cũ" in page and "Sổ bị ướt." in page
    assert reverse("personal-print", args=[book.pk]) in page
    logged_in(world).post(f"/de-nghi/{request.pk}/duyet")
    assert "In sổ thay" in text(client.get("/"))
    assert "In sổ thay, lần 2" in text(client.get(reverse("personal")))
    assert "Đã in lần 2" in text(client.post(make, {"year": YEAR}, follow=True))
    assert "sổ cũ phải nộp lại" in text(client.get("/"))


def test_requests_of_both_sorts_stand_in_one_list(world: World) -> None:
    replacement(world, "submitted")
    html = text(client_of(world, "principal").get(reverse("requests")))
    assert "Xin thay sổ điểm cá nhân · Lê Thu Hằng, 2025–2026" in html
    log = text(client_of(world, "principal").get(reverse("people-log")))
    assert "In sổ điểm cá nhân Lê Thu Hằng, năm 2025, lần 1" in log


def test_the_leaders_see_who_printed_and_receive_the_books(world: World) -> None:
    client = client_of(world, "vice_principal")
    html = text(client.get(reverse("personal-school")))
    assert "Lê Thu Hằng" in html and "chưa in" in html and "Cao Văn Lạ" not in html
    make = reverse("personal-make", args=[world.staff["teacher"].pk])
    assert "Đã in lần 1" in text(client.post(make, {"year": YEAR, "list": "1"}, follow=True))
    book = PersonalBook.objects.get()
    assert book.teacher_id == world.people["teacher"].pk
    assert book.code in text(client.get(reverse("personal-school")))
    html = text(client.post(reverse("personal-receive", args=[book.pk]), follow=True))
    assert "Đã nhận sổ." in html and "Phan Thị Bình nhận" in html
    again = text(client.post(reverse("personal-receive", args=[book.pk]), follow=True))
    assert "đã nộp về trường" in again


def test_after_the_year_the_desks_tell_whose_book_is_still_out(world: World) -> None:
    personal(world, "printed")
    said = "1 giáo viên chưa nộp sổ điểm cá nhân"
    assert said not in text(client_of(world, "principal").get("/"))
    summer = datetime.datetime.combine(ENDS, NOW.timetz()) + datetime.timedelta(days=3)
    with mock.patch.object(timezone, "now", lambda: summer):
        for who in ("principal", "vice_principal"):
            assert said in text(client_of(world, who).get("/"))
        assert "Nộp sổ điểm cá nhân lần in 1" in text(client_of(world, "teacher").get("/"))
        assert "còn 1 sổ chưa nộp" in text(
            client_of(world, "principal").get(reverse("personal-school"))
        )
        assert said not in text(client_of(world, "primary_principal").get("/"))


def test_a_year_that_is_none_is_not_found(world: World) -> None:
    make = reverse("personal-make", args=[world.staff["teacher"].pk])
    for year in ("", "1999", "x"):
        assert client_of(world, "teacher").post(make, {"year": year}).status_code == 404
    assert not PersonalBook.objects.exists()


def test_the_paper_has_cover_code_and_empty_pages(world: World, tmp_path: Path) -> None:
    enter_marks(world.ctx("teacher"), world.books["8A1", "TOAN"], [change(pupil(world), "tx1", 75)])
    book = print_personal(world.ctx("teacher"), world.staff["teacher"], YEAR)
    data = book_data(book)
    pdf = render_paper(TEMPLATE, data, now=NOW)
    assert pdf == render_paper(TEMPLATE, book_data(book), now=NOW)
    said = flat(text_of(pdf, tmp_path))
    for words in (
        "SỔ ĐIỂM CÁ NHÂN", "Năm học 2025–2026", "Dấu kiểm soát của nhà trường", "Lê Thu Hằng",
        "Toán: 8A1", "15/12/2025", "Toán, lớp 8A1, học kì I", "Toán, lớp 8A1, học kì II",
        "ĐTBmhk", "ĐTBmcn", "XÁC NHẬN CUỐI NĂM HỌC", "Trang 4 / 4", "Trần Gia Bảo",
    ):  # fmt: skip
        assert words in said
    assert said.count(book.code) == 4 and "7,5" not in said


def test_the_print_with_marks_bears_its_date_and_no_code(world: World, tmp_path: Path) -> None:
    enter_marks(world.ctx("teacher"), world.books["8A1", "TOAN"], [change(pupil(world), "tx1", 75)])
    content = content_of(world.staff["teacher"], YEAR, NOW, filled=True)
    said = flat(
        text_of(render_paper(TEMPLATE, filled_data(content, "15/12/2025"), now=NOW), tmp_path)
    )
    assert "7,5" in said and "Bản in thường xuyên ngày 15/12/2025" in said
    assert "Dấu kiểm soát" not in said and "không thay sổ điểm cá nhân" in said


@pytest.mark.parametrize(("pupils", "pages"), [(6, 4), (45, 4), (52, 6)])
def test_a_page_holds_forty_five_pupils(
    world: World, tmp_path: Path, pupils: int, pages: int
) -> None:
    data = book_data(personal(world, "printed"))
    for sheet in data["parts"][0]["sheets"]:
        empty = [""] * len(sheet["heads"])
        sheet["rows"] = [["Nguyễn Hoàng Khánh Huyền Trang Anh", *empty] for _ in range(pupils)]
    said = flat(text_of(render_paper(TEMPLATE, data, now=NOW), tmp_path))
    assert f"Trang {pages} / {pages}" in said and said.count("Giáo viên bộ môn") == 2
    assert said.count("(tiếp theo)") == (2 if pupils > 45 else 0)
    if pupils > 45:
        assert "57 Kiểm tra của nhà trường" in said, "pupils stand above the signatures"


def test_the_print_is_set_by_the_job_process_and_the_page_waits_for_it(world: World) -> None:
    book = personal(world, "printed")
    client = client_of(world, "teacher")
    assert "Đang dựng bản in" in text(client.get(reverse("personal-print", args=[book.pk])))
    assert "Đang dựng bản in" in text(client.get(reverse("personal-filled")))
