"""What the school has given one person to do, and what that lets them do."""

import dataclasses
from typing import Any

from django.http import HttpResponse

from hocba.kernel.policy import Actor, registry, visible
from hocba.people.models import Assignment
from hocba.web.page import Request, page, render
from hocba.web.people.labels import scope_labels


def rights_of(actor: Actor) -> list[str]:
    """Labels of the actions this person's duties give, in the order declared.

    What everybody may do with their own things (their password, their key) is no such right.
    """
    bare = dataclasses.replace(actor, duties=())
    return [
        action.label
        for action in registry.actions.values()
        if action.label
        and any(
            who.query(actor, action.on) is not None and who.query(bare, action.on) is None
            for who in action.who
        )
    ]


def duty_rows(duties: list[Any]) -> list[dict[str, Any]]:
    """Assignments as lines of a table: role, about what, dates, decision."""
    words = scope_labels((d.scope_kind, d.scope_id) for d in duties)
    return [
        {
            "id": d.pk,
            "role": d.get_role_display(),
            "about": words[d.scope_kind, d.scope_id],
            "starts": d.starts,
            "ends": d.ends,
            "decision": d.decision,
        }
        for d in duties
    ]


@page(login=True)
def duties(request: Request) -> HttpResponse:
    """My duties of today, and what they let me do."""
    rows = list(
        visible(request.actor, Assignment)
        .filter(person=request.actor.person)
        .order_by("-starts", "role", "pk")
    )
    return render(
        request,
        "people/me.html",
        duties=duty_rows(rows),
        rights=rights_of(request.actor),
        today=request.actor.on,
    )
