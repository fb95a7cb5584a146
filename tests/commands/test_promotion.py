"""The end of the year: what the rules propose, what the principal decides, what stays open."""

import copy
import datetime
from collections.abc import Iterator
from typing import Any

import pytest

from hocba.books.commands import decide_level
from hocba.books.models import Book
from hocba.books.queries import class_sheet
from hocba.kernel.errors import Invalid, Refusal
from hocba.kernel.models import Event
from hocba.kernel.record import writing
from hocba.org.decree import Decree
from hocba.people.models import Student
from hocba.promotion.commands import (
    check_class,
    decide_class,
    decide_praise,
    nominate,
    refuse_praise,
    reopen_class,
)
from hocba.promotion.models import Review, YearDecision
from hocba.promotion.queries import Proposal, proposals
from hocba.year.commands import leave, set_plan
from hocba.year.models import Enrolment
from tests.commands import objects
from tests.commands.entries import HOMEROOM, MATHS, change, enter, pupil
from tests.whole_year import fill_class, with_more_subjects
from tests.world import NOW, TODAY, YEAR, World, for_a_while

pytestmark = pytest.mark.django_db


def proposed(world: World, student: Student, klass: str = "8A1") -> Proposal:
    sheet, _ = class_sheet(world.classes[klass])
    return next(p for p in proposals(sheet) if p.student == student.pk)


def decision(student: Student) -> YearDecision:
    found: YearDecision = YearDecision.objects.get(student=student)
    return found


@pytest.fixture(scope="module")
def full_of_module(world_of_module: World, django_db_blocker: Any) -> Iterator[World]:
    world = copy.deepcopy(world_of_module)
    with for_a_while(django_db_blocker):
        fill_class(with_more_subjects(world), "8A1")
        check_class(world.ctx("homeroom"), world.classes["8A1"])
        yield world


@pytest.fixture
def full(full_of_module: World, db: None) -> World:
    """8A1 with both terms complete: 8,0 and Đạt everywhere, rèn luyện Tốt; checked."""
    return copy.deepcopy(full_of_module)


def test_a_complete_class_is_decided_as_proposed_with_one_event(full: World) -> None:
    before = Event.objects.count()
    done = decide_class(full.ctx("principal"), full.classes["8A1"])
    assert (done.count, done.open) == (6, [])
    assert Event.objects.count() == before + 1
    row = decision(pupil(full))
    assert row.decided == row.proposed and row.reason == "" and row.regime.startswith("TT22")
    assert row.decided_by == full.people["principal"].pk
    assert row.decided["promotion"] == "PROMOTED" and row.decided["conduct"] == "T"


def test_pupils_with_missing_data_stay_open_and_are_named(full: World) -> None:
    one = pupil(full)
    enter(full, "teacher", [change(one, "ck", None, seen=80, term=2)])
    waiting = proposed(full, one)
    assert not waiting.ready and "Toán" in waiting.missing
    done = decide_class(full.ctx("principal"), full.classes["8A1"])
    assert (done.count, done.open) == (5, [one.pk])
    assert not YearDecision.objects.filter(student=one).exists()


def test_a_difference_needs_a_reason_and_keeps_the_proposal_beside_it(full: World) -> None:
    one, two = pupil(full), pupil(full, 1)
    wish = {one.pk: {"promotion": "NOT_PROMOTED"}}
    with pytest.raises(Invalid, match="phải có lí do"):
        decide_class(full.ctx("principal"), full.classes["8A1"], wish)
    reason = "Gia đình xin cho học lại"
    decide_class(full.ctx("principal", reason=reason), full.classes["8A1"], wish)
    row = decision(one)
    assert (row.proposed["promotion"], row.decided["promotion"]) == ("PROMOTED", "NOT_PROMOTED")
    assert row.reason == reason and decision(two).reason == ""


@pytest.mark.parametrize(
    "wish",
    [{"learning": "T"}, {"promotion": "MAYBE"}, {"award": "GIOI HON"}, {"promotion": "INCOMPLETE"}],
)
def test_a_result_that_is_no_decision_or_no_known_code_is_refused(
    full: World, wish: dict[str, str]
) -> None:
    ctx = full.ctx("principal", reason="thử")
    with pytest.raises(Invalid):
        decide_class(ctx, full.classes["8A1"], {pupil(full).pk: wish})
    assert not YearDecision.objects.exists()


def test_a_pupil_of_another_class_cannot_be_decided_here(full: World) -> None:
    other = pupil(full, klass="8A2")
    with pytest.raises(Invalid, match="không thuộc lớp"):
        ctx = full.ctx("principal", reason="thử")
        decide_class(ctx, full.classes["8A1"], {other.pk: {"promotion": "PROMOTED"}})
    assert not YearDecision.objects.exists()


def test_a_pupil_who_left_in_term_one_is_not_decided(full: World) -> None:
    one = pupil(full)
    leave(full.ctx("clerk"), Enrolment.objects.get(student=one), TODAY, "Chuyển đi")
    done = decide_class(full.ctx("principal"), full.classes["8A1"])
    assert done.count == 5 and one.pk not in done.open


def test_deciding_again_replaces_the_decision(full: World) -> None:
    one = pupil(full)
    decide_class(full.ctx("principal"), full.classes["8A1"])
    wish = {one.pk: {"award": "NONE"}}
    decide_class(full.ctx("principal", reason="Vi phạm nội quy"), full.classes["8A1"], wish)
    assert YearDecision.objects.filter(student=one).count() == 1
    assert decision(one).decided["award"] == "NONE"


def test_re_assessment_after_the_year_leads_to_a_second_promotion(full: World) -> None:
    one = pupil(full)
    marks = [
        change(one, s, 30, seen=80, term=t)
        for t in (1, 2)
        for s in ("tx1", "tx2", "tx3", "gk", "ck")
    ]
    enter(full, "teacher", marks)
    enter(full, "literature", marks, ("8A1", "NV"))
    assert proposed(full, one).codes["promotion"] == "RETEST"
    for who, book in (("teacher", MATHS), ("literature", ("8A1", "NV"))):
        enter(full, who, [change(one, "dgl", 60, term=3)], book)
    after = proposed(full, one)
    assert after.codes["promotion_after"] == "PROMOTED" and after.codes["learning_after"] == "K"


def test_summer_training_answers_a_failed_conduct(full: World) -> None:
    one, book = pupil(full), full.books[HOMEROOM]
    item = book.columns.get(subject__code="ren_luyen", term=2).subject_id
    enter(full, "homeroom", [change(one, "muc", "CĐ", seen="T", term=2, subject=item)], HOMEROOM)
    assert proposed(full, one).codes["promotion"] == "SUMMER_TRAINING"
    enter(full, "homeroom", [change(one, "muc", "Đ", term=3, subject=item)], HOMEROOM)
    assert proposed(full, one).codes["promotion_after"] == "PROMOTED"


def test_more_than_forty_five_days_absent_is_not_promoted(full: World) -> None:
    one, book = pupil(full), full.books[HOMEROOM]
    item = book.columns.get(subject__code="vang", term=2, slot="K").subject_id
    enter(full, "homeroom", [change(one, "K", 46, seen=0, term=2, subject=item)], HOMEROOM)
    assert proposed(full, one).codes["promotion"] == "NOT_PROMOTED"


@pytest.mark.parametrize(
    "who", ["vice_principal", "homeroom", "admin", "clerk", "primary_principal"]
)
def test_only_the_principal_of_the_school_decides(full: World, who: str) -> None:
    with pytest.raises(Refusal, match="quyết định kết quả cuối năm"):
        decide_class(full.ctx(who), full.classes["8A1"])


def test_what_is_under_signatures_stands_and_the_rest_of_the_class_is_decided(full: World) -> None:
    decide_class(full.ctx("principal"), full.classes["8A1"])
    signed = objects.document(full, "issued").student_id
    kept = YearDecision.objects.get(student=signed)
    again = decide_class(
        full.ctx("principal", at=NOW + datetime.timedelta(days=1)), full.classes["8A1"]
    )
    assert again.count == YearDecision.objects.filter(klass=full.classes["8A1"]).count() - 1
    assert YearDecision.objects.get(student=signed).decided_at == kept.decided_at
    with pytest.raises(Invalid, match="đang ký"):
        decide_class(
            full.ctx("principal", reason="xét lại"),
            full.classes["8A1"],
            {signed: {"award": "NONE"}},
        )


def test_every_book_of_a_full_class_counts_as_full(full: World) -> None:
    from hocba.books.progress import progress

    rows = progress(full.secondary.pk, 2025, [full.classes["8A1"].pk])
    assert len(rows) == Book.objects.filter(klass=full.classes["8A1"]).count()
    assert all(filled == wanted > 0 for row in rows for filled, wanted in row.terms.values())


def test_reopening_needs_a_reason_and_a_new_check(full: World) -> None:
    klass = full.classes["8A1"]
    decide_class(full.ctx("principal"), klass)
    with pytest.raises(Invalid, match="cần lí do"):
        reopen_class(full.ctx("principal"), klass)
    assert (
        reopen_class(full.ctx("principal", reason="Nhập sót buổi nghỉ"), klass).state == "reopened"
    )
    with pytest.raises(Refusal, match="chưa kiểm tra"):
        decide_class(full.ctx("principal"), klass)
    assert YearDecision.objects.count() == 6
    check_class(full.ctx("homeroom"), klass)
    decide_class(full.ctx("principal"), klass)


def test_each_pupil_has_a_reason_and_a_second_run_keeps_what_was_changed(full: World) -> None:
    one, two, klass = pupil(full), pupil(full, 1), full.classes["8A1"]
    wish = {one.pk: {"promotion": "NOT_PROMOTED"}, two.pk: {"award": "NONE"}}
    with pytest.raises(Invalid, match="phải có lí do"):
        decide_class(full.ctx("principal"), klass, wish, {one.pk: "Gia đình xin học lại"})
    reasons = {one.pk: "Gia đình xin học lại", two.pk: "Đang bị kỉ luật"}
    decide_class(full.ctx("principal"), klass, wish, reasons)
    assert [decision(p).reason for p in (one, two)] == list(reasons.values())
    decree = Decree("20/QĐ-THCS", TODAY)
    decide_class(full.ctx("principal"), klass, decree=decree)
    assert decision(one).decided["promotion"] == "NOT_PROMOTED"
    assert decision(two).decided["award"] == "NONE" and decision(two).reason == "Đang bị kỉ luật"
    decide_class(full.ctx("principal"), klass, {two.pk: {"award": "XUAT_SAC"}}, {two.pk: "Xét lại"})
    assert decision(one).reason == "Gia đình xin học lại"
    review = Review.objects.get(klass=klass)
    assert review.number == "20/QĐ-THCS" and review.lines.filter(student=two).count() == 2
    assert review.lines.filter(student=one).count() == 1


def test_a_changed_decision_can_go_back_to_what_is_proposed(full: World) -> None:
    one, klass = pupil(full), full.classes["8A1"]
    decide_class(
        full.ctx("principal", reason="Nhầm"), klass, {one.pk: {"promotion": "NOT_PROMOTED"}}
    )
    decide_class(full.ctx("principal", reason="Sửa"), klass, {one.pk: {"promotion": "PROMOTED"}})
    row = decision(one)
    assert row.decided == row.proposed and row.reason == ""


def test_a_retest_is_decided_a_second_time_after_the_summer(full: World) -> None:
    one, klass = pupil(full), full.classes["8A1"]
    marks = [
        change(one, s, 30, seen=80, term=t)
        for t in (1, 2)
        for s in ("tx1", "tx2", "tx3", "gk", "ck")
    ]
    enter(full, "teacher", marks)
    enter(full, "literature", marks, ("8A1", "NV"))
    decide_class(full.ctx("principal"), klass, decree=Decree("20/QĐ-THCS", TODAY))
    names = {full.courses["8A1", code].subject_id for code in ("TOAN", "NV")}
    assert decision(one).decided["promotion"] == "RETEST" and set(decision(one).again) == names
    for who, book in (("teacher", MATHS), ("literature", ("8A1", "NV"))):
        enter(full, who, [change(one, "dgl", 60, term=3)], book)
    with pytest.raises(Refusal, match="sau hè"):
        decide_class(full.ctx("principal"), klass, period="after")
    check_class(full.ctx("homeroom"), klass, "after")
    done = decide_class(
        full.ctx("principal"), klass, decree=Decree("45/QĐ-THCS", TODAY), period="after"
    )
    assert done.count == 1
    row = decision(one)
    assert (row.decided["promotion"], row.decided["promotion_after"]) == ("RETEST", "PROMOTED")
    assert {r.period: r.number for r in Review.objects.all()} == {
        "year": "20/QĐ-THCS",
        "after": "45/QĐ-THCS",
    }


def test_with_an_individual_plan_the_principal_must_say_so(full: World) -> None:
    one, klass = pupil(full), full.classes["8A1"]
    with writing():
        Student.objects.filter(pk=one.pk).update(disability="Khuyết tật trí tuệ")
    set_plan(full.ctx("principal"), one, YEAR, Decree("3/QĐ-THCS", TODAY, "Biên bản họp"))
    done = decide_class(full.ctx("principal"), klass)
    assert done.open == [one.pk]
    wish = {one.pk: {"promotion": "PROMOTED"}}
    done = decide_class(full.ctx("principal", reason="Đạt mục tiêu kế hoạch"), klass, wish)
    assert done.open == [] and decision(one).decided["promotion"] == "PROMOTED"


def test_with_a_plan_the_rules_leave_the_promotion_to_the_head(full: World) -> None:
    """TT 22 Điều 12 khoản 4: complete data, and still nothing is proposed."""
    one = pupil(full)
    with writing():
        Student.objects.filter(pk=one.pk).update(disability="Khuyết tật trí tuệ")
    assert proposed(full, one).codes["promotion"] == "PROMOTED"
    set_plan(full.ctx("principal"), one, YEAR, Decree("3/QĐ-THCS", TODAY, "Biên bản họp"))
    codes = proposed(full, one).codes
    assert (codes["promotion"], codes["learning"]) == ("NEEDS_DECISION", "T")
    assert proposed(full, pupil(full, 1)).codes["promotion"] == "PROMOTED"
    head, klass = full.ctx("principal"), full.classes["8A1"]
    decree = Decree("22/QĐ-THCS", TODAY, "Đạt mục tiêu kế hoạch")
    decide_level(head, klass, one.pk, "promotion", "PROMOTED", decree)
    sheet, _ = class_sheet(klass, [one.pk])
    tree = sheet.regime.explain("promotion", sheet.given, 0)
    assert (
        tree.sentence.startswith("Theo Quyết định số 22/QĐ-THCS") and "Được lên lớp" in tree.value
    )
    assert decide_class(head, klass).open == []
    assert decision(one).decided["promotion"] == "PROMOTED" and not decision(one).reason


def test_the_first_term_is_decided_without_any_decision_of_the_year(full: World) -> None:
    one, klass = pupil(full), full.classes["8A1"]
    enter(full, "teacher", [change(pupil(full, 1), "ck", None, seen=80)])
    with pytest.raises(Refusal, match="chưa kiểm tra kết quả học kì I"):
        decide_class(full.ctx("principal"), klass, period="1")
    check_class(full.ctx("homeroom"), klass, "1")
    with pytest.raises(Invalid, match="Sửa trong sổ"):
        decide_class(full.ctx("principal"), klass, {one.pk: {"learning": "T"}}, period="1")
    decree = Decree("5/QĐ-THCS", TODAY)
    before = Event.objects.count()
    done = decide_class(full.ctx("principal"), klass, decree=decree, period="1")
    assert (done.count, done.open) == (5, [pupil(full, 1).pk])
    assert Event.objects.count() == before + 1 and not YearDecision.objects.exists()
    review = Review.objects.get(klass=klass, period="1")
    line = review.lines.get(student=one)
    assert (review.state, review.number) == ("decided", "5/QĐ-THCS")
    assert line.decided == {"learning": "T", "conduct": "T"}
    decide_class(full.ctx("principal"), klass, period="1")
    assert review.lines.count() == 5
    assert decide_class(full.ctx("principal"), klass).count == 5
    assert YearDecision.objects.count() == 5


def test_praise_is_nominated_once_and_decided_or_refused(full: World) -> None:
    one, klass = pupil(full), full.classes["8A1"]
    said = "Giải Nhất hội thi Tin học trẻ tỉnh"
    row = nominate(full.ctx("homeroom"), klass, one.pk, "special", said)
    with pytest.raises(Refusal, match="đã được đề nghị"):
        nominate(full.ctx("homeroom"), klass, one.pk, "special", said)
    with pytest.raises(Invalid, match="không thuộc lớp"):
        nominate(full.ctx("homeroom"), klass, pupil(full, klass="8A2").pk, "special", said)
    with pytest.raises(Invalid, match="thành tích"):
        nominate(full.ctx("homeroom"), klass, one.pk, "special", " ")
    assert decide_praise(full.ctx("principal"), row, Decree("9/QĐ-THCS", TODAY)).state == "decided"
    other = nominate(full.ctx("homeroom"), klass, one.pk, "sudden", "Trả lại của rơi")
    with pytest.raises(Invalid, match="lí do"):
        refuse_praise(full.ctx("principal"), other)
    assert refuse_praise(full.ctx("principal", reason="Đã khen ở lớp"), other).state == "refused"
