"""From a snapshot to a sealed, issued and verified transcript."""

import datetime as dt

from documents_world import AT, CLERK, PRINCIPAL, STRANGER, School

from hocba.documents import commands, keys, queries
from hocba.documents.models import Document, Signature
from hocba.documents.verify import State, verify_bytes
from hocba.kernel.models import Event

LATER = AT + dt.timedelta(days=1)


def _verdict(school: School, document: Document, kind: str, **more: object) -> object:
    actor = school.ctx(PRINCIPAL).actor
    data = queries.body(actor, str(document.pk), kind)
    other = queries.body(actor, str(document.pk), "xml" if kind == "pdf" else "pdf")
    keys.publish(LATER)
    return verify_bytes(data, keys.trust(), at=LATER, companions=[other], **more)


def test_a_transcript_goes_from_snapshot_to_issued_and_verifies(school: School) -> None:
    documents = school.released("transcript_year", "transcript_cover")
    school.through_seal()
    for document in documents:
        commands.issue(school.ctx(CLERK, 6), document)
    for document in documents:
        document.refresh_from_db()
        assert document.state == "issued"
        for kind in ("pdf", "xml"):
            verdict = _verdict(school, document, kind, full=True)
            assert verdict.state is State.VALID, verdict.problems
            assert "THỬ NGHIỆM" in verdict.label
