"""Many signatures with one authorisation: prepare all, send the hashes once, embed each value.

Preparing is a pure function of the document, the slot, the certificate and the time, so a job that
broke off prepares again with the stored time and goes on with the stored batch id; what has its
value is never signed twice.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from .provider import RSA_SHA256, KeyProvider
from .sentences import Refused, problem
from .stamps import TimeStamper


class Prepared(Protocol):
    """A signature waiting for its value, in an XML or a PDF."""

    @property
    def hash(self) -> bytes:
        """SHA-256 for the provider."""
        ...

    def stamp_hash(self, value: bytes) -> bytes:
        """SHA-256 for the time stamp."""
        ...

    def embed(self, value: bytes, token: bytes | None = None) -> bytes:
        """The signed document."""
        ...


@dataclass(frozen=True, slots=True)
class Outcome:
    """Result of one item: the signed document, or why not; `value` is kept for a later retry."""

    data: bytes | None = None
    value: bytes | None = None
    token: bytes | None = None
    failure: str = ""  # Vietnamese
    waiting: bool = False  # the provider has not answered for it yet


def start(provider: KeyProvider, key: str, prepared: Sequence[Prepared], description: str) -> str:
    """One call with all hashes; the batch id to store."""
    return provider.start(key, [item.hash for item in prepared], RSA_SHA256, description)


def collect(
    provider: KeyProvider,
    batch: str,
    prepared: Sequence[Prepared],
    at: datetime,
    *,
    stamper: TimeStamper | None = None,
    earlier: Sequence[Outcome] = (),
) -> list[Outcome]:
    """What has come back, embedded, one outcome per prepared item in the same order.

    `earlier` is the answer of the last call for the same items: what it finished is taken over.
    With a `stamper` nothing is finished without its stamp: an item whose stamp fails keeps its
    value and can be given to `finish` later.
    """
    progress = provider.poll(batch)
    outcomes = []
    for i, item in enumerate(prepared):
        if i < len(earlier) and earlier[i].data is not None:
            outcomes.append(earlier[i])
        elif i in progress.values:
            outcomes.append(finish(item, progress.values[i], at, stamper=stamper))
        elif i in progress.failures or progress.done:
            outcomes.append(
                Outcome(failure=progress.failures.get(i, "Dịch vụ ký không trả giá trị chữ ký."))
            )
        else:
            outcomes.append(Outcome(waiting=True))
    return outcomes


def finish(
    item: Prepared, value: bytes, at: datetime, *, stamper: TimeStamper | None = None
) -> Outcome:
    """Stamp (if asked for) and embed one value."""
    token = None
    if stamper is not None:
        try:
            token = stamper.stamp(item.stamp_hash(value), at)
        except OSError:
            return Outcome(value=value, failure=problem("no-stamp").sentence)
    try:
        return Outcome(item.embed(value, token), value, token)
    except Refused as refusal:
        return Outcome(failure=str(refusal))
