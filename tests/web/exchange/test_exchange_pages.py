"""A file in the browser: chosen, previewed, applied whole or not at all, undone."""

from unittest import mock

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from hocba.books.models import Mark
from hocba.exchange import commands, policy
from hocba.exchange.models import Import
from hocba.kernel.sheets import Table, read_workbook
from hocba.people.models import Staff, Student
from hocba.web.exchange.pages import HELP, KINDS_OF_ROLE, OWN_FORM, RIGHTS
from tests.commands import files
from tests.commands.entries import MATHS, change, enter, number_at, pupil
from tests.web.helpers import client_of, text
from tests.world import NOW, World

MARKS = [["7,5", 8], [9, "10"], [6, "6,5"]]
ONE = "22222222-2222-4222-8222-222222222222"


@pytest.fixture(autouse=True)
def in_december() -> object:
    with mock.patch.object(timezone, "now", lambda: NOW):
        yield


def upload(
    client: Client, data: bytes, kind: str = "gradebook", name: str = "8A1-toan.xlsx", **more: str
) -> HttpResponse:
    form = {"kind": kind, "year": "2025", "file": SimpleUploadedFile(name, data)} | more
    return client.post("/nhap-tep/xem-truoc", form)  # type: ignore[return-value]


def previewed(client: Client, data: bytes, kind: str = "gradebook") -> str:
    response = upload(client, data, kind)
    assert response.status_code == 302
    return response["Location"]


def test_a_gradebook_goes_in_and_comes_out_again(world: World) -> None:
    client = client_of(world, "teacher")
    where = previewed(client, files.gradebook(world, MARKS))
    html = text(client.get(where))
    assert "Ô mới" in html and "Áp dụng tất cả" in html and not Mark.objects.exists()
    assert "Tệp đã được áp dụng" in text(client.post(f"{where}ap-dung", follow=True))
    assert number_at(pupil(world), "tx1") == 75
    assert "Hoàn tác" in text(client.get(where))
    assert "đã được hoàn tác" in text(client.post(f"{where}hoan-tac", follow=True))
    assert not Mark.objects.exists()
    assert "đã hoàn tác" in text(client.get("/nhap-tep/"))


def test_what_stays_as_it_is_is_counted_last(world: World) -> None:
    enter(world, "teacher", [change(pupil(world), "tx1", 75)])
    client = client_of(world, "teacher")
    html = text(client.get(previewed(client, files.gradebook(world, MARKS))))
    assert html.index("Sổ</") < html.index("Ô mới") < html.index("Ô không đổi")


def test_second_clicks_do_nothing_more(world: World) -> None:
    client = client_of(world, "teacher")
    data = files.gradebook(world, MARKS)
    first, second = (upload(client, data, request_id=ONE)["Location"] for _ in "ab")
    assert first == second and Import.objects.count() == 1
    for step, state in (("ap-dung", "applied"), ("hoan-tac", "undone")):
        assert [client.post(first + step).status_code for _ in "ab"] == [302, 302]
        assert Import.objects.get().state == state


def test_problems_stand_at_their_cells_and_nothing_can_be_applied(world: World) -> None:
    client = client_of(world, "teacher")
    where = previewed(client, files.gradebook(world, [["75", 8], [9, "11"]]))
    html = text(client.get(where))
    assert "HK1" in html and "Chưa ghi gì. Hãy sửa" in html and "Áp dụng tất cả" not in html
    response = client.post(f"{where}ap-dung")
    assert response.status_code == 409 and "Tệp còn lỗi" in text(response)
    assert not Mark.objects.exists()


def test_a_book_changed_meanwhile_stops_the_file_with_a_sentence(world: World) -> None:
    client = client_of(world, "teacher")
    where = previewed(client, files.gradebook(world, MARKS))
    enter(world, "teacher", [change(pupil(world), "tx1", 50)], MATHS)
    response = client.post(f"{where}ap-dung")
    assert response.status_code == 409 and "Hãy xem trước lại" in text(response)
    assert number_at(pupil(world, 1), "tx1") is None


def test_a_file_that_changes_nothing_says_so(world: World) -> None:
    client = client_of(world, "teacher")
    data = files.gradebook(world, MARKS)
    client.post(f"{previewed(client, data)}ap-dung")
    html = text(client.get(previewed(client, data)))
    assert "không có gì để ghi" in html and "Áp dụng tất cả" not in html


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("diem.pdf", b"%PDF-1.7", "Chỉ nhận tệp Excel"),
        ("diem.csv", b"a,b", "Chỉ nhận tệp Excel"),
        ("diem.xlsx", b"", "rỗng"),
        ("diem.xlsx", b"khong phai excel", "không phải là tệp Excel"),
        ("diem.xls", b"\xd0\xcf\x11\xe0" + b"\0" * 100, 'role="alert"'),
    ],
)
def test_what_is_no_sheet_is_refused_in_a_sentence(
    world: World, name: str, data: bytes, said: str
) -> None:
    response = upload(client_of(world, "teacher"), data, name=name)
    assert response.status_code == 422 and said in text(response)
    assert not Import.objects.exists()


def test_a_wrong_file_of_a_book_comes_back_to_the_page_of_that_book(world: World) -> None:
    client, book = client_of(world, "teacher"), world.books["8A1", "TOAN"].pk
    for more, page in (
        ({"book": str(book), "term": "2"}, f"/so/{book}/excel/?ki=2"),
        ({"mine": "1"}, "/so/excel/"),
    ):
        response = upload(client, b"STT;Ten\n1;An\n", "gradebook", "diem.xls", **more)
        assert response["Location"] == page
        assert "tệp văn bản (CSV)" in text(client.get(page))
    assert not Import.objects.exists()


def test_another_file_is_brought_to_where_the_first_one_was(world: World) -> None:
    client, book = client_of(world, "teacher"), world.books["8A1", "TOAN"].pk
    data = files.gradebook(world, [["75"]])
    for more, page in (
        ({"book": str(book), "term": "1"}, f"/so/{book}/excel/?ki=1"),
        ({}, "/nhap-tep/"),
    ):
        html = text(client.get(upload(client, data, **more)["Location"]))
        assert f'<a href="{page}">Tải tệp khác</a>' in html


def test_a_file_beyond_the_limit_is_not_read(world: World) -> None:
    with mock.patch.object(settings, "UPLOAD_LIMIT", 1000):
        response = upload(client_of(world, "teacher"), b"x" * 1001)
    assert response.status_code == 422 and "lớn hơn" in text(response)


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"kind": "staff"}, "Hãy chọn loại tệp"),
        ({"kind": "nothing"}, "Hãy chọn loại tệp"),
        ({"year": "1999"}, "Hãy chọn năm học"),
        ({"year": "x"}, "Hãy chọn năm học"),
    ],
)
def test_a_wrong_form_is_shown_again(world: World, form: dict[str, str], said: str) -> None:
    kind = form.pop("kind", "gradebook")
    response = upload(client_of(world, "teacher"), files.gradebook(world, MARKS), kind, **form)
    assert response.status_code == 422 and said in text(response)
    empty = client_of(world, "teacher").post(
        "/nhap-tep/xem-truoc", {"kind": "gradebook", "year": "2025"}
    )
    assert empty.status_code == 422 and "Hãy chọn một tệp Excel" in text(empty)


def test_every_kind_is_offered_to_somebody_and_explained() -> None:
    of_books = {kind for kinds in KINDS_OF_ROLE.values() for kind in kinds}
    assert set(RIGHTS) == policy.REGISTERS
    assert set(RIGHTS) | of_books == set(HELP) == set(commands.KINDS) - OWN_FORM


def test_kinds_follow_duties(world: World) -> None:
    offered = {
        name: text(client_of(world, name).get("/nhap-tep/"))
        for name in ("clerk", "teacher", "homeroom", "principal")
    }
    assert 'value="pupils"' in offered["clerk"] and 'value="gradebook"' not in offered["clerk"]
    assert 'value="photos"' in offered["clerk"] and 'value="photos"' not in offered["homeroom"]
    assert 'value="staff"' not in offered["clerk"]  # a staff list also gives duties
    assert 'value="gradebook"' in offered["teacher"] and 'value="pupils"' not in offered["teacher"]
    assert 'value="homeroom"' in offered["homeroom"] and 'value="timetable"' in offered["principal"]


def test_the_administrator_brings_staff_in_and_takes_them_back(world: World) -> None:
    client = client_of(world, "admin")
    where = previewed(client, files.staff("Tống Thị Mới", "Đặng Văn Mới"), "staff")
    client.post(f"{where}ap-dung")
    assert Staff.objects.filter(person__full_name__endswith="Mới").count() == 2
    client.post(f"{where}hoan-tac")
    assert not Staff.objects.filter(person__full_name__endswith="Mới").exists()


def test_the_clerk_brings_pupils_in_and_takes_them_back(world: World) -> None:
    client = client_of(world, "clerk")
    where = previewed(client, files.pupils("Hà Thị Mới", "Lý Văn Mới"), "pupils")
    assert "Học sinh" in text(client.get(where))
    client.post(f"{where}ap-dung")
    assert Student.objects.filter(person__full_name__endswith="Mới").count() == 2
    client.post(f"{where}hoan-tac")
    assert not Student.objects.filter(person__full_name__endswith="Mới").exists()


def test_a_list_in_which_everybody_is_known_says_so(world: World) -> None:
    client = client_of(world, "clerk")
    data = files.pupils("Hà Thị Mới", "Lý Văn Mới")
    client.post(f"{previewed(client, data, 'pupils')}ap-dung")
    page = text(client.get(previewed(client, data, "pupils")))
    assert (
        "không có gì để ghi" in page and "<dt>Đã có trong trường, giữ nguyên</dt><dd>2</dd>" in page
    )
    assert "Áp dụng tất cả" not in page


def test_anothers_file_is_not_there(world: World) -> None:
    where = previewed(client_of(world, "teacher"), files.gradebook(world, MARKS))
    other = client_of(world, "principal")
    assert other.get(where).status_code == 404
    assert other.post(f"{where}ap-dung").status_code == 404
    assert client_of(world, "teacher").get(f"{where}ap-dung").status_code == 405
    for name in ("expired", "ward_officer"):
        assert client_of(world, name).post("/nhap-tep/xem-truoc").status_code == 403
    assert Client().post("/nhap-tep/xem-truoc").status_code == 302


def test_a_form_is_taken_for_one_class_or_for_all_of_them(world: World) -> None:
    client = client_of(world, "homeroom")
    page = text(client.get("/so/excel/"))
    assert "Tải tệp mẫu" in page and "Bảng cả lớp, cả khối" not in page
    klass = world.classes["8A1"].pk
    one = client.post("/so/excel/mau", {"term": "1", "lop": str(klass)})
    assert one["Content-Disposition"] == 'attachment; filename="mau-lop-8a1-hk1.xlsx"'
    names = [s.name for s in read_workbook(one.content).sheets if not s.hidden]
    assert set(names) == {"Giáo dục thể chất 8A1", "Chủ nhiệm 8A1"}
    none = client.post("/so/excel/mau", {"term": "1", "lop": str(world.classes["8A2"].pk)})
    assert none.status_code == 422 and "Hãy chọn một lớp mình dạy." in text(none)


def test_a_table_of_a_primary_class_is_brought_from_its_own_box(world: World) -> None:
    client = client_of(world, "primary_homeroom")
    assert "Bảng cả lớp, cả khối" in text(client.get("/so/excel/"))
    rows = [[str(n), p.person.full_name, "T"] for n, p in enumerate(world.roster("3A"), 1)]
    data = files.book(Table("3A", ["STT", "Họ và tên", "Toán"], rows, ()))
    untold = upload(client, data, "primary", "3a.xlsx")
    assert untold.status_code == 422 and "hãy chọn thời điểm" in text(untold)
    told = upload(client, data, "primary", "3a.xlsx", period="1gk")
    assert "Mức giữa kì" in text(client.get(told["Location"]))


def test_the_clerk_sees_who_will_be_added_and_decides_about_hidden_rows(world: World) -> None:
    client = client_of(world, "clerk")
    names = ("Lê Đăng", "Lê Dung", "Lê Ánh")
    data = files.hidden(files.pupils(*names, klass="8A2"), 3)
    where = previewed(client, data, "pupils")
    html = text(client.get(where))
    assert "8A2 · 3 học sinh" in html and all(f"<b>{name}</b>" in html for name in names)
    assert "1 dòng đang ẩn trong tệp vẫn được đọc, và sẽ được ghi" in html
    hidden = html[html.index("<b>Lê Dung</b>") :].partition("</li>")[0]
    assert (
        "dòng ẩn" in hidden
        and "dòng ẩn" not in html[html.index("<b>Lê Ánh</b>") :].partition("</li>")[0]
    )
    client.post(f"{where}ap-dung")
    html = text(client.get(where))
    assert "<b>Lê Dung</b>" in html and "vẫn được đọc, và sẽ" not in html
