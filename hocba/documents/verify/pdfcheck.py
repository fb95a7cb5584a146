"""Strict, fast verification of our signed PDFs and of the XML they carry."""

import hashlib
import logging
import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import pikepdf

from hocba.kernel.pdfs import open_pdf

from ..signing import certificates, check, cms, layout, pdffile, stamps, xades
from ..signing.layout import FIELDS, Layout, Slot
from ..signing.pdffile import Revision
from ..signing.sentences import Problem, Refused, problem
from ..signing.trust import World
from .verdict import Facts, Signer
from .xmlcheck import SKEW, Context, XmlResult, check_xml

log = logging.getLogger(__name__)

MAX_BYTES = 60_000_000
_TRIES = 40


@dataclass(frozen=True)
class PdfResult:
    """Outcome for one PDF; `xml` is the outcome of the XML inside, None where there is none."""

    facts: Facts
    signers: tuple[Signer, ...]
    problems: tuple[Problem, ...]
    xml: XmlResult | None = None


@dataclass(frozen=True, slots=True)
class _Inside:
    """What the signed part of the file holds."""

    pages: int
    words: tuple[str, ...]  # keywords of /Info
    marks: dict[str, str]  # document, version, pages, where the keywords name them
    xml: bytes | None
    fields: dict[str, bytes]  # signature field name -> contents as a reader sees them


def check_pdf(data: bytes, context: Context) -> PdfResult:
    """Verify the PDF's own signatures, then the teachers' signatures in its XML, then that all agree."""
    if not data.startswith(b"%PDF-"):
        return _nothing(problem("not-pdf"))
    if len(data) > MAX_BYTES:
        return _nothing(problem("too-large"))
    end, base, found = _signed_part(data)
    reasons: list[Problem] = []
    inside = _look_inside(data[:end])
    if inside is None:
        reasons.append(problem("unreadable"))
    xml_bytes = inside.xml if inside else None
    document = _document(xml_bytes)
    facts, world = Facts(), None
    if document is not None:
        facts = Facts(
            *(document.identity.get(key, "") for key in ("document", "version", "kind", "trust"))
        )
        world = World(facts.trust) if facts.trust in set(World) else None
    elif inside is not None:
        reasons.append(problem("no-xml"))
    slots = _pdf_slots(document)
    if end < len(data):
        reasons += _after(data, found, inside, slots)
    signers, own, proven = _signatures(data, found, slots, world, context)
    reasons += own
    signed = {revision.field.name for revision in found}
    if not signed and not base:
        reasons.append(problem("foreign-signature" if b"/ByteRange" in data else "no-signature"))
    reasons += [problem("missing", slot=s.id, who=s.who) for s in slots if s.id not in signed]
    xml = None
    if xml_bytes is not None:
        xml = check_xml(xml_bytes, replace(context, proven=proven), roles=("GVBM", "GVCN"))
        reasons += xml.problems
        reasons += _agreement(inside, document, facts, found)
        reasons += _times(xml, signers)
    return PdfResult(facts, (*(xml.signers if xml else ()), *signers), tuple(reasons), xml)


def _nothing(reason: Problem) -> PdfResult:
    return PdfResult(Facts(), (), (reason,))


def _signed_part(data: bytes) -> tuple[int, bool, list[Revision]]:
    """(end of the part that is ours, True if it has our empty fields, its signature increments).

    Normally the whole file; with something appended, the longest beginning that ends in a signature.
    """
    end, empty = len(data), False
    for _ in range(_TRIES):
        _, known, found = pdffile.revisions(data[:end])
        if found:
            return end, True, found
        empty = empty or (end == len(data) and bool(known))
        end = pdffile.revision_start(data, end)
        if end == 0:
            break
    return len(data), empty, []


def _look_inside(data: bytes) -> _Inside | None:
    """Pages, keywords, fields and the attached XML; None if the file cannot be read."""
    try:
        with open_pdf(data) as opened:
            words = str(opened.docinfo.get("/Keywords", "")) if "/Info" in opened.trailer else ""
            marks = dict(re.findall(r"\b(document|version|pages):([\w-]+)", words))
            listed = tuple(re.split(r"[,;\s]+", words.strip())) if words.strip() else ()
            fields = {}
            form = opened.Root.get("/AcroForm")
            for field in form.Fields if form is not None else ():
                value = field.get("/V")
                fields[str(field.get("/T", ""))] = (
                    bytes(value.Contents) if value is not None else b""
                )
            return _Inside(len(opened.pages), listed, marks, _attached(opened), fields)
    except (
        pikepdf.PdfError,
        KeyError,
        ValueError,
        TypeError,
        AttributeError,
        RuntimeError,
        OSError,
        zlib.error,
    ) as error:
        log.info("unreadable PDF: %s", type(error).__name__)
        return None


def _attached(opened: pikepdf.Pdf) -> bytes | None:
    """The one attached XML; None if there is none or more than one."""
    streams = []
    for name, spec in opened.attachments.items():
        if name.lower().endswith(".xml"):
            streams.append(spec.obj.EF.F)
    if len(streams) != 1:
        return None
    stream = streams[0]
    raw = stream.read_raw_bytes()
    kind = stream.get("/Filter")
    if kind is None:
        return bytes(raw)
    if kind == pikepdf.Name.FlateDecode or (
        isinstance(kind, pikepdf.Array) and list(kind) == [pikepdf.Name.FlateDecode]
    ):
        return zlib.decompressobj().decompress(raw, layout.MAX_BYTES + 1)
    return None


def _document(xml: bytes | None) -> Layout | None:
    """The transcript inside, if it can be read; reasons against it come from `check_xml`."""
    try:
        return layout.read(xml) if xml is not None else None
    except Refused:
        return None


def _pdf_slots(document: Layout | None) -> list[Slot]:
    """Slots that the PDF itself must satisfy, in order."""
    if document is None:
        return []
    return [
        s for role in ("CBQL", "KY_PHAT_HANH") for s in document.slots.values() if s.role == role
    ]


def _who(name: str, slots: Sequence[Slot]) -> str:
    """The signer of a field, by name and role where the document tells them."""
    return next((slot.who for slot in slots if slot.id == name), FIELDS.get(name, name))


def _after(
    data: bytes, found: list[Revision], inside: _Inside | None, slots: Sequence[Slot]
) -> list[Problem]:
    """Something stands behind the last signature: say what."""
    reasons = [problem("appended", who=_who(found[-1].field.name, slots))]
    try:
        with open_pdf(data) as opened:
            count = len(opened.pages)
    except (pikepdf.PdfError, ValueError, RuntimeError):
        return reasons
    if inside is not None and count != inside.pages:
        reasons.append(problem("pages-added", signed=inside.pages, found=count))
    return reasons


def _signatures(
    data: bytes, found: list[Revision], slots: list[Slot], world: World | None, context: Context
) -> tuple[list[Signer], list[Problem], datetime | None]:
    """Judge each signature increment; also the earliest proven time of the last one."""
    by_id = {slot.id: slot for slot in slots}
    reasons: list[Problem] = []
    messages: list[cms.Message | None] = []
    for revision in found:
        message, listed = _integrity(data, revision, slots)
        messages.append(message)
        reasons += listed
    expected = [slot.id for slot in slots]
    names = [revision.field.name for revision in found]
    if slots and [n for n in expected if n in names] != names:
        reasons.append(problem("extra", what=", ".join(names)))
    stamped: list[datetime | None] = []
    for revision, message in zip(found, messages, strict=True):
        time, listed = _stamp(revision, message, by_id, world, context)
        stamped.append(time)
        reasons += listed
    signers = []
    for i, (revision, message) in enumerate(zip(found, messages, strict=True)):
        slot = by_id.get(revision.field.name)
        if message is None or slot is None or world is None:
            continue
        time = pdffile.parse_time(revision.signed.time)
        proven = min((t for t in stamped[i:] if t is not None), default=None)
        moment = check.Moment(time, context.at, proven)
        seen = check.examine(
            message.certificates, slot.who, context.trust, world, moment, context.answers, slot.id
        )
        own = [*seen.problems, *check.belongs(message.certificates[0], slot)]
        if time > context.at + SKEW:
            own.append(problem("future", slot=slot.id, who=slot.who, when=xades.local_time(time)))
        reasons += own
        signers.append(
            _signer(
                slot,
                message,
                time,
                stamped[i],
                not own and not any(p.slot == slot.id for p in reasons),
            )
        )
    return signers, reasons, min((t for t in stamped if t is not None), default=None)


def _integrity(
    data: bytes, revision: Revision, slots: Sequence[Slot]
) -> tuple[cms.Message | None, list[Problem]]:
    """The CMS of an increment, its digest over the file and its value."""
    slot = revision.field.name
    who = _who(slot, slots)
    try:
        message = cms.read(revision.contents, padded=True)
        certificates.holder(message.certificates[0])
        again = cms.signed_data(
            message.attributes, message.value, message.certificates, token=message.token
        )
        if again.ljust(len(revision.contents), b"\0") != revision.contents:
            raise ValueError("not our message")
    except (ValueError, IndexError, KeyError):
        return None, [problem("signature-shape", slot=slot, who=who)]
    view = memoryview(data)
    digest = hashlib.sha256(view[: revision.hole[0]])
    digest.update(view[revision.hole[1] : revision.end])
    reasons = []
    if (
        digest.digest() != message.digest
        or message.content is not None
        or message.content_type != cms.DATA
    ):
        reasons.append(problem("changed", slot=slot, what="bản PDF", who=who))
    if not xades.fits(
        message.certificates[0], hashlib.sha256(message.attributes).digest(), message.value
    ):
        reasons.append(problem("bad-signature", slot=slot, who=who))
    return message, reasons


def _stamp(
    revision: Revision,
    message: cms.Message | None,
    slots: dict[str, Slot],
    world: World | None,
    context: Context,
) -> tuple[datetime | None, list[Problem]]:
    slot = slots.get(revision.field.name)
    if message is None or message.token is None or slot is None or world is None:
        return None, []
    stamp = stamps.judge(
        message.token, hashlib.sha256(message.value).digest(), slot.who, context.trust, world
    )
    if stamp.time is not None and stamp.time + SKEW < pdffile.parse_time(revision.signed.time):
        return None, [problem("bad-stamp", slot=slot.id, who=slot.who)]
    return stamp.time, list(stamp.problems)


def _signer(
    slot: Slot, message: cms.Message, time: datetime, stamped: datetime | None, good: bool
) -> Signer:
    holder = certificates.holder(message.certificates[0])
    return Signer(
        slot.id,
        slot.role,
        holder.name,
        xades.local_time(time),
        holder.issuer,
        "B-T" if stamped else "B-B",
        "PDF",
        xades.local_time(stamped) if stamped else "",
        good,
    )


def _agreement(
    inside: _Inside | None, document: Layout | None, facts: Facts, found: list[Revision]
) -> list[Problem]:
    """PDF and XML name the same document and version; a reader sees the same signatures and pages."""
    if inside is None:
        return []
    reasons = []
    if document is not None and not _names(inside, document):
        told = f"{facts.document} bản {facts.version}"
        reasons.append(problem("swapped", xml=told, pdf=" ".join(inside.words) or "không ghi mã"))
    pages = inside.marks.get("pages", "")
    if pages and pages != str(inside.pages):
        reasons.append(problem("pages-added", signed=pages, found=inside.pages))
    seen = {name: contents for name, contents in inside.fields.items() if contents}
    if seen != {r.field.name: r.contents for r in found}:
        who = ", ".join(FIELDS.get(name, name) for name in sorted(inside.fields))
        reasons.append(problem("byte-range", who=who or "tài liệu"))
    return reasons


def _names(inside: _Inside, document: Layout) -> bool:
    """True if the PDF's keywords name the XML's document: by id and version, or by its short code."""
    identity = document.identity
    if "document" in inside.marks:
        mine = inside.marks["document"], inside.marks.get("version")
        return mine == (identity.get("document"), identity.get("version"))
    return bool(identity.get("shortCode")) and identity["shortCode"] in inside.words


def _times(xml: XmlResult, signers: Sequence[Signer]) -> list[Problem]:
    """Teachers sign before the principal, the principal before the seal."""
    reasons = []
    latest = max((s.when for s in xml.signers), default="")
    for signer in signers:
        if signer.when < latest:
            reasons.append(
                problem("order", slot=signer.slot, who=f"{signer.name} ({signer.role_name})")
            )
        latest = max(latest, signer.when)
    return reasons
