"""An inspector at work: which school the pages are about, and the record of what was opened."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

from django.db.models import Max
from django.http import HttpResponse
from django.utils import timezone

from hocba.kernel.command import Ctx
from hocba.kernel.policy import Actor, Duty
from hocba.org.models import Place
from hocba.org.queries import schools_at
from hocba.people.inspection import look
from hocba.people.queries import actor_for
from hocba.people.roles import Role
from hocba.year.models import SchoolYear

if TYPE_CHECKING:
    from hocba.web.page import Request

KEPT = "inspected"


def duty_of(actor: Actor) -> Duty | None:
    """The inspection that is running, if this person is an inspector."""
    return next((d for d in actor.duties if d.role == Role.INSPECTOR), None)


def schools_of(actor: Actor) -> list[int]:
    """Ids of the schools an inspector may look at today, whichever is chosen now."""
    whole = actor_for(actor.person, actor.on)
    return schools_at(whole.scope_ids(Role.INSPECTOR), actor.on)


def begin(request: Request) -> None:
    """Pages are about one school: for an inspector the one chosen last, and the rights of the
    inspection are narrowed to it."""
    duty, actor = duty_of(request.actor), request.actor
    if duty is None:
        return
    reach = schools_at(actor.scope_ids(Role.INSPECTOR), actor.on)
    kept = request.session.get(KEPT)
    chosen = kept if kept in reach else next(iter(reach), None)
    if chosen is None:
        return
    others = (d for d in actor.duties if d.role != Role.INSPECTOR)
    narrowed = dataclasses.replace(duty, scope=chosen, school=chosen)
    request.actor = dataclasses.replace(actor, duties=(narrowed, *others))
    if chosen == request.user.school_id:
        return
    rows = SchoolYear.objects.filter(school=chosen)
    request.user.school = Place.objects.get(pk=chosen)
    request.user.latest_year = rows.aggregate(latest=Max("year"))["latest"]


def note(request: Request, response: Any) -> None:
    """Put on record what an inspector has opened: the path alone, never words searched for."""
    duty = duty_of(request.actor)
    if duty is None or not isinstance(response, HttpResponse) or response.status_code != 200:
        return
    place = request.user.school
    school = place.pk if place is not None and place.kind == Place.Kind.SCHOOL else None
    ctx = Ctx(request.actor, timezone.now(), "web", address=request.META.get("REMOTE_ADDR", ""))
    look(ctx, duty.id, request.path, school)
