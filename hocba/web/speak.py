"""The words of the place that is read: of a centre one reads «học viên», of a school «học sinh».

The place is the reader's own, and for who reads other places (an officer) the one the page is about.

Literal text of our templates, and the sentences that commands and desks make, are written in the
words of a school; they pass through `say` when they are shown. What people typed never does.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from jinja2 import nodes
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream
from markupsafe import Markup

from hocba.org.models import Place
from hocba.org.words import SCHOOL, Words, words_for

_reader: ContextVar[Words] = ContextVar("hocba_words", default=SCHOOL)


@contextmanager
def speaking() -> Iterator[None]:
    """One request; afterwards nobody is spoken to."""
    token = _reader.set(SCHOOL)
    try:
        yield
    finally:
        _reader.reset(token)


def speak_to(place: Place | None) -> None:
    """From here on this request speaks in the words of this place."""
    _reader.set(words_for(place.levels) if place is not None else SCHOOL)


def say_of(place: Place, text: object) -> str:
    """A sentence about this place, in its words, whatever place the page is about."""
    return words_for(place.levels).say(str(text))


def say(text: object) -> str:
    """A sentence in the words of the place that is read; Markup stays Markup."""
    said = _reader.get().say(str(text))
    return Markup(said) if isinstance(text, Markup) else said


def say_markup(text: str) -> Markup:
    """As `say`, for literal HTML of a template."""
    return Markup(_reader.get().say(text))


class Spoken(Extension):
    """Makes `say` of the literals of a template that have words which differ between places."""

    tags: set[str] = set()

    def parse(self, parser: object) -> nodes.Node:
        raise NotImplementedError("Spoken has no tags")

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        for token in stream:
            if token.type == "data" and SCHOOL.has(token.value):
                line = token.lineno
                yield Token(line, "variable_begin", "{{")
                yield from _call(line, "say_markup", token.value)
                yield Token(line, "variable_end", "}}")
            elif token.type == "string" and SCHOOL.has(token.value):
                yield from _call(token.lineno, "say", token.value)
            else:
                yield token


def _call(line: int, name: str, text: str) -> Iterator[Token]:
    yield Token(line, "name", name)
    yield Token(line, "lparen", "(")
    yield Token(line, "string", text)
    yield Token(line, "rparen", ")")
