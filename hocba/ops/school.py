"""`hocba school`: found a school with its first administrator, who does the rest in the browser."""

from __future__ import annotations

import argparse
import datetime as dt
from collections.abc import Callable

from django.db import transaction
from django.utils import timezone

from hocba.kernel import ids
from hocba.kernel.command import Ctx
from hocba.kernel.errors import Invalid, Refusal
from hocba.kernel.policy import Actor
from hocba.org.commands import PlaceFacts, found_place
from hocba.org.models import Place, PlaceCode
from hocba.people import commands as people
from hocba.people.models import Assignment, Staff


def found(options: argparse.Namespace, say: Callable[[str], object]) -> int:
    """Found the school and print the administrator's slip, once. 0 when done, 1 when refused."""
    try:
        slip = _found(options)
    except (Invalid, Refusal) as problem:
        say(str(problem))
        return 1
    say(f"Đã lập {options.name}.")
    say("Phiếu tài khoản quản trị CNTT (chỉ hiện một lần, đổi mật khẩu ở lần đăng nhập đầu):")
    say(f"  Tên đăng nhập: {slip.username}")
    say(f"  Mật khẩu:      {slip.password}")
    say("Việc tiếp theo trong trình duyệt: Nhập tệp → danh sách cán bộ, phân công, học sinh.")
    return 0


def _found(options: argparse.Namespace) -> people.Slip:
    now = timezone.now()
    for name, value in vars(options).items():
        if isinstance(value, str) and not value.strip():
            raise Refusal(f"--{name.replace('_', '-')} đang để trống.")
    code = ids.school_code(options.code)
    if PlaceCode.objects.filter(issuer="BGDĐT", value=code).exists():
        raise Refusal(f"Trường mang mã {code} đã có.")
    with transaction.atomic():
        office = Place.objects.filter(kind="ward", name=options.parent).first()
        office = office or found_place(_ctx(now), None, _office(options))
        school = found_place(_ctx(now), office, _school(options, code, now.date()))
        admin = people.StaffFacts(
            people.PersonFacts(options.admin), options.admin_code, position="Quản trị CNTT"
        )
        (member,) = people.take_staff(_ctx(now), school, [admin])
        person = Staff.objects.get(pk=member).person_id
        duty = people.Duty(person, Assignment.Role.IT_ADMIN, school.pk, now.date())
        people.assign(_ctx(now), school, [duty])
        (slip,) = people.open_accounts(_ctx(now), school, [member])
    return slip


def _ctx(at: dt.datetime) -> Ctx:
    return Ctx(Actor(None, at.date(), system=True), at, source="cli")


def _office(options: argparse.Namespace) -> PlaceFacts:
    return PlaceFacts("ward", options.parent, dt.date(2025, 7, 1), trust=options.trust)


def _school(options: argparse.Namespace, code: str, today: dt.date) -> PlaceFacts:
    return PlaceFacts(
        kind="school",
        name=options.name,
        starts=min(today, dt.date(2025, 7, 1)),
        levels=" ".join(options.level),
        tax_code=ids.tax_code(options.tax_code),
        ward_name=options.ward,
        province_name=options.province,
        letterhead=options.parent,
        trust=options.trust,
        codes={"BGDĐT": code},
    )
