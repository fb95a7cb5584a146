"""From the books to an issued transcript, each step by its page."""

import datetime
import re
import time
import uuid
from unittest import mock

import pytest
from django.urls import reverse
from django.utils import timezone

from hocba.documents import keys, prints, tasks
from hocba.documents.models import Certificate, Document, Signature, SigningItem, SigningRun, Slot
from hocba.documents.render import OverlongText
from hocba.documents.signing.sentences import refuse
from hocba.kernel.errors import Refusal
from hocba.kernel.models import Event, WorkerBeat
from hocba.kernel.tasks import Worker
from tests.forms_from_books.conftest import END
from tests.web.helpers import text
from tests.web.signing.conftest import Desk
from tests.world import PASSWORD

YEAR = "transcript_year"


def test_a_class_goes_from_proof_to_issue(desks: Desk) -> None:
    made = desks.post("homeroom", "papers-make", desks.klass)
    assert "Đã lập 12 bản rà soát của lớp 8A1" in text(made)
    unchecked = desks.post("homeroom", "papers-release-all", desks.klass)
    assert "đánh dấu là đã rà soát" in text(unchecked)
    assert {d.state for d in desks.documents()} == {"proof"}
    released = desks.post("homeroom", "papers-release-all", desks.klass, checked="1")
    assert "Đã đưa 12 học bạ ra ký" in text(released)

    assert "8,0" in desks.get("teacher", "signing-review", 1, YEAR, "signed")
    assert "Đã ký số xong 6 học bạ" in desks.sign("teacher", 1)
    confirmed = text(desks.confirm())
    assert "Đây không phải là chữ ký số" in confirmed
    assert desks.states(1) == {"signed", "confirmed"}
    assert "Đã ký số xong 6 học bạ" in desks.sign("homeroom", 2)
    for kind in (YEAR, "transcript_cover"):
        desks.sign("principal", 3, kind)
        assert "Đã đóng dấu số xong 6 học bạ" in desks.sign("clerk", 4, kind)
    issued = desks.post("clerk", "papers-issue-all", desks.klass)
    assert "Đã phát hành 12 học bạ" in text(issued)
    assert {d.state for d in Document.objects.all()} == {"issued"}

    page = desks.get("principal", "papers-one", desks.documents()[0].pk)
    for words in ("xác nhận bằng tài khoản", "đã ký số", "đã đóng dấu số", "Thu hồi"):
        assert words in page
    sealed = desks.browser("principal").get(reverse("papers-pdf", args=[desks.documents()[0].pk]))
    assert sealed.content.startswith(b"%PDF-") and b"/ByteRange" in sealed.content


def test_signing_asks_for_the_person_again_and_then_goes_on(
    bare: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    bare.release()
    monkeypatch.setattr(time, "time", END.timestamp)
    given = bare.shown("teacher", 1, YEAR, "signed")
    browser = bare.browser("teacher")
    answer = browser.post(reverse("signing-start", args=[1, YEAR]), given)
    assert answer.status_code == 302 and "/reauthenticate/" in answer["Location"]
    assert not SigningRun.objects.exists()
    wrong = browser.post(answer["Location"], {"password": "không phải"})
    assert wrong.status_code == 200 and not SigningRun.objects.exists()
    went_on = browser.post(answer["Location"], {"password": PASSWORD}, follow=True)
    run = SigningRun.objects.get()
    assert went_on.redirect_chain[-1][0] == reverse("signing-run", args=[run.pk])
    assert (run.total, run.authorised_at) == (6, END)


def test_pupils_left_out_stay_for_another_time(desks: Desk) -> None:
    desks.release()
    kept = Slot.objects.filter(stage=1, person=desks.world.people["teacher"].pk).first()
    assert kept is not None
    assert "Đã ký số xong 5 học bạ" in desks.sign("teacher", 1, leave=[str(kept.pk)])
    kept.refresh_from_db()
    assert kept.state == "waiting"
    assert "1 học bạ" in desks.get("teacher", "signing-review", 1, YEAR, "signed")


def test_nobody_signs_before_their_turn(desks: Desk) -> None:
    desks.release()
    assert "chờ người" not in desks.get("teacher", "signing-desk")
    for who, stage in (("homeroom", 2), ("principal", 3), ("clerk", 4)):
        assert "Không còn học bạ nào chờ ở đây" in desks.get(
            who, "signing-review", stage, YEAR, "signed"
        )
        slots = Slot.objects.filter(stage=stage).values_list("pk", flat=True)
        given = {"view": "0" * 64, "slot": list(slots), "certificate": "1"}
        refused = desks.post(who, "signing-start", stage, YEAR, **given)
        assert "Danh sách đã đổi" in text(refused)
    assert not SigningRun.objects.exists()


def test_a_list_that_changed_since_it_was_shown_is_not_signed(desks: Desk) -> None:
    desks.release()
    shown = desks.shown("teacher", 1, YEAR, "signed")
    desks.post("principal", "papers-discard", desks.documents()[0].pk)
    refused = desks.post("teacher", "signing-start", 1, YEAR, **shown)
    assert "Danh sách đã đổi từ lúc thầy cô mở trang" in text(refused)
    assert not SigningRun.objects.exists()


def test_nobody_signs_with_the_key_of_another(desks: Desk) -> None:
    desks.release()
    other = Certificate.objects.get(person=desks.world.people["homeroom"].pk)
    refused = desks.start("teacher", 1, certificate=str(other.pk))
    assert "Chưa có chứng thư số để ký" in text(refused)
    seal = Certificate.objects.get(person=None)
    refused = desks.start("principal", 3, "transcript_cover", certificate=str(seal.pk))
    assert "Chưa có chứng thư số để ký" in text(refused)
    assert not SigningRun.objects.exists()


def test_a_second_click_starts_no_second_run(desks: Desk) -> None:
    desks.release()
    given = desks.shown("teacher", 1, YEAR, "signed") | {"request_id": str(uuid.uuid4())}
    for _ in range(2):
        desks.post("teacher", "signing-start", 1, YEAR, **given)
    assert SigningRun.objects.count() == 1
    Worker().drain()
    assert Signature.objects.count() == 6
    assert Event.objects.filter(verb="signing.start").count() == 1


def test_a_key_that_fails_is_said_and_the_rest_signed_later(
    desks: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desks.release()

    def away(certificate: object) -> None:
        raise refuse("no-key", who="Lê Thu Hằng")

    with monkeypatch.context() as broken:
        broken.setattr(keys, "open_key", away)
        page = desks.sign("teacher", 1)
    assert "6 bản chưa ký được" in page and "Ký lại 6 bản lỗi" in page
    assert "Chưa xong" in page and "Đang ký" not in page
    failed = page[page.index(">Chưa ký được<") :]
    assert failed.count("<li>") == 1 and "6 học bạ: " in failed
    assert "0/6 học bạ, 6 bản chưa ký được" in desks.get("teacher", "desk")
    assert SigningItem.objects.filter(state="failed").count() == 6
    run = SigningRun.objects.get()
    desks.post("teacher", "signing-resume", run.pk)
    Worker().drain()
    assert "Đã ký số xong 6 học bạ" in desks.get("teacher", "signing-run", run.pk)


def test_a_run_that_rested_asks_again_and_can_be_stopped(desks: Desk) -> None:
    desks.release()
    desks.start("teacher", 1)
    run = SigningRun.objects.get()
    assert "việc ký vẫn chạy tiếp" in desks.get("teacher", "signing-run", run.pk)
    later = END + datetime.timedelta(minutes=6)
    with mock.patch.object(timezone, "now", lambda: later):
        Worker().drain()
        assert not Signature.objects.exists(), "the authorisation is over"
        assert "Ký tiếp 6 bản" in desks.get("teacher", "signing-run", run.pk)
        assert "Lượt ký chưa xong" in desks.get("teacher", "desk")
        stopped = desks.post("teacher", "signing-stop", run.pk)
        assert "Lượt này đã dừng" in text(stopped)


def test_a_run_that_broke_off_can_be_gone_on_with_at_once(
    desks: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desks.release()
    desks.start("teacher", 1)
    run = SigningRun.objects.get()

    def refuse_all(*_: object, **__: object) -> None:
        raise Refusal("Chứng thư này đã thôi đăng ký.")

    with monkeypatch.context() as broken:
        broken.setattr(tasks, "sign_chunk", refuse_all)
        Worker().drain()
    page = desks.get("teacher", "signing-run", run.pk)
    assert "Lượt ký dừng giữa chừng" in page and "Ký tiếp 6 bản" in page
    desks.post("teacher", "signing-resume", run.pk)
    Worker().drain()
    assert "Đã ký số xong 6 học bạ" in desks.get("teacher", "signing-run", run.pk)


def test_a_run_that_is_tried_again_says_so(desks: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desks.release()
    desks.start("teacher", 1)
    WorkerBeat.objects.create(name="a worker", at=END)

    def fall(*_: object, **__: object) -> None:
        raise OSError("No space left on device")

    monkeypatch.setattr(tasks, "sign_chunk", fall)
    Worker().work_one()
    page = desks.get("teacher", "signing-run", SigningRun.objects.get().pk)
    assert "đang tự thử lại" in page and "0/6" in page


def test_without_a_job_process_the_pages_say_so(desks: Desk) -> None:
    desks.release()
    assert "không thấy tiến trình này chạy" in desks.get("teacher", "signing-desk")
    proof = desks.get("homeroom", "papers-proof", desks.documents()[0].pk)
    assert "Đang dựng bản in" in proof and "không thấy tiến trình" in proof
    WorkerBeat.objects.create(name="a worker", at=END)
    assert "không thấy tiến trình" not in desks.get("teacher", "signing-desk")


def test_proofs_and_booklets_come_from_the_job_process(desks: Desk) -> None:
    desks.make()
    document = desks.documents()[0]
    where = reverse("papers-proof", args=[document.pk])
    browser = desks.browser("homeroom")
    assert "Đang dựng bản in" in text(browser.get(where))
    assert "Đang dựng bản in" in text(browser.get(where)), "asked once, not twice"
    assert Worker().drain() == 1
    answer = browser.get(where)
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-") and b"/ByteRange" not in answer.content
    booklet = reverse("papers-booklet", args=[document.student_id])
    browser.get(booklet)
    Worker().drain()
    assert browser.get(booklet)["Content-Type"] == "application/pdf"
    signed = browser.get(reverse("papers-pdf", args=[document.pk]))
    assert signed.status_code == 404, "no signed-looking file before the seal"


def test_a_replacement_and_a_revocation_need_a_reason(desks: Desk) -> None:
    desks.through_seal()
    desks.post("clerk", "papers-issue-all", desks.klass)
    old = desks.documents()[0]
    assert "ghi lí do" in text(desks.post("clerk", "papers-replace", old.pk))
    desks.post("clerk", "papers-replace", old.pk, reason="Sửa điểm Toán theo biên bản 3")
    new = Document.objects.get(student=old.student_id, kind=YEAR, version=2)
    assert (new.state, new.supersedes_id) == ("proof", old.pk)
    other = desks.documents()[-1]
    assert "ghi lí do" in text(desks.post("principal", "papers-revoke", other.pk))
    desks.post("principal", "papers-revoke", other.pk, reason="Cấp nhầm")
    other.refresh_from_db()
    assert other.state == "revoked"


def test_making_again_leaves_what_is_out_for_signing(desks: Desk) -> None:
    desks.release()
    again = desks.post("clerk", "papers-make", desks.klass)
    assert "không lập lại" in text(again)
    desks.post("principal", "papers-discard", desks.documents()[0].pk)
    desks.post("clerk", "papers-make", desks.klass)
    assert [d.version for d in desks.documents() if d.state == "proof"] == [2]


def test_the_desk_of_each_says_what_waits(desks: Desk) -> None:
    desks.through_homeroom()
    principal = desks.get("principal", "desk")
    assert re.search(r"Học bạ chờ tôi ký</div>\s*<div class=\"v\">12 <small>/ 12", principal)
    assert "6 học bạ năm học chờ ký số" in principal and "Vào bàn ký · 12" in principal
    for kind in (YEAR, "transcript_cover"):
        desks.sign("principal", 3, kind)
    assert "6 học bạ năm học chờ đóng dấu số" in desks.get("clerk", "desk")
    assert "chờ ký số" not in desks.get("other_class", "desk")


def test_who_is_left_out_is_told_with_the_reason_and_the_way(desks: Desk) -> None:
    page = text(desks.post("clerk", "papers-make", desks.world.classes["8A2"].pk))
    assert "5 học sinh chưa lập được" in page
    assert "5 học sinh: Hiệu trưởng chưa quyết định" in page
    assert reverse("results-decisions", args=[desks.world.classes["8A2"].pk]) in page
    assert not Document.objects.exists()


def test_a_discarded_cover_is_made_anew(desks: Desk) -> None:
    desks.release()
    cover = desks.documents("transcript_cover")[0]
    desks.post("principal", "papers-discard", cover.pk)
    assert "Đã lập 1 bản rà soát" in text(desks.post("clerk", "papers-make", desks.klass))
    again = Document.objects.get(student=cover.student_id, kind="transcript_cover", state="proof")
    assert again.version == 2


def test_a_print_that_cannot_be_set_says_why(desks: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desks.make()
    where = reverse("papers-proof", args=[desks.documents()[0].pk])

    def too_long(*args: object, **more: object) -> bytes:
        raise OverlongText("homeroom.comment", "b")

    monkeypatch.setattr(prints, "render", too_long)
    browser = desks.browser("homeroom")
    browser.get(where)
    Worker().drain()
    page = text(browser.get(where))
    assert "Không in được học bạ: homeroom.comment" in page
