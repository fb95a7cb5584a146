"""The shapes of TT 22/2021 and, for GDTX centres, TT 43/2021: rèn luyện and học tập."""

from dataclasses import replace

from hocba.books.shapes.plan import AFTER_YEAR, ColumnPlan, absences, from_slot, level, text
from hocba.books.shapes.shape import Level, Shape
from hocba.org.words import CENTRE
from hocba.rules.levels import LEARNING, Scale
from hocba.rules.regime import Regime, Slot


def conduct_book(scale: Scale, label: str, after: str) -> list[ColumnPlan]:
    """The homeroom columns of both terms and of the summer: conduct, absences, words."""
    plans: list[ColumnPlan] = []
    for term in (1, 2):
        plans += [
            level("ren_luyen", term, "muc", label, scale, f"conduct_{term}"),
            *absences(term),
            text("nhan_xet", term, "nx", "Nhận xét của GVCN", required=term == 2),
        ]
    plans.append(text("thanh_tich", 2, "nx", "Cuộc thi, chứng chỉ (nếu có)"))
    summer = level("ren_luyen", AFTER_YEAR, "muc", after, scale, "conduct_again")
    return [
        *plans,
        summer.optional(),
        text("nhan_xet", AFTER_YEAR, "nx", f"Nhận xét {after[:1].lower()}{after[1:]}"),
    ]


def _homeroom(regime: Regime, grade: int) -> list[ColumnPlan]:
    return conduct_book(LEARNING, "Rèn luyện", "Rèn luyện hè")


def again(subject: str, last: tuple[Slot, ...]) -> list[ColumnPlan]:
    """Re-assessment after the year (TT 22 Điều 14): one result in place of the year's."""
    if not last:
        return []
    plan = from_slot(subject, AFTER_YEAR, last[-1])
    array = "average_again" if plan.scale is None else "comment_again"
    return [
        replace(plan, slot="dgl", label="Đánh giá lại", required=False, array=array, index=None)
    ]


TT22 = Shape(
    homeroom=_homeroom,
    again=again,
    comments=(("nx", "Nhận xét sự tiến bộ, ưu điểm nổi bật, hạn chế chủ yếu", False),),
    stems={"S": "average", "C": "comment"},
    levels=(
        Level("learning", "learning_t", "Học tập", title="Kết quả học tập"),
        Level("conduct", "conduct_t", "Rèn luyện", title="Kết quả rèn luyện"),
    ),
    decided={
        "learning_1": "learning_1",
        "learning_2": "learning_2",
        "learning": "learning_year",
        "learning_after": "learning_after",
        "conduct": "conduct_year",
        "promotion": "promotion",
        "promotion_after": "promotion_after",
        "award": "award",
        "completion": "completion",
    },
    inputs=("conduct_1", "conduct_2", "conduct_again"),
    main=("learning", "conduct", "promotion"),
    options={
        "promotion": ("PROMOTED", "RETEST", "SUMMER_TRAINING", "NOT_PROMOTED"),
        "promotion_after": ("PROMOTED", "NOT_PROMOTED"),
        "award": ("NONE", "GIOI", "XUAT_SAC"),
    },
    awards={"NONE": "", "GIOI": "Học sinh Giỏi", "XUAT_SAC": "Học sinh Xuất sắc"},
    explained=(
        "learning_1",
        "learning_2",
        "learning_year",
        "conduct_year",
        "promotion",
        "award",
        "learning_after",
        "promotion_after",
        "completion",
    ),
    given={"conduct": "Điều 8 khoản 2 điểm a"},
)

TT43 = replace(
    TT22,
    stems={"S": "average"},
    awards={"NONE": "", "GIOI": "Học viên Giỏi", "XUAT_SAC": "Học viên Xuất sắc"},
    words=CENTRE,
    given={"conduct": "Điều 8"},
)
