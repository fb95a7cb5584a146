"""Reading and judging RFC 3161 time-stamp tokens."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Protocol

from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID

from . import certificates, cms, der
from .revocation import standing
from .sentences import Problem, problem
from .trust import Trust, World
from .xades import fits


class TimeStamper(Protocol):
    """A time-stamp service: tokens (DER) over SHA-256 digests, and the room one needs."""

    @property
    def token_size(self) -> int:
        """Most bytes a token takes."""
        ...

    def stamp(self, digest: bytes, at: datetime) -> bytes:
        """A token; OSError (TimeoutError, ConnectionError …) when the service does not answer."""
        ...


@dataclass(frozen=True, slots=True)
class Stamp:
    """A judged token: its time, or the reasons against it."""

    time: datetime | None
    problems: tuple[Problem, ...] = ()


def judge(token: bytes, digest: bytes, who: str, trusted: Trust, world: World) -> Stamp:
    """Judge a token over `digest`: imprint, signature, purpose and chain of its authority."""
    bad = Stamp(None, (problem("bad-stamp", who=who),))
    try:
        message = cms.read(token)
        if message.content_type != cms.TST_INFO or message.content is None:
            return bad
        info = der.read_one(message.content).children()
        algorithm, imprint = info[2].children()
        if algorithm.children()[0].dotted() != cms.SHA256 or imprint.body != digest:
            return bad
        time = info[4].moment()
    except (ValueError, IndexError, KeyError):
        return bad
    sound = hashlib.sha256(message.content).digest() == message.digest
    if not sound or not fits(
        message.certificates[0], hashlib.sha256(message.attributes).digest(), message.value
    ):
        return bad
    if not _for_stamping(message.certificates[0]):
        return bad
    path = trusted.store(world).path(message.certificates[0], message.certificates[1:])
    if not path:
        return Stamp(None, (problem("stamp-ca", who=who),))
    if not set(message.certificates) <= set(path):
        return bad
    lists = trusted.store(world).crls
    gone = (standing(lower, upper, lists, time).since for lower, upper in pairwise(path))
    if any(since is not None and since <= time for since in gone):
        return bad
    in_date = all(_in_date(c, time) for c in path)
    return Stamp(time) if in_date else bad


def _in_date(certificate: bytes, time: datetime) -> bool:
    facts = certificates.holder(certificate)
    return facts.not_before <= time <= facts.not_after and not facts.weakness


def _for_stamping(certificate: bytes) -> bool:
    try:
        usage = (
            certificates.load(certificate)
            .extensions.get_extension_for_class(x509.ExtendedKeyUsage)
            .value
        )
    except x509.ExtensionNotFound:
        return False
    return list(usage) == [ExtendedKeyUsageOID.TIME_STAMPING]
