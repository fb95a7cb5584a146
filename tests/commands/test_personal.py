"""The personal gradebook: printed once, replaced with consent, handed in."""

import datetime
import json
import uuid

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from hocba.books.commands import ask_replacement, enter_marks, print_personal, receive_personal
from hocba.books.models import PersonalBook
from hocba.books.personal import books_of, content_of
from hocba.kernel import blobs
from hocba.kernel.errors import Invalid, Refusal
from hocba.kernel.models import Event, Request
from hocba.kernel.policy import visible
from hocba.kernel.record import writing
from hocba.kernel.requests import commands as moves
from hocba.kernel.requests.queries import waiting_for
from hocba.year.commands import leave as leave_class
from hocba.year.models import Enrolment
from tests.commands.entries import change, later, pupil
from tests.commands.objects import personal
from tests.world import NOW, TODAY, YEAR, World

pytestmark = pytest.mark.django_db
WHY = "Nhận thêm lớp 8A2."


def make(world: World, who: str = "teacher", **time: int) -> PersonalBook:
    ctx = later(world.ctx(who), **time)
    return print_personal(ctx, world.staff["teacher"], YEAR)


def consent(world: World, book: PersonalBook, **time: int) -> Request:
    """A request to replace this print, approved by the vice principal."""
    request = ask_replacement(world.ctx("teacher", reason=WHY), book)
    moves.approve(later(world.ctx("vice_principal"), **time), request)
    request.refresh_from_db()
    return request


def test_the_first_print_holds_the_own_courses_with_empty_cells(world: World) -> None:
    enter_marks(world.ctx("teacher"), world.books["8A1", "TOAN"], [change(pupil(world), "tx1", 75)])
    book = make(world)
    content = json.loads(blobs.get(book.content_id))
    assert (book.number, book.state) == (1, "printed")
    assert [(p["subject"], p["klass"]) for p in content["parts"]] == [("Toán", "8A1")]
    first, second = content["parts"][0]["sheets"]
    heads = [h["label"] for h in first["heads"]]
    assert heads[:6] == ["ĐĐGtx 1", "ĐĐGtx 2", "ĐĐGtx 3", "ĐĐGgk", "ĐĐGck", "ĐTBmhk"]
    assert "ĐTBmcn" in [h["label"] for h in second["heads"]]
    assert [row[0] for row in first["rows"]] == [p.person.full_name for p in world.roster("8A1")]
    assert {value for row in first["rows"] for value in row[1:]} == {""}
    event = Event.objects.get(verb="personal.print")
    assert event.params["code"] == book.code and event.params["number"] == 1


def test_the_print_with_marks_shows_what_stands_in_the_book(world: World) -> None:
    enter_marks(world.ctx("teacher"), world.books["8A1", "TOAN"], [change(pupil(world), "tx1", 75)])
    content = content_of(world.staff["teacher"], YEAR, NOW, filled=True)
    assert content["parts"][0]["sheets"][0]["rows"][0][1] == "7,5"


def test_columns_of_levels_stand_for_primary_and_comment_subjects(world: World) -> None:
    primary = content_of(world.staff["primary_homeroom"], YEAR, NOW)
    assert {p["subject"] for p in primary["parts"]} == {"Toán", "Tiếng Việt"}
    heads = [h["label"] for h in primary["parts"][0]["sheets"][1]["heads"]]
    assert any("KTĐK" in h or "kiểm tra" in h.lower() for h in heads), heads
    assert not any(h.startswith("ĐTB") for h in heads)


def test_a_second_print_needs_an_approved_request_and_uses_it_up(world: World) -> None:
    first = make(world)
    with pytest.raises(Refusal, match="đã in lần 1; hãy xin thay sổ"):
        make(world, hours=1)
    request = ask_replacement(world.ctx("teacher", reason=WHY), first)
    assert waiting_for(world.actor("principal")) == [request]
    with pytest.raises(Refusal, match="còn chờ duyệt"):
        make(world, hours=1)
    moves.approve(world.ctx("principal"), request)
    second = make(world, hours=2)
    first.refresh_from_db()
    request.refresh_from_db()
    assert (second.number, first.state, first.replaced_why) == (2, "replaced", WHY)
    assert request.state == "applied" and second.code != first.code
    with pytest.raises(Refusal, match="đã in lần 2"):
        make(world, hours=3)


def test_a_consent_is_over_after_two_weeks_and_can_be_asked_again(world: World) -> None:
    book = make(world)
    consent(world, book)
    with pytest.raises(Refusal, match="hãy xin thay sổ"):
        make(world, days=15)
    again = ask_replacement(later(world.ctx("teacher", reason=WHY), days=15), book)
    assert again.state == "submitted"


def test_a_refused_replacement_leaves_the_book_in_use(world: World) -> None:
    book = make(world)
    request = ask_replacement(world.ctx("teacher", reason=WHY), book)
    moves.reject(world.ctx("principal", reason="Sổ còn dòng trống."), request)
    with pytest.raises(Refusal, match="hãy xin thay sổ"):
        make(world, hours=1)
    book.refresh_from_db()
    assert book.state == "printed"


def test_a_replacement_is_asked_once_with_its_reason(world: World) -> None:
    book = make(world)
    with pytest.raises(Invalid, match="ghi lí do"):
        ask_replacement(world.ctx("teacher"), book)
    ask_replacement(world.ctx("teacher", reason=WHY), book)
    with pytest.raises(Refusal, match="đã có một đề nghị thay"):
        ask_replacement(world.ctx("teacher", reason=WHY), book)


def test_old_and_last_book_are_both_received_once(world: World) -> None:
    first = make(world)
    consent(world, first)
    second = make(world, hours=1)
    for book in (first, second):
        receive_personal(later(world.ctx("vice_principal"), hours=2), book)
        book.refresh_from_db()
        assert (book.state, book.received_by) == ("handed_in", world.people["vice_principal"].pk)
    with pytest.raises(Refusal, match="đã nộp về trường"):
        receive_personal(later(world.ctx("principal"), hours=3), second)
    with pytest.raises(Refusal, match="đã nộp về trường, không in thêm"):
        make(world, hours=4)


def test_a_book_handed_in_before_the_decision_is_not_approved_any_more(world: World) -> None:
    book = make(world)
    request = ask_replacement(world.ctx("teacher", reason=WHY), book)
    receive_personal(world.ctx("principal"), book)
    with pytest.raises(Refusal, match="đã nộp, không cần duyệt"):
        moves.approve(world.ctx("principal"), request)


def test_who_teaches_nothing_prints_nothing(world: World) -> None:
    with pytest.raises(Refusal, match="chưa có môn, lớp nào"):
        print_personal(world.ctx("principal"), world.staff["principal"], YEAR)
    assert books_of(world.people["expired"].pk, world.secondary.pk, YEAR, TODAY) == []


def test_a_repeated_request_id_prints_once(world: World) -> None:
    tap = world.ctx("teacher", request_id=uuid.uuid4())
    again = world.ctx("teacher", request_id=tap.request_id)
    first = print_personal(tap, world.staff["teacher"], YEAR)
    assert print_personal(again, world.staff["teacher"], YEAR).pk == first.pk
    assert PersonalBook.objects.count() == 1


def test_what_was_printed_is_kept_by_the_database_itself(world: World) -> None:
    book = make(world)
    for column, value in (("code", "X"), ("number", 7)):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE books_personalbook SET {column} = %s", [value])
    with pytest.raises(IntegrityError), transaction.atomic(), writing():
        PersonalBook(
            teacher=book.teacher, school=book.school, year=YEAR, number=1, code="Y",
            content=book.content, printed_at=NOW, printed_by=1,
        ).save()  # fmt: skip


def test_prints_are_read_by_their_teacher_and_the_leaders_of_the_school(world: World) -> None:
    book = personal(world, "printed")
    reads = {
        name
        for name in ("principal", "vice_principal", "teacher", "literature", "head", "homeroom",
                     "clerk", "admin", "stranger", "primary_principal", "ward_officer")
        if book in visible(world.actor(name), PersonalBook)
    }  # fmt: skip
    assert reads == {"principal", "vice_principal", "teacher"}


def test_a_pupil_who_left_is_not_printed_and_the_earlier_print_keeps_the_name(world: World) -> None:
    book = make(world)
    gone = pupil(world)
    seat = Enrolment.objects.get(student=gone)
    leave_class(world.ctx("principal"), seat, TODAY - datetime.timedelta(days=1), "Chuyển trường")
    now = content_of(world.staff["teacher"], YEAR, NOW)["parts"][0]["sheets"][0]["rows"]
    then = json.loads(blobs.get(book.content_id))["parts"][0]["sheets"][0]["rows"]
    assert gone.person.full_name not in [row[0] for row in now]
    assert gone.person.full_name in [row[0] for row in then]
