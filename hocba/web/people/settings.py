"""The settings of a school: every question the law leaves open, its answer, who gave it."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from http import HTTPStatus

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from hocba.kernel.errors import Fault, Hidden
from hocba.kernel.policy import can, fetch, visible
from hocba.org.decree import Decree
from hocba.org.models import Place, SettingDecision
from hocba.org.queries import schools_under
from hocba.org.settings import (
    OWNER_WORDS,
    SETTINGS,
    Answer,
    InForce,
    Setting,
    grouped,
    settings_for,
)
from hocba.people.models import Person
from hocba.people.roles import Role
from hocba.web.given import number_of
from hocba.web.page import WRITE, Request, act, page, render
from hocba.web.speak import say_of
from hocba.year.commands import decide_setting
from hocba.year.models import SchoolYear
from hocba.year.policy import DECIDE_SETTING
from hocba.year.readings import circulars_of


@dataclass(frozen=True)
class Line:
    """One question on the page: its answers, the decision behind them, whether I may answer."""

    setting: Setting
    said: str
    answer: Answer | None
    apart: list[tuple[str, str, Answer]]
    may: bool
    owner: str


@page(reader=Place)
def settings(request: Request, pk: int | None = None) -> HttpResponse:
    """All settings of one's own place, or of a school below an officer's authority."""
    place = _place(request, pk)
    year = _year(request, place)
    held = settings_for(place.pk, year)
    mine = can(request.actor, DECIDE_SETTING, place).allowed
    circulars = circulars_of(place.levels, year) if place.kind == Place.Kind.SCHOOL else None
    years = visible(request.actor, SchoolYear).filter(school=place).order_by("-year")
    return render(
        request,
        "people/settings.html",
        place=place,
        year=year,
        yearly=[
            (f"{y}–{y + 1}", f"?nam={y}", y == year)
            for y in sorted({year, *years.values_list("year", flat=True)}, reverse=True)
        ],
        groups=[
            (g, [_line(s, held, mine, place) for s in found]) for g, found in grouped(circulars)
        ],
        mine=mine,
        own=circulars is not None,
    )


@page(reader=Place)
def setting(request: Request, pk: int, name: str) -> HttpResponse:
    """One question with all its answers so far; the form is for who may answer it."""
    return _draw(request, _place(request, pk), name, [], HTTPStatus.OK)


@page(action=DECIDE_SETTING, methods=WRITE)
def decide(request: Request, pk: int, name: str) -> HttpResponse:
    """Record an answer with its decision."""
    place = _place(request, pk)
    sent = request.POST
    return act(
        request,
        decide_setting,
        place,
        name,
        sent.get("value", ""),
        number_of(sent.get("from_year", "")) or 0,
        decree_of(request),
        sent.get("about", ""),
        to=reverse("people-place-settings", args=[place.pk]),
        done="Đã ghi quyết định; mọi kết quả từ năm học ấy tính theo câu trả lời này.",
        again=lambda faults, status: _draw(request, place, name, faults, status),
    )


def decree_of(request: Request) -> Decree:
    """Number, date and ground as a form sends them."""
    sent = request.POST
    try:
        day = datetime.date.fromisoformat(sent.get("decided_on", ""))
    except ValueError:
        day = None
    return Decree(sent.get("number", ""), day, sent.get("ground", ""))


def evidence_of(request: Request) -> bytes:
    """The scan that a form sends with a decision; empty when there is none."""
    sent = request.FILES.get("evidence")
    return sent.read() if sent is not None else b""


def _place(request: Request, pk: int | None) -> Place:
    own = request.user.school_id
    wanted = pk or own
    below = schools_under(request.actor.scope_ids(Role.OFFICER), request.actor.on)
    if wanted is None or wanted not in {own, *below}:
        raise Hidden(f"place {wanted}")
    found: Place = fetch(request.actor, Place, wanted)
    return found


def _year(request: Request, place: Place) -> int:
    wanted = number_of(request.GET.get("nam", "")) or 0
    if 2010 <= wanted <= 2100:
        return wanted
    last = visible(request.actor, SchoolYear).filter(school=place).order_by("-year").first()
    today = timezone.localdate()
    return last.year if last else today.year - (today.month < 8)


def _line(setting: Setting, held: InForce, mine: bool, place: Place) -> Line:
    answer = held.answers.get((setting.name, ""))
    apart = [
        (one.words, setting.word(own.value), own)
        for one in setting.apart
        if (own := held.answers.get((setting.name, one.code))) is not None
    ]
    owner = ", nếu chưa thì ".join(OWNER_WORDS[kind] for kind in setting.owners)
    return Line(
        setting,
        setting.word(held.value(setting.name)),
        answer,
        apart,
        mine and not _blocked(setting, held, place),
        owner,
    )


def _blocked(setting: Setting, held: InForce, place: Place) -> str:
    """Why this place cannot answer; empty when it can."""
    if len(setting.choices) < 2:
        return "Câu này chỉ có một cách làm; không có gì để chọn."
    if place.kind not in setting.owners:
        owners = " hoặc ".join(OWNER_WORDS[kind] for kind in setting.owners)
        return f"Câu này do {owners} quyết định."
    above = held.answers.get((setting.name, ""))
    if above is not None and above.kind != place.kind and place.kind == Place.Kind.SCHOOL:
        return f"Đã quyết định chung {above.cited}; nhà trường theo quyết định ấy."
    return ""


def _draw(
    request: Request, place: Place, name: str, faults: list[Fault], status: HTTPStatus
) -> HttpResponse:
    setting = SETTINGS.get(name)
    if setting is None:
        raise Hidden(f"setting {name}")
    year = _year(request, place)
    held = settings_for(place.pk, year)
    decision = can(request.actor, DECIDE_SETTING, place)
    blocked = _blocked(setting, held, place)
    rows = visible(request.actor, SettingDecision).filter(name=name).select_related("place")
    above = [place.pk, *(a.place for a in held.answers.values())]
    past = list(rows.filter(place__in=above).order_by("-pk"))
    who = dict(
        Person.objects.filter(pk__in={r.decided_by for r in past}).values_list("pk", "full_name")
    )
    places = {fault.place: fault.message for fault in faults}
    return render(
        request,
        "people/setting.html",
        status,
        place=place,
        setting=setting,
        line=_line(setting, held, decision.allowed, place),
        year=year,
        past=[(row, setting.word(row.value), setting.about_words(row.about), who.get(row.decided_by)) for row in past],
        may=decision.allowed and not blocked,
        blocked=blocked if decision.right else "",
        errors=places,
        general=[f.message for f in faults if f.place not in FIELDS],
        sent=request.POST,
        choices=[(c.code, say_of(place, c.words)) for c in setting.choices],
        parts=[("", "tất cả"), *((one.code, one.words) for one in setting.apart)],
        picked=request.POST.get("value") or held.value(name),
        years=[(y, f"{y}–{y + 1}") for y in range(year + 1, year - 3, -1)],
        today=timezone.localdate(),
    )  # fmt: skip


FIELDS = ("value", "from_year", "number", "decided_on", "ground", "about")
