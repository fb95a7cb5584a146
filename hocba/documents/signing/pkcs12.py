"""Keys in PKCS#12 files, loaded once and kept: for tests, demonstrations, and where policy allows."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

from cryptography.hazmat.primitives import hashes as sums
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from cryptography.hazmat.primitives.serialization import pkcs12

from .certificates import der_of
from .provider import RSA_SHA256, KeyCertificate, Progress
from .sentences import refuse

_PADDING = padding.PKCS1v15()
_DIGEST = Prehashed(sums.SHA256())


class SoftKeys:
    """A provider over private keys held in memory; answers at once.

    The key's name is the SHA-256 of its certificate in hexadecimal.
    """

    def __init__(self) -> None:
        self._keys: dict[str, tuple[KeyCertificate, rsa.RSAPrivateKey]] = {}
        self._batches: dict[str, Progress] = {}
        self._count = 0

    def load(self, path: Path, passphrase: str) -> str:
        """Take the key and certificates of a PKCS#12 file; the key's name.

        Refused with a wrong passphrase; FileNotFoundError where there is no file.
        """
        try:
            key, leaf, others = pkcs12.load_key_and_certificates(
                path.read_bytes(), passphrase.encode()
            )
        except ValueError:
            raise refuse("passphrase") from None
        if not isinstance(key, rsa.RSAPrivateKey) or leaf is None:
            raise refuse("no-key", who=path.name)
        issuers = tuple(der_of(c) for c in others if c.issuer != c.subject)
        return self.add(key, der_of(leaf), issuers)

    def add(self, key: rsa.RSAPrivateKey, der: bytes, issuers: tuple[bytes, ...] = ()) -> str:
        """Take a key that is already in memory; its name."""
        name = hashlib.sha256(der).hexdigest()
        self._keys[name] = KeyCertificate(name, der, issuers), key
        return name

    def list_certificates(self) -> Sequence[KeyCertificate]:
        """Certificates of all loaded keys."""
        return [certificate for certificate, _ in self._keys.values()]

    def certificate(self, key: str) -> KeyCertificate:
        """The certificate of one key; Refused when unknown."""
        return self._entry(key)[0]

    def start(self, key: str, hashes: Sequence[bytes], algorithm: str, description: str) -> str:
        """Sign every hash now and keep the values for `poll`."""
        if algorithm != RSA_SHA256:
            raise ValueError(f"algorithm not offered: {algorithm}")
        private = self._entry(key)[1]
        values = {i: private.sign(value, _PADDING, _DIGEST) for i, value in enumerate(hashes)}
        self._count += 1
        batch = f"soft-{self._count}"
        self._batches[batch] = Progress(True, values)
        return batch

    def poll(self, batch: str) -> Progress:
        """The values; handed out once, then forgotten."""
        return self._batches.pop(batch)

    def _entry(self, key: str) -> tuple[KeyCertificate, rsa.RSAPrivateKey]:
        try:
            return self._keys[key]
        except KeyError:
            raise refuse("no-key", who=key[:16]) from None
