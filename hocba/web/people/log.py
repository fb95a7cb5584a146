"""«Nhật kí»: who did what, when, as whom and from where, in sentences."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.http import urlencode

from hocba.kernel.command import COMMANDS, say
from hocba.kernel.models import Event
from hocba.kernel.policy import visible
from hocba.people.models import Assignment, Person, Staff
from hocba.web import given
from hocba.web.given import number_of
from hocba.web.page import Request, page, render
from hocba.web.people.log_names import NAMES
from hocba.web.people.search import by_name

PER_PAGE = 50
SOURCES = {
    "web": "trình duyệt",
    "cli": "dòng lệnh",
    "import": "tệp Excel",
    "demo": "trường mẫu",
    "test": "kiểm thử",
    "clock": "đồng hồ hệ thống",
    "work": "việc nền",
}


@dataclass(frozen=True)
class Line:
    """One event as shown: its sentence, about whom, by whom and as whom."""

    event: Event
    sentence: str
    about: str
    who: str
    duty: str
    source: str


KLASS = "lớp "
"""How the name of a class begins; a sentence may say the word itself."""


def _says_klass(event: Event) -> bool:
    return event.verb in COMMANDS and f"{KLASS}{{on}}" in COMMANDS[event.verb].says


def lines(events: list[Event]) -> list[Line]:
    """Sentences of events: one query for people, one for duties, one a kind of thing."""
    people = Person.objects.in_bulk({e.actor for e in events if e.actor})
    duties = dict(
        Assignment.objects.filter(pk__in={e.duty for e in events if e.duty}).values_list(
            "pk", "role"
        )
    )
    about = _about(events)
    found = []
    for e in events:
        name = about.get((e.on_kind, e.on_id), "")
        sentence = say(e, name.removeprefix(KLASS) if _says_klass(e) else name)
        actor = people.get(e.actor) if e.actor else None
        found.append(
            Line(
                e,
                sentence,
                "" if name and name in sentence else name,
                actor.full_name if actor else "Hệ thống",
                str(Assignment.Role(duties[e.duty]).label) if e.duty in duties else "",
                SOURCES.get(e.source, e.source),
            )
        )
    return found


def _about(events: list[Event]) -> dict[tuple[str, str], str]:
    wanted: dict[str, set[str]] = {}
    for e in events:
        if e.on_kind in NAMES:
            wanted.setdefault(e.on_kind, set()).add(e.on_id)
    return {
        (kind, pk): name for kind, ids in wanted.items() for pk, name in NAMES[kind](ids).items()
    }


@page(reader=Event)
def log(request: Request) -> HttpResponse:
    """The school's log, newest first; pages go by key, so that new events move nothing."""
    rows = visible(request.actor, Event)
    chosen = {k: request.GET.get(k, "").strip() for k in ("q", "verb", "day")}
    if chosen["q"]:
        staff = Staff.objects.filter(
            by_name(chosen["q"], "person__search_key"), school=request.user.school_id
        )
        rows = rows.filter(actor__in=list(staff.values_list("person_id", flat=True)))
    if chosen["verb"] in COMMANDS:
        rows = rows.filter(verb=chosen["verb"])
    day = _day(chosen["day"])
    if day is not None:
        rows = rows.filter(at__gte=day[0], at__lt=day[1])
    before = number_of(request.GET.get("before", ""))
    if before is not None:
        rows = rows.filter(pk__lt=before)
    events = list(rows.order_by("-id")[: PER_PAGE + 1])
    more = len(events) > PER_PAGE
    events = events[:PER_PAGE]
    onward = (
        urlencode({k: v for k, v in chosen.items() if v} | {"before": events[-1].pk})
        if more
        else ""
    )
    return render(
        request,
        "people/log.html",
        lines=lines(events),
        chosen=chosen,
        verbs=[("", "mọi việc"), *_verbs()],
        onward=onward,
        later=bool(before),
    )


def _verbs() -> list[tuple[str, str]]:
    named = ((c.verb, c.action.label) for c in COMMANDS.values() if c.action.label)
    return sorted(named, key=lambda pair: pair[1])


def _day(text: str) -> tuple[Any, Any] | None:
    try:
        day = given.day(text)
    except ValueError:
        return None
    starts = timezone.make_aware(datetime.datetime.combine(day, datetime.time.min))
    return starts, starts + datetime.timedelta(days=1)
