"""Locks: scopes, adding and changing apart, short openings, and what a signature holds fast."""

import datetime

import pytest

from hocba.books import policy
from hocba.books.commands import carry_out, enter_marks, lock, open_for, unlock
from hocba.books.models import Lock
from hocba.kernel.command import Ctx, say
from hocba.kernel.errors import Invalid, Refusal
from hocba.kernel.models import Event
from tests.commands import objects
from tests.commands.entries import MATHS, change, enter, later, number_at, pupil
from tests.world import YEAR, World

pytestmark = pytest.mark.django_db
LOCKED = "Đã khóa ngày 15/12/2025 theo lệnh của hiệu trưởng"


VERBS = [a.name for a in (policy.LOCK, policy.CARRY_OUT, policy.UNLOCK, policy.OPEN_FOR)]


def head(world: World, reason: str = "", **time: int) -> Ctx:
    """The principal, some time after the world's now."""
    return later(world.ctx("principal", reason=reason), **time)


def teacher(world: World, **time: int) -> Ctx:
    return later(world.ctx("teacher"), **time)


def test_a_lock_refuses_the_entry_in_the_words_of_its_order(world: World) -> None:
    lock(
        head(world, "chốt điểm học kì I."), world.secondary, YEAR, "klass", world.classes["8A1"].pk
    )
    with pytest.raises(Refusal, match=rf"{LOCKED}: chốt điểm học kì I\.(?!\.)"):
        enter(
            world, "teacher", [change(pupil(world), "tx1", 75), change(pupil(world, 1), "tx2", 75)]
        )
    assert number_at(pupil(world), "tx1") is None


@pytest.mark.parametrize(
    ("kind", "closes_maths", "closes_other_class"),
    [
        ("school", True, True),
        ("grade", True, True),
        ("klass", True, False),
        ("course", True, False),
    ],
)
def test_a_lock_reaches_as_far_as_its_scope(
    world: World, kind: str, closes_maths: bool, closes_other_class: bool
) -> None:
    scope = {
        "school": world.secondary.pk,
        "grade": 8,
        "klass": world.classes["8A1"].pk,
        "course": world.courses[MATHS].pk,
    }[kind]
    lock(head(world), world.secondary, YEAR, kind, scope)
    places = [
        ("teacher", MATHS, pupil(world), closes_maths),
        ("literature", ("8A1", "NV"), pupil(world), kind != "course"),
        ("head", ("8A2", "TOAN"), pupil(world, klass="8A2"), closes_other_class),
    ]
    for who, book, student, closed in places:
        if closed:
            with pytest.raises(Refusal, match=LOCKED):
                enter(world, who, [change(student, "tx1", 75)], book)
        else:
            assert enter(world, who, [change(student, "tx1", 75)], book).saved == 1


def test_a_lock_of_a_term_or_a_column_leaves_the_others_open(world: World) -> None:
    klass = world.classes["8A1"].pk
    lock(head(world), world.secondary, YEAR, "klass", klass, term=1)
    with pytest.raises(Refusal):
        enter(world, "teacher", [change(pupil(world), "tx1", 75)])
    assert enter(world, "teacher", [change(pupil(world), "tx1", 75, term=2)]).saved == 1
    lock(head(world), world.secondary, YEAR, "klass", klass, term=2, slot="gk")
    with pytest.raises(Refusal):
        enter(world, "teacher", [change(pupil(world), "gk", 75, term=2)])
    assert enter(world, "teacher", [change(pupil(world), "ck", 75, term=2)]).saved == 1


def test_adding_and_changing_are_locked_apart(world: World) -> None:
    one, two = pupil(world), pupil(world, 1)
    enter(world, "teacher", [change(one, "tx1", 75)])
    lock(head(world), world.secondary, YEAR, "klass", world.classes["8A1"].pk, adding=False)
    with pytest.raises(Refusal):
        enter(world, "teacher", [change(one, "tx1", 80, seen=75)])
    with pytest.raises(Refusal):
        enter(world, "teacher", [change(one, "tx1", None, seen=75)])
    assert enter(world, "teacher", [change(two, "tx1", 80)]).saved == 1
    lock(head(world), world.secondary, YEAR, "klass", world.classes["8A1"].pk, changing=False)
    with pytest.raises(Refusal):
        enter(world, "teacher", [change(pupil(world, 2), "tx1", 80)])


def test_a_short_opening_ends_by_itself(world: World) -> None:
    klass, one = world.classes["8A1"].pk, pupil(world)
    lock(head(world), world.secondary, YEAR, "klass", klass)
    until = head(world, hours=3).at
    open_for(
        head(world, "nhập bù", hours=1),
        world.secondary,
        YEAR,
        "course",
        world.courses[MATHS].pk,
        until,
    )
    book = world.books[MATHS]
    assert enter_marks(teacher(world, hours=2), book, [change(one, "tx1", 75)]).saved == 1
    with pytest.raises(Refusal, match=LOCKED):
        enter_marks(teacher(world, hours=3), book, [change(one, "tx2", 75)])


def test_the_latest_order_decides(world: World) -> None:
    klass, book, one = world.classes["8A1"].pk, world.books[MATHS], pupil(world)
    lock(head(world), world.secondary, YEAR, "klass", klass)
    until = head(world, hours=9).at
    open_for(head(world, hours=1), world.secondary, YEAR, "klass", klass, until)
    lock(head(world, "khóa lại", hours=2), world.secondary, YEAR, "school", world.secondary.pk)
    with pytest.raises(Refusal, match="khóa lại"):
        enter_marks(teacher(world, hours=3), book, [change(one, "tx1", 75)])


def test_a_lock_does_not_reach_back_in_time(world: World) -> None:
    lock(head(world, hours=1), world.secondary, YEAR, "klass", world.classes["8A1"].pk)
    assert enter(world, "teacher", [change(pupil(world), "tx1", 75)]).saved == 1


def test_unlocking_opens_from_then_on_and_only_once(world: World) -> None:
    row = lock(head(world), world.secondary, YEAR, "klass", world.classes["8A1"].pk)
    unlock(head(world, hours=1), row)
    assert Lock.objects.get(pk=row.pk).ends == head(world, hours=1).at
    book = world.books[MATHS]
    assert enter_marks(teacher(world, hours=1), book, [change(pupil(world), "tx1", 75)]).saved == 1
    with pytest.raises(Refusal, match="đã hết hiệu lực"):
        unlock(head(world, hours=2), row)


def test_cells_under_signatures_stay_shut_and_the_others_of_the_class_open(world: World) -> None:
    row = lock(head(world), world.secondary, YEAR, "school", world.secondary.pk)
    signed = objects.document(world, "signing").student
    unlock(head(world, hours=1), row)
    book, roster = world.books[MATHS], world.roster("8A1")
    free = next(s for s in roster if s.pk != signed.pk)
    after = teacher(world, hours=2)
    assert enter_marks(after, book, [change(free, "tx1", 75)]).saved == 1
    with pytest.raises(Invalid, match="đang ký hoặc đã cấp"):
        enter_marks(teacher(world, hours=2), book, [change(signed, "tx1", 75)])


@pytest.mark.parametrize(
    ("kind", "scope"), [("klass", "other"), ("grade", 9), ("school", "other"), ("person", 1)]
)
def test_a_scope_without_classes_of_the_school_is_refused(
    world: World, kind: str, scope: object
) -> None:
    other = {"klass": world.classes["3A"].pk, "school": world.primary.pk}
    place = other[kind] if scope == "other" else scope
    with pytest.raises(Refusal):
        lock(head(world), world.secondary, YEAR, kind, place)
    assert not Lock.objects.exists()


def test_an_opening_must_end_after_it_begins(world: World) -> None:
    with pytest.raises(Invalid, match="ở sau bây giờ"):
        open_for(head(world), world.secondary, YEAR, "school", world.secondary.pk, head(world).at)


@pytest.mark.parametrize(
    "who", ["vice_principal", "admin", "teacher", "primary_principal", "clerk"]
)
def test_only_the_principal_of_the_school_locks(world: World, who: str) -> None:
    with pytest.raises(Refusal, match="khóa sổ"):
        lock(world.ctx(who), world.secondary, YEAR, "klass", world.classes["8A1"].pk)


def test_the_page_of_a_book_says_why_a_column_is_closed_and_until_when_it_is_open(
    world: World,
) -> None:
    from hocba.books.queries import load_book

    klass, book = world.classes["8A1"].pk, world.books[MATHS]
    lock(head(world, "chốt điểm"), world.secondary, YEAR, "klass", klass, term=1)
    page = load_book(book, head(world, minutes=1).at)
    said = {(c.term, c.slot): page.states[c.pk] for c in page.columns}
    assert not said[1, "tx1"].open and said[1, "tx1"].why() == f"{LOCKED}: chốt điểm."
    assert said[2, "tx1"].open and said[2, "tx1"].why() == ""
    until = head(world, hours=4).at
    open_for(head(world, hours=1), world.secondary, YEAR, "klass", klass, until, slot="ck")
    page = load_book(book, head(world, hours=2).at)
    said = {(c.term, c.slot): page.states[c.pk] for c in page.columns}
    assert said[1, "ck"].open and said[1, "ck"].until == until and not said[1, "tx1"].open
    assert datetime.timedelta(0) < until - head(world, hours=2).at


def test_a_page_under_a_lock_of_changes_still_takes_new_marks(world: World) -> None:
    from hocba.books.queries import load_book
    from hocba.web.books import draw

    book, klass = world.books[MATHS], world.classes["8A1"].pk
    enter(world, "teacher", [change(pupil(world), "tx1", 75)])
    lock(head(world, "chốt điểm"), world.secondary, YEAR, "klass", klass, adding=False)
    page = load_book(book, head(world, minutes=1).at, (1,))
    columns = [c for c in page.columns if c.slot == "tx1"]
    [shown] = draw.heads(page, columns, draw.tabs(book)[0], True)[:1]
    assert "khóa\u00a0sửa" in shown.small and "data-state" not in shown.attributes
    first, second = str(draw.rows(page, columns, draw.tabs(book)[0])).split("<tr")[1:3]
    assert f'data-lock="{LOCKED}: chốt điểm.">7,5<' in first and "data-lock" not in second
    lock(head(world, minutes=2), world.secondary, YEAR, "klass", klass)
    page = load_book(book, head(world, minutes=3).at, (1,))
    [shown] = draw.heads(page, columns, draw.tabs(book)[0], True)[:1]
    assert 'data-state="locked"' in shown.attributes


def test_the_log_says_what_is_locked_how_and_since_when(world: World) -> None:
    school, course = world.secondary, world.courses["8A1", "TOAN"].pk
    later_on = head(world).at + datetime.timedelta(hours=3)
    order = lock(head(world), school, YEAR, "course", course, 1, "gk", adding=False, waiting=True)
    carry_out(world.ctx("vice_principal"), order)
    planned = lock(head(world), school, YEAR, "grade", 8, starts=later_on)
    unlock(head(world, hours=1), planned)
    opened = open_for(head(world, "thử", hours=1), school, YEAR, "klass", world.classes["8A1"].pk, later_on)  # fmt: skip
    unlock(head(world, hours=2), opened)
    unlock(head(world, hours=2), order)
    said = [say(e, "") for e in Event.objects.filter(verb__in=VERBS).order_by("pk")]
    at = f"{later_on:%H:%M %d/%m/%Y}"
    assert said == [
        "Khóa sổ Toán 8A1, học kì I, cột ĐĐGgk: chỉ sửa, giao Ban quản trị thực hiện",
        "Thực hiện lệnh khóa sổ Toán 8A1, học kì I, cột ĐĐGgk",
        f"Khóa sổ khối 8: cả nhập và sửa, từ {at}",
        "Thôi lệnh chưa có hiệu lực khóa sổ khối 8",
        f"Mở sổ đến {at}: lớp 8A1",
        "Thôi lệnh mở có hạn sổ lớp 8A1",
        "Thôi lệnh khóa sổ Toán 8A1, học kì I, cột ĐĐGgk",
    ]


def test_days_in_the_log_are_written_as_people_write_them() -> None:
    event = Event(verb="attendance.take", params={"day": "2026-05-29", "session": "buổi sáng"})
    assert "buổi sáng 29/05/2026: … có phép" in say(event, "8B")
