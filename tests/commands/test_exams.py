"""Central tests: loaded once, into empty cells only, red until explained, taken back whole."""

import dataclasses

import pytest

from hocba.exams.commands import books_of, explain, fill, load_exam, withdraw
from hocba.exams.models import ExamList, ExamMark
from hocba.exams.queries import open_differences, sides
from hocba.kernel.command import Ctx
from hocba.kernel.errors import Invalid, Refusal
from tests.commands.entries import MATHS, change, enter, ledger, number_at, pupil
from tests.world import YEAR, World

pytestmark = pytest.mark.django_db


def because(ctx: Ctx, reason: str) -> Ctx:
    return dataclasses.replace(ctx, reason=reason)


def loaded(world: World, marks: dict[int, int | None]) -> ExamList:
    """The list of the first pupils of 8A1, filled into the book."""
    course = world.courses[MATHS]
    row = load_exam(
        world.ctx("vice_principal"),
        world.secondary,
        YEAR,
        "Cuối học kì I",
        course.subject_id,
        1,
        "ck",
        {pupil(world, n).pk: number for n, number in marks.items()},
    )
    for book in books_of(row):
        fill(world.ctx("vice_principal"), book, row.pk)
    return row


def states(world: World, exam: ExamList, who: str = "principal") -> dict[str, str]:
    return {s.name: s.state for s in sides(world.actor(who), exam)}


def test_the_list_fills_empty_cells_with_its_own_verb_in_the_ledger(world: World) -> None:
    exam = loaded(world, {0: 75, 1: 90, 2: None})
    assert number_at(pupil(world, 0), "ck") == 75
    assert number_at(pupil(world, 2), "ck") is None
    assert ledger(pupil(world, 0), "ck") == [(None, 75)]
    assert set(states(world, exam).values()) == {"same"}


def test_a_mark_that_stands_already_stays_and_is_a_difference(world: World) -> None:
    enter(world, "teacher", [change(pupil(world), "ck", 80)])
    exam = loaded(world, {0: 75, 1: 90})
    assert number_at(pupil(world), "ck") == 80
    assert states(world, exam)["Trần Gia Bảo"] == "differs"
    assert open_differences(world.actor("teacher"), world.secondary.pk, YEAR) == [(exam, 1)]


def test_a_later_change_is_red_until_explained_and_again_when_it_changes_again(
    world: World,
) -> None:
    exam = loaded(world, {0: 75})
    enter(world, "teacher", [change(pupil(world), "ck", 80, seen=75)])
    mark = ExamMark.objects.get(exam=exam)
    with pytest.raises(Invalid, match="vì sao"):
        explain(world.ctx("teacher"), mark, 80)
    explain(because(world.ctx("teacher"), "phúc khảo, cộng lại câu 3"), mark, 80)
    assert states(world, exam) == {"Trần Gia Bảo": "explained"}
    assert open_differences(world.actor("principal"), world.secondary.pk, YEAR) == []
    enter(world, "teacher", [change(pupil(world), "ck", 85, seen=80)])
    assert states(world, exam) == {"Trần Gia Bảo": "differs"}
    with pytest.raises(Refusal, match="vừa đổi"):
        explain(because(world.ctx("teacher"), "như cũ"), mark, 80)


def test_nothing_is_explained_where_both_sides_agree(world: World) -> None:
    exam = loaded(world, {0: 75})
    with pytest.raises(Refusal, match="khớp nhau"):
        explain(because(world.ctx("teacher"), "x"), ExamMark.objects.get(exam=exam), 75)


def test_a_list_is_loaded_once_for_a_pupil(world: World) -> None:
    loaded(world, {0: 75})
    with pytest.raises(Refusal, match="chỉ nạp một lần"):
        loaded(world, {0: 80, 1: 70})


def test_a_list_taken_back_empties_what_nobody_changed_since(world: World) -> None:
    exam = loaded(world, {0: 75, 1: 90})
    enter(world, "teacher", [change(pupil(world, 1), "ck", 95, seen=90)])
    with pytest.raises(Invalid, match="lí do"):
        withdraw(world.ctx("vice_principal"), exam)
    out = withdraw(because(world.ctx("vice_principal"), "nhầm tệp khối 7"), exam)
    assert (out.saved, out.kept) == (1, 1)
    assert (number_at(pupil(world, 0), "ck"), number_at(pupil(world, 1), "ck")) == (None, 95)
    loaded(world, {0: 80})
    assert number_at(pupil(world, 0), "ck") == 80


def test_a_list_of_another_subject_fills_no_book(world: World) -> None:
    exam = loaded(world, {0: 75})
    with pytest.raises(Refusal, match="không phải của sổ này"):
        fill(world.ctx("vice_principal"), world.books["8A1", "NV"], exam.pk)


@pytest.mark.parametrize("number", [101, -1])
def test_a_mark_outside_the_scale_is_refused(world: World, number: int) -> None:
    with pytest.raises(Invalid, match="từ 0 đến 10"):
        loaded(world, {0: number})


def test_a_teacher_sees_the_marks_of_the_own_classes_only(world: World) -> None:
    exam = loaded(world, {0: 75})
    assert states(world, exam, "teacher") == {"Trần Gia Bảo": "same"}
    assert states(world, exam, "other_class") == {}
    assert states(world, exam, "stranger") == {}
