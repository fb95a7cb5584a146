"""What people do on the people pages, by hand."""

import datetime
import re
from unittest import mock

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from hocba.kernel.models import Event
from hocba.kernel.policy import registry
from hocba.people.commands import PersonFacts, StaffFacts, take_staff
from hocba.people.models import Assignment, User
from hocba.web.people.log_names import NAMES
from hocba.year.models import Exemption
from tests.commands.objects import exemption, plan
from tests.commands.test_faces import everything
from tests.scans import scan_pdf
from tests.web.helpers import client_of, text
from tests.world import NOW, PASSWORD, YEAR, World, system


@pytest.fixture(autouse=True)
def in_december() -> object:
    with mock.patch.object(timezone, "now", lambda: NOW):
        yield


def confirmed(world: World, name: str) -> Client:
    """Logged in, and the password asked again a moment ago."""
    client = client_of(world, name)
    response = client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    assert response.status_code == 302
    return client


def test_search_needs_no_accents_and_starts_at_any_word(world: World) -> None:
    client = client_of(world, "principal")
    for typed in ("dat", "Đạt", "nguyen v", "NGUYEN DAT"):
        html = text(client.get(reverse("people-pupils"), {"q": typed}))
        assert "Nguyễn Văn Đạt" in html, typed
        assert "Trần Gia Bảo" not in html
    assert "Nguyễn Văn Đạt" not in text(client.get(reverse("people-pupils"), {"q": "at"}))
    assert "Lê Thu Hằng" in text(client.get(reverse("people-staff"), {"q": "hang"}))
    assert "Võ Thị Thu" not in text(client.get(reverse("people-staff"), {"q": "hang"}))


def test_a_teacher_finds_only_pupils_of_the_own_classes(world: World) -> None:
    html = text(client_of(world, "teacher").get(reverse("people-pupils"), {"q": "nguyen"}))
    assert "Nguyễn Văn Đạt" in html
    assert "Nguyễn Minh Anh" not in html


def test_family_facts_are_for_the_office_and_the_homeroom_teacher(world: World) -> None:
    where = reverse("people-pupil", args=[world.roster("8A1")[0].pk])
    for name, sees in (("homeroom", True), ("clerk", True), ("teacher", False)):
        assert ("Quốc tịch" in text(client_of(world, name).get(where))) == sees, name


def test_a_duty_is_given_and_the_person_has_the_right_at_once(world: World) -> None:
    client = client_of(world, "principal")
    course = world.courses["8A2", "GDTC"]
    where = reverse("people-give", args=[world.staff["expired"].pk])
    form = {
        "role": "subject_teacher",
        "subject": course.subject_id,
        "scope": [course.pk],
        "starts": "2025-12-15",
        "decision": "Số 20/QĐ",
    }
    response = client.post(where, form, follow=True)
    assert "Đã phân công 1 nhiệm vụ cho Dương Thị Cũ." in text(response)
    assert world.actor("expired").scope_ids("subject_teacher") == [course.pk]


def test_a_wrong_form_comes_back_with_what_was_typed(world: World) -> None:
    client = client_of(world, "principal")
    where = reverse("people-give", args=[world.staff["expired"].pk])
    form = {"role": "homeroom", "starts": "2025-12-15", "ends": "2025-12-01", "decision": "Số 20"}
    response = client.post(where, form)
    html = text(response)
    assert response.status_code == 422
    assert "chọn ít nhất một lớp" in html and "trước ngày bắt đầu" in html
    assert 'value="Số 20"' in html and 'value="2025-12-01"' in html
    assert not Event.objects.filter(verb="assignment.give", source="web").exists()


def test_nothing_of_another_school_can_be_given(world: World) -> None:
    client = client_of(world, "principal")
    where = reverse("people-give", args=[world.staff["expired"].pk])
    for role, scope in (
        ("subject_teacher", world.courses["3A", "TV"].pk),
        ("homeroom", world.classes["3A"].pk),
        ("officer", world.province.pk),
        ("principal", world.primary.pk),
    ):
        form = {"role": role, "scope": [scope], "starts": "2025-12-15"}
        assert client.post(where, form).status_code == 422, role
    assert Assignment.objects.filter(person=world.people["expired"]).count() == 1


def test_nobody_makes_themselves_a_leader(world: World) -> None:
    client = client_of(world, "vice_principal")
    where = reverse("people-give", args=[world.staff["vice_principal"].pk])
    form = {"role": "principal", "scope": [world.secondary.pk], "starts": "2025-12-15"}
    response = client.post(where, form)
    assert response.status_code == 409
    assert "Không ai tự phân công" in text(response)


def test_a_duty_is_ended_with_its_last_day_and_a_reason(world: World) -> None:
    duty = Assignment.objects.get(person=world.people["teacher"])
    client = client_of(world, "principal")
    form = {"ends": "2025-12-20", "reason": "Nghỉ thai sản"}
    html = text(client.post(reverse("people-end", args=[duty.pk]), form, follow=True))
    assert "hết ngày 20/12/2025" in html
    assert world.actor("teacher", datetime.date(2025, 12, 20)).duties
    assert not world.actor("teacher", datetime.date(2025, 12, 21)).duties
    assert Event.objects.get(verb="assignment.end").reason == "Nghỉ thai sản"


def test_accounts_are_opened_in_batch_and_slips_are_shown_once(world: World) -> None:
    names = ("Lò Văn Pao", "Giàng A Sử")
    rows = [StaffFacts(PersonFacts(n), f"NEW{i}") for i, n in enumerate(names)]
    ids = take_staff(system(), world.secondary, rows)
    client = confirmed(world, "admin")
    page = text(client.get(reverse("people-accounts")))
    assert all(n in page for n in names)
    key = re.findall(r'name="request_id" value="([^"]+)"', page)[0]
    form = {"staff": ids, "request_id": key}
    response = client.post(reverse("people-open"), form)
    slips = re.findall(r"<code>([^<]+)</code>", text(response))
    assert "no-store" in response["Cache-Control"]
    assert slips[0::2] == ["new0", "new1"]
    assert User.objects.get(username="new0").check_password(slips[1])
    again = client.post(reverse("people-open"), form, follow=True)
    assert slips[1] not in text(again) and "chỉ hiện một lần" in text(again)
    assert not Event.objects.filter(params__icontains=slips[1]).exists()


def test_giving_out_a_password_asks_who_you_are_and_then_goes_on(world: World) -> None:
    client = client_of(world, "admin")
    account = world.user("teacher")
    where = reverse("people-reset", args=[account.pk])
    asked = client.post(where, {})
    assert asked.status_code == 302 and "reauthenticate" in asked["Location"]
    assert world.user("teacher").check_password(PASSWORD)
    response = client.post(asked["Location"], {"password": PASSWORD, "next": where})
    html = text(response)
    password = re.findall(r"<code>([^<]+)</code>", html)[1]
    account.refresh_from_db()
    assert account.check_password(password) and account.must_change_password


def test_a_closed_account_is_out_at_once(world: World) -> None:
    theirs = client_of(world, "literature")
    assert theirs.get("/").status_code == 200
    client = client_of(world, "principal")
    where = reverse("people-close", args=[world.user("literature").pk])
    client.post(where, {"reason": "Chuyển trường"})
    assert theirs.get("/").status_code == 302


def test_one_cannot_close_the_own_account(world: World) -> None:
    client = client_of(world, "principal")
    where = reverse("people-close", args=[world.user("principal").pk])
    html = text(client.post(where, follow=True))
    assert "Không tự khóa tài khoản" in html
    assert world.user("principal").is_active


def test_the_log_tells_in_sentences_and_can_be_filtered(world: World) -> None:
    client = client_of(world, "principal")
    form = {"reason": "Về hưu"}
    client.post(reverse("people-close", args=[world.user("literature").pk]), form)
    html = text(client.get(reverse("people-log")))
    assert "Khóa tài khoản sc006" in html and "Về hưu" in html
    assert "Nguyễn Trọng An" in html and "Hiệu trưởng" in html and "127.0.0.1" in html
    assert "Bình Minh" not in html
    only = text(client.get(reverse("people-log"), {"verb": "account.close"}))
    assert "Khóa tài khoản sc006" in only and "Tiếp nhận" not in only
    assert "Không có việc nào khớp" in text(client.get(reverse("people-log"), {"q": "le hang"}))
    assert "Khóa tài khoản" in text(client.get(reverse("people-log"), {"day": "2025-12-15"}))
    assert "Khóa tài khoản" not in text(client.get(reverse("people-log"), {"day": "2025-12-14"}))


def test_the_log_can_name_whatever_a_command_is_about() -> None:
    kinds = {action.on._meta.label_lower for action in registry.actions.values()}
    assert kinds - NAMES.keys() == {"kernel.seal"}


def test_every_name_in_the_log_is_found(world: World) -> None:
    for model in ("org.Place", "people.User", "people.Student", "people.Assignment", "books.Book"):
        rows = apps.get_model(model)._default_manager.all()[:3]
        names = NAMES[model.lower()]([str(row.pk) for row in rows])
        assert len(names) == 3 and all(names.values()), model
    everything(world)
    for model in ("documents.Document", "documents.SigningRun", "exchange.Import", "books.Lock"):
        row = apps.get_model(model)._default_manager.all()[0]
        assert NAMES[model.lower()]([str(row.pk)])[str(row.pk)], model


def test_the_log_is_turned_over_by_key(world: World) -> None:
    client = client_of(world, "principal")
    with mock.patch("hocba.web.people.log.PER_PAGE", 3):
        seen: list[str] = []
        where = reverse("people-log")
        while where:
            html = text(client.get(where))
            seen += re.findall(r"<time datetime=", html)
            onward = re.search(r'class="push" href="\?([^"]+)"', html)
            where = f"{reverse('people-log')}?{onward[1]}" if onward else ""
    assert len(seen) == Event.objects.filter(school=world.secondary.pk).count()


def test_who_may_do_what_names_the_people(world: World) -> None:
    html = text(client_of(world, "principal").get(reverse("people-rights")))
    assert "Nguyễn Trọng An" in html and "phân công" in html
    assert "đổi mật khẩu của mình" not in html
    assert "Cao Văn Lạ" not in html


def test_an_officer_reads_the_schools_below_and_no_other(world: World) -> None:
    client = client_of(world, "ward_officer")
    html = text(client.get(reverse("people-school")))
    assert "Trường THCS Sông Cầu" in html and "Trường Tiểu học Bình Minh" in html
    assert client.get(reverse("people-place", args=[world.primary.pk])).status_code == 200
    assert client.get(reverse("people-place", args=[world.province.pk])).status_code == 404


def test_a_faulty_exemption_comes_back_as_typed_and_a_wrong_one_is_annulled(world: World) -> None:
    one, head = world.roster("8A1")[0].pk, client_of(world, "principal")
    page, subject = f"/hoc-sinh/{one}/", world.courses["8A1", "GDTC"].subject_id
    form = {"subject": subject, "mode": "exempt", "scope": "2", "part": "", "number": "15/QĐ-THCS"}
    back = head.post(page + "mien/", form | {"decided_on": "2025-10-01", "ground": ""})
    said = text(back)
    assert back.status_code == 422 and "Cần căn cứ" in said
    assert 'value="15/QĐ-THCS"' in said and 'value="2025-10-01"' in said
    assert f'value="{subject}" selected' in said and 'value="2" selected' in said
    done = head.post(page + "mien/", form | {"decided_on": "2025-10-01", "ground": "Nhầm em"})
    assert done.status_code == 302
    row = Exemption.objects.get(student=one)
    assert "Thôi miễn hoặc sửa" in text(head.get(page))
    assert "Thôi miễn hoặc sửa" not in text(client_of(world, "homeroom").get(page))
    decree = {"number": "16/QĐ-THCS", "decided_on": "2025-10-02", "ground": "Ghi nhầm em"}
    head.post(f"/mien/{row.pk}/thoi", decree)
    said = text(head.get(page))
    assert "Thôi miễn: Ghi nhầm em · số 16/QĐ-THCS" in said and "Thôi miễn hoặc sửa" not in said
    away = client_of(world, "primary_principal").post(f"/mien/{row.pk}/thoi", decree)
    assert away.status_code == 404


def test_an_exemption_ends_in_the_middle_of_the_year_with_its_scan(world: World) -> None:
    one, head = world.roster("8A1")[0], client_of(world, "principal")
    row = exemption(world, "")
    page = f"/hoc-sinh/{one.pk}/"
    assert f'value="{YEAR}-1"' in text(head.get(page))
    form = {"last_year": f"{YEAR}-1", "number": "16/QĐ", "ground": "Đã khỏi"}
    scan = SimpleUploadedFile("qd.pdf", scan_pdf("thoi mien"))
    head.post(f"/mien/{row.pk}/thoi", form | {"decided_on": "2025-10-02", "evidence": scan})
    said = text(head.get(page))
    assert "học kì 1" in said and "Thôi miễn từ học kì II: Đã khỏi · số 16/QĐ" in said
    row.refresh_from_db()
    assert head.get(f"{page}minh-chung/{row.end_evidence_id}").content == scan_pdf("thoi mien")


def test_an_individual_plan_is_withdrawn_on_the_pupils_page_and_stays_readable(
    world: World,
) -> None:
    row = plan(world, "")
    page = reverse("people-pupil", args=[row.student_id])
    principal = client_of(world, "principal")
    assert "Thu hồi kế hoạch" in text(principal.get(page))
    assert "Thu hồi kế hoạch" not in text(client_of(world, "homeroom").get(page))
    form = {"number": "16/QĐ-THCS", "decided_on": "2025-12-15", "ground": "Ghi nhầm em"}
    html = text(principal.post(reverse("people-unplan", args=[row.pk]), form, follow=True))
    assert "Đã thu hồi kế hoạch giáo dục cá nhân" in html
    assert "14/QĐ-THCS" in html and "Thu hồi: Ghi nhầm em · số 16/QĐ-THCS" in html
    assert "Thu hồi kế hoạch" not in html
