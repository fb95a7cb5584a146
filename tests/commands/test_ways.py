"""What helps at a cell that is not typed into: offered in the grid, and it works; else it is refused."""

import datetime

import pytest
from django.db import transaction

from hocba.books.commands import ask_correction, ask_opening, enter_marks, lock, submit_column
from hocba.books.corrections import Cell, closed
from hocba.books.models import Column
from hocba.books.queries import load_book
from hocba.books.state import DERIVED, Phase
from hocba.books.ways import CORRECT, OPEN, opening_helps, ways
from hocba.kernel.errors import Invalid, Refusal
from hocba.kernel.record import writing
from hocba.kernel.requests import commands as moves
from hocba.web.books import draw
from tests.commands import objects
from tests.commands.corrections import answer, by, column, correct, due
from tests.commands.entries import HOMEROOM, MATHS, change, enter, number_at, pupil
from tests.world import TODAY, YEAR, World

pytestmark = pytest.mark.django_db
FILLED, EMPTY = "gk", "tx1"
NEW = {FILLED: 75, EMPTY: 75}
OLD = {FILLED: 60, EMPTY: None}
PHASES = {
    "entered": ("", ""),
    "submitted": (CORRECT, ""),
    "locked": ("open correct", OPEN),
    "submitted, locked": (CORRECT, OPEN),
    "submitted, signed": (CORRECT, ""),
    "signed": (CORRECT, ""),
    "submitted, locked, signed": (CORRECT, ""),
    "locked, signed": (CORRECT, ""),
}
COURSES = ("approve", "explain")


def bring(world: World, phase: str, course: str) -> None:
    """The first pupil has 6,0 in the mid-term column and nothing in the first regular one; both
    columns come to a phase."""
    answer(world, "correction_course", course)
    one, two = pupil(world), pupil(world, 1)
    enter(
        world, "teacher", [change(one, FILLED, 60), change(two, FILLED, 65), change(two, EMPTY, 70)]
    )
    if "submitted" in phase:
        for slot in (FILLED, EMPTY):
            submit_column(by(world, "teacher", hours=1), column(world, slot))
    if "locked" in phase:
        ctx = by(world, "principal", "chốt điểm", hours=1)
        lock(ctx, world.secondary, YEAR, "klass", world.classes["8A1"].pk)
    if "signed" in phase:
        objects.document(world, "issued")


def offered(world: World, slot: str) -> str:
    """The ways that the page of the book offers at the first pupil's cell, as the grid reads them."""
    book, at = world.books[MATHS], by(world, "teacher", hours=2).at
    page = load_book(book, at, (1,))
    columns, tab = [c for c in page.columns if c.slot == slot], draw.tabs(book)[0]
    over = closed(book, page.columns, at)
    first = str(draw.rows(page, columns, tab, over)).split("</tr>")[0]
    cell = first.split("<td")[2]
    if "data-lock" in cell:
        return cell.partition('data-way="')[2].partition('"')[0]
    head = str(draw.heads(page, columns, tab, True, over)[0].attributes)
    kind = "data-filled" if slot == FILLED else "data-empty"
    return head.partition(f'{kind}="')[2].partition('"')[0]


def write(world: World, slot: str, hours: int = 2) -> None:
    one = change(pupil(world), slot, NEW[slot], seen=OLD[slot])
    enter_marks(by(world, "teacher", hours=hours), world.books[MATHS], [one])


def follow(world: World, way: str, slot: str) -> None:
    """From the link to the new mark in the book."""
    if way == OPEN:
        asking = by(world, "teacher", "Đã chấm xong bài.", hours=2)
        request = ask_opening(asking, world.books[MATHS], [(1, slot)], 8)
        moves.approve(by(world, "principal", hours=3), request)
        write(world, slot, hours=4)
        return
    if slot == EMPTY:
        cells = [Cell(pupil(world).pk, None, NEW[slot])]
        asking = by(world, "teacher", "Nhầm em.", hours=2)
        ask_correction(asking, world.books[MATHS], column(world, slot).pk, cells)
        return
    request = correct(world, new=NEW[slot])
    if request.state != "applied":
        moves.endorse(by(world, "head", hours=3), request)
        moves.approve(by(world, "principal", "Có bài kiểm tra", hours=4), request)
        moves.apply(by(world, "teacher", hours=5), request)


@pytest.mark.parametrize("slot", (FILLED, EMPTY))
@pytest.mark.parametrize("course", COURSES)
@pytest.mark.parametrize("phase", PHASES)
def test_a_cell_offers_the_ways_that_work_and_no_other(
    world: World, phase: str, course: str, slot: str
) -> None:
    bring(world, phase, course)
    expected = PHASES[phase][slot == EMPTY]
    assert offered(world, slot) == expected
    typed = not expected and not ("signed" in phase and slot == EMPTY)
    for way in ("", OPEN, CORRECT):
        works = typed if way == "" else way in expected
        with transaction.atomic():
            try:
                follow(world, way, slot) if way else write(world, slot)
                assert works, f"{way} works and is not offered"
                assert number_at(pupil(world), slot) == NEW[slot]
            except (Refusal, Invalid):
                assert not works, f"{way} is offered and does not work"
            transaction.set_rollback(True)


def test_after_the_last_day_a_closed_column_offers_no_correction(world: World) -> None:
    bring(world, "submitted", "explain")
    due(world, TODAY)
    assert offered(world, FILLED) == CORRECT
    answer(world, "correction_last_day", "closed")
    assert offered(world, FILLED) == ""
    with pytest.raises(Refusal, match="Đã hết hạn sửa điểm"):
        correct(world)
    due(world, TODAY + datetime.timedelta(days=8))
    assert offered(world, FILLED) == CORRECT
    correct(world)
    assert number_at(pupil(world), FILLED) == 75


def test_where_everything_is_published_and_full_an_opening_is_refused_in_words(
    world: World,
) -> None:
    book = world.books[MATHS]
    enter(world, "teacher", [change(p, FILLED, 60) for p in world.roster("8A1")])
    submit_column(by(world, "teacher", hours=1), column(world))
    lock(by(world, "principal", "chốt", hours=1), world.secondary, YEAR, "school", world.secondary.pk)  # fmt: skip
    page = load_book(book, by(world, "teacher", hours=2).at, (1,))
    full = next(c for c in page.columns if c.slot == FILLED)
    assert not opening_helps(page, full, ways(page, full))
    asking = by(world, "teacher", "Xin sửa.", hours=2)
    with pytest.raises(Refusal, match="Mở sổ không giúp được"):
        ask_opening(asking, book, [(1, FILLED)], 2)
    assert ask_opening(asking, book, [(1, FILLED), (1, EMPTY)], 2).state == "submitted"


def test_a_report_of_marking_needs_an_empty_cell(world: World) -> None:
    enter(world, "teacher", [change(p, FILLED, 60) for p in world.roster("8A1")])
    lock(by(world, "principal", "chốt", hours=1), world.secondary, YEAR, "school", world.secondary.pk)  # fmt: skip
    asking = by(world, "teacher", "Đã chấm xong.", hours=2)
    with pytest.raises(Refusal, match="không còn ô trống"):
        ask_opening(asking, world.books[MATHS], [(1, FILLED)], 2, marked=True)
    assert ask_opening(asking, world.books[MATHS], [(1, FILLED)], 2).state == "submitted"


def test_what_is_counted_from_the_roll_calls_has_no_way_and_a_count_is_not_corrected(
    world: World,
) -> None:
    book = world.books[HOMEROOM]
    lock(by(world, "principal", "chốt", hours=1), world.secondary, YEAR, "school", world.secondary.pk)  # fmt: skip
    held = Column.objects.filter(book=book, kind="count", term=1).first()
    assert held is not None
    with writing():
        Column.objects.filter(pk=held.pk).update(source="attendance")
    page = load_book(book, by(world, "homeroom", hours=2).at, (1,))
    for one in page.columns:
        found = ways(page, one)
        assert (found.empty, found.filled) == (
            ((), ()) if one.source in DERIVED
            else ((OPEN,), (OPEN,) if one.kind == "count" else (OPEN, CORRECT))
        )  # fmt: skip


def test_the_phases_of_the_table_are_all_there_are() -> None:
    named = {word for phase in PHASES for word in phase.split(", ")}
    assert named == {p.value for p in Phase}
