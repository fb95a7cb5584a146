"""Sentences of TT 58/2011 that other circulars do not have."""

from __future__ import annotations

from ..exact import Array, show_quotient, show_tenths
from ..levels import EXEMPT, INCOMPLETE, NEEDS_DECISION, NOT_APPLICABLE
from ..secondary.words import marks
from ..secondary.words.levels import (
    below_floor,
    failed_comments,
    names,
    not_concluded,
    subject_at,
)
from ..secondary.words.marks import NO_RESULT, alone
from ..view import View
from .params import LEARNING, Row


def comment(view: View) -> str:
    result = view.result()
    if result in NO_RESULT:
        return NO_RESULT[result]
    if result == INCOMPLETE:
        return f"Chưa đủ số bài kiểm tra: còn thiếu {', '.join(view.missing())}."
    share, of = view.params.comment_share
    if result:
        return f"Đủ số bài, ít nhất {share}/{of} số bài Đạt, trong đó có bài cuối kì: Đạt."
    if view.integer("comment_ck_t") == 0:
        return "Bài kiểm tra cuối kì Chưa đạt nên kết quả là Chưa đạt."
    return f"Chưa đến {share}/{of} số bài Đạt nên kết quả là Chưa đạt."


def comment_year(view: View) -> str:
    result, first, second = view.result(), view.integer("comment_1"), view.integer("comment_2")
    if result in NO_RESULT:
        return NO_RESULT[result]
    if result == NEEDS_DECISION:
        return alone(view)
    if result == INCOMPLETE:
        return "Chưa có kết quả của cả hai học kì."
    if EXEMPT in (first, second):
        return f"Miễn một học kì: lấy kết quả học kì còn lại, {view.words()}."
    if first < 0 or second < 0:
        return view.by_head()
    return (
        f"Học kì I {view.word('comment_1')}, học kì II {view.word('comment_2')}: "
        f"cả năm {view.words()}."
    )


def average_year(view: View) -> str:
    first, second = view.integer("average_1"), view.integer("average_2")
    if view.result() >= 0 and (first == EXEMPT) != (second == EXEMPT):
        return f"Miễn một học kì: lấy kết quả học kì còn lại, {view.words()}."
    return marks.average_year(view)


def gpa(view: View) -> str:
    result = view.result()
    parameter = "average_t" if view.has("average_t") else "average_after"
    if result == NOT_APPLICABLE:
        return "Không kiểm tra lại môn nào."
    if result == INCOMPLETE:
        return f"Chưa tính được vì chưa có kết quả môn: {_lacking(view, parameter)}."
    if result < 0:
        return f"Có môn chưa có kết quả để tính trung bình: chờ {view.params.head} quyết định."
    scores = [int(m) for m in view.row(parameter) if m >= 0]
    total, divisor = sum(scores), len(scores)
    return (
        f"({' + '.join(show_tenths(m) for m in scores)}) : {divisor} = "
        f"{show_quotient(total, divisor)}, làm tròn {show_tenths(result)}."
    )


def _lacking(view: View, parameter: str) -> str:
    return names(view, [i for i, v in enumerate(view.row(parameter)) if v == INCOMPLETE])


def base(view: View) -> str:
    """Why this level holds, and what keeps the next one away."""
    level, scores = view.result(), view.row("average_t")
    if level == NEEDS_DECISION and not (scores[_where(view, "key")] >= 0).any():
        return f"Không có điểm môn {view.params.key_words}: {view.params.head} quyết định."
    if level < 0:
        return not_concluded(view, level)
    held, above = "", ""
    for row in view.params.levels:
        if row.level == level:
            held = (
                f": ĐTB {view.word('gpa_t')}, mọi môn tính điểm từ {show_tenths(row.floor)} trở lên"
            )
        if row.level == level + 1:
            above = f"; chưa đến loại {LEARNING.word(row.level)} vì {_short_of(view, scores, row)}"
    return f"Loại {LEARNING.word(level)}{held}{above}."


def _where(view: View, mask: str) -> list[int]:
    return [i for i, marked in enumerate(view.row(mask)) if marked]


def _short_of(view: View, scores: Array, row: Row) -> str:
    reasons = []
    if view.integer("gpa_t") < row.gpa:
        reasons.append(f"ĐTB {view.word('gpa_t')} dưới {show_tenths(row.gpa)}")
    key = scores[_where(view, "key")]
    if row.key and (key < row.key).all():
        reasons.append(f"không có môn nào trong {view.params.key_words} từ {show_tenths(row.key)}")
    reasons += below_floor(view, scores, row.floor)
    reasons += failed_comments(view, 0) if row.comments else []
    special = [i for i in _where(view, "specialised") if 0 <= scores[i] < row.specialised]
    if special:
        reasons.append(f"môn chuyên dưới {show_tenths(row.specialised)} ({names(view, special)})")
    return ", ".join(reasons)


def culprit(view: View) -> str:
    if view.result() < 0:
        return "Không có một môn duy nhất nào làm học lực bị xếp thấp xuống theo khoản 6."
    return (
        f"ĐTB đạt mức Giỏi hoặc Khá nhưng chỉ vì môn {subject_at(view, view.result())} mà học lực "
        "bị xếp thấp xuống từ hai loại trở lên."
    )


def conduct_year(view: View) -> str:
    if view.result() < 0:
        return "Chưa đủ kết quả hạnh kiểm hai học kì nên chưa đề nghị xếp loại cả năm."
    if view.decided("conduct_decided"):
        return view.by_head()
    if view.integer("conduct_decided") >= 0:
        return f"Giáo viên chủ nhiệm xếp loại cả năm, Hiệu trưởng duyệt: {view.words()}."
    return (
        f"Học kì I {view.word('conduct_1')}, học kì II {view.word('conduct_2')}. Cả năm chủ yếu "
        f"theo học kì II nên đề nghị {view.words()}; giáo viên chủ nhiệm quyết định."
    )


def award(view: View) -> str:
    result = view.result()
    if result == NEEDS_DECISION:
        return f"Chờ {view.params.head} quyết định nên chưa đề nghị danh hiệu."
    if result < 0:
        return "Chưa đủ kết quả hạnh kiểm và học lực để xét danh hiệu."
    period = "year" if view.has("conduct_year") else "t"
    conduct, learning = view.word(f"conduct_{period}"), view.word(f"learning_{period}")
    return f"Hạnh kiểm {conduct}, học lực {learning}: {view.words()[0].lower()}{view.words()[1:]}."


def retest(view: View) -> str:
    if not view.result():
        return "Không kiểm tra lại môn này."
    limit = show_tenths(view.params.retest_below)
    return (
        f"Học lực Yếu và ĐTBmcn {view.word('average_year')} dưới {limit}: học sinh được chọn môn "
        "này để kiểm tra lại."
    )


def comment_retest(view: View) -> str:
    if not view.result():
        return "Không kiểm tra lại môn này."
    return "Học lực Yếu và môn này Chưa đạt: học sinh được chọn môn này để kiểm tra lại."


def after(view: View) -> str:
    again = "average_again" if view.spec().axes == "PS" else "comment_again"
    if view.integer(again) >= 0:
        return "Kết quả kiểm tra lại thay kết quả cả năm của môn để xếp loại lại."
    return "Không kiểm tra lại, giữ kết quả cả năm."


def learning_after(view: View) -> str:
    result = view.result()
    if result == NOT_APPLICABLE:
        return "Không kiểm tra lại môn nào."
    if view.decided("learning_decided_after"):
        return view.by_head()
    if result < 0:
        return "Chưa xếp loại lại được vì còn thiếu kết quả hoặc quyết định."
    return f"ĐTB tính lại {view.word('gpa_after')}, xếp loại lại học lực: {view.words()}."
