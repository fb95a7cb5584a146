"""The life of a transcript: made, released for signing, discarded, issued, revoked."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from hocba.documents import policy, queries, xml
from hocba.documents import snapshot as snapshots
from hocba.documents.flow import LIVE, STAGES, TRANSCRIPT
from hocba.documents.models import Document, Issue, Signature, Slot
from hocba.documents.signing import layout
from hocba.documents.signing.sentences import Refused
from hocba.documents.snapshot import CoverSnapshot, Snapshot, SnapshotError, YearSnapshot
from hocba.documents.xml import XmlInvalid
from hocba.kernel import blobs
from hocba.kernel.command import Ctx, batch, command
from hocba.kernel.errors import Fault, Invalid, Refusal
from hocba.people.models import Student

JSON, XML = "application/json", "application/xml"


@dataclass(frozen=True)
class MadeDocuments:
    """Ids of the documents made, in the order of the snapshots."""

    documents: list[str]
    receipt: str = ""


@command(policy.MAKE, says="Lập {count} bản rà soát học bạ")
def make_documents(
    ctx: Ctx,
    student: Student,
    made_from: Sequence[Snapshot],
    klass: int,
    year: int,
    supersede: bool = False,
) -> MadeDocuments:
    """Make documents of one pupil from snapshots (versions come from `queries.next_versions`).

    `klass` is the class the pupil was in, `year` the calendar year in which the school year starts.
    A live document of the same kind (and year) that nobody signed is discarded; a signed one is
    refused unless `supersede` is given with a reason in the context: then an unissued one is
    superseded at once, an issued one when its successor is issued. Invalid names the field of a
    snapshot that cannot be frozen.
    """
    if supersede and not ctx.reason.strip():
        raise Refusal("Lập bản thay thế thì phải ghi lí do.")
    known = list(Document.objects.filter(student=student).order_by("version"))
    documents = [
        _make(ctx, student, s, klass, year, _of(known, s, year), supersede) for s in made_from
    ]
    ids = [str(d.pk) for d in documents]
    ctx.tell(count=len(ids), documents=ids, versions=[d.version for d in documents])
    return MadeDocuments(ids)


def _make(
    ctx: Ctx,
    student: Student,
    snapshot: Snapshot,
    klass: int,
    year: int,
    known: Sequence[Document],
    supersede: bool,
) -> Document:
    """Make one document after `known`, the earlier versions of it."""
    _fits(student, snapshot)
    info = snapshot.document
    queries.form(info.form)
    old = _give_way(known, supersede)
    if info.version != max((d.version for d in known), default=0) + 1:
        raise Refusal("Học bạ của em này vừa được lập bởi người khác; hãy tải lại rồi làm lại.")
    try:
        frozen = snapshots.canonical(snapshot)
        body = layout.fixed_form(layout.parse(xml.build(snapshot)))
        layout.read(body)
    except SnapshotError as error:
        raise Invalid([Fault(error.field, f"{error.field}: {error.reason}")]) from error
    except (XmlInvalid, Refused) as error:
        raise Invalid([Fault("xml", str(error))]) from error
    document = Document(
        id=info.id,
        kind=info.kind,
        form=info.form,
        school=student.school,
        student=student,
        year=year,
        scope_kind="klass",
        scope_id=klass,
        version=info.version,
        trust=info.trust,
        short_code=info.short_code,
        snapshot_id=blobs.put(frozen, JSON, ctx.at),
        data_xml_id=blobs.put(body, XML, ctx.at),
        supersedes=old,
        created_at=ctx.at,
    )
    document.save(force_insert=True)
    Slot.objects.bulk_create([_slot(document, s) for s in snapshot.slots])
    return document


def _slot(document: Document, planned: snapshots.Slot) -> Slot:
    return Slot(
        document=document,
        key=planned.id,
        role=planned.role,
        stage=STAGES[planned.role],
        person=int(planned.person) if planned.person else None,
        mode=planned.mode,
        covers=" ".join(planned.covers),
    )


def _fits(student: Student, snapshot: Snapshot) -> None:
    """The snapshot is of this pupil and this school, in the school's trust world."""
    school = student.school
    wrong = ""
    if snapshot.pupil.id != str(student.pk):
        wrong = "Ảnh chụp này là của học sinh khác."
    elif snapshot.document.trust != school.trust or snapshot.school.tax_code != school.tax_code:
        wrong = "Ảnh chụp này không thuộc trường của học sinh."
    elif not isinstance(snapshot, YearSnapshot | CoverSnapshot):
        wrong = "Không phải ảnh chụp học bạ."
    if wrong:
        raise Invalid(wrong, "document")


def _of(known: Sequence[Document], snapshot: Snapshot, year: int) -> list[Document]:
    """Earlier versions of the document this snapshot is for; a cover is one for all years."""
    kind: str = snapshot.document.kind
    every_year = kind == Document.Kind.COVER
    return [d for d in known if d.kind == kind and (every_year or d.year == year)]


def _give_way(known: Sequence[Document], supersede: bool) -> Document | None:
    """Move aside what is live; return the issued document that will be superseded."""
    issued: Document | None = None
    for old in known:
        if old.state not in LIVE:
            continue
        signed = Signature.objects.filter(slot__document=old).exists()
        if signed and not supersede:
            raise Refusal(
                f"Học bạ bản {old.version} của em này đã có chữ ký. Muốn sửa phải lập bản thay thế"
                " và ghi lí do."
            )
        if old.state == "issued":
            issued = old
            continue
        old.state = TRANSCRIPT.after(old.state, "supersede" if signed else "discard")
        old.save(update_fields=["state"])
    return issued


@command(policy.RELEASE, says="Đưa học bạ ra ký sau khi rà soát")
def release(ctx: Ctx, document: Document) -> None:
    """The proof was reconciled: slots may be signed from now on."""
    _move(document, "release")
    ctx.tell(version=document.version)


def release_all(ctx: Ctx, documents: Iterable[Document]) -> int:
    """Release many in one transaction, one event each; a refusal of one stops all. How many."""
    with batch(ctx) as inner:
        return sum(release(inner, document) is None for document in documents)


@command(policy.DISCARD, says="Bỏ bản rà soát học bạ")
def discard(ctx: Ctx, document: Document) -> None:
    """Throw away a proof, or a released document, that nobody has signed."""
    _move(document, "discard")
    ctx.tell(version=document.version)


@command(policy.ISSUE, says="Phát hành học bạ bản {version}")
def issue(ctx: Ctx, document: Document) -> None:
    """Issue the original (number 0). Documents it replaces are superseded from now on."""
    _move(document, "issue")
    Issue(document=document, number=0, at=ctx.at).save(force_insert=True)
    older = queries.of_pupil(document.student_id, document.kind, document.year)
    replaced = list(older.filter(state="issued").exclude(pk=document.pk))
    for old in replaced:
        _move(old, "supersede")
    ctx.tell(version=document.version, replaced=[str(d.pk) for d in replaced])


def issue_all(ctx: Ctx, documents: Iterable[Document]) -> int:
    """Issue many in one transaction, one event each; a refusal of one stops all. How many."""
    with batch(ctx) as inner:
        return sum(issue(inner, document) is None for document in documents)


@command(policy.REVOKE, says="Thu hồi học bạ bản {version}")
def revoke(ctx: Ctx, document: Document) -> None:
    """Revoke an issued document; the reason in the context is shown to whoever verifies it."""
    if not ctx.reason.strip():
        raise Refusal("Thu hồi học bạ thì phải ghi lí do.")
    _move(document, "revoke")
    ctx.tell(version=document.version)


def _move(document: Document, verb: str) -> None:
    document.state = TRANSCRIPT.after(document.state, verb)
    document.save(update_fields=["state"])
