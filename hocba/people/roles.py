"""Who-objects over assignments: one declaration, answered for an object and as a query."""

import functools
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import Q

from hocba.kernel.policy import Actor, Standing
from hocba.org import queries as places
from hocba.org.models import Place
from hocba.people.models import Assignment, Department

Role = Assignment.Role
SCOPE_OF_ROLE: dict[str, str] = {
    Role.PRINCIPAL: "school",
    Role.VICE_PRINCIPAL: "school",
    Role.CLERK: "school",
    Role.IT_ADMIN: "school",
    Role.DEPARTMENT_HEAD: "department",
    Role.HOMEROOM: "klass",
    Role.SUBJECT_TEACHER: "course",
    Role.OFFICER: "place",
    Role.INSPECTOR: "place",
}
# How far a scope reaches: ids of another kind that a duty's scope stands for, at a date.
Reach = Callable[[list[int], Any], list[int]]
_reaches: dict[str, tuple[str, Reach]] = {}


def reach(kind: str, via: str, expand: Reach) -> None:
    """Register that scopes of `kind` stand for the ids of kind `via` that `expand` finds."""
    _reaches[kind] = (via, expand)


reach("place", "school", places.schools_at)

# Which school the things of a scope kind belong to: ids → {id: school}.
Schools = Callable[[list[int]], dict[int, int]]
_schools: dict[str, Schools] = {}


def belongs(kind: str, find: Schools) -> None:
    """Register how to find the school of things of this scope kind."""
    _schools[kind] = find


def schools_of(kind: str, ids: list[int]) -> dict[int, int]:
    """id → school of these things; what does not exist is left out."""
    return _schools[kind](ids)


belongs("school", lambda ids: {pk: pk for pk in ids})
belongs(
    "department",
    lambda ids: dict(Department.objects.filter(pk__in=ids).values_list("pk", "school_id")),
)


def _ids(actor: Actor, role: str) -> tuple[str, list[int]]:
    kind = SCOPE_OF_ROLE[role]
    ids = actor.scope_ids(role)
    if kind in _reaches and ids:
        via, expand = _reaches[kind]
        return via, expand(ids, actor.on)
    return (_reaches[kind][0] if kind in _reaches else kind), ids


def _values(obj: Any, path: str) -> Iterable[int] | None:
    """Follow a path of foreign keys; None when it crosses a many-relation."""
    model: type[models.Model] = type(obj)
    value: Any = obj
    for part in path.split("__"):
        if part == "id":
            return [value.pk]
        field: Any = model._meta.get_field(part)
        if field.one_to_many or field.many_to_many or (field.one_to_one and field.auto_created):
            return None
        if value is None:
            return []
        if field.is_relation and field is not None and part == path.rsplit("__", 1)[-1]:
            found = getattr(value, field.attname)
            return [] if found is None else [found]
        value = getattr(value, part)
        if not field.is_relation:
            return [] if value is None else [value]
        model = field.related_model
    return [] if value is None else [value.pk]


@dataclass(frozen=True)
class Holds:
    """People with an active assignment in `role` whose scope contains the object.

    `scope` overrides the scope kind of the role, for models that name it differently.
    """

    role: str

    def standing(self, actor: Actor, obj: Any) -> Standing | None:
        if not any(d.role == self.role for d in actor.duties):
            return None
        kind, ids = _ids(actor, self.role)
        path = getattr(type(obj), "scopes", {}).get(kind)
        if path is None or not ids:
            return None
        values = _values(obj, path)
        if values is None:
            rows = type(obj)._default_manager.filter(pk=obj.pk, **{f"{path}__in": ids})
            held = rows.exists()
        else:
            held = any(v in ids for v in values)
        return Standing(self._duty(actor, values)) if held else None

    def _duty(self, actor: Actor, values: Iterable[int] | None) -> int:
        mine = [d for d in actor.duties if d.role == self.role]
        exact = [d for d in mine if values is not None and d.scope in values]
        return (exact or mine)[0].id

    def query(self, actor: Actor, model: type[models.Model]) -> Q | None:
        kind, ids = _ids(actor, self.role)
        path = getattr(model, "scopes", {}).get(kind)
        if path is None or not ids:
            return None
        return _reached(model, path, tuple(ids))


@functools.lru_cache(1024)
def _reached(model: type[models.Model], path: str, ids: tuple[int, ...]) -> Q:
    """Rows that a path leads from to one of these ids, each row once: what lies behind a relation
    to many is asked in a subquery, since a join would need DISTINCT, and that swallows equal values
    where somebody counts. Kept: every request of a person asks with the same ids, and to build a
    query set costs more than most statements."""
    near, many, rest = _parted(model, path)
    if many is None:
        return Q(**{f"{path}__in": ids})
    return Q(**{f"{near}__in": many._default_manager.filter(**{f"{rest}__in": ids}).values("pk")})


@functools.cache
def _parted(model: type[models.Model], path: str) -> tuple[str, type[models.Model] | None, str]:
    """A path up to its first relation to many, the model that has it, and the rest; no model where
    each row leads to one."""
    parts, at = path.split("__"), model
    for n, part in enumerate(parts):
        field: Any = at._meta.pk if part == "pk" else at._meta.get_field(part)
        if field.one_to_many or field.many_to_many:
            return "__".join(parts[:n]) or "pk", at, "__".join(parts[n:])
        if not field.is_relation:
            break
        at = field.related_model
    return path, None, ""


@dataclass(frozen=True)
class Oneself:
    """The person whom the row is about, by a path to a Person id."""

    path: str

    def standing(self, actor: Actor, obj: Any) -> Standing | None:
        if actor.person is None:
            return None
        rows = type(obj)._default_manager.filter(pk=obj.pk, **{self.path: actor.person})
        return Standing(None) if rows.exists() else None

    def query(self, actor: Actor, model: type[models.Model]) -> Q | None:
        return None if actor.person is None else Q(**{self.path: actor.person})


@dataclass(frozen=True)
class OneselfAs:
    """`Oneself`, while holding a duty in `role`; without a duty nobody has a right."""

    path: str
    role: str

    def standing(self, actor: Actor, obj: Any) -> Standing | None:
        duty = next((d for d in actor.duties if d.role == self.role), None)
        own = Oneself(self.path).standing(actor, obj) if duty else None
        return Standing(duty.id) if duty and own else None

    def query(self, actor: Actor, model: type[models.Model]) -> Q | None:
        held = any(d.role == self.role for d in actor.duties)
        return Oneself(self.path).query(actor, model) if held else None


principal = Holds(Role.PRINCIPAL)
vice_principal = Holds(Role.VICE_PRINCIPAL)
clerk = Holds(Role.CLERK)
it_admin = Holds(Role.IT_ADMIN)
department_head = Holds(Role.DEPARTMENT_HEAD)
homeroom = Holds(Role.HOMEROOM)
subject_teacher = Holds(Role.SUBJECT_TEACHER)
officer = Holds(Role.OFFICER)
inspector = Holds(Role.INSPECTOR)
leaders = (principal, vice_principal)
office = (principal, vice_principal, clerk, it_admin)


@dataclass(frozen=True)
class Where:
    """A `Who` narrowed to rows with a field value, e.g. homeroom books only; `field` may be a path."""

    who: Holds
    field: str
    value: Any

    def standing(self, actor: Actor, obj: Any) -> Standing | None:
        value = functools.reduce(getattr, self.field.split("__"), obj)
        return self.who.standing(actor, obj) if value == self.value else None

    def query(self, actor: Actor, model: type[models.Model]) -> Q | None:
        query = self.who.query(actor, model)
        return None if query is None else query & Q(**{self.field: self.value})


@dataclass(frozen=True)
class At:
    """People with an active assignment in `role` at this very place, of one kind; nothing below."""

    role: str
    kind: str

    def standing(self, actor: Actor, obj: Any) -> Standing | None:
        if not isinstance(obj, Place) or obj.kind != self.kind:
            return None
        mine = (d.id for d in actor.duties if d.role == self.role and d.scope == obj.pk)
        found = next(mine, None)
        return None if found is None else Standing(found)

    def query(self, actor: Actor, model: type[models.Model]) -> Q | None:
        ids = actor.scope_ids(self.role)
        return Q(pk__in=ids, kind=self.kind) if ids and model is Place else None


@dataclass(frozen=True)
class AreaOfficer:
    """An officer over the inspections of the officer's own place; nothing below."""

    def standing(self, actor: Actor, obj: Any) -> Standing | None:
        if obj.role != Role.INSPECTOR or obj.scope_kind != "place":
            return None
        mine = (d.id for d in actor.duties if d.role == Role.OFFICER and d.scope == obj.scope_id)
        found = next(mine, None)
        return None if found is None else Standing(found)

    def query(self, actor: Actor, model: type[models.Model]) -> Q | None:
        ids = actor.scope_ids(Role.OFFICER)
        if not ids or model is not Assignment:
            return None
        return Q(role=Role.INSPECTOR, scope_kind="place", scope_id__in=ids)


ward_officer = At(Role.OFFICER, Place.Kind.WARD)
province_officer = At(Role.OFFICER, Place.Kind.PROVINCE)
