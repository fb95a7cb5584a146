"""Certificates that must be refused: for tests of everything that refuses them."""

from enum import Enum

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from .. import der

_SHA1_WITH_RSA = der.seq(der.oid("1.2.840.113549.1.1.5"), der.null())


class Flaw(Enum):
    """What is wrong with a certificate on purpose."""

    EXPIRED = "expired"  # ended a year before it was asked for
    REVOKED = "revoked"  # half an hour before it was asked for
    SHA1 = "sha1"  # signed with SHA-1
    USAGE = "usage"  # may encipher, may not sign


def with_sha1(certificate: x509.Certificate, issuer: rsa.RSAPrivateKey) -> x509.Certificate:
    """The same certificate signed with SHA-1, which no library issues any more."""
    fields = der.read_one(certificate.tbs_certificate_bytes).children()
    fields_raw = [field.raw for field in fields]
    fields_raw[2] = _SHA1_WITH_RSA
    body = der.seq(*fields_raw)
    value = issuer.sign(body, padding.PKCS1v15(), hashes.SHA1())
    whole = der.seq(body, _SHA1_WITH_RSA, der.tlv(der.BIT_STRING, b"\x00" + value))
    return x509.load_der_x509_certificate(whole)
