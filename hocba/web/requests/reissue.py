"""Signed transcripts that still say what a correction has changed since: each needs a new version."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import models

from hocba.books.corrections import cells_of
from hocba.books.models import Book
from hocba.books.state import Phase
from hocba.documents.models import Document
from hocba.kernel.models import Decision, Request
from hocba.kernel.policy import Actor, visible
from hocba.year.models import Klass

SIGNED = ("signing", "sealed", "issued")


@dataclass(frozen=True)
class Old:
    """A transcript with marks as they were before a correction, which no newer one replaces yet."""

    request: int
    klass: Klass
    name: str


def mine(actor: Actor) -> list[Old]:
    """Those of the requests and transcripts that somebody may read."""
    rows = visible(actor, Request).filter(kind="correction", content__phase=Phase.SIGNED.value)
    return _outdated(rows, visible(actor, Document))


def still_old(request: Request) -> bool:
    """Whether a transcript still says what this correction, which the caller may read, has changed."""
    return bool(_outdated([request], Document.objects.all()))


def _outdated(rows: Iterable[Request], papers: models.QuerySet[Document]) -> list[Old]:
    applied = {r.pk: r for r in rows if r.state == "applied"}
    if not applied:
        return []
    steps = Decision.objects.filter(request__in=applied, verb="apply")
    written = dict(steps.values_list("request", "at"))
    books = Book.objects.select_related("klass").in_bulk({r.about_id for r in applied.values()})
    pupils = {pk: {cell.student for cell in cells_of(r)} for pk, r in applied.items()}
    signed = papers.filter(
        kind=Document.Kind.YEAR,
        state__in=SIGNED,
        student__in=set().union(*pupils.values()),
        successors=None,
    )
    stand = list(signed.select_related("student__person"))
    found = []
    for pk, request in applied.items():
        book = books[request.about_id]
        found += [
            Old(pk, book.klass, paper.student.person.full_name)
            for paper in stand
            if paper.student_id in pupils[pk]
            and paper.year == book.year
            and paper.created_at < written[pk]
        ]
    return found
