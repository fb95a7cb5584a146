"""The principal decides a class's year in the browser: proposals, changes with a reason, lists."""

from unittest import mock

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from hocba.books.commands import propose_zero
from hocba.books.models import Ruling
from hocba.promotion.commands import check_class
from hocba.promotion.models import YearDecision
from hocba.year.commands import exempt
from tests.commands.entries import change, enter, pupil
from tests.scans import scan_pdf
from tests.web.helpers import client_of, text
from tests.whole_year import fill_class, with_more_subjects
from tests.world import NOW, TODAY, YEAR, World

LATE = NOW.replace(year=2026, month=6, day=10)


@pytest.fixture(autouse=True)
def in_june() -> object:
    with mock.patch.object(timezone, "now", lambda: LATE):
        yield


@pytest.fixture
def full(world: World) -> World:
    fill_class(with_more_subjects(world), "8A1")
    check_class(world.ctx("homeroom", at=LATE), world.classes["8A1"])
    return world


def at(world: World, what: str = "quyet-dinh/") -> str:
    return f"/lop/{world.classes['8A1'].pk}/{what}"


def test_one_button_decides_the_whole_class_as_proposed(full: World) -> None:
    client = client_of(full, "principal")
    assert "Quyết định cả lớp" in text(client.get(at(full)))
    response = client.post(at(full, "quyet-dinh/luu"), follow=True)
    assert "Đã quyết định kết quả cuối năm của 6 học sinh." in text(response)
    rows = YearDecision.objects.all()
    assert len(rows) == 6 and all(r.decided == r.proposed for r in rows)


def test_a_double_click_is_one_decision(full: World) -> None:
    from hocba.kernel.models import Event

    client = client_of(full, "principal")
    form = {"request_id": "11111111-1111-4111-8111-111111111111"}
    assert [client.post(at(full, "quyet-dinh/luu"), form).status_code for _ in "ab"] == [302, 302]
    assert Event.objects.filter(verb="year.decide").count() == 1


def test_a_change_needs_a_reason_and_is_marked(full: World) -> None:
    client, one = client_of(full, "principal"), pupil(full).pk
    form = {f"len-lop-{one}": "NOT_PROMOTED", f"khen-{one}": "NONE"}
    response = client.post(at(full, "quyet-dinh/luu"), form)
    assert response.status_code == 422 and "phải có lí do" in text(response)
    assert not YearDecision.objects.exists()
    html = text(
        client.post(at(full, "quyet-dinh/luu"), form | {"reason": "Nghỉ quá số buổi"}, follow=True)
    )
    assert "khác đề xuất" in html and "Nghỉ quá số buổi" in html
    row = YearDecision.objects.get(student=one)
    assert (row.proposed["promotion"], row.decided["promotion"]) == ("PROMOTED", "NOT_PROMOTED")
    names = text(client.get(at(full, "danh-sach/")))
    assert "Không lên lớp · 1 học sinh" in names and "Được lên lớp · 5 học sinh" in names


@pytest.mark.parametrize("wanted", ("COMPLETED", "x", "1; DROP"))
def test_a_choice_that_the_rules_do_not_know_is_refused(full: World, wanted: str) -> None:
    form = {f"len-lop-{pupil(full).pk}": wanted, "reason": "thử"}
    response = client_of(full, "principal").post(at(full, "quyet-dinh/luu"), form)
    assert response.status_code == 422 and "không có trong quy định" in text(response)
    assert not YearDecision.objects.exists()


def test_missing_data_is_listed_with_links_and_left_open(full: World) -> None:
    one = pupil(full)
    enter(full, "teacher", [change(one, "ck", None, seen=80, term=2)])
    client = client_of(full, "principal")
    html = text(client.get(at(full)))
    assert "Còn thiếu dữ liệu: 1 học sinh" in html and f"#cell={one.pk}|2:ck" in html
    done = text(client.post(at(full, "quyet-dinh/luu"), follow=True))
    assert "của 5 học sinh. Còn 1 học sinh thiếu dữ liệu" in done
    assert not YearDecision.objects.filter(student=one).exists()


def test_a_mark_changed_after_the_decision_is_noticed(full: World) -> None:
    client = client_of(full, "principal")
    client.post(at(full, "quyet-dinh/luu"))
    changes = [change(pupil(full), slot, 0, seen=80, term=2) for slot in ("tx1", "tx2", "gk", "ck")]
    enter(full, "teacher", changes)
    assert "Sổ đã thay đổi sau khi quyết định" in text(client.get(at(full)))


def test_the_homeroom_teacher_reads_but_has_no_button(full: World) -> None:
    html = text(client_of(full, "homeroom").get(at(full)))
    assert "Đề xuất theo quy định" in html and "<select" not in html
    assert client_of(full, "homeroom").post(at(full, "quyet-dinh/luu")).status_code == 403


def test_the_first_term_is_checked_decided_and_listed_on_one_page(full: World) -> None:
    klass = full.classes["8A1"].pk
    home, head = client_of(full, "homeroom"), client_of(full, "principal")
    page = f"/lop/{klass}/hoc-ki-1/"
    assert "Đã kiểm tra" in text(home.get(page)) and "Chờ giáo viên chủ nhiệm" in text(
        head.get(page)
    )
    assert home.get(f"/lop/{klass}/kiem-tra/?dot=1").url == page  # type: ignore[attr-defined]
    early = head.post(page + "quyet-dinh", {"number": "5/QĐ", "decided_on": "2026-01-16"})
    assert early.status_code == 409 and "chưa kiểm tra" in text(early)
    assert home.post(f"/lop/{klass}/kiem-tra/luu", {"dot": "1"}).url == page  # type: ignore[attr-defined]
    body = {"number": "5/QĐ-THCS", "decided_on": "2026-01-16", "council": "Biên bản ngày 15/1"}
    assert head.post(page + "quyet-dinh", body).status_code == 302
    said = text(head.get(page))
    assert "QĐ số 5/QĐ-THCS" in said and "Biên bản ngày 15/1" in said and "Mở lại việc xét" in said
    assert said.count("đã quyết định") >= 6 and not YearDecision.objects.exists()
    assert page in text(head.get(f"/lop/{klass}/quyet-dinh/"))


def test_the_head_decides_a_subject_with_one_term_on_the_pupils_page(full: World) -> None:
    one, book = pupil(full), full.books["8A1", "TOAN"]
    gone = ("tx1", "tx2", "tx3", "gk", "ck")
    enter(full, "teacher", [change(one, slot, None, seen=80) for slot in gone])
    page, head = f"/hoc-sinh/{one.pk}/ket-qua/", client_of(full, "principal")
    assert "có một học kì" in text(head.get(page))
    assert "có một học kì" not in text(client_of(full, "homeroom").get(page))
    form = {"book": book.pk, "value": "7,5x", "number": "30/QĐ", "decided_on": "2026-06-01"}
    back = head.post(page + "quyet-dinh", form | {"ground": "Chuyển đến"})
    assert back.status_code == 422 and "ví dụ 7,5" in text(back)
    assert 'value="7,5x"' in text(back) and 'value="30/QĐ"' in text(back)
    lacking = head.post(page + "quyet-dinh", form | {"value": "7,5"})
    assert lacking.status_code == 422 and "Cần căn cứ" in text(lacking)
    done = head.post(page + "quyet-dinh", form | {"value": "7,5", "ground": "Chuyển đến"})
    assert done.status_code == 302
    said = text(client_of(full, "homeroom").get(page))
    assert "theo QĐ số 30/QĐ ngày 01/06/2026" in said
    why = text(client_of(full, "teacher").get(f"/so/{book.pk}/vi-sao?student={one.pk}&result=kq_3"))
    assert "QĐ số 30/QĐ" in why and "7,5" in why


def test_the_head_gives_a_level_with_its_scan_and_everybody_reads_why(full: World) -> None:
    """Few scored subjects (setting 10): the level is the head's, and the list says by what."""
    one, klass = pupil(full), full.classes["8A1"]
    for code in ("NN1", "GDCD", "KHTN"):
        subject = full.courses["8A1", code].subject_id
        exempt(full.ctx("principal"), one, subject, YEAR, "3/QĐ", TODAY, "Khuyết tật")
    page, head = f"/hoc-sinh/{one.pk}/ket-qua/", client_of(full, "principal")
    assert "Quyết định mức" in text(head.get(page)) and "Quyết định mức" in text(head.get(at(full)))
    assert "Quyết định mức" not in text(client_of(full, "homeroom").get(page))
    assert f"{page}#muc" in text(head.get("/can-quyet-dinh/"))
    form = {
        "muc-learning_year": "K",
        "muc-learning_1": "K",
        "number": "21/QĐ",
        "decided_on": "2026-06-01",
    }
    where = f"{page}muc?lop={klass.pk}"
    back = head.post(where, form)
    assert back.status_code == 422 and "Cần căn cứ" in text(back)
    assert text(back).count('value="K" selected') == 2 and not Ruling.objects.exists()
    assert head.post(where, {"number": "21/QĐ"}).status_code == 422
    scan = SimpleUploadedFile("qd.pdf", scan_pdf("quyet dinh"))
    form |= {"ground": "Kết quả thực hiện kế hoạch"}
    done = head.post(where, {**form, "evidence": scan})
    assert done.status_code == 302
    home = client_of(full, "homeroom")
    said = text(home.get(page))
    assert "Theo Quyết định số 21/QĐ ngày 01/06/2026, căn cứ: Kết quả thực hiện kế hoạch" in said
    row = Ruling.objects.get(result="learning_year")
    assert Ruling.objects.count() == 2
    file = home.get(f"/quyet-dinh-muc/{row.pk}/minh-chung")
    assert file.status_code == 200 and file["Content-Type"] == "application/pdf"
    for stranger in ("primary_principal", "other_class"):
        assert (
            client_of(full, stranger).get(f"/quyet-dinh-muc/{row.pk}/minh-chung").status_code == 404
        )
    check_class(full.ctx("homeroom", at=LATE), klass)
    head.post(at(full, "quyet-dinh/luu"))
    listed = text(head.get("/cuoi-nam/danh-sach/len-lop/"))
    assert listed.count("Theo QĐ số 21/QĐ ngày 01/06/2026") == 1


def test_a_scan_behind_a_zero_is_shown_to_who_reads_the_request(full: World) -> None:
    one, book = pupil(full), full.books["8A1", "TOAN"]
    enter(full, "teacher", [change(one, "gk", None, seen=80)])
    case = propose_zero(full.ctx("teacher"), book, one.pk, 1, "gk", "Vắng")
    head, scan = client_of(full, "principal"), SimpleUploadedFile("a.pdf", scan_pdf())
    form = {"case": case.pk, "number": "16/QĐ", "decided_on": "2026-06-01", "evidence": scan}
    assert "Đã ghi 1 ô" in text(head.post("/can-quyet-dinh/ghi", form, follow=True))
    page = f"/can-quyet-dinh/{case.pk}/minh-chung"
    assert page in text(client_of(full, "homeroom").get(f"/hoc-sinh/{one.pk}/ket-qua/"))
    assert client_of(full, "teacher").get(page).status_code == 200
    assert client_of(full, "other_class").get(page).status_code == 404


def test_a_wrong_decision_is_withdrawn_on_the_pupils_page_and_stays_readable(full: World) -> None:
    one, klass, head = pupil(full), full.classes["8A1"], client_of(full, "principal")
    for code in ("NN1", "GDCD", "KHTN"):
        subject = full.courses["8A1", code].subject_id
        exempt(full.ctx("principal"), one, subject, YEAR, "3/QĐ", TODAY, "Khuyết tật")
    page = f"/hoc-sinh/{one.pk}/ket-qua/"
    decree = {"number": "21/QĐ", "decided_on": "2026-06-01", "ground": "Kế hoạch cá nhân"}
    head.post(f"{page}muc?lop={klass.pk}", {"muc-learning_year": "K", **decree})
    check_class(full.ctx("homeroom", at=LATE), klass)
    head.post(at(full, "quyet-dinh/luu"))
    row = Ruling.objects.get()
    where = f"/quyet-dinh-muc/{row.pk}/thu-hoi"
    assert where in text(head.get(page))
    assert where not in text(client_of(full, "homeroom").get(page))
    wrong = head.post(where, {"number": "22/QĐ", "about": "end-1"})
    assert wrong.status_code == 422 and "Cần căn cứ" in text(wrong)
    assert text(wrong).count('value="22/QĐ"') == 1, "only the form that was sent comes back filled"
    back = {"number": "22/QĐ", "decided_on": "2026-06-05", "ground": "Ghi nhầm em"}
    assert "Đã thu hồi quyết định" in text(head.post(where, back, follow=True))
    for who in ("principal", "homeroom"):
        said = text(client_of(full, who).get(page))
        assert "theo QĐ số 21/QĐ ngày 01/06/2026" in said
        assert "đã thu hồi theo QĐ số 22/QĐ ngày 05/06/2026: Ghi nhầm em" in said
        assert where not in said
    assert "sổ đã đổi" in text(head.get(at(full)))
    assert "Theo QĐ số 21/QĐ" not in text(head.get("/cuoi-nam/danh-sach/len-lop/"))


def test_a_zero_is_withdrawn_on_the_pupils_page_and_its_teacher_reads_of_it(full: World) -> None:
    one, book = pupil(full), full.books["8A1", "TOAN"]
    enter(full, "teacher", [change(one, "gk", None, seen=80)])
    case = propose_zero(full.ctx("teacher"), book, one.pk, 1, "gk", "Vắng")
    head = client_of(full, "principal")
    form = {"case": case.pk, "number": "16/QĐ", "decided_on": "2026-06-01"}
    head.post("/can-quyet-dinh/ghi", form)
    where, page = f"/can-quyet-dinh/{case.pk}/thu-hoi", f"/hoc-sinh/{one.pk}/ket-qua/"
    assert where in text(head.get(page))
    scan = SimpleUploadedFile("qd.pdf", scan_pdf("thu hoi"))
    back = {"number": "17/QĐ", "decided_on": "2026-06-05", "ground": "Em có giấy ra viện"}
    head.post(where, {**back, "evidence": scan})
    said = "đã thu hồi theo QĐ số 17/QĐ ngày 05/06/2026: Em có giấy ra viện"
    assert said in text(head.get(page)) and where + '"' not in text(head.get(page))
    teacher = client_of(full, "teacher")
    assert said in text(teacher.get(f"/so/{book.pk}/thieu-kiem-tra/"))
    file = teacher.get(f"{where}/minh-chung")
    assert file.status_code == 200 and file["Content-Type"] == "application/pdf"
    assert client_of(full, "other_class").get(f"{where}/minh-chung").status_code == 404
