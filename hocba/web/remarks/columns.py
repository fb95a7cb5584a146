"""The choice of a column of comments: in one row, or by block where every trait has its own."""

import datetime
from collections.abc import Sequence

from hocba.books.blocks import NAMES, block_of, is_trait_words
from hocba.books.models import Column
from hocba.books.queries import BookPage

Pick = tuple[str, str, bool]
TERMS = {1: "Học kì I", 2: "Học kì II"}


def picks(
    columns: Sequence[Column], here: Column | None, page: str
) -> list[tuple[str, list[Pick]]]:
    """Rows of (title, [(label, href, current)]); where traits have words of their own a row of
    terms and, for the term chosen, a row for each block. The links name their page, since a form
    shown again with a fault stands at another address."""

    def pick(column: Column, label: str) -> Pick:
        return label, f"{page}?cot={column.pk}", here is not None and column.pk == here.pk

    if len({c.label for c in columns}) == 1:  # one a term: the heading says which words they are
        return [("Học kì", [pick(c, TERMS[c.term]) for c in columns])]
    if here is None or not any(is_trait_words(c) for c in columns):
        return [("Cột nhận xét", [pick(c, f"{c.label} · HK{'I' * c.term}") for c in columns])]
    same = (here.subject_id, here.slot)
    first = {
        t: next((c for c in columns if c.term == t and (c.subject_id, c.slot) == same), None)
        for t in TERMS
    }
    terms = [
        (TERMS[t], f"{page}?cot={c.pk}", t == here.term) for t, c in first.items() if c is not None
    ]
    rows: list[tuple[str, list[Pick]]] = [("Học kì", terms)]
    now = [c for c in columns if c.term == here.term]
    for block in ("", *NAMES):
        own = sorted(
            (c for c in now if block_of(c) == block), key=lambda c: (is_trait_words(c), c.position)
        )
        if own:
            title = NAMES.get(block, "Khác")
            rows.append((title, [pick(c, _label(c, block)) for c in own]))
    return rows


def _label(column: Column, block: str) -> str:
    if not block:
        return column.label
    return column.subject.short if is_trait_words(column) else "Cả khối"


def start(page: BookPage, columns: Sequence[Column], today: datetime.date) -> Column | None:
    """The column to begin with: of the present term the first that has words and is not full, else
    the first with words, else the first. Where traits have words, an empty block is passed over."""
    term = 1 if today < page.year.term2_starts else 2
    now = [c for c in columns if c.term == term] or list(columns)
    written = [c for c in now if page.own_count(c)]
    expected = sum(term in seat.expected for seat in page.seats)
    unfinished = [c for c in written if page.own_count(c) < expected]
    return next(iter([*unfinished, *written, *now]), None)
