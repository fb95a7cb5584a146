"""Roll calls: who was away, what the homeroom book then says, and what the limit of 45 makes of it."""

import datetime
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hocba.books.attendance import Nearing, Warnings, count_days, nearing, outlook, warnings_of
from hocba.books.commands import Away, call_roll, lock
from hocba.books.models import Absence, AbsenceChange, Mark, MarkChange, RollCall
from hocba.books.queries import year_of
from hocba.kernel.errors import Invalid, Refusal
from hocba.kernel.models import Event
from hocba.year.commands import leave, move, stay
from hocba.year.models import Enrolment, SchoolYear, Subject
from tests.commands import objects
from tests.commands.corrections import answer
from tests.commands.entries import HOMEROOM, change, enter, pupil
from tests.world import NOW, TODAY, YEAR, World

pytestmark = pytest.mark.django_db
MONDAY = TODAY
DAY = datetime.timedelta(days=1)


def called(world: World, day: datetime.date, away: dict[int, str], who: str = "homeroom", **more):
    klass = world.classes["8A1"]
    marks = {world.roster("8A1")[n].pk: Away(kind) for n, kind in away.items()}
    return call_roll(world.ctx(who), klass, day, more.pop("session", "S"), marks, **more)


def counts(world: World, number: int) -> tuple[int | None, int | None]:
    """(P, K) of the first term in the homeroom book."""
    item = Subject.objects.get(code="vang")
    rows = dict(
        Mark.objects.filter(student=pupil(world, number), subject=item, term=1).values_list(
            "slot", "number"
        )
    )
    return rows.get("P"), rows.get("K")


def test_all_present_fills_the_homeroom_book_with_zeros(world: World) -> None:
    answer = called(world, MONDAY, {})
    assert (answer.excused, answer.unexcused) == (0, 0)
    assert RollCall.objects.get().version == 1
    assert [counts(world, n) for n in range(6)] == [(0, 0)] * 6


def test_the_counts_of_the_book_follow_each_roll_call(world: World) -> None:
    called(world, MONDAY - DAY * 3, {0: "P", 1: "K"})
    called(world, MONDAY, {0: "K"})
    assert counts(world, 0) == (1, 1)
    assert counts(world, 1) == (0, 1)
    called(world, MONDAY, {0: "P"}, seen=1)
    assert counts(world, 0) == (2, 0)
    item = Subject.objects.get(code="vang")
    lines = MarkChange.objects.filter(student=pupil(world), subject=item, slot="P")
    assert list(lines.order_by("event").values_list("old_number", "new_number")) == [
        (None, 1),
        (1, 2),
    ]


def test_a_correction_leaves_its_trace_in_the_ledger(world: World) -> None:
    called(world, MONDAY, {0: "K"})
    called(world, MONDAY, {}, seen=1)
    assert not Absence.objects.exists()
    assert list(AbsenceChange.objects.order_by("pk").values_list("old", "new")) == [
        ("", "K"),
        ("K", ""),
    ]


def test_one_roll_call_is_one_event(world: World) -> None:
    before = Event.objects.count()
    called(world, MONDAY, {0: "P", 1: "K"})
    assert Event.objects.count() == before + 1


def test_two_sessions_of_a_day_count_once(world: World) -> None:
    called(world, MONDAY, {0: "P"})
    called(world, MONDAY, {0: "K"}, session="C")
    assert counts(world, 0) == (0, 1)


def test_a_roll_call_that_somebody_else_saved_is_not_overwritten(world: World) -> None:
    called(world, MONDAY, {0: "P"})
    with pytest.raises(Refusal, match=r"Võ Thị Thu vừa điểm danh lúc 07:02"):
        called(world, MONDAY, {1: "K"}, who="teacher")
    assert list(Absence.objects.values_list("kind", flat=True)) == ["P"]


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (TODAY + DAY, "Chưa đến ngày này"),
        (datetime.date(2025, 8, 1), "ngoài năm học"),
    ],
)
def test_a_day_that_is_not_there_yet_is_refused(
    world: World, day: datetime.date, said: str
) -> None:
    with pytest.raises(Invalid, match=said):
        called(world, day, {})


def test_pupils_of_another_class_are_not_marked_here(world: World) -> None:
    stray = pupil(world, klass="8A2").pk
    with pytest.raises(Invalid, match="không có học sinh đó"):
        call_roll(world.ctx("homeroom"), world.classes["8A1"], MONDAY, "S", {stray: Away("P")})


def test_a_locked_absence_column_refuses_the_roll_call_with_its_reason(world: World) -> None:
    called(world, MONDAY - DAY, {})
    ctx = world.ctx("principal", reason="chốt học kì I")
    lock(ctx, world.secondary, YEAR, "klass", world.classes["8A1"].pk)
    with pytest.raises(Refusal, match="chốt học kì I"):
        called(world, MONDAY, {0: "K"})
    assert counts(world, 0) == (0, 0)
    called(world, MONDAY, {})  # nobody away: no count changes, so nothing stands against it


def test_counted_absences_are_not_typed_over(world: World) -> None:
    called(world, MONDAY, {0: "P"})
    item = Subject.objects.get(code="vang")
    with pytest.raises(Refusal, match="đếm từ điểm danh"):
        enter(world, "homeroom", [change(pupil(world), "P", 5, seen=1, subject=item.pk)], HOMEROOM)


def test_a_class_without_roll_calls_types_its_absences(world: World) -> None:
    item = Subject.objects.get(code="vang")
    enter(world, "homeroom", [change(pupil(world), "P", 5, subject=item.pk)], HOMEROOM)
    assert counts(world, 0) == (5, None)


def test_counts_typed_before_are_not_overwritten_by_a_roll_call(world: World) -> None:
    item = Subject.objects.get(code="vang")
    enter(world, "homeroom", [change(pupil(world), "P", 5, subject=item.pk)], HOMEROOM)
    called(world, MONDAY, {0: "K"})
    assert counts(world, 0) == (5, None)
    assert Absence.objects.count() == 1


def test_a_pupil_who_left_is_not_marked_away_afterwards(world: World) -> None:
    seat = Enrolment.objects.get(student=pupil(world))
    leave(world.ctx("homeroom"), seat, MONDAY - DAY * 4, "Chuyển trường")
    with pytest.raises(Invalid, match="không học lớp này ngày đó"):
        called(world, MONDAY, {0: "K"})


def test_a_pupil_moves_to_another_class_and_keeps_the_absences(world: World) -> None:
    called(world, MONDAY - DAY * 3, {0: "K"})
    seat = Enrolment.objects.get(student=pupil(world))
    row = move(world.ctx("homeroom"), seat, world.classes["8A2"].pk, MONDAY)
    seat.refresh_from_db()
    assert (seat.ends, seat.leaving) == (MONDAY - DAY, "Chuyển lớp")
    assert row.position == 6
    assert counts(world, 0) == (0, 1)
    call_roll(
        world.ctx("other_class"),
        world.classes["8A2"],
        MONDAY,
        "S",
        {pupil(world).pk: Away("K")},
    )
    assert counts(world, 0) == (0, 2)


@pytest.mark.parametrize("again", [False, True])
def test_a_pupil_moves_only_within_the_grade_and_once(world: World, again: bool) -> None:
    seat = Enrolment.objects.get(student=pupil(world))
    if again:
        move(world.ctx("homeroom"), seat, world.classes["8A2"].pk, MONDAY)
        with pytest.raises(Refusal, match="đã rời lớp"):
            move(world.ctx("homeroom"), seat, world.classes["8A2"].pk, MONDAY)
    else:
        with pytest.raises(Invalid, match="cùng khối"):
            move(world.ctx("homeroom"), seat, world.classes["8A1"].pk, MONDAY)


def test_a_leaving_recorded_by_mistake_is_taken_back_once(world: World) -> None:
    seat = Enrolment.objects.select_related("klass").get(student=pupil(world))
    with pytest.raises(Invalid, match="ngoài năm học"):
        leave(world.ctx("homeroom"), seat, datetime.date(2027, 1, 1), "Chuyển trường")
    leave(world.ctx("homeroom"), seat, MONDAY, "Chuyển trường")
    stay(world.ctx("homeroom"), seat)
    seat.refresh_from_db()
    assert (seat.ends, seat.leaving) == (None, "")
    with pytest.raises(Refusal, match="đang học ở lớp"):
        stay(world.ctx("homeroom"), seat)
    move(world.ctx("homeroom"), seat, world.classes["8A2"].pk, MONDAY)
    with pytest.raises(Refusal, match="đã sang lớp khác"):
        stay(world.ctx("homeroom"), seat)


@pytest.mark.parametrize("gone", [False, True])
def test_the_class_that_a_signed_transcript_tells_of_does_not_change(
    world: World, gone: bool
) -> None:
    seat, ctx = Enrolment.objects.get(student=pupil(world)), world.ctx("homeroom")
    if gone:
        leave(ctx, seat, MONDAY, "Chuyển trường")
    objects.document(world, "issued")
    acts = [
        partial(leave, ctx, seat, MONDAY, "Chuyển trường"),
        partial(move, ctx, seat, world.classes["8A2"].pk, MONDAY),
    ]
    for act in [partial(stay, ctx, seat)] if gone else acts:
        with pytest.raises(Refusal, match="đang ký hoặc đã cấp"):
            act()
    seat.refresh_from_db()
    assert (seat.ends is not None) == gone


def frame() -> SchoolYear:
    return SchoolYear(
        year=2025,
        starts=datetime.date(2025, 9, 5),
        term1_ends=datetime.date(2026, 1, 16),
        term2_starts=datetime.date(2026, 1, 19),
        ends=datetime.date(2026, 5, 29),
    )


@pytest.mark.parametrize(
    ("count", "day", "level"),
    [
        (45, datetime.date(2026, 5, 29), "near"),
        (46, datetime.date(2026, 5, 29), "over"),
        (35, datetime.date(2026, 5, 29), "near"),
        (15, datetime.date(2026, 5, 29), "watch"),
        (14, datetime.date(2026, 5, 29), ""),
        (8, datetime.date(2025, 10, 20), "watch"),  # 8 in six and a half weeks: 46 in the year
        (7, datetime.date(2025, 10, 20), ""),
        (8, datetime.date(2025, 9, 20), ""),  # too early to speak of a rate
    ],
)
def test_the_limit_of_45_is_seen_coming(count: int, day: datetime.date, level: str) -> None:
    assert outlook(count, 45, day, frame(), Warnings()).level == level


@pytest.mark.django_db
def test_the_school_decides_when_it_is_warned(world: World) -> None:
    assert warnings_of(world.secondary.pk, YEAR) == Warnings(first=15, near=10)
    answer(world, "absence_first", "10")
    warn = warnings_of(world.secondary.pk, YEAR)
    day = datetime.date(2026, 5, 29)
    assert [outlook(n, 45, day, frame(), warn).level for n in (9, 10)] == ["", "watch"]


def near(world: World, who: str = "homeroom", klass: str = "8A1") -> list[Nearing]:
    """Who nears the limit, as seen by whoever has the class today."""
    year = year_of(world.secondary.pk, YEAR)
    return nearing(world.ctx(who).actor, [world.classes[klass]], year, TODAY)


@pytest.mark.django_db
def test_counts_typed_into_the_book_warn_as_rolls_do(world: World) -> None:
    """A school that calls no roll in a term types its counts, and 45 sessions are 45 sessions."""
    child = pupil(world)
    item = Subject.objects.get(code="vang").pk
    typed = [change(child, kind, n, subject=item) for kind, n in (("P", 30), ("K", 6))]
    enter(world, "homeroom", typed, HOMEROOM)
    [found] = near(world)
    assert (found.student, found.outlook.level) == (child.pk, "near")
    assert (found.counts["P"], found.counts["K"]) == (30, 6)
    called(world, MONDAY, {0: "K"})  # a typed term stays typed: the roll does not come on top
    assert near(world)[0].counts.total() == 36


@pytest.mark.django_db
def test_the_warning_goes_with_the_pupil_into_another_class_and_ends_with_the_school(
    world: World,
) -> None:
    for n in range(1, 16):
        called(world, MONDAY - DAY * n, {0: "K"})
    assert [n.outlook.count for n in near(world)] == [15]
    seat = Enrolment.objects.get(student=pupil(world))
    move(world.ctx("homeroom"), seat, world.classes["8A2"].pk, MONDAY)
    assert near(world) == []
    assert [n.outlook.count for n in near(world, "other_class", "8A2")] == [15]
    there = Enrolment.objects.select_related("klass", "student__person").get(klass=world.classes["8A2"], student=pupil(world))  # fmt: skip
    leave(world.ctx("other_class", at=NOW + DAY), there, MONDAY, "Chuyển trường")
    year = year_of(world.secondary.pk, YEAR)
    assert nearing(world.ctx("other_class").actor, [world.classes["8A2"]], year, MONDAY + DAY) == []


days = st.dates(datetime.date(2025, 9, 5), datetime.date(2025, 9, 30))
missed = st.lists(st.tuples(days, st.sampled_from("SC"), st.sampled_from("PK")))


@given(missed)
def test_a_day_counts_once_whatever_the_order(rows: list[tuple[datetime.date, str, str]]) -> None:
    found = count_days(rows)
    assert found.total() == len({day for day, _, _ in rows})
    assert found["K"] == len({day for day, _, kind in rows if kind == "K"})
    assert count_days(reversed(rows)) == found
