"""Duties and accounts: what the commands themselves refuse, whoever calls them."""

import dataclasses

import pytest

from hocba.kernel.errors import Refusal
from hocba.people.commands import Duty, assign, end_assignment
from hocba.people.models import Assignment
from hocba.people.roles import Role
from tests.world import TODAY, World


def give(world: World, person: str, role: str, scope: int) -> list[int]:
    duty = Duty(world.people[person].pk, role, scope, TODAY)
    return assign(world.ctx("principal"), world.secondary, [duty])


def test_a_school_assigns_over_its_own_things(world: World) -> None:
    assert give(world, "expired", Role.HOMEROOM, world.classes["8A1"].pk)
    assert give(world, "expired", Role.DEPARTMENT_HEAD, world.staff["head"].department_id or 0)
    assert give(world, "expired", Role.CLERK, world.secondary.pk)


def test_a_school_assigns_nothing_of_another_school_or_authority(world: World) -> None:
    for role, scope in (
        (Role.HOMEROOM, world.classes["3A"].pk),
        (Role.SUBJECT_TEACHER, world.courses["3A", "TV"].pk),
        (Role.PRINCIPAL, world.primary.pk),
        (Role.DEPARTMENT_HEAD, world.staff["primary_homeroom"].department_id or 0),
        (Role.OFFICER, world.province.pk),
        (Role.SUBJECT_TEACHER, 999_999),
    ):
        with pytest.raises(Refusal):
            give(world, "expired", role, scope)


def test_outsiders_get_no_duty(world: World) -> None:
    with pytest.raises(Refusal):
        give(world, "stranger", Role.SUBJECT_TEACHER, world.courses["8A1", "NV"].pk)


def test_a_duty_ends_once(world: World) -> None:
    duty = Assignment.objects.get(person=world.people["expired"])
    with pytest.raises(Refusal):
        end_assignment(world.ctx("principal"), duty, TODAY)


def test_an_expired_duty_gives_nothing(world: World) -> None:
    assert world.actor("expired").duties == ()
    then = world.actor(
        "expired", dataclasses.replace(world.ctx("principal")).at.date().replace(month=10)
    )
    assert [d.role for d in then.duties] == [Role.SUBJECT_TEACHER]
