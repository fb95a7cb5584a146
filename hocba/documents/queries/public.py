"""What everybody may see of a document by its short code: state and signers, no marks."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from hocba.documents.flow import SLOT, STAGE_WORDS, TRANSCRIPT
from hocba.documents.models import Document, Signature
from hocba.documents.queries.store import as_uuid, names_of
from hocba.kernel.errors import Hidden
from hocba.kernel.models import Event


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
    return _card(Document.objects.filter(short_code=tidy_code(code)))


def public_lookup_of(document: str) -> PublicCard | None:
    """The same card by the document's id, as a verified file names it."""
    try:
        return _card(Document.objects.filter(pk=as_uuid(document)))
    except Hidden:
        return None


def _card(rows: QuerySet[Document]) -> PublicCard | None:
    found = (
        rows.exclude(state__in=("proof", "discarded"))
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
    names = names_of(s.slot.person for s in rows)
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
