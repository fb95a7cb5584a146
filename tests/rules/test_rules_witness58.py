"""TT 58/2011 in both texts agrees with its naive witness, cell by cell; `make witness`: on 100,000."""

from __future__ import annotations

from functools import partial

import numpy as np
import pytest

from hocba.rules import regime_by_name
from hocba.rules.levels import COMMENT, EXEMPT
from hocba.rules.tt58_2011.params import LEARNING
from tests.rules.agree import PUPILS, agree, in_words
from tests.rules.witness58 import hoc_luc, year58
from tests.rules.worlds58 import pupil58, school58

CULPRITS = ("culprit_1", "culprit_2", "culprit_year")


@pytest.mark.parametrize(("code", "amended"), [("TT58", False), ("TT58+TT26", True)])
def test_every_result_of_tt58_agrees_with_the_witness_on_random_pupils(
    code: str, amended: bool
) -> None:
    school = school58(PUPILS, seed=58, amended=amended)
    one = partial(pupil58, amended=amended)
    seen = agree(regime_by_name(code), school, one, year58, CULPRITS)
    assert {v for k, v in seen if k == "learning_year"} == {
        *("G", "K", "Tb", "Y", "Kém", "INCOMPLETE", "NEEDS_DECISION")
    }
    assert {v for k, v in seen if k == "award"} >= {"NONE", "TIEN_TIEN", "GIOI", "INCOMPLETE"}
    assert len({v for k, v in seen if k == "promotion"}) == 6
    assert {("adjusted_year", True), ("promotion_after", "PROMOTED")} <= seen


@pytest.mark.parametrize("g_to_kem", [True, False])
def test_every_fall_by_one_subject_agrees_with_the_witness(g_to_kem: bool) -> None:
    """Year results drawn around the thresholds, where khoản 6 is decided."""
    rng = np.random.default_rng(6)
    many = max(1500, PUPILS)
    scores = np.maximum(
        rng.choice([50, 64, 65, 70, 85, 95], size=(many, 9)), rng.choice([0, 65, 90], (many, 1))
    )
    weak = rng.integers(0, 9, many)
    scores[np.arange(many), weak] = rng.choice([10, 19, 20, 34, 35, 49, 50, 64, 65], many)
    scores[rng.random(scores.shape) < 0.01] = EXEMPT
    comments = (rng.random((many, 3)) > 0.04).astype(np.int8)
    key = np.array([True, True, True, *[False] * 6])
    special = np.zeros((many, 9), dtype=bool)
    special[rng.random(many) < 0.3, 4] = True
    changed = {} if g_to_kem else {"tt58_G_to_Kem": "none"}
    regime = regime_by_name("TT58+TT26", changed)
    computed = regime.compute(
        {"average_year": scores, "comment_year": comments, "key": key, "specialised": special}
    )
    lifts = set()
    words = in_words(computed["learning_year"], LEARNING)
    pupils = zip(in_words(scores, "tenths"), in_words(comments, COMMENT), special, strict=True)
    for row, (marks, noted, chosen) in enumerate(pupils):
        base, level, adjusted = hoc_luc(
            marks,
            noted,
            [0, 1, 2],
            {i for i, is_special in enumerate(chosen) if is_special},
            g_to_kem,
        )
        assert (words[row], computed["adjusted_year"][row]) == (level, adjusted), row
        if adjusted:
            lifts.add((base, level))
    assert lifts == {("Tb", "K"), ("Y", "Tb"), ("Kém", "Y")}
