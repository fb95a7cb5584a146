"""The choice of a column of comments: in one row, or by block where every trait has its own."""

from collections.abc import Sequence

from hocba.books.blocks import NAMES, block_of, is_trait_words
from hocba.books.models import Column

Pick = tuple[str, str, bool]
TERMS = {1: "Học kì I", 2: "Học kì II"}


def picks(columns: Sequence[Column], here: Column | None) -> list[tuple[str, list[Pick]]]:
    """Rows of (title, [(label, href, current)]); where traits have words of their own a row of
    terms and, for the term chosen, a row for each block."""

    def pick(column: Column, label: str) -> Pick:
        return label, f"?cot={column.pk}", here is not None and column.pk == here.pk

    if here is None or not any(is_trait_words(c) for c in columns):
        return [("Cột nhận xét", [pick(c, f"{c.label} · HK{'I' * c.term}") for c in columns])]
    same = (here.subject_id, here.slot)
    first = {
        t: next((c for c in columns if c.term == t and (c.subject_id, c.slot) == same), None)
        for t in TERMS
    }
    terms = [(TERMS[t], f"?cot={c.pk}", t == here.term) for t, c in first.items() if c is not None]
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
