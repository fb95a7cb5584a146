"""Requests: a reason, evidence, and somebody else's decision.

An app above registers each kind with its flow, its people and what its moves do; this package
keeps the rows, the rights and the steps, alike for all kinds.
"""

from hocba.kernel.requests.kinds import (
    KINDS,
    Asker,
    Kind,
    Own,
    Part,
    Through,
    kind_of,
    register,
)

__all__ = ["KINDS", "Asker", "Kind", "Own", "Part", "Through", "kind_of", "register"]
