"""Sentences about marks and averages."""

from __future__ import annotations

from ...exact import show_quotient, show_tenths
from ...levels import BY_PLAN, EXEMPT, INCOMPLETE, NEEDS_DECISION, NOT_TAKEN
from ...view import View

NO_RESULT = {
    EXEMPT: "Môn này được miễn nên không đánh giá.",
    NOT_TAKEN: "Học sinh không học môn này.",
    BY_PLAN: "Môn này đánh giá theo kế hoạch giáo dục cá nhân, không xếp theo quy định chung.",
}
TERM_WORDS = {"1": "học kì I", "2": "học kì II"}


def alone(view: View) -> str:
    return f"Môn này chỉ có kết quả một học kì: chờ {view.params.head} quyết định."


def comment(view: View) -> str:
    result = view.result()
    if result in NO_RESULT:
        return NO_RESULT[result]
    if result == INCOMPLETE:
        return f"Chưa đủ số lần đánh giá: còn thiếu {', '.join(view.missing())}."
    if result:
        return "Đủ số lần đánh giá và tất cả các lần đều Đạt nên kết quả là Đạt."
    return "Có lần đánh giá Chưa đạt nên kết quả là Chưa đạt."


def comment_year(view: View) -> str:
    result = view.result()
    if result in NO_RESULT:
        return NO_RESULT[result]
    if result == NEEDS_DECISION:
        return alone(view)
    if result >= 0 and view.integer("comment_2") < 0:
        return view.by_head()
    if result < 0:
        return f"Kết quả cả năm lấy theo học kì II: {view.word('comment_2')}."
    return f"Kết quả cả năm là kết quả học kì II: {view.word('comment_2')}."


def average(view: View) -> str:
    """The weighted mean of the marks that this circular names, in its order."""
    result = view.result()
    if result in NO_RESULT:
        return NO_RESULT[result]
    if result == INCOMPLETE:
        return f"Chưa tính được vì còn thiếu {', '.join(view.missing())}."
    terms: list[str] = []
    total = divisor = 0
    for part, weight in zip(view.params.term_parts, view.params.term_weights, strict=True):
        marks = _marks(view, part)
        total, divisor = total + weight * sum(marks), divisor + weight * len(marks)
        shown = " + ".join(show_tenths(m) for m in marks)
        if weight == 1 or not marks:
            terms += [shown] * bool(marks)
        else:
            terms.append(f"{weight} × {shown if len(marks) == 1 else f'({shown})'}")
    return (
        f"({' + '.join(terms)}) : {divisor} = "
        f"{show_tenths(total)} : {divisor} = {show_quotient(total, divisor)}, "
        f"làm tròn {show_tenths(result)}."
    )


def _marks(view: View, part: str) -> list[int]:
    """The expected marks of one kind."""
    if not view.has(f"{part}_expected_t"):
        return [view.integer(f"{part}_t")]
    count = view.integer(f"{part}_expected_t")
    return [int(m) for m in view.row(f"{part}_t")[:count]]


def average_year(view: View) -> str:
    result = view.result()
    if result in NO_RESULT:
        return NO_RESULT[result]
    if result == NEEDS_DECISION:
        return alone(view)
    first, second = view.integer("average_1"), view.integer("average_2")
    if result == INCOMPLETE:
        lacking = [t for t in ("1", "2") if view.integer(f"average_{t}") == INCOMPLETE]
        words = " và ".join(TERM_WORDS[t] for t in lacking)
        return f"Chưa tính được vì chưa có điểm trung bình {words}."
    if first < 0 or second < 0:
        return view.by_head()
    w_first, w_second = view.params.year_weights
    total, divisor = w_first * first + w_second * second, w_first + w_second
    return (
        f"({show_tenths(first)} + {w_second} × {show_tenths(second)}) : {divisor} = "
        f"{show_quotient(total, divisor)}, làm tròn {show_tenths(result)}."
    )


def after(view: View) -> str:
    again = "average_again" if view.spec().axes == "PS" else "comment_again"
    if view.integer(again) >= 0:
        return "Kết quả đánh giá lại thay kết quả cả năm để xét lên lớp."
    return "Không đánh giá lại, giữ kết quả cả năm."
