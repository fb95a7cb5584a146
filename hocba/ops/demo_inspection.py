"""The demo's inspections: accounts with an end date, and the pages that were opened, on record."""

from __future__ import annotations

import datetime as dt
from typing import Any

from hocba.kernel.command import Ctx
from hocba.ops.demo_school import PASSWORD, Demo, holder
from hocba.org.models import Place
from hocba.people import inspection
from hocba.people.commands import change_password
from hocba.people.models import Assignment, User
from hocba.people.queries import actor_for

Role = Assignment.Role
ADDRESS = "203.0.113.20"
"""An address kept for documentation."""


def appoint(demo: Demo, schools: list[Place], opened: list[str]) -> None:
    """Open the accounts of `district.toml`; the inspector of a school has opened some pages."""
    for facts in demo.facts["inspections"]:
        place, by = _where(demo, schools, facts)
        today = demo.now.date()
        ends = today + dt.timedelta(days=facts["days"])
        wanted = inspection.Inspection(facts["name"], facts["agency"], today, ends, facts["decision"])  # fmt: skip
        slip = inspection.appoint(demo.as_person(by, today), place, wanted)
        user = User.objects.get(pk=slip.user)
        ctx = Ctx(actor_for(user.person_id, today), demo.now, source="web", address=ADDRESS)
        change_password(ctx, user, PASSWORD)
        if place.kind == Place.Kind.SCHOOL:
            duty = Assignment.objects.get(person=user.person_id, role=Role.INSPECTOR)
            for page in ("/", "/sua-diem/", "/so/", *opened):
                inspection.look(ctx, duty, page, place.pk)


def _where(demo: Demo, schools: list[Place], facts: dict[str, Any]) -> tuple[Place, int]:
    """The school with its principal, or the office with its officer."""
    if "school" in facts:
        keys = [s["key"] for s in demo.facts["schools"]]
        school = schools[keys.index(facts["school"])]
        return school, holder(school, Role.PRINCIPAL)
    name = demo.facts["district"][facts["place"]]
    office = Place.objects.get(name=name)
    return office, Assignment.objects.get(role=Role.OFFICER, scope_id=office.pk).person_id


def accounts() -> list[tuple[str, str, str]]:
    """(user name, person, what for) of the inspectors, for the summary."""
    rows = Assignment.objects.filter(role=Role.INSPECTOR).order_by("pk")
    places = Place.objects.in_bulk(set(rows.values_list("scope_id", flat=True)))
    users = User.objects.select_related("person").in_bulk(
        list(rows.values_list("person", flat=True)), field_name="person_id"
    )
    return [
        (
            users[r.person_id].username,
            users[r.person_id].person.full_name,
            f"{Role(r.role).label} đến {r.ends:%d/%m/%Y}, {places[r.scope_id].name}",
        )
        for r in rows
    ]
