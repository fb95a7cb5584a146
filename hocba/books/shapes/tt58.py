"""The shape of TT 58/2011 in both texts: học lực and hạnh kiểm, a title each term."""

from dataclasses import replace

from hocba.books.shapes import secondary
from hocba.books.shapes.plan import ColumnPlan, level
from hocba.books.shapes.shape import Level, Shape
from hocba.rules.regime import Regime, Slot
from hocba.rules.tt58_2011.params import CONDUCT


def _homeroom(regime: Regime, grade: int) -> list[ColumnPlan]:
    """Hạnh kiểm of the year is given apart, «chủ yếu căn cứ hạnh kiểm học kì II» (Điều 4): while
    it is empty the second term's stands as the proposal."""
    plans = secondary.conduct_book(CONDUCT, "Hạnh kiểm", "Hạnh kiểm sau hè")
    year = level("ren_luyen", 2, "cn", "Hạnh kiểm cả năm", CONDUCT, "conduct_decided")
    place = next(n for n, p in enumerate(plans) if (p.array, p.term) == ("conduct_2", 2))
    return [*plans[: place + 1], year.optional(), *plans[place + 1 :]]


def _again(subject: str, last: tuple[Slot, ...]) -> list[ColumnPlan]:
    return [replace(plan, label="Kiểm tra lại") for plan in secondary.again(subject, last)]


TT58 = Shape(
    homeroom=_homeroom,
    again=_again,
    comments=(("nx", "Nhận xét", False),),
    stems={"S": "average", "C": "comment"},
    levels=(
        Level("gpa", "gpa_t", "ĐTB", "các môn", "Điểm trung bình các môn"),
        Level("learning", "learning_t", "Học lực", title="Xếp loại học lực"),
        Level("conduct", "conduct_t", "Hạnh kiểm", title="Xếp loại hạnh kiểm"),
        Level("award", "award_t", "Danh hiệu", title="Danh hiệu học kì", year=False),
    ),
    decided={
        "learning_1": "learning_1",
        "learning_2": "learning_2",
        "learning": "learning_year",
        "learning_after": "learning_after",
        "conduct": "conduct_year",
        "promotion": "promotion",
        "promotion_after": "promotion_after",
        "award_1": "award_1",
        "award_2": "award_2",
        "award": "award",
    },
    inputs=secondary.TT22.inputs,
    main=secondary.TT22.main,
    options={
        "promotion": ("PROMOTED", "RETEST", "SUMMER_TRAINING", "NOT_PROMOTED"),
        "promotion_after": ("PROMOTED", "NOT_PROMOTED"),
        "award": ("NONE", "TIEN_TIEN", "GIOI"),
    },
    awards={"NONE": "", "TIEN_TIEN": "Học sinh tiên tiến", "GIOI": "Học sinh giỏi"},
    explained=(
        "gpa_1",
        "learning_1",
        "award_1",
        "gpa_2",
        "learning_2",
        "award_2",
        "gpa_year",
        "learning_year",
        "conduct_year",
        "promotion",
        "award",
        "learning_after",
        "promotion_after",
    ),
    after_subject="Kiểm tra lại",
    given={"conduct": "Điều 4"},
    comment_rule="Đ khi đủ, 2/3 Đ, cuối kì Đ",
)
