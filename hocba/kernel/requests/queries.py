"""Reads of requests: what waits for a person, and what they may do with one."""

from hocba.kernel.models import Request
from hocba.kernel.policy import Actor, Decision, can, targets
from hocba.kernel.requests import policy
from hocba.kernel.requests.kinds import kind_of

BY_ASKER = (policy.SUBMIT, policy.APPLY, policy.ATTACH, policy.WITHDRAW)
BY_OTHERS = (policy.ENDORSE, policy.APPROVE, policy.REJECT, policy.HEAR)


def moves(actor: Actor, request: Request) -> dict[str, Decision]:
    """Verb → decision, of every move the person has the right to; reasons where not now."""
    known = {move.verb for move in kind_of(request).flow.moves}
    found = {
        verb: can(actor, action, request)
        for action in (*BY_ASKER, *BY_OTHERS)
        if (verb := action.name.partition(".")[2]) in known
    }
    return {verb: decision for verb, decision in found.items() if decision.right}


def waiting_for(actor: Actor) -> list[Request]:
    """Requests that this person may endorse or approve now, oldest first."""
    rows = targets(actor, policy.APPROVE) | targets(actor, policy.ENDORSE)
    open_rows = rows.filter(state__in=("submitted", "endorsed")).order_by("asked_at", "pk")
    return [
        row
        for row in open_rows
        if can(actor, policy.APPROVE, row) or can(actor, policy.ENDORSE, row)
    ]


def mine(actor: Actor) -> list[Request]:
    """The person's own requests, newest first, the last hundred."""
    return list(Request.objects.filter(asker=actor.person or 0).order_by("-asked_at", "-pk")[:100])
