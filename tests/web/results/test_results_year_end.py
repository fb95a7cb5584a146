"""From the homeroom teacher's check to the decided lists, as the people see it."""

import io
from pathlib import Path
from unittest import mock

import pytest
from django.utils import timezone
from python_calamine import CalamineWorkbook

from hocba.books.commands import propose_zero
from hocba.books.models import Mark
from hocba.kernel.models import Event
from hocba.promotion.models import Praise, Review, YearDecision
from tests.commands.entries import MATHS, change, enter, pupil
from tests.web.helpers import client_of, text
from tests.whole_year import fill_class, with_more_subjects
from tests.world import NOW, World

LATE = NOW.replace(year=2026, month=6, day=10)
QD = {"number": "20/QĐ-THCS", "decided_on": "2026-06-09", "council": "Biên bản họp ngày 08/6/2026"}


@pytest.fixture(autouse=True)
def in_june() -> object:
    with mock.patch.object(timezone, "now", lambda: LATE):
        yield


@pytest.fixture
def full(world: World) -> World:
    """8A1 complete: one pupil to be assessed again in two subjects, the others promoted."""
    fill_class(with_more_subjects(world), "8A1")
    one = pupil(world, 1)
    low = [
        change(one, slot, 30, seen=80, term=t)
        for t in (1, 2)
        for slot in ("tx1", "tx2", "tx3", "gk", "ck")
    ]
    enter(world, "teacher", low)
    enter(world, "literature", low, ("8A1", "NV"))
    return world


def checked(world: World) -> str:
    klass = world.classes["8A1"].pk
    form = {"remarks": "Lớp đủ hồ sơ", f"ghi-chu-{pupil(world).pk}": "Tiến bộ nhiều"}
    return text(client_of(world, "homeroom").post(f"/lop/{klass}/kiem-tra/luu", form, follow=True))


def test_the_homeroom_teacher_checks_exceptions_first_then_the_principal_may(full: World) -> None:
    klass = full.classes["8A1"].pk
    principal = client_of(full, "principal")
    page = text(principal.get(f"/lop/{klass}/quyet-dinh/"))
    assert "Chờ giáo viên chủ nhiệm kiểm tra" in page and "Quyết định cả lớp" not in page
    refused = text(principal.post(f"/lop/{klass}/quyet-dinh/luu", {}))
    assert "chưa kiểm tra" in refused and not YearDecision.objects.exists()
    look = text(client_of(full, "homeroom").get(f"/lop/{klass}/kiem-tra/"))
    assert look.index("Cần xem kĩ: 1 học sinh") < look.index("Được lên lớp theo đề xuất: 5")
    assert "Đánh giá lại: Ngữ văn, Toán" in look
    assert "Đã ghi là đã kiểm tra" in checked(full)
    page = text(principal.get(f"/lop/{klass}/quyet-dinh/"))
    assert "Lớp đủ hồ sơ" in page and "GVCN: Tiến bộ nhiều" in page and "Quyết định cả lớp" in page


def test_one_decision_for_many_classes_and_its_lists_on_screen_and_in_excel(full: World) -> None:
    checked(full)
    principal, klass = client_of(full, "principal"), full.classes["8A1"].pk
    page = text(principal.get("/cuoi-nam/"))
    assert "GVCN đã kiểm tra" in page and page.index(">8A1<") < page.index("Danh sách, quyết định")
    done = text(principal.post("/cuoi-nam/quyet-dinh", {"klass": [klass], **QD}, follow=True))
    assert "Đã quyết định cuối năm cho 6 học sinh của 1 lớp." in done
    assert Event.objects.filter(verb="year.decide").count() == 1
    assert Review.objects.get(klass=klass, period="year").number == "20/QĐ-THCS"
    listing = text(principal.get("/cuoi-nam/danh-sach/danh-gia-lai/"))
    assert "1 học sinh" in listing and "Ngữ văn, Toán" in listing and "20/QĐ-THCS" in listing
    answer = principal.get(f"/cuoi-nam/danh-sach/len-lop/excel?lop={klass}")
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0)
    rows = sheet.to_python()
    assert rows[2][0] == "Quyết định số 20/QĐ-THCS ngày 09/06/2026"
    assert [row[1] for row in rows[5:]] == [
        p.person.full_name for n, p in enumerate(full.roster("8A1")) if n != 1
    ]


def test_a_class_not_checked_stops_the_decision_of_all_and_nothing_is_written(full: World) -> None:
    checked(full)
    both = [full.classes[name].pk for name in ("8A1", "8A2")]
    answer = client_of(full, "principal").post(
        "/cuoi-nam/quyet-dinh", {"klass": both, **QD}, follow=True
    )
    assert "lớp 8A2. Nhắc kiểm tra xong" in text(answer)
    assert not YearDecision.objects.exists()


def test_a_difference_with_its_own_reason_is_marked_everywhere(full: World) -> None:
    checked(full)
    klass, one = full.classes["8A1"].pk, pupil(full).pk
    principal = client_of(full, "principal")
    form = {f"len-lop-{one}": "NOT_PROMOTED", f"ly-do-{one}": "Gia đình xin học lại", **QD}
    principal.post(f"/lop/{klass}/quyet-dinh/luu", form)
    page = text(principal.get(f"/lop/{klass}/quyet-dinh/"))
    assert "khác đề xuất" in page and "Gia đình xin học lại" in page
    listing = text(principal.get("/cuoi-nam/danh-sach/o-lai/"))
    assert "khác đề xuất" in listing and "Gia đình xin học lại" in listing
    assert "1 em khác đề xuất" in page
    principal.post(f"/lop/{klass}/quyet-dinh/luu", QD)
    assert YearDecision.objects.get(student=one).decided["promotion"] == "NOT_PROMOTED"


def test_the_paper_says_number_grounds_and_marks_what_differs(full: World, tmp_path: Path) -> None:
    from hocba.documents.render import render_paper
    from hocba.web.results import papers
    from tests.forms.reading import text_of

    checked(full)
    klass, one = full.classes["8A1"].pk, pupil(full).pk
    form = {f"len-lop-{one}": "NOT_PROMOTED", f"ly-do-{one}": "Gia đình xin học lại", **QD}
    client_of(full, "principal").post(f"/lop/{klass}/quyet-dinh/luu", form)
    request = mock.Mock(actor=full.actor("principal", LATE.date()), GET={})
    data = papers._data(request, papers._asked(request, "o-lai"))
    said = " ".join(text_of(render_paper(papers.TEMPLATE, data, now=LATE), tmp_path).split())
    for part in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Số: 20/QĐ-THCS",
        "ngày 09 tháng 6 năm 2026",
        "Căn cứ Biên bản họp ngày 08/6/2026;",
        "Căn cứ Thông tư 22/2021/TT-BGDĐT",
        "Điều 1. 1 học sinh có tên trong danh sách kèm theo không được lên lớp",
        "Nơi nhận:",
        "Nguyễn Trọng An",
        "Khác đề xuất: Gia đình xin học lại",
        "Trong đó 1 em có quyết định khác với đề xuất",
        "Trường thử nghiệm",
    ):
        assert part in said, part


def test_the_print_is_set_by_the_job_process_and_shown_when_ready(full: World) -> None:
    from hocba.documents import prints

    checked(full)
    klass = full.classes["8A1"].pk
    principal = client_of(full, "principal")
    principal.post("/cuoi-nam/quyet-dinh", {"klass": [klass], **QD})
    with mock.patch.object(prints, "enqueue") as queued:
        assert "Đang dựng bản in" in text(principal.get("/cuoi-nam/danh-sach/len-lop/in"))
    task, key = queued.call_args.args
    task.func(key) if hasattr(task, "func") else task(key)
    answer = principal.get("/cuoi-nam/danh-sach/len-lop/in")
    assert answer["Content-Type"] == "application/pdf" and answer.content.startswith(b"%PDF")


def test_praise_goes_from_the_class_to_the_decision(full: World) -> None:
    place = f"{full.classes['8A1'].pk}:{pupil(full).pk}"
    form = {"pupil": place, "kind": "sudden", "achievement": "Cứu bạn đuối nước"}
    assert "Đã gửi đề nghị" in text(
        client_of(full, "homeroom").post("/khen/de-nghi", form, follow=True)
    )
    row = Praise.objects.get()
    principal = client_of(full, "principal")
    done = text(principal.post("/khen/quyet-dinh", {"praise": [row.pk], **QD}, follow=True))
    assert "Đã khen 1 học sinh" in done
    assert "Cứu bạn đuối nước" in text(principal.get("/cuoi-nam/danh-sach/khen-khac/"))


def test_a_missed_test_goes_from_the_teacher_to_the_principal_and_shows_in_the_grid(
    world: World,
) -> None:
    book, one = world.books[MATHS], pupil(world)
    teacher = client_of(world, "teacher")
    form = {"cell": f"{one.pk}:1:gk", "why": "Vắng, hẹn bù không đến"}
    assert "Đã gửi đề nghị" in text(
        teacher.post(f"/so/{book.pk}/thieu-kiem-tra/gui", form, follow=True)
    )
    principal = client_of(world, "principal")
    page = text(principal.get("/can-quyet-dinh/"))
    assert "Vắng, hẹn bù không đến" in page and "Điều 7 khoản 5" in page
    case = world.books[MATHS].zero_cases.get()
    done = text(principal.post("/can-quyet-dinh/ghi", {"case": [case.pk], **QD}, follow=True))
    assert "Đã ghi 1 ô theo quyết định số 20/QĐ-THCS" in done
    assert Mark.objects.get(student=one, slot="gk").number == 0
    grid = text(teacher.get(f"/so/{book.pk}/?ki=1"))
    assert "0 (QĐ)" in grid and 'data-v="0"' in grid
    why = text(teacher.get(f"/so/{book.pk}/vi-sao?student={one.pk}&result=kq_1"))
    assert "QĐ số 20/QĐ-THCS ngày 09/06/2026" in why and "Điều 7 khoản 5" in why


def test_several_missed_tests_are_decided_together_or_not_at_all(world: World) -> None:
    book, principal = world.books[MATHS], client_of(world, "principal")
    for n in (0, 1):
        propose_zero(world.ctx("teacher"), book, pupil(world, n).pk, 1, "gk", "Vắng")
    enter(world, "teacher", [change(pupil(world, 1), "gk", 90)])
    cases = list(book.zero_cases.values_list("pk", flat=True))
    answer = principal.post("/can-quyet-dinh/ghi", {"case": cases, **QD}, follow=True)
    assert "đã có điểm" in text(answer)
    assert not Mark.objects.filter(student=pupil(world), slot="gk").exists()


def test_the_desk_says_what_waits_for_the_homeroom_teacher_and_the_principal(full: World) -> None:
    said = "Kiểm tra kết quả cuối năm lớp 8A1"
    assert said in text(client_of(full, "homeroom").get("/"))
    checked(full)
    assert said not in text(client_of(full, "homeroom").get("/"))
    assert "Lớp đã kiểm tra cuối năm, chờ quyết định" in text(client_of(full, "principal").get("/"))


def test_many_who_only_lack_marks_are_counted_and_few_are_named(world: World) -> None:
    principal = client_of(world, "principal")
    page = text(principal.get("/can-quyet-dinh/"))
    assert "Lớp 8A1 · 6 học sinh" in page and "Xem chỗ thiếu" in page
    assert pupil(world).person.full_name not in page
    fill_class(with_more_subjects(world), "8A1")
    gone = change(pupil(world), "gk", None, seen=80)
    enter(world, "teacher", [gone])
    page = text(principal.get("/can-quyet-dinh/"))
    assert "Lớp 8A1 · 1 học sinh" in page
    assert f"{pupil(world).person.full_name}</a> thiếu Toán" in page
