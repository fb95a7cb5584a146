"""«Xin mở sổ»: from a locked column of the grid to the approver's desk."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from hocba.books import openings, policy
from hocba.books.commands import ask_opening
from hocba.books.commands.asking import opens_at_once
from hocba.books.models import Book
from hocba.books.queries import BookPage, load_book
from hocba.books.ways import helped
from hocba.kernel.errors import Fault, Invalid, Refusal
from hocba.kernel.policy import fetch, require
from hocba.web.books.pages import title
from hocba.web.given import number_of, pk_of
from hocba.web.page import Request, ctx_from, fragment, page, render
from hocba.web.requests.words import timed

TERMS = {1: "Học kì I", 2: "Học kì II", 3: "Đánh giá lại"}
HOURS = tuple((str(h), f"{h} giờ") for h in openings.HOURS)


@dataclass(frozen=True)
class Choice:
    """A shut column to choose: its key (`1:gk`, in a homeroom book `1:muc@35`), its words, and
    why it is shut."""

    key: str
    term: int
    label: str
    why: str


@page(action=policy.ASK_OPENING, methods=("GET", "HEAD", "POST"))
def ask(request: Request, book: int) -> HttpResponse:
    """The form with the locked columns, and the request it makes."""
    row = fetch(request.actor, Book, book, *Book.with_command)
    require(request.actor, policy.ASK_OPENING, row)
    if request.method != "POST":
        return _draw(request, row, [], HTTPStatus.OK)
    chosen = [_place(one) for one in request.POST.getlist("column")]
    hours = number_of(request.POST.get("hours", "")) or 0
    try:
        made = ask_opening(
            ctx_from(request), row, chosen, hours,
            marked="marked" in request.POST,
        )  # fmt: skip
    except Invalid as invalid:
        return _draw(request, row, invalid.faults, HTTPStatus.UNPROCESSABLE_ENTITY)
    except Refusal as refusal:
        return _draw(
            request, row, [Fault("", said) for said in refusal.reasons], HTTPStatus.CONFLICT
        )
    done = "Đã mở; hết giờ tự đóng." if made.state == "applied" else (
        "Đã gửi. Khi được duyệt, cột mở ngay và tự đóng khi hết giờ."
    )  # fmt: skip
    messages.success(request, done)
    return HttpResponseRedirect(reverse("request", args=[made.pk]))


def _place(key: str) -> openings.Asked:
    place, _, item = key.partition("@")
    term, _, slot = place.partition(":")
    return number_of(term) or 0, slot, pk_of(item)


def _draw(request: Request, row: Book, faults: list[Fault], status: HTTPStatus) -> HttpResponse:
    named = f"{request.GET.get('term', '')}:{request.GET.get('slot', '')}"
    found = load_book(row, timezone.now())
    choices = _choices(found)
    chosen = request.POST.getlist("column") or [named]
    states = (*found.states.values(), *found.adding.values())
    shown: dict[str, Any] = {
        "book": row,
        "title": title(row),
        "groups": _groups(choices, chosen),
        "single": len(choices) == 1,
        "shut": any(not held.open for held in states),
        "chosen": chosen,
        "hours": HOURS,
        "at_once": opens_at_once(row),
        "faults": faults,
        "sent": request.POST,
    }
    if request.headers.get("HX-Request"):  # the side sheet of the grid
        return fragment(request, "requests/opening_form.html", **shown)
    return render(request, "requests/opening.html", status, **shown)


def _groups(choices: list[Choice], chosen: list[str]) -> list[tuple[str, str, list[Choice]]]:
    """Columns with what is said once for all of them, term and why; what is asked for comes first."""
    found: dict[tuple[int, str], list[Choice]] = {}
    for choice in choices:
        found.setdefault((choice.term, choice.why), []).append(choice)
    groups = [(TERMS[term], why, part) for (term, why), part in found.items()]
    return sorted(groups, key=lambda group: not any(c.key in chosen for c in group[2]))


def _choices(page: BookPage) -> list[Choice]:
    """Shut columns of the book in which an opening helps."""
    row = page.book
    found: dict[str, Choice] = {}
    for column in sorted(helped(page, page.columns), key=lambda c: c.term):
        change, add = page.states[column.pk], page.adding[column.pk]
        item = "" if row.course_id else f"@{column.subject_id}"
        key = f"{column.term}:{column.slot}{item}"
        label = "Nhận xét" if column.kind == "text" and row.course_id else column.label
        label = timed(label, column.slot, row.course_id is None)
        shut = add if change.open else change
        found.setdefault(key, Choice(key, column.term, label, shut.why()))
    return list(found.values())
