"""One measured figure and how it is printed: the value, what it stands against, the verdict."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TextIO


@dataclass(frozen=True)
class Figure:
    """`value` in `unit`, measured beside `against`; `ratio` is judged by `target`, giving `ok`.

    `ratio` and `target` may be empty where the value itself is judged.
    """

    name: str
    value: float
    unit: str
    against: str
    ratio: str
    target: str
    ok: bool

    def line(self) -> str:
        """name | value unit | against | ratio | target | ok or short"""
        verdict = "ok" if self.ok else "short"
        parts = (self.name, f"{self.value:,.4g} {self.unit}", self.against, self.ratio)
        return " | ".join((*(part or "-" for part in parts), self.target, verdict))


def show(figures: Iterable[Figure], out: TextIO | None = None) -> bool:
    """Print one line a figure; True when none falls short."""
    out = out or sys.stdout
    all_ok = True
    for figure in figures:
        out.write(figure.line() + "\n")
        all_ok = all_ok and figure.ok
    return all_ok
