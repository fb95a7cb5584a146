"""Snapshot and form -> PDF, with Typst. The only module that imports typst.

A compiler is kept for each thread. Typst's thread pool does not survive a fork: a process that
has compiled must never be forked, and a forked child that tries to render is told so instead of
hanging (`ForkedAfterCompile`). Same arguments give the same bytes.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import json
import os
import re
import threading
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, cast

import segno
import typst

from hocba.documents import xml
from hocba.documents.form import Form, Layout, Sizing, View
from hocba.documents.metrics import TooWide, has
from hocba.documents.signing.pades import keywords
from hocba.documents.snapshot import Snapshot, texts

Mode = Literal["draft", "print", "signed"]
ATTACHMENT = "hocba.xml"
"""File name of the XML inside a signed PDF."""

_FORMS = Path(__file__).resolve().parent.parent / "forms"
_FONTS = _FORMS / "fonts"
_STANDARDS: dict[bool, list[typst.PDFStandard]] = {
    True: ["a-3b", "ua-1"],
    False: ["a-2b", "ua-1"],
}
_CANNOT = -1.0
"""Room of a page at a fit at which one of its words is wider than its column."""
_local = threading.local()
_compiled_in: int | None = None
VIETNAM = dt.timezone(dt.timedelta(hours=7))
"""Signing times are printed in Vietnam time, ISO 8601 with its offset (NĐ 30/2020 Phụ lục I)."""


class RenderError(RuntimeError):
    """The document cannot be rendered; the message is for the log."""


class ForkedAfterCompile(RenderError):
    """This process was forked from one that had compiled: start a fresh process instead."""


class OverlongText(RenderError):
    """Text does not fit its page at the smallest size; `field` is its path in the snapshot."""

    def __init__(self, field: str, page: str) -> None:
        super().__init__(f"{field}: chữ quá dài, không vừa trang {page} của biểu mẫu")
        self.field = field
        self.page = page


class UnprintableText(RenderError):
    """A letter the form's font does not have; `field` is its path in the snapshot."""

    def __init__(self, field: str) -> None:
        super().__init__(f"{field}: có chữ mà phông của biểu mẫu không có")
        self.field = field


def _compiler() -> typst.Compiler:
    global _compiled_in
    if _compiled_in not in (None, os.getpid()):
        raise ForkedAfterCompile("process was forked after a compile")
    if not hasattr(_local, "compiler"):
        _local.compiler = typst.Compiler(root=_FORMS, font_paths=[_FONTS], ignore_system_fonts=True)
    _compiled_in = os.getpid()
    return cast(typst.Compiler, _local.compiler)


def render(
    form: Form,
    snapshot: Snapshot,
    *,
    now: dt.datetime,
    mode: Mode,
    attach: bytes | None = None,
    photo: bytes | None = None,
) -> bytes:
    """PDF of one document.

    "draft": watermark and print date, PDF/A-2b. "print": empty boxes for hand signing,
    PDF/A-2b. "signed": PDF/A-3b with `attach` (the XML as signed so far) inside; the principal's
    block and the seal are drawn, and a PAdES writer puts its widgets on the form's rects.
    All are PDF/UA-1. `now` is aware; it is the print date, or the time shown in the signature.
    `photo` is a JPEG or PNG. Raises `OverlongText`, `UnprintableText`, `RenderError`.
    """
    if (mode == "signed") != (attach is not None):
        raise RenderError("the signed mode, and only it, carries the XML")
    if attach is not None and xml.parse(attach) != snapshot:
        raise RenderError("the XML to be attached is not of this snapshot")
    layout = form.layouts[snapshot.document.kind]
    view = _view(form, layout, snapshot, now, mode, photo)
    return _fitted([_Part(form, snapshot, layout, view)], now, attach)


def render_booklet(
    parts: Sequence[tuple[Form, Snapshot]],
    *,
    now: dt.datetime,
    mode: Literal["draft", "print"] = "print",
    photo: bytes | None = None,
) -> bytes:
    """One plain print of several documents in the order given: cover first, then the years."""
    if not parts:
        raise RenderError("a booklet needs at least one document")
    documents = []
    for form, snapshot in parts:
        layout = form.layouts[snapshot.document.kind]
        view = _view(form, layout, snapshot, now, mode, photo)
        view["keywords"] = ("hocba",)
        documents.append(_Part(form, snapshot, layout, view))
    return _fitted(documents, now, None)


def _view(
    form: Form,
    layout: Layout,
    snapshot: Snapshot,
    now: dt.datetime,
    mode: Mode,
    photo: bytes | None,
) -> View:
    doc = snapshot.document
    url = f"{doc.verify_base.rstrip('/')}/{doc.short_code}"
    view = form.view(snapshot)
    now = now.astimezone(VIETNAM)
    note = f"In để rà soát lúc {now:%H:%M} ngày {now:%d/%m/%Y}" if mode == "draft" else ""
    rects = {name: {"x": r.x, "y": r.y, "w": r.w, "h": r.h} for name, r in layout.rects.items()}
    title = f"{view['title']} – {view['pupil']}"
    view.update(
        mode=mode,
        rects=rects,
        qr=_qr(url),
        verify_url=url,
        photo=_photo(snapshot, photo),
        print_note=note,
        signed_at=now.isoformat(timespec="seconds"),
        keywords=(doc.short_code, *keywords(doc.id, doc.version, len(layout.pages))),
        document_title=f"{title} (thử nghiệm)" if view["test"] else title,
    )
    return view


@lru_cache(maxsize=64)
def _qr(url: str) -> str:
    """QR code as SVG. One mask is taken for all: trying the eight costs 3 ms, and any can be read."""
    out = io.BytesIO()
    segno.make(url, error="m", micro=False, mask=4, boost_error=False).save(
        out, kind="svg", border=2, xmldecl=False
    )
    return out.getvalue().decode()


def _photo(snapshot: Snapshot, photo: bytes | None) -> str:
    """The photo as an SVG of 3 by 4, so that it travels as text; "" when there is none."""
    if snapshot.document.kind != "transcript_cover" or (not snapshot.pupil.photo and not photo):
        return ""
    if photo is None or hashlib.sha256(photo).hexdigest() != snapshot.pupil.photo:
        raise RenderError("the photo is not the one of the snapshot")
    if photo.startswith(b"\xff\xd8\xff"):
        mime = "image/jpeg"
    elif photo.startswith(b"\x89PNG\r\n\x1a\n"):
        mime = "image/png"
    else:
        raise RenderError("the photo is neither JPEG nor PNG")
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 300 400" width="300" height="400">'
        '<image width="300" height="400" preserveAspectRatio="xMidYMid slice" '
        f'href="data:{mime};base64,{b64encode(photo).decode()}"/></svg>'
    )


@dataclass(frozen=True, slots=True)
class _Part:
    """One document to be set: its form, content, layout and view."""

    form: Form
    snapshot: Snapshot
    layout: Layout
    view: View


@dataclass(frozen=True, slots=True)
class _Page:
    """One page at one fit: number of its part, number in the layout, number of the fit."""

    part: int
    number: int
    fit: int
    sizing: Sizing


def _fitted(parts: Sequence[_Part], now: dt.datetime, attach: bytes | None) -> bytes:
    """Set every page on one sheet, at the largest sizes that do; the result is counted."""
    pages = [
        _planned(part, i, number)
        for i, part in enumerate(parts)
        for number in range(len(part.layout.pages))
    ]
    try:
        pdf = _compile(parts, pages, now, attach)
    except RenderError as error:
        for part in parts:
            for field, text in texts(part.snapshot):
                if not has(text):
                    raise UnprintableText(field) from error
        raise
    if _page_count(pdf) == len(pages):
        return pdf
    pages = [_tried(parts, page, now) for page in pages]
    pdf = _compile(parts, pages, now, attach)
    if _page_count(pdf) != len(pages):
        raise RenderError("pages that fit alone do not fit together")
    return pdf


def _planned(part: _Part, index: int, number: int) -> _Page:
    """The page at the first fit whose plan has room, else at the last."""
    for fit in range(len(part.layout.fits)):
        page = _page(part, index, number, fit)
        if page.sizing.used <= page.sizing.room:
            return page
    if page.sizing.strict:
        raise OverlongText(page.sizing.longest, part.layout.pages[number])
    return page


def _page(part: _Part, index: int, number: int, fit: int) -> _Page:
    name = part.layout.pages[number]
    try:
        sizing = part.form.sizing(part.view, name, part.layout.fits[fit])
    except TooWide as error:
        if fit + 1 == len(part.layout.fits):
            raise OverlongText(str(error), name) from error
        sizing = Sizing({}, 0, _CANNOT, str(error))
    return _Page(index, number, fit, sizing)


def _tried(parts: Sequence[_Part], page: _Page, now: dt.datetime) -> _Page:
    """The page alone at its planned fit and, while it overflows, at smaller ones."""
    part = parts[page.part]
    for fit in range(page.fit, len(part.layout.fits)):
        candidate = _page(part, page.part, page.number, fit)
        if (
            candidate.sizing.room != _CANNOT
            and _page_count(_compile(parts, [candidate], now, None)) == 1
        ):
            return candidate
    raise OverlongText(candidate.sizing.longest, part.layout.pages[page.number])


def _compile(
    parts: Sequence[_Part], pages: Sequence[_Page], now: dt.datetime, attach: bytes | None
) -> bytes:
    source = ['#import "/_shared/kit.typ": document-setup\n']
    for i, part in enumerate(parts):
        source.append(f'#import "{part.layout.template}": pages as p{i}\n')
        source.append(f"#let d{i} = json(bytes({_literal(_json(part.view))}))\n")
    source.append("#show: document-setup.with(d0)\n")
    if attach is not None:
        source.append(
            f'#pdf.attach("{ATTACHMENT}", bytes({_literal(attach.decode())}), relationship: "data", '
            'mime-type: "application/xml", description: "Dữ liệu học bạ đã ký")\n'
        )
    for page in pages:
        sizes = {"fit": parts[page.part].layout.fits[page.fit], "size": page.sizing.given}
        source.append(
            f"#(p{page.part}.at({page.number}))"
            f"((: ..d{page.part}, ..json(bytes({_literal(_json(sizes))}))))\n"
        )
    return _typst("".join(source), now, attach is not None)


def _json(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, default=dict)


def _literal(text: str) -> str:
    """A Typst string literal; only backslash and quote mean anything inside one."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _typst(source: str, now: dt.datetime, attached: bool) -> bytes:
    try:
        pdf, warnings = _compiler().compile_with_warnings(
            source.encode(),
            format="pdf",
            pdf_standards=_STANDARDS[attached],
            timestamp=int(now.timestamp()),
        )
    except typst.TypstError as error:
        raise RenderError(f"{error.message} {error.diagnostic}") from error
    if warnings:
        raise RenderError("; ".join(w.message for w in warnings))
    # A newline after %%EOF: an incremental update that follows must start on its own line.
    return cast(bytes, pdf) + b"\n"


_COUNT = re.compile(rb"/Type\s*/Pages\s*/Count (\d+)\s*/Kids")


def _page_count(pdf: bytes) -> int:
    found = _COUNT.search(pdf)
    if found is None:
        raise RenderError("no page tree in the output")
    return int(found[1])


def render_paper(template: str, data: dict[str, Any], *, now: dt.datetime) -> bytes:
    """Plain PDF/A-2b, PDF/UA-1 of an administrative paper: `template` below the forms folder has
    a function `pages` that takes the data. Raises `RenderError`.
    """
    source = f'#import "/{template}": pages\n#pages(json(bytes({_literal(_json(data))})))\n'
    return _typst(source, now, False)
