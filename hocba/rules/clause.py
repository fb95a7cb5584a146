"""Clauses of a circular: reference, text in short, and what the program does with each.

A circular's `law.toml` is read once.  Every clause has a status: `rule` (computed here), `data`
(a fact somebody enters or a table ships) or `human` (a person decides), each with its reason and
how sure we are of the text (`checked`, `to check`, `open`).
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from typing import Any

from .exact import RuleError

STATUSES = ("rule", "data", "human")
CONFIDENCES = ("checked", "to check", "open")
STATUS_WORDS = {
    "rule": "chương trình tính",
    "data": "dữ liệu nhập vào",
    "human": "người quyết định",
}
CONFIDENCE_WORDS = {
    "checked": "đã đối chiếu",
    "to check": "cần đối chiếu văn bản gốc",
    "open": "còn cách hiểu khác",
}


@dataclass(frozen=True)
class Clause:
    """One clause: `ref` is "Điều 9 khoản 1 điểm b", `by` what carries it out in the program."""

    regulation: str
    ref: str
    text: str
    status: str
    reason: str
    confidence: str
    by: tuple[str, ...] = ()

    @property
    def cited(self) -> str:
        return f"{self.ref}, {self.regulation}"

    def as_json(self) -> dict[str, str]:
        return {"regulation": self.regulation, "ref": self.ref, "text": self.text}


class LawError(RuleError):
    """A law.toml that says too little: a clause without status, reason or confidence."""


@dataclass(frozen=True)
class Law:
    """One circular as data: its names, dates and clauses in the order of the articles.

    `names` are all by which examples call it, the official one (`regulation`) first; `amends` is
    the package of the circular whose text this one changes.
    """

    regulation: str
    code: str
    title: str
    in_force: str
    version: str
    clauses: tuple[Clause, ...]
    names: tuple[str, ...] = ()
    amends: str = ""
    in_force_confidence: str = "checked"

    def clause(self, ref: str) -> Clause:
        """The clause with exactly this reference; LawError when the file does not list it."""
        for clause in self.clauses:
            if clause.ref == ref:
                return clause
        raise LawError(f"{self.regulation}: law.toml chưa có {ref}")

    def under(self, ref: str) -> tuple[Clause, ...]:
        """All clauses at or below a reference: "Điều 9" gives every khoản and điểm of it."""
        return tuple(c for c in self.clauses if c.ref == ref or c.ref.startswith(ref + " "))


@cache
def load_law(package: str) -> Law:
    """Read `law.toml` of a circular's package, e.g. "hocba.rules.tt22_2021"; LawError if unfit.

    An amending text names in `amends` the package whose clauses it changes and lists only the
    changed and new ones; what it gives is the whole text as amended.
    """
    raw = tomllib.loads(resources.files(package).joinpath("law.toml").read_text("utf-8"))
    regulation, amends = raw["regulation"], raw.get("amends", "")
    clauses = [_clause(row, regulation) for row in raw["clause"]]
    refs = [clause.ref for clause in clauses]
    if len(refs) != len(set(refs)):
        raise LawError(f"{regulation}: có điều khoản ghi hai lần")
    if amends:
        clauses = _amended(load_law(amends).clauses, clauses, regulation)
    return Law(
        regulation,
        raw["code"],
        raw["title"],
        raw["in_force"],
        raw["version"],
        tuple(clauses),
        (regulation, *raw.get("names", ())),
        amends,
        raw.get("in_force_confidence", "checked"),
    )


def _clause(row: Mapping[str, Any], regulation: str) -> Clause:
    clause = Clause(
        regulation=regulation,
        ref=row.get("ref", ""),
        text=row.get("text", ""),
        status=row.get("status", ""),
        reason=row.get("reason", ""),
        confidence=row.get("confidence", ""),
        by=tuple(row.get("by", ())),
    )
    if clause.status not in STATUSES or clause.confidence not in CONFIDENCES:
        raise LawError(f"{regulation} {clause.ref}: thiếu trạng thái hoặc độ tin cậy")
    if not (clause.ref and clause.text and clause.reason):
        raise LawError(f"{regulation} {clause.ref}: thiếu nội dung hoặc lí do")
    return clause


def _amended(before: Sequence[Clause], changes: list[Clause], regulation: str) -> list[Clause]:
    """The older clauses with those of the same reference replaced; a new one stands behind the
    change that precedes it, or at the end."""
    out = [replace(clause, regulation=regulation) for clause in before]
    at = len(out)
    for change in changes:
        places = [i for i, clause in enumerate(out) if clause.ref == change.ref]
        if places:
            at = places[0]
            out[at] = change
        else:
            at = min(at + 1, len(out))
            out.insert(at, change)
    return out
