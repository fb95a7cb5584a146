"""Word by word: what a suggestion takes out and puts in."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher


@dataclass(frozen=True)
class Piece:
    """A stretch of words: `kind` same, out or into."""

    kind: str
    text: str


def difference(old: str, new: str) -> Iterator[Piece]:
    """The pieces that lead from one text to the other.

    >>> [(p.kind, p.text) for p in difference("em học tốt", "em học rất tốt")]
    [('same', 'em học'), ('into', 'rất'), ('same', 'tốt')]
    """
    before, after = old.split(), new.split()
    for kind, a, b, c, d in SequenceMatcher(None, before, after, False).get_opcodes():
        if kind == "equal":
            yield Piece("same", " ".join(before[a:b]))
            continue
        if b > a:
            yield Piece("out", " ".join(before[a:b]))
        if d > c:
            yield Piece("into", " ".join(after[c:d]))
