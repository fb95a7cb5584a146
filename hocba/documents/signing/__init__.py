"""Digital signatures: key providers, trust, XAdES and PAdES writers.

Plain Python: bytes and dataclasses in, bytes and dataclasses out.  No database, no clock of its
own (every function that needs a time takes it), and no document content leaves through a key
provider, only hashes.
"""
