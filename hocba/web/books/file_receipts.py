"""The receipt of an Excel file that was applied: who, when, which file, and what it changed."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import HttpResponse

from hocba.books.policy import ENTER
from hocba.exchange import policy
from hocba.exchange.commands import LABELS
from hocba.exchange.models import Import
from hocba.kernel.command import receipt_code
from hocba.kernel.models import Event
from hocba.kernel.policy import visible
from hocba.people.models import Person
from hocba.web.page import Request, render
from hocba.web.people import log

LISTED = 100


@dataclass(frozen=True)
class Applied:
    """An applied file: its code, the event of applying it, the file, how many cells it wrote."""

    code: str
    event: Event
    row: Import
    label: str
    count: int


def mine(request: Request, before: int | None, most: int) -> list[Applied]:
    """My applied files, newest first, from before an event."""
    rows = visible(request.actor, Import).filter(created_by=request.actor.person)
    return _applied(rows.exclude(batch=None), before, most)


def _applied(rows: QuerySet[Import], before: int | None, most: int) -> list[Applied]:
    known = {str(row.pk): row for row in rows}
    events = Event.objects.filter(
        verb=policy.APPLY.name, on_kind=Import._meta.label_lower, on_id__in=list(known)
    )
    if before is not None:
        events = events.filter(pk__lt=before)
    found = list(events.order_by("-pk")[:most])
    cells = _cells({event.batch for event in found if "count" not in event.params})
    return [
        Applied(
            receipt_code(event.pk),
            event,
            known[event.on_id],
            LABELS[known[event.on_id].kind],
            event.params.get("count", cells[event.batch]),
        )
        for event in found
    ]


def _cells(batches: set[uuid.UUID | None]) -> Counter[uuid.UUID | None]:
    """How many cells the saves of batches wrote: of files applied before their event told it."""
    count: Counter[uuid.UUID | None] = Counter()
    entered = Event.objects.filter(batch__in=batches, verb=ENTER.name)
    for batch, told in entered.values_list("batch", "params") if batches else ():
        count[batch] += told.get("count", 0)
    return count


def of_event(request: Request, event: int) -> Applied | None:
    """The applied file of an event, when this person may see it."""
    found = Event.objects.filter(pk=event, verb=policy.APPLY.name).values_list("on_id", flat=True)
    rows = visible(request.actor, Import).filter(pk__in=[int(pk) for pk in found])
    return next(iter(_applied(rows, event + 1, 1)), None)


def of_batch(request: Request, event: Event) -> Import | None:
    """The file that a save came from, when this person may see it."""
    if event.batch is None:
        return None
    found: Import | None = visible(request.actor, Import).filter(batch=event.batch).first()
    return found


def saves(applied: Applied) -> list[Event]:
    """The events that applied a file, one for each book or register."""
    rows = Event.objects.filter(batch=applied.row.batch).exclude(pk=applied.event.pk)
    return list(rows.order_by("pk"))


def show(request: Request, applied: Applied, lines: Sequence[object]) -> HttpResponse:
    """The page of the receipt; `lines` are its saves of books as the list of receipts has them."""
    row = applied.row
    others = [event for event in saves(applied) if event.verb != ENTER.name]
    undone = Event.objects.filter(verb=policy.UNDO.name, on_id=str(row.pk)).first()
    who = Person.objects.filter(pk=applied.event.actor or 0).values_list("full_name", flat=True)
    return render(
        request,
        "books/receipt_file.html",
        applied=applied,
        row=row,
        lines=lines,
        others=log.lines(others[:LISTED]),
        more=len(others),
        who=who.first() or "hệ thống",
        mine=row.created_by == request.actor.person,
        undone=undone,
        undone_code=receipt_code(undone.pk) if undone else "",
    )
