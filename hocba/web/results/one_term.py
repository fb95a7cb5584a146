"""The head decides the year's result of a subject of which a pupil has one term only."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse

from hocba.books import policy
from hocba.books.commands import decidable, decide_result
from hocba.books.models import Book
from hocba.books.sheet import Sheet
from hocba.exchange.parsers.values import BadValue, parse_score
from hocba.kernel.errors import Fault, Invalid
from hocba.kernel.policy import can, fetch
from hocba.people.models import Student
from hocba.rules.levels import COMMENT
from hocba.web.given import pk_of
from hocba.web.page import WRITE, Request, act, page
from hocba.web.people.settings import decree_of, evidence_of
from hocba.web.results.reach import Reach


def open_subjects(
    request: Request, within: Reach, sheet: Sheet, student: int
) -> list[tuple[int, str]]:
    """(book, name) of the subjects whose year this person may decide."""
    books = within.book_of
    return [
        (books[c.subject_id].pk, c.subject.name)
        for c in decidable(sheet, student)
        if c.subject_id in books
        and can(request.actor, policy.DECIDE_RESULT, books[c.subject_id]).allowed
    ]


@page(action=policy.DECIDE_RESULT, methods=WRITE)
def decide(request: Request, pk: int) -> HttpResponse:
    """Write the decision for one subject; the form comes back with what was typed."""
    from hocba.web.results.pupil import draw

    student: Student = fetch(request.actor, Student, pk, "person")
    named = pk_of(request.POST.get("book", ""))
    book: Book = fetch(request.actor, Book, named, *Book.with_command)

    def back(faults: list[Fault], status: Any) -> HttpResponse:
        return draw(request, pk, faults, status)

    try:
        value = _value(request.POST.get("value", ""))
    except Invalid as invalid:
        return back(invalid.faults, 422)
    return act(
        request,
        decide_result,
        book,
        student.pk,
        value,
        decree_of(request),
        evidence_of(request),
        to=reverse("results-pupil", args=[pk]),
        done="Đã ghi quyết định; kết quả của môn và kết quả chung đã tính lại.",
        again=back,
    )


def _value(typed: str) -> int | str:
    """«7,5» as tenths, «Đ» as it is; Invalid naming the field."""
    text = typed.strip()
    if text in COMMENT.codes:
        return text
    try:
        mark = parse_score(text)
    except BadValue as problem:
        raise Invalid(str(problem), "value") from None
    if mark is None:
        raise Invalid("Hãy ghi điểm từ 0 đến 10, ví dụ 7,5; môn nhận xét ghi Đ hoặc CĐ.", "value")
    return mark
