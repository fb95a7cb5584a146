"""What a form is to the renderer: pages, fixed signature places, and a view of a snapshot.

The forms themselves live in `hocba.forms`; this module only names their shape, so that the
renderer depends on no form.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from hocba.documents.snapshot import Snapshot

View = dict[str, Any]
"""What a template prints: strings, lists and dicts only, already worded."""


@dataclass(frozen=True, slots=True)
class Rect:
    """A place on a page in points, PDF user space: origin bottom left, (x, y) lower left corner."""

    page: int
    x: float
    y: float
    w: float
    h: float


@dataclass(frozen=True, slots=True)
class Layout:
    """One kind of document of a form: its template, page names and count, and fixed places.

    `fits` are the sizes tried in turn when text is long; the last one is the smallest allowed.
    """

    template: str
    pages: tuple[str, ...]
    rects: Mapping[str, Rect]
    fits: tuple[Mapping[str, float], ...]


@dataclass(frozen=True, slots=True)
class Sizing:
    """How one page turns out at one fit.

    `given` goes to the template as d.size; `used` and `room` are points of what can grow and of
    the space for it; `longest` is the snapshot path of the text that takes most.
    """

    given: Mapping[str, Any]
    used: float
    room: float
    longest: str
    strict: bool = False


@dataclass(frozen=True, slots=True)
class Form:
    """An official form: code and version, legal basis, validity, one layout for each kind."""

    code: str
    version: int
    level: str
    title: str
    basis: str
    valid_from: dt.date
    valid_to: dt.date | None
    layouts: Mapping[str, Layout]
    view: Callable[[Snapshot], View]
    sizing: Callable[[View, str, Mapping[str, float]], Sizing]
    """(view, name of the page, fit) -> sizing; raises `metrics.TooWide` with the field's path."""
