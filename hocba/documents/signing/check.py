"""Judging one certificate at one moment: before signing (then a refusal) and when verifying.

What is checked is what TT 15/2025/TT-BKHCN Điều 5 asks for: dates, usage, chain, revocation,
algorithms; and that it belongs to this person or this school.
"""

import base64
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from typing import Any

from cryptography import x509

from . import certificates
from .layout import Slot
from .provider import KeyCertificate
from .revocation import standing
from .sentences import Problem, Refused, problem
from .trust import Trust, World
from .xades import local_time


@dataclass(frozen=True, slots=True)
class Examined:
    """Outcome for one certificate: reasons against it, its chain and the answers used (DER)."""

    problems: tuple[Problem, ...]
    chain: tuple[bytes, ...] = ()
    answers: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True)
class Moment:
    """The times that count: when it was signed, when it is judged, since when it provably exists."""

    signed: datetime
    now: datetime
    proven: datetime | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is kept with a signature, beside the document."""

    world: str
    slot: str
    checked_at: str
    result: str
    chain: tuple[bytes, ...]
    answers: tuple[bytes, ...]
    view_hash: str = ""  # SHA-256 of what the signer was shown
    software: str = ""
    stamp: bytes = field(default=b"", repr=False)

    def to_json(self) -> dict[str, Any]:
        """For storage; binary parts in base64."""
        plain = {
            "world": self.world,
            "slot": self.slot,
            "checked_at": self.checked_at,
            "result": self.result,
        }
        plain |= {"view_hash": self.view_hash, "software": self.software}
        many = {"chain": [_b64(c) for c in self.chain], "answers": [_b64(a) for a in self.answers]}
        return {**plain, **many, "stamp": _b64(self.stamp)}


def before_signing(
    certificate: KeyCertificate,
    slot: Slot,
    trusted: Trust,
    world: World,
    at: datetime,
    *,
    answers: Sequence[bytes] = (),
    view_hash: str = "",
    software: str = "",
) -> Evidence:
    """Evidence that this certificate may sign this slot now.

    `answers` are fresh OCSP responses or CRLs (DER) beside those of the trust store.  Refused with
    every reason found, unclear ones included: what cannot be shown to be good is not signed with.
    """
    found = examine(
        (certificate.der, *certificate.issuers), slot.who, trusted, world, Moment(at, at), answers
    )
    reasons = [*found.problems, *belongs(certificate.der, slot)]
    if reasons:
        raise Refused(*reasons)
    return Evidence(
        world.value,
        slot.id,
        local_time(at),
        "good",
        found.chain,
        found.answers,
        view_hash,
        software,
    )


def examine(
    given: tuple[bytes, ...],
    who: str,
    trusted: Trust,
    world: World,
    moment: Moment,
    answers: Sequence[bytes] = (),
    slot: str = "",
) -> Examined:
    """Judge the leaf `given[0]` (with the certificates that came along) for the signer `who`."""
    leaf, store = given[0], trusted.store(world)
    if not store.anchors:
        return Examined((problem("empty-trust", slot=slot, world=world.label),))
    facts = certificates.holder(leaf)
    if facts.weakness:  # a chain over such a signature is not even looked for
        return Examined((problem("weak-algorithm", slot=slot, who=who, what=facts.weakness),))
    reasons: list[Problem] = []
    path = store.path(leaf, given[1:])
    if not path:
        found = trusted.world_of(leaf, given[1:])
        if found is None:
            reasons.append(problem("unknown-ca", slot=slot, who=who, issuer=facts.issuer))
        else:
            reasons.append(
                problem("other-world", slot=slot, who=who, found=found.label, wanted=world.label)
            )
        return Examined(tuple(reasons))
    if not set(given) <= set(path):
        reasons.append(problem("foreign-certificates", slot=slot, who=who))
    if not _may_sign(leaf):
        reasons.append(problem("usage", slot=slot, who=who))
    reasons += _dates(path, who, moment, slot)
    used = []
    for lower, upper in pairwise(path):
        found_standing = standing(lower, upper, [*answers, *store.crls], moment.signed)
        used.append(found_standing.source)
        reasons += _revocation(found_standing.known, found_standing.since, who, moment, slot)
    weak = next((w for w in map(_weakness, path[1:-1]) if w), "")
    if weak:
        reasons.append(problem("weak-algorithm", slot=slot, who=who, what=weak))
    return Examined(tuple(reasons), path, tuple(a for a in used if a))


def belongs(leaf: bytes, slot: Slot) -> list[Problem]:
    """Reasons why a certificate is not the one of this slot's person or school."""
    facts = certificates.holder(leaf)
    if slot.role == "KY_PHAT_HANH":
        if facts.taxcode and facts.taxcode == slot.taxcode:
            return []
        return [
            problem(
                "wrong-school", slot=slot.id, found=facts.name, who=slot.name, taxcode=slot.taxcode
            )
        ]
    if (
        facts.person
        and facts.person == slot.person
        and certificates.same_name(facts.name, slot.name)
    ):
        return []
    return [problem("wrong-person", slot=slot.id, who=slot.who, found=facts.name)]


def _dates(path: tuple[bytes, ...], who: str, moment: Moment, slot: str) -> list[Problem]:
    reasons = []
    when = local_time(moment.signed)
    for der in path:
        facts = certificates.holder(der)
        if moment.signed < facts.not_before:
            reasons.append(problem("not-yet-valid", slot=slot, who=who, when=when))
        elif moment.signed > facts.not_after:
            reasons.append(problem("expired", slot=slot, who=who, when=when))
        elif moment.now > facts.not_after and (
            moment.proven is None or moment.proven > facts.not_after
        ):
            reasons.append(problem("expired-since", slot=slot, who=who))
    return reasons[:1]


def _revocation(
    known: bool, since: datetime | None, who: str, moment: Moment, slot: str
) -> list[Problem]:
    if since is not None and since <= moment.signed:
        return [problem("revoked", slot=slot, who=who, since=local_time(since))]
    if since is not None:
        proven = moment.proven is not None and moment.proven < since
        return (
            []
            if proven
            else [problem("revoked-since", slot=slot, who=who, since=local_time(since))]
        )
    return [] if known else [problem("no-status", slot=slot, who=who)]


def _may_sign(leaf: bytes) -> bool:
    certificate = certificates.load(leaf)
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
        basic = certificate.extensions.get_extension_for_class(x509.BasicConstraints).value
    except x509.ExtensionNotFound:
        return False
    return (usage.digital_signature or usage.content_commitment) and not basic.ca


def _weakness(der: bytes) -> str:
    return certificates.weakness(certificates.load(der))


def _b64(data: bytes) -> str:
    return base64.b64encode(data).decode()
