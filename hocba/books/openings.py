"""«Xin mở sổ»: a teacher asks for a short opening of some columns of one book."""

import datetime
from collections.abc import Sequence
from typing import Any

from hocba.books import policy
from hocba.books.flow import OPENING
from hocba.books.models import Book, Lock
from hocba.kernel import requests
from hocba.kernel.command import Ctx
from hocba.kernel.models import Request
from hocba.people.roles import department_head, inspector, it_admin, leaders

HOURS = (1, 2, 4, 8, 24, 48)


Asked = tuple[int, str, int]
"""A column as (term, slot, item of a homeroom book); item 0: all that have the slot."""


def columns_of(request: Request) -> list[Asked]:
    """The columns of an opening; older ones named no item and meant all of them."""
    return [(c[0], c[1], c[2] if len(c) > 2 else 0) for c in request.content["columns"]]


def content_of(
    columns: Sequence[Asked], hours: int, *, adding: bool = True, changing: bool = True
) -> dict[str, Any]:
    """What an opening asks for: columns, for how long, and which way of writing."""
    return {
        "columns": [list(one) for one in columns],
        "hours": hours,
        "adding": adding,
        "changing": changing,
    }


def open_columns(ctx: Ctx, request: Request) -> None:
    """Open exactly the columns of the request, in that book alone, until its hours are over."""
    asked = request.content
    book = Book.objects.get(pk=request.about_id)
    request.until = ctx.at + datetime.timedelta(hours=asked["hours"])
    Lock.objects.bulk_create(
        [
            Lock(
                school_id=book.school_id,
                year=book.year,
                scope_kind="book",
                scope_id=book.pk,
                term=term,
                slot=slot,
                subject=subject,
                adding=asked["adding"],
                changing=asked["changing"],
                opens=True,
                starts=ctx.at,
                ends=request.until,
                ordered_by=ctx.actor.person or 0,
                reason=request.reason[:300],
                request=request,
            )
            for term, slot, subject in columns_of(request)
        ]
    )


KIND = requests.register(
    requests.Kind(
        code="opening",
        name="Xin mở sổ",
        flow=OPENING,
        about=Book,
        askers=policy.ASK_OPENING.who[:-1],
        approvers=leaders,
        readers=(it_admin, inspector, requests.Through(department_head, Book)),
        effects={"approve": open_columns, "open": open_columns},
    )
)
