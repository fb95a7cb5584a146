"""The shape of kindergarten: weighing by month or quarter, words; the goals are the school's own."""

from hocba.books.kindergarten import BODY, Weighing, facts, weighings
from hocba.books.shapes.plan import ColumnPlan, absences, text
from hocba.books.shapes.shape import Part, Shape
from hocba.org.words import Words
from hocba.rules.regime import Regime

GROWTH = ("ngay", "nang", "cao")


def _weighing(time: Weighing, place: int) -> list[ColumnPlan]:
    def column(what: str, kind: str, label: str, array: str = "") -> ColumnPlan:
        asked = time.required and what != "ngay"
        return ColumnPlan(
            BODY, time.term, time.slot(what), kind, f"{label} T{time.month}",
            required=asked, array=array, index=place if array else None,
        )  # fmt: skip

    return [
        column("ngay", "count", "Ngày cân đo"),
        column("nang", "measure", "Cân nặng (kg)", "weight"),
        column("cao", "measure", "Chiều cao (cm)", "height"),
    ]


def _homeroom(regime: Regime, grade: int) -> list[ColumnPlan]:
    plans: list[ColumnPlan] = []
    for place, time in enumerate(weighings(grade)):
        plans += _weighing(time, place)
    for term in (1, 2):
        plans += absences(term)
        plans.append(text("nhan_xet", term, "nx", "Nhận xét, khen", required=term == 2))
    return plans


MN = Shape(
    homeroom=_homeroom,
    again=lambda subject, last: [],
    comments=(),
    stems={},
    levels=(),
    decided={},
    inputs=(),
    main=(),
    options={},
    awards={},
    explained=(),
    facts=facts,
    parts=(
        Part("1c", "Cân đo học kì I", 1, GROWTH),
        Part("1m", "Mục tiêu học kì I", 1),
        Part("2c", "Cân đo học kì II", 2, GROWTH),
        Part("2m", "Mục tiêu học kì II", 2),
    ),
    words=Words(pupil="trẻ"),
)
