"""A computed value on a page is a link to its reason."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from hocba.web.speak import say

LINK = Markup('<a href="/lop/{}/vi-sao?student={}&amp;result={}{}" data-drawer="Vì sao? {}">{}</a>')


@dataclass(frozen=True)
class Told:
    """A value in words, with the column of the rules it follows from; empty for a given value."""

    said: str
    result: str = ""


GIVEN = Markup(
    '<a href="/so/{}/lich-su?student={}&amp;term={}&amp;slot={}" data-drawer="Vì sao? {}">{}</a>'
)


def given_level(book: int, student: int, term: int, slot: str, said: str, title: str) -> Markup:
    """A level that a person gave, opening who gave it, when, and by which clause."""
    return GIVEN.format(book, student, term, slot, title, said) if said else Markup("")


def because(
    klass: int, student: int, told: Told, title: str = "", subject: int | None = None
) -> Markup | str:
    """The value, opening «Vì sao?» of this pupil in the side sheet; plain when nothing computed it."""
    said = say(told.said)
    if not told.result or not said:
        return said
    more = Markup("") if subject is None else Markup("&amp;subject={}").format(subject)
    return LINK.format(klass, student, told.result, more, title or said, said)
