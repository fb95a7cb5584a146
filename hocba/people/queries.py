"""Reads of people and their duties."""

import datetime

from django.db import connection

from hocba.kernel import sql
from hocba.kernel.policy import Actor, Duty

# Asked by every page, hence a plain statement (a fifth of the ORM's time).
DUTIES = (
    "SELECT id, role, scope_kind, scope_id, school_id FROM people_assignment"
    " WHERE person_id = %s AND starts <= %s AND (ends IS NULL OR ends >= %s) ORDER BY id"
)


def actor_for(person_id: int | None, on: datetime.date, user_id: int | None = None) -> Actor:
    """The person with the duties in force on a date (the last day included). One query."""
    if person_id is None:
        return Actor(None, on, user=user_id)
    day = connection.ops.adapt_datefield_value(on)
    rows = sql.rows(DUTIES, [person_id, day, day])
    return Actor(person_id, on, tuple(Duty(*row) for row in rows), user=user_id)
