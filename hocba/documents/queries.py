"""Reads of documents: identities, signing inbox, progress, document page, public look-up."""

import hashlib
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet

from hocba.documents.flow import LIVE, RUN, SLOT, STAGE_WORDS, TRANSCRIPT
from hocba.documents.form import Form
from hocba.documents.models import (
    Certificate,
    Document,
    DocumentFile,
    Issue,
    Signature,
    SigningItem,
    SigningRun,
    Slot,
)
from hocba.kernel import blobs
from hocba.kernel.command import say
from hocba.kernel.errors import Hidden, Refusal
from hocba.kernel.models import Event
from hocba.kernel.policy import Actor, fetch, visible
from hocba.people.models import Person

_forms: dict[str, Form] = {}


def register_form(form: Form) -> None:
    """Make an official form known; `hocba.forms` calls it for each of its forms."""
    _forms[form.code] = form


def form(code: str) -> Form:
    """The registered form of that code; Refusal when there is none."""
    if code not in _forms:
        raise Refusal(f"Chưa cài biểu mẫu «{code}» nên chưa lập được học bạ.")
    return _forms[code]


def next_versions(kind: str, year: int, students: Iterable[int]) -> dict[int, int]:
    """The version the next document of each pupil must carry. One query."""
    wanted = list(students)
    rows = _same(kind, year).filter(student__in=wanted).values_list("student")
    latest = dict(rows.annotate(latest=Max("version")))
    return {student: latest.get(student, 0) + 1 for student in wanted}


def _same(kind: str, year: int) -> QuerySet[Document]:
    """Documents that replace each other: of one year, but a cover is one for all years."""
    rows: QuerySet[Document] = Document.objects.filter(kind=kind)
    return rows if kind == Document.Kind.COVER else rows.filter(year=year)


def of_pupil(student: int, kind: str, year: int) -> QuerySet[Document]:
    """All versions of one pupil's document, for commands (no rights applied)."""
    return _same(kind, year).filter(student=student)


# ---------------------------------------------------------------- what waits for a person

_EARLIER = Slot.objects.filter(
    document=OuterRef("document"), stage__lt=OuterRef("stage"), state="waiting"
)


@dataclass(frozen=True)
class InboxGroup:
    """Slots of one person in one class and stage. `ready` may be signed now."""

    school: int
    year: int
    klass: int
    kind: str
    stage: int
    mode: str
    ready: int
    blocked: int
    signed: int

    @property
    def role(self) -> str:
        """The role in words."""
        return STAGE_WORDS[self.stage]

    @property
    def total(self) -> int:
        """All slots of the group."""
        return self.ready + self.blocked + self.signed


def my_slots(actor: Actor) -> QuerySet[Slot]:
    """Slots this person fills: the own ones, and for a clerk the school's seal."""
    seal_of = [d.scope for d in actor.duties if d.role == "clerk" and d.kind == "school"]
    mine = Q(person=actor.person) | Q(stage=4, document__school__in=seal_of)
    rows: QuerySet[Slot] = visible(actor, Slot).filter(mine, document__state__in=LIVE[1:])
    return rows


def inbox(actor: Actor, year: int | None = None) -> list[InboxGroup]:
    """What waits for this person, by class, kind and stage. One query."""
    rows = my_slots(actor).annotate(early=Exists(_EARLIER))
    if year is not None:
        rows = rows.filter(document__year=year)
    waiting = Q(state="waiting", document__state="signing")
    counted = (
        rows.values(
            "stage",
            "mode",
            school=F("document__school"),
            year=F("document__year"),
            klass=F("document__scope_id"),
            kind=F("document__kind"),
        )
        .annotate(
            ready=Count("pk", filter=waiting & Q(early=False)),
            blocked=Count("pk", filter=waiting & Q(early=True)),
            signed=Count("pk", filter=~Q(state="waiting")),
        )
        .order_by("-year", "klass", "kind", "stage")
    )
    return [InboxGroup(**row) for row in counted]


@dataclass(frozen=True)
class SlotRow:
    """One slot in a list. `blocked` is the sentence that says whose turn it is, or empty."""

    slot: int
    document: str
    student: int
    name: str
    klass: int
    kind: str
    version: int
    stage: int
    mode: str
    state: str
    data: str
    blocked: str = ""

    @property
    def word(self) -> str:
        """The state in words."""
        return SLOT.state(self.state).word


def slot_rows(
    actor: Actor,
    *,
    stage: int,
    klass: int | None = None,
    kind: str | None = None,
    mode: str | None = None,
    only_ready: bool = False,
) -> list[SlotRow]:
    """The slots of this person at a stage, in class-list order by name. One query.

    `data` is the SHA-256 of the data to be signed: `view_hash` over a list of them is what
    `start_run` asks for.
    """
    rows = my_slots(actor).filter(stage=stage)
    limits = {"document__scope_id": klass, "document__kind": kind, "mode": mode}
    rows = rows.filter(**{k: v for k, v in limits.items() if v is not None})
    rows = rows.annotate(early=Exists(_EARLIER))
    if only_ready:
        rows = rows.filter(early=False, state="waiting", document__state="signing")
    found = rows.order_by(
        "document__scope_id", "document__student__person__sort_key", "document__kind", "pk"
    ).select_related("document__student__person")
    return [_slot_row(s) for s in found]


def _slot_row(slot: Any) -> SlotRow:
    document = slot.document
    return SlotRow(
        slot=slot.pk,
        document=str(document.pk),
        student=document.student_id,
        name=document.student.person.full_name,
        klass=document.scope_id,
        kind=document.kind,
        version=document.version,
        stage=slot.stage,
        mode=slot.mode,
        state=slot.state,
        data=document.data_xml_id,
        blocked="Còn chờ người ký trước." if slot.early and slot.state == "waiting" else "",
    )


def view_hash(rows: Iterable[SlotRow]) -> str:
    """SHA-256 of a shown list: slot, pupil's document and the hash of its data, line by line."""
    lines = "".join(f"{r.slot} {r.document} {r.data}\n" for r in rows)
    return hashlib.sha256(lines.encode()).hexdigest()


@dataclass(frozen=True)
class Blocker:
    """Somebody whose slots others wait for."""

    person: int | None
    name: str
    stage: int
    waiting: int


def blockers(actor: Actor, *, year: int, klass: int | None = None) -> list[Blocker]:
    """Who has slots that may be filled now and are not, most first: what holds up the others."""
    rows = visible(actor, Slot).filter(
        ~Exists(_EARLIER), state="waiting", document__state="signing", document__year=year
    )
    if klass is not None:
        rows = rows.filter(document__scope_id=klass)
    counted = list(
        rows.values("person", "stage")
        .annotate(waiting=Count("pk", distinct=True))
        .order_by("-waiting")
    )
    names = _names(r["person"] for r in counted)
    return [
        Blocker(r["person"], names.get(r["person"], ""), r["stage"], r["waiting"]) for r in counted
    ]


def certificates_of(actor: Actor, school: int) -> list[Certificate]:
    """Certificates this person may start a run with: the own ones, and a clerk's seal."""
    seal = any(d.role == "clerk" and d.scope == school for d in actor.duties)
    mine = Q(person=actor.person) | Q(person=None) if seal else Q(person=actor.person)
    rows = visible(actor, Certificate).filter(mine, school=school, ended_at=None)
    return list(rows.order_by("person", "-ends"))


# ---------------------------------------------------------------- runs


@dataclass(frozen=True)
class RunProgress:
    """How far a run is; `failures` are (slot, pupil, sentence)."""

    run: int
    state: str
    stage: int
    total: int
    done: int
    failed: int
    failures: tuple[tuple[int, str, str], ...]

    @property
    def left(self) -> int:
        """Items not signed yet, failed ones included."""
        return self.total - self.done

    @property
    def word(self) -> str:
        """The state in words."""
        return RUN.state(self.state).word


def run_progress(actor: Actor, run: int) -> RunProgress:
    """Progress of one run with its failures (the first 200). Hidden for strangers."""
    row: SigningRun = fetch(actor, SigningRun, run)
    counts = dict(SigningItem.objects.filter(run=row).values_list("state").annotate(n=Count("pk")))
    failed = (
        SigningItem.objects.filter(run=row, state="failed")
        .order_by("pk")
        .values_list("slot_id", "slot__document__student__person__full_name", "message")[:200]
    )
    return RunProgress(
        row.pk,
        row.state,
        row.stage,
        row.total,
        counts.get("done", 0),
        counts.get("failed", 0),
        tuple(failed),
    )


def open_runs(actor: Actor) -> list[SigningRun]:
    """Runs of this person that are not finished, to be resumed or stopped."""
    rows = visible(actor, SigningRun).filter(person=actor.person, state="running")
    return list(rows.select_related("certificate").order_by("-pk"))


# ---------------------------------------------------------------- documents


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
    row: Document = fetch(actor, Document, _uuid(document), "student__person", "school")
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
    names = _names(s.person for s in rows)
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
    names = _names(e.actor for e in rows)
    return tuple(
        (e.at, names.get(e.actor or 0, "hệ thống"), say(e, f"bản {document.version}"), e.reason)
        for e in rows
    )


def _names(people: Iterable[int | None]) -> dict[int, str]:
    wanted = {p for p in people if p is not None}
    return dict(Person.objects.filter(pk__in=wanted).values_list("pk", "full_name"))


def _uuid(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        raise Hidden(f"Document {text}") from None


def stored(sha256: str) -> bytes:
    """Bytes of a blob, with their hash checked: what is signed or served is what was stored."""
    data = blobs.get(sha256)
    if hashlib.sha256(data).hexdigest() != sha256:
        raise RuntimeError(f"blob {sha256} was altered on disk")
    return data


def body(actor: Actor, document: str, kind: str) -> bytes:
    """The latest stored file of a kind ("pdf" or "xml"). Hidden when there is none to see."""
    rows = visible(actor, DocumentFile).filter(document=_uuid(document), kind=kind)
    newest = rows.order_by("-stage").first()
    if newest is None:
        raise Hidden(f"Document {document} {kind}")
    return stored(newest.blob_id)


def proof_inputs(actor: Actor, document: str) -> tuple[Form, bytes]:
    """Form and snapshot (canonical JSON) of a document, to render an unsigned proof of it."""
    row: Document = fetch(actor, Document, _uuid(document))
    return form(row.form), stored(row.snapshot_id)


# ---------------------------------------------------------------- for everybody


@dataclass(frozen=True)
class PublicSigner:
    """A signature as the public sees it: role, name on the certificate or account, time, kind."""

    role: str
    name: str
    at: datetime
    how: str


@dataclass(frozen=True)
class PublicCard:
    """All the public look-up ever shows: state and signers, a masked name, no marks."""

    short_code: str
    kind: str
    school: str
    year: int
    version: int
    state: str
    word: str
    trust: str
    name: str
    issued_at: datetime | None
    signers: tuple[PublicSigner, ...]
    replaced_by: str
    reason: str


def public_lookup(code: str) -> PublicCard | None:
    """The card of a released document by its short code, without log-in; None if there is none.

    The one read that starts from no actor: exactly the fields of `PublicCard`, proofs hidden.
    """
    found = (
        Document.objects.filter(short_code=tidy_code(code))
        .exclude(state__in=("proof", "discarded"))
        .select_related("student__person", "school")
        .first()
    )
    if found is None:
        return None
    issue = found.issues.filter(number=0).first()
    newer = found.successors.filter(state="issued").order_by("-version").first()
    return PublicCard(
        short_code=found.short_code,
        kind=found.get_kind_display(),
        school=found.school.name,
        year=found.year,
        version=found.version,
        state=found.state,
        word=TRANSCRIPT.state(found.state).word,
        trust=found.trust,
        name=masked(found.student.person.full_name),
        issued_at=issue.at if issue else None,
        signers=_public_signers(found),
        replaced_by=newer.short_code if newer else "",
        reason=_revoked_for(found),
    )


def tidy_code(code: str) -> str:
    """A typed short code in its printed spelling: capitals, one hyphen in the middle."""
    plain = "".join(c for c in code.upper() if c.isalnum())
    return f"{plain[: len(plain) // 2]}-{plain[len(plain) // 2 :]}"


def masked(name: str) -> str:
    """A name as the public sees it: initials, and the given name in full: «Đ. N. T. Đạt»."""
    *others, given = name.split()
    return " ".join([*(f"{part[0]}." for part in others), given])


def _public_signers(document: Document) -> tuple[PublicSigner, ...]:
    rows = (
        Signature.objects.filter(slot__document=document)
        .select_related("slot", "certificate")
        .order_by("slot__stage", "slot_id")
    )
    names = _names(s.slot.person for s in rows)
    return tuple(
        PublicSigner(
            STAGE_WORDS[s.slot.stage],
            s.certificate.subject if s.certificate else names.get(s.slot.person or 0, ""),
            s.at,
            SLOT.state(s.slot.state).word,
        )
        for s in rows
    )


def _revoked_for(document: Document) -> str:
    if document.state != "revoked":
        return ""
    event = Event.objects.filter(
        on_kind="documents.document", on_id=str(document.pk), verb="document.revoke"
    ).first()
    return event.reason if event else ""
