"""Making the transcripts of a class: snapshots of who is ready, and who is not, with the reason."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field

from hocba.documents import commands, queries
from hocba.documents.content import Snapshot
from hocba.forms import collect
from hocba.forms.registry import form_for
from hocba.forms.transcript_lower_secondary_tt22 import snapshot as lower_secondary
from hocba.forms.transcript_primary_tt27 import snapshot as primary
from hocba.kernel.command import Ctx, batch
from hocba.kernel.errors import Refusal
from hocba.rules.which import regime_for
from hocba.year.models import Klass

YEAR, COVER = "transcript_year", "transcript_cover"
MAKERS = {"primary": primary.year, "lower_secondary": lower_secondary.year}
REGIMES = {"primary": "TT27", "lower_secondary": "TT22"}
"""The circular whose form each maker fills; other regimes of a level have no form yet."""
NO_FORM = "Chương trình chưa có mẫu học bạ cho lớp này ({title})."


def missing_form(klass: Klass) -> str:
    """Why no transcript can be made for a class; "" when its form is there."""
    regime = regime_for(klass.level, klass.grade, klass.year)
    return "" if REGIMES.get(klass.level) == regime.code else NO_FORM.format(title=regime.title)


@dataclass
class Made:
    """Documents made (ids), and pupils left out with the reason (student id, name, sentence)."""

    documents: list[str] = field(default_factory=list)
    left: list[tuple[int, str, str]] = field(default_factory=list)


def snapshots(
    klass: Klass,
    day: dt.date,
    covers: bool = True,
    new_id: Callable[[], uuid.UUID] = uuid.uuid4,
) -> tuple[dict[int, list[Snapshot]], list[tuple[int, str, str]]]:
    """Snapshots of each pupil of a class who is ready, and who is not ready and why.

    `day` is printed above the principal's name. With `covers` a pupil who has no live cover
    document gets one as well. Raises Refusal when there is no form for the class.
    """
    if why := missing_form(klass):
        raise Refusal(why)
    g = collect.Gathering(klass, day, new_id)
    form = form_for(YEAR, klass.level, g.year_name)
    versions = {k: queries.next_versions(k, klass.year, g.sheet.students) for k in (YEAR, COVER)}
    found: dict[int, list[Snapshot]] = {}
    left: list[tuple[int, str, str]] = []
    names = {s.student: s.name for s in g.seats}
    for student in g.sheet.students:
        try:
            mine: list[Snapshot] = [
                MAKERS[klass.level](g, student, form.version, versions[YEAR][student])
            ]
            if covers and versions[COVER][student] == 1:
                mine.append(collect.cover(g, student, form.code, form.version))
            found[student] = mine
        except collect.NotReady as reason:
            left.append((student, names[student], str(reason)))
    return found, left


def make_class(ctx: Ctx, klass: Klass, day: dt.date) -> Made:
    """Make the proofs of a class's transcripts: one document a pupil and year, and the cover."""
    ready, left = snapshots(klass, day)
    made = Made(left=left)
    with batch(ctx) as inner:
        for student, mine in ready.items():
            answer = commands.make_documents(inner, student, mine, klass.pk, klass.year)
            made.documents += answer.documents
    return made
