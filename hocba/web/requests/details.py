"""What a request page shows beside the words all kinds share: cells, evidence, what follows."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.urls import reverse

from hocba.books.corrections import CONFIRMED, EVIDENCE, HOW, ORAL, cells_of
from hocba.books.models import Book
from hocba.books.state import PHASE_WORDS, Phase
from hocba.kernel.models import Evidence, Request
from hocba.people.models import Student
from hocba.web.requests.around import around
from hocba.web.requests.reissue import still_old
from hocba.web.requests.words import course_word, wire_words

UNDECIDED = ("submitted", "endorsed")


@dataclass(frozen=True)
class CellLine:
    """One cell of a correction in words."""

    student: int
    name: str
    old: str
    new: str


@dataclass(frozen=True)
class Proof:
    """A piece of evidence: its kind in words, what it says, the address of its file."""

    kind: str
    said: str
    href: str
    image: bool


@dataclass(frozen=True)
class Detail:
    """The cells, the proofs, facts as (label, words), while it is to be decided what stands around
    the cells, and for a signed transcript what follows."""

    cells: list[CellLine] = field(default_factory=list)
    proofs: list[Proof] = field(default_factory=list)
    facts: list[tuple[str, str]] = field(default_factory=list)
    around: list[tuple[str, str]] = field(default_factory=list)
    follows: str = ""
    follows_href: str = ""


def of(request: Request, pieces: Sequence[Evidence], now: datetime.datetime) -> Detail:
    """The detail of a request; a kind without cells has none."""
    if request.kind != "correction":
        return Detail()
    cells = cells_of(request)
    people = {c.student for c in cells}
    people |= {p.facts[key] for p in pieces if p.facts for key in ("pupil", "classmate")}
    rows = Student.objects.filter(pk__in=people).values_list("pk", "person__full_name")
    names: dict[int, str] = dict(rows)
    signed = request.content["phase"] == Phase.SIGNED.value
    klass = Book.objects.values_list("klass", flat=True).get(pk=request.about_id)
    return Detail(
        [
            CellLine(c.student, names.get(c.student, ""), wire_words(c.old), wire_words(c.new))
            for c in cells
        ],
        [_proof(p, names) for p in pieces],
        _facts(request),
        around(request, names, now) if request.state in UNDECIDED else [],
        _follows(request) if signed else "",
        reverse("papers-class", args=[klass]) if signed else "",
    )


def _facts(request: Request) -> list[tuple[str, str]]:
    content = request.content
    phase = Phase(content["phase"])
    then = "" if phase is Phase.SIGNED else "cột "
    found = [
        ("Lúc xin", f"{then}{PHASE_WORDS[phase]}"),
        ("Điều sửa là", HOW[content["how"]]),
        ("Cách sửa", course_word(request)),
    ]
    if content["late"]:
        found.append(("Hạn", "nộp sau hạn cuối; người duyệt phải ghi lí do"))
    return found


def _proof(piece: Evidence, names: dict[int, str]) -> Proof:
    said = ""
    if piece.kind == ORAL and piece.facts:
        pupil, mate = (names.get(piece.facts[key], "") for key in ("pupil", "classmate"))
        said = f"{pupil} và {mate} xác nhận: {CONFIRMED[piece.facts['how']]}"
    href = reverse("request-evidence", args=[piece.request_id, piece.pk]) if piece.blob else ""
    image = piece.blob is not None and piece.blob.media_type.startswith("image/")
    return Proof(EVIDENCE[piece.kind], said, href, image)


def _follows(request: Request) -> str:
    if request.state == "applied":
        if not still_old(request):
            return ""
        return "Học bạ đã ký còn ghi điểm cũ: lập bản thay thế, kí lại từ đầu; bản cũ ghi là đã có bản thay thế."
    return "Học bạ của em đã vào vòng ký. Khi điểm được sửa, nhà trường lập bản thay thế của học bạ với lí do là phiếu này."


__all__ = ["ORAL", "CellLine", "Detail", "Proof", "of"]
