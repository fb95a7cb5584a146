"""The Thanh Hóa case of 2026 played again: the report tells exactly what the plan did."""

import datetime
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from demo import replay as plan
from hocba.books.models import Mark, MarkChange
from hocba.kernel.models import Event
from hocba.ops import replay
from hocba.reports.changes import (
    Journal,
    Kind,
    Place,
    by_class,
    by_column,
    is_rounding,
    teachers,
    total,
)
from hocba.reports.queries import changes
from hocba.web.requests.journal_print import total_words

MAY = (datetime.date(2026, 5, 1), datetime.date(2026, 5, 31))
BEFORE = (datetime.date(2026, 5, 1), datetime.date(2026, 5, 24))
AFTER = (datetime.date(2026, 5, 25), datetime.date(2026, 5, 31))


@pytest.fixture(scope="module")
def played_once(django_db_setup: None, django_db_blocker: Any) -> Iterator[replay.Replayed]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield replay.play(accounts=False)
        transaction.set_rollback(True)


@pytest.fixture
def played(played_once: replay.Replayed, db: None) -> replay.Replayed:
    return played_once


def report(
    played: replay.Replayed, days: tuple[datetime.date, datetime.date] = MAY, **more: int
) -> Journal:
    return changes(played.school.pk, replay.YEAR, *days, **more)


def test_the_plan_has_the_numbers_of_the_case_and_is_the_same_each_time() -> None:
    made, again = plan.make(), plan.make()
    assert made == again and made != plan.make(7)
    assert made.lines == 1299 + 519 == sum(len(a.changes) for a in made.acts)
    assert len({a.klass for a in made.acts}) == 29 and len({a.subject for a in made.acts}) == 8
    assert len({(a.subject, plan.teacher_of(a.klass, a.subject)) for a in made.acts}) == 39
    wanted = {
        "ROUNDED",
        "BACK",
        "REPLACED",
        "MOVED_FROM",
        "MOVED_TO",
        "DELETED",
        "RAISED",
        "LOWERED",
    }
    assert wanted < set(made.kinds.values())


def test_the_ledger_holds_each_entry_and_edit_once(played: replay.Replayed) -> None:
    lines = MarkChange.objects.filter(school=played.school)
    assert lines.count() == 1818
    assert Event.objects.filter(verb="mark.enter", school=played.school.pk).count() == len(
        played.plan.acts
    )
    assert total(report(played, BEFORE)).lines == 1299
    assert total(report(played, AFTER)).lines == 519


def test_the_report_says_of_every_cell_what_became_of_it(played: replay.Replayed) -> None:
    found = report(played)
    said = {path.place: path.kind.name for path in found.edited}
    truth = {Place(*played.cell(cell)): kind for cell, kind in played.plan.kinds.items()}
    assert said == {place: kind for place, kind in truth.items() if kind != "ENTERED"}
    entered = Counter(place.column for place, kind in truth.items() if kind == "ENTERED")
    assert Counter({e.column: e.cells for e in found.entered}) == entered


def test_first_and_last_values_and_the_net_changes_are_those_of_the_plan(
    played: replay.Replayed,
) -> None:
    found = report(played)
    paths = {path.place: path for path in found.edited}
    for cell, first in played.plan.first.items():
        path = paths.get(Place(*played.cell(cell)))
        if path is None:
            assert played.plan.kinds[cell] == "ENTERED" and first == played.plan.values[cell]
        else:
            assert (path.first, path.last) == (first, played.plan.values[cell])
    changed = {p.place for p in paths.values() if p.changed}
    assert changed == {
        Place(*played.cell(c))
        for c, first in played.plan.first.items()
        if first != played.plan.values[c]
    }
    whole = total(found)
    assert (whole.ups, whole.downs) == (played.plan.ups, played.plan.downs)
    assert (whole.deletions, whole.reentries) == (played.plan.deletions, played.plan.reentries)


def test_the_marks_that_stand_are_the_last_values(played: replay.Replayed) -> None:
    stand = {
        (m.subject_id, m.slot, m.student_id): m.number
        for m in Mark.objects.filter(school=played.school)
    }
    for path in report(played).edited:
        subject = MarkChange.objects.filter(event=path.steps[-1].event)[0].subject_id
        assert stand.get((subject, path.place.slot, path.place.student)) == path.last


def test_who_when_and_from_where_stand_at_every_step(played: replay.Replayed) -> None:
    acts = {(a.at, played.books[a.klass, a.subject]): a for a in played.plan.acts}
    for path in report(played).edited:
        for step in path.steps:
            act = acts[step.at.astimezone(plan.STARTS.tzinfo), path.place.book]
            person = played.teachers[act.subject, plan.teacher_of(act.klass, act.subject)]
            assert (step.actor, step.address, step.source) == (person, act.address, "web")


def test_a_wrong_column_names_the_column_it_went_to(played: replay.Replayed) -> None:
    moved = [p for p in report(played).edited if p.kind is Kind.MOVED_FROM]
    assert moved and len(moved) % plan.PUPILS == 0
    for path in moved:
        assert path.place.slot == "gk" and path.other is not None
        assert path.other == Place(path.place.book, path.place.term, "ck", path.place.student)


def test_counts_add_up_by_teacher_by_class_and_by_column(played: replay.Replayed) -> None:
    found = report(played)
    class_of = {book: plan.CLASSES.index(klass) for (klass, _), book in played.books.items()}
    whole = total(found)
    for parts in (teachers(found), by_class(found, class_of), by_column(found)):
        assert sum(t.edits for t in parts.values()) == whole.edits
        assert sum(t.changed for t in parts.values()) == whole.changed
        kinds = Counter[Kind]()
        for tally in parts.values():
            kinds.update(tally.kinds)
        assert kinds == whole.kinds
    assert len(teachers(found)) == 39


def test_the_paper_says_which_of_its_rows_only_took_a_moved_mark(played: replay.Replayed) -> None:
    found = report(played)
    moved = sum(not path.edits for path in found.edited)
    said = total_words(len(found.edited), total(found))
    assert moved and f"Tổng cộng {len(found.edited)} ô, trong đó {moved} ô chỉ nhận điểm" in said
    assert total(found).cells + moved == len(found.edited)


def test_a_teacher_s_report_has_the_cells_this_teacher_wrote(played: replay.Replayed) -> None:
    entered = []
    for one in set(played.teachers.values()):
        own = report(played, teacher=one)
        assert own.edited and all(any(s.actor == one for s in p.steps) for p in own.edited)
        entered += own.entered
    assert entered and sorted(entered) == sorted(report(played).entered)


@pytest.mark.parametrize(
    ("old", "new", "rounding"),
    [(65, 70, True), (73, 75, True), (72, 70, True), (67, 68, True), (60, 75, False), (70, 70, False), (74, 80, False), (None, 70, False), ("Đ", "CĐ", False)],
)  # fmt: skip
def test_rounding_is_half_up_to_a_half_or_a_whole_point_or_one_tenth(
    old: Any, new: Any, rounding: bool
) -> None:
    assert is_rounding(old, new) is rounding
