"""«Nhật kí sửa điểm»: shown to leaders, taken out with an event, printed with its oral marks."""

import re
from typing import Any
from unittest import mock

import pytest
from django.urls import reverse
from django.utils import timezone

from hocba.books.commands import Piece, hand_in, submit_column
from hocba.books.corrections import Cell
from hocba.documents.render import render_paper
from hocba.kernel.models import Event, Evidence, Request
from hocba.kernel.requests.commands import hear
from hocba.kernel.sheets import read_workbook
from hocba.reports.changes import Journal
from hocba.reports.queries import changes
from hocba.web.requests.journal import Asked, found_of
from hocba.web.requests.journal_print import TEMPLATE, data_of
from tests.commands.corrections import WHY, answer, column, png
from tests.commands.entries import MATHS, change, enter, pupil
from tests.web.helpers import client_of, text
from tests.web.test_web_routes import ROLES, only
from tests.world import NOW, TODAY, YEAR, World

PERIOD = "?tu=2025-12-01&den=2025-12-31"


@pytest.fixture(autouse=True)
def in_december() -> object:
    with mock.patch.object(timezone, "now", lambda: NOW):
        yield


@pytest.fixture
def corrected(world: World) -> World:
    """A mark raised in the open column, one deleted and typed again, an oral one by request."""
    one, two, three = (pupil(world, n) for n in range(3))
    enter(world, "teacher", [change(p, "gk", 60) for p in (one, two, three)])
    enter(world, "teacher", [change(one, "gk", 83, seen=60)])
    enter(world, "teacher", [change(two, "gk", None, seen=60)])
    enter(world, "teacher", [change(two, "gk", 45)])
    submit_column(world.ctx("teacher"), column(world))
    answer(world, "correction_course", "explain")
    facts = {"pupil": three.pk, "classmate": one.pk, "how": "table"}
    hand_in(
        world.ctx("teacher", reason=WHY), world.books[MATHS], column(world).pk,
        [Cell(three.pk, 60, 70)], "oral", (Piece("oral", png(), facts),),
    )  # fmt: skip
    return world


def test_only_the_leaders_of_the_school_open_it(corrected: World) -> None:
    got = {name: client_of(corrected, name).get("/sua-diem/").status_code for name in ROLES}
    assert got == only("principal", "vice_principal")
    for where in ("/sua-diem/xuat", "/sua-diem/in"):
        status = client_of(corrected, "teacher").post(where).status_code
        assert status in (403, 405)
    other = text(client_of(corrected, "primary_principal").get("/sua-diem/" + PERIOD))
    assert "Không có ô nào bị sửa" in other and "Trần Gia Bảo" not in other


@pytest.mark.parametrize("view", ["teacher", "class", "column"])
def test_counts_are_shown_by_teacher_class_and_column(corrected: World, view: str) -> None:
    html = text(client_of(corrected, "principal").get(f"/sua-diem/{PERIOD}&xem={view}"))
    label = {"teacher": "Lê Thu Hằng", "class": "8A1", "column": "Toán 8A1 · ĐĐGgk HKI"}[view]
    assert label in html and "3 ô nay khác điểm đầu" in html


def test_every_step_of_a_cell_says_who_when_from_where_and_by_which_request(
    corrected: World,
) -> None:
    html = text(client_of(corrected, "vice_principal").get(f"/sua-diem/{PERIOD}&xem=cells"))
    assert "xóa rồi nhập lại điểm khác" in html and "sửa tăng" in html
    asked = Request.objects.get(kind="correction").pk  # PostgreSQL counts on over tests rolled back
    assert "6 → trống" in html and "trống → 4,5" in html and "kiểm thử" in html
    assert f">phiếu {asked}</a>" in html
    only_deleted = text(
        client_of(corrected, "principal").get(f"/sua-diem/{PERIOD}&xem=cells&loai=REPLACED")
    )
    assert "Trần Gia Bảo" not in only_deleted and "Nguyễn Văn Đạt" in only_deleted


def test_levels_of_the_homeroom_teacher_and_comments_by_count_stand_in_it_too(
    corrected: World,
) -> None:
    room = corrected.books["8A1", ""]
    one, item = pupil(corrected), room.columns.get(term=1, slot="muc").subject_id
    for new, seen in (("T", None), ("K", "T")):
        enter(
            corrected, "homeroom", [change(one, "muc", new, seen=seen, subject=item)], ("8A1", "")
        )
    enter(corrected, "teacher", [change(one, "nx", "Học tốt.")])
    enter(corrected, "teacher", [change(one, "nx", "Học rất tốt.", seen="Học tốt.")])
    principal = client_of(corrected, "principal")
    html = text(principal.get(f"/sua-diem/{PERIOD}&xem=column"))
    assert "Chủ nhiệm 8A1 · Rèn luyện HKI" in html
    assert "Lời nhận xét, theo số lượng" in html and "Học rất tốt." not in html
    cells = text(principal.get(f"/sua-diem/{PERIOD}&xem=cells"))
    assert "T → K" in cells and f"|1:muc@{item}" in cells


def test_an_empty_period_and_a_date_that_is_none_are_answered_in_words(corrected: World) -> None:
    empty = text(client_of(corrected, "principal").get("/sua-diem/?tu=2025-10-01&den=2025-10-31"))
    assert "Không có ô nào bị sửa trong thời gian này" in empty
    bad = client_of(corrected, "principal").get("/sua-diem/?tu=2025-13-01")
    assert bad.status_code == 422 and "Hãy chọn ngày có thật." in text(bad)
    for odd in ("tu=0001-01-01", "den=9999-12-31"):
        assert client_of(corrected, "principal").get(f"/sua-diem/?{odd}").status_code == 422
    for odd in (f"gv={10**24}", f"lop={10**24}", "gv=x"):
        assert client_of(corrected, "principal").get(f"/sua-diem/?{odd}").status_code == 200


def test_taking_it_out_asks_again_who_it_is_and_stands_in_the_log(corrected: World) -> None:
    where = f"{reverse('changes-export')}{PERIOD}"
    first = client_of(corrected, "principal").post(where)
    assert first.status_code == 302 and "reauthenticate" in first["Location"]
    with mock.patch("hocba.web.requests.journal.authorised_at"):
        response = client_of(corrected, "principal").post(where)
    assert response["Content-Type"].endswith("spreadsheetml.sheet")
    names = [sheet.name for sheet in read_workbook(response.content).sheets]
    assert names == ["Từng ô", "Từng lần ghi", "Lời nhận xét"]
    event = Event.objects.get(verb="changes.export")
    assert event.params == {"since": "01/12/2025", "until": "31/12/2025", "count": 3}
    assert event.actor == corrected.people["principal"].pk


def paper_data(world: World) -> dict[str, Any]:
    frame = world.years[world.secondary.pk]
    asked = Asked(world.secondary, frame, frame.starts, TODAY, None, None, None)
    return data_of(asked, found_of(asked).edited, TODAY)


def test_the_paper_has_a_row_a_cell_and_room_to_sign_for_oral_marks(corrected: World) -> None:
    data = paper_data(corrected)
    by_pupil = {row[4]: row for row in data["rows"]}
    assert by_pupil["Trần Gia Bảo"][5:8] == ["6", "8,3", "sửa tăng"]
    assert by_pupil["Đỗ Hải Đăng"][9:] == [WHY, "Xác nhận điểm miệng"]
    assert data["oral"] == [["1", "Toán 8A1", "ĐĐGgk HKI", "6", "7", "Đỗ Hải Đăng", "Trần Gia Bảo"]]
    assert data["total"] == "Tổng cộng 3 ô; 2 lượt tăng, 1 lượt giảm, 1 lượt xóa."
    pdf = render_paper(TEMPLATE, data, now=NOW)
    assert pdf.startswith(b"%PDF-") and pdf == render_paper(TEMPLATE, data, now=NOW)


def test_the_explanation_file_tells_who_did_what_with_which_evidence(corrected: World) -> None:
    [one] = paper_data(corrected)["files"]
    request = Request.objects.get()
    rows = {row[0]: row for row in paper_data(corrected)["rows"]}
    assert rows[one[0]][4] == "Đỗ Hải Đăng" and one[1] == f"Số {request.pk}"
    assert one[3] == WHY and one[6] == ""
    said = [step.partition(":")[0] for step in one[4]]
    assert said == ["Nộp", "Ghi điểm mới vào sổ"]
    assert all(re.search(r": \S.*, \d\d:\d\d \d\d/12/2025", step) for step in one[4])
    kept = Evidence.objects.get().blob_id
    assert one[5] == [f"Xác nhận điểm miệng, tệp {kept[:12]}"]
    assert render_paper(TEMPLATE, paper_data(corrected), now=NOW).startswith(b"%PDF-")


def test_the_explanation_file_says_when_the_meeting_has_heard_it(corrected: World) -> None:
    hear(corrected.ctx("principal", reason="Thống nhất sửa."), Request.objects.get())
    [one] = paper_data(corrected)["files"]
    assert one[2] == "nhập lại, giải trình ở buổi họp"
    assert one[6].startswith("Đã giải trình, ghi nhận ") and one[6].endswith(": Thống nhất sửa.")


def test_a_meeting_without_corrections_prints_that_there_were_none(world: World) -> None:
    assert changes(world.secondary.pk, YEAR, TODAY, TODAY) == Journal([], [])
    assert render_paper(TEMPLATE, paper_data(world), now=NOW).startswith(b"%PDF-")


def test_the_print_is_set_by_the_job_process_and_the_page_waits_for_it(corrected: World) -> None:
    html = text(client_of(corrected, "principal").get(f"/sua-diem/in{PERIOD}"))
    assert "Đang dựng bản in" in html
