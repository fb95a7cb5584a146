"""Properties of the rules that hold for every pupil: total, exclusive, monotonic, order-free."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hocba.rules import regime_by_name
from hocba.rules.levels import EXEMPT, INCOMPLETE, NEEDS_DECISION
from hocba.rules.verdict import Band, Bands, Bound, Verdict
from tests.rules.often import often

TT22 = regime_by_name("TT22")
TT27 = regime_by_name("TT27")
FAST = often(50)

near = st.sampled_from([0, 34, 35, 49, 50, 64, 65, 79, 80, 89, 90, 100])
mark = st.one_of(near, st.integers(0, 100))
year = st.tuples(
    st.lists(mark, min_size=7, max_size=9), st.lists(st.integers(0, 1), min_size=3, max_size=4)
)


def learning(scores: list[int], comments: list[int], regime: Any = TT22) -> tuple[int, int]:
    """Level and base level of one pupil from year results."""
    computed = regime.compute(
        {
            "average_year": np.array([scores], dtype=np.int16),
            "comment_year": np.array([comments], dtype=np.int8),
        }
    )
    return int(computed["learning_year"][0]), int(computed["base_year"][0])


@FAST
@given(year)
def test_complete_results_always_give_exactly_one_level(pupil: tuple[list[int], list[int]]) -> None:
    level, base = learning(*pupil)
    assert level in (0, 1, 2, 3) and base in (0, 1, 2, 3)
    assert level - base in (0, 1)
    assert level < 3 or base == 3


@FAST
@given(year, st.integers(0, 6), st.integers(1, 60))
def test_a_higher_mark_never_lowers_the_level_of_the_table(
    pupil: tuple[list[int], list[int]], at: int, more: int
) -> None:
    scores, comments = pupil
    better = [*scores]
    better[at] = min(100, better[at] + more)
    assert learning(better, comments)[1] >= learning(scores, comments)[1]


@FAST
@given(year, st.randoms(use_true_random=False))
def test_the_order_of_subjects_does_not_matter(
    pupil: tuple[list[int], list[int]], random: Any
) -> None:
    scores, comments = [*pupil[0]], [*pupil[1]]
    before = learning(scores, comments)
    random.shuffle(scores)
    random.shuffle(comments)
    assert learning(scores, comments) == before


@FAST
@given(year, st.integers(0, 6))
def test_a_missing_result_never_gives_a_level(pupil: tuple[list[int], list[int]], at: int) -> None:
    scores, comments = [*pupil[0]], [*pupil[1]]
    scores[at] = INCOMPLETE
    assert learning(scores, comments) == (INCOMPLETE, INCOMPLETE)
    assert learning(pupil[0], [INCOMPLETE, *comments[1:]]) == (INCOMPLETE, INCOMPLETE)


@FAST
@given(year, st.integers(0, 7), st.integers(0, 3))
def test_an_exempt_subject_counts_as_if_it_were_not_there(
    pupil: tuple[list[int], list[int]], at: int, comment_at: int
) -> None:
    scores, comments = pupil
    with_exempt = [*scores[:at], EXEMPT, *scores[at:]]
    comments_exempt = [*comments[:comment_at], EXEMPT, *comments[comment_at:]]
    for regime in (TT22, regime_by_name(TT22.code, {"one_subject_mode": "counterfactual"})):
        expected = learning(scores, comments, regime)
        assert learning(with_exempt, comments_exempt, regime) == expected


@FAST
@given(st.lists(mark, min_size=0, max_size=5), st.lists(st.integers(0, 1), max_size=4))
def test_fewer_than_six_scored_subjects_are_never_concluded(
    scores: list[int], comments: list[int]
) -> None:
    assert learning(scores, comments) == (NEEDS_DECISION, NEEDS_DECISION)


@FAST
@given(st.lists(mark, min_size=2, max_size=4), mark, mark, st.integers(0, 5))
def test_a_term_average_lies_between_its_marks_and_needs_them_all(
    regular: list[int], gk: int, ck: int, at: int
) -> None:
    marks = [*regular, gk, ck]
    assert min(marks) <= _average(marks) <= max(marks)
    higher = [*marks]
    higher[at % len(marks)] = 100
    assert _average(higher) >= _average(marks)
    missing = [*marks]
    missing[at % len(marks)] = -1
    assert _average(missing) == INCOMPLETE


def _average(marks: list[int]) -> int:
    regular = np.array([[marks[:-2]]], dtype=np.int16)
    computed = TT22.compute(
        {
            "tx_1": regular,
            "tx_expected": np.array([regular.shape[2]]),
            "gk_1": np.array([[marks[-2]]]),
            "ck_1": np.array([[marks[-1]]]),
        }
    )
    return int(computed["average_1"][0, 0])


def test_every_reachable_tie_of_three_regular_marks_is_rounded_up() -> None:
    totals = np.arange(0, 801)
    tx = np.zeros((len(totals), 1, 3), dtype=np.int16)
    ck = np.minimum(totals // 3, 100)
    rest = totals - 3 * ck
    gk = np.minimum(rest // 2, 100)
    rest = rest - 2 * gk
    for slot in range(3):
        tx[:, 0, slot] = np.minimum(rest, 100)
        rest = rest - tx[:, 0, slot]
    assert (rest == 0).all()
    computed = TT22.compute(
        {"tx_1": tx, "tx_expected": np.array([3]), "gk_1": gk[:, None], "ck_1": ck[:, None]}
    )["average_1"][:, 0]
    assert computed.tolist() == [(2 * t + 8) // 16 for t in range(801)]
    ties = [t for t in range(801) if t % 8 == 4]
    assert len(ties) == 100 and all(computed[t] == t // 8 + 1 for t in ties)


def test_conduct_of_the_year_is_monotonic_in_both_terms() -> None:
    pairs = np.array(list(product(range(4), range(4))), dtype=np.int8)
    found = TT22.compute({"conduct_1": pairs[:, 0], "conduct_2": pairs[:, 1]})["conduct_year"]
    table = found.reshape(4, 4)
    assert (np.diff(table, axis=0) >= 0).all() and (np.diff(table, axis=1) >= 0).all()


@pytest.mark.parametrize("both_fail", ["NOT_PROMOTED", "SUMMER_TRAINING"])
def test_promotion_is_decided_for_every_pair_of_levels_and_never_falls_with_better_ones(
    both_fail: str,
) -> None:
    regime = regime_by_name(TT22.code, {"both_fail": both_fail})
    facts = np.array(list(product(range(4), range(4), (0, 45, 46))))
    computed = regime.compute(
        {
            "conduct_year": facts[:, 0],
            "learning_year": facts[:, 1],
            "absences": facts[:, 2],
        }
    )["promotion"].reshape(4, 4, 3)
    assert set(np.unique(computed)) == {0, 1, 2, 3}
    promoted = computed == 3
    assert (np.diff(promoted.astype(int), axis=0) >= 0).all()
    assert (np.diff(promoted.astype(int), axis=1) >= 0).all()
    assert (computed[:, :, 2] == 0).all()


children = st.tuples(
    st.lists(st.integers(0, 2), min_size=6, max_size=6),
    st.lists(st.integers(0, 10), min_size=6, max_size=6),
    st.lists(st.integers(0, 2), min_size=13, max_size=13),
)


def overall(child: tuple[list[int], list[int], list[int]], exempt: list[int] | None = None) -> int:
    subjects, tests, traits = child
    given_arrays = {
        "muc_ck_2": np.array([subjects]),
        "kt_ck_2": np.array([tests]) * 10,
        "kt_expected_ck_2": np.ones(len(tests), dtype=bool),
        "quality_ck_2": np.array([traits[:5]]),
        "competency_ck_2": np.array([traits[5:]]),
    }
    given_arrays["kt_ck_2"][given_arrays["kt_ck_2"] < 0] = -1
    if exempt is not None:
        given_arrays["exempt"] = np.array([exempt], dtype=bool)
    return int(TT27.compute(given_arrays)["overall"][0])


@FAST
@given(children, st.integers(0, 5), st.integers(0, 12))
def test_primary_results_are_total_monotonic_and_never_raised_by_missing(
    child: tuple[list[int], list[int], list[int]], at: int, trait_at: int
) -> None:
    subjects, tests, traits = child
    level = overall(child)
    assert level in (0, 1, 2, 3)
    best_subject, best_test, best_trait = [*subjects], [*tests], [*traits]
    best_subject[at], best_test[at], best_trait[trait_at] = 2, 10, 2
    assert overall((best_subject, best_test, best_trait)) >= level
    no_subject, no_test, no_trait = [*subjects], [*tests], [*traits]
    no_subject[at] = no_test[at] = no_trait[trait_at] = -1
    for lacking in (
        (no_subject, tests, traits),
        (subjects, no_test, traits),
        (subjects, tests, no_trait),
    ):
        assert overall(lacking) == INCOMPLETE
    exempt = [0] * 6
    assert overall((subjects[:], tests, traits), exempt) == level
    assert overall(([*subjects, 0], [*tests, -1], traits), [*exempt, 1]) == level


def test_a_decision_table_with_a_gap_or_an_overlap_cannot_be_built() -> None:
    with pytest.raises(ValueError, match="0 rows"):
        Verdict([((True,), 1)])
    with pytest.raises(ValueError, match="2 rows"):
        Verdict([((None,), 1), ((True,), 0)])
    with pytest.raises(ValueError, match="rest"):
        Bands(Band(1, (Bound("a", 1),)), Band(0, (Bound("a", 0),)))
    with pytest.raises(ValueError, match="rest"):
        Bands(Band(1, ()), Band(0, ()))
    with pytest.raises(ValueError, match="best level down"):
        Bands(Band(0, (Bound("a", 1),)), Band(1, ()))
