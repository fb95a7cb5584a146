"""One document with all about it, the list of a class, and the stored bodies."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from hocba.documents.flow import LIVE, SLOT, STAGE_WORDS, TRANSCRIPT
from hocba.documents.form import Form
from hocba.documents.models import Document, DocumentFile, Issue, Signature, Slot
from hocba.documents.queries.store import as_uuid, form, names_of, of_pupil, stored
from hocba.documents.snapshot import Snapshot, load
from hocba.kernel.command import say
from hocba.kernel.errors import Hidden
from hocba.kernel.models import Event
from hocba.kernel.policy import Actor, fetch, visible


@dataclass(frozen=True)
class DocumentRow:
    """A document in a class's list: its state and how many signatures it has of each stage."""

    document: str
    student: int
    name: str
    kind: str
    version: int
    state: str
    filled: int
    slots: int

    @property
    def word(self) -> str:
        """The state in words."""
        return TRANSCRIPT.state(self.state).word


def documents_of_class(actor: Actor, klass: int, year: int, kind: str) -> list[DocumentRow]:
    """Live documents of a class in order of names. One query."""
    allowed = visible(actor, Document).filter(scope_id=klass, year=year, kind=kind, state__in=LIVE)
    rows = (
        Document.objects.filter(pk__in=allowed.values("pk"))
        .annotate(filled=Count("slots", filter=~Q(slots__state="waiting")), planned=Count("slots"))
        .select_related("student__person")
        .order_by("student__person__sort_key", "student_id", "version")
    )
    return [
        DocumentRow(
            str(d.pk), d.student_id, d.student.person.full_name, d.kind, d.version, d.state,
            d.filled, d.planned,
        )
        for d in rows
    ]  # fmt: skip


@dataclass(frozen=True)
class SlotLine:
    """One slot on a document's page. `at` is when it was filled, `how` how, in words."""

    slot: int
    key: str
    stage: int
    person: int | None
    name: str
    state: str
    at: datetime | None
    certificate: str

    @property
    def role(self) -> str:
        """The role in words."""
        return STAGE_WORDS[self.stage]

    @property
    def how(self) -> str:
        """The state in words."""
        return SLOT.state(self.state).word


@dataclass(frozen=True)
class DocumentPage:
    """All a document's page shows; `events` are (time, actor's name, sentence, reason)."""

    document: Document
    word: str
    name: str
    slots: tuple[SlotLine, ...]
    files: tuple[tuple[int, str, str], ...]
    issues: tuple[Issue, ...]
    versions: tuple[tuple[str, int, str], ...]
    events: tuple[tuple[datetime, str, str, str], ...]


def document_page(actor: Actor, document: str) -> DocumentPage:
    """One document with slots, files, versions and events. Hidden for strangers."""
    row: Document = fetch(actor, Document, as_uuid(document), "student__person", "school")
    versions = of_pupil(row.student_id, row.kind, row.year).order_by("version")
    return DocumentPage(
        document=row,
        word=TRANSCRIPT.state(row.state).word,
        name=row.student.person.full_name,
        slots=_slot_lines(row),
        files=tuple(row.files.order_by("stage", "kind").values_list("stage", "kind", "blob_id")),
        issues=tuple(row.issues.order_by("number")),
        versions=tuple((str(d.pk), d.version, TRANSCRIPT.state(d.state).word) for d in versions),
        events=_events(row),
    )


def _slot_lines(document: Document) -> tuple[SlotLine, ...]:
    rows = list(document.slots.order_by("stage", "pk").select_related("signature__certificate"))
    names = names_of(s.person for s in rows)
    lines = []
    for slot in rows:
        made = getattr(slot, "signature", None)
        certificate = made.certificate.subject if made and made.certificate else ""
        name = names.get(slot.person or 0, document.school.name)
        at = made.at if made else None
        lines.append(
            SlotLine(slot.pk, slot.key, slot.stage, slot.person, name, slot.state, at, certificate)
        )
    return tuple(lines)


def _events(document: Document) -> tuple[tuple[datetime, str, str, str], ...]:
    """Events on the document, its pupil's making of it, and the chunks that signed its slots."""
    signed = Signature.objects.filter(slot__document=document).values_list("event_id", flat=True)
    own = Q(on_kind="documents.document", on_id=str(document.pk))
    made = Q(
        on_kind="people.student",
        on_id=str(document.student_id),
        verb="document.make",
        at=document.created_at,
    )
    rows = list(Event.objects.filter(own | made | Q(pk__in=list(signed))).order_by("pk"))
    names = names_of(e.actor for e in rows)
    return tuple(
        (e.at, names.get(e.actor or 0, "hệ thống"), say(e, f"bản {document.version}"), e.reason)
        for e in rows
    )


def body(actor: Actor, document: str, kind: str) -> bytes:
    """The latest stored file of a kind ("pdf" or "xml"). Hidden when there is none to see."""
    rows = visible(actor, DocumentFile).filter(document=as_uuid(document), kind=kind)
    newest = rows.order_by("-stage").first()
    if newest is None:
        raise Hidden(f"Document {document} {kind}")
    return stored(newest.blob_id)


def proof_inputs(actor: Actor, document: str) -> tuple[Form, bytes]:
    """Form and snapshot (canonical JSON) of a document, for `bodies.proof`."""
    row: Document = fetch(actor, Document, as_uuid(document))
    return form(row.form), stored(row.snapshot_id)


def booklet_inputs(actor: Actor, student: int) -> list[tuple[Form, Snapshot]]:
    """The live documents of a pupil for `render_booklet`: the cover first, then the years."""
    rows = visible(actor, Document).filter(student=student, state__in=LIVE)
    found = sorted(rows, key=lambda d: (d.kind != Document.Kind.COVER, d.year, d.version))
    latest = {(d.kind, d.kind != Document.Kind.COVER and d.year): d for d in found}
    return [(form(d.form), load(stored(d.snapshot_id))) for d in latest.values()]


def contents(actor: Actor, documents: Iterable[str]) -> dict[str, Snapshot]:
    """What documents say, by id: what a signer reviews before signing. About 1 ms each.

    Starts from the slots, since subject teachers see no document whole; the page shows them the
    rows of their own subjects alone.
    """
    wanted = [as_uuid(d) for d in documents]
    slots = visible(actor, Slot).filter(document__in=wanted)
    rows = slots.values_list("document", "document__snapshot").distinct()
    return {str(pk): load(stored(sha256)) for pk, sha256 in rows}
