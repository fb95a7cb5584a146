"""The homeroom teacher's levels and everybody's comments: proof-read, published, corrected, opened."""

import dataclasses

import pytest

from hocba.books.commands import (
    answer,
    ask_correction,
    ask_opening,
    enter_marks,
    hand_in,
    lock,
    proofread,
    submit_column,
    suggest,
)
from hocba.books.corrections import Cell
from hocba.books.models import Column, Mark
from hocba.books.queries import load_book
from hocba.kernel.errors import Invalid, Refusal
from hocba.kernel.models import Request
from hocba.kernel.requests import commands as moves
from tests.commands.entries import HOMEROOM, MATHS, change, enter, later, pupil
from tests.world import NOW, YEAR, World

pytestmark = pytest.mark.django_db
WHY = "Ghi nhầm dòng."


def conduct(world: World) -> Column:
    return world.books[HOMEROOM].columns.get(term=1, slot="muc")  # type: ignore[no-any-return]


def words(world: World) -> Column:
    return world.books[MATHS].columns.get(term=1, slot="nx")  # type: ignore[no-any-return]


@pytest.fixture
def published(world: World) -> World:
    """Rèn luyện Tốt for the first pupil of 8A1, published by the homeroom teacher."""
    level = change(pupil(world), "muc", "T", subject=conduct(world).subject_id)
    enter(world, "homeroom", [level], HOMEROOM)
    submit_column(world.ctx("homeroom"), conduct(world))
    return world


def hand(world: World, new: str = "K") -> Request:
    ctx = later(world.ctx("homeroom", reason=WHY), hours=1)
    cells = [Cell(pupil(world).pk, "T", new)]
    return hand_in(ctx, world.books[HOMEROOM], conduct(world).pk, cells, "", ())


def level_of(world: World) -> str | None:
    return Mark.objects.get(student=pupil(world), slot="muc", term=1).code


def test_published_conduct_is_corrected_by_reason_and_somebody_elses_decision(
    published: World,
) -> None:
    wanted = change(pupil(published), "muc", "K", seen="T", subject=conduct(published).subject_id)
    with pytest.raises(Refusal, match="đã công bố"):
        enter(published, "homeroom", [wanted], HOMEROOM)
    request = hand(published)
    assert request.content["how"] == "evaluation" and request.state == "submitted"
    moves.approve(later(published.ctx("principal"), hours=2), request)
    moves.apply(later(published.ctx("homeroom"), hours=3), request)
    assert level_of(published) == "K"


def test_a_comment_that_is_published_is_not_changed_by_a_suggestion_either(world: World) -> None:
    enter(world, "teacher", [change(pupil(world), "nx", "Em học tốt")])
    subject, one = words(world).subject_id, pupil(world).pk
    row = suggest(
        world.ctx("homeroom"), world.books[MATHS], one, subject, 1, "nx", "Em học rất tốt."
    )
    submit_column(world.ctx("teacher"), words(world))
    with pytest.raises(Refusal, match="đã công bố"):
        answer(world.ctx("teacher"), row, True)
    ctx = world.ctx("teacher", reason=WHY)
    made = ask_correction(
        ctx, world.books[MATHS], words(world).pk, [Cell(one, "Em học tốt", "Em giỏi")]
    )
    assert made.content["how"] == "evaluation"


def test_counted_absences_are_not_published(world: World) -> None:
    room = world.books[HOMEROOM]
    counted = room.columns.get(term=1, slot="P")
    with pytest.raises(Refusal, match="Chỉ công bố"):
        submit_column(world.ctx("homeroom"), counted)
    with pytest.raises(Invalid, match="không có cột"):
        ask_correction(world.ctx("homeroom", reason=WHY), room, counted.pk, [Cell(1, 1, 2)])


def test_conduct_is_proof_read_and_the_next_change_takes_the_tick_away(world: World) -> None:
    column, one = conduct(world), pupil(world)
    enter(world, "homeroom", [change(one, "muc", "T", subject=column.subject_id)], HOMEROOM)
    proofread(world.ctx("homeroom"), column, {one.pk: "T"})
    column.refresh_from_db()
    assert column.proofread_by == world.people["homeroom"].pk
    again = change(one, "muc", "K", seen="T", subject=column.subject_id)
    enter(world, "homeroom", [again], HOMEROOM)
    column.refresh_from_db()
    assert column.proofread_at is None


def test_an_opening_of_one_trait_opens_no_other(world: World) -> None:
    room = world.books["3A", ""]
    head = world.ctx("primary_principal", reason="chốt")
    lock(head, world.primary, YEAR, "school", world.primary.pk)
    traits = {c.subject.code: c for c in room.columns.filter(term=1, slot="muc_ck").select_related("subject")}  # fmt: skip
    one = traits["yeu_nuoc"]
    ctx = dataclasses.replace(world.ctx("primary_homeroom", reason=WHY))
    request = ask_opening(ctx, room, [(1, "muc_ck", one.subject_id)], 2)
    moves.approve(world.ctx("primary_principal"), request)
    shown = load_book(room, NOW)
    assert [c.subject.code for c in shown.columns if shown.states[c.pk].open] == ["yeu_nuoc"]
    at = world.ctx("primary_homeroom")
    level = {c: change(pupil(world, klass="3A"), "muc_ck", "T", subject=traits[c].subject_id) for c in traits}  # fmt: skip
    assert enter_marks(at, room, [level["yeu_nuoc"]]).saved == 1
    with pytest.raises(Refusal, match="Đã khóa"):
        enter_marks(at, room, [level["nhan_ai"]])
