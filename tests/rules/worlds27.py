"""Random primary schools for tests and benchmarks: arrays for the engine, objects for the witness."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from tests.rules.witness27 import Child
from tests.rules.worlds import Arrays

SUBJECT = {-1: None, 0: "C", 1: "H", 2: "T"}
TRAIT = {-1: None, 0: "C", 1: "Đ", 2: "T"}


def primary_school(pupils: int, seed: int, grade: int, *, traps: bool = True) -> Arrays:
    """TT 27 arrays at year end: 10 subjects of which the first 5 have a test."""
    rng = np.random.default_rng(seed)
    subjects, competencies = 10, 10 if grade > 2 else 8
    good = rng.random((pupils, 1))
    given: Arrays = {
        "muc_ck_2": (2 - (rng.random((pupils, subjects)) > 0.9 + good / 9)).astype(np.int8),
        "quality_ck_2": (2 - (rng.random((pupils, 5)) > 0.95 + good / 19)).astype(np.int8),
        "competency_ck_2": np.full((pupils, competencies), 2, dtype=np.int8),
        "kt_ck_2": (rng.choice([5, 6, 7, 8, 9], (pupils, 1)) + rng.integers(0, 2, (pupils, 10)))
        * 10,
        "kt_expected_ck_2": np.arange(subjects) < 5,
        "grade": np.full(pupils, grade),
        "outstanding_or_progress": rng.random(pupils) < 0.5,
        "class_recognised": rng.random(pupils) < 0.7,
    }
    if traps:
        for name, share in (("muc_ck_2", 0.01), ("quality_ck_2", 0.01), ("competency_ck_2", 0.01)):
            given[name][rng.random(given[name].shape) < share] = 0
        for name in ("muc_ck_2", "quality_ck_2", "competency_ck_2", "kt_ck_2"):
            given[name][rng.random(given[name].shape) < 0.003] = -1
        given["kt_ck_2"][rng.random(given["kt_ck_2"].shape) < 0.01] = 40
        given["exempt"] = rng.random((pupils, subjects)) < 0.02
        given["exempt"][rng.random(pupils) < 0.01] = True
    return given


def with_summer(given: Arrays, seed: int) -> Arrays:
    """The school with supplementary assessment of some pupils and individual plans of others."""
    rng = np.random.default_rng(seed)
    pupils = len(given["grade"])
    who = rng.random((pupils, 1)) < 0.3
    found: Arrays = {**given, "individual_plan": rng.random(pupils) < 0.05}
    for name, low, values in (
        ("muc", 1, [1, 2]),
        ("kt", 50, [30, 40, 50, 60, 70, 80, 90, 100]),
        ("quality", 1, [1, 2]),
        ("competency", 1, [1, 2]),
    ):
        first = given[f"{name}_ck_2"]
        chance = np.where((first >= 0) & (first < low), 0.9, 0.01)
        redone = who & (rng.random(first.shape) < chance)
        found[f"{name}_again"] = np.where(redone, rng.choice(values, first.shape), -1)
    return found


def old_school(pupils: int, seed: int) -> Arrays:
    """A school of TT 27 cut to the three năng lực and four phẩm chất of TT 30/2014."""
    given = primary_school(pupils, seed=seed, grade=5)
    given["quality_ck_2"] = given["quality_ck_2"][:, :4]
    given["competency_ck_2"] = given["competency_ck_2"][:, :3]
    del given["class_recognised"]
    return given


def primary_child(given: Mapping[str, Any], row: int) -> Child:
    """One row of the arrays (or of the same as lists) as the witness reads it."""
    expected, tests = given["kt_expected_ck_2"], given["kt_ck_2"][row]
    traits = [*given["quality_ck_2"][row], *given["competency_ck_2"][row]]
    return Child(
        grade=int(given["grade"][row]),
        subjects=[SUBJECT[int(v)] for v in given["muc_ck_2"][row]],
        tests={
            i: None if tests[i] < 0 else int(tests[i]) // 10
            for i, wanted in enumerate(expected)
            if wanted
        },
        traits=[TRAIT[int(v)] for v in traits],
        exempt={i for i, gone in enumerate(given["exempt"][row]) if gone}
        if "exempt" in given
        else set(),
        outstanding=bool(given["outstanding_or_progress"][row]),
        recognised="class_recognised" in given and bool(given["class_recognised"][row]),
        **(_again(given, row) if "muc_again" in given else {}),
    )


def _again(given: Mapping[str, Any], row: int) -> dict[str, Any]:
    traits = [*given["quality_again"][row], *given["competency_again"][row]]
    return {
        "own_plan": bool(given["individual_plan"][row]),
        "subjects_again": {i: SUBJECT[v] for i, v in enumerate(given["muc_again"][row]) if v >= 0},
        "tests_again": {i: v // 10 for i, v in enumerate(given["kt_again"][row]) if v >= 0},
        "traits_again": {i: TRAIT[v] for i, v in enumerate(traits) if v >= 0},
    }
