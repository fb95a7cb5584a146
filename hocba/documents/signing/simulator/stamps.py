"""Time stamps (RFC 3161) of the test authority, with delay and failure that tests can set."""

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.x509.oid import ExtendedKeyUsageOID

from .. import cms, der
from ..certificates import der_of
from .authority import Authority

POLICY = "1.3.6.1.4.1.99999.1.1"


class StampUnavailable(OSError):
    """The time-stamp service gave no answer."""


class StampAuthority:
    """Issues tokens; `delay` shifts the stamped time, `wait` is called with it (real or simulated).

    `failures` counts down: while positive, each request fails.
    """

    def __init__(
        self,
        authority: Authority,
        at: datetime,
        *,
        delay: timedelta = timedelta(0),
        failures: int = 0,
        wait: Callable[[timedelta], None] = lambda _: None,
    ) -> None:
        service = authority.service("TSA", ExtendedKeyUsageOID.TIME_STAMPING, at)
        self._key, self.certificate = service.key, der_of(service.certificate)
        self._chain = (self.certificate, *authority.issuers)
        self.delay, self.failures, self._wait = delay, failures, wait

    @property
    def token_size(self) -> int:
        """Room a token needs at most, in bytes."""
        return sum(map(len, self._chain)) + 1024

    def stamp(self, digest: bytes, at: datetime) -> bytes:
        """Token (DER ContentInfo) over a SHA-256 `digest`, asked for at `at`.

        Raises StampUnavailable while failures are set.
        """
        self._wait(self.delay)
        if self.failures > 0:
            self.failures -= 1
            raise StampUnavailable("no answer")
        moment = at + self.delay
        serial = int.from_bytes(
            hashlib.sha256(digest + moment.isoformat().encode()).digest()[:12], "big"
        )
        imprint = der.seq(der.seq(der.oid(cms.SHA256), der.null()), der.octets(digest))
        info = der.seq(
            der.integer(1),
            der.oid(POLICY),
            imprint,
            der.integer(serial),
            der.generalized_time(moment),
        )
        attributes = cms.signed_attributes(
            hashlib.sha256(info).digest(), self.certificate, cms.TST_INFO
        )
        value = self._key.sign(attributes, padding.PKCS1v15(), hashes.SHA256())
        return cms.signed_data(attributes, value, self._chain, content=(cms.TST_INFO, info))
