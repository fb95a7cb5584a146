"""Corrections by the phase of the column: reason, evidence, somebody else, exactly these cells."""

import dataclasses
import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hocba.books import corrections
from hocba.books.commands import (
    ask_correction,
    hand_in,
    lock,
    read_notice,
    send,
    submit_column,
)
from hocba.books.corrections import Cell
from hocba.books.models import ChangeNotice, MarkChange
from hocba.kernel.errors import Refusal
from hocba.kernel.models import Event, Request
from hocba.kernel.policy import fetch
from hocba.kernel.requests import commands as moves
from hocba.kernel.requests.queries import waiting_for
from hocba.org.settings import settings_for
from tests.commands import objects
from tests.commands.corrections import (
    PAPER,
    WHY,
    answer,
    approved,
    by,
    column,
    correct,
    due,
    entered,
    locked,
    published,
    state,
)
from tests.commands.entries import (
    MATHS,
    change,
    enter,
    ledger,
    number_at,
    pupil,
    stored_results,
)
from tests.world import NOW, TODAY, YEAR, World

__all__ = ["entered", "locked", "published"]
pytestmark = pytest.mark.django_db


def test_before_publishing_the_teacher_corrects_at_once_and_the_ledger_keeps_both(
    entered: World,
) -> None:
    enter(entered, "teacher", [change(pupil(entered), "gk", 75, seen=60)])
    assert ledger(pupil(entered), "gk") == [(None, 60), (60, 75)]
    with pytest.raises(Refusal, match="sửa thẳng trong sổ"):
        correct(entered)


def test_a_published_mark_is_not_changed_in_the_grid_but_empty_cells_are_filled(
    world: World,
) -> None:
    one, two = pupil(world), pupil(world, 1)
    enter(world, "teacher", [change(one, "gk", 60)])
    submit_column(by(world, "teacher"), column(world))
    for new in (75, None):
        with pytest.raises(Refusal, match="Xin sửa"):
            enter(world, "teacher", [change(one, "gk", new, seen=60)])
    assert enter(world, "teacher", [change(two, "gk", 80)]).saved == 1
    assert number_at(one, "gk") == 60


def test_publishing_asks_for_marks_and_happens_once(entered: World) -> None:
    with pytest.raises(Refusal, match="chưa có ô nào"):
        submit_column(by(entered, "teacher"), column(entered, "ck"))
    submit_column(by(entered, "teacher"), column(entered))
    with pytest.raises(Refusal, match="đã công bố rồi"):
        submit_column(by(entered, "teacher"), column(entered))


def test_the_phase_costs_no_statement_of_its_own(entered: World) -> None:
    counts = []
    for publish in (False, True):
        if publish:
            submit_column(by(entered, "teacher"), column(entered))
        with CaptureQueriesContext(connection) as caught:
            enter(entered, "teacher", [change(pupil(entered, publish), "tx1", 75)])
        counts.append(len(caught))
    assert counts[0] == counts[1]


def test_by_the_course_of_explaining_the_new_mark_is_written_at_once_with_its_evidence(
    published: World,
) -> None:
    answer(published, "correction_course", "explain")
    request = correct(published)
    assert state(request) == "applied" and number_at(pupil(published), "gk") == 75
    assert [d.verb for d in request.decisions.order_by("pk")] == ["ask", "submit", "apply"]
    last = (
        MarkChange.objects.filter(student=pupil(published), slot="gk").order_by("event_id").last()
    )
    assert last is not None and last.event.verb == "request.apply"
    assert last.event.actor == published.people["teacher"].pk
    moves.hear(by(published, "vice_principal", "Đã xem bài, sửa đúng.", days=3), request)
    assert request.decisions.order_by("pk").last().note == "Đã xem bài, sửa đúng."
    assert state(request) == "applied"


def test_by_the_course_of_approval_nothing_is_written_before_somebody_else_agrees(
    published: World,
) -> None:
    request = correct(published)
    assert state(request) == "submitted" and number_at(pupil(published), "gk") == 60
    with pytest.raises(Refusal, match="Còn chờ duyệt"):
        moves.apply(by(published, "teacher", hours=3), request)
    with pytest.raises(Refusal, match="tổ trưởng"):
        moves.approve(by(published, "principal", hours=3), request)
    moves.endorse(by(published, "head", hours=3), request)
    moves.approve(by(published, "principal", hours=4), request)
    assert number_at(pupil(published), "gk") == 60
    moves.apply(by(published, "teacher", hours=5), request)
    assert state(request) == "applied" and number_at(pupil(published), "gk") == 75
    assert number_at(pupil(published, 1), "gk") == 65


def test_a_locked_cell_is_opened_changed_and_closed_in_one_act(locked: World) -> None:
    request = approved(locked)
    with pytest.raises(Refusal, match="chốt điểm"):
        enter(
            locked,
            "teacher",
            [change(pupil(locked), "gk", 75, seen=60)],
            at=NOW + datetime.timedelta(hours=5),
        )
    moves.apply(by(locked, "teacher", hours=5), request)
    assert number_at(pupil(locked), "gk") == 75
    assert (75, None, "ok") not in stored_results(pupil(locked), locked.books[MATHS]).values()
    with pytest.raises(Refusal, match="đã sửa"):
        moves.apply(by(locked, "teacher", hours=6), request)
    assert ledger(pupil(locked), "gk") == [(None, 60), (60, 75)]


def test_an_approval_lapses_and_is_asked_anew(locked: World) -> None:
    request = approved(locked)
    late = corrections.HOURS_TO_WRITE + 4
    with pytest.raises(Refusal, match="Duyệt đã hết hiệu lực"):
        moves.apply(by(locked, "teacher", hours=late), request)
    assert number_at(pupil(locked), "gk") == 60
    moves.withdraw(by(locked, "teacher", hours=late), request)
    again = approved(locked)
    moves.apply(by(locked, "teacher", hours=5), again)
    assert number_at(pupil(locked), "gk") == 75


def test_a_mark_that_changed_meanwhile_is_not_overwritten(locked: World) -> None:
    first, second = approved(locked), approved(locked, new=90)
    moves.apply(by(locked, "teacher", hours=5), first)
    with pytest.raises(Refusal, match="đã đổi từ lúc xin"):
        moves.apply(by(locked, "teacher", hours=5), second)
    assert number_at(pupil(locked), "gk") == 75


def test_of_two_approvers_one_decides(locked: World) -> None:
    request = correct(locked)
    moves.endorse(by(locked, "head", hours=3), request)
    moves.approve(by(locked, "principal", hours=4), request)
    for act in (moves.approve, moves.reject):
        with pytest.raises(Refusal, match="đã duyệt"):
            act(by(locked, "vice_principal", "Xem lại.", hours=4), request)
    assert request.decisions.filter(verb="approve").count() == 1


def test_who_asks_neither_endorses_nor_approves(locked: World) -> None:
    own = objects.wish(locked, "correction", "head", "submitted", correct(locked).content)
    with pytest.raises(Refusal, match="Thầy cô không có quyền"):
        moves.endorse(by(locked, "head", hours=3), own)
    moves.approve(by(locked, "principal", hours=4), own)  # no other head of that department
    assert state(own) == "approved"


@pytest.mark.parametrize(
    "who", ["literature", "homeroom", "principal", "admin", "stranger", "expired"]
)
def test_only_the_teacher_of_the_book_asks(locked: World, who: str) -> None:
    with pytest.raises(Refusal, match="Thầy cô không có quyền"):
        ask_correction(
            by(locked, who, WHY, hours=2), locked.books[MATHS], column(locked).pk, [Cell(pupil(locked).pk, 60, 75)]
        )  # fmt: skip


def test_whoever_no_longer_teaches_writes_nothing(locked: World) -> None:
    request = approved(locked)
    gone = dataclasses.replace(by(locked, "teacher", hours=5).actor, duties=())
    with pytest.raises(Refusal, match="Thầy cô không có quyền"):
        moves.apply(dataclasses.replace(by(locked, "teacher", hours=5), actor=gone), request)


def test_many_cells_of_one_column_are_one_request_applied_all_or_none(locked: World) -> None:
    wanted = [Cell(p.pk, 60 + 5 * n, 30 + n) for n, p in enumerate(locked.roster("8A1"))]
    ctx = by(locked, "teacher", WHY, hours=2)
    request = hand_in(ctx, locked.books[MATHS], column(locked).pk, wanted, "written", (PAPER,))
    moves.endorse(by(locked, "head", hours=3), request)
    moves.approve(by(locked, "principal", hours=4), request)
    moves.apply(by(locked, "teacher", hours=5), request)
    assert [number_at(p, "gk") for p in locked.roster("8A1")] == [30, 31, 32, 33, 34, 35]
    assert Event.objects.filter(verb="request.apply").count() == 1


def test_the_last_day_is_one_week_before_the_term_test_and_leaders_decide_after_it(
    published: World,
) -> None:
    answer(published, "correction_course", "explain")
    due(published, TODAY + datetime.timedelta(days=7))
    assert correct(published, new=70).content["late"] is False
    due(published, TODAY + datetime.timedelta(days=6))
    ctx, cells = by(published, "teacher", WHY, hours=3), [Cell(pupil(published).pk, 70, 75)]
    request = hand_in(ctx, published.books[MATHS], column(published).pk, cells, "written", (PAPER,))
    assert request.content["late"] and state(request) == "submitted"
    moves.endorse(by(published, "head", hours=4), request)
    with pytest.raises(Refusal, match="quá hạn"):
        moves.approve(by(published, "principal", hours=4), request)
    moves.approve(by(published, "principal", "Lỗi của nhà trường.", hours=4), request)
    moves.apply(by(published, "teacher", hours=5), request)
    assert number_at(pupil(published), "gk") == 75


def test_a_school_may_close_corrections_on_that_day_and_only_the_explaining_course_has_one(
    published: World,
) -> None:
    due(published, TODAY + datetime.timedelta(days=6))
    moves.withdraw(by(published, "teacher", hours=3), correct(published, new=70))
    assert Request.objects.get().content["last_day"] is None
    answer(published, "correction_course", "explain")
    answer(published, "correction_last_day", "closed")
    with pytest.raises(Refusal, match="Đã hết hạn sửa điểm học kì I: hạn cuối là ngày 14/12/2025"):
        correct(published, new=75)
    answer(published, "correction_last_day", "none")
    assert correct(published, new=75).content["late"] is False


def drafted(world: World) -> Request:
    """A draft of the explaining course, with its evidence, while the column is published."""
    answer(world, "correction_course", "explain")
    ctx, cells = by(world, "teacher", WHY, hours=2), [Cell(pupil(world).pk, 60, 75)]
    book = world.books[MATHS]
    return hand_in(ctx, book, column(world).pk, cells, "written", (PAPER,), draft=True)


@pytest.mark.parametrize(
    ("meanwhile", "said"),
    [("locked", "cột đã khóa"), ("late", "quá hạn"), ("signed", "vòng ký"), ("decided", "đã đổi")],
)
def test_a_draft_kept_back_does_not_get_round_what_is_asked_since(
    published: World, meanwhile: str, said: str
) -> None:
    request = drafted(published)
    if meanwhile == "locked":
        ctx = by(published, "principal", "chốt điểm", hours=3)
        lock(ctx, published.secondary, YEAR, "klass", published.classes["8A1"].pk)
    elif meanwhile == "late":
        due(published, TODAY + datetime.timedelta(days=6))
    elif meanwhile == "signed":
        objects.document(published, "issued")
    else:
        answer(published, "correction_course", "approve")
    with pytest.raises(Refusal, match=said):
        send(by(published, "teacher", hours=4), request)
    assert state(request) == "draft" and number_at(pupil(published), "gk") == 60


def test_an_approval_from_before_the_signatures_writes_nothing_under_them(locked: World) -> None:
    request = approved(locked)
    objects.document(locked, "issued")
    with pytest.raises(Refusal, match="học bạ đã vào vòng ký"):
        moves.apply(by(locked, "teacher", hours=5), request)
    assert number_at(pupil(locked), "gk") == 60


def test_a_mark_of_the_term_test_goes_the_same_way_without_a_last_day(locked: World) -> None:
    due(locked, TODAY - datetime.timedelta(days=30))
    answer(locked, "correction_course", "explain")
    held = settings_for(locked.secondary.pk, YEAR)
    assert corrections.last_day(column(locked, "ck"), held) is None
    assert corrections.last_day(column(locked), held) == TODAY - datetime.timedelta(days=37)


def test_a_mark_under_a_signed_transcript_goes_the_same_way_and_says_what_follows(
    entered: World,
) -> None:
    objects.document(entered, "issued")
    request = approved(entered)
    assert request.content["phase"] == "signed"
    moves.apply(by(entered, "teacher", hours=5), request)
    assert number_at(pupil(entered), "gk") == 75


def test_those_who_teach_the_class_are_told_and_say_they_read_it(locked: World) -> None:
    request = approved(locked)
    assert not ChangeNotice.objects.exists()
    moves.apply(by(locked, "teacher", hours=5), request)
    told = {n.person: n for n in ChangeNotice.objects.filter(request=request)}
    assert set(told) == {locked.people["teacher"].pk, locked.people["homeroom"].pk}
    mine = told[locked.people["homeroom"].pk]
    with pytest.raises(Refusal, match="Thầy cô không có quyền"):
        read_notice(by(locked, "teacher", hours=6), mine)
    read_notice(by(locked, "homeroom", hours=6), mine)
    mine.refresh_from_db()
    assert mine.read_at == by(locked, "homeroom", hours=6).at
    assert fetch(locked.actor("homeroom"), Request, request.pk).pk == request.pk


def test_requests_wait_for_the_head_first_and_then_for_the_leaders(locked: World) -> None:
    request = correct(locked)
    assert waiting_for(locked.actor("head")) == [request]
    assert waiting_for(locked.actor("principal")) == []
    moves.endorse(by(locked, "head", hours=3), request)
    assert waiting_for(locked.actor("head")) == []
    assert [r.pk for r in waiting_for(locked.actor("principal"))] == [request.pk]


def test_where_the_school_so_decided_a_report_of_marking_opens_empty_cells_at_once(
    world: World,
) -> None:
    from hocba.books.commands import ask_opening, enter_marks

    answer(world, "open_when_marked", "yes")
    enter(world, "teacher", [change(pupil(world), "gk", 60)])
    lock(by(world, "principal", "chốt"), world.secondary, YEAR, "school", world.secondary.pk)
    book, after = world.books[MATHS], by(world, "teacher", "Đã chấm xong.", hours=1)
    request = ask_opening(after, book, [(1, "gk")], 2, marked=True)
    assert request.state == "applied"
    assert enter_marks(after, book, [change(pupil(world, 1), "gk", 70)]).saved == 1
    with pytest.raises(Refusal, match="Đã khóa"):
        enter_marks(after, book, [change(pupil(world), "gk", 70, seen=60)])
    with pytest.raises(Refusal, match="Đã khóa"):
        enter_marks(by(world, "teacher", hours=4), book, [change(pupil(world, 2), "gk", 70)])
    plain = ask_opening(after, book, [(1, "ck")], 2)
    assert plain.state == "submitted"
