"""The two faces of every `Who` agree: what it says of one object, and which objects it queries."""

import dataclasses
import datetime

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hocba.kernel.policy import Actor, Duty, Who, can, registry, targets, visible
from hocba.people.roles import SCOPE_OF_ROLE
from tests.commands.objects import OBJECTS
from tests.world import TODAY, World


def every_who() -> dict[type, list[Who]]:
    """model → all Who objects of its actions and readers."""
    found: dict[type, list[Who]] = {m: list(who) for m, who in registry.readers.items()}
    for action in registry.actions.values():
        found.setdefault(action.on, []).extend(action.who)
    return found


def everything(world: World) -> None:
    """One row at least of what books and people alone do not make."""
    for name in (
        "document",
        "seal_certificate",
        "run",
        "import",
        "last_seal",
        "lock",
        "opening",
        "notice",
        "pupil_remark",
    ):
        OBJECTS[name](world, "")


def disagreements(actor: Actor) -> list[str]:
    wrong = []
    for model, who in every_who().items():
        rows = list(model._default_manager.all()[:25])  # type: ignore[attr-defined]
        for one in who:
            query = one.query(actor, model)
            held = (
                set()
                if query is None
                else {
                    r.pk
                    for r in model._default_manager.filter(query)  # type: ignore[attr-defined]
                }
            )
            for row in rows:
                if (one.standing(actor, row) is not None) != (row.pk in held):
                    wrong.append(f"{one} on {model.__name__} {row.pk} for {actor}")
    return wrong


def test_both_faces_agree_for_everybody_in_the_world(world: World) -> None:
    everything(world)
    for name in world.people:
        assert disagreements(world.actor(name)) == []
    assert disagreements(world.actor("expired", datetime.date(2025, 10, 1))) == []
    assert disagreements(world.actor("principal", datetime.date(2020, 1, 1))) == []
    assert disagreements(Actor(None, TODAY)) == []
    assert disagreements(Actor(None, TODAY, system=True)) == []


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_both_faces_agree_for_any_mix_of_duties(world: World, data: st.DataObject) -> None:
    known = [d for name in world.people for d in world.actor(name).duties]
    strange = [
        Duty(9000 + n, role, kind, scope, None)
        for n, (role, kind) in enumerate(SCOPE_OF_ROLE.items())
        for scope in (1, 2, 99_999)
    ]
    chosen = data.draw(st.lists(st.sampled_from(known + strange), max_size=5))
    person = data.draw(st.sampled_from([p.pk for p in world.people.values()] + [99_999]))
    assert disagreements(Actor(person, TODAY, tuple(chosen))) == []


def test_without_a_duty_nobody_reaches_anything_of_a_school(world: World) -> None:
    bare = dataclasses.replace(world.actor("principal"), duties=())
    own = {"account.password"}
    for action in registry.actions.values():
        if action.name not in own:
            assert list(targets(bare, action)) == [], action.name
    for model in registry.readers:
        if model.__name__ in ("Student", "Klass", "Course", "Enrolment", "Book", "Mark", "Event"):
            assert not visible(bare, model).exists(), model


def test_targets_are_exactly_the_objects_one_may_act_on(world: World) -> None:
    everything(world)
    for name in ("principal", "teacher", "homeroom", "clerk", "ward_officer", "stranger"):
        actor = world.actor(name)
        for action in registry.actions.values():
            mine = {row.pk for row in targets(actor, action)}
            for row in action.on._default_manager.all()[:40]:
                assert can(actor, action, row).right == (row.pk in mine), (name, action.name, row)
