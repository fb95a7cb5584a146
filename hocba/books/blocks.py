"""Phẩm chất and năng lực in blocks, as the học bạ of TT 27 prints them (mục 2, 3.1 and 3.2).

A block's words stand in one cell, or each trait has words of its own.
"""

from collections.abc import Iterable, Mapping, Sequence

from hocba.books.models import Column
from hocba.year.models import Subject

QUALITY, SKILLS, SPECIAL = "nx_pham_chat", "nx_nang_luc", "nx_dac_thu"
BLOCKS: Mapping[str, str] = {
    QUALITY: Subject.Kind.QUALITY,
    SKILLS: Subject.Kind.GENERAL,
    SPECIAL: Subject.Kind.SPECIFIC,
}
TRAITS = frozenset(BLOCKS.values())
NAMES = {QUALITY: "Phẩm chất", SKILLS: "Năng lực chung", SPECIAL: "Năng lực đặc thù"}


def block_of(column: Column) -> str:
    """The block a homeroom column belongs to, its own words or a trait's; "" for others."""
    if column.subject.code in BLOCKS:
        return column.subject.code
    return next((block for block, kind in BLOCKS.items() if column.subject.kind == kind), "")


def is_trait_words(column: Column) -> bool:
    """Whether a column holds the words on one trait."""
    return column.kind == "text" and column.subject.kind in TRAITS


def stand_for(block: Column, columns: Iterable[Column]) -> list[Column]:
    """The columns of single traits that, all filled, make up for the words of a block."""
    kind = BLOCKS.get(block.subject.code)
    if kind is None:
        return []
    return [
        c for c in columns if c.kind == "text" and c.term == block.term and c.subject.kind == kind
    ]


def whole_words(block: str, lines: Sequence[tuple[str, str]]) -> tuple[str, tuple[str, ...]]:
    """What the form's cells say: (words of the merged cell, words of each trait).

    `lines` are (name of the trait, words). The form has either; where both were written all of it
    goes to the merged cell, so that nothing is lost.

    >>> whole_words("", [("Nhân ái", "Biết sẻ chia."), ("Chăm chỉ", "")])
    ('', ('Biết sẻ chia.', ''))
    >>> whole_words("Ngoan.", [("Nhân ái", "Biết sẻ chia."), ("Chăm chỉ", "")])
    ('Ngoan. Nhân ái: Biết sẻ chia.', ('', ''))
    """
    if not block:
        return "", tuple(words for _, words in lines)
    more = [f"{name}: {words}" for name, words in lines if words]
    return " ".join([block, *more]), tuple("" for _ in lines)
