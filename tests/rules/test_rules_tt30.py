"""TT 30/2014 as amended by TT 22/2016: awards, and everything else left to people."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hocba.rules import BadInput
from hocba.rules.levels import INCOMPLETE, NEEDS_DECISION
from hocba.rules.tt30_2014 import TT30 as Circular
from tests.rules.often import often

TT30 = Circular()
FAST = often(50)
pupils = st.tuples(
    st.lists(st.integers(0, 2), min_size=4, max_size=4),
    st.lists(st.integers(1, 10), min_size=4, max_size=4),
    st.lists(st.integers(0, 2), min_size=7, max_size=7),
    st.booleans(),
)
Pupil = tuple[list[int], list[int], list[int], bool]


def arrays(pupil: Pupil, **more: Any) -> dict[str, Any]:
    subjects, tests, traits, outstanding = pupil
    return {
        "muc_ck_2": np.array([subjects]),
        "kt_ck_2": np.where(np.array([tests]) < 0, -1, np.array([tests]) * 10),
        "kt_expected_ck_2": np.ones(len(tests), dtype=bool),
        "quality_ck_2": np.array([traits[:4]]),
        "competency_ck_2": np.array([traits[4:]]),
        "outstanding_or_progress": np.array([outstanding]),
        **more,
    }


def award(pupil: Pupil, **more: Any) -> int:
    return int(TT30.compute(arrays(pupil, **more))["award"][0])


@FAST
@given(pupils, st.integers(0, 3), st.integers(0, 6))
def test_awards_are_total_monotonic_and_never_raised_by_missing(
    pupil: Pupil, at: int, trait_at: int
) -> None:
    subjects, tests, traits, outstanding = pupil
    level = award(pupil)
    assert level in (0, 1, 2)
    better = ([*subjects], [*tests], [*traits], True)
    better[0][at], better[1][at], better[2][trait_at] = 2, 10, 2
    assert award(better) >= level
    for lost in range(3):
        parts = ([*subjects], [*tests], [*traits])
        parts[lost][at] = -1
        assert award((*parts, outstanding)) == INCOMPLETE


@FAST
@given(pupils, st.randoms(use_true_random=False))
def test_neither_the_order_of_subjects_nor_an_exempt_one_matters(pupil: Pupil, random: Any) -> None:
    level = award(pupil)
    order = [*range(4)]
    random.shuffle(order)
    subjects, tests, traits, outstanding = pupil
    moved = ([subjects[i] for i in order], [tests[i] for i in order], traits, outstanding)
    assert award(moved) == level
    more = ([*subjects, 0], [*tests, -1], traits, outstanding)
    assert award(more, exempt=np.array([[0, 0, 0, 0, 1]], dtype=bool)) == level


def test_completion_waits_for_every_level_and_then_for_the_head() -> None:
    worst = arrays(([0] * 4, [-1] * 4, [0] * 7, False))
    best = arrays(([2] * 4, [-1] * 4, [2] * 7, False))
    for given_arrays in (worst, best):
        assert TT30.compute(given_arrays)["class_completion"][0] == NEEDS_DECISION
        assert (
            "Hiệu trưởng quyết định" in TT30.explain("class_completion", given_arrays, 0).sentence
        )
    lacking = arrays(([2, -1, 2, 2], [9] * 4, [2, -1, 2, 2, 2, -1, 2], True))
    assert TT30.compute(lacking)["class_completion"][0] == INCOMPLETE
    assert len(TT30.missing("class_completion", lacking, 0)) == 3
    assert "còn thiếu" in TT30.explain("class_completion", lacking, 0).sentence


def test_a_pupil_with_no_test_known_gets_no_award() -> None:
    best: Pupil = ([2] * 4, [-1] * 4, [2] * 7, False)
    given_arrays = arrays(best, kt_expected_ck_2=np.zeros(4, dtype=bool))
    assert TT30.compute(given_arrays)["award"][0] == INCOMPLETE
    assert TT30.missing("award", given_arrays, 0) == ["year_end_test"]
    assert "điểm kiểm tra cuối năm" in TT30.explain("award", given_arrays, 0).sentence


def test_the_reasons_name_what_falls_short() -> None:
    why = TT30.explain("award", arrays(([2, 1, 2, 2], [9] * 4, [2] * 7, False)), 0)
    assert "mức Hoàn thành" in why.sentence and why.value == "Không có danh hiệu"
    why = TT30.explain("award", arrays(([2] * 4, [9, 8, 9, 9], [2] * 7, True)), 0)
    assert "vượt trội" in why.sentence and "8 điểm (cần từ 9)" in why.sentence
    why = TT30.explain("award", arrays(([2] * 4, [9] * 4, [2] * 7, False)), 0)
    assert "từ 9 điểm: hoàn thành xuất sắc" in why.sentence and why.clause is not None
    assert why.clause.ref == "TT 22/2016 Điều 1 khoản 9"


def test_zero_and_decimals_are_refused_in_a_periodic_test() -> None:
    assert TT30.parse_score("1").tenths == 10
    refused = TT30.parse_score("0")
    assert not refused.ok and "22/2016" in refused.message
    assert TT30.parse_score("8,5").error == "NO_DECIMAL"


def test_three_competencies_four_qualities_and_no_level_or_completion_by_machine() -> None:
    assert len(TT30.competencies(4)) == 3 and len(TT30.qualities(4)) == 4
    assert set(TT30.rulebook.columns) == {"award", "class_completion"}
    slots = TT30.slots(4, "TOAN")["2"]
    assert [s.code for s in slots] == ["muc_gk", "kt_gk", "muc_ck", "kt_ck"]
    assert [s.code for s in TT30.trait_slots(4)["quality"]] == [c for c, _ in TT30.qualities(4)]
    with pytest.raises(BadInput):
        TT30.slots(6, "TOAN")
