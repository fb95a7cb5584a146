"""CMS SignedData (RFC 5652) with the attributes of CAdES/PAdES B-B, written and read strictly.

The bytes to be signed are the DER of the signed attributes as a SET OF (tag 0x31); the same
attributes stand in the message under tag 0xA0.
"""

import hashlib
from dataclasses import dataclass
from functools import lru_cache

from cryptography.hazmat.primitives.serialization import Encoding

from . import der
from .certificates import load

DATA = "1.2.840.113549.1.7.1"
SIGNED_DATA = "1.2.840.113549.1.7.2"
TST_INFO = "1.2.840.113549.1.9.16.1.4"
SHA256 = "2.16.840.1.101.3.4.2.1"
RSA = "1.2.840.113549.1.1.1"
RSA_WITH_SHA256 = "1.2.840.113549.1.1.11"
CONTENT_TYPE = "1.2.840.113549.1.9.3"
MESSAGE_DIGEST = "1.2.840.113549.1.9.4"
SIGNING_CERTIFICATE_V2 = "1.2.840.113549.1.9.16.2.47"
TIME_STAMP_TOKEN = "1.2.840.113549.1.9.16.2.14"

_SHA256_ID = der.seq(der.oid(SHA256))
_SHA256_IDS = (_SHA256_ID, der.seq(der.oid(SHA256), der.null()))
_RSA_ID = der.seq(der.oid(RSA), der.null())
_RSA_IDS = (_RSA_ID, der.seq(der.oid(RSA_WITH_SHA256), der.null()))


def _attribute(kind: str, value: bytes) -> bytes:
    return der.seq(der.oid(kind), der.set_of([value]))


@lru_cache(maxsize=8)
def _content_attribute(kind: str) -> bytes:
    return _attribute(CONTENT_TYPE, der.oid(kind))


@lru_cache(maxsize=1024)
def _certificate_attribute(leaf: bytes) -> bytes:
    """signing-certificate-v2 (RFC 5035): SHA-256 is the default and therefore not written."""
    digest = der.octets(hashlib.sha256(leaf).digest())
    return _attribute(SIGNING_CERTIFICATE_V2, der.seq(der.seq(der.seq(digest))))


@lru_cache(maxsize=1024)
def _signer_id(leaf: bytes) -> bytes:
    certificate = load(leaf)
    return der.seq(certificate.issuer.public_bytes(), der.integer(certificate.serial_number))


def signed_attributes(digest: bytes, leaf: bytes, content_type: str = DATA) -> bytes:
    """SET OF signed attributes over a content whose SHA-256 is `digest`, for the certificate `leaf`.

    Signing time is left out: PAdES (EN 319 142-1) keeps it in the signature dictionary.
    """
    told = _attribute(MESSAGE_DIGEST, der.octets(digest))
    return der.set_of([_content_attribute(content_type), told, _certificate_attribute(leaf)])


def signed_data(
    attributes: bytes,
    value: bytes,
    certificates: tuple[bytes, ...],
    *,
    token: bytes | None = None,
    content: tuple[str, bytes] | None = None,
) -> bytes:
    """The whole ContentInfo: leaf first in `certificates`, optional time-stamp token over `value`.

    `content` is (type, bytes) for an attached content such as TSTInfo; detached data otherwise.
    """
    kind, body = content or (DATA, None)
    encap = der.seq(der.oid(kind), *([] if body is None else [der.tlv(0xA0, der.octets(body))]))
    unsigned = b"" if token is None else der.tlv(0xA1, _attribute(TIME_STAMP_TOKEN, token))
    signer = der.seq(
        der.integer(1),
        _signer_id(certificates[0]),
        _SHA256_ID,
        b"\xa0" + attributes[1:],
        _RSA_ID,
        der.octets(value),
        unsigned,
    )
    body_all = der.seq(
        der.integer(1 if content is None else 3),
        der.set_of([_SHA256_ID]),
        encap,
        der.tlv(0xA0, b"".join(sorted(certificates))),
        der.tlv(der.SET, signer),
    )
    return der.seq(der.oid(SIGNED_DATA), der.tlv(0xA0, body_all))


@dataclass(frozen=True, slots=True)
class Message:
    """A CMS read: what was signed, by which certificate, with which value."""

    content_type: str
    content: bytes | None
    digest: bytes  # message-digest attribute
    attributes: bytes  # SET OF, as signed
    value: bytes
    certificates: tuple[bytes, ...]  # leaf first
    token: bytes | None


def read(data: bytes, *, padded: bool = False) -> Message:
    """Read a CMS with exactly one signer, SHA-256 and RSA; der.DerError or ValueError otherwise."""
    info = der.read_one(data, padded=padded).want(der.SEQUENCE).children()
    if info[0].dotted() != SIGNED_DATA:
        raise der.DerError("not SignedData")
    body = der.read_one(info[1].want(0xA0).body).want(der.SEQUENCE).children()
    encap = body[2].want(der.SEQUENCE).children()
    content = (
        der.read_one(encap[1].want(0xA0).body).want(der.OCTET_STRING).body
        if len(encap) > 1
        else None
    )
    certificates = [node.raw for node in body[3].want(0xA0).children()]
    if body[0].number() not in (1, 3) or body[1].body not in _SHA256_IDS or len(body) not in (5, 6):
        raise der.DerError("not the SignedData expected")
    signers = body[-1].want(der.SET).children()
    if len(signers) != 1:
        raise der.DerError("exactly one signer expected")
    part = signers[0].want(der.SEQUENCE).children()
    if part[0].number() != 1 or part[2].raw not in _SHA256_IDS or part[4].raw not in _RSA_IDS:
        raise der.DerError("algorithm not allowed")
    attributes = b"\x31" + part[3].want(0xA0).raw[1:]
    found = _attributes(attributes)
    leaf = _leaf(part[1], found[SIGNING_CERTIFICATE_V2], certificates)
    if der.read_one(found[CONTENT_TYPE]).dotted() != encap[0].dotted():
        raise der.DerError("content type differs")
    unsigned = _attributes(b"\x31" + part[6].want(0xA1).raw[1:]) if len(part) > 6 else {}
    return Message(
        content_type=encap[0].dotted(),
        content=content,
        digest=der.read_one(found[MESSAGE_DIGEST]).want(der.OCTET_STRING).body,
        attributes=attributes,
        value=part[5].want(der.OCTET_STRING).body,
        certificates=(leaf, *(c for c in certificates if c != leaf)),
        token=unsigned.get(TIME_STAMP_TOKEN),
    )


def _attributes(raw: bytes) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    for item in der.read_one(raw).want(der.SET).children():
        kind, values = item.want(der.SEQUENCE).children()
        name = kind.dotted()
        if name in found:
            raise der.DerError("attribute twice")
        found[name] = values.want(der.SET).body
    return found


def _leaf(signer: der.Node, attribute: bytes, certificates: list[bytes]) -> bytes:
    """The certificate that both the signer id and signing-certificate-v2 name."""
    first = der.read_one(attribute).children()[0].children()[0].children()
    algorithm = SHA256 if first[0].tag == der.OCTET_STRING else first[0].children()[0].dotted()
    digest = (
        first[0].body if first[0].tag == der.OCTET_STRING else first[1].want(der.OCTET_STRING).body
    )
    if algorithm != SHA256:
        raise der.DerError("certificate digest not SHA-256")
    for certificate in certificates:
        if hashlib.sha256(certificate).digest() == digest and _signer_id(certificate) == signer.raw:
            return certificate
    raise der.DerError("the signer's certificate is not in the message")


def pem(certificate: bytes) -> bytes:
    """PEM form of a DER certificate."""
    return load(certificate).public_bytes(Encoding.PEM)
