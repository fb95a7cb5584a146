"""A school read from stored results says what every class says when it is computed afresh."""

import datetime
import random
from collections.abc import Iterable

import pytest

from hocba.books.commands import Change, Ground, Pick, decide_level, enter_marks, switch
from hocba.books.models import Column, SubjectResult
from hocba.books.queries import class_sheet, load_book
from hocba.books.school import class_sheets
from hocba.kernel.record import writing
from hocba.promotion.queries import lacks, proposals, term_proposals, undecided
from hocba.year.commands import exempt
from hocba.year.models import Klass
from tests.commands.entries import pupil
from tests.commands.test_rulings import QD, without_first_conduct
from tests.commands.test_settings import answer
from tests.levels_world import Levels, fill_as_expected, levels, levels_of_module
from tests.whole_year import fill_class, with_more_subjects
from tests.world import NOW, TODAY, YEAR, World, system

__all__ = ["levels", "levels_of_module"]
pytestmark = pytest.mark.django_db


def same(classes: Iterable[Klass]) -> None:
    """Both ways propose the same, find the same waiting, and name the same as lacking."""
    wanted = list(classes)
    for klass, stored, seats in class_sheets(wanted):
        whole, listed = class_sheet(klass)
        assert seats == listed
        assert proposals(stored) == proposals(whole), klass.name
        if whole.shape.shown(year=False):
            for term in (1, 2):
                assert term_proposals(stored, term) == term_proposals(whole, term), klass.name
        waiting = undecided(whole, listed)
        assert undecided(stored, seats) == waiting
        assert [lacks(stored, u) for u in waiting] == [lacks(whole, u) for u in waiting]


def at_random(world: World, klass: str, seed: int, holes: float) -> None:
    """Marks of a class at random, with holes, also assessment again after the year."""
    chance = random.Random(seed)
    for (name, _), book in world.books.items():
        if name != klass:
            continue
        page, changes = load_book(book, NOW), []
        for column in Column.objects.filter(book=book, source="").exclude(kind="text"):
            codes, of = column.codes.split(","), page.of.get((column.term, column.slot), "")
            rare = 0.5 if column.term > 2 else holes
            for seat in page.seats:
                expects = page.choices.expects(of, seat.student, column.subject_id, column.term)
                if chance.random() < rare or not expects:
                    continue
                new = chance.choice(codes) if column.kind == "level" else chance.randrange(40, 95)
                new = new - new % 10 if column.kind == "integer" and isinstance(new, int) else new
                new = new // 10 if column.kind == "count" and isinstance(new, int) else new
                place = (seat.student, column.term, column.slot)
                changes.append(Change(*place, None, new, column.subject_id))
        enter_marks(system(), book, changes)


@pytest.mark.parametrize(("seed", "holes"), [(1, 0.0), (2, 0.02), (3, 0.3)])
def test_classes_of_every_circular(levels: Levels, seed: int, holes: float) -> None:
    classes = (
        "8A1",
        "9A",
        "9C",
        "9D",
        "10A1",
        "10K1",
        *(k for k in levels.classes if k[0] in "345"),
    )
    for klass in classes:
        at_random(levels, klass, seed, holes)
    assert SubjectResult.objects.exists()
    same(levels.classes.values())


def test_empty_books(levels: Levels) -> None:
    same(levels.classes.values())


def test_exempt_pupils_and_the_heads_levels(levels: Levels) -> None:
    fill_class(with_more_subjects(levels), "8A1")
    one, two = pupil(levels), pupil(levels, 1)
    basis = ("15/QĐ", TODAY, "Giấy ra viện")
    subjects = {c.subject.code: c.subject_id for (k, _), c in levels.courses.items() if k == "8A1"}
    exempt(levels.ctx("principal"), one, subjects["GDTC"], YEAR, *basis)
    exempt(levels.ctx("principal"), two, subjects["TOAN"], YEAR, *basis, mode="comment")
    without_first_conduct(levels, one)
    same([levels.classes["8A1"]])
    decide_level(levels.ctx("principal"), levels.classes["8A1"], one.pk, "conduct_year", "K", QD)
    same([levels.classes["8A1"]])


def test_results_made_under_an_earlier_answer_are_not_taken(levels: Levels) -> None:
    fill_class(with_more_subjects(levels), "8A1")
    before = set(SubjectResult.objects.values_list("regime", flat=True))
    answer(levels, "principal", "both_fail", "SUMMER_TRAINING")
    with writing():  # what an earlier answer might have left
        SubjectResult.objects.filter(number__isnull=False).update(number=10)
    (_, stored, _), *_ = class_sheets([levels.classes["8A1"]])
    assert stored.stamp not in before
    same([levels.classes["8A1"]])


def test_another_choice_counts_at_once(levels: Levels) -> None:
    fill_as_expected(levels, "10A1")
    klass, who = levels.classes["10A1"], levels.roster("10A1")[0].pk
    drops = [Pick(who, levels.courses["10A1", "VL"].pk, topics=t) for t in (False, True)]
    gains = [Pick(who, levels.courses["10A1", "DL"].pk)]
    switch(system(), klass, drops, gains, Ground("7/QĐ", datetime.date(2025, 10, 1)))
    same([klass])


def test_a_school_is_read_in_few_statements(
    levels: Levels, django_assert_max_num_queries: object
) -> None:
    fill_class(with_more_subjects(levels), "8A1")
    classes = list(Klass.objects.filter(school=levels.secondary, year=YEAR))
    with django_assert_max_num_queries(12 + len(classes)):  # type: ignore[operator]
        found = [proposals(sheet, why=False) for _, sheet, _ in class_sheets(classes)]
    assert any(found)
