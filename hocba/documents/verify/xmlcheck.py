"""Strict verification of a transcript's XML: structure, digests, signatures, chains, order."""

import base64
import binascii
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import xmlsec
from lxml import etree

from ..signing import certificates, check, layout, stamps, xades
from ..signing.layout import DS, RANK, XADES, Layout, Slot
from ..signing.sentences import Problem, Refused, problem
from ..signing.trust import Trust, World
from .verdict import Facts, Signer

SKEW = timedelta(minutes=10)
CONFIRMED = "xác nhận bằng tài khoản"


@dataclass(frozen=True, slots=True)
class Context:
    """What verification works with: trust, the present time, extra OCSP/CRL answers, depth.

    `proven` is a time at which the whole XML is known to have existed (from a stamp around it).
    """

    trust: Trust
    at: datetime
    answers: Sequence[bytes] = ()
    full: bool = False
    proven: datetime | None = None


@dataclass(frozen=True)
class XmlResult:
    """Outcome for one XML; `document` is None where it could not be read."""

    document: Layout | None
    facts: Facts
    signers: tuple[Signer, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class _Found:
    """A signature whose text is exactly our profile."""

    slot: Slot
    parts: xades.Parts
    value: bytes
    token: bytes | None
    time: datetime


def check_xml(
    data: bytes, context: Context, *, roles: Sequence[str] = tuple(layout.REGIONS)
) -> XmlResult:
    """Verify; only slots of `roles` are required, regions of other roles must be empty."""
    try:
        document = layout.read(data)
        fixed = layout.fixed_form(document.root)
    except Refused as refusal:
        return XmlResult(None, Facts(), (), refusal.problems)
    identity = document.identity
    facts = Facts(*(identity.get(key, "") for key in ("document", "version", "kind", "trust")))
    if facts.trust not in (World.TEST.value, World.REAL.value) or not facts.document:
        return XmlResult(
            document, facts, (), (problem("layout", what="thiếu mã học bạ hoặc hệ tin cậy"),)
        )
    reasons = _regions(document, roles)
    if fixed != data and any(len(document.region(role)) for role in layout.REGIONS):
        reasons.append(problem("not-fixed"))
    found, confirmed, bad = _entries(document)
    reasons += bad
    digests: dict[str, str] = {}
    broken = {f.slot.id: _integrity(document, f, digests) for f in found}
    reasons += [reason for listed in broken.values() for reason in listed]
    moments = {f.slot.id: f.time for f in found} | {slot.id: time for slot, time in confirmed}
    reasons += _order(document, moments, context.at)
    signers, judged = _judge(found, broken, World(facts.trust), context)
    reasons += judged
    if context.full:
        reasons += _second_opinion(data, found)
    signers += [
        Signer(slot.id, slot.role, slot.name, xades.local_time(time), level=CONFIRMED)
        for slot, time in confirmed
    ]
    place = {key: i for i, key in enumerate(document.slots)}
    signers.sort(key=lambda s: (RANK[s.role], place[s.slot]))
    return XmlResult(document, facts, tuple(signers), tuple(reasons))


def _regions(document: Layout, roles: Sequence[str]) -> list[Problem]:
    """Every region holds exactly one entry for each of its slots, and nothing else."""
    reasons = []
    for role in layout.REGIONS:
        wanted = (
            {s.id: s for s in document.slots.values() if s.role == role} if role in roles else {}
        )
        entries = {key: e for key, s in wanted.items() if (e := document.entry(s)) is not None}
        region = document.region(role)
        if (region.text or "").strip() or any((child.tail or "").strip() for child in region):
            reasons.append(problem("extra", what="chữ nằm trong vùng chữ ký"))
        reasons += [
            problem("extra", what=child.get("Id") or child.get("slot") or str(child.tag))
            for child in region
            if not any(child is entry for entry in entries.values())
        ]
        reasons += [
            problem("missing", slot=s.id, who=s.who) for s in wanted.values() if s.id not in entries
        ]
    return reasons


def _entries(document: Layout) -> tuple[list[_Found], list[tuple[Slot, datetime]], list[Problem]]:
    """Signatures and confirmations that have the right form, and reasons against the others."""
    found, confirmed, reasons = [], [], []
    for slot in document.slots.values():
        entry = document.entry(slot)
        if entry is None:
            continue
        try:
            if entry.tag == layout.q("Confirmed"):
                if slot.mode != "confirmed" or len(entry) or set(entry.attrib) != {"slot", "at"}:
                    raise ValueError("not a confirmation")
                confirmed.append((slot, _moment(entry.get("at", ""))))
            else:
                found.append(_read_signature(entry, slot))
        except (ValueError, IndexError, TypeError, AttributeError, binascii.Error):
            reasons.append(problem("signature-shape", slot=slot.id, who=slot.who))
    return found, confirmed, reasons


def _moment(text: str) -> datetime:
    time = datetime.fromisoformat(text)
    if xades.local_time(time) != text:
        raise ValueError("time not in the fixed form")
    return time


def _read_signature(entry: etree._Element, slot: Slot) -> _Found:
    """Read what varies, rebuild the text from it, and accept only equality."""
    if slot.mode != "signed" or entry.tag != f"{{{DS}}}Signature":
        raise ValueError("no signature expected here")
    info, value, key, holder = entry
    references = tuple((r.get("URI", "")[1:], r[2].text or "") for r in list(info)[2:-1])
    ders = tuple(base64.b64decode(c.text or "", validate=True) for c in key[0])
    qualifying = holder[0]
    time = qualifying[0][0][0].text or ""
    token = None
    if len(qualifying) > 1:
        stamp = qualifying.find(f".//{{{XADES}}}EncapsulatedTimeStamp")
        token = base64.b64decode(stamp.text or "", validate=True) if stamp is not None else None
    parts = xades.Parts(slot.id, slot.role, references, time, ders)
    raw = base64.b64decode(value.text or "", validate=True)
    if layout.canonical(entry) != xades.signature(parts, raw, token).encode():
        raise ValueError("not our profile")
    certificates.holder(ders[0])
    return _Found(slot, parts, raw, token, _moment(time))


def _integrity(document: Layout, found: _Found, digests: dict[str, str]) -> list[Problem]:
    """References are exactly those of the slot, every digest agrees, the value fits the key."""
    slot, parts = found.slot, found.parts
    if tuple(key for key, _ in parts.references) != slot.references():
        return [problem("signature-shape", slot=slot.id, who=slot.who)]
    reasons = []
    for key, digest in parts.references:
        if key not in digests:
            digests[key] = base64.b64encode(
                hashlib.sha256(layout.canonical(document.elements[key])).digest()
            ).decode()
        if digests[key] != digest:
            reasons.append(
                problem("changed", slot=slot.id, what=_part_name(document, key), who=slot.who)
            )
    if not xades.fits(
        parts.certificates[0],
        hashlib.sha256(xades.signed_info(parts).encode()).digest(),
        found.value,
    ):
        reasons.append(problem("bad-signature", slot=slot.id, who=slot.who))
    return reasons


def _part_name(document: Layout, key: str) -> str:
    names = {"data": "dữ liệu học bạ", "identity": "phần nhận dạng học sinh"}
    names |= {
        region: f"chữ ký của {layout.ROLE_NAMES[role]}" for role, region in layout.REGIONS.items()
    }
    if key in names:
        return names[key]
    element = document.elements[key]
    return f"môn {element.get('name') or element.get('code') or key}"


def _order(document: Layout, moments: dict[str, datetime], now: datetime) -> list[Problem]:
    """Nobody signed before those of lower rank, nobody in the future."""
    reasons: list[Problem] = []
    for key, time in moments.items():
        slot = document.slots[key]
        earlier = [
            t for other, t in moments.items() if RANK[document.slots[other].role] < RANK[slot.role]
        ]
        if earlier and max(earlier) > time:
            reasons.append(problem("order", slot=key, who=slot.who))
        if time > now + SKEW:
            reasons.append(problem("future", slot=key, who=slot.who, when=xades.local_time(time)))
    return reasons


def _judge(
    found: list[_Found], broken: dict[str, list[Problem]], world: World, context: Context
) -> tuple[list[Signer], list[Problem]]:
    """Time stamps, then every certificate at its time of signing."""
    signers: list[Signer] = []
    reasons: list[Problem] = []
    stamped: dict[str, datetime] = {}
    for f in found:
        if f.token is not None:
            digest = hashlib.sha256(xades.signature_value(f.parts, f.value).encode()).digest()
            stamp = stamps.judge(f.token, digest, f.slot.who, context.trust, world)
            reasons += stamp.problems
            if stamp.time is not None:
                stamped[f.slot.id] = stamp.time
                if stamp.time + SKEW < f.time:
                    reasons.append(problem("bad-stamp", slot=f.slot.id, who=f.slot.who))
    for f in found:
        covering = [
            stamped[o.slot.id] for o in found if o.slot.id in stamped and _covers(o.slot, f.slot)
        ]
        covering += [context.proven] if context.proven else []
        moment = check.Moment(f.time, context.at, min(covering, default=None))
        who = f.slot.who
        seen = check.examine(
            f.parts.certificates, who, context.trust, world, moment, context.answers, f.slot.id
        )
        listed = [*seen.problems, *check.belongs(f.parts.certificates[0], f.slot)]
        reasons += listed
        own = stamped.get(f.slot.id)
        holder = certificates.holder(f.parts.certificates[0])
        signers.append(
            Signer(
                f.slot.id,
                f.slot.role,
                holder.name,
                f.parts.time,
                holder.issuer,
                "B-T" if own else "B-B",
                stamped=xades.local_time(own) if own else "",
                good=not listed and not broken[f.slot.id],
            )
        )
    return signers, reasons


def _covers(later: Slot, earlier: Slot) -> bool:
    return later.id == earlier.id or RANK[later.role] > RANK[earlier.role]


def _second_opinion(data: bytes, found: list[_Found]) -> list[Problem]:
    """The same signatures judged by libxmlsec over its own reading of the bytes."""
    root = layout.parse(data)
    xmlsec.tree.add_ids(root, ["Id"])
    nodes = {node.get("Id"): node for node in root.iter(f"{{{DS}}}Signature")}
    reasons = []
    for f in found:
        signing = xmlsec.SignatureContext()
        signing.key = xmlsec.Key.from_memory(
            f.parts.certificates[0], xmlsec.constants.KeyDataFormatCertDer
        )
        try:
            signing.verify(nodes[f.parts.name])
        except xmlsec.Error:
            reasons.append(problem("second-opinion", slot=f.slot.id, who=f.slot.who))
    return reasons
