"""The second judge for PDFs: pyHanko's full validation with its analysis of every change.

The only module that imports pyHanko (pinned).  It is slow (tens of milliseconds a signature) and
meant for uploads and samples.
"""

import io
import logging
from datetime import datetime

from pyhanko.keys import load_certs_from_pemder_data
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import EmbeddedPdfSignature, validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from ..signing.layout import FIELDS
from ..signing.sentences import Problem, problem
from ..signing.trust import Trust, World

log = logging.getLogger(__name__)


def judge(data: bytes, trust: Trust, world: str, at: datetime) -> list[Problem]:
    """Reasons pyHanko has against any signature of the file; none if it accepts all.

    Revocation is judged elsewhere; here it is integrity, coverage, allowed changes and the chain.
    """
    try:
        reader = PdfFileReader(io.BytesIO(data), strict=False)
        signatures = list(reader.embedded_signatures)
        return [reason for s in signatures for reason in _one(s, trust, world, at)]
    except Exception as error:  # it raises many kinds on hostile files; all mean "not accepted"
        log.info("independent judge failed: %s", type(error).__name__)
        return [problem("judge", who="tài liệu", what="không đọc được tệp")]


def _one(signature: EmbeddedPdfSignature, trust: Trust, world: str, at: datetime) -> list[Problem]:
    store = trust.store(World(world)) if world in set(World) else trust.store(World.REAL)
    name = str(signature.field_name)
    context = ValidationContext(
        trust_roots=[c for der in store.anchors.values() for c in load_certs_from_pemder_data(der)],
        other_certs=[c for der in store.intermediates for c in load_certs_from_pemder_data(der)],
        crls=list(store.crls),
        allow_fetching=False,
        revocation_mode="soft-fail",
        moment=signature.self_reported_timestamp or at,
    )
    status = validate_pdf_signature(signature, context, ts_validation_context=context)
    if status.bottom_line:
        return []
    sound = status.intact and status.valid
    what = (
        "có thay đổi không được phép sau khi ký hoặc chứng thư không tin cậy"
        if sound
        else "nội dung đã bị sửa"
    )
    return [problem("judge", slot=name, who=FIELDS.get(name, name), what=what)]
