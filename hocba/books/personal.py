"""The personal gradebook: what is printed in it, and «Xin thay sổ» for another print.

Printed at the start of the year with room to write by hand; changing the book needs the leaders'
consent and the return of the old one; at year end it is signed and handed in (TH III.2.2).
"""

import datetime
import hashlib
import json
from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.utils import timezone

from hocba.books import policy
from hocba.books.cells import EMPTY, Key, shown
from hocba.books.columns import regime_of
from hocba.books.flow import REPLACEMENT
from hocba.books.models import Book, Column, PersonalBook
from hocba.books.queries import BookPage, load_book
from hocba.books.results import HEADS, LEVEL_HEADS, YEAR
from hocba.books.shapes import shape_of
from hocba.kernel import requests
from hocba.kernel.command import ALPHABET, Ctx
from hocba.kernel.models import Request
from hocba.kernel.policy import Actor
from hocba.kernel.requests.kinds import thing_of
from hocba.people.models import Assignment, Staff
from hocba.people.roles import Role, leaders

DAYS_TO_REPRINT = 14
"""For how long an approved replacement stays open."""
GIVEN = ("score", "integer", "level")


def books_of(person: int, school: int, year: int, on: datetime.date) -> list[Book]:
    """Books of the courses a teacher is assigned to on that day or from a later one."""
    duties = Assignment.objects.filter(Q(ends=None) | Q(ends__gte=on), person=person)
    courses = duties.filter(role=Role.SUBJECT_TEACHER, scope_kind="course").values("scope_id")
    rows = Book.objects.filter(school=school, year=year, course__in=courses)
    found = rows.select_related(*Book.with_command).order_by(
        "course__subject__position", "klass__grade", "klass__name"
    )
    return list(found)


def sheets_of(book: Book, at: datetime.datetime, filled: bool = False) -> list[dict[str, Any]]:
    """The pages of one book, a term each: columns, and a row for each pupil on the list that day.

    Cells are empty to be written by hand, or `filled` with what stands in the book now.
    """
    page, today = load_book(book, at, (1, 2)), timezone.localdate(at)
    return [_sheet(page, term, today, filled) for term in (1, 2)]


def _sheet(page: BookPage, term: int, today: datetime.date, filled: bool) -> dict[str, Any]:
    columns = [c for c in page.columns if c.term == term]
    marks = [c for c in columns if c.kind in GIVEN]
    words = [c for c in columns if c.kind == "text"]
    results = _results(page, term)
    seats = [s for s in page.seats if s.ends is None or s.ends >= today]
    return {
        "term": term,
        "heads": [
            *({"label": c.label, "small": "", "kind": "mark"} for c in marks),
            *({"label": label, "small": small, "kind": "result"} for _, label, small in results),
            *({"label": c.label, "small": "", "kind": "words"} for c in words),
        ],
        "rows": [
            [
                seat.name,
                *(_cell(page, c, seat.student, filled) for c in marks),
                *(_result(page, t, seat.student, filled) for t, _, _ in results),
                *(_cell(page, c, seat.student, filled) for c in words),
            ]
            for seat in seats
        ],
    }


def _results(page: BookPage, term: int) -> list[tuple[int, str, str]]:
    """(term, label, small) of the computed results that stand beside a term's marks."""
    course = page.book.course
    if course is None or not shape_of(page.book.regime).stem(course.kind):
        return []
    heads = LEVEL_HEADS if course.kind == "comment" else HEADS
    return [(t, *heads[t]) for t in ((1,) if term == 1 else (2, YEAR))]


def _cell(page: BookPage, column: Column, student: int, filled: bool) -> str:
    key = Key(column.subject_id, column.term, column.slot, student)
    return shown(column.kind, page.cells.get(key, EMPTY)) if filled else ""


def _result(page: BookPage, term: int, student: int, filled: bool) -> str:
    assert page.book.course is not None
    found = page.results.get((student, page.book.course.subject_id, term))
    return found.text if filled and found else ""


def content_of(
    staff: Staff, year: int, at: datetime.datetime, filled: bool = False
) -> dict[str, Any]:
    """What a personal gradebook of this teacher prints on that day; `parts` has a book each."""
    school = staff.school
    books = books_of(staff.person_id, school.pk, year, timezone.localdate(at))
    return {
        "school": school.name,
        "parent": school.letterhead or school.ward_name,
        "trial": school.trust == "test",
        "teacher": staff.person.full_name,
        "department": staff.department.name if staff.department else "",
        "year": f"{year}–{year + 1}",
        "basis": list(dict.fromkeys(regime_of(b.klass).title for b in books)),
        "parts": [
            {
                "subject": b.course.subject.name if b.course else "",
                "klass": b.klass.name,
                "sheets": sheets_of(b, at, filled),
            }
            for b in books
        ],
    }


def bytes_of(content: dict[str, Any]) -> bytes:
    """The content as it is stored."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True).encode()


def code_of(content: bytes, person: int, number: int) -> str:
    """The control code, eight signs: the same content, teacher and number give the same code.

    >>> code_of(b"{}", 7, 1)
    'CBZ3-KD96'
    """
    digest = hashlib.sha256(b"%d %d " % (person, number) + content).digest()
    rest, signs = int.from_bytes(digest[:5], "big"), ""
    for _ in range(8):
        rest, sign = divmod(rest, 32)
        signs += ALPHABET[sign]
    return f"{signs[:4]}-{signs[4:]}"


def latest(person: int, school: int, year: int) -> PersonalBook | None:
    """The last print of a teacher's year."""
    rows = PersonalBook.objects.filter(teacher=person, school=school, year=year)
    return rows.order_by("-number").first()


def open_requests(books: Iterable[PersonalBook], at: datetime.datetime) -> dict[int, Request]:
    """By print, the request to replace it that waits, or was approved and still holds."""
    rows = Request.objects.filter(kind="replacement", about_id__in=[b.pk for b in books])
    rows = rows.filter(Q(state="submitted") | Q(state="approved", until__gt=at))
    return {row.about_id: row for row in rows.order_by("pk")}


def still_used(actor: Actor, request: Any) -> str | None:
    """A print that was replaced or handed in since needs no replacement."""
    book: Any = thing_of(request)
    return None if book.state == "printed" else "Sổ này đã được thay hoặc đã nộp, không cần duyệt."


def on_approve(ctx: Ctx, request: Request) -> None:
    """The consent holds for some days; the print itself is the teacher's next step."""
    request.until = ctx.at + datetime.timedelta(days=DAYS_TO_REPRINT)


KIND = requests.register(
    requests.Kind(
        code="replacement",
        name="Xin thay sổ điểm cá nhân",
        flow=REPLACEMENT,
        about=PersonalBook,
        askers=policy.ASK_REPLACEMENT.who[:-1],
        approvers=leaders,
        guards={"approve": still_used},
        effects={"approve": on_approve},
    )
)
