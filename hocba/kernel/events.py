"""What an event says: its canonical bytes for the seals, its sentence for people."""

import datetime
import json
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models

from hocba.kernel.command import receipt_code, say
from hocba.kernel.models import Event, Receipt, SealLeaf
from hocba.kernel.record import Record

CHUNK = 400
Namer = Callable[[list[str]], Mapping[str, str]]
_namers: dict[str, Namer] = {}


def ledgers() -> list[type[Record]]:
    """Models whose rows are lines of an event: frozen, with an `event` key; by table name."""
    found = [m for m in apps.get_models() if issubclass(m, Record) and _is_ledger(m)]
    return sorted(found, key=lambda m: m._meta.db_table)


def _is_ledger(model: type[Record]) -> bool:
    if model in (Receipt, SealLeaf) or "*" not in model.frozen:
        return False
    return any(f.name == "event" and f.related_model is Event for f in model._meta.concrete_fields)


def columns(model: type[models.Model]) -> list[str]:
    """Attribute names of the stored columns, in the order of the model."""
    fields = model._meta.local_concrete_fields
    return [f.attname for f in fields if not isinstance(f, models.CompositePrimaryKey)]


def _plain(value: Any) -> Any:
    """A value as canonical JSON has it; times are UTC with microseconds."""
    if isinstance(value, datetime.datetime):
        return value.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, uuid.UUID):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no canonical form")


_to_json = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False, default=_plain
).encode


def canonical(names: Iterable[str], values: Iterable[Any]) -> str:
    """One row as canonical JSON: sorted names, no spaces, nothing for NULL.

    A column added by a later migration is NULL in older rows, so their bytes do not change.
    """
    pairs = zip(names, values, strict=True)
    return _to_json({name: value for name, value in pairs if value is not None})


@dataclass(frozen=True)
class Whole:
    """An event with all its ledger lines as bytes, and how many lines there are."""

    event: int
    lines: int
    data: bytes


def whole(ids: Iterable[int]) -> Iterator[Whole]:
    """The canonical bytes of existing events, in order of id. Lines stand sorted by their bytes."""
    wanted = sorted(ids)
    names = columns(Event)
    books = [(m, columns(m)) for m in ledgers()]
    for start in range(0, len(wanted), CHUNK):
        chunk = wanted[start : start + CHUNK]
        found: dict[int, list[tuple[str, list[str]]]] = {}
        for model, attributes in books:
            table, place = model._meta.db_table, attributes.index("event_id")
            lines: dict[int, list[str]] = {}
            rows = model._default_manager.filter(**{"event_id__in": chunk}).order_by()
            for row in rows.values_list(*attributes).iterator(2000):
                lines.setdefault(row[place], []).append(canonical(attributes, row))
            for event, texts in lines.items():
                found.setdefault(event, []).append((table, sorted(texts)))
        events = Event.objects.filter(pk__in=chunk).order_by("pk").values_list(*names)
        for row in events:
            sections = found.get(row[0], [])
            inner = ",".join(f'"{table}":[{",".join(texts)}]' for table, texts in sections)
            data = f'{{"event":{canonical(names, row)},"lines":{{{inner}}}}}'
            yield Whole(row[0], sum(len(t) for _, t in sections), data.encode())


def namer(kind: str) -> Callable[[Namer], Namer]:
    """Register how things of a kind (`app.model`) are named to people, many at once."""

    def wrap(names: Namer) -> Namer:
        if kind in _namers:
            raise ValueError(f"two namers for {kind}")
        _namers[kind] = names
        return names

    return wrap


@dataclass(frozen=True)
class Entry:
    """One line of a history: when, who, as whom, the sentence, the reason, the receipt."""

    event: int
    at: datetime.datetime
    who: str
    duty: str
    sentence: str
    reason: str
    receipt: str


def history(events: Iterable[Event]) -> list[Entry]:
    """Events as sentences, in the order given. Names are made now; events keep only ids."""
    rows = list(events)
    wanted: dict[str, set[str]] = {}
    for e in rows:
        wanted.setdefault(e.on_kind, set()).add(e.on_id)
        if e.actor is not None:
            wanted.setdefault("people.person", set()).add(str(e.actor))
        if e.duty is not None:
            wanted.setdefault("people.assignment", set()).add(str(e.duty))
    names = {kind: _names(kind, sorted(ids)) for kind, ids in wanted.items()}
    return [
        Entry(
            event=e.pk,
            at=e.at,
            who="hệ thống" if e.actor is None else names["people.person"][str(e.actor)],
            duty="" if e.duty is None else names["people.assignment"][str(e.duty)],
            sentence=say(e, names[e.on_kind][e.on_id]),
            reason=e.reason,
            receipt=receipt_code(e.pk),
        )
        for e in rows
    ]


def _names(kind: str, ids: list[str]) -> dict[str, str]:
    known = _namers[kind](ids) if kind in _namers else {}
    return {i: known.get(i, f"số {i}") for i in ids}
