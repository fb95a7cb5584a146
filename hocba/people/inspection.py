"""Inspectors: an account with an end date, on a stated decision; what it opens is on record."""

import datetime
from dataclasses import dataclass

from django.utils import timezone

from hocba.kernel import names
from hocba.kernel.command import Ctx, command
from hocba.kernel.errors import Fault, Invalid
from hocba.org.models import Place
from hocba.people import policy
from hocba.people.commands import Slip, new_password
from hocba.people.models import Assignment, Person, User

MOST_DAYS = 180
"""An inspection longer than this is given anew [open: no text names the longest time]."""


@dataclass(frozen=True)
class Inspection:
    """Who inspects, from where (the agency), from and to which day, on which decision."""

    name: str
    agency: str
    starts: datetime.date
    ends: datetime.date
    decision: str


@command(policy.APPOINT_INSPECTOR, says="Mở tài khoản thanh tra đến {ends}, theo {decision}")
def appoint(ctx: Ctx, place: Place, wanted: Inspection) -> Slip:
    """Open an account that reads the books of a school, or of all schools of an area, and nothing
    else, until a day. The slip with the first password is shown once.

    Raises Invalid without a name, a decision, or an end within `MOST_DAYS`.
    """
    from django.contrib.auth.hashers import make_password

    _check(ctx, wanted)
    name = names.clean_name(wanted.name)
    person = Person(
        full_name=name, sort_key=names.sort_key(name), search_key=names.search_key(name)
    )
    person.save()
    school = place if place.kind == Place.Kind.SCHOOL else None
    password = new_password()
    user = User(
        username=_username(place),
        person=person,
        school=place,
        password=make_password(password),
        must_change_password=True,
        created_at=ctx.at,
    )
    user.save()
    duty = Assignment(
        person=person,
        role=Assignment.Role.INSPECTOR,
        scope_kind="place",
        scope_id=place.pk,
        school=school,
        starts=wanted.starts,
        ends=wanted.ends,
        decision=f"{wanted.decision.strip()}, {wanted.agency.strip()}"[:200],
    )
    duty.save()
    ctx.tell(ends=f"{wanted.ends:%d/%m/%Y}", decision=duty.decision, duty=duty.pk)
    return Slip(user.pk, name, user.username, password)


def _check(ctx: Ctx, wanted: Inspection) -> None:
    faults = []
    if not wanted.name.strip():
        faults.append(Fault("name", "Hãy ghi họ tên thanh tra."))
    if not wanted.agency.strip():
        faults.append(Fault("agency", "Hãy ghi cơ quan cử đến."))
    if not wanted.decision.strip():
        faults.append(Fault("decision", "Hãy ghi số quyết định thanh tra, kiểm tra."))
    if wanted.ends < wanted.starts or wanted.ends < ctx.at.date():
        faults.append(Fault("ends", "Ngày kết thúc phải ở sau ngày bắt đầu và chưa qua."))
    elif (wanted.ends - wanted.starts).days > MOST_DAYS:
        faults.append(Fault("ends", f"Mỗi đợt tối đa {MOST_DAYS} ngày; cần thêm thì mở đợt mới."))
    if faults:
        raise Invalid(faults)


def _username(place: Place) -> str:
    """The next free user name of inspectors of a place: tt4-1, tt4-2 …"""
    stem = f"tt{place.pk}-"
    taken = User.objects.filter(username__startswith=stem).count()
    return f"{stem}{taken + 1}"


@command(policy.END_INSPECTION, says="Kết thúc đợt thanh tra ngày {ends}")
def end_inspection(ctx: Ctx, duty: Assignment) -> None:
    """End an inspection at once; the days that were agreed stay on record beside the moment."""
    duty.ended_at = ctx.at
    duty.save(update_fields=["ended_at"])
    ctx.tell(ends=f"{timezone.localtime(ctx.at):%d/%m/%Y}")


@command(policy.LOOK, says="Thanh tra mở {page}")
def look(ctx: Ctx, duty: Assignment, page: str, school: int | None = None) -> None:
    """Put on record that the inspector opened a page (its path, no search words) of a school."""
    assert ctx.act is not None
    ctx.act.school = school
    ctx.tell(page=page[:200])
