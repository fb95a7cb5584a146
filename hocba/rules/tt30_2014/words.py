"""Plain Vietnamese sentences for TT 30/2014 as amended by TT 22/2016."""

from __future__ import annotations

from ..levels import INCOMPLETE
from ..tt27_2020.words import lacking as year_end_lacking
from ..tt27_2020.words import lacking_words, short_of, tested, traits_lacking, unassessed
from ..view import View
from .params import EXCELLENT, OUTSTANDING

NO_TEST = "year_end_test"


def lacking(view: View) -> list[str]:
    """What TT 27 lists, and "year_end_test" when no subject has one."""
    return year_end_lacking(view) + ([] if tested(view) else [NO_TEST])


def award(view: View) -> str:
    result = view.result()
    if result == INCOMPLETE:
        missing = lacking_words(view) + ([] if tested(view) else ["điểm kiểm tra cuối năm"])
        return f"Chưa xét khen thưởng vì còn thiếu: {', '.join(missing)}."
    best, test = view.params.best_level, view.params.excellent_test
    if result == EXCELLENT:
        return (
            "Mọi môn học Hoàn thành tốt, mọi năng lực, phẩm chất Tốt, mọi bài kiểm tra cuối năm "
            f"từ {test // 10} điểm: hoàn thành xuất sắc các nội dung học tập và rèn luyện."
        )
    reasons = f"chưa hoàn thành xuất sắc vì {', '.join(short_of(view, best, best, test))}"
    if result == OUTSTANDING:
        return f"Có thành tích vượt trội hoặc tiến bộ vượt bậc: đề nghị khen; {reasons}."
    return f"Không đề nghị khen: {reasons}."


def unlevelled(view: View) -> list[str]:
    """Levels of subjects and traits that the year still needs."""
    subjects = [f"{view.subject_code(i)}.level" for i in unassessed(view)]
    traits = [f"{kind}.{view.subject_code(i, axis)}" for kind, axis, i in traits_lacking(view)]
    return subjects + traits


def class_completion(view: View) -> str:
    if view.result() != INCOMPLETE:
        return (
            "Đã đủ mức: giáo viên đề nghị, Hiệu trưởng quyết định hoàn thành chương trình lớp học."
        )
    subjects = [f"mức {view.subject_name(i)}" for i in unassessed(view)]
    traits = [view.subject_name(i, axis) for _, axis, i in traits_lacking(view)]
    return f"Chưa quyết định được vì còn thiếu: {', '.join(subjects + traits)}."
