"""The engine and the naive witness agree on random pupils, cell by cell; `make witness`: on 100,000."""

from __future__ import annotations

import numpy as np
import pytest

from hocba.rules import regime_by_name
from hocba.rules.levels import COMMENT, EXEMPT, LEARNING
from tests.rules.agree import PUPILS, agree, in_words
from tests.rules.witness import EXEMPT as EXEMPT_WORD
from tests.rules.witness import STATUSES, Pupil, level, secondary
from tests.rules.witness27 import old_primary, primary
from tests.rules.worlds import centre, learner, secondary_pupil, secondary_school
from tests.rules.worlds27 import old_school, primary_child, primary_school, with_summer

CULPRITS = ("culprit_1", "culprit_2", "culprit_year")


def test_every_result_of_tt22_agrees_with_the_witness_on_random_pupils() -> None:
    school = secondary_school(PUPILS, seed=22)
    seen = agree(regime_by_name("TT22"), school, secondary_pupil, secondary, CULPRITS)
    levels = {v for k, v in seen if k == "learning_year"}
    assert levels == {"T", "K", "Đ", "CĐ", "INCOMPLETE", "NEEDS_DECISION"}
    assert {v for k, v in seen if k == "award"} >= {"NONE", "GIOI", "XUAT_SAC", "INCOMPLETE"}
    assert len({v for k, v in seen if k == "promotion"}) == 6
    assert {("adjusted_year", True), ("promotion_after", "PROMOTED")} <= seen


def test_every_result_of_tt43_agrees_with_the_witness_on_random_learners() -> None:
    learners = centre(PUPILS, seed=43)
    seen = agree(regime_by_name("TT43"), learners, learner, without_comments, CULPRITS)
    levels = {v for k, v in seen if k == "learning_year"}
    assert levels == {"T", "K", "Đ", "CĐ", "INCOMPLETE", "NEEDS_DECISION"}
    assert {("conduct_year", EXEMPT_WORD), ("award", "NEEDS_DECISION")} <= seen
    assert {("adjusted_year", True), ("promotion_after", "PROMOTED")} <= seen


def without_comments(pupil: Pupil) -> dict[str, object]:
    return {k: v for k, v in secondary(pupil).items() if not k.startswith("comment_")}


@pytest.mark.parametrize("good_enough", [False, True])
@pytest.mark.parametrize("only_scored", [False, True])
@pytest.mark.parametrize("subjects", [6, 8])
def test_every_reading_of_the_one_subject_clause_agrees_with_the_witness(
    good_enough: bool, only_scored: bool, subjects: int
) -> None:
    """Year results drawn from the thresholds alone, where the readings differ."""
    rng = np.random.default_rng(9)
    scores = rng.choice([34, 35, 49, 50, 64, 65, 79, 80], size=(1500, subjects))
    scores[:, :5] = np.maximum(scores[:, :5], rng.choice([50, 65, 80], size=(1500, 1)))
    scores[rng.random(scores.shape) < 0.02] = EXEMPT
    comments = (rng.random((1500, 3)) > 0.05).astype(np.int8)
    regime = regime_by_name(
        "TT22",
        {
            "one_subject_mode": "counterfactual" if good_enough else "strict",
            "one_subject_includes_comment_subjects": not only_scored,
        },
    )
    computed = regime.compute({"average_year": scores, "comment_year": comments})
    pupils = zip(in_words(scores, "tenths"), in_words(comments, COMMENT), strict=True)
    expected = [level(marks, noted, good_enough, only_scored) for marks, noted in pupils]
    assert in_words(computed["learning_year"], LEARNING) == [found for found, _ in expected]
    assert computed["adjusted_year"].tolist() == [lifted for _, lifted in expected]
    assert computed["adjusted_year"].sum() > 20 or (subjects == 6 and not good_enough)


@pytest.mark.parametrize("grade", [1, 4, 5])
def test_every_result_of_tt27_agrees_with_the_witness_on_random_pupils(grade: int) -> None:
    school = with_summer(primary_school(PUPILS, seed=grade, grade=grade), seed=grade)
    seen = agree(regime_by_name("TT27"), school, primary_child, primary, ("kt_printed",))
    for name in ("overall", "overall_after"):
        levels = {v for k, v in seen if k == name and v not in STATUSES}
        assert levels == {"HTXS", "HTT", "HT", "CHT"}
    assert {("award", "TIEU_BIEU"), ("overall", "NEEDS_DECISION")} <= seen
    assert {("completion_after", "HEAD_DECIDES"), ("completion_after", "COMPLETED")} <= seen


def test_every_result_of_tt30_agrees_with_the_witness_on_random_pupils() -> None:
    seen = agree(regime_by_name("TT30"), old_school(PUPILS, seed=30), primary_child, old_primary)
    awards = {v for k, v in seen if k == "award"}
    assert awards == {"XUAT_SAC_NOI_DUNG", "VUOT_TROI", "NONE", "INCOMPLETE"}


def test_blocks_of_pupils_give_the_same_as_one_at_a_time() -> None:
    """A run over more pupils than one block equals the runs over its parts."""
    regime = regime_by_name("TT22")
    given = secondary_school(5000, seed=5)
    whole = regime.compute(given)
    for start, end in ((0, 45), (4080, 4110), (4990, 5000)):
        part = regime.compute(
            {k: v if k == "tx_expected" else v[start:end] for k, v in given.items()}
        )
        assert set(part) == set(whole)
        for name, column in part.items():
            assert (column == whole[name][start:end]).all(), name
