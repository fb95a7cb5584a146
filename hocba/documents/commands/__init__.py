"""Writers of documents, by noun: transcripts, slots and signing runs, certificates."""

from hocba.documents.commands.certificates import end_certificate, register_certificates
from hocba.documents.commands.signing import (
    Chunk,
    ItemResult,
    cancel_run,
    confirm_slot,
    record_signatures,
    retry_failed,
    start_run,
)
from hocba.documents.commands.transcripts import (
    MadeDocuments,
    discard,
    issue,
    make_documents,
    release,
    revoke,
)

__all__ = [
    "Chunk",
    "ItemResult",
    "MadeDocuments",
    "cancel_run",
    "confirm_slot",
    "discard",
    "end_certificate",
    "issue",
    "make_documents",
    "record_signatures",
    "register_certificates",
    "release",
    "retry_failed",
    "revoke",
    "start_run",
]
