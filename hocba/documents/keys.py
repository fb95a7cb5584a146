"""Where the keys of registered certificates are, whom the installation trusts, who stamps time.

Everything lies below `settings.PKI`: `trust/{test,real}` (see `signing.trust`) and
`test-authority/`, the built-in test authority with its PKCS#12 files and passphrase file (0600).
Keys of the real world are reached through the providers of a later issue; until then a school in
the real world can verify but not sign here.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from cryptography import x509
from django.conf import settings

from hocba.documents.models import Certificate
from hocba.documents.signing import certificates, check, cms
from hocba.documents.signing.pkcs12 import SoftKeys
from hocba.documents.signing.provider import KeyCertificate, KeyProvider
from hocba.documents.signing.sentences import Problem, Refused, refuse
from hocba.documents.signing.simulator import Authority, StampAuthority
from hocba.documents.signing.stamps import TimeStamper
from hocba.documents.signing.trust import Trust, World
from hocba.org.models import Place
from hocba.people.models import Person

log = logging.getLogger(__name__)
SIMULATOR = "pkcs12-simulator"


@dataclass(frozen=True)
class OpenKey:
    """A key ready to sign: its provider, its name there, its certificate with issuers."""

    provider: KeyProvider
    name: str
    certificate: KeyCertificate


@dataclass(frozen=True)
class NewCertificate:
    """What registration needs to know of a certificate. `person` is null for a school's seal."""

    person: int | None
    provider: str
    key_name: str
    der: bytes


def trust() -> Trust:
    """Both worlds as they are on disk now; read again when a file was added."""
    folder = Path(settings.PKI) / "trust"
    marks = tuple(p.stat().st_mtime_ns for p in sorted(folder.glob("*/*")))
    return _trust(folder, marks)


@lru_cache(maxsize=4)
def _trust(folder: Path, marks: tuple[int, ...]) -> Trust:
    return Trust.load(folder)


def has_authority() -> bool:
    """True if this installation has a test authority."""
    return (Path(settings.PKI) / "test-authority" / "root.p12").exists()


def open_authority(at: datetime) -> Authority:
    """The built-in test authority; made at `at`, with its trust folder, when there is none yet."""
    folder = Path(settings.PKI) / "test-authority"
    fresh = not has_authority()
    authority = _authority(folder) if not fresh else Authority(folder, at)
    if fresh:
        authority.export_trust(Path(settings.PKI) / "trust", at)
    return authority


@lru_cache(maxsize=4)
def _authority(folder: Path) -> Authority:
    made = datetime.fromtimestamp((folder / "root.p12").stat().st_mtime).astimezone()
    return Authority(folder, made)


def test_certificate(person: Person, school: Place, at: datetime) -> NewCertificate:
    """A key of the test authority for a person, made when first asked for (about 0.1 s)."""
    authority = open_authority(at)
    path = authority.person(str(person.pk), person.full_name, school.name, at)
    return NewCertificate(person.pk, SIMULATOR, path.name, _leaf(authority, path))


def test_seal(school: Place, at: datetime) -> NewCertificate:
    """A key of the test authority for the seal of a school."""
    authority = open_authority(at)
    path = authority.school(school.tax_code, school.name, at)
    return NewCertificate(None, SIMULATOR, path.name, _leaf(authority, path))


def _leaf(authority: Authority, path: Path) -> bytes:
    keys, name = _soft_key(path, authority.folder)
    return keys.certificate(name).der


def revoke(certificate: Certificate, since: datetime) -> None:
    """Let the test authority revoke a certificate from `since` on."""
    open_authority(since).revoke(der_of(certificate), since)


def der_of(certificate: Certificate) -> bytes:
    """DER of a registered certificate."""
    return certificates.der_of(x509.load_pem_x509_certificate(certificate.pem.encode()))


def pem_of(der: bytes) -> str:
    """PEM text of a certificate in DER."""
    return cms.pem(der).decode()


def publish(at: datetime) -> None:
    """Put the test authority's current revocation lists into the trust folder.

    Offline verification needs a list that is younger than the signatures it judges.
    """
    open_authority(at).export_trust(Path(settings.PKI) / "trust", at)


def _soft_key(path: Path, folder: Path) -> tuple[SoftKeys, str]:
    """The loaded key of a file; a file made anew (a person's new name) is loaded anew."""
    return _loaded(path, path.stat().st_mtime_ns, folder)


@lru_cache(maxsize=64)
def _loaded(path: Path, changed: int, folder: Path) -> tuple[SoftKeys, str]:
    keys = SoftKeys()
    name = _authority(folder).open(keys, path)
    return keys, name


def _open_simulated(certificate: Certificate) -> OpenKey:
    folder = Path(settings.PKI) / "test-authority"
    path = folder / Path(certificate.key_name).name
    if certificate.world != World.TEST.value or not path.exists():
        raise refuse("no-key", who=certificate.subject)
    keys, name = _soft_key(path, folder)
    return OpenKey(keys, name, keys.certificate(name))


PROVIDERS: dict[str, Callable[[Certificate], OpenKey]] = {SIMULATOR: _open_simulated}


def open_key(certificate: Certificate) -> OpenKey:
    """The key of a registered certificate; `Refused` when it cannot be reached or is another one."""
    opener = PROVIDERS.get(certificate.provider)
    if opener is None:
        raise refuse("no-key", who=certificate.subject)
    with answering("no-key", who=certificate.subject):
        key = opener(certificate)
    if key.certificate.der != der_of(certificate):
        raise refuse("no-key", who=certificate.subject)
    return key


def answers(der: bytes, world: World, at: datetime) -> tuple[bytes, ...]:
    """Fresh revocation answers (DER): OCSP for the leaf and CRLs, from the test authority.

    In the real world the lists of the trust folder count alone. `Refused` when the service fails.
    """
    if world is not World.TEST or not has_authority():
        return ()
    with answering("no-answer"):
        authority = open_authority(at)
        return (authority.status(der, at), *authority.crls(at))


def stamper(world: World) -> TimeStamper | None:
    """The time-stamp service of a world; None where none is configured. `Refused` when it fails."""
    if world is not World.TEST or not has_authority():
        return None
    with answering("no-stamp"):
        return _stamper(Path(settings.PKI) / "test-authority")


@contextmanager
def answering(code: str, **facts: str) -> Iterator[None]:
    """A service that cannot be reached, or answers nonsense, is a reason in words."""
    try:
        yield
    except (OSError, ValueError) as error:
        log.exception("signing service: %s", code)
        raise refuse(code, **facts) from error


@lru_cache(maxsize=4)
def _stamper(folder: Path) -> StampAuthority:
    made = datetime.fromtimestamp((folder / "root.p12").stat().st_mtime).astimezone()
    return StampAuthority(_authority(folder), made)


def faults(certificate: Certificate, who: str, at: datetime) -> tuple[Problem, ...]:
    """Why a registered certificate may not sign at `at`: dates, usage, chain, world, revocation."""
    der, world = der_of(certificate), World(certificate.world)
    try:
        fresh = answers(der, world, at)
    except Refused as refusal:
        return refusal.problems
    found = check.examine((der,), who, trust(), world, check.Moment(at, at), fresh)
    return found.problems
