"""A wrong decision of the head is withdrawn by another: nothing stands then, both stay on record."""

import pytest

from hocba.books.commands import (
    decide_level,
    decide_result,
    decide_zero,
    lock,
    propose_zero,
    withdraw_ruling,
    withdraw_zero,
)
from hocba.books.models import Book, Mark, MarkChange, Ruling, ZeroCase
from hocba.books.queries import rulings
from hocba.kernel.errors import Invalid, Refusal
from hocba.kernel.models import Blob, Event
from hocba.kernel.record import writing
from hocba.org.decree import Decree
from hocba.people.models import Student
from hocba.year.commands import set_plan, withdraw_plan
from hocba.year.models import IndividualPlan
from tests.commands import objects
from tests.commands.entries import MATHS, change, enter, pupil, stored_results
from tests.commands.test_rulings import CITED, QD, SCAN, codes, full, why, without_first_conduct
from tests.world import TODAY, YEAR, World

__all__ = ["full"]
pytestmark = pytest.mark.django_db
BACK = Decree("22/QĐ-THCS", TODAY, "Ghi nhầm học sinh")


def number_at(one: Student, book: Book) -> int | None:
    assert book.course is not None
    cell = Mark.objects.filter(
        student=one, subject=book.course.subject_id, slot="gk", term=1
    ).first()
    return cell.number if cell else None


def test_a_withdrawn_level_is_open_again_and_stays_on_record(full: World) -> None:
    one, klass, head = pupil(full), full.classes["8A1"], full.ctx("principal")
    without_first_conduct(full, one)
    first = decide_level(head, klass, one.pk, "conduct_year", "K", QD)
    second = decide_level(head, klass, one.pk, "conduct_year", "Đ", QD)
    with pytest.raises(Refusal, match="thay bằng quyết định sau"):
        withdraw_ruling(head, first, BACK)
    with pytest.raises(Invalid, match="Cần căn cứ"):
        withdraw_ruling(head, second, Decree("22/QĐ", TODAY))
    before = Event.objects.count()
    withdraw_ruling(head, second, BACK, evidence=SCAN)
    event = Event.objects.latest("pk")
    assert Event.objects.count() == before + 1 and event.verb == "ruling.withdraw"
    assert event.params["withdrawn"] == QD.number and event.params["decision"] == BACK.number
    assert codes(klass, one)["conduct"] == "INCOMPLETE", "the first decision does not come back"
    assert codes(klass, one)["promotion"] == "INCOMPLETE"
    assert CITED not in why(klass, one, "conduct_year").sentence
    assert rulings(YEAR, [one.pk]) == {one.pk: {}}
    rows = Ruling.objects.order_by("pk").values_list("value", "number")
    assert list(rows) == [("K", QD.number), ("Đ", QD.number), ("", BACK.number)]
    assert Ruling.objects.latest("pk").evidence_id == Blob.objects.get().pk
    for gone in Ruling.objects.all():
        with pytest.raises(Refusal, match="đã được thu hồi"):
            withdraw_ruling(head, gone, BACK)
    decide_level(head, klass, one.pk, "conduct_year", "T", QD)
    assert codes(klass, one)["conduct"] == "T"


def test_a_subjects_year_by_decision_is_withdrawn_with_its_cell_and_its_results(
    full: World,
) -> None:
    one, book, head = pupil(full), full.books[MATHS], full.ctx("principal")
    gone = ("tx1", "tx2", "tx3", "gk", "ck")
    enter(full, "teacher", [change(one, slot, None, seen=80) for slot in gone])
    decide_result(head, book, one.pk, 75, QD)
    assert stored_results(one, book)[3] == (75, None, "ok")
    withdraw_ruling(head, Ruling.objects.get(), BACK)
    assert stored_results(one, book)[3][2] == "incomplete"
    assert not Mark.objects.filter(student=one, slot="qd").exists()
    line = MarkChange.objects.filter(student=one, slot="qd").latest("event_id")
    assert (line.old_number, line.new_number) == (75, None) and QD.number in line.old_decision
    decide_result(head, book, one.pk, 60, QD)
    assert stored_results(one, book)[3] == (60, None, "ok")


def test_a_zero_by_decision_is_withdrawn_and_may_be_proposed_again(full: World) -> None:
    one, book, head = pupil(full), full.books[MATHS], full.ctx("principal")
    enter(full, "teacher", [change(one, "gk", None, seen=80)])
    case = decide_zero(head, propose_zero(full.ctx("teacher"), book, one.pk, 1, "gk", "Vắng"), QD)
    assert stored_results(one, book)[1][2] == "ok"
    withdraw_zero(head, case, BACK, evidence=SCAN)
    assert stored_results(one, book)[1][2] == "incomplete"
    assert number_at(one, book) is None
    done = ZeroCase.objects.get()
    assert (done.state, done.number, done.end_number) == ("withdrawn", QD.number, BACK.number)
    assert done.end_evidence_id == Blob.objects.get().pk
    with pytest.raises(Refusal):
        withdraw_zero(head, done, BACK)
    propose_zero(full.ctx("teacher"), book, one.pk, 1, "gk", "Vắng")


def test_a_zero_under_a_make_up_mark_or_a_lock_is_not_withdrawn(full: World) -> None:
    one, book, head = pupil(full), full.books[MATHS], full.ctx("principal")
    enter(full, "teacher", [change(one, "gk", None, seen=80)])
    case = decide_zero(head, propose_zero(full.ctx("teacher"), book, one.pk, 1, "gk", "Vắng"), QD)
    lock(head, full.secondary, YEAR, "klass", full.classes["8A1"].pk)
    with pytest.raises(Refusal, match="mở sổ"):
        withdraw_zero(head, case, BACK)


def test_a_make_up_mark_has_taken_the_place_of_the_zero(full: World) -> None:
    one, book, head = pupil(full), full.books[MATHS], full.ctx("principal")
    enter(full, "teacher", [change(one, "gk", None, seen=80)])
    case = decide_zero(head, propose_zero(full.ctx("teacher"), book, one.pk, 1, "gk", "Vắng"), QD)
    enter(full, "teacher", [change(one, "gk", 65, seen=0)])
    with pytest.raises(Refusal, match="không còn theo quyết định"):
        withdraw_zero(head, case, BACK)
    assert number_at(one, book) == 65


def test_nothing_is_withdrawn_under_signatures(full: World) -> None:
    one, klass, head = pupil(full), full.classes["8A1"], full.ctx("principal")
    without_first_conduct(full, one)
    row = decide_level(head, klass, one.pk, "conduct_year", "K", QD)
    enter(full, "teacher", [change(one, "gk", None, seen=80)])
    propose = propose_zero(full.ctx("teacher"), full.books[MATHS], one.pk, 1, "gk", "Vắng")
    case = decide_zero(head, propose, QD)
    objects.document(full, "signing")
    with pytest.raises(Refusal, match="bản thay thế"):
        withdraw_ruling(head, row, BACK)
    with pytest.raises(Refusal, match="bản thay thế"):
        withdraw_zero(head, case, BACK)
    with pytest.raises(Refusal, match="bản thay thế"):
        withdraw_plan(head, objects.plan(full, ""), BACK)
    assert codes(klass, one)["conduct"] == "K"


def test_a_withdrawn_plan_leaves_the_year_to_the_rules_and_may_be_given_anew(full: World) -> None:
    """TT 22 Điều 12 khoản 4: with a plan the head decides on promotion; without it the rules do."""
    one, klass, head = pupil(full), full.classes["8A1"], full.ctx("principal")
    with writing():
        Student.objects.filter(pk=one.pk).update(disability="Khuyết tật trí tuệ")
    one.refresh_from_db()
    plan = set_plan(head, one, YEAR, QD)
    assert codes(klass, one)["promotion"] == "NEEDS_DECISION"
    decide_level(head, klass, one.pk, "promotion", "NOT_PROMOTED", QD)
    assert codes(klass, one)["promotion"] == "NOT_PROMOTED"
    with pytest.raises(Invalid, match="Cần căn cứ"):
        withdraw_plan(head, plan, Decree("22/QĐ", TODAY))
    before = Event.objects.count()
    withdraw_plan(full.ctx("vice_principal"), plan, BACK, evidence=SCAN)
    event = Event.objects.latest("pk")
    assert Event.objects.count() == before + 1 and event.verb == "plan.withdraw"
    assert event.params["withdrawn"] == QD.number and event.params["decision"] == BACK.number
    assert codes(klass, one)["promotion"] == "PROMOTED", "what was decided for the plan yields"
    with pytest.raises(Refusal, match="đã được thu hồi"):
        withdraw_plan(head, plan, BACK)
    again = set_plan(head, one, YEAR, Decree("23/QĐ-THCS", TODAY, "Ghi lại đúng số"))
    assert codes(klass, one)["promotion"] == "NOT_PROMOTED"
    rows = IndividualPlan.objects.order_by("pk").values_list("number", "end_number")
    assert list(rows) == [(QD.number, BACK.number), (again.number, "")]
