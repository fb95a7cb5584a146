"""Properties of TT 22, TT 43 and TT 58 that hold for every pupil.

Total, exclusive, monotonic, idempotent, order-free; missing never raises a result.
"""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hocba.rules import Regime, regime_by_name
from hocba.rules.levels import EXEMPT, INCOMPLETE, NEEDS_DECISION, NOT_TAKEN, Scale
from tests.rules.often import often

FAST = often(25)
REGIMES = {code: regime_by_name(code) for code in ("TT22", "TT43", "TT58", "TT58+TT26")}
EACH = pytest.mark.parametrize("code", REGIMES)

near = st.sampled_from([0, 19, 20, 34, 35, 49, 50, 64, 65, 79, 80, 89, 90, 100])
mark = st.one_of(near, st.integers(0, 100))
pupil = st.tuples(
    st.lists(mark, min_size=7, max_size=10), st.lists(st.integers(0, 1), min_size=2, max_size=4)
)
Pupil = tuple[list[int], list[int]]


def results(regime: Regime, scores: list[int], comments: list[int], **more: Any) -> dict[str, int]:
    """Every column over pupils of one pupil's year, good conduct and no absence unless said."""
    scale = regime.unit("conduct_year")
    assert isinstance(scale, Scale)
    arrays: dict[str, Any] = {
        "average_year": np.array([scores], dtype=np.int16),
        "conduct_year": np.array([len(scale.codes) - 1]),
        "absences": np.array([0]),
    }
    if "comment_year" in regime.rulebook.columns:
        arrays["comment_year"] = np.array([comments], dtype=np.int8)
    if regime.takes("key"):
        arrays["key"] = np.arange(len(scores)) < 3
    computed = regime.compute(arrays | more)
    axes = regime.rulebook.columns
    return {name: int(v[0]) for name, v in computed.items() if axes[name].axes == "P"}


def size(regime: Regime, name: str) -> int:
    unit = regime.unit(name)
    assert isinstance(unit, Scale)
    return len(unit.codes)


@EACH
@FAST
@given(one=pupil)
def test_complete_results_give_exactly_one_level_and_one_decision(code: str, one: Pupil) -> None:
    regime = REGIMES[code]
    found = results(regime, *one)
    for name in ("base_year", "learning_year", "promotion", "award"):
        assert 0 <= found[name] < size(regime, name)
    lifted = found["learning_year"] - found["base_year"]
    assert lifted == found["adjusted_year"] and lifted in (0, 1)
    assert (found["culprit_year"] >= 0) == bool(lifted)


@EACH
@FAST
@given(one=pupil, at=st.integers(0, 6), more=st.integers(1, 60))
def test_a_higher_mark_never_lowers_level_or_mean(
    code: str, one: Pupil, at: int, more: int
) -> None:
    regime, (scores, comments) = REGIMES[code], one
    better = [*scores]
    better[at] = min(100, better[at] + more)
    before, after = results(regime, scores, comments), results(regime, better, comments)
    assert after["base_year"] >= before["base_year"]
    assert after.get("gpa_year", 0) >= before.get("gpa_year", 0)
    passed = [1] * len(comments)
    assert results(regime, scores, passed)["base_year"] >= before["base_year"]


@EACH
@FAST
@given(one=pupil, random=st.randoms(use_true_random=False))
def test_the_order_of_subjects_does_not_matter(code: str, one: Pupil, random: Any) -> None:
    regime, (scores, comments) = REGIMES[code], one
    before = results(regime, scores, comments)
    order = [*range(len(scores))]
    random.shuffle(order)
    more = {"key": np.array(order) < 3} if regime.takes("key") else {}
    after = results(regime, [scores[i] for i in order], sorted(comments), **more)
    for name in ("base_year", "learning_year", "promotion", "award"):
        assert after[name] == before[name]


@EACH
@FAST
@given(one=pupil, at=st.integers(0, 6))
def test_missing_never_gives_a_result(code: str, one: Pupil, at: int) -> None:
    regime, (scores, comments) = REGIMES[code], one
    lacking = [*scores]
    lacking[at] = INCOMPLETE
    cases = [(lacking, comments)]
    if "comment_year" in regime.rulebook.columns:
        cases.append((scores, [INCOMPLETE, *comments[1:]]))
    for case in cases:
        found = results(regime, *case)
        for name in ("base_year", "learning_year", "promotion", "award"):
            assert found[name] == INCOMPLETE
        assert not found["adjusted_year"]
    unknown = np.array([INCOMPLETE])
    assert results(regime, *one, absences=unknown)["promotion"] == INCOMPLETE
    assert results(regime, *one, conduct_year=unknown)["promotion"] == INCOMPLETE
    assert results(regime, *one, conduct_year=unknown)["award"] == INCOMPLETE


@EACH
@FAST
@given(one=pupil, status=st.sampled_from([EXEMPT, NOT_TAKEN]), random=st.integers(0, 9))
def test_an_exempt_or_untaken_subject_counts_as_if_it_were_not_there(
    code: str, one: Pupil, status: int, random: int
) -> None:
    regime, (scores, comments) = REGIMES[code], one
    at = 3 + random % (len(scores) - 2)
    with_it = [*scores[:at], status, *scores[at:]]
    expected = results(regime, scores, comments)
    found = results(regime, with_it, [*comments, status])
    for name in ("base_year", "learning_year", "promotion", "award", "gpa_year"):
        assert found.get(name) == expected.get(name)


@EACH
@FAST
@given(one=pupil)
def test_results_taken_as_given_give_the_same_again(code: str, one: Pupil) -> None:
    regime = REGIMES[code]
    found = results(regime, *one)
    fed = {name: np.array([found[name]]) for name in ("base_year", "learning_year", "promotion")}
    again = results(regime, *one, **fed)
    assert all(again[name] == value for name, value in found.items() if name not in fed)


@EACH
def test_promotion_is_total_and_never_falls_with_better_levels(code: str) -> None:
    regime = REGIMES[code]
    conducts, levels = size(regime, "conduct_year"), size(regime, "learning_year")
    facts = np.array(list(product(range(conducts), range(levels), (0, 45, 46))))
    found = regime.compute(
        {"conduct_year": facts[:, 0], "learning_year": facts[:, 1], "absences": facts[:, 2]}
    )["promotion"].reshape(conducts, levels, 3)
    assert set(np.unique(found)) == {0, 1, 2, 3}
    promoted = (found == 3).astype(int)
    assert (np.diff(promoted, axis=0) >= 0).all() and (np.diff(promoted, axis=1) >= 0).all()
    assert (found[:, :, 2] == 0).all() and (found[:, :, 0] == found[:, :, 1]).all()
    assert found[0, -1, 0] == 1 and found[-1, -1, 0] == 3


@EACH
def test_awards_never_fall_with_better_levels(code: str) -> None:
    regime = REGIMES[code]
    conducts, levels = size(regime, "conduct_year"), size(regime, "learning_year")
    facts = np.array(list(product(range(conducts), range(levels))))
    given_levels = {"conduct_year": facts[:, 0], "learning_year": facts[:, 1]}
    given_levels["average_year"] = np.full((len(facts), 8), 90)
    table = regime.compute(given_levels)["award"].reshape(conducts, levels)
    assert (np.diff(table, axis=0) >= 0).all() and (np.diff(table, axis=1) >= 0).all()
    assert table[-1, -1] == 2 and table[0].max() == 0


@pytest.mark.parametrize("code", ["TT58", "TT58+TT26"])
@FAST
@given(marks=st.lists(st.integers(0, 1), min_size=1, max_size=6), final=st.integers(0, 1))
def test_a_comment_subject_needs_two_thirds_and_the_final_one(
    code: str, marks: list[int], final: int
) -> None:
    regime = REGIMES[code]
    rest = "dk" if code == "TT58" else "gk"
    several = [[[marks[-1]]]] if rest == "dk" else [[marks[-1]]]
    arrays = {
        "comment_tx_1": np.array([[marks[:-1]]], dtype=np.int8).reshape(1, 1, len(marks) - 1),
        "comment_tx_expected": np.array([len(marks) - 1]),
        f"comment_{rest}_1": np.array(several),
        "comment_ck_1": np.array([[final]]),
    }
    if rest == "dk":
        arrays["comment_dk_expected"] = np.array([1])
    found = int(regime.compute(arrays)["comment_1"][0, 0])
    assert found == (final == 1 and 3 * (sum(marks) + 1) >= 2 * (len(marks) + 1))
    arrays["comment_ck_1"] = np.array([[INCOMPLETE]])
    assert regime.compute(arrays)["comment_1"][0, 0] == INCOMPLETE


@FAST
@given(st.lists(mark, min_size=1, max_size=13))
def test_the_mean_of_all_subjects_is_half_up_of_the_exact_mean(marks: list[int]) -> None:
    computed = REGIMES["TT58"].compute({"average_year": np.array([marks], dtype=np.int16)})
    assert computed["gpa_year"][0] == (2 * sum(marks) + len(marks)) // (2 * len(marks))
    nothing = REGIMES["TT58"].compute({"average_year": np.array([[EXEMPT, EXEMPT]])})
    assert nothing["gpa_year"][0] == NEEDS_DECISION


@FAST
@given(
    st.lists(mark, min_size=1, max_size=4),
    st.lists(mark, max_size=3),
    mark,
    st.lists(st.integers(2, 5), min_size=2, max_size=2),
)
def test_an_old_average_is_half_up_of_the_exact_weighted_mean(
    tx: list[int], dk: list[int], ck: int, spare: list[int]
) -> None:
    arrays = {
        "tx_1": np.array([[tx + [-1] * spare[0]]]),
        "tx_expected": np.array([len(tx)]),
        "dk_1": np.array([[dk + [-1] * spare[1]]]),
        "dk_expected": np.array([len(dk)]),
        "ck_1": np.array([[ck]]),
    }
    total, weight = sum(tx) + 2 * sum(dk) + 3 * ck, len(tx) + 2 * len(dk) + 3
    found = int(REGIMES["TT58"].compute(arrays)["average_1"][0, 0])
    assert found == (2 * total + weight) // (2 * weight)
    assert min([*tx, *dk, ck]) <= found <= max([*tx, *dk, ck])


@EACH
def test_counts_of_very_many_subjects_do_not_overflow(code: str) -> None:
    found = results(REGIMES[code], [80] * 200, [1])
    assert found["base_year"] == size(REGIMES[code], "base_year") - 1
    assert found.get("gpa_year", 80) == 80
