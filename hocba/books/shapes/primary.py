"""Primary school, TT 27/2020 and before it TT 30/2014: four times a year, levels given by teachers,
traits by the homeroom."""

from dataclasses import replace

from hocba.books.shapes.plan import (
    AFTER_YEAR,
    ColumnPlan,
    absences,
    from_slot,
    level,
    text,
)
from hocba.books.shapes.shape import Level, Shape
from hocba.rules.levels import PRIMARY_TRAIT
from hocba.rules.regime import Regime, Slot

LAST = ("muc_ck", "kt_ck")
TRAIT_WORDS = "nx_ck"
YES = ("X",)


def _traits(regime: Regime, grade: int, part: str, term: int) -> list[ColumnPlan]:
    """Phẩm chất and năng lực at one time; after the year (term 3) the re-assessed ones."""
    time = "again" if term == AFTER_YEAR else f"{part}_{term}"
    return [
        level(s.code, term, f"muc_{part}", s.label, PRIMARY_TRAIT, f"{s.array}_{time}", s.index)
        for slots in regime.trait_slots(grade).values()
        for s in slots
    ]


def _trait_words(regime: Regime, grade: int, term: int) -> list[ColumnPlan]:
    """Words on each phẩm chất and năng lực: the cells of the học bạ (TT 27, Phụ lục 1, mục 2 and 3)."""
    return [
        text(s.code, term, TRAIT_WORDS, f"Nhận xét {s.label}")
        for slots in regime.trait_slots(grade).values()
        for s in slots
    ]


def _terms(regime: Regime, grade: int) -> list[ColumnPlan]:
    """What the homeroom teacher writes in both terms."""
    plans: list[ColumnPlan] = []
    for term in (1, 2):
        plans += _traits(regime, grade, "gk", term) + _traits(regime, grade, "ck", term)
        plans += [
            text("nx_pham_chat", term, "nx_ck", "Nhận xét phẩm chất", required=term == 2),
            text("nx_nang_luc", term, "nx_ck", "Nhận xét năng lực", required=term == 2),
            *absences(term),
            ColumnPlan("the_trang", term, "cao", "measure", "Chiều cao (cm)", required=False),
            ColumnPlan("the_trang", term, "nang", "measure", "Cân nặng (kg)", required=False),
        ]
    return plans


def _homeroom(regime: Regime, grade: int) -> list[ColumnPlan]:
    plans = _terms(regime, grade)
    for term in (1, 2):
        plans.append(text("nx_dac_thu", term, TRAIT_WORDS, "Nhận xét năng lực đặc thù"))
        plans += _trait_words(regime, grade, term)
    for slot, label, array in (
        ("tien_bo", "Thành tích xuất sắc hoặc tiến bộ rõ rệt", "outstanding_or_progress"),
        ("lop", "Được tập thể lớp công nhận", "class_recognised"),
    ):
        plans.append(ColumnPlan("khen", 2, slot, "level", label, YES, False, array))
    return plans + [p.optional() for p in _traits(regime, grade, "ck", AFTER_YEAR)]


def _again(subject: str, last: tuple[Slot, ...]) -> list[ColumnPlan]:
    """Supplementary assessment (TT 27 Điều 11): level and test of the end of the year once more."""
    found = []
    for slot in last:
        if slot.code in LAST:
            array = slot.array.replace("_ck", "_again")
            plan = from_slot(subject, AFTER_YEAR, slot)
            found.append(replace(plan, array=array, required=False))
    return found


TT27 = Shape(
    homeroom=_homeroom,
    again=_again,
    comments=(("nx_gk", "Nhận xét giữa kì", False), ("nx_ck", "Nhận xét cuối kì", True)),
    stems={},
    levels=(Level("overall", "overall", "Kết quả", "giáo dục", terms=False),),
    decided={
        "overall": "overall",
        "overall_after": "overall_after",
        "overall_final": "overall_final",
        "promotion": "class_completion",
        "promotion_after": "completion_after",
        "award": "award",
        "completion": "primary_completion",
    },
    inputs=(),
    main=("overall", "promotion"),
    options={
        "promotion": ("COMPLETED", "SUPPLEMENTARY_ASSESSMENT"),
        "promotion_after": ("COMPLETED", "NOT_COMPLETED"),
        "award": ("NONE", "TIEU_BIEU", "XUAT_SAC"),
    },
    awards={"NONE": "", "TIEU_BIEU": "Học sinh Tiêu biểu", "XUAT_SAC": "Học sinh Xuất sắc"},
    explained=(
        "overall",
        "class_completion",
        "award",
        "overall_after",
        "overall_final",
        "completion_after",
        "primary_completion",
    ),
    beside={"overall_final": "overall_after"},
    given={
        "subject": "Điều 7 khoản 1 điểm a",
        "quality": "Điều 7 khoản 2",
        "competency": "Điều 7 khoản 2",
    },
    four_times=True,
    trait_words=True,
    after_subject="Đánh giá bổ sung",
    after_homeroom="Đánh giá bổ sung",
)


def _homeroom_before(regime: Regime, grade: int) -> list[ColumnPlan]:
    """The form of TT 22/2016 has health beside height and weight."""
    plans = _terms(regime, grade)
    plans += [text("suc_khoe", term, "nx", "Sức khỏe") for term in (1, 2)]
    label, array = "Thành tích vượt trội hoặc tiến bộ vượt bậc", "outstanding_or_progress"
    return [*plans, ColumnPlan("khen", 2, "tien_bo", "level", label, YES, False, array)]


TT30 = Shape(
    homeroom=_homeroom_before,
    again=lambda subject, last: [],
    comments=TT27.comments,
    stems={},
    levels=(),
    decided={"promotion": "class_completion", "award": "award"},
    inputs=(),
    main=("promotion",),
    options={
        "promotion": ("COMPLETED", "NOT_COMPLETED"),
        "award": ("NONE", "VUOT_TROI", "XUAT_SAC_NOI_DUNG"),
    },
    awards={
        "NONE": "",
        "VUOT_TROI": "Thành tích vượt trội, tiến bộ vượt bậc",
        "XUAT_SAC_NOI_DUNG": "Hoàn thành xuất sắc các nội dung học tập và rèn luyện",
    },
    explained=("class_completion", "award"),
    four_times=True,
    tests_by_use=True,
    given={
        "subject": "TT 22/2016: mức đạt được",
        "quality": "TT 22/2016: phẩm chất",
        "competency": "TT 22/2016: năng lực",
    },
    after_subject="",  # [open]: the reference states no rule of assessing again before TT 27
    after_homeroom="",
)
