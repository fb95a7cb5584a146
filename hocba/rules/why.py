"""The answer to "vì sao?": a tree of reasons for one value of one pupil."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from .clause import Clause


@dataclass(frozen=True)
class Why:
    """One node: what the value is called, what it is, why, and from which values it follows.

    `raw` is the array value (tenths, level index or a negative status), `value` the same in words,
    `sentence` one plain Vietnamese sentence, `settings` the disputed readings that were applied as
    (question, answer), `missing` the names of cells that block the value.
    """

    name: str
    label: str
    raw: int
    value: str
    sentence: str
    clause: Clause | None = None
    settings: tuple[tuple[str, str], ...] = ()
    missing: tuple[str, ...] = ()
    subject: str | None = None
    inputs: tuple[Why, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """A tree of plain dicts, lists, strings and integers."""
        return {
            "name": self.name,
            "label": self.label,
            "raw": self.raw,
            "value": self.value,
            "sentence": self.sentence,
            "clause": self.clause.as_json() if self.clause else None,
            "settings": [{"question": q, "answer": a} for q, a in self.settings],
            "missing": list(self.missing),
            "subject": self.subject,
            "inputs": [node.as_json() for node in self.inputs],
        }

    def walk(self) -> Iterator[Why]:
        """This node and all below it."""
        yield self
        for node in self.inputs:
            yield from node.walk()
