"""Opening PDF files that somebody sent: what they may unpack to is bounded for the whole process."""

import io

import pikepdf
from pikepdf.settings import set_qpdf_limits

MAX_UNPACKED = 64 * 1024 * 1024
"""Bytes that one stream may unpack to; pictures are not unpacked here."""

set_qpdf_limits(
    flate_max_memory=MAX_UNPACKED,
    png_max_memory=MAX_UNPACKED,
    tiff_max_memory=MAX_UNPACKED,
    run_length_max_memory=MAX_UNPACKED,
    doc_max_warnings=500,
)


def open_pdf(data: bytes) -> pikepdf.Pdf:
    """The file; raises pikepdf.PdfError (PasswordError is one) when it cannot be opened."""
    return pikepdf.open(io.BytesIO(data))
