"""The circulars as the program carries them out: clauses, how sure we are of them, settings."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from django.http import HttpResponse

from hocba.kernel.errors import Hidden
from hocba.kernel.names import search_key
from hocba.org.settings import DEFAULTS, InForce, settings_for
from hocba.rules.check import law_by_name, laws
from hocba.rules.clause import CONFIDENCE_WORDS, STATUS_WORDS, Clause, Law
from hocba.rules.settings import SETTINGS, Setting
from hocba.rules.which import NoRegime, regime_by_name
from hocba.web.law.anchors import anchor, clause_href
from hocba.web.page import Request, page, render

ARTICLE = re.compile(r"Điều \d+\w?")
MOST_FOUND = 60


@dataclass(frozen=True)
class Circular:
    """A line of the list: a circular with how many clauses there are of each status."""

    law: Law
    counts: list[tuple[str, int]]
    unsure: int

    @property
    def in_force(self) -> datetime.date:
        return datetime.date.fromisoformat(self.law.in_force)


@dataclass(frozen=True)
class Reading:
    """A named setting of a circular: what holds at this school, and the clauses it acts in."""

    setting: Setting
    said: str
    acts: list[Clause]


@page(login=True)
def index(request: Request) -> HttpResponse:
    """All circulars; with `q` the clauses of any of them that have these words."""
    asked = " ".join(request.GET.get("q", "").split())[:80]
    found = [(law, clause) for law in laws() for clause in law.clauses if _has(law, clause, asked)]
    return render(
        request,
        "law/index.html",
        asked=asked,
        found=[(law, clause, clause_href(clause)) for law, clause in found[:MOST_FOUND]],
        more=len(found) - MOST_FOUND,
        circulars=[_circular(law) for law in laws()],
        status_words=STATUS_WORDS,
        confidence_words=CONFIDENCE_WORDS,
    )


def _has(law: Law, clause: Clause, asked: str) -> bool:
    """Whether each word asked for begins a word of the clause, accents or not."""
    if not asked:
        return False
    text = f" {search_key(f'{law.code} {clause.ref} {clause.text} {clause.reason}')}"
    return all(f" {word}" in text for word in search_key(asked).split())


def _circular(law: Law) -> Circular:
    counts = [(w, sum(c.status == s for c in law.clauses)) for s, w in STATUS_WORDS.items()]
    unsure = sum(clause.confidence != "checked" for clause in law.clauses)
    return Circular(law, [(words, n) for words, n in counts if n], unsure)


@page(login=True)
def circular(request: Request, code: str) -> HttpResponse:
    """One circular by its articles, with the settings in force at one's own school."""
    try:
        law = law_by_name(code)
    except NoRegime:
        raise Hidden(f"circular {code}") from None
    return render(
        request,
        "law/circular.html",
        law=law,
        in_force=datetime.date.fromisoformat(law.in_force),
        tabs=[(one.code, code_href(one), one.code == law.code) for one in laws()],
        articles=_articles(law.clauses),
        readings=_readings(law, _held(request)),
        anchor=anchor,
        status_words=STATUS_WORDS,
        confidence_words=CONFIDENCE_WORDS,
    )


def code_href(law: Law) -> str:
    """The page of a circular."""
    return clause_href(law.clauses[0]).partition("#")[0]


def _articles(clauses: Sequence[Clause]) -> list[tuple[str, list[Clause]]]:
    """The clauses by article, in the order of the text."""
    return [(article, list(rows)) for article, rows in groupby(clauses, _article)]


def _article(clause: Clause) -> str:
    found = ARTICLE.search(clause.ref)
    return clause.ref[: found.end()] if found else clause.ref


def _held(request: Request) -> InForce:
    user = request.user
    if user.school_id is None or user.latest_year is None:
        return DEFAULTS
    return settings_for(user.school_id, user.latest_year)


def _readings(law: Law, held: InForce) -> list[Reading]:
    columns = regime_by_name(law.code).rulebook.columns.values()
    found = []
    for name, setting in SETTINGS.items():
        refs = dict.fromkeys(column.clause for column in columns if name in column.settings)
        if refs or law.code in setting.regulations:
            found.append(Reading(setting, held.said(name), [law.clause(ref) for ref in refs]))
    return found
