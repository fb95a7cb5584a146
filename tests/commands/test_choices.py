"""Chosen subjects and cụm chuyên đề: whose books, whose cells, whose results."""

import datetime

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hocba.books.commands import Change, Ground, Pick, choose, enter_marks, switch
from hocba.books.models import SubjectResult
from hocba.books.progress import progress
from hocba.books.queries import class_sheet, load_book
from hocba.books.results import results_of
from hocba.documents.models import Document
from hocba.kernel.errors import Invalid, Refusal
from hocba.kernel.models import Event
from hocba.kernel.record import writing
from hocba.promotion.queries import proposals
from hocba.year.models import Choice
from tests.commands import objects
from tests.levels_world import ELECTIVES, Levels, fill_as_expected, levels, levels_of_module
from tests.world import NOW

__all__ = ["levels", "levels_of_module"]
KLASS = "10A1"
STARTS = datetime.date(2025, 9, 5)


def student(world: Levels, place: int) -> int:
    return world.roster(KLASS)[place].pk


def course(world: Levels, code: str) -> int:
    return world.courses[KLASS, code].pk


def seats(world: Levels, code: str) -> list[int]:
    page = load_book(world.books[KLASS, code], NOW)
    return [s.student for s in page.seats]


def test_a_chosen_subjects_book_lists_only_those_who_take_it(levels: Levels) -> None:
    assert seats(levels, "VL") == [student(levels, n) for n in (0, 1, 2)]
    assert seats(levels, "NV") == [student(levels, n) for n in range(5)]


def test_nobody_enters_a_mark_for_a_pupil_who_does_not_take_the_subject(levels: Levels) -> None:
    stranger = Change(student(levels, 4), 1, "tx1", None, 80)
    with pytest.raises(Invalid, match="không có cột hoặc học sinh"):
        enter_marks(levels.ctx("physics"), levels.books[KLASS, "VL"], [stranger])


def test_the_topic_column_takes_marks_of_those_who_take_the_topics_only(levels: Levels) -> None:
    book = levels.books[KLASS, "VL"]
    saved = enter_marks(
        levels.ctx("physics"), book, [Change(student(levels, 0), 1, "cd", None, 90)]
    )
    assert saved.saved == 1
    assert saved.counts == {"1:cd": "1/2"}
    with pytest.raises(Invalid, match="không học cụm chuyên đề"):
        enter_marks(levels.ctx("physics"), book, [Change(student(levels, 1), 1, "cd", None, 90)])


def test_the_topic_mark_counts_as_one_more_regular_mark_of_its_pupil(levels: Levels) -> None:
    """TT 22 Điều 6 k3: (6+6+6 + 9 + 2·6 + 3·6)/9 = 6,3; without topics (6·3 + 2·6 + 3·6)/8 = 6,0."""
    book, marks = levels.books[KLASS, "VL"], {}
    for slot, value in (("tx1", 60), ("tx2", 60), ("tx3", 60), ("gk", 60), ("ck", 60)):
        marks[slot] = value
    both = [Change(student(levels, n), 1, s, None, v) for n in (0, 1) for s, v in marks.items()]
    topic = Change(student(levels, 0), 1, "cd", None, 90)
    enter_marks(levels.ctx("physics"), book, [*both, topic])
    found = SubjectResult.objects.filter(subject=book.course.subject_id, term=1)
    assert found.get(student=student(levels, 0)).number == 63
    assert found.get(student=student(levels, 1)).number == 60


def test_results_are_of_the_subjects_taken(levels: Levels) -> None:
    fill_as_expected(levels, KLASS)
    sheet, _ = class_sheet(levels.classes[KLASS])
    found = proposals(sheet)
    assert all(p.ready for p in found)
    assert {p.codes["learning"] for p in found} == {"T"}
    assert {p.codes["promotion"] for p in found} == {"PROMOTED"}


def test_every_book_of_a_full_class_with_choices_counts_as_full(levels: Levels) -> None:
    fill_as_expected(levels, KLASS)
    rows = progress(levels.high.pk, 2025, [levels.classes[KLASS].pk])
    assert len(rows) == 15
    assert all(filled == wanted > 0 for row in rows for filled, wanted in row.terms.values())


def test_the_office_writes_choices_and_corrects_them_while_the_book_is_empty(
    levels: Levels,
) -> None:
    who = student(levels, 0)
    wrong, right = Pick(who, course(levels, "TIN")), Pick(who, course(levels, "DL"))
    before = Event.objects.count()
    assert choose(levels.ctx("high_clerk"), levels.classes[KLASS], [right], [wrong], STARTS) == 1
    assert Event.objects.count() == before + 1
    assert who in seats(levels, "DL")
    assert who not in seats(levels, "TIN")


def test_writing_the_same_choices_twice_changes_nothing(levels: Levels) -> None:
    count = Choice.objects.count()
    again = [Pick(student(levels, 0), course(levels, "VL"))]
    assert choose(levels.ctx("high_clerk"), levels.classes[KLASS], again, [], STARTS) == 0
    assert Choice.objects.count() == count


def test_a_choice_with_marks_is_not_corrected_away(levels: Levels) -> None:
    enter_marks(
        levels.ctx("physics"),
        levels.books[KLASS, "VL"],
        [Change(student(levels, 0), 1, "tx1", None, 80)],
    )
    drop = [
        Pick(student(levels, 0), course(levels, "VL")),
        Pick(student(levels, 0), course(levels, "VL"), topics=True),
    ]
    with pytest.raises(Refusal, match="cần quyết định"):
        choose(levels.ctx("high_clerk"), levels.classes[KLASS], [], drop, STARTS)
    assert student(levels, 0) in seats(levels, "VL")


def test_only_the_principal_lets_a_pupil_change_and_names_the_decision(levels: Levels) -> None:
    who, klass = student(levels, 3), levels.classes[KLASS]
    out, into = [Pick(who, course(levels, "DL"))], [Pick(who, course(levels, "VL"))]
    ground = Ground("45/QĐ-THPT", datetime.date(2026, 1, 19))
    with pytest.raises(Refusal, match="không có quyền"):
        switch(levels.ctx("high_clerk"), klass, out, into, ground)
    with pytest.raises(Invalid, match="số quyết định"):
        switch(levels.ctx("high_principal"), klass, out, into, Ground(" ", ground.on))
    assert switch(levels.ctx("high_principal"), klass, out, into, ground) == 1
    page = {s.student: s for s in load_book(levels.books[KLASS, "VL"], NOW).seats}
    assert page[who].expected == {2}
    left = {s.student: s for s in load_book(levels.books[KLASS, "DL"], NOW).seats}
    assert left[who].expected == {1}


def test_what_was_written_before_a_change_stays_in_its_book(levels: Levels) -> None:
    who = student(levels, 0)
    enter_marks(levels.ctx("physics"), levels.books[KLASS, "VL"], [Change(who, 1, "tx1", None, 80)])
    switch(
        levels.ctx("high_principal"),
        levels.classes[KLASS],
        [Pick(who, course(levels, "VL")), Pick(who, course(levels, "VL"), topics=True)],
        [Pick(who, course(levels, "DL"))],
        Ground("45/QĐ-THPT", datetime.date(2026, 1, 19)),
    )
    page = load_book(levels.books[KLASS, "VL"], NOW)
    assert page.cells[page.book.course.subject_id, 1, "tx1", who].number == 80


def test_a_change_of_choices_makes_the_stored_results_anew(levels: Levels) -> None:
    klass, book = levels.classes[KLASS], levels.books[KLASS, "VL"]
    leaver, stayer = student(levels, 0), student(levels, 1)
    both = [
        Change(pupil, 1, slot, None, 60)
        for pupil in (leaver, stayer)
        for slot in ("tx1", "tx2", "tx3", "gk", "ck")
    ]
    enter_marks(levels.ctx("physics"), book, [*both, Change(leaver, 1, "cd", None, 90)])

    def stored() -> dict[tuple[int, int], tuple[int | None, str]]:
        rows = SubjectResult.objects.filter(subject=book.course.subject_id)
        return {(r.student_id, r.term): (r.number, r.status) for r in rows}

    assert stored()[stayer, 1] == (60, "ok") and stored()[leaver, 1] == (63, "ok")
    vl = course(levels, "VL")
    choose(levels.ctx("high_clerk"), klass, [Pick(stayer, vl, topics=True)], [], STARTS)
    assert stored()[stayer, 1] == (None, "incomplete"), "the mark of the cụm chuyên đề is lacking"
    switch(
        levels.ctx("high_principal"),
        klass,
        [Pick(leaver, vl), Pick(leaver, vl, topics=True)],
        [Pick(leaver, course(levels, "DL"))],
        Ground("45/QĐ-THPT", datetime.date(2026, 1, 19)),
    )
    afresh = results_of(class_sheet(klass)[0])
    for (pupil, term), found in stored().items():
        anew = afresh[pupil, book.course.subject_id, term]
        assert found == (anew.number, anew.status)
    assert stored()[leaver, 2] == (None, "not_taken")


@pytest.mark.parametrize(
    ("code", "topics", "said"),
    [("NV", False, "không phải môn lựa chọn"), ("TIN", True, "không có cụm chuyên đề")],
)
def test_only_what_is_offered_is_chosen(levels: Levels, code: str, topics: bool, said: str) -> None:
    pick = Pick(student(levels, 0), course(levels, code), topics)
    with pytest.raises(Invalid, match=said):
        choose(levels.ctx("high_clerk"), levels.classes[KLASS], [pick], [], STARTS)


def test_topics_of_a_subject_need_the_subject(levels: Levels) -> None:
    pick = Pick(student(levels, 4), course(levels, "VL"), topics=True)
    with pytest.raises(Invalid, match="thì phải học môn"):
        choose(levels.ctx("high_clerk"), levels.classes[KLASS], [pick], [], STARTS)


def test_pupils_and_courses_of_another_class_are_refused(levels: Levels) -> None:
    other = Pick(levels.roster("8A1")[0].pk, course(levels, "VL"))
    foreign = Pick(student(levels, 0), levels.courses["8A1", "TOAN"].pk)
    for pick in (other, foreign):
        with pytest.raises(Invalid, match="không thuộc lớp này"):
            choose(levels.ctx("high_clerk"), levels.classes[KLASS], [pick], [], STARTS)


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_results_of_a_pupil_do_not_depend_on_what_others_chose(
    levels: Levels, data: st.DataObject
) -> None:
    """Whatever the others take, and whatever their marks, one pupil's results stay."""
    klass = levels.classes[KLASS]
    alone = [n for n in range(5) if n != 0]
    electives = [levels.courses[KLASS, code] for code in ELECTIVES]
    taken = {
        n: data.draw(st.sets(st.sampled_from(electives), min_size=4, max_size=4)) for n in alone
    }
    with transaction.atomic():
        fill_as_expected(levels, KLASS, score=data.draw(st.integers(0, 100)))
        sheet, _ = class_sheet(klass)
        before = proposals(sheet)[0]
        with writing():
            Choice.objects.filter(student__in=[student(levels, n) for n in alone]).delete()
        picks = [Pick(student(levels, n), c.pk) for n in alone for c in taken[n]]
        choose(levels.ctx("high_clerk"), klass, picks, [], STARTS)
        sheet, _ = class_sheet(klass)
        assert proposals(sheet)[0] == before
        alone_sheet, _ = class_sheet(klass, [student(levels, 0)])
        assert proposals(alone_sheet)[0] == before
        transaction.set_rollback(True)


def test_choices_of_a_signed_transcript_stand_until_it_is_replaced(levels: Levels) -> None:
    klass, book = levels.classes[KLASS], levels.books[KLASS, "VL"]
    signed, free = levels.roster(KLASS)[0], student(levels, 1)
    every = [Change(signed.pk, 1, s, None, 60) for s in ("tx1", "tx2", "tx3", "gk", "ck", "cd")]
    enter_marks(levels.ctx("physics"), book, every)
    before = list(SubjectResult.objects.values())
    document = objects.document(levels, "issued", signed, levels.high, klass)
    vl, tin = course(levels, "VL"), course(levels, "TIN")
    ground = Ground("45/QĐ-THPT", datetime.date(2026, 1, 19))
    drops = [Pick(signed.pk, vl), Pick(signed.pk, vl, topics=True)]
    picks = [Pick(signed.pk, course(levels, "DL"))]

    def change() -> int:
        return switch(levels.ctx("high_principal"), klass, drops, picks, ground)

    with pytest.raises(Refusal, match=f"{signed.person.full_name}: .* lập bản thay thế"):
        change()
    with pytest.raises(Refusal, match=signed.person.full_name):
        choose(levels.ctx("high_clerk"), klass, [], [Pick(signed.pk, tin)], STARTS)
    assert choose(levels.ctx("high_clerk"), klass, [], [Pick(free, tin)], STARTS) == 0
    rows = SubjectResult.objects.filter(student=signed).order_by("pk")
    assert list(rows.values()) == [r for r in before if r["student_id"] == signed.pk]
    with writing():
        Document.objects.filter(pk=document.pk).update(state="superseded")
    assert change() == 1
