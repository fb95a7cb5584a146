"""Correcting a mark from the grid to the book, page by page."""

import datetime
from typing import Any
from unittest import mock

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from hocba.books.commands import lock, submit_column
from hocba.books.models import ChangeNotice
from hocba.documents.models import Document
from hocba.kernel.models import Evidence, Request
from hocba.kernel.record import writing
from tests.commands import objects
from tests.commands.corrections import answer, column, png
from tests.commands.entries import MATHS, change, enter, number_at, pupil
from tests.web.helpers import client_of, text
from tests.web.results.test_results_locks import logged_in
from tests.world import NOW, YEAR, World, system


@pytest.fixture
def published(world: World) -> World:
    marks = [change(p, "gk", 60 + 5 * n) for n, p in enumerate(world.roster("8A1"))]
    enter(world, "teacher", marks)
    submit_column(world.ctx("teacher"), column(world))
    return world


def where(world: World, **more: Any) -> str:
    book = world.books[MATHS].pk
    return f"{reverse('correction-ask', args=[book])}?term=1&slot=gk&student={pupil(world).pk}"


def paper(data: bytes | None = None, name: str = "bai.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data if data is not None else png(), "image/png")


def form(world: World, new: str = "7,5", **more: Any) -> dict[str, Any]:
    one = pupil(world).pk
    base = {f"old-{one}": "60", f"new-{one}": new, "reason": "Nhầm em.", "how": "written"}
    return base | {"paper": paper()} | more


def hand_in(world: World, client: Client | None = None, **more: Any) -> Any:
    client = client or client_of(world, "teacher")
    return client.post(where(world), form(world, **more), follow=True)


def test_the_grid_leads_from_a_published_cell_to_the_form_of_that_cell(published: World) -> None:
    book = published.books[MATHS].pk
    html = text(client_of(published, "teacher").get(f"/so/{book}/?ki=1"))
    assert 'data-way="correct" data-lock="Điểm đã công bố">6<' in html
    assert f'data-correct-url="/so/{book}/xin-sua"' in html and "đã công bố" in html
    sheet = text(
        client_of(published, "teacher").get(where(published), headers={"HX-Request": "true"})
    )
    assert "<html" not in sheet and "Trần Gia Bảo" in sheet and "Nộp phiếu" in sheet


def test_from_the_form_over_head_and_principal_to_the_new_mark(published: World) -> None:
    enter(published, "teacher", [change(pupil(published), "tx1", 90)])
    html = text(hand_in(published))
    assert "Đã nộp." in html and "đã nộp" in html and "Nhầm em." in html
    request = Request.objects.get()
    desk = text(client_of(published, "head").get("/"))
    assert "Xin sửa điểm: Toán · 8A1" in desk and "Xem, xác nhận" in desk
    head = client_of(published, "head")
    html = text(head.post(f"/de-nghi/{request.pk}/xac-nhan", follow=True))
    waits = "Chờ hiệu trưởng hoặc phó hiệu trưởng duyệt."
    assert waits in html and "không làm được việc này" not in html
    html = text(client_of(published, "teacher").get(f"/de-nghi/{request.pk}/"))
    assert waits in html and "không làm được việc này" not in html
    assert "Xem, duyệt" in text(client_of(published, "principal").get("/"))
    page = text(client_of(published, "principal").get(f"/de-nghi/{request.pk}/"))
    assert "Các ô khác của Trần Gia Bảo trong học kì: ĐĐGtx 1: 9</p>" in page
    assert "Cả cột ĐĐGgk: 1 em từ 5 đến 6,4, 3 em từ 6,5 đến 7,9, 2 em từ 8</p>" in page
    assert "Trần Gia Bảo" in page and ">7,5<" in page and "Duyệt" in page and "img" in page
    logged_in(published).post(f"/de-nghi/{request.pk}/duyet")
    assert "chờ ghi vào sổ" in text(client_of(published, "teacher").get("/"))
    html = text(head.get(f"/de-nghi/{request.pk}/"))
    assert "Đã duyệt; chờ người xin ghi điểm mới vào sổ." in html
    html = text(client_of(published, "teacher").post(f"/de-nghi/{request.pk}/ghi", follow=True))
    assert "Đã ghi điểm mới vào sổ." in html and number_at(pupil(published), "gk") == 75
    assert "không làm được việc này" not in html
    desk = text(client_of(published, "homeroom").get("/"))
    assert "Điểm đã công bố được sửa" in desk and "Trần Gia Bảo · ĐĐGgk HKI" in desk
    notice = ChangeNotice.objects.get(person=published.people["homeroom"].pk)
    client_of(published, "homeroom").post(f"/thong-bao/{notice.pk}/da-doc")
    assert "Điểm đã công bố được sửa" not in text(client_of(published, "homeroom").get("/"))


def test_by_the_course_of_explaining_one_form_is_all(published: World) -> None:
    answer(published, "correction_course", "explain")
    assert "Nộp và ghi điểm mới" in text(client_of(published, "teacher").get(where(published)))
    assert "Đã ghi điểm mới." in text(hand_in(published))
    assert number_at(pupil(published), "gk") == 75


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"new": "75"}, "có phải là 7,5?"),
        ({"new": "tám"}, "có phải là 8?"),
        ({"new": ""}, "ít nhất một em"),
        ({"reason": ""}, "Hãy ghi lí do."),
        ({"paper": ""}, "Kèm ảnh hoặc bản quét bài kiểm tra"),
        ({"paper": paper(b"GIF89a")}, "không phải ảnh JPEG"),
        ({"paper": paper(png() + b"\0" * (8 * 2**20))}, "nặng quá 8 MB"),
        ({"how": "oral"}, "một học sinh khác của lớp"),
    ],
)
def test_what_is_wrong_stands_at_its_field_and_what_was_typed_stays(
    published: World, more: dict[str, Any], said: str
) -> None:
    response = client_of(published, "teacher").post(where(published), form(published) | (
        {f"new-{pupil(published).pk}": more.pop("new")} if "new" in more else {}) | more)  # fmt: skip
    html = text(response)
    assert response.status_code == 422 and said in html
    assert more.get("reason") == "" or "Nhầm em." in html
    assert not Request.objects.exists() and number_at(pupil(published), "gk") == 60


def test_a_draft_takes_its_evidence_later(published: World) -> None:
    client = client_of(published, "teacher")
    html = text(hand_in(published, client, paper="", draft="1"))
    request = Request.objects.get()
    assert "Đã lưu nháp" in html and request.state == "draft"
    refused = client.post(f"/de-nghi/{request.pk}/nop")
    assert refused.status_code == 422 and "Kèm ảnh" in text(refused)
    client.post(f"/de-nghi/{request.pk}/minh-chung/", {"kind": "paper", "file": paper()})
    assert "Đã nộp." in text(client.post(f"/de-nghi/{request.pk}/nop", follow=True))


def test_evidence_is_served_as_what_it_is_to_those_who_may(published: World) -> None:
    hand_in(published)
    piece = Evidence.objects.get()
    address = reverse("request-evidence", args=[piece.request_id, piece.pk])
    response = client_of(published, "principal").get(address)
    assert response.content == png() and response["Content-Type"] == "image/png"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Disposition"] == f'inline; filename="minh-chung-{piece.pk}.png"'
    assert client_of(published, "literature").get(address).status_code == 404
    assert client_of(published, "stranger").get(address).status_code == 404
    wrong = reverse("request-evidence", args=[piece.request_id + 1, piece.pk])
    assert client_of(published, "principal").get(wrong).status_code == 404


def test_a_teacher_publishes_a_column_by_one_button(world: World) -> None:
    enter(world, "teacher", [change(pupil(world), "gk", 60)])
    book = world.books[MATHS].pk
    client = client_of(world, "teacher")
    assert "Công bố" in text(client.get(f"/so/{book}/"))
    asked = text(client.get(f"/so/{book}/cong-bo"))
    assert "Công bố ĐĐGgk?" in asked and "em chưa có gì ở cột này" in asked
    html = text(client.post(f"/so/cot/{column(world).pk}/cong-bo", follow=True))
    assert "Đã công bố ĐĐGgk." in html and "đã công bố" in html
    assert client_of(world, "literature").post(
        f"/so/cot/{column(world).pk}/cong-bo"
    ).status_code in (403, 404)
    assert client_of(world, "homeroom").get(f"/so/{book}/cong-bo").status_code == 403
    assert client_of(world, "stranger").get(f"/so/{book}/cong-bo").status_code == 404


def test_a_locked_filled_cell_offers_the_correction_too(world: World) -> None:
    enter(world, "teacher", [change(pupil(world), "gk", 60)])
    lock(system(timezone.now()), world.secondary, YEAR, "school", world.secondary.pk)
    html = text(hand_in(world))
    assert "Đã nộp." in html and "cột đã khóa" in html


def test_the_homeroom_book_is_read_aloud_published_and_corrected_on_its_pages(
    world: World,
) -> None:
    room, roster = world.books["8A1", ""], world.roster("8A1")
    item = room.columns.get(term=1, slot="muc").subject_id
    enter(world, "homeroom", [change(p, "muc", "T", subject=item) for p in roster], ("8A1", ""))
    client = client_of(world, "homeroom")
    tick = {"term": 1, "slot": f"muc@{item}", "values": {p.pk: "T" for p in roster}}
    said = client.post(reverse("book-proofread", args=[room.pk]), tick, "application/json")
    assert "Đã đánh dấu soát cột Rèn luyện" in said.json()["message"]
    full = reverse("columns-submit-full", args=[room.pk, 1])
    asked = text(client.get(reverse("columns-publish", args=[room.pk])))
    assert "Công bố mọi cột đã đủ của học kì I<" in asked and "Công bố 1 cột của học kì I?" in asked
    assert client_of(world, "teacher").post(full).status_code in (403, 404)
    assert "Đã công bố 1 cột đã đủ" in text(client.post(full, follow=True))
    html = text(client.get(reverse("book", args=[room.pk]) + "?ki=1"))
    assert 'data-way="correct" data-lock="Cột đã công bố">T<' in html
    ask = (
        f"{reverse('correction-ask', args=[room.pk])}?term=1&slot=muc@{item}&student={roster[0].pk}"
    )
    assert "Căn cứ (nếu có)" in text(client.get(ask))
    sent = {f"old-{roster[0].pk}": "T", f"new-{roster[0].pk}": "K", "reason": "Nhầm em."}
    done = client.post(ask, sent, follow=True)
    assert done.status_code == 200 and "Rèn luyện HKI · T → K" in text(done)


def test_a_signed_transcript_with_an_old_mark_waits_on_the_heads_desk_until_it_is_replaced(
    published: World,
) -> None:
    document = objects.document(published, "issued")
    with mock.patch.object(timezone, "now", lambda: NOW + datetime.timedelta(hours=1)):
        hand_in(published)
        page = f"/de-nghi/{Request.objects.get().pk}/"
        client_of(published, "head").post(f"{page}xac-nhan")
        logged_in(published).post(f"{page}duyet", {"reason": "Có bài kiểm tra"})
        html = text(client_of(published, "teacher").post(f"{page}ghi", follow=True))
        assert "Học bạ đã ký còn ghi điểm cũ" in html
        desk = text(client_of(published, "principal").get("/"))
        assert "Học bạ lớp 8A1 còn ghi điểm cũ" in desk and "Trần Gia Bảo: điểm đã sửa" in desk
        assert "còn ghi điểm cũ" not in text(client_of(published, "teacher").get("/"))
        with writing():
            Document.objects.filter(pk=document.pk).update(state="superseded")
        assert "còn ghi điểm cũ" not in text(client_of(published, "principal").get("/"))
        assert "còn ghi điểm cũ" not in text(client_of(published, "teacher").get(page))


def test_a_picture_that_is_also_a_page_stays_a_picture(published: World) -> None:
    data = png() + b"<html><script>alert(1)</script></html>"
    hand_in(published, paper=SimpleUploadedFile("bai.html", data, "text/html"))
    piece = Evidence.objects.get()
    address = reverse("request-evidence", args=[piece.request_id, piece.pk])
    response = client_of(published, "principal").get(address)
    assert response.content == data and response["Content-Type"] == "image/png"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Disposition"].endswith('.png"')


@pytest.mark.parametrize(
    "data",
    [b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', b"<html>", b"GIF89a\xff\xd8"],
)
def test_a_page_sent_as_a_picture_is_refused_and_what_was_written_stays(
    published: World, data: bytes
) -> None:
    answered = hand_in(published, paper=paper(data, "bai.png"))
    assert answered.status_code == 422 and "Nhầm em." in text(answered)
    assert "Tệp không phải ảnh JPEG, PNG hoặc bản quét PDF." in text(answered)
    assert not Request.objects.exists()


def test_a_reason_that_turns_its_line_round_is_kept_without_what_nobody_sees(
    published: World,
) -> None:
    reason = "Cộng nhầm\u202e 5,7 \u2066câu\u200b 3\x00,\r\nxem lại\ue000 ba\u0301i"
    answered = hand_in(published, reason=reason)
    request = Request.objects.get()
    assert answered.status_code == 200
    assert request.reason == "Cộng nhầm 5,7 câu 3,\r\nxem lại bái"
