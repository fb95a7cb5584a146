"""Plain Vietnamese sentences for every value of kindergarten."""

from __future__ import annotations

from ..column import Column
from ..exact import SD_ZERO, show_sd, show_tenths
from ..levels import INCOMPLETE, MISSING, NOT_APPLICABLE, Scale
from ..view import View
from .growth import LAST_DAY_2006, WEIGHT_FOR_HEIGHT, plausible
from .params import SEX

FACTS = {
    "sex": "giới tính",
    "age_days": "ngày sinh hoặc ngày cân đo",
    "weight": "cân nặng",
    "height": "chiều cao",
}
LEAST = {"sex": 0, "age_days": 0, "weight": 1, "height": 1}
"""The lowest value that says something: nothing on the scales is no measurement."""


def _feeds(view: View) -> list[str]:
    spec = view.spec()
    assert isinstance(spec, Column)
    return [parameter for parameter, _ in spec.feeds]


def lacking(view: View) -> list[str]:
    """ "sex", "age_days", "weight", "height": the facts a z-score still needs."""
    return [name for name in _feeds(view) if name in FACTS and view.integer(name) < LEAST[name]]


def goals(view: View) -> str:
    levels, mine = view.row("goal"), view.row("goal_expected")
    given = [int(level) for level, wanted in zip(levels, mine, strict=True) if wanted]
    assessed, reached = sum(v >= 0 for v in given), sum(v > 0 for v in given)
    return (
        f"Đã đánh giá {assessed} trong {len(given)} mục tiêu, đạt {reached}: "
        "chỉ đếm, không xếp loại và không so sánh trẻ."
    )


def measure_interval(view: View) -> str:
    months = view.integer("age_months")
    if months == MISSING:
        return "Chưa biết tuổi nên chưa biết khoảng cách cân đo."
    below = view.params.monthly_below
    if months < below:
        return f"Trẻ {months} tháng, dưới {below} tháng: cân đo mỗi tháng một lần."
    return f"Trẻ {months} tháng, từ {below} tháng: cân đo mỗi quý một lần."


def indicator_of(view: View) -> str:
    return view.column.removesuffix("_z")


def z_score(view: View) -> str:
    result, names = view.result(), _feeds(view)
    if result == INCOMPLETE:
        return f"Chưa tính được vì còn thiếu: {', '.join(FACTS[n] for n in lacking(view))}."
    days = view.integer("age_days")
    if result == NOT_APPLICABLE:
        return f"Chỉ số này không dùng ở tuổi {days} ngày hoặc số đo nằm ngoài bảng của WHO."
    measured = []
    if "weight" in names:
        measured.append(f"nặng {show_tenths(view.integer('weight'))} kg")
    if "height" in names:
        measured.append(f"cao {show_tenths(view.integer('height'))} cm")
    tables = "chuẩn 2006" if days <= LAST_DAY_2006 else "tham chiếu 2007"
    said = (
        f"{SEX.word(view.integer('sex')).capitalize()} {days} ngày tuổi {', '.join(measured)}: "
        f"z-score {show_sd(result)} theo bảng LMS {tables} của WHO."
    )
    if not plausible(indicator_of(view), result - SD_ZERO):
        return f"{said} Số đo khác thường: hãy cân đo lại và kiểm tra ngày sinh."
    return said


def growth_class(view: View) -> str:
    (source,) = (n for n in _feeds(view) if n.endswith("_z"))
    result, z = view.result(), view.integer(source)
    if result == INCOMPLETE:
        return "Chưa xếp được vì chưa có z-score."
    if result == NOT_APPLICABLE:
        if view.column == WEIGHT_FOR_HEIGHT:
            return "Trên 60 tháng xét BMI theo tuổi, hoặc chiều cao nằm ngoài bảng của WHO."
        return "Chỉ số này không dùng ở tuổi này hoặc số đo nằm ngoài bảng của WHO."
    scale = view.spec().unit
    assert isinstance(scale, Scale)
    return f"z-score {show_sd(z)} SD, {_between(view, result)}: {scale.word(result).lower()}."


def _between(view: View, level: int) -> str:
    """Where the class begins and ends, in the words of the table of cut-offs."""
    cuts = dict(view.params.cuts)[view.column]
    low = cuts[level - 1] if level else None
    high = cuts[level] if level < len(cuts) else None
    parts = []
    if low is not None:
        parts.append(f"trên {_sd(low - 1)}" if low % 100 else f"từ {_sd(low)}")
    if high is not None:
        parts.append(f"đến {_sd(high - 1)}" if high % 100 else f"dưới {_sd(high)}")
    first, *rest = parts
    return " đến ".join((first, *(part.removeprefix("đến ") for part in rest)))


def _sd(hundredths: int) -> str:
    sign = "−" if hundredths < 0 else "+"
    return f"{sign}{abs(hundredths) // 100} SD"
