"""The bodies of a document at one signature: XML entry and PDF, made without the database.

`prepare` does the costly part (assembling, canonical forms, Typst) and may run in another process:
jobs and results can be pickled. Then one provider call signs all hashes, and `finish` puts the
values in.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from hocba.documents import snapshot as snapshots
from hocba.documents.form import Form
from hocba.documents.render import OverlongText, RenderError, UnprintableText, render
from hocba.documents.signing import batch, pades, xades
from hocba.documents.signing.provider import KeyCertificate
from hocba.documents.signing.sentences import Refused, refuse
from hocba.documents.snapshot import Snapshot, SnapshotError

log = logging.getLogger(__name__)
Entry = tuple[str, str]
"""(role, text of the entry in the role's region)"""


@dataclass(frozen=True, slots=True)
class Job:
    """All that one signature needs. `entries` are those of earlier stages, in order of slots.

    The principal's job has `snapshot` (canonical JSON), `form` and perhaps `photo`; the seal's
    has `pdf`, the principal's. `stamp_size` is the room for a time stamp, 0 for none.
    """

    item: int
    slot: str
    data_xml: bytes
    entries: tuple[Entry, ...]
    certificate: KeyCertificate
    at: datetime
    stamp_size: int = 0
    snapshot: bytes = b""
    form: Form | None = None
    photo: bytes | None = None
    pdf: bytes = b""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A job that waits for its signature values, one for each hash."""

    item: int
    xml: xades.PreparedXml
    pdf: pades.PreparedPdf | None

    @property
    def parts(self) -> tuple[batch.Prepared, ...]:
        """What waits for a value each: the XML, and the PDF where there is one."""
        return (self.xml,) if self.pdf is None else (self.xml, self.pdf)


@dataclass(frozen=True, slots=True)
class Failure:
    """A job that could not be done, with the sentence for its item."""

    item: int
    message: str


@dataclass(frozen=True, slots=True)
class Bodies:
    """What came out: the entry for the slot's region, the whole XML, the PDF from stage 3 on."""

    entry: str
    xml: bytes
    pdf: bytes | None
    stamped: bool


def reading_copy(
    form: Form, snapshot: Snapshot, xml: bytes, at: datetime, photo: bytes | None = None
) -> bytes:
    """PDF/A-3 with the XML as signed by the teachers inside, and empty fields for both signatures."""
    pdf = render(form, snapshot, now=at, mode="signed", attach=xml, photo=photo)
    rects = form.layouts[snapshot.document.kind].rects
    places = {"CBQL": rects["principal"], "KY_PHAT_HANH": rects["seal"]}
    specs = [
        pades.FieldSpec(
            slot=slot.id,
            page=place.page - 1,
            rect=(place.x, place.y, place.x + place.w, place.y + place.h),
            tooltip=f"{pades.REASONS[slot.role]}: {slot.name}",
        )
        for slot in snapshot.slots
        if (place := places.get(slot.role)) is not None
    ]
    return pades.make_slots(pdf, specs)


def proof(form: Form, frozen: bytes, now: datetime, photo: bytes | None = None) -> bytes:
    """The unsigned print of a snapshot (canonical JSON), for reconciling before release."""
    return render(form, snapshots.load(frozen), now=now, mode="draft", photo=photo)


def prepare(job: Job) -> Prepared | Failure:
    """Prepare one job; what is wrong with it alone comes back as a failure with its sentence."""
    try:
        xml = xades.assemble(job.data_xml, job.entries)
        prepared = xades.prepare(xml, job.slot, job.certificate, job.at)
        if not job.pdf and job.form is None:
            return Prepared(job.item, prepared, None)
        pdf = job.pdf or _reading_copy(job, xml)
        size = job.stamp_size
        signed = pades.prepare(pdf, prepared.slot, job.certificate, job.at, stamp_size=size)
        return Prepared(job.item, prepared, signed)
    except Refused as refusal:
        return Failure(job.item, str(refusal))
    except (OverlongText, UnprintableText, SnapshotError) as error:
        return Failure(job.item, f"Không in được học bạ: {error}.")
    except RenderError:
        log.exception("rendering failed for slot %s", job.slot)
        return Failure(job.item, "Không dựng được bản PDF của học bạ này; hãy báo quản trị CNTT.")


def _reading_copy(job: Job, xml: bytes) -> bytes:
    if job.form is None:
        raise refuse("layout", what="thiếu biểu mẫu để dựng bản PDF")
    return reading_copy(job.form, snapshots.load(job.snapshot), xml, job.at, job.photo)


def finish(prepared: Prepared, outcomes: Sequence[batch.Outcome]) -> Bodies | Failure:
    """The bodies from the outcomes of `prepared.parts`; a failure if any of them failed."""
    failed = next((o for o in outcomes if o.data is None), None)
    xml = outcomes[0]
    if failed is not None or xml.data is None or xml.value is None:
        reason = failed.failure if failed is not None else ""
        return Failure(prepared.item, reason or "Khóa ký chưa trả lời; hãy ký lại học bạ này.")
    entry = xades.signature(prepared.xml.parts, xml.value, xml.token)
    pdf = outcomes[1].data if len(outcomes) > 1 else None
    return Bodies(entry, xml.data, pdf, all(o.token for o in outcomes))
