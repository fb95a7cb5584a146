"""Reads of people and their duties."""

import datetime

from hocba.kernel.policy import Actor, Duty
from hocba.org.queries import in_force
from hocba.people.models import Assignment


def actor_for(person_id: int | None, on: datetime.date, user_id: int | None = None) -> Actor:
    """The person with the duties in force on a date. One query."""
    if person_id is None:
        return Actor(None, on, user=user_id)
    rows = Assignment.objects.filter(in_force(on), person=person_id).values_list(
        "id", "role", "scope_kind", "scope_id", "school_id"
    )
    return Actor(person_id, on, tuple(Duty(*row) for row in rows.order_by("id")), user=user_id)
