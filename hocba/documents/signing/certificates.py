"""What a certificate says about its holder, in the manner of Vietnamese certificates.

A person carries a reference in serialNumber or UID ("PID:…", "CCCD:…"), an organisation its tax
code ("MST:…").  The test authority writes "PID:test-<person>"; the mark "test-" is no part of the
reference.
"""

import unicodedata
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID

PERSON_PREFIXES = ("PID:", "CCCD:", "CMND:")
TAX_PREFIX = "MST:"
GOOD_HASHES = ("sha256", "sha384", "sha512")


@dataclass(frozen=True, slots=True)
class Holder:
    """Facts of one certificate; times are aware (UTC)."""

    name: str
    organisation: str
    person: str  # reference without prefix, "" for an organisation
    taxcode: str  # "" for a person
    issuer: str  # common name of the issuer
    serial: str  # hexadecimal
    not_before: datetime
    not_after: datetime
    weakness: str  # "" or the reason why its algorithms are refused


@lru_cache(maxsize=4096)
def load(der: bytes) -> x509.Certificate:
    """The certificate in `der`; ValueError if it is none."""
    return x509.load_der_x509_certificate(der)


def der_of(certificate: x509.Certificate) -> bytes:
    """DER encoding."""
    return certificate.public_bytes(serialization.Encoding.DER)


@lru_cache(maxsize=4096)
def holder(der: bytes) -> Holder:
    """The facts of the certificate in `der`."""
    certificate = load(der)
    marks = [
        *_values(certificate.subject, NameOID.SERIAL_NUMBER),
        *_values(certificate.subject, NameOID.USER_ID),
    ]
    return Holder(
        name=common_name(certificate.subject),
        organisation=next(iter(_values(certificate.subject, NameOID.ORGANIZATION_NAME)), ""),
        person=_marked(marks, PERSON_PREFIXES).removeprefix("test-"),
        taxcode=_marked(marks, (TAX_PREFIX,)),
        issuer=common_name(certificate.issuer),
        serial=f"{certificate.serial_number:x}",
        not_before=certificate.not_valid_before_utc,
        not_after=certificate.not_valid_after_utc,
        weakness=weakness(certificate),
    )


def common_name(name: x509.Name) -> str:
    """The common name, or the whole name where there is none."""
    return next(iter(_values(name, NameOID.COMMON_NAME)), name.rfc4514_string())


def same_name(one: str, other: str) -> bool:
    """True if two names agree without case, accents and spacing: old certificates lack them."""
    return _plain(one) == _plain(other)


def weakness(certificate: x509.Certificate) -> str:
    """Why the certificate's algorithms are refused (TT 15/2025/TT-BKHCN annex), or an empty text."""
    try:
        algorithm = certificate.signature_hash_algorithm
    except Exception:
        return "thuật toán lạ"
    if not isinstance(algorithm, hashes.HashAlgorithm) or algorithm.name not in GOOD_HASHES:
        return algorithm.name.upper().replace("SHA1", "SHA-1") if algorithm else "thuật toán lạ"
    key = certificate.public_key()
    if isinstance(key, rsa.RSAPublicKey):
        return "" if key.key_size >= 2048 else f"RSA {key.key_size} bit"
    if isinstance(key, ec.EllipticCurvePublicKey):
        return "" if key.key_size >= 256 else f"ECDSA {key.key_size} bit"
    return "loại khóa lạ"


def _values(name: x509.Name, kind: x509.ObjectIdentifier) -> list[str]:
    return [str(item.value) for item in name.get_attributes_for_oid(kind)]


def _marked(values: list[str], prefixes: tuple[str, ...]) -> str:
    for value in values:
        for prefix in prefixes:
            if value.upper().startswith(prefix):
                return value[len(prefix) :]
    return ""


def _plain(name: str) -> str:
    split = unicodedata.normalize("NFD", name.casefold().replace("đ", "d"))
    return " ".join("".join(c for c in split if not unicodedata.combining(c)).split())
