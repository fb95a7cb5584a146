"""The test authority: certificates and their status, with keys as PKCS#12 files in one folder."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, pkcs12
from cryptography.x509 import ocsp
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from .. import trust
from ..certificates import der_of
from ..pkcs12 import SoftKeys
from .files import Book, passphrase, write_private
from .flaws import Flaw, with_sha1

MARK = "THỬ NGHIỆM - KHÔNG CÓ GIÁ TRỊ PHÁP LÝ"
YEARS = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Issued:
    """A certificate with its private key."""

    key: rsa.RSAPrivateKey
    certificate: x509.Certificate


class Authority:
    """Opens the authority kept in `folder`, or makes it there at the time `at`.

    The folder gets mode 0700, its files 0600.  Person and school keys are made when first asked for
    (about 0.1 s each) and found again afterwards; a new name or an ended certificate gets a new key.
    """

    def __init__(self, folder: Path, at: datetime) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.passphrase = passphrase(folder / "passphrase")
        self._book = Book(folder / "issued.json")
        self.root = self._kept(
            "root", lambda: self._authority("HọcBạ Root CA (THỬ NGHIỆM)", None, at)
        )
        self.issuing = self._kept(
            "issuing", lambda: self._authority("HọcBạ Issuing CA (THỬ NGHIỆM)", self.root, at)
        )
        self._responder: Issued | None = None

    @property
    def issuers(self) -> tuple[bytes, ...]:
        """DER certificates between a leaf and the root."""
        return (der_of(self.issuing.certificate),)

    def person(
        self, person: str, name: str, school: str, at: datetime, flaw: Flaw | None = None
    ) -> Path:
        """PKCS#12 file of a person: CN `name`, serialNumber "PID:test-<person>", O `school`.

        `person` is the reference that stands in the slots of documents.
        """
        marks = [(NameOID.SERIAL_NUMBER, f"PID:test-{person}")]
        return self._holder(f"person-{person}", name, school, marks, at, flaw)

    def school(self, taxcode: str, name: str, at: datetime, flaw: Flaw | None = None) -> Path:
        """PKCS#12 file of a school's seal: CN and O `name`, UID "MST:<taxcode>"."""
        return self._holder(
            f"school-{taxcode}", name, name, [(NameOID.USER_ID, f"MST:{taxcode}")], at, flaw
        )

    def open(self, keys: SoftKeys, path: Path) -> str:
        """Load one of the files into a provider; the key's name there."""
        return keys.load(path, self.passphrase)

    def revoke(self, certificate: bytes, since: datetime) -> None:
        """Revoke a certificate from `since` on."""
        serial = x509.load_der_x509_certificate(certificate).serial_number
        self._book.put("revoked", f"{serial:x}", since.astimezone(UTC).isoformat())

    def crls(self, at: datetime, days: int = 30) -> list[bytes]:
        """Current revocation lists (DER): the root's and the issuing authority's."""
        return [self._crl(self.root, at, days), self._crl(self.issuing, at, days)]

    def status(self, certificate: bytes, at: datetime) -> bytes:
        """Signed OCSP response (DER) for a certificate of the issuing authority, valid for a day."""
        if self._responder is None:
            self._responder = self._kept(
                "ocsp", lambda: self._service("OCSP", ExtendedKeyUsageOID.OCSP_SIGNING, at)
            )
        leaf = x509.load_der_x509_certificate(certificate)
        since = self._book.read("revoked").get(f"{leaf.serial_number:x}")
        responder = self._responder
        builder = ocsp.OCSPResponseBuilder().add_response(
            cert=leaf,
            issuer=self.issuing.certificate,
            algorithm=hashes.SHA256(),
            cert_status=ocsp.OCSPCertStatus.REVOKED if since else ocsp.OCSPCertStatus.GOOD,
            this_update=at,
            next_update=at + timedelta(days=1),
            revocation_time=datetime.fromisoformat(since) if since else None,
            revocation_reason=x509.ReasonFlags.key_compromise if since else None,
        )
        builder = builder.responder_id(ocsp.OCSPResponderEncoding.HASH, responder.certificate)
        answer = builder.certificates([responder.certificate]).sign(responder.key, hashes.SHA256())
        return answer.public_bytes(Encoding.DER)

    def service(self, name: str, usage: x509.ObjectIdentifier, at: datetime) -> Issued:
        """Key and certificate of a service such as the time-stamp authority."""
        return self._kept(name.lower(), lambda: self._service(name, usage, at))

    def export_trust(self, folder: Path, at: datetime) -> None:
        """Put root, issuing certificate and current CRLs into a trust folder, world "test"."""
        root = der_of(self.root.certificate)
        trust.add_anchor(folder, trust.World.TEST, root, trust.fingerprint(root))
        trust.add_intermediate(folder, trust.World.TEST, der_of(self.issuing.certificate))
        for crl in self.crls(at):
            trust.add_crl(folder, trust.World.TEST, crl)

    def _holder(
        self,
        slug: str,
        name: str,
        school: str,
        marks: list[tuple[x509.ObjectIdentifier, str]],
        at: datetime,
        flaw: Flaw | None,
    ) -> Path:
        slug = f"{slug}-{flaw.value}" if flaw else slug
        held = self._book.read("holders").get(slug)
        if held and held["names"] == [name, school] and held["from"] <= _day(at) < held["until"]:
            return self.folder / str(held["file"])
        subject = _name(name, school, marks)
        start = at - (3 * YEARS if flaw is Flaw.EXPIRED else timedelta(hours=1))
        key = _new_key()
        builder = _builder(subject, self.issuing.certificate.subject, key, start, start + 2 * YEARS)
        builder = builder.add_extension(x509.BasicConstraints(False, None), True)
        builder = builder.add_extension(_usage(sign=flaw is not Flaw.USAGE), True)
        builder = _identified(builder, key, self.issuing)
        certificate = builder.sign(self.issuing.key, hashes.SHA256())
        if flaw is Flaw.SHA1:
            certificate = with_sha1(certificate, self.issuing.key)
        if flaw is Flaw.REVOKED:
            self.revoke(der_of(certificate), at - timedelta(minutes=30))
        path = self.folder / f"{slug}-{certificate.serial_number % 16**8:08x}.p12"
        self._store(path, Issued(key, certificate))
        until = at + 2 * YEARS if flaw is Flaw.EXPIRED else certificate.not_valid_after_utc
        held = {
            "names": [name, school],
            "file": path.name,
            "from": _day(start),
            "until": _day(until),
        }
        self._book.put("holders", slug, held)
        return path

    def _authority(self, name: str, above: Issued | None, at: datetime) -> Issued:
        key = _new_key()
        subject = _name(name, "HọcBạ", [])
        start = at - timedelta(days=3653 if above is None else 1000)
        issuer = above.certificate.subject if above else subject
        builder = _builder(
            subject, issuer, key, start, start + (30 if above is None else 15) * YEARS
        )
        builder = builder.add_extension(
            x509.BasicConstraints(True, None if above is None else 0), True
        )
        builder = builder.add_extension(_usage(authority=True), True)
        builder = _identified(builder, key, above)
        return Issued(key, builder.sign(above.key if above else key, hashes.SHA256()))

    def _service(self, name: str, usage: x509.ObjectIdentifier, at: datetime) -> Issued:
        key = _new_key()
        subject = _name(f"HọcBạ {name} (THỬ NGHIỆM)", "HọcBạ", [])
        start = at - timedelta(days=900)
        builder = _builder(
            subject, self.issuing.certificate.subject, key, start, start + 10 * YEARS
        )
        builder = builder.add_extension(x509.BasicConstraints(False, None), True)
        builder = builder.add_extension(_usage(sign=True), True)
        builder = builder.add_extension(x509.ExtendedKeyUsage([usage]), True)
        builder = _identified(builder, key, self.issuing)
        if usage == ExtendedKeyUsageOID.OCSP_SIGNING:
            builder = builder.add_extension(x509.OCSPNoCheck(), False)
        return Issued(key, builder.sign(self.issuing.key, hashes.SHA256()))

    def _crl(self, issuer: Issued, at: datetime, days: int) -> bytes:
        builder = x509.CertificateRevocationListBuilder().issuer_name(issuer.certificate.subject)
        builder = builder.last_update(at).next_update(at + timedelta(days=days))
        for serial, since in self._book.read("revoked").items() if issuer is self.issuing else ():
            entry = x509.RevokedCertificateBuilder().serial_number(int(serial, 16))
            builder = builder.add_revoked_certificate(
                entry.revocation_date(datetime.fromisoformat(since)).build()
            )
        builder = builder.add_extension(x509.CRLNumber(int(at.timestamp())), False)
        return builder.sign(issuer.key, hashes.SHA256()).public_bytes(Encoding.DER)

    def _kept(self, slug: str, make: Callable[[], Issued]) -> Issued:
        path = self.folder / f"{slug}.p12"
        if path.exists():
            key, certificate, _ = pkcs12.load_key_and_certificates(
                path.read_bytes(), self.passphrase.encode()
            )
            if not isinstance(key, rsa.RSAPrivateKey) or certificate is None:
                raise ValueError(f"{path.name} holds no RSA key with certificate")
            return Issued(key, certificate)
        issued = make()
        return issued if self._store(path, issued) else self._kept(slug, make)

    def _store(self, path: Path, issued: Issued) -> bool:
        chain = None if path.stem in ("root", "issuing") else [self.issuing.certificate]
        protect = BestAvailableEncryption(self.passphrase.encode())
        data = pkcs12.serialize_key_and_certificates(
            path.stem.encode(), issued.key, issued.certificate, chain, protect
        )
        return write_private(path, data)


def _day(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds")


def _new_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 2048)


def _name(
    common: str, organisation: str, marks: list[tuple[x509.ObjectIdentifier, str]]
) -> x509.Name:
    parts = [(NameOID.COUNTRY_NAME, "VN"), (NameOID.ORGANIZATION_NAME, organisation)]
    parts += [(NameOID.ORGANIZATIONAL_UNIT_NAME, MARK), *marks, (NameOID.COMMON_NAME, common)]
    return x509.Name([x509.NameAttribute(kind, value[:64]) for kind, value in parts])


def _builder(
    subject: x509.Name, issuer: x509.Name, key: rsa.RSAPrivateKey, start: datetime, end: datetime
) -> x509.CertificateBuilder:
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
    )
    return (
        builder.serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(end)
    )


def _usage(*, sign: bool = False, authority: bool = False) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=sign,
        content_commitment=sign,
        key_encipherment=not sign and not authority,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=authority,
        crl_sign=authority,
        encipher_only=False,
        decipher_only=False,
    )


def _identified(
    builder: x509.CertificateBuilder, key: rsa.RSAPrivateKey, above: Issued | None
) -> x509.CertificateBuilder:
    builder = builder.add_extension(
        x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False
    )
    issuer = above.key.public_key() if above else key.public_key()
    return builder.add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer), False)
