"""Sentences about conduct, promotion, awards and what follows the summer."""

from __future__ import annotations

from ...exact import show_tenths
from ...levels import EXEMPT, NEEDS_DECISION, NOT_APPLICABLE
from ...view import View, show


def conduct_year(view: View) -> str:
    first, second = view.word("conduct_1"), view.word("conduct_2")
    if view.result() == EXEMPT:
        return "Học viên không được đánh giá kết quả rèn luyện."
    if view.result() < 0:
        return "Chưa đủ kết quả rèn luyện hai học kì nên chưa xếp mức cả năm."
    if view.integer("conduct_1") < 0 or view.integer("conduct_2") < 0:
        return view.by_head()
    return f"Học kì I {first}, học kì II {second} thì rèn luyện cả năm mức {view.words()}."


def promotion(view: View) -> str:
    if view.decided("promotion_decided"):
        return view.by_head()
    result, absences, params = view.result(), view.integer("absences"), view.params
    if result == NEEDS_DECISION:
        if view.integer("head_decides"):
            return f"{params.head} căn cứ kết quả đánh giá để xét lên lớp."
        return f"Kết quả học tập do {params.head} quyết định nên chưa đề nghị lên lớp."
    if result < 0:
        what = f"{params.conduct_word}, {params.learning_word} cả năm và số buổi nghỉ"
        return f"Chưa đủ kết quả {what} để xét lên lớp."
    if absences > params.absence_max:
        return (
            f"Nghỉ học {absences} buổi, quá {params.absence_max} buổi trong năm học nên "
            "không được lên lớp."
        )
    facts = f"{_facts(view)}, nghỉ {absences} buổi"
    decision = view.words()[0].lower() + view.words()[1:]
    return f"{facts}: {decision}{_to_retest(view)}."


def _facts(view: View) -> str:
    """The two levels as one begins a sentence with them."""
    conduct, learning = view.params.conduct_word, view.params.learning_word
    levels = view.word("conduct_year"), view.word("learning_year")
    return f"{conduct[0].upper()}{conduct[1:]} {levels[0]}, {learning} {levels[1]}"


def _to_retest(view: View) -> str:
    """The subjects to be re-assessed, when they are known here."""
    chosen: list[str] = []
    for column, axis in (("retest", "S"), ("comment_retest", "C")):
        if column in view.arrays:
            flags = view.arrays[column][0]
            chosen += [view.subject_name(i, axis) for i, again in enumerate(flags) if again]
    return f" ({', '.join(chosen)})" if chosen else ""


def retest(view: View) -> str:
    if not view.result():
        return "Không phải đánh giá lại môn này."
    limit = show_tenths(view.params.retest_below)
    return f"Học tập Chưa đạt và ĐTBmcn {view.word('average_year')} dưới {limit}: đánh giá lại."


def comment_retest(view: View) -> str:
    if not view.result():
        return "Không phải đánh giá lại môn này."
    return "Học tập Chưa đạt và môn này Chưa đạt: đánh giá lại."


def award(view: View) -> str:
    result = view.result()
    if result == NEEDS_DECISION:
        return f"Chờ {view.params.head} quyết định nên chưa đề nghị khen thưởng."
    if result < 0:
        return "Chưa đủ kết quả cả năm để xét khen thưởng."
    facts = _facts(view)
    if not result:
        return f"{facts}: không có danh hiệu (cần cả hai mức Tốt)."
    mark = view.params.award_mark
    count = int((view.row("average_year") >= mark).sum())
    return f"{facts}, {count} môn có ĐTBmcn từ {show_tenths(mark)} trở lên: {view.words()}."


def promotion_after(view: View) -> str:
    if view.decided("promotion_after_decided"):
        return view.by_head()
    result = view.result()
    if result == NOT_APPLICABLE:
        return "Không đánh giá lại và không rèn luyện trong kì nghỉ hè."
    if result == NEEDS_DECISION:
        return f"{view.params.head} quyết định việc lên lớp sau đánh giá lại hoặc rèn luyện hè."
    if result < 0:
        return "Chưa đủ kết quả để xét lên lớp sau đánh giá lại hoặc rèn luyện hè."
    if result == 3:
        low_conduct, low_learning = view.params.promoted_from
        conduct = view.rulebook.spec("conduct_year").unit
        learning = view.rulebook.spec("learning_year").unit
        return (
            f"Sau đánh giá lại, rèn luyện hè: {view.params.conduct_word} từ "
            f"{show(conduct, low_conduct)}, {view.params.learning_word} từ "
            f"{show(learning, low_learning)} trở lên, được lên lớp."
        )
    return "Sau đánh giá lại, rèn luyện hè vẫn chưa đủ điều kiện nên không được lên lớp."


def completion(view: View) -> str:
    result = view.result()
    if result == NOT_APPLICABLE:
        return "Chỉ xét ở lớp cuối cấp (lớp 9, lớp 12)."
    if result == NEEDS_DECISION:
        return f"{view.params.head} quyết định."
    if result < 0:
        return "Chưa xét được: còn chờ kết quả, đánh giá lại hoặc rèn luyện hè."
    level = "trung học cơ sở" if int(view.arrays["grade"][0]) == 9 else "trung học phổ thông"
    if result:
        return f"Đủ điều kiện nên hoàn thành chương trình {level}."
    return f"Không đủ điều kiện nên không hoàn thành chương trình {level}."
