"""Entering cells: one event with its lines, results at once, conflicts told, nothing half done."""

import uuid

import pytest

from hocba.books.commands import Confirmed, enter_marks, proofread
from hocba.books.models import Mark, MarkChange
from hocba.kernel.errors import Hidden, Invalid, Refusal
from hocba.kernel.models import Event, Receipt
from hocba.people.models import Person
from hocba.year.commands import exempt, leave
from hocba.year.models import Enrolment
from tests.commands.entries import (
    HOMEROOM,
    MATHS,
    change,
    enter,
    later,
    ledger,
    number_at,
    pupil,
    stored_results,
)
from tests.world import EXPIRED, TODAY, YEAR, World, system

pytestmark = pytest.mark.django_db


def entries() -> int:
    return Event.objects.filter(verb="mark.enter").count()


def test_an_entry_stores_cells_lines_and_exactly_one_event(world: World) -> None:
    first, second = pupil(world), pupil(world, 1)
    saved = enter(world, "teacher", [change(first, "tx1", 75), change(second, "tx1", 100)])
    assert saved.saved == 2 and saved.conflicts == []
    assert (number_at(first, "tx1"), number_at(second, "tx1")) == (75, 100)
    event = Event.objects.get(verb="mark.enter")
    assert event.actor == world.people["teacher"].pk and event.school == world.secondary.pk
    assert event.params["count"] == 2 and event.on_id == str(world.books[MATHS].pk)
    lines = MarkChange.objects.filter(event=event)
    assert {(m.student_id, m.old_number, m.new_number) for m in lines} == {
        (first.pk, None, 75),
        (second.pk, None, 100),
    }


def test_the_event_names_the_duty_the_teacher_wrote_under(world: World) -> None:
    enter(world, "teacher", [change(pupil(world), "tx1", 75)])
    duty = Event.objects.get(verb="mark.enter").duty
    assert duty in [d.id for d in world.actor("teacher").duties]


def test_what_the_teacher_confirmed_stands_in_the_event_without_a_name(world: World) -> None:
    hint = Confirmed("same", "1:gk", 38, 40)
    ctx = world.ctx("teacher")
    enter_marks(ctx, world.books[MATHS], [change(pupil(world), "tx1", 75)], [hint])
    event = Event.objects.get(verb="mark.enter")
    assert event.params["confirmed"] == [{"code": "same", "other": "1:gk", "count": 38, "of": 40}]
    enter(world, "teacher", [change(pupil(world), "tx1", 80, seen=75)])
    assert "confirmed" not in Event.objects.filter(verb="mark.enter").latest("pk").params


def test_a_proof_read_column_keeps_its_tick_until_it_changes(world: World) -> None:
    first, second = pupil(world), pupil(world, 1)
    enter(world, "teacher", [change(first, "tx1", 75)])
    column = world.books[MATHS].columns.get(term=1, slot="tx1")
    with pytest.raises(Refusal, match="soát lại"):
        proofread(world.ctx("teacher"), column, {first.pk: 70})
    proofread(world.ctx("teacher"), column, {first.pk: 75})
    enter(world, "teacher", [change(second, "tx2", 80)])
    column.refresh_from_db()
    assert column.proofread_at is not None and column.proofread_by == world.people["teacher"].pk
    enter(world, "teacher", [change(second, "tx1", 80)])
    column.refresh_from_db()
    assert column.proofread_at is None


def test_the_answer_counts_the_column_and_gives_a_receipt(world: World) -> None:
    saved = enter(world, "teacher", [change(pupil(world), "tx1", 75)])
    assert saved.counts == {"1:tx1": "1/6"}
    assert len(saved.receipt.partition("-")[0]) == 4 and saved.saved_at == "07:02:00"


def test_results_are_recomputed_and_stored_at_once(world: World) -> None:
    one, book = pupil(world), world.books[MATHS]
    marks = {"tx1": 80, "tx2": 70, "tx3": 90, "gk": 65, "ck": 75}
    saved = enter(world, "teacher", [change(one, s, v) for s, v in marks.items()])
    # TT 22 Điều 9: (8,0 + 7,0 + 9,0 + 2 × 6,5 + 3 × 7,5) / (3 + 5) = 59,5 / 8 = 7,4375
    assert saved.results[str(one.pk)]["kq_1"] == {"text": "7,4", "status": "ok"}
    assert stored_results(one, book)[1] == (74, None, "ok")
    assert stored_results(one, book)[3][2] == "incomplete"
    enter(world, "teacher", [change(one, s, v, term=2) for s, v in marks.items()])
    assert stored_results(one, book)[3] == (74, None, "ok")


def test_emptying_a_cell_takes_the_result_back_and_keeps_the_line(world: World) -> None:
    one = pupil(world)
    marks = {"tx1": 80, "tx2": 70, "tx3": 90, "gk": 65, "ck": 75}
    enter(world, "teacher", [change(one, s, v) for s, v in marks.items()])
    saved = enter(world, "teacher", [change(one, "ck", None, seen=75)])
    assert number_at(one, "ck") is None and ledger(one, "ck") == [(None, 75), (75, None)]
    assert saved.results[str(one.pk)]["kq_1"]["status"] == "incomplete"
    assert stored_results(one, world.books[MATHS])[1] == (None, None, "incomplete")


def test_a_cell_that_changed_meanwhile_is_not_overwritten_and_says_who_and_when(
    world: World,
) -> None:
    one, two = pupil(world), pupil(world, 1)
    enter(world, "teacher", [change(one, "tx1", 75)])
    saved = enter(world, "teacher", [change(one, "tx1", 90), change(two, "tx1", 60)])
    assert number_at(one, "tx1") == 75 and number_at(two, "tx1") == 60
    assert saved.saved == 1
    [clash] = saved.conflicts
    assert (clash["student"], clash["now"]) == (one.pk, 75)
    assert (clash["by"], clash["at"]) == ("Lê Thu Hằng", "07:02 15/12")


def test_a_cell_that_holds_the_same_value_already_is_no_conflict_and_no_line(world: World) -> None:
    one = pupil(world)
    enter(world, "teacher", [change(one, "tx1", 75)])
    saved = enter(world, "teacher", [change(one, "tx1", 75)])
    assert saved.saved == 0 and saved.conflicts == [] and ledger(one, "tx1") == [(None, 75)]


def test_a_repeated_request_gets_the_first_receipt_and_writes_nothing(world: World) -> None:
    key, changes = uuid.uuid4(), [change(pupil(world), "tx1", 75)]
    first = enter(world, "teacher", changes, request_id=key)
    again = enter(world, "teacher", changes, request_id=key)
    assert again == first and entries() == 1 and Receipt.objects.count() == 1


def test_a_request_id_of_somebody_else_is_refused(world: World) -> None:
    key = uuid.uuid4()
    enter(world, "teacher", [change(pupil(world), "tx1", 75)], request_id=key)
    literature = [change(pupil(world), "tx1", 75)]
    with pytest.raises(Refusal, match="Mã yêu cầu này đã dùng"):
        enter(world, "literature", literature, ("8A1", "NV"), request_id=key)


def test_a_request_id_of_another_book_is_refused_and_keeps_its_first_receipt(world: World) -> None:
    """One person, one verb: without the refusal the second book would hear of a save that was
    none."""
    key, changes = uuid.uuid4(), [change(pupil(world, klass="3A"), "muc_gk", "T")]
    first = enter(world, "primary_homeroom", changes, ("3A", "TOAN"), request_id=key)
    with pytest.raises(Refusal, match="ở một nơi khác; lần này chưa lưu gì"):
        enter(world, "primary_homeroom", changes, ("3A", "TV"), request_id=key)
    assert entries() == 1
    assert enter(world, "primary_homeroom", changes, ("3A", "TOAN"), request_id=key) == first


@pytest.mark.parametrize(
    ("slot", "new", "said"),
    [
        ("tx1", 101, "từ 0 đến 10"),
        ("tx1", -1, "từ 0 đến 10"),
        ("tx1", "7,5", "chỉ nhận số"),
        ("tx1", "Đ", "chỉ nhận số"),
        ("tx9", 75, "không có cột"),
        ("nx", "x" * 1001, "dài quá 1000"),
        ("nx", 75, "dài quá"),
    ],
)
def test_a_wrong_value_is_refused_at_its_cell_and_nothing_is_written(
    world: World, slot: str, new: int | str, said: str
) -> None:
    good, bad = pupil(world), pupil(world, 1)
    with pytest.raises(Invalid, match=said) as raised:
        enter(world, "teacher", [change(good, "tx2", 80), change(bad, slot, new)])
    assert [f.place for f in raised.value.faults] == [f"{bad.pk}:1:{slot}"]
    assert not Mark.objects.exists() and entries() == 0


def test_an_integer_column_of_primary_school_takes_whole_marks_only(world: World) -> None:
    one, book = pupil(world, klass="3A"), ("3A", "TOAN")
    with pytest.raises(Invalid, match="điểm nguyên"):
        enter(world, "primary_homeroom", [change(one, "kt_ck", 75)], book)
    enter(world, "primary_homeroom", [change(one, "kt_ck", 80), change(one, "muc_ck", "T")], book)
    assert number_at(one, "kt_ck") == 80


def test_a_level_column_takes_its_own_codes_only(world: World) -> None:
    one = pupil(world, klass="3A")
    with pytest.raises(Invalid, match="chỉ nhận T, H, C"):
        enter(world, "primary_homeroom", [change(one, "muc_ck", "Đ")], ("3A", "TOAN"))
    with pytest.raises(Invalid, match="Cột này chỉ nhận"):
        enter(world, "homeroom", [change(pupil(world), "tx1", "T")], ("8A1", "GDTC"))
    with pytest.raises(Invalid, match="Cột này chỉ nhận"):
        enter(world, "homeroom", [change(pupil(world), "tx1", 75)], ("8A1", "GDTC"))


def test_text_loses_what_nobody_can_see(world: World) -> None:
    one = pupil(world)
    enter(world, "teacher", [change(one, "nx", "Chăm \u202engoan\u200b,  tiến\nbộ.")])
    assert Mark.objects.get(student=one).body == "Chăm ngoan, tiến bộ."
    saved = enter(
        world, "teacher", [change(one, "nx", "\u200b \u202e", seen="Chăm ngoan, tiến bộ.")]
    )
    assert saved.saved == 1 and not Mark.objects.filter(student=one).exists()


def test_a_zero_by_decision_keeps_its_decision_in_the_ledger(world: World) -> None:
    one = pupil(world)
    enter(world, "teacher", [change(one, "gk", 0, decision="Quyết định số 5/QĐ-THCS")])
    row = Mark.objects.get(student=one)
    assert (row.number, row.decision) == (0, "Quyết định số 5/QĐ-THCS")
    assert MarkChange.objects.get(student=one).new_decision == "Quyết định số 5/QĐ-THCS"


def test_a_pupil_of_another_class_has_no_cell_in_this_book(world: World) -> None:
    with pytest.raises(Invalid, match="không có cột hoặc học sinh"):
        enter(world, "teacher", [change(pupil(world, klass="8A2"), "tx1", 75)])


def test_an_exempt_pupil_gets_no_mark_and_is_not_expected(world: World) -> None:
    one, subject = pupil(world), world.courses["8A1", "GDTC"].subject_id
    head = world.ctx("principal")
    exempt(head, one, subject, YEAR, "15/QĐ-THCS", TODAY, "Khuyết tật vận động")
    with pytest.raises(Invalid, match="Trần Gia Bảo được miễn môn này"):
        enter(world, "homeroom", [change(one, "tx1", "Đ")], ("8A1", "GDTC"))
    saved = enter(world, "homeroom", [change(pupil(world, 1), "tx1", "Đ")], ("8A1", "GDTC"))
    assert saved.counts == {"1:tx1": "1/5"}


def test_an_exemption_in_one_term_leaves_the_other_open(world: World) -> None:
    one, subject = pupil(world), world.courses["8A1", "GDTC"].subject_id
    exempt(world.ctx("principal"), one, subject, YEAR, "15/QĐ-THCS", TODAY, "Ốm dài ngày", 1)
    with pytest.raises(Invalid, match="được miễn"):
        enter(world, "homeroom", [change(one, "tx1", "Đ")], ("8A1", "GDTC"))
    enter(world, "homeroom", [change(one, "tx1", "Đ", term=2)], ("8A1", "GDTC"))


def test_a_pupil_who_left_in_term_one_gets_no_mark_of_term_two(world: World) -> None:
    one = pupil(world)
    leave(world.ctx("clerk"), Enrolment.objects.get(student=one), TODAY, "Chuyển đi")
    enter(world, "teacher", [change(one, "tx1", 75)])
    with pytest.raises(Invalid, match="không học lớp này trong học kì II"):
        enter(world, "teacher", [change(one, "tx1", 75, term=2)])
    saved = enter(world, "teacher", [change(pupil(world, 1), "tx1", 80)])
    assert saved.counts == {"1:tx1": "1/5"}, (
        "of a pupil who left before its end no term is expected"
    )


@pytest.mark.parametrize(
    ("who", "book"),
    [
        ("literature", MATHS),
        ("other_class", MATHS),
        ("head", MATHS),
        ("homeroom", MATHS),
        ("expired", MATHS),
        ("teacher", HOMEROOM),
        ("principal", MATHS),
        ("vice_principal", MATHS),
        ("clerk", MATHS),
        ("admin", MATHS),
        ("stranger", MATHS),
        ("primary_principal", MATHS),
        ("ward_officer", MATHS),
        ("province_officer", MATHS),
    ],
)
def test_nobody_but_its_own_teacher_writes_in_a_book(
    world: World, who: str, book: tuple[str, str]
) -> None:
    own, changes = {MATHS: "teacher", HOMEROOM: "homeroom"}[book], [change(pupil(world), "tx1", 75)]
    if book == HOMEROOM:
        nx = world.books[HOMEROOM].columns.get(subject__code="nhan_xet", term=1)
        changes = [change(pupil(world), "nx", "Ngoan.", subject=nx.subject_id)]
    with pytest.raises(Refusal, match="Thầy cô không có quyền: nhập điểm"):
        enter(world, who, changes, book)
    assert not Mark.objects.exists() and entries() == 0
    assert enter(world, own, changes, book).saved == 1


def test_a_teacher_wrote_until_the_last_day_of_the_duty(world: World) -> None:
    from hocba.books.commands import enter_marks

    october = system().at.replace(month=10, day=EXPIRED.day)
    ctx = world.ctx("expired", at=october)
    assert enter_marks(ctx, world.books[MATHS], [change(pupil(world), "tx1", 75)]).saved == 1
    next_day = later(ctx, days=1)
    next_day.actor = world.actor("expired", next_day.at.date())
    with pytest.raises(Refusal):
        enter_marks(next_day, world.books[MATHS], [change(pupil(world), "tx2", 75)])


def test_a_book_that_does_not_exist_is_hidden(world: World) -> None:
    from hocba.books.commands import enter_marks

    with pytest.raises(Hidden):
        enter_marks(world.ctx("teacher"), 10**9, [change(pupil(world), "tx1", 75)])


def test_homeroom_cells_carry_their_item_and_counts_are_plain_numbers(world: World) -> None:
    one, book = pupil(world), world.books[HOMEROOM]
    items = {c.subject.code: c.subject_id for c in book.columns.select_related("subject")}
    saved = enter(
        world,
        "homeroom",
        [
            change(one, "muc", "T", subject=items["ren_luyen"]),
            change(one, "P", 3, subject=items["vang"]),
            change(one, "nx", "Ngoan.", subject=items["nhan_xet"]),
        ],
        HOMEROOM,
    )
    assert saved.results == {} and set(saved.counts) == {
        f"{items['ren_luyen']}:1:muc",
        f"{items['vang']}:1:P",
        f"{items['nhan_xet']}:1:nx",
    }
    with pytest.raises(Invalid, match="ngoài khoảng"):
        enter(world, "homeroom", [change(one, "K", 367, subject=items["vang"])], HOMEROOM)


def test_the_ledger_of_a_cell_tells_who_when_old_and_new(world: World) -> None:
    from hocba.books.cells import Key
    from hocba.books.queries import history_of

    one, book = pupil(world), world.books[MATHS]
    enter(world, "teacher", [change(one, "tx1", 75)])
    enter(world, "teacher", [change(one, "tx1", 85, seen=75)], reason="Vào nhầm ô")
    assert book.course is not None
    key = Key(book.course.subject_id, 1, "tx1", one.pk)
    newest, oldest = history_of(world.actor("teacher"), book, key)
    assert (newest["old"].number, newest["new"].number, newest["reason"]) == (75, 85, "Vào nhầm ô")
    assert (oldest["old"].number, oldest["new"].number, oldest["who"]) == (None, 75, "Lê Thu Hằng")
    with pytest.raises(Hidden):
        history_of(world.actor("stranger"), book, key)


def test_a_preview_computes_what_would_be_and_stores_nothing(world: World) -> None:
    from hocba.books.commands import preview_marks
    from hocba.books.queries import load_book

    one = pupil(world)
    marks = {"tx1": 80, "tx2": 70, "tx3": 90, "gk": 65}
    enter(world, "teacher", [change(one, s, v) for s, v in marks.items()])
    page = load_book(world.books[MATHS], world.ctx("teacher").at)
    shown = preview_marks(
        page, [change(one, "ck", 75), change(one, "tx9", 1), change(one, "tx1", 999)]
    )
    assert shown[str(one.pk)]["kq_1"]["text"] == "7,4"
    assert number_at(one, "ck") is None and Person.objects.exists()
