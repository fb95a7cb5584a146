"""Texts, numbers, keys and days as an address or a form gives them, within what a database can hold.

Nothing else in the pages turns text into a number: `int` takes «²» for none, fails on five thousand
digits, and gives keys that no database can look up.
"""

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from django.http import HttpRequest, QueryDict

from hocba.kernel.names import legible

FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
BIGGEST = 2**63 - 1
FIRST, LAST = datetime.date(1900, 1, 1), datetime.date(2199, 12, 31)


def read_address(request: HttpRequest) -> None:
    """Take what nobody can see out of the texts of the address."""
    if "%" in request.META.get("QUERY_STRING", ""):
        request.GET = _legible(request.GET)


def read_form(request: HttpRequest) -> None:
    """Take what nobody can see out of the texts of the form that was sent.

    A reason goes onto pages, papers and into Excel files: letters that turn the line round would
    show other marks than those that were changed. Passwords stay as they were typed.
    """
    if request.method == "POST" and request.content_type in FORMS:
        request.POST = _legible(request.POST)


def _legible(sent: QueryDict) -> Any:
    changed = {
        name: [legible(text) for text in texts]
        for name, texts in sent.lists()
        if "password" not in name and any(legible(text) != text for text in texts)
    }
    if not changed:
        return sent
    found = sent.copy()
    for name, texts in changed.items():
        found.setlist(name, texts)
    return found


def number_of(text: str) -> int | None:
    """A whole number not below zero, or None."""
    found = int(text) if text.isdecimal() and len(text) < 20 else None
    return found if found is not None and found <= BIGGEST else None


def pk_of(text: str) -> int:
    """The key of a row; 0, which no row has, for anything else."""
    return number_of(text) or 0


def pks_of(texts: Iterable[str]) -> list[int]:
    """The keys among some texts, in order."""
    return [pk for text in texts if (pk := pk_of(text))]


def whole(value: Any) -> int:
    """A whole number of a JSON body, as a number or as its digits. Raises ValueError for else."""
    found = number_of(value) if isinstance(value, str) else value
    if type(found) is not int or not 0 <= found <= BIGGEST:
        raise ValueError(f"no whole number: {value!r}"[:80])
    return found


def fields_of(sent: Mapping[str, str], before: str) -> dict[int, str]:
    """What the fields named `before` and a key hold, by key: `v-812` for the pupil 812."""
    named = (
        (pk_of(name.removeprefix(before)), text)
        for name, text in sent.items()
        if name.startswith(before)
    )
    return {pk: text for pk, text in named if pk}


def day(text: str) -> datetime.date:
    """A day of the last or the coming years. Raises ValueError for anything else."""
    found = datetime.date.fromisoformat(text)
    if not FIRST <= found <= LAST:
        raise ValueError(f"a day out of reach: {text}")
    return found
