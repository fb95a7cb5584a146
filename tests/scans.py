"""Small PDF files as evidence."""

import io

import pikepdf


def scan_pdf(words: str = "quyet dinh", pages: int = 1) -> bytes:
    """A sound PDF whose bytes depend on the words alone."""
    pdf = pikepdf.new()
    for n in range(pages):
        page = pdf.add_blank_page(page_size=(100, 100))
        page.Contents = pdf.make_stream(f"% {words} {n}\n0 0 9 9 re f".encode())
    return saved(pdf)


def saved(pdf: pikepdf.Pdf, **more: object) -> bytes:
    """The bytes of a PDF under construction."""
    out = io.BytesIO()
    pdf.save(out, deterministic_id="encryption" not in more, **more)  # type: ignore[arg-type]
    return out.getvalue()
