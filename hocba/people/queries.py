"""Reads of people and their duties."""

import datetime
from typing import Any

from hocba.kernel import quickjson, sql
from hocba.kernel.policy import Actor, Duty

FIELDS = ("id", "role", "scope_kind", "scope_id", "school_id")
IN_FORCE = "starts <= %s AND (ends IS NULL OR ends >= %s) AND ended_at IS NULL"
# A plain statement: a fifth of the ORM's time.
DUTIES = f"SELECT {', '.join(FIELDS)} FROM people_assignment WHERE person_id = %s AND {IN_FORCE} ORDER BY id"  # fmt: skip


def actor_for(person_id: int | None, on: datetime.date, user_id: int | None = None) -> Actor:
    """The person with the duties in force on a date (the last day included). One query."""
    if person_id is None:
        return Actor(None, on, user=user_id)
    day = sql.here().ops.adapt_datefield_value(on)
    rows = sql.rows(DUTIES, [person_id, day, day])
    return Actor(person_id, on, tuple(Duty(*row) for row in rows), user=user_id)


def duties_beside(vendor: str, person: str) -> str:
    """A column for a statement that finds `person`: the duties in force, read by `duties_in`.

    It has two places for the day. Every page asks who is there; this asks for the rights as well.
    """
    listed = ", ".join(f"a.{name}" for name in FIELDS)
    held = f"FROM people_assignment a WHERE a.person_id = {person} AND {IN_FORCE}"
    if vendor == "sqlite":
        return f"(SELECT json_group_array(json_array({listed})) {held})"
    return f"(SELECT json_agg(json_build_array({listed})) {held})"


def duties_in(found: str | list[list[Any]] | None) -> tuple[Duty, ...]:
    """The duties of a column made by `duties_beside`, in their order."""
    rows = quickjson.loads(found) if isinstance(found, str) else found or []
    return tuple(sorted((Duty(*row) for row in rows), key=lambda duty: duty.id))
