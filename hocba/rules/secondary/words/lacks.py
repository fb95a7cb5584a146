"""What an unfinished result still lacks, as codes of cells, terms and subjects."""

from __future__ import annotations

from ...column import Lacks
from ...levels import INCOMPLETE, MISSING
from ...view import View
from ..marks import by_reading


def lacking_slots(view: View) -> list[str]:
    """Empty cells of one subject and term: "tx1" …, "dk1" …, "gk", "ck"."""
    prefix = "comment_" if view.spec().axes == "PC" else ""
    found = []
    for part in ("tx", "dk"):
        if view.has(f"{prefix}{part}_t"):
            cells = view.row(f"{prefix}{part}_t")
            expected = f"{prefix}{part}_expected_t"
            count = view.integer(expected) if view.has(expected) else len(cells)
            blank = cells == MISSING
            if view.has(f"{prefix}{part}_by_decision_t"):
                decided = view.row(f"{prefix}{part}_by_decision_t")
                blank = by_reading(cells, decided, view.settings) == MISSING
            found += [f"{part}{i + 1}" for i in range(count) if blank[i]]
    single = [part for part in ("gk", "ck") if view.has(f"{prefix}{part}_t")]
    return found + [part for part in single if view.integer(f"{prefix}{part}_t") == MISSING]


def lacking_terms(view: View) -> list[str]:
    """Cells of both terms: "hk1.tx2", or "hk1" when the term result itself was given."""
    stem = "comment" if view.spec().axes == "PC" else "average"
    return [cell for term in ("1", "2") for cell in _of_term(view, stem, term)]


def lacking_second_term(view: View) -> list[str]:
    """Cells of the second term of a comment subject, or "hk2" when its result was given."""
    return _of_term(view, "comment", "2")


def _of_term(view: View, stem: str, term: str) -> list[str]:
    if view.integer(f"{stem}_{term}") != INCOMPLETE:
        return []
    below = view.at(f"{stem}_{term}", view.subject)
    return [f"hk{term}.{slot}" for slot in below.missing()] or [f"hk{term}"]


def lacking_subjects(view: View) -> list[str]:
    """Codes of the subjects without a result, scored subjects first."""
    return _unfinished(view, "average_t", "comment_t")


def lacking_after(view: View) -> list[str]:
    """The same after re-assessment."""
    return _unfinished(view, "average_after", "comment_after")


def _unfinished(view: View, scored: str, comment: str) -> list[str]:
    found = []
    for parameter, axis in ((scored, "S"), (comment, "C")):
        if not view.has(parameter):
            continue
        values = view.row(parameter)
        found += [view.subject_code(i, axis) for i, v in enumerate(values) if v == INCOMPLETE]
    return found


def lacking_through(parameter: str) -> Lacks:
    """What another column lacks."""

    def lacks(view: View) -> list[str]:
        return view.at(view.source(parameter)).missing()

    return lacks
