"""The personal gradebook as PDF: a print that is kept, or the books as they stand, with its date."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from hocba.books.models import PersonalBook
from hocba.books.personal import content_of
from hocba.kernel import blobs
from hocba.kernel.errors import Hidden
from hocba.kernel.policy import fetch
from hocba.people.models import Staff
from hocba.web.page import Request, page
from hocba.web.served import serve_paper
from hocba.web.years import years_of

TEMPLATE = "personal_gradebook/book.typ"


@page(reader=PersonalBook)
def printed(request: Request, pk: int) -> HttpResponse:
    """One printed book, made again from what was kept when it was printed."""
    row: PersonalBook = fetch(request.actor, PersonalBook, pk, *PersonalBook.with_command)
    return _answer(request, book_data(row), f"so-diem-ca-nhan-lan-{row.number}")


@page(reader=PersonalBook)
def filled(request: Request) -> HttpResponse:
    """The own books with the marks they hold now."""
    staff = own_staff(request)
    year = years_of(request).year
    if staff is None or year is None:
        raise Hidden("no books of one's own")
    now = timezone.now()
    content = content_of(staff, year, now, filled=True)
    if not content["parts"]:
        raise Hidden("no books of one's own")
    return _answer(request, filled_data(content, f"{timezone.localtime(now):%d/%m/%Y}"), "so-diem")


def own_staff(request: Request) -> Staff | None:
    """The person's own record at the school."""
    rows = Staff.objects.filter(person=request.actor.person or 0, school=request.user.school_id)
    return rows.select_related("person", "school", "department").first()


def book_data(row: PersonalBook) -> dict[str, Any]:
    """What the form prints of a kept book."""
    content = json.loads(blobs.get(row.content_id))
    day = f"{timezone.localtime(row.printed_at):%d/%m/%Y}"
    foot = f"Sổ điểm cá nhân · {content['teacher']} · lần in {row.number} · mã kiểm soát {row.code}"
    return _data(content, "book", day) | {"number": str(row.number), "code": row.code, "foot": foot}


def filled_data(content: dict[str, Any], day: str) -> dict[str, Any]:
    """What the form prints of the books as they stand: an ordinary print that bears its date."""
    foot = f"Bản in thường xuyên ngày {day} từ sổ điểm điện tử · {content['teacher']}"
    return _data(content, "filled", day) | {"number": "", "code": "", "foot": foot}


def _data(content: dict[str, Any], kind: str, day: str) -> dict[str, Any]:
    teaching: dict[str, list[str]] = {}
    for part in content["parts"]:
        teaching.setdefault(part["subject"], []).append(part["klass"])
    return content | {
        "kind": kind,
        "title": f"Sổ điểm cá nhân, {content['teacher']}, năm học {content['year']}",
        "teaching": "; ".join(f"{subject}: {', '.join(k)}" for subject, k in teaching.items()),
        "printed": day,
    }


def _answer(request: Request, data: dict[str, Any], name: str) -> HttpResponse:
    return serve_paper(request, TEMPLATE, data, name, reverse("personal"))
