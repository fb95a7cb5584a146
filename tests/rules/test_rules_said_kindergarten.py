"""What kindergarten and TT 23 say under a value, to the word."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from hocba.rules import regime_by_name
from hocba.rules.exact import SD_ZERO
from hocba.rules.mam_non import MamNon
from hocba.rules.mam_non.params import Params
from tests.rules.said import said

BOY, GIRL = 1, 0
AGAIN = "Số đo khác thường: hãy cân đo lại và kiểm tra ngày sinh."
OUTSIDE = "Chỉ số này không dùng ở tuổi {} ngày hoặc số đo nằm ngoài bảng của WHO."


def child(sex: int = BOY, days: int = 1826, weight: int = 140, height: int = 1050) -> Any:
    return {"sex": sex, "age_days": [days], "weight": [weight], "height": [height]}


@pytest.mark.parametrize(
    ("column", "given", "sentence"),
    [
        ("weight_for_age_z", child(), "Bé trai 1826 ngày tuổi nặng 14,0 kg: z-score −2,04 theo bảng LMS chuẩn 2006 của WHO."),
        ("weight_for_age_z", child(GIRL), "Bé gái 1826 ngày tuổi nặng 14,0 kg: z-score −1,86 theo bảng LMS chuẩn 2006 của WHO."),
        ("height_for_age_z", child(), "Bé trai 1826 ngày tuổi cao 105,0 cm: z-score −1,07 theo bảng LMS chuẩn 2006 của WHO."),
        ("weight_for_height_z", child(), "Bé trai 1826 ngày tuổi nặng 14,0 kg, cao 105,0 cm: z-score −2,25 theo bảng LMS chuẩn 2006 của WHO."),
        ("bmi_for_age_z", child(days=1856), "Bé trai 1856 ngày tuổi nặng 14,0 kg, cao 105,0 cm: z-score −2,18 theo bảng LMS chuẩn 2006 của WHO."),
        ("bmi_for_age_z", child(days=1857), "Bé trai 1857 ngày tuổi nặng 14,0 kg, cao 105,0 cm: z-score −2,35 theo bảng LMS tham chiếu 2007 của WHO."),
        ("weight_for_age_z", child(days=0, weight=33), "Bé trai 0 ngày tuổi nặng 3,3 kg: z-score −0,10 theo bảng LMS chuẩn 2006 của WHO."),
        ("weight_for_age_z", child(weight=450), f"Bé trai 1826 ngày tuổi nặng 45,0 kg: z-score 7,63 theo bảng LMS chuẩn 2006 của WHO. {AGAIN}"),
        ("weight_for_age_z", child(weight=70), f"Bé trai 1826 ngày tuổi nặng 7,0 kg: z-score −6,16 theo bảng LMS chuẩn 2006 của WHO. {AGAIN}"),
        ("weight_for_age_z", child(-1, -1, -1), "Chưa tính được vì còn thiếu: giới tính, ngày sinh hoặc ngày cân đo, cân nặng."),
        ("weight_for_age_z", child(GIRL, 0, 0), "Chưa tính được vì còn thiếu: cân nặng."),
        ("weight_for_height_z", child(height=0), "Chưa tính được vì còn thiếu: chiều cao."),
        ("weight_for_height_z", child(days=1827), OUTSIDE.format(1827)),
        ("weight_for_height_z", child(height=1250), OUTSIDE.format(1826)),
        ("bmi_for_age_z", child(), OUTSIDE.format(1826)),
        ("measure_interval", {"age_months": [-1]}, "Chưa biết tuổi nên chưa biết khoảng cách cân đo."),
        ("measure_interval", {"age_months": [23]}, "Trẻ 23 tháng, dưới 24 tháng: cân đo mỗi tháng một lần."),
        ("measure_interval", {"age_months": [24]}, "Trẻ 24 tháng, từ 24 tháng: cân đo mỗi quý một lần."),
    ],
)  # fmt: skip
def test_a_measurement_is_explained(column: str, given: dict[str, Any], sentence: str) -> None:
    assert said("MN", column, 0, **given) == sentence


BANDS = {
    "weight_for_age": {
        -301: "dưới −3 SD: suy dinh dưỡng thể nhẹ cân, mức độ nặng",
        -201: "từ −3 SD đến dưới −2 SD: suy dinh dưỡng thể nhẹ cân, mức độ vừa",
        200: "từ −2 SD đến +2 SD: bình thường",
        201: "trên +2 SD: cân nặng cao hơn so với tuổi",
    },
    "height_for_age": {-300: "từ −3 SD đến dưới −2 SD: thấp còi, mức độ vừa", -200: "từ −2 SD: bình thường"},
    "weight_for_height": {
        -301: "dưới −3 SD: gầy còm, mức độ nặng",
        201: "trên +2 SD đến +3 SD: thừa cân",
        301: "trên +3 SD: béo phì",
    },
    "bmi_for_age": {
        -201: "dưới −2 SD: gầy còm",
        100: "từ −2 SD đến +1 SD: bình thường",
        101: "trên +1 SD đến +2 SD: thừa cân",
        201: "trên +2 SD: béo phì",
    },
}  # fmt: skip


@pytest.mark.parametrize(
    ("indicator", "hundredths", "words"),
    [(name, z, words) for name, bands in BANDS.items() for z, words in bands.items()],
)
def test_a_class_says_between_which_cuts_it_lies(
    indicator: str, hundredths: int, words: str
) -> None:
    sentence = said("MN", indicator, 0, **{f"{indicator}_z": [SD_ZERO + hundredths]})
    assert sentence.startswith("z-score ") and sentence.endswith(f" SD, {words}.")


def test_cuts_of_an_amendment_are_said_as_they_are() -> None:
    """A cut at a whole SD belongs to the class above it, one hundredth later to the one below."""
    other = MamNon(replace(Params(), cuts=(("weight_for_age", (-399, 0, 9900)),)))
    said_at = {
        z: other.explain("weight_for_age", {"weight_for_age_z": np.array([[SD_ZERO + z]])}, 0, 0)
        for z in (-400, -399, 0, 9900)
    }
    assert [why.sentence.split(", ", 1)[1].split(":")[0] for why in said_at.values()] == [
        "đến −4 SD",
        "trên −4 SD đến dưới +0 SD",
        "từ +0 SD đến dưới +99 SD",
        "từ +99 SD",
    ]


def test_a_class_that_cannot_be_given_says_why() -> None:
    for indicator in BANDS:
        without = said("MN", indicator, 0, **{f"{indicator}_z": [-1]})
        assert without == "Chưa xếp được vì chưa có z-score."
    outside = "Chỉ số này không dùng ở tuổi này hoặc số đo nằm ngoài bảng của WHO."
    assert said("MN", "weight_for_age", 0, weight_for_age_z=[-4]) == outside
    by_height = said("MN", "weight_for_height", 0, weight_for_height_z=[-4])
    assert by_height.startswith("Trên 60 tháng xét BMI theo tuổi")


def test_nothing_on_the_scales_is_named_as_missing() -> None:
    given = {n: np.array([v]) for n, v in child(GIRL, 0, 0, 0).items()}
    mn = regime_by_name("MN")
    assert mn.missing("weight_for_height_z", given, 0, 0) == ["weight", "height"]
    assert mn.missing("height_for_age_z", given, 0, 0) == ["height"]
    least = {n: np.array([v]) for n, v in child(-1, 0, 1, 1).items()}
    assert mn.missing("weight_for_height_z", least, 0, 0) == ["sex"]


def test_goals_and_indicators_are_counted_and_not_judged() -> None:
    goals = {"goal": [1, 0, -1, 1], "goal_expected": [True, True, True, False]}
    counted = "Đã đánh giá 2 trong 3 mục tiêu, đạt 1: chỉ đếm, không xếp loại và không so sánh trẻ."
    assert said("MN", "goals_assessed", **goals) == said("MN", "goals_reached", **goals) == counted
    row = [1, *[0] * 24, 1, 1, *[0] * 92, -1]
    assert said("TT23", "reached", indicator=row) == (
        "Đạt 3 trong 119 chỉ số đã theo dõi: chỉ đếm, không kết luận về chuẩn và không so sánh trẻ."
    )
    domains = [said("TT23", "reached_in_domain", at, indicator=row) for at in range(4)]
    assert [words.partition(":")[2] for words in domains] == [
        f" đạt {n} chỉ số, chỉ đếm." for n in (2, 1, 0, 0)
    ]
    assert domains[3].startswith("Phát triển nhận thức")
