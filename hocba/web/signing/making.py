"""Making proofs: for those of a class who have none to keep, or a replacement for one document."""

import datetime as dt
import uuid
from collections.abc import Iterable

from hocba.documents import commands, policy, queries
from hocba.documents.content import Snapshot
from hocba.documents.flow import LIVE, TRANSCRIPT
from hocba.documents.models import Document
from hocba.forms import collect
from hocba.forms.make import COVER, YEAR, Made, snapshots
from hocba.forms.registry import form_for
from hocba.kernel.command import Ctx, batch
from hocba.kernel.errors import Refusal
from hocba.kernel.policy import Actor, no_right, targets
from hocba.year.models import Klass


def may_make(actor: Actor, klass: int) -> bool:
    """Whether this person makes the transcripts of a class."""
    return bool(targets(actor, policy.MAKE).filter(enrolments__klass=klass).exists())


def make_rest(ctx: Ctx, klass: Klass, day: dt.date) -> Made:
    """Proofs of a class for pupils who have none or only a proof; what is out for signing stays.

    Somebody whose cover was discarded gets a new one.
    """
    _require(ctx, klass)
    kept = _students(klass, YEAR, LIVE[1:])
    ready, left = snapshots(klass, day)
    wanted = {student: mine for student, mine in ready.items() if student not in kept}
    for student, cover in _lost_covers(klass, day, kept | set(ready)).items():
        wanted.setdefault(student, []).append(cover)
    made = Made(left=[one for one in left if one[0] not in kept])
    with batch(ctx) as inner:
        for student, mine in wanted.items():
            answer = commands.make_documents(inner, student, mine, klass.pk, klass.year)
            made.documents += answer.documents
    return made


def _students(klass: Klass, kind: str, states: Iterable[str]) -> set[int]:
    """Pupils of a class who have a document of the kind in one of the states."""
    rows = Document.objects.filter(kind=kind, state__in=states, student__enrolments__klass=klass)
    if kind == YEAR:
        rows = rows.filter(year=klass.year)
    return set(rows.values_list("student_id", flat=True))


def _lost_covers(klass: Klass, day: dt.date, students: set[int]) -> dict[int, Snapshot]:
    """New covers for those of the pupils who had one and have none alive."""
    had = _students(klass, COVER, [s.code for s in TRANSCRIPT.states])
    lost = students & had - _students(klass, COVER, LIVE)
    if not lost:
        return {}
    gathered = collect.Gathering(klass, day, uuid.uuid4)
    form = form_for(YEAR, klass.level, gathered.year_name)
    versions = queries.next_versions(COVER, klass.year, lost)
    return {
        student: collect.cover(gathered, student, form.code, form.version, versions[student])
        for student in sorted(lost)
    }


def replace(ctx: Ctx, document: Document, day: dt.date) -> str:
    """A new version of one document from the books of today; the reason is in the context."""
    klass = Klass.objects.select_related("school").get(pk=document.scope_id)
    _require(ctx, klass)
    student, kind = document.student_id, document.kind
    gathered = collect.Gathering(klass, day, uuid.uuid4)
    version = queries.next_versions(kind, klass.year, [student])[student]
    if kind == COVER:
        form = form_for(YEAR, klass.level, gathered.year_name)
        try:
            made = collect.cover(gathered, student, form.code, form.version, version)
        except collect.NotReady as reason:
            raise Refusal(str(reason)) from reason
    else:
        ready, left = snapshots(klass, day, covers=False)
        if student not in ready:
            raise Refusal(
                next((why for pk, _, why in left if pk == student), "Học sinh không còn trong lớp.")
            )
        made = ready[student][0]  # type: ignore[assignment]
    with batch(ctx) as inner:
        answer = commands.make_documents(
            inner, student, [made], klass.pk, klass.year, supersede=True
        )
    return str(answer.documents[0])


def _require(ctx: Ctx, klass: Klass) -> None:
    if not may_make(ctx.actor, klass.pk):
        raise Refusal(no_right(f"{policy.MAKE.label} của lớp {klass.name}"))
