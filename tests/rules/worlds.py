"""Random schools for tests and benchmarks: arrays for the engine, objects for the witness.

Seeded, with the traps of real books when `traps` is on: marks at the thresholds, one weak subject,
missing marks, exemptions for a term or the year, absences around 45, re-assessment.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hocba.rules.levels import LEARNING
from tests.rules.witness import CommentTerm, Pupil, Term

Arrays = dict[str, NDArray[Any]]
EXPECTED = (4, 4, 4, 2, 4, 4, 3, 2)
LETTERS = {-1: None, 0: "CĐ", 1: "Đ"}
TENTHS = [Decimal(n) / 10 for n in range(101)]


def secondary_school(pupils: int, seed: int, *, traps: bool = True) -> Arrays:
    """TT 22 arrays: 8 scored and 4 comment subjects, all inputs of a year."""
    rng = np.random.default_rng(seed)
    scored, noted = len(EXPECTED), 4
    ability = rng.choice([48, 62, 66, 79, 83, 92], size=(pupils, 1)) + rng.integers(
        -6, 7, (pupils, scored)
    )
    if traps:
        weak = rng.random(pupils) < 0.3
        ability[weak, rng.integers(0, scored, pupils)[weak]] -= rng.integers(20, 60, weak.sum())
    given: Arrays = {"tx_expected": np.array(EXPECTED)}
    for term in ("1", "2"):
        given[f"tx_{term}"] = _marks(rng, ability[:, :, None], (pupils, scored, 5), traps)
        given[f"gk_{term}"] = _marks(rng, ability, (pupils, scored), traps)
        given[f"ck_{term}"] = _marks(rng, ability, (pupils, scored), traps)
        for name, shape in (("tx", (2,)), ("gk", ()), ("ck", ())):
            results = (rng.random((pupils, noted, *shape)) > 0.01).astype(np.int8)
            if traps:
                results[rng.random(results.shape) < 0.002] = -1
            given[f"comment_{name}_{term}"] = results
        low = -1 if traps else 1
        given[f"conduct_{term}"] = np.maximum(low, rng.integers(-1, 9, pupils)).astype(np.int8)
        given[f"conduct_{term}"] = np.minimum(given[f"conduct_{term}"], 3)
        if traps:
            given[f"exempt_{term}"] = rng.random((pupils, scored)) < 0.01
            given[f"comment_exempt_{term}"] = rng.random((pupils, noted)) < 0.01
    if traps:
        both = rng.random(pupils) < 0.03
        for term in ("1", "2"):
            given[f"exempt_{term}"][both, : rng.integers(1, 4)] = True
            given[f"comment_exempt_{term}"][both, 0] = True
        _add_summer(rng, given, pupils, scored, noted)
    given["absences"] = rng.choice([0, 3, 44, 45, 46], size=pupils).astype(np.int16)
    given["grade"] = rng.integers(6, 10, pupils)
    return given


def centre(learners: int, seed: int) -> Arrays:
    """TT 43 arrays: the same marks without comment subjects, some learners without rèn luyện."""
    given = {k: v for k, v in secondary_school(learners, seed).items() if "comment" not in k}
    given["conduct_exempt"] = np.random.default_rng(seed).random(learners) < 0.2
    return given


def _marks(rng: np.random.Generator, level: Any, shape: tuple[int, ...], traps: bool) -> Any:
    marks = np.clip(level + rng.integers(-9, 10, shape), 0, 100).astype(np.int16)
    if traps:
        marks[rng.random(shape) < 0.001] = -1
    return marks


def _add_summer(
    rng: np.random.Generator, given: Arrays, pupils: int, scored: int, noted: int
) -> None:
    again = rng.integers(0, 101, (pupils, scored)).astype(np.int16)
    who = rng.random(pupils) < 0.2
    given["average_again"] = np.where((rng.random(again.shape) < 0.4) & who[:, None], again, -1)
    comments = rng.integers(0, 2, (pupils, noted)).astype(np.int8)
    given["comment_again"] = np.where(
        (rng.random(comments.shape) < 0.3) & who[:, None], comments, np.int8(-1)
    )
    conduct = rng.integers(0, 4, pupils).astype(np.int8)
    given["conduct_again"] = np.where(rng.random(pupils) < 0.1, conduct, np.int8(-1))


def secondary_pupil(given: Mapping[str, Any], row: int) -> Pupil:
    """One row of the arrays (or of the same as lists) as the witness reads it."""
    scored = len(given["gk_1"][row])
    noted = len(given["comment_gk_1"][row]) if "comment_gk_1" in given else 0
    again = given.get("average_again")
    comment_again = given.get("comment_again")
    conduct_again = given.get("conduct_again")
    return Pupil(
        grade=int(given["grade"][row]),
        scored=[(_term(given, row, s, "1"), _term(given, row, s, "2")) for s in range(scored)],
        comments=[(_note(given, row, c, "1"), _note(given, row, c, "2")) for c in range(noted)],
        conduct=(
            LEARNING.code(int(given["conduct_1"][row])),
            LEARNING.code(int(given["conduct_2"][row])),
        ),
        absences=int(given["absences"][row]),
        again=_present(again, row, TENTHS.__getitem__),
        comment_again=_present(comment_again, row, lambda v: LETTERS[v]),
        conduct_again=None if conduct_again is None else LEARNING.code(int(conduct_again[row])),
    )


def learner(given: Mapping[str, Any], row: int) -> Pupil:
    """One row of the arrays of a centre as the witness reads it."""
    return replace(
        secondary_pupil(given, row), need=5, no_conduct=bool(given["conduct_exempt"][row])
    )


def _present(values: Any, row: int, turn: Any) -> dict[int, Any]:
    if values is None:
        return {}
    return {i: turn(int(v)) for i, v in enumerate(values[row]) if v >= 0}


def mark(tenths: Any) -> Decimal | None:
    return None if tenths < 0 else TENTHS[tenths]


def _flag(given: Mapping[str, Any], name: str, row: int, subject: int) -> bool:
    return name in given and bool(given[name][row][subject])


def _term(given: Mapping[str, Any], row: int, subject: int, term: str) -> Term:
    return Term(
        [mark(m) for m in given[f"tx_{term}"][row][subject][: EXPECTED[subject]]],
        mark(given[f"gk_{term}"][row][subject]),
        mark(given[f"ck_{term}"][row][subject]),
        _flag(given, f"exempt_{term}", row, subject),
    )


def _note(given: Mapping[str, Any], row: int, subject: int, term: str) -> CommentTerm:
    results = [*given[f"comment_tx_{term}"][row][subject]]
    results += [given[f"comment_{slot}_{term}"][row][subject] for slot in ("gk", "ck")]
    return CommentTerm(
        [LETTERS[int(r)] for r in results], _flag(given, f"comment_exempt_{term}", row, subject)
    )
