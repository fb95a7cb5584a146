"""Revocation lists (RFC 5280) and OCSP answers (RFC 6960): was a certificate good at a moment?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509 import ocsp
from cryptography.x509.oid import ExtendedKeyUsageOID

from .certificates import load


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known: `known` if some answer covers the moment, `since` if revoked at any time."""

    known: bool
    since: datetime | None = None
    source: bytes = b""  # the DER answer that was used


def standing(leaf: bytes, issuer: bytes, answers: Iterable[bytes], when: datetime) -> Standing:
    """Standing of `leaf` at `when` by signed CRLs and OCSP responses (DER) from its issuer.

    An answer counts when it was current at `when` or is younger; a revocation counts always.
    Answers that are not the issuer's are ignored.
    """
    best = Standing(False)
    for answer in answers:
        found = _by_list(leaf, issuer, answer, when) or _by_ocsp(leaf, issuer, answer, when)
        if found and found.since is not None:
            return found
        if found and found.known:
            best = found
    return best


def _covers(start: datetime, end: datetime | None, when: datetime) -> bool:
    return start >= when or end is None or when <= end


@lru_cache(maxsize=512)
def _list(answer: bytes, issuer: bytes) -> x509.CertificateRevocationList | None:
    """The CRL, if it is one and its signature is the issuer's."""
    try:
        crl = x509.load_der_x509_crl(answer)
        above = load(issuer)
        key = above.public_key()
        if crl.issuer != above.subject or not isinstance(
            key, rsa.RSAPublicKey | ec.EllipticCurvePublicKey
        ):
            return None
        return crl if crl.is_signature_valid(key) else None
    except (ValueError, TypeError):
        return None


def _by_list(leaf: bytes, issuer: bytes, answer: bytes, when: datetime) -> Standing | None:
    crl = _list(answer, issuer)
    if crl is None:
        return None
    entry = crl.get_revoked_certificate_by_serial_number(load(leaf).serial_number)
    since = entry.revocation_date_utc if entry is not None else None
    return Standing(_covers(crl.last_update_utc, crl.next_update_utc, when), since, answer)


@lru_cache(maxsize=2048)
def _response(answer: bytes, issuer: bytes) -> ocsp.OCSPResponse | None:
    """The OCSP response, if the issuer or a responder it appointed signed it."""
    try:
        response = ocsp.load_der_ocsp_response(answer)
        if response.response_status is not ocsp.OCSPResponseStatus.SUCCESSFUL:
            return None
        above = load(issuer)
        signer = next(iter(response.certificates), above)
        if signer != above:
            signer.verify_directly_issued_by(above)
            usage = signer.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
            if ExtendedKeyUsageOID.OCSP_SIGNING not in usage:
                return None
        key, algorithm = signer.public_key(), response.signature_hash_algorithm or hashes.SHA256()
        if isinstance(key, rsa.RSAPublicKey):
            key.verify(
                response.signature, response.tbs_response_bytes, padding.PKCS1v15(), algorithm
            )
        elif isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(response.signature, response.tbs_response_bytes, ec.ECDSA(algorithm))
        else:
            return None
    except Exception:  # foreign bytes: any failure means "not an answer"
        return None
    return response


def _by_ocsp(leaf: bytes, issuer: bytes, answer: bytes, when: datetime) -> Standing | None:
    response = _response(answer, issuer)
    if response is None or response.serial_number != load(leaf).serial_number:
        return None
    if response.certificate_status is ocsp.OCSPCertStatus.UNKNOWN:
        return None
    known = _covers(response.this_update_utc, response.next_update_utc, when)
    return Standing(known, response.revocation_time_utc, answer)
