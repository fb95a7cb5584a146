"""Requests in words: about which book, by whom, what is asked, in which state."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone

from hocba.books.models import Book, Column, PersonalBook
from hocba.books.openings import columns_of
from hocba.kernel.flow import Flow
from hocba.kernel.models import Request
from hocba.kernel.requests import KINDS
from hocba.people.models import Person, Student
from hocba.rules.exact import show_tenths
from hocba.web.books.pages import title

SHORT = 40
TERM = {1: "HKI", 2: "HKII", 3: "sau hè"}


def about_link(row: Request) -> tuple[str, str]:
    """(words, address) of what a request is about."""
    if row.about_kind == "books.personalbook":
        return "Mở bản in của", reverse("personal-print", args=[row.about_id])
    return "Mở sổ", reverse("book", args=[row.about_id])


@dataclass(frozen=True)
class Line:
    """One request as lists show it. `expired`: approved or opened, and its time is over."""

    request: Request
    kind: str
    about: str
    who: str
    what: str
    word: str
    chip: str
    expired: bool


def book_names(ids: Iterable[int]) -> dict[int, str]:
    """Titles of books by id. One query."""
    rows = Book.objects.filter(pk__in=set(ids)).select_related("klass", "course__subject")
    return {b.pk: title(b) for b in rows}


def about_names(rows: Iterable[Request]) -> dict[tuple[str, int], str]:
    """What requests are about, by kind and id: a book's title, or which print of whom."""
    ids: dict[str, set[int]] = {"books.book": set(), "books.personalbook": set()}
    for row in rows:
        ids[row.about_kind].add(row.about_id)
    found = {("books.book", pk): name for pk, name in book_names(ids["books.book"]).items()}
    if prints := ids["books.personalbook"]:
        for p in PersonalBook.objects.filter(pk__in=prints).select_related("teacher"):
            found["books.personalbook", p.pk] = f"{p.teacher.full_name}, {p.year}–{p.year + 1}"
    return found


def people_names(ids: Iterable[int | None]) -> dict[int, str]:
    """Full names of people by id. One query."""
    wanted = {pk for pk in ids if pk}
    return dict(Person.objects.filter(pk__in=wanted).values_list("pk", "full_name"))


def course_word(request: Request) -> str:
    """By which course a published mark is corrected, as the school had decided when it was asked."""
    explains = request.content.get("course") == "explain"
    return "nhập lại, giải trình ở buổi họp" if explains else "duyệt rồi mới ghi"


def step_labels(flow: Flow) -> dict[str, str]:
    """What each step of a request is called in its history."""
    return {m.verb: m.label for m in flow.moves} | {"ask": "Gửi đề nghị"}


def pupils(rows: Iterable[Request]) -> dict[int, str]:
    """The pupil of each correction of a single cell, by request; "" for several. One query."""
    cells = {r.pk: [c["student"] for c in r.content.get("cells", ())] for r in rows}
    wanted = Student.objects.filter(pk__in={one for found in cells.values() for one in found})
    names: dict[int, str] = dict(wanted.values_list("pk", "person__full_name"))
    return {pk: names.get(found[0], "") if len(found) == 1 else "" for pk, found in cells.items()}


def lines(rows: Iterable[Request], now: datetime.datetime) -> list[Line]:
    """Requests in words; a few queries whatever their number."""
    rows = list(rows)
    about = about_names(rows)
    people = people_names(r.asker for r in rows)
    labels = _labels(r.about_id for r in rows if r.about_kind == "books.book")
    found = []
    for r in rows:
        kind = KINDS[r.kind]
        state = kind.flow.state(r.state)
        expired = r.until is not None and r.until <= now and r.state in ("applied", "approved")
        expired = expired and (r.kind == "opening" or r.state == "approved")
        found.append(
            Line(
                r,
                kind.name,
                about.get((r.about_kind, r.about_id), ""),
                people.get(r.asker, ""),
                WHAT[r.kind](r, labels.get(r.about_id, {})),
                "đã hết giờ" if expired else state.word,
                "draft" if expired else state.chip,
                expired,
            )
        )
    return found


def timed(label: str, slot: str, of_homeroom: bool) -> str:
    """A column's label; at primary school the same trait is judged in mid-term and at its end."""
    return f"{label} giữa kì" if of_homeroom and slot.endswith("_gk") else label


Labels = dict[tuple[int, str, int], str]


def _labels(books: Iterable[int]) -> dict[int, Labels]:
    found: dict[int, Labels] = {}
    rows = Column.objects.filter(book__in=set(books)).order_by("position")
    fields = ("book", "term", "slot", "subject", "label", "book__course")
    for book, term, slot, item, label, course in rows.values_list(*fields):
        own = found.setdefault(book, {})
        label = timed(label, slot, course is None)
        own.setdefault((term, slot, 0), label)
        own[term, slot, item] = label
    return found


def column_words(labels: Labels, term: int, slot: str, item: int = 0) -> str:
    """«ĐĐGgk HKI»; `item` names one of a homeroom book's that share the slot."""
    return f"{labels.get((term, slot, item), slot)} {TERM.get(term, '')}".strip()


def _opening(request: Request, labels: Labels) -> str:
    asked = request.content
    columns = ", ".join(column_words(labels, *one) for one in columns_of(request))
    until = request.until
    span = (
        f"đến {timezone.localtime(until):%H:%M %d/%m}" if until else f"trong {asked['hours']} giờ"
    )
    only = "" if asked["changing"] else ", chỉ ô còn trống"
    return f"{columns} · {span}{only}"


def _correction(request: Request, labels: Labels) -> str:
    asked = request.content
    column = column_words(labels, asked["term"], asked["slot"], asked.get("item", 0))
    cells = asked["cells"]
    if len(cells) > 1:
        return f"{column} · {len(cells)} ô"
    old, new = (shorten(wire_words(cells[0][key])) for key in ("old", "new"))
    return f"{column} · {old} → {new}"


def shorten(text: str) -> str:
    """The beginning of a text for a list."""
    return text if len(text) <= SHORT else f"{text[:SHORT].rstrip()}…"


def wire_words(wire: int | str | None) -> str:
    """A wire value of a mark as people write it; «trống» for none."""
    if wire is None:
        return "trống"
    return show_tenths(wire).removesuffix(",0") if isinstance(wire, int) else wire


def _replacement(request: Request, labels: Labels) -> str:
    return f"Thay bản in lần {request.content['number']}, nộp lại sổ cũ"


WHAT: dict[str, Callable[[Request, Labels], str]] = {
    "opening": _opening,
    "correction": _correction,
    "replacement": _replacement,
}


def awaited(row: Request, person: int | None) -> list[str]:
    """What a request waits for where nothing of it is this reader's (`person`) to do."""
    if row.state in ("submitted", "endorsed"):
        return ["Chờ hiệu trưởng hoặc phó hiệu trưởng duyệt."]
    if row.state == "approved" and row.asker != person:
        done = "in sổ thay" if row.kind == "replacement" else "ghi điểm mới vào sổ"
        return [f"Đã duyệt; chờ người xin {done}."]
    return []
