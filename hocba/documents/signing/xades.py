"""XAdES signatures (EN 319 132-1, B-B and B-T) inside the regions of a transcript.

The signature is written from one template whose text already is its exclusive canonical form;
verification rebuilds the same text, so nothing but this profile is ever accepted.  Embedding
splices bytes into the region: not one byte outside it changes.
"""

import base64
import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from xml.sax.saxutils import quoteattr

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed

from . import layout
from .certificates import load
from .layout import DS, XADES, Layout, Slot
from .provider import KeyCertificate
from .sentences import refuse

EXC = "http://www.w3.org/2001/10/xml-exc-c14n#"
RSA_SHA256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"
SHA256 = "http://www.w3.org/2001/04/xmlenc#sha256"
PROPERTIES = "http://uri.etsi.org/01903#SignedProperties"
VIETNAM = timezone(timedelta(hours=7))
_DSNS = f' xmlns:ds="{DS}"'
_XNS = f' xmlns:xades="{XADES}"'


@dataclass(frozen=True, slots=True)
class Parts:
    """All that varies in one signature."""

    slot: str
    role: str
    references: tuple[tuple[str, str], ...]  # (Id, digest in base64)
    time: str  # xsd:dateTime, +07:00
    certificates: tuple[bytes, ...]  # DER, leaf first

    @property
    def name(self) -> str:
        """Id of the signature element."""
        return f"sig-{self.slot}"


def local_time(moment: datetime) -> str:
    """xsd:dateTime at UTC+7, whole seconds; `moment` must carry a time zone."""
    if moment.tzinfo is None:
        raise ValueError("time without a zone")
    return moment.astimezone(VIETNAM).replace(microsecond=0).isoformat()


def signed_properties(parts: Parts, ds: str = _DSNS, xades: str = _XNS) -> str:
    """SignedProperties; in canonical form by default, in place with empty namespace texts."""
    digest = base64.b64encode(hashlib.sha256(parts.certificates[0]).digest()).decode()
    formats = "".join(
        f'<xades:DataObjectFormat ObjectReference="#{parts.name}-r{i}"><xades:MimeType>text/xml</xades:MimeType>'
        "</xades:DataObjectFormat>"
        for i in range(len(parts.references))
    )
    return (
        f'<xades:SignedProperties{xades} Id="{parts.name}-props"><xades:SignedSignatureProperties>'
        f"<xades:SigningTime>{parts.time}</xades:SigningTime>"
        "<xades:SigningCertificateV2><xades:Cert><xades:CertDigest>"
        f'<ds:DigestMethod{ds} Algorithm="{SHA256}"></ds:DigestMethod>'
        f"<ds:DigestValue{ds}>{digest}</ds:DigestValue>"
        "</xades:CertDigest></xades:Cert></xades:SigningCertificateV2>"
        "<xades:SignerRoleV2><xades:ClaimedRoles>"
        f"<xades:ClaimedRole>{parts.role}</xades:ClaimedRole>"
        "</xades:ClaimedRoles></xades:SignerRoleV2></xades:SignedSignatureProperties>"
        f"<xades:SignedDataObjectProperties>{formats}</xades:SignedDataObjectProperties></xades:SignedProperties>"
    )


def signed_info(parts: Parts, ds: str = _DSNS) -> str:
    """SignedInfo; in canonical form by default."""

    def reference(attributes: str, uri: str, digest: str) -> str:
        return (
            f'<ds:Reference{attributes} URI="#{uri}"><ds:Transforms><ds:Transform Algorithm="{EXC}"></ds:Transform>'
            f'</ds:Transforms><ds:DigestMethod Algorithm="{SHA256}"></ds:DigestMethod>'
            f"<ds:DigestValue>{digest}</ds:DigestValue></ds:Reference>"
        )

    own = base64.b64encode(hashlib.sha256(signed_properties(parts).encode()).digest()).decode()
    listed = "".join(
        reference(f' Id="{parts.name}-r{i}"', uri, digest)
        for i, (uri, digest) in enumerate(parts.references)
    )
    return (
        f'<ds:SignedInfo{ds}><ds:CanonicalizationMethod Algorithm="{EXC}"></ds:CanonicalizationMethod>'
        f'<ds:SignatureMethod Algorithm="{RSA_SHA256}"></ds:SignatureMethod>{listed}'
        f"{reference(f' Type={quoteattr(PROPERTIES)}', parts.name + '-props', own)}</ds:SignedInfo>"
    )


def signature_value(parts: Parts, value: bytes, ds: str = _DSNS) -> str:
    """SignatureValue; in canonical form by default, which is what a time stamp covers."""
    return f'<ds:SignatureValue{ds} Id="{parts.name}-value">{base64.b64encode(value).decode()}</ds:SignatureValue>'


def signature(parts: Parts, value: bytes, token: bytes | None = None) -> str:
    """The whole ds:Signature, in the form in which it stands in the document."""
    certificates = "".join(
        f"<ds:X509Certificate>{base64.b64encode(c).decode()}</ds:X509Certificate>"
        for c in parts.certificates
    )
    stamp = ""
    if token is not None:
        stamp = (
            "<xades:UnsignedProperties><xades:UnsignedSignatureProperties><xades:SignatureTimeStamp>"
            f'<ds:CanonicalizationMethod Algorithm="{EXC}"></ds:CanonicalizationMethod>'
            f"<xades:EncapsulatedTimeStamp>{base64.b64encode(token).decode()}</xades:EncapsulatedTimeStamp>"
            "</xades:SignatureTimeStamp></xades:UnsignedSignatureProperties></xades:UnsignedProperties>"
        )
    return (
        f'<ds:Signature{_DSNS} Id="{parts.name}">{signed_info(parts, "")}{signature_value(parts, value, "")}'
        f"<ds:KeyInfo><ds:X509Data>{certificates}</ds:X509Data></ds:KeyInfo><ds:Object>"
        f'<xades:QualifyingProperties{_XNS} Target="#{parts.name}">{signed_properties(parts, "", "")}{stamp}'
        "</xades:QualifyingProperties></ds:Object></ds:Signature>"
    )


@dataclass(frozen=True, slots=True)
class PreparedXml:
    """A signature waiting for its value: `hash` (SHA-256 of SignedInfo) goes to the provider."""

    xml: bytes
    slot: Slot
    parts: Parts
    hash: bytes

    def stamp_hash(self, value: bytes) -> bytes:
        """SHA-256 that a time stamp on this signature must cover."""
        return hashlib.sha256(signature_value(self.parts, value).encode()).digest()

    def embed(self, value: bytes, token: bytes | None = None) -> bytes:
        """The signed document; see `embed`."""
        return embed(self, value, token)


def prepare(xml: bytes, slot: str, certificate: KeyCertificate, at: datetime) -> PreparedXml:
    """Hash to be signed for one slot of a transcript at the time `at`.

    Refused: no such slot, already signed, not this slot's turn, or a slot confirmed by account.
    The certificate itself is judged by `check.before_signing`.
    """
    document = layout.read(xml)
    place = _free(document, slot)
    if place.mode != "signed":
        raise refuse("slot-mode", slot=slot)
    xml = _settled(document, xml)
    references = tuple((key, _digest(document, key)) for key in place.references())
    parts = Parts(
        place.id, place.role, references, local_time(at), (certificate.der, *certificate.issuers)
    )
    return PreparedXml(xml, place, parts, hashlib.sha256(signed_info(parts).encode()).digest())


def embed(prepared: PreparedXml, value: bytes, token: bytes | None = None) -> bytes:
    """The document with the signature in its region (in fixed form); Refused if `value` does not fit the key."""
    if not fits(prepared.parts.certificates[0], prepared.hash, value):
        raise refuse("wrong-value", slot=prepared.slot.id, who=prepared.slot.who)
    return _splice(prepared.xml, prepared.slot.role, signature(prepared.parts, value, token))


def confirm(xml: bytes, slot: str, at: datetime) -> bytes:
    """The document with a confirmation by account in a slot of mode "confirmed".

    The entry is protected by every later signature; Refused like `prepare`.
    """
    document = layout.read(xml)
    place = _free(document, slot)
    if place.mode != "confirmed":
        raise refuse("slot-mode", slot=slot)
    xml = _settled(document, xml)
    return _splice(xml, place.role, confirmation(place.id, at))


def fits(leaf: bytes, digest: bytes, value: bytes) -> bool:
    """True if `value` is the RSA PKCS#1 v1.5 signature of a SHA-256 `digest` by the certificate's key."""
    key = load(leaf).public_key()
    if not isinstance(key, rsa.RSAPublicKey):
        return False
    try:
        key.verify(value, digest, padding.PKCS1v15(), Prehashed(hashes.SHA256()))
    except InvalidSignature:
        return False
    return True


def missing(xml: bytes) -> Sequence[Slot]:
    """Slots of a transcript that are still empty, in order of signing."""
    document = layout.read(xml)
    empty = [slot for slot in document.slots.values() if document.entry(slot) is None]
    return sorted(empty, key=lambda slot: layout.RANK[slot.role])


def _settled(document: Layout, xml: bytes) -> bytes:
    """The document in its fixed form: made once, before the first signature; required afterwards."""
    fixed = layout.fixed_form(document.root)
    if fixed != xml and any(len(document.region(role)) for role in layout.REGIONS):
        raise refuse("not-fixed")
    return fixed


def _free(document: Layout, slot: str) -> Slot:
    place = document.slots.get(slot)
    if place is None:
        raise refuse("no-slot", slot=slot)
    later = [s for s in document.slots.values() if layout.RANK[s.role] > layout.RANK[place.role]]
    if document.entry(place) is not None or any(document.entry(s) is not None for s in later):
        raise refuse("already-signed", slot=slot)
    waiting = document.missing_before(place)
    if waiting:
        raise refuse("too-early", slot=slot, who=", ".join(s.who for s in waiting))
    return place


def _digest(document: Layout, key: str) -> str:
    return base64.b64encode(
        hashlib.sha256(layout.canonical(document.elements[key])).digest()
    ).decode()


def _splice(xml: bytes, role: str, entry: str) -> bytes:
    """Put `entry` at the end of the role's region; parsing forbids everything that could fool this."""
    name = role.encode()
    tail = xml.rindex(b"</Data>")
    opened: list[bytes] = re.compile(rb"<%s\b[^<>]*>" % name).findall(xml, tail)
    if len(opened) != 1:
        raise refuse("layout", what=f"vùng chữ ký {role}")
    tag = opened[0]
    start = xml.index(tag, tail)
    if tag.endswith(b"/>"):
        whole = tag[:-2].rstrip() + b">" + entry.encode() + b"</%s>" % name
        return xml[:start] + whole + xml[start + len(tag) :]
    end = xml.index(b"</%s>" % name, start)
    return xml[:end] + entry.encode() + xml[end:]


def assemble(xml: bytes, entries: Iterable[tuple[str, str]]) -> bytes:
    """The document with entries (role, text made by `signature` or `confirmation`) put in, in order.

    The result is in fixed form; the same entries in the same order give the same bytes.
    Nothing is judged: the entries were, when they were made; `prepare` and verification judge again.
    """
    xml = _settled(layout.read(xml), xml)
    for role, entry in entries:
        xml = _splice(xml, role, entry)
    return xml


def confirmation(slot: str, at: datetime) -> str:
    """The entry of a slot that is confirmed by account."""
    return f'<Confirmed at="{local_time(at)}" slot={quoteattr(slot)}></Confirmed>'
