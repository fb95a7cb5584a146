"""Verification of transcripts, offline: XML, PDF, or both together.

`verify_bytes` never raises on what a file holds: whatever cannot be judged is "cannot tell".
"""

import hashlib
import logging
import traceback
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from ..signing import layout
from ..signing.sentences import Problem, Refused, problem
from ..signing.trust import Trust
from .pdfcheck import PdfResult, check_pdf
from .verdict import Facts, Signer, State, Verdict, state_of
from .xmlcheck import Context, XmlResult, check_xml

__all__ = ["Facts", "Signer", "State", "Verdict", "verify_bytes"]

log = logging.getLogger(__name__)


def verify_bytes(
    data: bytes,
    trust: Trust,
    *,
    at: datetime,
    companions: Sequence[bytes] = (),
    answers: Sequence[bytes] = (),
    full: bool = False,
) -> Verdict:
    """Judge one PDF or XML at the time `at`.

    `companions` are files that must speak of the same data (the complete XML beside its PDF, or the
    reverse); each is to be judged by a call of its own.  `answers` are OCSP responses or CRLs (DER)
    kept as evidence.  `full` adds libxmlsec and, for PDFs, pyHanko's analysis of every change.
    """
    try:
        return _verify(data, companions, Context(trust, at, answers, full))
    except Exception as error:  # foreign bytes: any failure means that nothing can be concluded
        place = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{Path(place.filename).name}:{place.lineno}"
        log.warning("cannot judge %d bytes: %s at %s", len(data), type(error).__name__, where)
        return Verdict(State.UNKNOWN, problems=(problem("unreadable"),))


def _verify(data: bytes, companions: Sequence[bytes], context: Context) -> Verdict:
    result: XmlResult | PdfResult
    if data.startswith(b"%PDF-"):
        form, result = "PDF", check_pdf(data, context)
        reasons = [*result.problems]
        mine = result.xml
        if context.full and any(s.form == "PDF" for s in result.signers):
            from .judge import judge

            reasons += judge(data, context.trust, result.facts.trust, context.at)
    elif data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<":
        form, result = "XML", check_xml(data, context)
        reasons, mine = [*result.problems], result
    else:
        return Verdict(State.UNKNOWN, problems=(problem("unknown-kind"),))
    for other in companions:
        reasons += _same_data(mine, other, context, own_form=form)
    unique = tuple(dict.fromkeys(reasons))
    return Verdict(state_of(unique), form, result.facts, result.signers, unique)


def _same_data(
    mine: XmlResult | None, other: bytes, context: Context, own_form: str
) -> list[Problem]:
    """Both files hold the same data and the same teachers' signatures, byte for byte."""
    theirs = _layout_of(other, context)
    if mine is None or mine.document is None or theirs is None:
        return [problem("companion", what="không đọc được dữ liệu của một trong hai tệp")]
    names = [
        f"{d.identity.get('document', '?')} bản {d.identity.get('version', '?')}"
        for d in (mine.document, theirs)
    ]
    if names[0] != names[1]:
        xml, pdf = (names[1], names[0]) if own_form == "PDF" else (names[0], names[1])
        return [problem("swapped", xml=xml, pdf=pdf)]
    parts = {
        "data": "phần dữ liệu",
        "region-gvbm": "chữ ký giáo viên bộ môn",
        "region-gvcn": "chữ ký giáo viên chủ nhiệm",
    }
    return [
        problem("companion", what=f"khác nhau ở {name}")
        for key, name in parts.items()
        if _sum(mine.document, key) != _sum(theirs, key)
    ]


def _layout_of(data: bytes, context: Context) -> layout.Layout | None:
    if data.startswith(b"%PDF-"):
        inner = check_pdf(data, context).xml
        return inner.document if inner else None
    try:
        return layout.read(data)
    except Refused:
        return None


def _sum(document: layout.Layout, key: str) -> bytes:
    return hashlib.sha256(layout.canonical(document.elements[key])).digest()
