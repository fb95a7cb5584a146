"""Rows that are no ledger, held against the log: people, duties, classes, decisions.

The event of every command that writes such a row tells the row's fingerprint, and the seals cover
the event. A fingerprint is keyed with the installation's secret: nobody guesses a name from the log
alone. Empty values are left out, so a column that a later migration adds changes no fingerprint.
"""

import hashlib
import hmac
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import models

from hocba.kernel import figures
from hocba.kernel.checks import Problem, Scope, Unseen, check
from hocba.kernel.events import canonical, columns
from hocba.kernel.models import Event
from hocba.kernel.record import Record, Touched

PARAM = "fingerprints"
LENGTH = 20
"""Hexadecimal digits of a fingerprint: 80 bits."""
MADE = "+"
"""Before the fingerprint of a row that the command has made."""
CHUNK = 400


def told(touched: Touched) -> dict[str, Any]:
    """What an event says of the rows its command wrote: a fingerprint each, none for a deleted one.

    >>> told({})
    {}
    """
    if not touched:
        return {}
    rows = {}
    for model, keys in touched.items():
        found = dict(_prints(model, keys))
        rows[model._meta.label_lower] = {
            str(key): (MADE if keys[key] else "") + found.get(key, "") for key in sorted(keys)
        }
    return {PARAM: {"key": _key_name(), "rows": rows}}


def kept_models() -> list[type[Record]]:
    """The models whose rows events vouch for, by table."""
    found = [m for m in apps.get_models() if issubclass(m, Record) and m.kept]
    return sorted(found, key=lambda m: m._meta.db_table)


def _prints(
    model: type[models.Model], keys: Collection[Any] | None = None
) -> Iterator[tuple[Any, str]]:
    """Key and fingerprint of the rows as they stand, of those keys or of all."""
    derived = getattr(model, "derived", ())
    names = [name for name in columns(model) if name not in derived]
    place = names.index(model._meta.pk.attname)
    rows = model._default_manager.order_by("pk").values_list(*names)
    wanted = sorted(keys) if keys is not None else []
    starts = range(0, len(wanted), CHUNK)
    parts = [rows] if keys is None else [rows.filter(pk__in=wanted[s : s + CHUNK]) for s in starts]
    for part in parts:
        for row in part.iterator(2000):
            values = [value or None for value in row]
            yield row[place], _digest(f"{model._meta.label_lower} {canonical(names, values)}")


def _digest(text: str) -> str:
    key = settings.SECRET_KEY.encode()
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()[:LENGTH]


def _key_name() -> str:
    """Tells one secret from another without telling it."""
    return _digest("the key of the fingerprints")[:8]


@dataclass
class Said:
    """What the log says of the rows of a model: by key the last event and its fingerprint ("" for a
    deleted row), the first row it saw made, and rows that it tells under another secret."""

    last: dict[Any, tuple[int, str]] = field(default_factory=dict)
    first: Any = None
    foreign: set[Any] = field(default_factory=set)


@check("rows", "Hồ sơ, phân công, quyết định", order=25)
def check_rows(scope: Scope) -> Iterator[Problem | Unseen]:
    """Compare every kept row with what the last event that wrote it says."""
    known = kept_models()
    older: Counter[str] = Counter()
    foreign: Counter[str] = Counter()
    for done, model in enumerate(known, start=1):
        said = _said(model)
        foreign[model.kept] = len(said.foreign)
        for key, now in _prints(model):
            if key in said.last:
                yield from _differs(model, key, now, *said.last.pop(key))
            elif key in said.foreign:
                continue
            elif said.first is None or key < said.first:
                older[model.kept] += 1
            else:
                yield Problem(f"{model.kept} số {key}: không sự kiện nào của nhật ký ghi.")
        for key, (event, text) in said.last.items():
            if text:
                yield Problem(f"{model.kept} số {key}: không còn (ghi ở sự kiện số {event}).")
        scope.progress(done, len(known))
    yield from _beside("ghi trước khi nhật ký giữ dấu của dòng", older)
    yield from _beside("dấu trong nhật ký làm bằng khóa bí mật khác", foreign)


def _differs(model: type[Record], key: Any, now: str, event: int, text: str) -> Iterator[Problem]:
    if now != text:
        how = "khác với lần ghi cuối" if text else "còn đó, nhật ký ghi là đã xóa"
        yield Problem(f"{model.kept} số {key}: {how} (sự kiện số {event}).")


def _beside(why: str, counts: Counter[str]) -> Iterator[Unseen]:
    rows = [f"{word} {figures.grouped(count)}" for word, count in counts.items() if count]
    if rows:
        yield Unseen(f"Dòng không đối chiếu được, {why}: {'; '.join(rows)}.")


def _said(model: type[Record]) -> Said:
    label, key_name = model._meta.label_lower, _key_name()
    events = Event.objects.filter(**{f"params__{PARAM}__rows__has_key": label}).order_by("pk")
    said, read = Said(), model._meta.pk.to_python
    for event, params in events.values_list("pk", f"params__{PARAM}").iterator(500):
        for name, text in params["rows"][label].items():
            key = read(name)
            if text.startswith(MADE) and (said.first is None or key < said.first):
                said.first = key
            if params["key"] == key_name:
                said.last[key] = (event, text.removeprefix(MADE))
                said.foreign.discard(key)
            else:
                said.last.pop(key, None)
                said.foreign.add(key)
    return said
