"""Two worlds of trust, "test" and "real", each a store of anchors that fails closed when empty.

A folder holds one world a subfolder: anchors/*.pem, intermediates/*.pem, crls/*.crl, and
anchors.json, the list of SHA-256 fingerprints that a person confirmed.  A certificate belongs to
the world whose anchor its chain reaches, never to one guessed from names.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature

from . import certificates, cms


class World(StrEnum):
    """Where a chain ends."""

    TEST = "test"
    REAL = "real"

    @property
    def label(self) -> str:
        """For sentences."""
        return "thử nghiệm" if self is World.TEST else "chính thức"


TEST_LABEL = "THỬ NGHIỆM – KHÔNG CÓ GIÁ TRỊ PHÁP LÝ"


@dataclass
class Store:
    """Anchors, intermediates and revocation lists of one world (all DER)."""

    anchors: dict[str, bytes] = field(default_factory=dict)  # by fingerprint
    intermediates: list[bytes] = field(default_factory=list)
    crls: list[bytes] = field(default_factory=list)
    _paths: dict[bytes, tuple[bytes, ...]] = field(default_factory=dict, repr=False)

    def path(self, leaf: bytes, extra: Iterable[bytes] = ()) -> tuple[bytes, ...]:
        """Chain leaf … anchor with every signature checked, or () if none is found.

        `extra` are certificates that came with the signature; dates are not judged here.
        """
        known = self._paths.get(leaf)
        if known is None:
            known = self._climb((leaf,), [*extra, *self.intermediates])
            if known:
                self._paths[leaf] = known
        return known

    def _climb(self, chain: tuple[bytes, ...], pool: list[bytes]) -> tuple[bytes, ...]:
        if fingerprint(chain[-1]) in self.anchors:
            return chain if len(chain) > 1 else ()
        if len(chain) > 4:
            return ()
        for above in [*self.anchors.values(), *pool]:
            if above not in chain and _issued_by(chain[-1], above, len(chain) - 1):
                found = self._climb((*chain, above), pool)
                if found:
                    return found
        return ()


@dataclass
class Trust:
    """Both worlds."""

    test: Store = field(default_factory=Store)
    real: Store = field(default_factory=Store)

    def store(self, world: World) -> Store:
        """The store of one world."""
        return self.test if world is World.TEST else self.real

    def world_of(self, leaf: bytes, extra: Iterable[bytes] = ()) -> World | None:
        """The world a certificate belongs to, by building its chain."""
        pool = tuple(extra)
        return next((world for world in World if self.store(world).path(leaf, pool)), None)

    @classmethod
    def load(cls, folder: Path) -> "Trust":
        """Read a trust folder; anchors without a confirmed fingerprint are left out."""
        return cls(*(_load_store(folder / world.value) for world in (World.TEST, World.REAL)))


def fingerprint(der: bytes) -> str:
    """SHA-256 of a certificate in hexadecimal."""
    return hashlib.sha256(der).hexdigest()


def add_anchor(folder: Path, world: World, der: bytes, confirmed: str) -> None:
    """Accept a root certificate whose fingerprint a person has compared and typed in.

    ValueError if `confirmed` (spaces and colons allowed) is not its fingerprint.
    """
    if confirmed.replace(":", "").replace(" ", "").lower() != fingerprint(der):
        raise ValueError("Dấu vân tay của chứng thư gốc không khớp.")
    place = folder / world.value
    _put(place / "anchors" / f"{fingerprint(der)[:16]}.pem", cms.pem(der))
    listed = place / "anchors.json"
    known = set(json.loads(listed.read_text())) if listed.exists() else set()
    listed.write_text(json.dumps(sorted(known | {fingerprint(der)}), indent=1))


def add_intermediate(folder: Path, world: World, der: bytes) -> None:
    """Keep an issuing certificate; it is trusted only as far as its chain reaches an anchor."""
    _put(folder / world.value / "intermediates" / f"{fingerprint(der)[:16]}.pem", cms.pem(der))


def add_crl(folder: Path, world: World, der: bytes) -> None:
    """Keep a revocation list: the newest of each issuer and month, since it speaks of the past too.

    ValueError if it is none; whose it is shows when it is used.
    """
    crl = x509.load_der_x509_crl(der)
    issuer = hashlib.sha256(crl.issuer.public_bytes()).hexdigest()[:16]
    path = folder / world.value / "crls" / f"{issuer}-{crl.last_update_utc:%Y%m}.crl"
    if (
        path.exists()
        and x509.load_der_x509_crl(path.read_bytes()).last_update_utc > crl.last_update_utc
    ):
        return
    _put(path, der)


def _put(path: Path, data: bytes) -> None:
    """Write as a whole: a reader sees the old file or the new one, and the folder's time changes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".new")
    fresh.write_bytes(data)
    fresh.replace(path)


def _load_store(place: Path) -> Store:
    listed = place / "anchors.json"
    confirmed = set(json.loads(listed.read_text())) if listed.exists() else set()
    store = Store()
    for path in sorted(place.glob("anchors/*.pem")):
        der = _from_pem(path)
        if fingerprint(der) in confirmed:
            store.anchors[fingerprint(der)] = der
    store.intermediates = [_from_pem(path) for path in sorted(place.glob("intermediates/*.pem"))]
    store.crls = [path.read_bytes() for path in sorted(place.glob("crls/*.crl"))]
    return store


def _from_pem(path: Path) -> bytes:
    return certificates.der_of(x509.load_pem_x509_certificate(path.read_bytes()))


def _issued_by(below: bytes, above: bytes, depth: int) -> bool:
    """True if `above` is a certificate authority that may issue, and did issue, `below`."""
    lower, upper = certificates.load(below), certificates.load(above)
    if lower.issuer != upper.subject:
        return False
    try:
        basic = upper.extensions.get_extension_for_class(x509.BasicConstraints).value
        usage = upper.extensions.get_extension_for_class(x509.KeyUsage).value
        lower.verify_directly_issued_by(upper)
    except (x509.ExtensionNotFound, InvalidSignature, ValueError, TypeError):
        return False
    return (
        basic.ca
        and usage.key_cert_sign
        and (basic.path_length is None or basic.path_length >= depth)
    )
