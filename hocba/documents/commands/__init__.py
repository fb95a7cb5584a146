"""Writers of documents, by noun: transcripts, slots and signing runs, certificates."""

from hocba.documents.commands.certificates import end_certificate, register_certificates
from hocba.documents.commands.signing import (
    Chunk,
    ItemResult,
    cancel_run,
    confirm_slot,
    confirm_slots,
    record_signatures,
    retry_failed,
    start_run,
)
from hocba.documents.commands.transcripts import (
    MadeDocuments,
    discard,
    issue,
    issue_all,
    make_documents,
    release,
    release_all,
    revoke,
)

__all__ = [
    "Chunk",
    "ItemResult",
    "MadeDocuments",
    "cancel_run",
    "confirm_slot",
    "confirm_slots",
    "discard",
    "end_certificate",
    "issue",
    "issue_all",
    "make_documents",
    "record_signatures",
    "register_certificates",
    "release",
    "release_all",
    "retry_failed",
    "revoke",
    "start_run",
]
