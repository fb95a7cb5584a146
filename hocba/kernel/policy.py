"""Rights with two faces: may this person do it to this thing, and to which things.

`allow(...)` declares an action, `see(...)` what a person may read; both take `Who` objects that
answer for one object and as a query. `visible()` is the only root of reads.
"""

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Protocol

from django.db import models
from django.db.models import Q

from hocba.kernel.errors import Hidden, Refusal
from hocba.kernel.prepared import by_key


@dataclass(frozen=True)
class Duty:
    """One active assignment of an actor: the role, and the (kind, id) it is about."""

    id: int
    role: str
    kind: str
    scope: int
    school: int | None


@dataclass(frozen=True)
class Actor:
    """A person at a date with the duties in force then. `system` acts for the installation."""

    person: int | None
    on: datetime.date
    duties: tuple[Duty, ...] = ()
    system: bool = False
    user: int | None = None

    def scope_ids(self, role: str) -> list[int]:
        """Ids of all things this person holds `role` for."""
        return [d.scope for d in self.duties if d.role == role]


@dataclass(frozen=True)
class Standing:
    """On what ground somebody may: the assignment used, None for the system."""

    duty: int | None


class Who(Protocol):
    """A kind of people, with its two faces. Both must agree (a property test compares them)."""

    def standing(self, actor: Actor, obj: models.Model) -> Standing | None:
        """The ground on which the actor has a right to this object, or None."""

    def query(self, actor: Actor, model: type[models.Model]) -> Q | None:
        """The objects of the model the actor has a right to; None when there can be none."""


When = Callable[[Actor, Any], str | None]


@dataclass(frozen=True)
class Action:
    """A named right. `label` is the Vietnamese name shown where a right is explained."""

    name: str
    on: type[models.Model]
    who: tuple[Who, ...]
    when: tuple[When, ...] = ()
    label: str = ""


@dataclass(frozen=True)
class Decision:
    """The answer of a policy. `reasons` are sentences for the person when not allowed."""

    allowed: bool
    reasons: tuple[str, ...] = ()
    standing: Standing | None = None
    right: bool = False

    def __bool__(self) -> bool:
        return self.allowed


@dataclass
class _Registry:
    actions: dict[str, Action] = field(default_factory=dict)
    readers: dict[type[models.Model], tuple[Who, ...]] = field(default_factory=dict)


registry = _Registry()


class System:
    """The installation itself: set-up, jobs of the clock, the command line of its owner."""

    def standing(self, actor: Actor, obj: models.Model) -> Standing | None:
        return Standing(None) if actor.system else None

    def query(self, actor: Actor, model: type[models.Model]) -> Q | None:
        return Q() if actor.system else None


SYSTEM = System()


def allow(
    name: str,
    *,
    on: type[models.Model],
    who: Iterable[Who],
    when: Iterable[When] = (),
    label: str = "",
) -> Action:
    """Declare an action; its name must be new. Returns the constant that commands and pages use."""
    if name in registry.actions:
        raise ValueError(f"action declared twice: {name}")
    action = Action(name, on, (*who, SYSTEM), tuple(when), label)
    registry.actions[name] = action
    return action


def see(model: type[models.Model], who: Iterable[Who]) -> None:
    """Declare who may read rows of a model."""
    if model in registry.readers:
        raise ValueError(f"readers declared twice: {model}")
    registry.readers[model] = (*who, SYSTEM)


def no_right(what: str) -> str:
    """The sentence for who lacks a right."""
    return f"Thầy cô không có quyền: {what}."


def can(actor: Actor, action: Action, obj: Any) -> Decision:
    """May the actor do this to this object now? Reasons come in the words of the rule."""
    standing = next((s for w in action.who if (s := w.standing(actor, obj))), None)
    if standing is None:
        return Decision(False, (no_right(action.label or action.name),))
    reasons = tuple(r for rule in action.when if (r := rule(actor, obj)))
    return Decision(not reasons, reasons, standing, right=True)


def require(actor: Actor, action: Action, obj: Any) -> Standing:
    """`can` or `Refusal` with the reasons."""
    decision = can(actor, action, obj)
    if not decision.allowed or decision.standing is None:
        raise Refusal(*decision.reasons)
    return decision.standing


def _crosses_many(rows: models.QuerySet[Any]) -> bool:
    joins = rows.query.alias_map.values()
    fields = (getattr(j, "join_field", None) for j in joins)
    return any(f is not None and (f.one_to_many or f.many_to_many) for f in fields)


def _any_of(actor: Actor, who: Iterable[Who], model: type[models.Model]) -> models.QuerySet[Any]:
    found: Q | None = None
    for one in who:
        query = one.query(actor, model)
        if query is None:
            continue
        if not query:
            return model._default_manager.all()
        found = query if found is None else found | query
    if found is None:
        return model._default_manager.none()
    rows = model._default_manager.filter(found)
    return rows.distinct() if _crosses_many(rows) else rows


def visible(actor: Actor, model: type[models.Model]) -> models.QuerySet[Any]:
    """The rows this person may read. The only root of reads of personal data."""
    return _any_of(actor, registry.readers[model], model)


def targets(actor: Actor, action: Action) -> models.QuerySet[Any]:
    """The rows on which this person has the right of the action (state guards left aside)."""
    return _any_of(actor, action.who, action.on)


def fetch(actor: Actor, model: type[models.Model], pk: Any, *related: str) -> Any:
    """One visible row, with relations; `Hidden` when there is none for this person."""
    found = by_key(model, pk, related)
    if found is None or not any(w.standing(actor, found) for w in registry.readers[model]):
        raise Hidden(f"{model.__name__} {pk}")
    return found
