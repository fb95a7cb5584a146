"""A save that reads its own terms only stores what the cells of the whole year give."""

import contextlib
import random

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.transaction import TransactionManagementError

from hocba.books import cells, results
from hocba.books.cells import EMPTY, Key, Line, Value
from hocba.books.commands import Change
from hocba.books.models import Mark, MarkChange, SubjectResult
from hocba.books.queries import load_book
from hocba.books.sheet import Sheet
from hocba.kernel import sql
from hocba.kernel.record import OutsideCommand, writing
from hocba.year.commands import exempt
from tests.commands.entries import MATHS, change, enter, pupil, stored_results
from tests.world import TODAY, YEAR, World

pytestmark = pytest.mark.django_db

SLOTS = ("tx1", "tx2", "tx3", "gk", "ck")


def afresh(world: World, name: tuple[str, str]) -> dict[tuple[int, int, int], results.Result]:
    """The results of a book's pupils from all cells of the year."""
    page = load_book(world.books[name], world.ctx("teacher").at)
    course = page.book.course
    assert course is not None
    rows = [s.student for s in page.seats]
    sheet = Sheet(page.book.klass, [course], rows, page.cells, page.exempt, {}, page.choices)
    return results.results_of(sheet)


def stored(world: World, name: tuple[str, str]) -> dict[tuple[int, int, int], results.Result]:
    course = world.books[name].course
    assert course is not None
    rows = SubjectResult.objects.filter(subject=course.subject_id)
    return {
        (r.student_id, r.subject_id, r.term): results.Result(r.number, r.code, r.status)
        for r in rows
    }


@pytest.mark.parametrize("seed", range(4))
def test_any_order_of_saves_stores_what_the_whole_year_gives(world: World, seed: int) -> None:
    chance = random.Random(seed)
    seen: dict[tuple[int, int, str], int | None] = {}
    for _ in range(14):
        term, changes = chance.choice((1, 2)), []
        for slot in chance.sample(SLOTS, chance.choice((1, 1, 5))):
            for one in world.roster("8A1")[: chance.choice((1, 4))]:
                place = (one.pk, term, slot)
                new = None if chance.random() < 0.1 else chance.randrange(101)
                changes.append(Change(one.pk, term, slot, seen.get(place), new))
                seen[place] = new
        enter(world, "teacher", changes)
        whole, kept = afresh(world, MATHS), stored(world, MATHS)
        assert kept.items() <= whole.items()
        assert {k for k, v in whole.items() if v.status == "ok"} <= kept.keys()
    filled = {(m.student_id, m.term, m.slot): m.number for m in Mark.objects.all()}
    assert filled == {place: mark for place, mark in seen.items() if mark is not None}
    last: dict[tuple[int, int, str], int | None] = {}
    for line in MarkChange.objects.order_by("event_id"):
        place = (line.student_id, line.term, line.slot)
        assert line.old_number == last.get(place)
        last[place] = line.new_number
    assert {p: m for p, m in last.items() if m is not None} == filled


def fill(world: World, term: int, mark: int = 80) -> None:
    one = pupil(world)
    enter(world, "teacher", [change(one, slot, mark, term=term) for slot in SLOTS])


def test_results_made_by_other_rules_are_computed_anew(world: World) -> None:
    one, book = pupil(world), world.books[MATHS]
    fill(world, 2)
    with writing():
        SubjectResult.objects.filter(term=2).update(number=11, regime="quy định cũ")
    fill(world, 1, 50)
    assert stored_results(one, book)[2] == (80, None, "ok")
    assert stored_results(one, book)[3] == (70, None, "ok")  # (5,0 + 2 × 8,0) / 3


def test_an_exemption_given_after_a_result_is_seen_by_the_next_save(world: World) -> None:
    one, book = pupil(world), world.books[MATHS]
    assert book.course is not None
    fill(world, 2)
    head, subject = world.ctx("principal"), book.course.subject_id
    exempt(head, one, subject, YEAR, "15/QĐ-THCS", TODAY, "Ốm dài ngày", 2)
    fill(world, 1, 50)
    assert stored_results(one, book)[2][2] == "exempt"
    assert stored_results(one, book)[3][2] == "needs_decision"


def test_a_save_of_one_term_leaves_the_result_of_the_other(world: World) -> None:
    one, book = pupil(world), world.books[MATHS]
    fill(world, 1, 50)
    fill(world, 2, 80)
    enter(world, "teacher", [change(one, "ck", 90, seen=50)])
    # TT 22 Điều 9: (5,0 × 3 + 2 × 5,0 + 3 × 9,0) / 8 = 6,5
    assert stored_results(one, book)[1] == (65, None, "ok")
    assert stored_results(one, book)[2] == (80, None, "ok")
    assert stored_results(one, book)[3] == (75, None, "ok")  # (6,5 + 2 × 8,0) / 3


def test_sqlite_finds_cells_and_results_sound(world: World) -> None:
    """SQLite 3.40 takes some sound tables without row numbers for broken; every backup asks it."""
    fill(world, 1, 50)
    fill(world, 2, 80)
    assert SubjectResult.objects.exists()
    ask = "PRAGMA integrity_check" if connection.vendor == "sqlite" else "SELECT 'ok'"
    assert [tuple(row) for row in sql.rows(ask)] == [("ok",)]


def test_plain_statements_refuse_as_the_cursor_does(world: World) -> None:
    book = world.books[MATHS]
    line = Line(Key(book.course.subject_id, 1, "tx1", pupil(world)), EMPTY, Value(75))  # type: ignore[union-attr]
    with pytest.raises(OutsideCommand):
        cells.put(world.ctx("teacher"), book, [line])
    with pytest.raises(TransactionManagementError), transaction.atomic():
        with contextlib.suppress(IntegrityError), transaction.atomic(savepoint=False):
            sql.run("INSERT INTO org_place (id) VALUES (%s)", [world.secondary.pk])
        sql.rows("SELECT 1")


def test_statements_are_seen_by_whoever_listens(
    world: World, django_assert_num_queries: object
) -> None:
    with django_assert_num_queries(1):  # type: ignore[operator]
        assert sql.rows("SELECT COUNT(*) FROM org_place")[0][0] > 1
