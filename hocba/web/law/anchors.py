"""The address of a clause on its page."""

import functools

from hocba.kernel.names import search_key
from hocba.rules.check import laws
from hocba.rules.clause import Clause
from hocba.web.jinja import url


def anchor(ref: str) -> str:
    """ "Điều 9 khoản 2 điểm a" → "dieu-9-khoan-2-diem-a"."""
    return search_key(ref).replace(" ", "-").replace("/", "-")


@functools.cache
def href(regulation: str, ref: str) -> str:
    """The address of a clause; empty for a circular the program does not have."""
    code = next((law.code for law in laws() if regulation in law.names), "")
    return f"{url('law-circular', code)}#{anchor(ref)}" if code else ""


def clause_href(clause: Clause) -> str:
    return href(clause.regulation, clause.ref)
