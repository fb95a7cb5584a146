"""Missing, zero by decision, exempt: three states, who brings them about, what follows at once."""

from typing import Any

import pytest

from hocba.books.commands import decide_result, decide_zero, propose_zero, refuse_zero
from hocba.books.models import Mark, MarkChange, ZeroCase
from hocba.books.queries import class_sheet
from hocba.kernel.errors import Invalid, Refusal
from hocba.kernel.models import Blob, Event
from hocba.kernel.record import writing
from hocba.org.decree import Decree
from hocba.people.models import Student
from hocba.year.commands import exempt, set_plan, unexempt
from tests.commands import objects
from tests.commands.entries import MATHS, change, enter, ledger, number_at, pupil, stored_results
from tests.scans import scan_pdf
from tests.whole_year import fill_class, with_more_subjects
from tests.world import TODAY, YEAR, World

pytestmark = pytest.mark.django_db
QD = Decree("16/QĐ-THCS", TODAY, "Nghỉ không lí do, không đến đánh giá bù")
WHY = "Vắng kiểm tra ngày 02/12, hẹn bù hai lần không đến"
OTHERS = {"tx1": 80, "tx2": 80, "tx3": 80, "ck": 80}


def missed(world: World) -> Student:
    """The first pupil of 8A1: three regular marks and the final of 8,0, no midterm."""
    one = pupil(world)
    enter(world, "teacher", [change(one, slot, new) for slot, new in OTHERS.items()])
    return one


def proposed(world: World, one: Student, slot: str = "gk", who: str = "teacher") -> ZeroCase:
    return propose_zero(world.ctx(who), world.books[MATHS], one.pk, 1, slot, WHY)


def average(world: World, one: Student) -> tuple[int | None, str | None, str]:
    return stored_results(one, world.books[MATHS])[1]


def test_a_missed_midterm_leaves_no_average_until_a_decision_makes_it_zero(world: World) -> None:
    one = missed(world)
    assert average(world, one) == (None, None, "incomplete")
    case = proposed(world, one)
    assert case.state == "proposed" and case.clause.endswith("Điều 7 khoản 5")
    assert average(world, one) == (None, None, "incomplete")
    before = Event.objects.count()
    done = decide_zero(world.ctx("principal"), case, QD)
    assert Event.objects.count() == before + 1 and done.state == "decided"
    # Case tt22-14 of the reference: (24 + 0 + 24) / 8
    assert average(world, one) == (60, None, "ok")
    mark = Mark.objects.get(student=one, slot="gk")
    assert (mark.number, mark.decision) == (0, "QĐ số 16/QĐ-THCS ngày 15/12/2025")


def test_the_reason_says_that_the_zero_stands_by_decision(world: World) -> None:
    one = missed(world)
    decide_zero(world.ctx("principal"), proposed(world, one), QD)
    sheet, _ = class_sheet(world.classes["8A1"], [one.pk])
    why = sheet.regime.explain("average_1", sheet.given, 0, sheet.axis(world.courses[MATHS]))
    said = [node.sentence for node in why.walk() if node.name.startswith("gk_1")]
    assert len(said) == 1 and "theo quyết định" in said[0]


def test_a_make_up_replaces_the_zero_and_the_ledger_keeps_the_decision(world: World) -> None:
    one = missed(world)
    decide_zero(world.ctx("principal"), proposed(world, one), QD)
    enter(world, "teacher", [change(one, "gk", 70, seen=0)])
    mark = Mark.objects.get(student=one, slot="gk")
    assert (mark.number, mark.decision) == (70, None)
    assert average(world, one)[0] == 78  # (24 + 14 + 24) / 8 = 7,75
    last = MarkChange.objects.filter(student=one, slot="gk").order_by("-event_id")[0]
    assert (last.old_number, last.old_decision) == (0, "QĐ số 16/QĐ-THCS ngày 15/12/2025")
    assert ZeroCase.objects.get(student=one).state == "decided"


def test_a_comment_subject_becomes_chua_dat(world: World) -> None:
    one, book = pupil(world), world.books["8A1", "GDTC"]
    case = propose_zero(world.ctx("homeroom"), book, one.pk, 1, "ck", WHY)
    decide_zero(world.ctx("principal"), case, QD)
    assert Mark.objects.get(student=one, slot="ck").code == "CĐ"


def test_a_regular_mark_rests_on_the_setting_and_says_so(world: World) -> None:
    assert "thiết lập" in proposed(world, pupil(world), "tx1").clause


def test_what_cannot_become_zero_is_refused_with_the_reason(world: World) -> None:
    one = missed(world)
    with pytest.raises(Refusal, match="đã có điểm"):
        proposed(world, one, "ck")
    with pytest.raises(Invalid, match="không có cột"):
        proposed(world, one, "gk9")
    with pytest.raises(Invalid, match="vì sao"):
        propose_zero(world.ctx("teacher"), world.books[MATHS], one.pk, 1, "gk", "  ")
    with pytest.raises(Refusal, match="không học lớp này"):
        propose_zero(
            world.ctx("teacher"), world.books[MATHS], pupil(world, klass="8A2").pk, 1, "gk", WHY
        )
    with pytest.raises(Refusal, match="không có việc ghi 0"):
        book = world.books["3A", "TOAN"]
        first = pupil(world, klass="3A").pk
        propose_zero(world.ctx("primary_homeroom"), book, first, 1, "kt_ck", WHY)
    proposed(world, one)
    with pytest.raises(Refusal, match="đang chờ Hiệu trưởng"):
        proposed(world, one)


def test_a_cell_filled_in_between_is_not_overwritten(world: World) -> None:
    one = missed(world)
    case = proposed(world, one)
    enter(world, "teacher", [change(one, "gk", 90)])
    with pytest.raises(Refusal, match="đã có điểm"):
        decide_zero(world.ctx("principal"), case, QD)
    assert Mark.objects.get(student=one, slot="gk").number == 90


def test_refused_the_cell_stays_empty_and_the_reason_is_kept(world: World) -> None:
    one = missed(world)
    case = proposed(world, one)
    with pytest.raises(Invalid, match="lí do"):
        refuse_zero(world.ctx("principal"), case)
    done = refuse_zero(world.ctx("principal", reason="Em nằm viện; cho đánh giá bù"), case)
    assert (done.state, done.ground) == ("refused", "Em nằm viện; cho đánh giá bù")
    assert not Mark.objects.filter(student=one, slot="gk").exists()
    proposed(world, one)


def test_under_signatures_nothing_is_decided(world: World) -> None:
    one = missed(world)
    case = proposed(world, one)
    assert objects.document(world, "signing").student_id == one.pk
    with pytest.raises(Refusal, match="đang ký hoặc đã cấp"):
        decide_zero(world.ctx("principal"), case, QD)


def free(world: World, one: Student, subject: str = "TOAN", **more: Any) -> Any:
    subject_id = world.courses["8A1", subject].subject_id
    basis = ("15/QĐ-THCS", TODAY, "Khuyết tật vận động")
    return exempt(world.ctx("principal"), one, subject_id, YEAR, *basis, **more)


def test_an_exemption_after_marks_refreshes_the_stored_results_at_once(world: World) -> None:
    one = missed(world)
    assert average(world, one)[2] == "incomplete"
    free(world, one)
    found = stored_results(one, world.books[MATHS])
    assert {term: status for term, (_, _, status) in found.items()} == dict.fromkeys(
        (1, 2, 3), "exempt"
    )


def test_exempt_from_a_part_is_recorded_and_the_rest_still_counts(world: World) -> None:
    one = missed(world)
    row = free(world, one, part="Thực hành ngoài trời", evidence=scan_pdf("quyet dinh"))
    assert row.evidence_id == Blob.objects.get().pk
    enter(world, "teacher", [change(one, "gk", 80)])
    assert average(world, one) == (80, None, "ok")


def test_an_exemption_for_all_years_is_seen_in_the_next(world: World) -> None:
    from hocba.books.queries import exemptions

    one = pupil(world)
    free(world, one, until=YEAR + 4)
    subject = world.courses[MATHS].subject_id
    assert [len(exemptions(y, [one.pk])) for y in (YEAR - 1, YEAR, YEAR + 4, YEAR + 5)] == [
        0,
        1,
        1,
        0,
    ]
    assert (one.pk, subject, 0) in exemptions(YEAR + 1, [one.pk])


def test_by_comment_instead_of_marks_takes_comments_and_no_marks(world: World) -> None:
    one = pupil(world)
    free(world, one, mode="comment")
    with pytest.raises(Invalid, match="được miễn"):
        enter(world, "teacher", [change(one, "tx1", 80)])
    enter(world, "teacher", [change(one, "nx", "Đếm được đến 100.")])
    assert Mark.objects.get(student=one).body == "Đếm được đến 100."


def test_evidence_that_is_no_scan_is_refused_and_nothing_is_kept(world: World) -> None:
    with pytest.raises(Invalid, match="không phải ảnh JPEG, PNG hoặc bản quét PDF"):
        free(world, pupil(world), evidence=b"<html>")
    assert not Blob.objects.exists()


def test_an_individual_plan_is_for_disabled_pupils_once_a_year(world: World) -> None:
    one = pupil(world)
    with pytest.raises(Refusal, match="chưa ghi học sinh là người khuyết tật"):
        set_plan(world.ctx("principal"), one, YEAR, QD)
    with writing():
        Student.objects.filter(pk=one.pk).update(disability="Khuyết tật trí tuệ")
    set_plan(world.ctx("principal"), one, YEAR, QD)
    with pytest.raises(Refusal, match="đã có kế hoạch"):
        set_plan(world.ctx("vice_principal"), one, YEAR, QD)


def test_the_head_decides_the_year_of_a_subject_with_one_term(world: World) -> None:
    """Setting 6: the rules conclude nothing from one term; the head does, on a ground."""
    one, klass = pupil(fill_class(with_more_subjects(world), "8A1")), world.classes["8A1"]
    book, gone = world.books[MATHS], ("tx1", "tx2", "tx3", "gk", "ck")
    head, decree = world.ctx("principal"), Decree("30/QĐ-THCS", TODAY, "Chuyển đến từ học kì II")
    with pytest.raises(Refusal, match="một học kì"):
        decide_result(head, book, one.pk, 75, decree)
    enter(world, "teacher", [change(one, slot, None, seen=80) for slot in gone])
    assert stored_results(one, book)[3] == (None, None, "incomplete")
    for who in ("vice_principal", "teacher", "homeroom"):
        with pytest.raises(Refusal):
            decide_result(world.ctx(who), book, one.pk, 75, decree)
    for wrong in (101, "Đ"):
        with pytest.raises(Invalid):
            decide_result(head, book, one.pk, wrong, decree)
    before = Event.objects.count()
    decide_result(head, book, one.pk, 75, decree)
    assert Event.objects.count() == before + 1
    assert stored_results(one, book)[3] == (75, None, "ok")
    assert ledger(one, "qd") == [(None, 75)]
    sheet, _ = class_sheet(klass)
    assert sheet.computed["learning_year"][sheet.rows[one.pk]] >= 0
    with pytest.raises(Refusal, match="theo quyết định của người đứng đầu"):
        enter(world, "teacher", [change(one, "qd", 90, seen=75, term=2)])
    assert number_at(one, "qd", 2) == 75
    enter(world, "teacher", [change(one, "ck", 90, seen=80, term=2)])
    assert stored_results(one, book)[3] == (75, None, "ok")
    decide_result(head, book, one.pk, 70, decree)
    assert ledger(one, "qd") == [(None, 75), (75, 70)]
    enter(world, "teacher", [change(one, "gk", 80)])
    assert stored_results(one, book)[3] == (70, None, "ok")
    enter(world, "teacher", [change(one, slot, 80) for slot in gone if slot != "gk"])
    assert stored_results(one, book)[3][0] not in (70, 75, None)


def test_an_exemption_is_annulled_by_a_further_decision_and_results_follow(world: World) -> None:
    one, book = pupil(fill_class(with_more_subjects(world), "8A1")), world.books[MATHS]
    subject, head = book.course.subject_id, world.ctx("principal")
    row = exempt(head, one, subject, YEAR, "15/QĐ", TODAY, "Nhầm môn")
    assert stored_results(one, book)[3][2] == "exempt"
    with pytest.raises(Invalid):
        unexempt(head, row, Decree("", None, ""))
    before = Event.objects.count()
    ended = unexempt(head, row, Decree("16/QĐ", TODAY, "Ghi nhầm môn"))
    assert Event.objects.count() == before + 1
    assert (ended.annulled, ended.decision, ended.end_number) == (True, "15/QĐ", "16/QĐ")
    assert stored_results(one, book)[3] == (80, None, "ok")
    with pytest.raises(Refusal, match="đã thôi áp dụng"):
        unexempt(head, row, Decree("17/QĐ", TODAY, "Lần nữa"))
    exempt(head, one, subject, YEAR, "18/QĐ", TODAY, "Đúng căn cứ")
    assert stored_results(one, book)[3][2] == "exempt"


def test_an_exemption_for_years_ends_earlier_by_a_further_decision(world: World) -> None:
    from hocba.books.queries import exemptions

    one, head = pupil(world), world.ctx("vice_principal")
    subject = world.courses["8A1", "GDTC"].subject_id
    row = exempt(head, one, subject, YEAR, "15/QĐ", TODAY, "Bệnh", until=YEAR + 3)
    with pytest.raises(Invalid, match="Năm học cuối"):
        unexempt(head, row, Decree("16/QĐ", TODAY, "Khỏi bệnh"), YEAR + 3)
    unexempt(head, row, Decree("16/QĐ", TODAY, "Khỏi bệnh"), YEAR + 1)
    assert [len(exemptions(y, [one.pk])) for y in (YEAR, YEAR + 1, YEAR + 2)] == [1, 1, 0]
