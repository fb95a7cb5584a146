"""The examples of kindergarten and TT 23 at their edges: cuts, ages, what is refused."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from hocba.rules import BadInput
from hocba.rules.check import run_example


def answer(regulation: str, grade: str = "MG", **fields: Any) -> dict[str, Any]:
    return run_example({"regulation": regulation, "grade": grade, "input": fields})[0]


D = Decimal
OUTSIDE = {"class": None, "status": "NOT_APPLICABLE"}
UNKNOWN = {"class": None, "status": "INCOMPLETE"}
NORMAL, HEAVY = {"class": "BINH_THUONG"}, {"class": "CAN_NANG_CAO_HON_TUOI"}
MODERATE, SEVERE = {"class": "SDD_NHE_CAN_VUA"}, {"class": "SDD_NHE_CAN_NANG"}
Z: dict[str, Any] = {"kind": "who_zscore", "indicator": "weight_for_age"}
BY_HEIGHT, BMI = {**Z, "indicator": "weight_for_height"}, {**Z, "indicator": "bmi_for_age"}
VALUE = {"kind": "who_value", "indicator": "weight_for_age", "sex": "M", "age_months": 24}
GROWTH = {"kind": "growth", "sex": "M", "age_days": 1000, "weight": D("13.0"), "height": 95}


@pytest.mark.parametrize(
    ("fields", "result"),
    [
        ({**Z, "z": D("-3.001")}, SEVERE),
        ({**Z, "z": -3}, MODERATE),
        ({**Z, "z": D("-2.001")}, MODERATE),
        ({**Z, "z": -2}, NORMAL),
        ({**Z, "z": 2}, NORMAL),
        ({**Z, "z": D("2.001")}, HEAVY),
        ({**Z, "z": D("99.99")}, HEAVY),
        ({**Z, "z": D("-99.99")}, SEVERE),
        ({**Z, "z": None}, UNKNOWN),
        ({**BY_HEIGHT, "z": D("-3.5")}, {"class": "GAY_COM"}),
        ({**BY_HEIGHT, "z": 1, "age_months": 60}, NORMAL),
        ({**BY_HEIGHT, "z": 1, "age_months": 61}, OUTSIDE),
        ({**BMI, "z": 1, "age_months": 60}, OUTSIDE),
        ({**BMI, "z": 1, "age_months": 61}, NORMAL),
        ({**VALUE, "value": D("12.1")}, NORMAL),
        ({**VALUE, "value": D("0.1")}, SEVERE),
        ({**VALUE, "value": None}, UNKNOWN),
        ({**VALUE, "age_months": None, "value": 12}, UNKNOWN),
        ({**VALUE, "age_months": 200, "value": 16}, OUTSIDE),
        ({**VALUE, "indicator": "weight_for_height", "value": 12, "height": D("87.5")}, NORMAL),
        ({**VALUE, "indicator": "weight_for_height", "value": 12, "height": 30}, OUTSIDE),
        ({**VALUE, "indicator": "bmi_for_age", "value": 16}, OUTSIDE),
        ({**VALUE, "indicator": "bmi_for_age", "age_months": 72, "value": 16}, NORMAL),
        ({"kind": "measure_frequency", "age_months": 23}, {"interval": "monthly"}),
        ({"kind": "measure_frequency", "age_months": 24}, {"interval": "quarterly"}),
        ({"kind": "weighing_due", "born": "2024-01-31", "last": None}, {"due": "at_once"}),
        ({"kind": "weighing_due", "born": "2024-01-31", "last": "2024-03-31"}, {"due": "2024-04-30"}),
        ({"kind": "weighing_due", "born": "2022-01-31", "last": "2024-03-31"}, {"due": "2024-06-30"}),
        ({"kind": "goals", "goals": ["+", "-", None]}, {"goals_assessed": 2, "goals_reached": 1}),
        ({"kind": "stages"}, {"stages": ["Cuối chủ đề", "Cuối độ tuổi"]}),
    ],
)  # fmt: skip
def test_kindergarten_answers(fields: dict[str, Any], result: dict[str, Any]) -> None:
    assert answer("MN", **fields) == result


@pytest.mark.parametrize(
    ("changed", "scores"),
    [
        ({}, ("−0,50", "0,29", "−0,99", None)),
        ({"age_days": 1900}, ("−2,92", "−3,46", None, "−0,70")),
        ({"weight": 60}, ("20,71!", "0,29", "30,85!", None)),
        ({"age_days": 0, "weight": D("3.3"), "height": 50}, ("−0,10", "0,06", "−0,09", None)),
    ],
)
def test_growth_has_every_score_of_the_age_and_marks_the_impossible(
    changed: dict[str, Any], scores: tuple[str | None, ...]
) -> None:
    """ "!" stands for a score that asks to measure again."""
    wanted: dict[str, Any] = {}
    names = ("weight_for_age", "height_for_age", "weight_for_height", "bmi_for_age")
    for name, score in zip(names, scores, strict=True):
        wanted[name] = score.rstrip("!") if score else None
        if score:
            wanted[f"{name}_plausible"] = not score.endswith("!")
    assert answer("MN", **{**GROWTH, **changed}) == wanted


@pytest.mark.parametrize(
    ("fields", "column"),
    [
        ({**Z, "z": D("99.991")}, "z"),
        ({**Z, "z": -100}, "z"),
        ({**Z, "indicator": "iq", "z": 1}, "indicator"),
        ({**VALUE, "value": 500}, "value"),
        ({**VALUE, "value": 0}, "weight_for_age"),
        ({**VALUE, "sex": "X", "value": 12}, "sex"),
        ({**VALUE, "indicator": "weight_for_height", "value": 12}, "height"),
        ({**VALUE, "indicator": "weight_for_height", "value": 12, "height": D("87.55")}, "số đo"),
    ],
)
def test_what_no_scale_shows_is_refused(fields: dict[str, Any], column: str) -> None:
    with pytest.raises(BadInput) as refused:
        answer("MN", **fields)
    assert refused.value.column == column


def test_the_age_group_is_read_from_its_code_or_number() -> None:
    ends = {"NT": 36, "0": 12, "1": 24, "2": 36}
    for group, months in ends.items():
        assert answer("MN", group, kind="stages")["stages"][-1] == f"Cuối giai đoạn {months} tháng"
    for group in ("MG", "MG3", "MG4", "MG5"):
        assert answer("MN", group, kind="stages")["stages"] == ["Cuối chủ đề", "Cuối độ tuổi"]


def test_indicators_are_counted_by_domain() -> None:
    counts = {"the_chat": 2, "tinh_cam_xa_hoi": 1, "ngon_ngu_giao_tiep": 0, "nhan_thuc": 1}
    found = answer("TT23", "MG5", kind="indicators_reached", reached=[1, 26, 27, 120])
    assert found == {"reached": 4, "by_domain": counts}
    for number in (0, 121):
        with pytest.raises(BadInput, match=f"không có chỉ số {number}"):
            answer("TT23", "MG5", kind="indicators_reached", reached=[number])
    totals = {"the_chat": 26, "tinh_cam_xa_hoi": 34, "ngon_ngu_giao_tiep": 31, "nhan_thuc": 29}
    found = answer("TT23", "MG5", kind="indicator_totals")
    assert found == {"standards": 28, "indicators": 120, "by_domain": totals}
    assert answer("TT23", "MG5", kind="indicator_range", standard=1) == {"first": 1, "last": 4}
