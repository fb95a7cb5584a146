"""Which clause is carried out by what, and which example tries it.

A clause that the program computes needs a column or function, and an example shipped with the
circular that tries it: one that cites the clause or one below it, or cites one above it and reads
a column of this clause.
"""

from __future__ import annotations

import pkgutil
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from .check import run_example, shipped_cases
from .clause import CONFIDENCES, STATUSES, Clause, Law, load_law
from .regime import Regime
from .which import REGIMES, regime_by_name

COLUMN, FUNCTION = "cột", "hàm"


@dataclass(frozen=True)
class Covered:
    """One clause: what carries it out as (name, "cột" or "hàm"), names nobody knows, and how many
    shipped examples cite it."""

    clause: Clause
    by: tuple[tuple[str, str], ...]
    unknown: tuple[str, ...]
    examples: int

    @property
    def faults(self) -> tuple[str, ...]:
        """What a computed clause lacks, in Vietnamese; nothing for data and human clauses."""
        if self.clause.status != "rule":
            return ()
        found = [f"không có cột, hàm “{name}”" for name in self.unknown]
        if not self.by and not self.unknown:
            found.append("chưa nêu cột hoặc hàm nào")
        if not self.examples:
            found.append("chưa có ví dụ nào thử điều khoản này")
        return tuple(found)


@dataclass(frozen=True)
class Coverage:
    """One circular with all its clauses."""

    law: Law
    lines: tuple[Covered, ...]

    @property
    def statuses(self) -> dict[str, int]:
        """How many clauses of each status, in the order of `STATUSES`."""
        counts = Counter(line.clause.status for line in self.lines)
        return {status: counts[status] for status in STATUSES}

    @property
    def confidences(self) -> dict[str, int]:
        """How many clauses of each confidence, in the order of `CONFIDENCES`."""
        counts = Counter(line.clause.confidence for line in self.lines)
        return {confidence: counts[confidence] for confidence in CONFIDENCES}

    @property
    def faulty(self) -> tuple[Covered, ...]:
        return tuple(line for line in self.lines if line.faults)


@dataclass(frozen=True)
class Tried:
    """One shipped example: the clauses it cites, and every column its answer follows from."""

    refs: tuple[str, ...]
    columns: frozenset[str]

    def tries(self, clause: Clause) -> bool:
        at_or_below = any(f"{ref} ".startswith(f"{clause.ref} ") for ref in self.refs)
        above = any(f"{clause.ref} ".startswith(f"{ref} ") for ref in self.refs)
        return at_or_below or (above and not self.columns.isdisjoint(clause.by))


def coverage() -> tuple[Coverage, ...]:
    """Every circular of the program."""
    tried: dict[str, list[Tried]] = {}
    for example in shipped_cases():
        tried.setdefault(str(example["regulation"]), []).append(_tried(example))
    return tuple(_cover(regime_by_name(code), tried) for code in REGIMES)


def _tried(example: Mapping[str, Any]) -> Tried:
    refs = tuple(references(str(example["clause"])))
    _, case = run_example(example)
    book = case.regime.rulebook
    waiting, found = [asked.column for asked in case.asked], set()
    while waiting:
        name = waiting.pop()
        if name not in found and name in book.columns:
            found.add(name)
            waiting += book.columns[name].depends
    return Tried(refs, frozenset(found))


def _cover(regime: Regime, tried: Mapping[str, Sequence[Tried]]) -> Coverage:
    """An amending text is tried by its own examples and those of the text it amends."""
    law, kind_of = regime.law, _names(regime)
    names = {*law.names, *(load_law(law.amends).names if law.amends else ())}
    examples = [one for name in names for one in tried.get(name, ())]
    return Coverage(law, tuple(_line(clause, kind_of, examples) for clause in law.clauses))


def _line(clause: Clause, kind_of: Callable[[str], str | None], tried: Sequence[Tried]) -> Covered:
    kinds = [(name, kind_of(name)) for name in clause.by]
    return Covered(
        clause,
        tuple((name, kind) for name, kind in kinds if kind),
        tuple(name for name, kind in kinds if not kind),
        sum(example.tries(clause) for example in tried),
    )


def _names(regime: Regime) -> Callable[[str], str | None]:
    """What a name of this circular's package is: a column, a function, or nothing."""
    modules = [import_module(regime.package)]
    modules += [
        import_module(f"{regime.package}.{module.name}")
        for module in pkgutil.iter_modules(modules[0].__path__)
    ]

    def kind_of(name: str) -> str | None:
        if name in regime.rulebook.columns:
            return COLUMN
        found = [regime, *modules]
        return FUNCTION if any(callable(getattr(one, name, None)) for one in found) else None

    return kind_of


def references(text: str) -> list[str]:
    """ "Điều 9 khoản 2, 3" → ["Điều 9 khoản 2", "Điều 9 khoản 3"]."""
    found: list[str] = []
    for piece in re.split(r"[,;]|\bvà\b", text):
        words = piece.split()
        if not words:
            continue
        before = found[-1].split() if found else []
        if words[0] in before:
            before = before[: before.index(words[0])]
        elif words[0] not in ("Điều", "khoản", "điểm"):
            before = before[:-1]
        found.append(" ".join([*before, *words]))
    return found
