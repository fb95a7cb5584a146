"""Random pupils of TT 58/2011 for tests: arrays for the engine, objects for the witness."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from tests.rules.witness58 import Marks58, Pupil58, Tests58
from tests.rules.worlds import LETTERS, TENTHS, Arrays, mark

SUBJECTS = ("TOAN", "NV", "NN", "VL", "HH", "SH", "LS", "DL", "GDCD", "CN")
COMMENTS = ("TD", "AN", "MT")
EXPECTED = (4, 4, 4, 2, 3, 3, 3, 2, 2, 3)
COMMENT_EXPECTED = (3, 2, 2)
DK_EXPECTED = (2, 3, 2, 1, 1, 1, 0, 1, 1, 2)
CONDUCT = {-1: None, 0: "Y", 1: "Tb", 2: "K", 3: "T"}


def school58(pupils: int, seed: int, *, amended: bool) -> Arrays:
    """All inputs of a year, with the traps of real books; `amended`: by TT 26/2020."""
    rng = np.random.default_rng(seed)
    scored, noted = len(SUBJECTS), len(COMMENTS)
    ability = rng.choice([38, 52, 66, 69, 82, 86], size=(pupils, 1)) + rng.integers(
        -8, 9, (pupils, scored)
    )
    weak = rng.random(pupils) < 0.4
    ability[weak, rng.integers(0, scored, pupils)[weak]] -= rng.integers(15, 75, weak.sum())
    given: Arrays = {
        "subjects": np.array(SUBJECTS),
        "comment_subjects": np.array(COMMENTS),
        "tx_expected": np.array(EXPECTED),
        "comment_tx_expected": np.array(COMMENT_EXPECTED),
        "absences": rng.choice([0, 3, 44, 45, 46], size=pupils),
        "specialised": np.zeros((pupils, scored), dtype=bool),
    }
    given["specialised"][rng.random(pupils) < 0.2, 4] = True
    if not amended:
        given["dk_expected"] = np.array(DK_EXPECTED)
        given["comment_dk_expected"] = np.array([1, 1, 2])
    parts = ("tx", "gk", "ck") if amended else ("tx", "dk", "ck")
    for term in ("1", "2"):
        for part in parts:
            several = {"tx": (4,), "dk": (3,)}.get(part, ())
            level = ability[:, :, None] if several else ability
            marks = np.clip(level + rng.integers(-7, 8, (pupils, scored, *several)), 0, 100)
            marks[rng.random(marks.shape) < 0.0005] = -1
            given[f"{part}_{term}"] = marks.astype(np.int16)
            notes = (rng.random((pupils, noted, *several)) > 0.03).astype(np.int8)
            notes[rng.random(notes.shape) < 0.001] = -1
            given[f"comment_{part}_{term}"] = notes
        given[f"conduct_{term}"] = np.clip(rng.integers(-1, 12, pupils), -1, 3)
        given[f"exempt_{term}"] = rng.random((pupils, scored)) < 0.01
        given[f"comment_exempt_{term}"] = rng.random((pupils, noted)) < 0.02
    unable = rng.random(pupils) < 0.02
    for term in ("1", "2"):
        given[f"exempt_{term}"][unable, :3] = True
    _add_summer(rng, given, pupils)
    return given


def _add_summer(rng: np.random.Generator, given: Arrays, pupils: int) -> None:
    who = (rng.random(pupils) < 0.3)[:, None]
    for name, width, high in (("average_again", len(SUBJECTS), 101), ("comment_again", 3, 2)):
        results = rng.integers(0, high, (pupils, width))
        given[name] = np.where(who & (rng.random(results.shape) < 0.4), results, -1)
    conduct = rng.integers(0, 4, pupils)
    given["conduct_again"] = np.where(rng.random(pupils) < 0.1, conduct, -1)


def pupil58(given: Mapping[str, Any], row: int, *, amended: bool) -> Pupil58:
    """One row of the arrays (or of the same as lists) as the witness reads it."""
    key = 3 if amended else 2
    first, second = (CONDUCT[int(given[f"conduct_{term}"][row])] for term in ("1", "2"))
    again = {i: TENTHS[v] for i, v in enumerate(given["average_again"][row]) if v >= 0}
    comment_again = {
        i: "Đ" if v else "CĐ" for i, v in enumerate(given["comment_again"][row]) if v >= 0
    }
    return Pupil58(
        scored=[_both(_marks, given, row, s, amended) for s in range(len(SUBJECTS))],
        comments=[_both(_tests, given, row, c, amended) for c in range(len(COMMENTS))],
        conduct=(first, second),
        absences=int(given["absences"][row]),
        key=list(range(key)),
        special={i for i, special in enumerate(given["specialised"][row]) if special},
        again=again,
        comment_again=comment_again,
        conduct_again=CONDUCT[int(given["conduct_again"][row])],
    )


def _both(read: Any, given: Mapping[str, Any], row: int, at: int, amended: bool) -> Any:
    return tuple(read(given, row, at, term, amended) for term in ("1", "2"))


def _marks(given: Mapping[str, Any], row: int, at: int, term: str, amended: bool) -> Marks58:
    if amended:
        double = [given[f"gk_{term}"][row][at]]
    else:
        double = list(given[f"dk_{term}"][row][at][: DK_EXPECTED[at]])
    return Marks58(
        single=[mark(m) for m in given[f"tx_{term}"][row][at][: EXPECTED[at]]],
        double=[mark(m) for m in double],
        final=mark(given[f"ck_{term}"][row][at]),
        exempt=bool(given[f"exempt_{term}"][row][at]),
    )


def _tests(given: Mapping[str, Any], row: int, at: int, term: str, amended: bool) -> Tests58:
    before = list(given[f"comment_tx_{term}"][row][at][: COMMENT_EXPECTED[at]])
    if amended:
        before.append(given[f"comment_gk_{term}"][row][at])
    else:
        count = int(given["comment_dk_expected"][at])
        before += list(given[f"comment_dk_{term}"][row][at][:count])
    return Tests58(
        before=[LETTERS[int(v)] for v in before],
        final=LETTERS[int(given[f"comment_ck_{term}"][row][at])],
        exempt=bool(given[f"comment_exempt_{term}"][row][at]),
    )
