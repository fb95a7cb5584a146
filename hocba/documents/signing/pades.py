"""PAdES signatures (EN 319 142-1, B-B and B-T) in PDF/A-3 files made by Typst.

`make_slots` adds empty signature fields once; every signature then appends one increment and
changes nothing before it.  The visible block is drawn by Typst on the page: the field's rectangle
lies over it with an empty appearance.
"""

import hashlib
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

import pikepdf

from . import cms, pdffile
from .certificates import load
from .layout import Slot
from .pdffile import Signed
from .provider import KeyCertificate
from .sentences import refuse
from .xades import fits

REASONS = {"CBQL": "Ký duyệt học bạ", "KY_PHAT_HANH": "Đóng dấu và phát hành học bạ"}


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """Where a signature stands: slot id, page from 0, rectangle in points from the lower left."""

    slot: str
    page: int
    rect: tuple[float, float, float, float]  # left, bottom, right, top
    tooltip: str


@dataclass(frozen=True, slots=True)
class PreparedPdf:
    """A signature waiting for its value: `hash` (SHA-256 of the signed attributes) goes out."""

    slot: Slot
    hash: bytes
    _pdf: bytes
    _hole: tuple[int, int]
    _attributes: bytes
    _certificates: tuple[bytes, ...]

    def stamp_hash(self, value: bytes) -> bytes:
        """SHA-256 that a time stamp on this signature must cover."""
        return hashlib.sha256(value).digest()

    def embed(self, value: bytes, token: bytes | None = None) -> bytes:
        """The signed file; see `embed`."""
        return embed(self, value, token)


def keywords(document: str, version: int, pages: int) -> tuple[str, ...]:
    """Keywords the PDF must carry in /Info, so that it names the document it belongs to."""
    return ("hocba", f"document:{document}", f"version:{version}", f"pages:{pages}")


def make_slots(pdf: bytes, specs: Sequence[FieldSpec]) -> bytes:
    """Typst's PDF with empty signature fields, as one increment; its own bytes are kept.

    Fields become Form elements of the structure tree (PDF/UA-1).  Refused if the file is not a
    plain Typst PDF or already has a form.
    """
    data = pdf if pdf.endswith(b"\n") else pdf + b"\n"
    before = pdffile.trailer(data)
    with pikepdf.open(io.BytesIO(data)) as opened:
        root = opened.Root
        if "/AcroForm" in root or before.end != len(data):
            raise refuse("layout", what="tệp PDF đã có biểu mẫu")
        objects = _slot_objects(opened, before.size, specs)
    return data + pdffile.increment(before, objects)


def prepare(
    pdf: bytes,
    slot: Slot,
    certificate: KeyCertificate,
    at: datetime,
    *,
    stamp_size: int = 0,
    reason: str = "",
) -> PreparedPdf:
    """Hash to be signed for one prepared slot of a PDF at the time `at`.

    `stamp_size` reserves room for a time-stamp token (`TimeStamper.token_size`).  Refused: no such
    slot, already signed, or the seal before the principal.
    """
    end, known, signed = pdffile.revisions(pdf)
    field = known.get(slot.id)
    if field is None or (not signed and end != len(pdf)):
        raise refuse("no-slot", slot=slot.id)
    done = {revision.field.name for revision in signed}
    if slot.id in done:
        raise refuse("already-signed", slot=slot.id)
    if slot.role == "KY_PHAT_HANH" and done != set(known) - {slot.id}:
        raise refuse(
            "too-early", slot=slot.id, who=", ".join(sorted(set(known) - done - {slot.id}))
        )
    before = pdffile.trailer(pdf)
    chain = (certificate.der, *certificate.issuers)
    entry = Signed(
        number=before.size,
        reserve=_room(chain, stamp_size),
        time=pdffile.pdf_time(at),
        name=slot.name,
        reason=reason or REASONS.get(slot.role, ""),
    )
    raw, hole = pdffile.signature_increment(before, field, entry)
    whole = pdf + raw
    digest = hashlib.sha256(memoryview(whole)[: hole[0]])
    digest.update(memoryview(whole)[hole[1] :])
    attributes = cms.signed_attributes(digest.digest(), certificate.der)
    return PreparedPdf(slot, hashlib.sha256(attributes).digest(), whole, hole, attributes, chain)


def embed(prepared: PreparedPdf, value: bytes, token: bytes | None = None) -> bytes:
    """The signed file; Refused if `value` does not fit the key or the room is too small."""
    if not fits(prepared._certificates[0], prepared.hash, value):
        raise refuse("wrong-value", slot=prepared.slot.id, who=prepared.slot.who)
    message = cms.signed_data(prepared._attributes, value, prepared._certificates, token=token)
    start, end = prepared._hole[0] + 1, prepared._hole[1] - 1
    digits = message.hex().encode()
    if len(digits) > end - start:
        raise refuse("reserve", slot=prepared.slot.id)
    pdf = prepared._pdf
    return pdf[:start] + digits.ljust(end - start, b"0") + pdf[end:]


@lru_cache(maxsize=256)
def _room(chain: tuple[bytes, ...], stamp_size: int) -> int:
    """Exact size of the CMS to come, with the token at its largest."""
    size = (load(chain[0]).public_key().key_size + 7) // 8  # type: ignore[union-attr]
    attributes = cms.signed_attributes(bytes(32), chain[0])
    token = bytes(stamp_size) if stamp_size else None
    return len(cms.signed_data(attributes, bytes(size), chain, token=token))


def _slot_objects(
    opened: pikepdf.Pdf, first: int, specs: Sequence[FieldSpec]
) -> list[tuple[int, bytes]]:
    """Changed and new objects: appearance, fields, form, catalogue, pages, structure tree."""
    root = opened.Root
    appearance, form = first, first + 1
    field_numbers = [first + 2 + i for i in range(len(specs))]
    element_numbers = [n + len(specs) for n in field_numbers]
    tree = root.get("/StructTreeRoot")
    keys = _next_key(tree) if tree is not None else 0
    objects: list[tuple[int, bytes]] = [
        (
            appearance,
            b"<</Type/XObject/Subtype/Form/BBox[0 0 1 1]/Resources<<>>/Length 0>>\nstream\n\nendstream",
        ),
        (form, b"<</Fields[%s]/SigFlags 3>>" % _references(field_numbers)),
    ]
    for i, (number, spec) in enumerate(zip(field_numbers, specs, strict=True)):
        page = opened.pages[spec.page].obj.objgen[0]
        rect = b" ".join(b"%.2f" % edge for edge in spec.rect)
        parent = b"/StructParent %d" % (keys + i) if tree is not None else b""
        objects.append(
            (
                number,
                b"<</Type/Annot/Subtype/Widget/FT/Sig/T(%s)/TU<%s>/Contents<%s>/F 132/Rect[%s]/P %d 0 R/AP<</N %d 0 R>>%s>>"
                % (
                    spec.slot.encode(),
                    pdffile.utf16(spec.tooltip),
                    pdffile.utf16(spec.tooltip),
                    rect,
                    page,
                    appearance,
                    parent,
                ),
            )
        )
    objects.append((root.objgen[0], _with(root, b"/AcroForm %d 0 R" % form)))
    for index in sorted({spec.page for spec in specs}):
        page_object = opened.pages[index].obj
        mine = [n for n, spec in zip(field_numbers, specs, strict=True) if spec.page == index]
        old = page_object.get("/Annots", pikepdf.Array())
        if "/Annots" in page_object:
            del page_object["/Annots"]
        if "/Tabs" in page_object:
            del page_object["/Tabs"]
        listed = b"/Annots[%s %s]/Tabs/S" % (old.unparse(resolved=True)[1:-1], _references(mine))
        objects.append((page_object.objgen[0], _with(page_object, listed)))
    if tree is not None:
        objects += _structure(opened, tree, keys, specs, field_numbers, element_numbers)
    return objects


def _structure(
    opened: pikepdf.Pdf,
    tree: pikepdf.Object,
    first_key: int,
    specs: Sequence[FieldSpec],
    field_numbers: list[int],
    element_numbers: list[int],
) -> list[tuple[int, bytes]]:
    """Form elements for the fields, hung under the document element and into the parent tree."""
    top = tree.K[0] if isinstance(tree.K, pikepdf.Array) else tree.K
    objects = []
    for number, field_number, spec in zip(element_numbers, field_numbers, specs, strict=True):
        page = opened.pages[spec.page].obj.objgen[0]
        body = b"<</Type/StructElem/S/Form/P %d 0 R/Pg %d 0 R/Alt<%s>/K<</Type/OBJR/Obj %d 0 R/Pg %d 0 R>>>>" % (
            top.objgen[0], page, pdffile.utf16(spec.tooltip), field_number, page
        )  # fmt: skip
        objects.append((number, body))
    kids = (
        top.K.unparse(resolved=True)[1:-1] if isinstance(top.K, pikepdf.Array) else top.K.unparse()
    )
    del top["/K"]
    objects.append((top.objgen[0], _with(top, b"/K[%s %s]" % (kids, _references(element_numbers)))))
    nums = b"%s %s" % (
        tree.ParentTree.Nums.unparse(resolved=True)[1:-1],
        b" ".join(b"%d %d 0 R" % (first_key + i, n) for i, n in enumerate(element_numbers)),
    )
    for key in ("/ParentTree", "/ParentTreeNextKey"):
        if key in tree:
            del tree[key]
    more = b"/ParentTree<</Nums[%s]>>/ParentTreeNextKey %d" % (nums, first_key + len(specs))
    objects.append((tree.objgen[0], _with(tree, more)))
    return objects


def _next_key(tree: pikepdf.Object) -> int:
    parents = tree.get("/ParentTree")
    if parents is None or "/Nums" not in parents:
        raise refuse("layout", what="cây cấu trúc của tệp PDF không như dự kiến")
    return max((int(key) for key in list(parents.Nums)[::2]), default=-1) + 1


def _with(dictionary: pikepdf.Object, more: bytes) -> bytes:
    """The dictionary as PDF text with entries added."""
    return dictionary.unparse(resolved=True).rstrip()[:-2] + more + b">>"


def _references(numbers: Sequence[int]) -> bytes:
    return b" ".join(b"%d 0 R" % n for n in numbers)
