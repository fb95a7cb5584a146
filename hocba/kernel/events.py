"""The canonical bytes of an event with all its ledger lines: what the seals cover."""

import datetime
import json
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models

from hocba.kernel.models import Event, Receipt, SealLeaf
from hocba.kernel.record import Record

CHUNK = 400


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
