"""Asking for an opening and deciding on it, page by page."""

import pytest
from django.urls import reverse

from hocba.books.commands import lock
from hocba.books.models import Lock
from hocba.books.state import Mode
from hocba.kernel.models import Request
from hocba.kernel.record import writing
from tests.commands import objects
from tests.commands.corrections import answer
from tests.web.helpers import client_of, text
from tests.web.results.test_results_locks import is_open, logged_in, scope
from tests.world import NOW, YEAR, World, system


@pytest.fixture
def locked(world: World) -> World:
    from django.utils import timezone

    lock(system(timezone.now()), world.secondary, YEAR, "school", world.secondary.pk)
    return world


def form(**more: str) -> dict[str, str]:
    return {"column": "1:tx1", "hours": "2", "reason": "Đã chấm xong."} | more


def ask(world: World) -> Request:
    where = reverse("opening-ask", args=[world.books["8A1", "TOAN"].pk])
    html = text(client_of(world, "teacher").post(where, form(), follow=True))
    assert "Đã gửi." in html and "ĐĐGtx 1 HKI" in html and "chờ duyệt" in html
    return Request.objects.get()


def test_the_grid_offers_the_way_out_of_a_lock(locked: World) -> None:
    book = locked.books["8A1", "TOAN"].pk
    html = text(client_of(locked, "teacher").get(f"/so/{book}/?ki=1"))
    assert f'data-unlock-url="/so/{book}/xin-mo"' in html
    html = text(client_of(locked, "teacher").get(f"/so/{book}/xin-mo?term=1&slot=gk"))
    assert 'value="1:gk" checked' in html and 'value="1:tx1" checked' not in html
    assert "theo lệnh của hiệu trưởng" in html


def test_each_reason_is_said_once_and_the_column_asked_for_stands_first(locked: World) -> None:
    from django.utils import timezone

    maths = locked.books["8A1", "TOAN"]
    lock(system(timezone.now()), locked.secondary, YEAR, "klass", maths.klass_id, term=2)  # fmt: skip
    html = text(client_of(locked, "teacher").get(f"/so/{maths.pk}/xin-mo?term=2&slot=gk"))
    form = html[html.index("<fieldset") :]
    assert form.count("theo lệnh của hiệu trưởng") == 3  # once a part of the year
    assert html.index('value="2:gk" checked') < html.index('value="1:gk"')
    html = text(client_of(locked, "teacher").get(f"/so/{maths.pk}/xin-mo?term=1&slot=gk"))
    assert html.index('value="1:gk" checked') < html.index('value="2:gk"')


def test_from_the_request_to_the_open_column_by_one_button(locked: World) -> None:
    request = ask(locked)
    desk = text(client_of(locked, "vice_principal").get("/"))
    assert "Xin mở sổ: Toán · 8A1" in desk and "Lê Thu Hằng" in desk
    page = text(client_of(locked, "vice_principal").get(f"/de-nghi/{request.pk}/"))
    assert "Duyệt, mở ngay" in page and "Đã chấm xong." in page
    done = logged_in(locked, "vice_principal").post(f"/de-nghi/{request.pk}/duyet", follow=True)
    assert "Đã duyệt." in text(done)
    assert is_open(locked) and not is_open(locked, slot="tx2")
    mine = text(client_of(locked, "teacher").get("/de-nghi/"))
    assert "đã mở" in mine and "Của tôi" in mine
    desk = text(client_of(locked, "teacher").get("/"))
    waiting = desk[desk.index("Xin mở sổ: Toán") :].partition("</li>")[0]
    assert f'href="/so/{locked.books["8A1", "TOAN"].pk}/"' in waiting and "Mở sổ" in waiting


def test_approving_asks_again_who_it_is_and_then_goes_on(locked: World) -> None:
    request = ask(locked)
    client = client_of(locked, "principal")
    response = client.post(f"/de-nghi/{request.pk}/duyet")
    assert response.status_code == 302 and "/accounts/reauthenticate" in response["Location"]
    request.refresh_from_db()
    assert request.state == "submitted"


def test_a_form_without_column_or_reason_comes_back_with_the_fault_and_what_was_typed(
    locked: World,
) -> None:
    where = reverse("opening-ask", args=[locked.books["8A1", "TOAN"].pk])
    client = client_of(locked, "teacher")
    response = client.post(where, {"hours": "2", "reason": "Đã chấm xong."})
    assert response.status_code == 422 and "Hãy chọn cột cần mở." in text(response)
    assert "Đã chấm xong." in text(response)
    response = client.post(where, form(reason=""))
    assert response.status_code == 422 and "Hãy ghi lí do." in text(response)
    assert not Request.objects.exists()


def test_a_report_of_marking_opens_at_once_where_the_school_decided_so(locked: World) -> None:
    answer(locked, "open_when_marked", "yes")
    where = reverse("opening-ask", args=[locked.books["8A1", "TOAN"].pk])
    client = client_of(locked, "teacher")
    assert "Trường đặt: báo đã chấm xong thì mở ngay." in text(client.get(where))
    html = text(client.post(where, form(marked="1"), follow=True))
    assert "Đã mở; hết giờ tự đóng." in html and "chỉ ô còn trống" in html
    assert is_open(locked, Mode.ADD) and not is_open(locked, Mode.CHANGE)


def test_a_refused_request_shows_its_reason_to_the_asker(locked: World) -> None:
    request = ask(locked)
    client_of(locked, "principal").post(
        f"/de-nghi/{request.pk}/tu-choi", {"reason": "Tổ chưa thống nhất đáp án."}
    )
    html = text(client_of(locked, "teacher").get(f"/de-nghi/{request.pk}/"))
    assert "không duyệt" in html and "Tổ chưa thống nhất đáp án." in html


def test_an_order_goes_from_the_principal_to_the_board_and_into_force(world: World) -> None:
    head = logged_in(world)
    html = text(head.post("/khoa-so/khoa", scope(world) | {"carrier": "board"}, follow=True))
    assert "Đã ra lệnh" in html and "Chờ Ban quản trị thực hiện" in html and is_open(world)
    row = Lock.objects.get()
    desk = text(client_of(world, "admin").get("/"))
    assert "1 lệnh khóa sổ chờ thực hiện" in desk
    done = client_of(world, "admin").post(f"/khoa-so/{row.pk}/thuc-hien", follow=True)
    assert "Đã thực hiện lệnh khóa." in text(done) and "thực hiện: Quách Văn Tin" in text(done)
    assert not is_open(world)


def test_a_lock_can_be_set_for_a_later_hour_and_taken_back(world: World) -> None:
    head = logged_in(world)
    html = text(
        head.post("/khoa-so/khoa", scope(world) | {"starts": "2099-01-02T17:00"}, follow=True)
    )
    assert "sổ tự khóa lúc 17:00 02/01/2099" in html and "Đã hẹn giờ" in html and is_open(world)
    html = text(head.post(f"/khoa-so/{Lock.objects.get().pk}/mo-khoa", follow=True))
    assert "Đã hủy lệnh." in html and "Đã hẹn giờ" not in html
    bad = head.post("/khoa-so/khoa", scope(world) | {"starts": "hôm qua"})
    assert bad.status_code == 422 and "Hãy chọn ngày giờ có thật." in text(bad)
    past = head.post("/khoa-so/khoa", scope(world) | {"starts": "2020-01-02T17:00"})
    assert past.status_code == 422 and "sau bây giờ" in text(past)


def test_the_log_says_who_asked_for_what(locked: World) -> None:
    objects.opening(locked, "submitted")
    ask_page = reverse("opening-ask", args=[locked.books["8A1", "TOAN"].pk])
    client_of(locked, "teacher").post(ask_page, form())
    html = text(client_of(locked, "principal").get("/nhat-ki/"))
    assert "Xin mở sổ Toán 8A1 trong 2 giờ" in html


def test_the_form_names_the_columns_that_an_opening_helps_and_no_other(locked: World) -> None:
    book = locked.books["8A1", "TOAN"]
    with writing():
        book.columns.filter(term=1, slot="gk").update(submitted_at=NOW)
    page = text(client_of(locked, "teacher").get(f"/so/{book.pk}/?ki=1"))
    head = page[page.index('data-col="1:gk"') :].partition(">")[0]
    assert 'data-way="open" data-filled="correct" data-empty="open"' in head
    with writing():
        book.columns.update(source="head")
    form = text(client_of(locked, "teacher").get(f"/so/{book.pk}/xin-mo"))
    assert "Mở sổ không giúp được gì ở sổ này" in form and 'name="column"' not in form
