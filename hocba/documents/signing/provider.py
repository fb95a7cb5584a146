"""One shape for everything that holds signing keys: files, tokens, remote services.

Only hashes go to a provider.  One call of `start` carries all hashes of a batch under one
authorisation; `poll` answers as values arrive, each item with its own result, so that a batch can
be resumed and failures retried alone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

RSA_SHA256 = "rsa-pkcs1v15-sha256"


@dataclass(frozen=True, slots=True)
class KeyCertificate:
    """A certificate the provider can sign with: key name, DER leaf, DER issuers without the root."""

    key: str
    der: bytes
    issuers: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True)
class Progress:
    """State of a batch: values by position of the hash; sentences (Vietnamese) for failed ones."""

    done: bool
    values: Mapping[int, bytes] = field(default_factory=dict)
    failures: Mapping[int, str] = field(default_factory=dict)


class KeyProvider(Protocol):
    """What every holder of keys offers."""

    def list_certificates(self) -> Sequence[KeyCertificate]:
        """Certificates whose keys this provider can use now."""
        ...

    def start(self, key: str, hashes: Sequence[bytes], algorithm: str, description: str) -> str:
        """Ask for one value per SHA-256 hash (32 bytes each); the batch id.

        `description` is shown to the signer and holds no personal data beyond class and count.
        Refused when the key is unknown or the algorithm not offered.
        """
        ...

    def poll(self, batch: str) -> Progress:
        """How far the batch is."""
        ...
