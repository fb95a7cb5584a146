"""Kindergarten at its edges: each cut of WHO, the limits of what is plausible, groups and stages."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import numpy as np
import pytest

from hocba.rules import BadInput
from hocba.rules.exact import SD_ZERO
from hocba.rules.levels import INCOMPLETE, NOT_APPLICABLE
from hocba.rules.mam_non import MamNon
from hocba.rules.mam_non.growth import (
    applies,
    bmi,
    completed_months,
    days_of,
    measure_tenths,
    months_later,
    reference,
    z_exact,
    z_hundredths,
)
from hocba.rules.mam_non.params import FIVE_YEARS, GROUP_OF_CODE, GROUPS

MN = MamNon()
CUTS = {
    "weight_for_age": [(-301, 0), (-300, 1), (-201, 1), (-200, 2), (200, 2), (201, 3)],
    "height_for_age": [(-301, 0), (-300, 1), (-201, 1), (-200, 2), (500, 2)],
    "weight_for_height": [
        *((-301, 0), (-300, 1), (-201, 1), (-200, 2), (200, 2), (201, 3), (300, 3), (301, 4)),
    ],
    "bmi_for_age": [(-201, 0), (-200, 1), (100, 1), (101, 2), (200, 2), (201, 3)],
}


@pytest.mark.parametrize("indicator", CUTS)
def test_each_class_begins_at_its_cut(indicator: str) -> None:
    z = np.array([[SD_ZERO + at for at, _ in CUTS[indicator]] + [INCOMPLETE, NOT_APPLICABLE]])
    found = MN.compute({f"{indicator}_z": z})[indicator][0].tolist()
    assert found == [*(level for _, level in CUTS[indicator]), INCOMPLETE, NOT_APPLICABLE]


@pytest.mark.parametrize(
    ("indicator", "low", "high"),
    [
        ("weight_for_age", -600, 500),
        ("height_for_age", -600, 600),
        ("weight_for_height", -500, 500),
        ("bmi_for_age", -500, 500),
    ],
)
def test_who_asks_to_measure_again_beyond_its_limits(indicator: str, low: int, high: int) -> None:
    inside = [MN.plausible(indicator, SD_ZERO + z) for z in (low - 1, low, high, high + 1)]
    assert inside == [False, True, True, False]


def test_there_are_six_age_groups_with_their_stages() -> None:
    assert [MN.stages(grade)[0][0] for grade in range(6)] == ["t6", "t18", "t36", *["chu_de"] * 3]
    for grade in (-1, 6):
        for ask in (MN.group, MN.stages, lambda g: MN.slots(g, "the_chat")):
            with pytest.raises(BadInput, match="nhóm tuổi"):
                ask(grade)


def test_age_groups_are_found_by_the_codes_of_files() -> None:
    names = {code: GROUPS[group] for code, group in GROUP_OF_CODE.items()}
    assert names == {
        "NT": "Nhóm trẻ 25–36 tháng",
        **dict.fromkeys(("MG", "MG3"), "Mẫu giáo 3–4 tuổi"),
        "MG4": "Mẫu giáo 4–5 tuổi",
        "MG5": "Mẫu giáo 5–6 tuổi",
    }
    assert GROUPS[FIVE_YEARS] == names["MG5"]


def test_goals_and_weighings_are_named_from_one() -> None:
    assert MN.fixed_names({"G": 2, "T": 1}) == {
        "G": [("goal1", "mục tiêu 1"), ("goal2", "mục tiêu 2")],
        "T": [("time1", "lần 1")],
    }
    assert MN.fixed_names({}) == {"G": [], "T": []}


def test_weighing_is_monthly_below_two_years() -> None:
    months = np.array([[-1, 0, 23, 24, 70]])
    assert MN.compute({"age_months": months})["measure_interval"].tolist() == [[-1, 0, 0, 1, 1]]


def test_goals_count_what_is_asked_and_assessed() -> None:
    given = {
        "goal": np.array([[1, 0, -1, 1]]),
        "goal_expected": np.array([[True, True, True, False]]),
    }
    found = MN.compute(given)
    assert (found["goals_assessed"].tolist(), found["goals_reached"].tolist()) == ([2], [1])


def test_a_goal_that_the_child_does_not_have_is_no_reason() -> None:
    given = {"goal": np.array([[1, 0, -1]]), "goal_expected": np.array([[True, True, False]])}
    why = MN.explain("goals_assessed", given, 0)
    assert [goal.subject for goal in why.inputs] == ["goal1", "goal2"]


def test_ages_are_counted_as_who_does() -> None:
    assert [days_of(months) for months in (0, 1, 2, 24, 61)] == [0, 30, 61, 731, 1857]
    assert days_of(Decimal("0.5")) == 15
    born = date(2023, 11, 30)
    assert completed_months(born, born) == 0
    assert completed_months(born, date(2024, 11, 30)) == 12
    assert months_later(date(2024, 12, 31), 2) == date(2025, 2, 28)
    assert months_later(date(2023, 12, 31), 2) == date(2024, 2, 29)
    assert months_later(date(2024, 11, 15), 1) == date(2024, 12, 15)
    assert months_later(date(2024, 10, 31), 1) == date(2024, 11, 30)


def test_measures_have_one_decimal_and_are_more_than_nothing() -> None:
    assert (measure_tenths("12.5"), measure_tenths(90)) == (125, 900)
    with pytest.raises(BadInput):
        measure_tenths("12.55")
    assert bmi(200, 1000) == 20
    for value in (Decimal(0), Decimal(-1)):
        with pytest.raises(BadInput, match="lớn hơn 0"):
            z_hundredths("weight_for_age", "F", 100, value)
    assert z_hundredths("weight_for_age", "F", 100, Decimal("0.1")) is not None


def test_which_table_is_read_on_which_day() -> None:
    assert [applies("weight_for_height", day) for day in (0, 1826, 1827)] == [True, True, False]
    assert [applies("bmi_for_age", day) for day in (1826, 1827)] == [False, True]
    lying, standing = (reference("weight_for_height", "F", day, 850) for day in (730, 731))
    assert lying is not None and standing is not None and lying != standing
    assert reference("weight_for_height", "F", 1826, 1000) is not None
    assert reference("weight_for_height", "F", 1827, 1000) is None
    with pytest.raises(BadInput, match="giới tính"):
        reference("weight_for_age", "X", 100)
    with pytest.raises(BadInput, match="chỉ số"):
        reference("iq_for_age", "F", 100)


@pytest.mark.parametrize("fact", ["weight", "height"])
def test_nothing_on_the_scales_is_no_measurement(fact: str) -> None:
    given = {
        "sex": np.array([1]),
        "age_days": np.array([[1400]]),
        "weight": np.array([[160]]),
        "height": np.array([[1000]]),
    }
    found = MN.compute(given | {fact: np.array([[0]])})
    assert found["weight_for_height"][0, 0] == INCOMPLETE
    assert found[f"{fact}_for_age"][0, 0] == INCOMPLETE
    other = {"weight": "height", "height": "weight"}[fact]
    assert found[f"{other}_for_age"][0, 0] >= 0
    least = MN.compute(given | {fact: np.array([[1]])})
    assert least[f"{fact}_for_age"][0, 0] == 0


def test_where_l_is_nought_a_measurement_is_judged_by_its_logarithm() -> None:
    lms = (Decimal(0), Decimal(10), Decimal("0.1"))
    for z in (-1, 1, 2):
        assert abs(z_exact(10 * (z * Decimal("0.1")).exp(), lms) - z) < Decimal("1e-20")
    three, two = (10 * (n * Decimal("0.1")).exp() for n in (3, 2))
    assert abs(z_exact(three + (three - two), lms) - 4) < Decimal("1e-20")
    low, less = (10 * (n * Decimal("0.1")).exp() for n in (-3, -2))
    assert abs(z_exact(low - (less - low), lms) + 4) < Decimal("1e-20")


def test_a_score_beyond_every_scale_stays_on_it() -> None:
    given = {"sex": np.array([1]), "age_days": np.array([[0]]), "weight": np.array([[1500]])}
    found = MN.compute(given)
    assert found["weight_for_age_z"].tolist() == [[2 * SD_ZERO - 1]]
    assert found["weight_for_age"].tolist() == [[3]]


def test_each_child_is_judged_by_its_own_table_at_every_time() -> None:
    given = {
        "sex": np.array([0, 1]),
        "age_days": np.array([[400, 900], [400, 900]]),
        "weight": np.array([[90, 120], [90, 120]]),
    }
    found = MN.compute(given)["weight_for_age_z"] - SD_ZERO
    for child, sex in enumerate("FM"):
        for time, (days, kilos) in enumerate(((400, "9.0"), (900, "12.0"))):
            assert found[child, time] == z_hundredths("weight_for_age", sex, days, Decimal(kilos))
    assert found[0].tolist() != found[1].tolist()
