"""A complete trust service for tests and demonstrations, all in one process and offline.

Root, intermediate, person and school certificates, OCSP, CRL and RFC 3161 time stamps.  Everything
it issues is marked "THỬ NGHIỆM"; its root belongs into the world "test" and nowhere else.
"""

from .authority import Authority
from .flaws import Flaw
from .stamps import StampAuthority, StampUnavailable

__all__ = ["Authority", "Flaw", "StampAuthority", "StampUnavailable"]
