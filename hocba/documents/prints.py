"""Prints on demand: drafts for reconciling and plain booklets, set in the job process.

A print is a file below `HOME/prints`, named by what it shows; it is kept for a day and never is a
document: signed files come from the store. Typst runs in the job process alone.
"""

import hashlib
import json
import logging
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from hocba.documents.models import Document
from hocba.documents.queries.store import as_uuid, form, stored
from hocba.documents.render import (
    OverlongText,
    RenderError,
    UnprintableText,
    render,
    render_booklet,
    render_paper,
)
from hocba.documents.snapshot import load
from hocba.kernel.tasks import enqueue, task

log = logging.getLogger(__name__)
FRESH, KEPT, PATIENCE = timedelta(minutes=10), timedelta(days=1), timedelta(seconds=90)


@dataclass(frozen=True)
class Print:
    """A print that was asked for: the file once it is there, or the sentence why it cannot be."""

    path: Path | None = None
    failure: str = ""


def ask(documents: Sequence[str], now: datetime) -> Print:
    """The print of these documents, in this order; queued when there is no fresh one.

    One document is set as a draft with watermark and print time; several are set as one booklet,
    a draft unless all of them are issued. The caller has checked who may read them.
    """
    wanted = [str(as_uuid(d)) for d in documents]
    states = dict(Document.objects.filter(pk__in=wanted).values_list("pk", "state"))
    plain = len(wanted) > 1 and set(states.values()) == {"issued"}
    key = hashlib.sha256(" ".join([str(plain), *wanted]).encode()).hexdigest()
    done, failed, asked = (_folder() / f"{key}.{end}" for end in ("pdf", "txt", "asked"))
    if _younger(done, FRESH, now):
        return Print(done)
    if _younger(failed, timedelta(minutes=1), now):
        return Print(failure=failed.read_text())
    if not _younger(asked, PATIENCE, now):
        with transaction.atomic():
            enqueue(set_print, key, wanted, plain)
        asked.touch()
    return Print()


def ask_paper(template: str, data: dict[str, Any], now: datetime) -> Print:
    """The print of an administrative paper from its data; queued when there is no fresh one.

    The data wait in the folder of prints, not in the queue. The caller has checked who may read.
    """
    text = json.dumps({"template": template, "data": data}, ensure_ascii=False, sort_keys=True)
    key = hashlib.sha256(text.encode()).hexdigest()
    done, failed, asked = (_folder() / f"{key}.{end}" for end in ("pdf", "txt", "asked"))
    if _younger(done, FRESH, now):
        return Print(done)
    if _younger(failed, timedelta(minutes=1), now):
        return Print(failure=failed.read_text())
    if not _younger(asked, PATIENCE, now):
        _write(f"{key}.json", text.encode())
        with transaction.atomic():
            enqueue(set_paper, key)
        asked.touch()
    return Print()


def _folder() -> Path:
    found = Path(settings.HOME) / "prints"
    found.mkdir(mode=0o700, parents=True, exist_ok=True)
    return found


def _younger(path: Path, age: timedelta, now: datetime) -> bool:
    try:
        return now.timestamp() - path.stat().st_mtime < age.total_seconds()
    except FileNotFoundError:
        return False


@task()
def set_print(key: str, documents: list[str], plain: bool) -> None:
    """Set one print in the job process, and forget those older than a day."""
    _forget()
    try:
        data, end = _set(documents, plain, timezone.localtime()), "pdf"
    except (OverlongText, UnprintableText) as error:
        data, end = f"Không in được học bạ: {error}.".encode(), "txt"
    except RenderError:
        log.exception("print of %s failed", ", ".join(documents))
        data, end = "Không dựng được bản in này; hãy báo quản trị CNTT.".encode(), "txt"
    _write(f"{key}.{end}", data)
    (_folder() / f"{key}.asked").unlink(missing_ok=True)


@task()
def set_paper(key: str) -> None:
    """Set one administrative paper in the job process."""
    _forget()
    waiting = _folder() / f"{key}.json"
    if not waiting.exists():  # asked for twice: the first run has set it
        return
    asked = json.loads(waiting.read_text())
    try:
        made = render_paper(asked["template"], asked["data"], now=timezone.localtime())
        _write(f"{key}.pdf", made)
    except RenderError:
        log.exception("paper %s failed", key)
        _write(f"{key}.txt", "Không dựng được bản in này; hãy báo quản trị CNTT.".encode())
    waiting.unlink(missing_ok=True)
    (_folder() / f"{key}.asked").unlink(missing_ok=True)


def _forget() -> None:
    """Remove prints older than a day."""
    oldest = time.time() - KEPT.total_seconds()
    for old in _folder().iterdir():
        if old.stat().st_mtime < oldest:
            old.unlink(missing_ok=True)


def _write(name: str, data: bytes) -> None:
    """A complete file or none."""
    with tempfile.NamedTemporaryFile(dir=_folder(), delete=False) as file:
        file.write(data)
    Path(file.name).replace(_folder() / name)


def _set(documents: list[str], plain: bool, now: datetime) -> bytes:
    rows = Document.objects.in_bulk([as_uuid(d) for d in documents])
    found = [rows[as_uuid(d)] for d in documents]
    frozen = [stored(d.snapshot_id) for d in found]
    photos = [p for f in frozen if (p := json.loads(f)["pupil"]["photo"])]
    photo = stored(photos[0]) if photos else None
    parts = [(form(d.form), load(f)) for d, f in zip(found, frozen, strict=True)]
    if len(parts) == 1:
        return render(*parts[0], now=now, mode="draft", photo=photo)
    return render_booklet(parts, now=now, mode="print" if plain else "draft", photo=photo)
