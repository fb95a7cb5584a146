"""The revisions of our signed PDFs: Typst's file, one increment with empty slots, one per signature.

Increments are written from fixed templates, and reading one back means rebuilding it and comparing
bytes, so that an increment of any other kind is never mistaken for ours.
"""

import re
from dataclasses import dataclass
from datetime import datetime

from .sentences import Refused, refuse
from .xades import VIETNAM

EOF = b"%%EOF\n"
_TAIL = re.compile(rb"startxref\n(\d{1,10})\n%%EOF\n\Z")
_TRAILER = re.compile(rb"trailer\n<<(.{1,600})>>\nstartxref\n\d{1,10}\n%%EOF\n\Z", re.DOTALL)
_WIDGET = b"<</Type/Annot/Subtype/Widget/FT/Sig/T("
_FIELD = re.compile(
    rb"(\d{1,8}) 0 obj\n(<</Type/Annot/Subtype/Widget/FT/Sig/T\(([\w-]{1,40})\)[^\n]*>>)\nendobj\n"
)
_SIGNATURE = re.compile(
    rb"(?P<field>\d{1,8}) 0 obj\n[^\n]*\nendobj\n(?P<number>\d{1,8}) 0 obj\n<</Type/Sig/Filter/Adobe\.PPKLite"
    rb"/SubFilter/ETSI\.CAdES\.detached/ByteRange\[0 (?P<a>\d{10}) (?P<b>\d{10}) (?P<c>\d{10})\]"
    rb"/Contents<(?P<contents>[0-9a-f]+)>/M\((?P<time>[^()\\]{1,40})\)/Name<(?P<name>[0-9A-F]*)>"
    rb"/Reason<(?P<reason>[0-9A-F]*)>>>\nendobj\nxref\n"
)


@dataclass(frozen=True, slots=True)
class Trailer:
    """What the next increment needs: offsets and the constant part of the trailer."""

    end: int  # length of the file up to and including this revision
    startxref: int
    size: int  # next free object number
    constant: bytes  # /Root … /Info … /ID …, as written


@dataclass(frozen=True, slots=True)
class Field:
    """A signature field prepared in the slots increment."""

    number: int
    body: bytes  # dictionary as written, without /V
    name: str  # slot id


@dataclass(frozen=True, slots=True)
class Signed:
    """What a signature increment says, apart from the objects it is bound to."""

    number: int
    reserve: int  # bytes, half the hexadecimal digits
    time: str
    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Revision:
    """A signature increment found in a file."""

    field: Field
    signed: Signed
    start: int
    end: int
    contents: bytes  # the reserved room: CMS and zero bytes
    hole: tuple[int, int]  # offsets of "<" and behind ">"


def pdf_time(moment: datetime) -> str:
    """PDF date at UTC+7."""
    return moment.astimezone(VIETNAM).strftime("D:%Y%m%d%H%M%S+07'00'")


def parse_time(text: str) -> datetime:
    """Inverse of `pdf_time`; ValueError on any other form."""
    moment = datetime.strptime(text, "D:%Y%m%d%H%M%S+07'00'").replace(tzinfo=VIETNAM)
    if pdf_time(moment) != text:
        raise ValueError("time not in the fixed form")
    return moment


def trailer(data: bytes, end: int | None = None) -> Trailer:
    """Trailer of the revision that ends at `end` (default: the file); Refused when there is none."""
    end = len(data) if end is None else end
    found = _TRAILER.search(data, max(0, end - 1000), end)
    start = _TAIL.search(data, max(0, end - 60), end)
    if found is None or start is None:
        raise refuse("not-pdf")
    body = re.sub(rb"/Prev \d+", b"", found.group(1))
    size = re.search(rb"/Size (\d{1,8})", body)
    if size is None:
        raise refuse("not-pdf")
    return Trailer(
        end, int(start.group(1)), int(size.group(1)), re.sub(rb"/Size \d+", b"", body).strip()
    )


def increment(before: Trailer, objects: list[tuple[int, bytes]]) -> bytes:
    """An incremental update: numbered object bodies, cross-reference table, trailer."""
    out = bytearray()
    offsets = {}
    for number, body in objects:
        offsets[number] = before.end + len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    startxref = before.end + len(out)
    out += b"xref\n"
    for number in sorted(offsets):
        out += b"%d 1\n%010d 00000 n\r\n" % (number, offsets[number])
    size = max(before.size, max(offsets) + 1)
    out += b"trailer\n<</Size %d%s/Prev %d>>\nstartxref\n%d\n" % (
        size,
        before.constant,
        before.startxref,
        startxref,
    )
    return bytes(out + EOF)


def signature_increment(
    before: Trailer, field: Field, signed: Signed
) -> tuple[bytes, tuple[int, int]]:
    """The increment of one signature with an empty hole, and the hole's offsets in the whole file."""
    head = b"<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached/ByteRange[0 "
    body = b"%s%s]/Contents<%s>/M(%s)/Name<%s>/Reason<%s>>>" % (
        head,
        b"%010d %010d %010d" % (0, 0, 0),
        b"0" * (2 * signed.reserve),
        signed.time.encode("ascii"),
        utf16(signed.name),
        utf16(signed.reason),
    )
    owner = field.body[:-2] + b"/V %d 0 R>>" % signed.number
    raw = increment(before, [(field.number, owner), (signed.number, body)])
    numbers = raw.index(head) + len(head)
    opening = raw.index(b"/Contents<", numbers) + len(b"/Contents")
    closing = opening + 2 * signed.reserve + 2
    hole = before.end + opening, before.end + closing
    rest = len(raw) - closing
    ranges = b"%010d %010d %010d" % (hole[0], hole[1], rest)
    return raw[:numbers] + ranges + raw[numbers + len(ranges) :], hole


def fields(data: bytes, end: int) -> dict[str, Field]:
    """The empty fields that the slots increment ending at `end` made, by slot id."""
    start = revision_start(data, end)
    found: dict[str, Field] = {}
    at = data.find(_WIDGET, start, end)
    while at > 0:
        match = _FIELD.match(data, data.rfind(b"\n", start, at - 1) + 1, end)
        if match is not None:
            name = match[3].decode()
            found[name] = Field(int(match[1]), match[2], name)
        at = data.find(_WIDGET, at + 1, end)
    return found


def revision_start(data: bytes, end: int) -> int:
    """Offset at which the increment ending at `end` begins: behind the previous end mark."""
    start = data.rfind(EOF, 0, end - len(EOF))
    return start + len(EOF) if start >= 0 else 0


def revisions(data: bytes) -> tuple[int, dict[str, Field], list[Revision]]:
    """(end of the slots increment, its fields, signature increments in order of writing).

    Walks back from the end of the file while increments are exactly ours; whatever else stands at
    the end leaves the list empty.  Refused("not-pdf") when there is no trailer at all.
    """
    matches: list[tuple[int, int, re.Match[bytes]]] = []
    end = len(data)
    while True:
        start = revision_start(data, end)
        match = _SIGNATURE.match(data, start, end)
        if match is None:
            break
        matches.append((start, end, match))
        end = start
    known = fields(data, end)
    by_number = {field.number: field for field in known.values()}
    found: list[Revision] = []
    for start, stop, match in reversed(matches):
        field = by_number.get(int(match["field"]))
        revision = _rebuild(data, start, stop, match, field) if field else None
        if revision is None or any(r.field.number == revision.field.number for r in found):
            return end, known, []
        found.append(revision)
    return end, known, found


def _rebuild(
    data: bytes, start: int, end: int, match: re.Match[bytes], field: Field
) -> Revision | None:
    """The increment if writing it again gives the same bytes."""
    contents = bytes.fromhex(match["contents"].decode()) if len(match["contents"]) % 2 == 0 else b""
    try:
        text = [bytes.fromhex(match[key].decode()).decode("utf-16") for key in ("name", "reason")]
        before = trailer(data, start)
        signed = Signed(
            int(match["number"]), len(contents), match["time"].decode("ascii"), text[0], text[1]
        )
        parse_time(signed.time)
    except (ValueError, Refused):
        return None
    if signed.number != before.size:
        return None
    raw, hole = signature_increment(before, field, signed)
    inside = hole[0] - start, hole[1] - start
    same = raw[: inside[0]] + data[hole[0] : hole[1]] + raw[inside[1] :]
    return Revision(field, signed, start, end, contents, hole) if same == data[start:end] else None


def utf16(text: str) -> bytes:
    """Hexadecimal digits of a PDF text string."""
    return (b"\xfe\xff" + text.encode("utf-16-be")).hex().upper().encode()
