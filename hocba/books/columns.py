"""Which columns a book has, from the regime of its class."""

from collections.abc import Iterator
from dataclasses import dataclass

from hocba.org.settings import InForce, settings_for
from hocba.rules.levels import LEARNING, PRIMARY_TRAIT
from hocba.rules.regime import Regime, Slot
from hocba.rules.tt27_2020 import TT27
from hocba.rules.which import regime_for
from hocba.year.models import Course, Klass
from hocba.year.readings import for_rules

AFTER_YEAR = 3
"""The term number of re-assessment and summer training."""
TERM_WORDS = {1: "HKI", 2: "HKII", AFTER_YEAR: "sau hè"}


@dataclass(frozen=True)
class ColumnPlan:
    """A column to open: item of assessment, term, slot, what it holds."""

    subject: str
    term: int
    slot: str
    kind: str
    label: str
    codes: tuple[str, ...] = ()
    required: bool = True


def regime_of(klass: Klass, held: InForce | None = None) -> Regime:
    """The regime of a class: by level, grade and school year, never by today.

    `held` are the school's settings of that year, where the caller has read them already.
    """
    held = held or settings_for(klass.school_id, klass.year)
    return regime_for(klass.level, klass.grade, klass.year, for_rules(held))


def _from_slot(subject: str, term: int, slot: Slot, required: bool = True) -> ColumnPlan:
    if not isinstance(slot.unit, str):
        return ColumnPlan(
            subject, term, slot.code, "level", slot.label, slot.unit.codes[::-1], required
        )
    kind = "integer" if slot.whole else "score"
    return ColumnPlan(subject, term, slot.code, kind, slot.label, (), required)


def course_columns(course: Course) -> list[ColumnPlan]:
    """The columns of a subject's book: both terms, comments, and re-assessment."""
    regime = regime_of(course.klass)
    code = course.subject.code
    slots = regime.slots(course.klass.grade, code, course.kind, course.periods)
    plans = []
    for term in (1, 2):
        plans += [_from_slot(code, term, slot) for slot in slots[str(term)]]
        plans += _comments(regime, code, term)
    return plans + list(_again(regime, code, slots["2"]))


def _comments(regime: Regime, code: str, term: int) -> list[ColumnPlan]:
    if isinstance(regime, TT27):
        return [
            ColumnPlan(code, term, "nx_gk", "text", "Nhận xét giữa kì", required=False),
            ColumnPlan(code, term, "nx_ck", "text", "Nhận xét cuối kì"),
        ]
    label = "Nhận xét sự tiến bộ, ưu điểm nổi bật, hạn chế chủ yếu"
    return [ColumnPlan(code, term, "nx", "text", label, required=False)]


def _again(regime: Regime, code: str, last: tuple[Slot, ...]) -> Iterator[ColumnPlan]:
    """Re-assessment after the year (TT 22 Điều 14, TT 27 Điều 11): one value per last slot."""
    if isinstance(regime, TT27):
        for slot in last:
            if slot.code in ("muc_ck", "kt_ck"):
                yield _from_slot(code, AFTER_YEAR, slot, required=False)
        return
    plan = _from_slot(code, AFTER_YEAR, last[-1], required=False)
    yield ColumnPlan(code, AFTER_YEAR, "dgl", plan.kind, "Đánh giá lại", plan.codes, False)


def homeroom_columns(klass: Klass) -> list[ColumnPlan]:
    """The columns of the homeroom book of a class."""
    regime = regime_of(klass)
    if isinstance(regime, TT27):
        return _primary_homeroom(regime, klass.grade)
    levels = LEARNING.codes[::-1]
    plans: list[ColumnPlan] = []
    for term in (1, 2):
        plans += [
            ColumnPlan("ren_luyen", term, "muc", "level", "Rèn luyện", levels),
            *_absences(term),
            ColumnPlan("nhan_xet", term, "nx", "text", "Nhận xét của GVCN", required=term == 2),
        ]
    plans.append(
        ColumnPlan("thanh_tich", 2, "nx", "text", "Cuộc thi, chứng chỉ (nếu có)", required=False)
    )
    plans.append(
        ColumnPlan("ren_luyen", AFTER_YEAR, "muc", "level", "Rèn luyện hè", levels, required=False)
    )
    plans.append(
        ColumnPlan("nhan_xet", AFTER_YEAR, "nx", "text", "Nhận xét rèn luyện hè", required=False)
    )
    return plans


def _absences(term: int) -> list[ColumnPlan]:
    return [
        ColumnPlan("vang", term, "P", "count", "Nghỉ có phép"),
        ColumnPlan("vang", term, "K", "count", "Nghỉ không phép"),
    ]


def _primary_homeroom(regime: TT27, grade: int) -> list[ColumnPlan]:
    levels = PRIMARY_TRAIT.codes[::-1]
    traits = [*regime.qualities(grade), *regime.competencies(grade)]
    plans: list[ColumnPlan] = []
    for term in (1, 2):
        for slot in ("muc_gk", "muc_ck"):
            plans += [ColumnPlan(code, term, slot, "level", name, levels) for code, name in traits]
        plans += [
            ColumnPlan(
                "nx_pham_chat", term, "nx_ck", "text", "Nhận xét phẩm chất", required=term == 2
            ),
            ColumnPlan(
                "nx_nang_luc", term, "nx_ck", "text", "Nhận xét năng lực", required=term == 2
            ),
            *_absences(term),
            ColumnPlan("the_trang", term, "cao", "measure", "Chiều cao (cm)", required=False),
            ColumnPlan("the_trang", term, "nang", "measure", "Cân nặng (kg)", required=False),
        ]
    yes = ("X",)
    plans += [
        ColumnPlan(
            "khen", 2, "tien_bo", "level", "Thành tích xuất sắc hoặc tiến bộ rõ rệt", yes, False
        ),
        ColumnPlan("khen", 2, "lop", "level", "Được tập thể lớp công nhận", yes, False),
    ]
    plans += [
        ColumnPlan(code, AFTER_YEAR, "muc_ck", "level", name, levels, required=False)
        for code, name in traits
    ]
    return plans
