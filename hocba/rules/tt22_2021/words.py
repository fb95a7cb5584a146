"""Plain Vietnamese sentences for every value of TT 22/2021, and what an unfinished one lacks."""

from __future__ import annotations

from ..column import Lacks
from ..exact import show_quotient, show_tenths
from ..levels import (
    EXEMPT,
    INCOMPLETE,
    LEARNING,
    MISSING,
    NEEDS_DECISION,
    NOT_APPLICABLE,
    PROMOTION,
)
from ..view import View

ALONE = "Môn này chỉ có kết quả một học kì, học kì kia được miễn: chờ Hiệu trưởng quyết định."


def lacking_slots(view: View) -> list[str]:
    """Empty cells of one subject and term: "tx1" …, "gk", "ck"."""
    prefix = "comment_" if view.spec().axes == "PC" else ""
    regular = view.row(f"{prefix}tx_t")
    count = len(regular) if prefix else view.integer("tx_expected_t")
    found = [f"tx{i + 1}" for i in range(count) if regular[i] == MISSING]
    return found + [s for s in ("gk", "ck") if view.integer(f"{prefix}{s}_t") == MISSING]


def lacking_terms(view: View) -> list[str]:
    """Cells of both terms: "hk1.tx2", or "hk1" when the term average itself was given."""
    found: list[str] = []
    for term in ("1", "2"):
        if view.integer(f"average_{term}") == INCOMPLETE:
            below = view.at(f"average_{term}", view.subject)
            found += [f"hk{term}.{slot}" for slot in below.missing()] or [f"hk{term}"]
    return found


def lacking_second_term(view: View) -> list[str]:
    """Cells of the second term of a comment subject, or "hk2" when its result was given."""
    if view.integer("comment_2") != INCOMPLETE:
        return []
    below = view.at("comment_2", view.subject)
    return [f"hk2.{slot}" for slot in below.missing()] or ["hk2"]


def lacking_subjects(view: View) -> list[str]:
    """Codes of the subjects without a result, scored subjects first."""
    found = []
    for parameter, axis in (("average_t", "S"), ("comment_t", "C")):
        values = view.row(parameter)
        found += [view.subject_code(i, axis) for i, v in enumerate(values) if v == INCOMPLETE]
    return found


def lacking_through(parameter: str) -> Lacks:
    """What another column lacks."""

    def lacks(view: View) -> list[str]:
        return view.at(view.source(parameter)).missing()

    return lacks


def _names(view: View, indices: list[int], axis: str = "S") -> str:
    return ", ".join(view.subject_name(i, axis) for i in indices)


def conduct_year(view: View) -> str:
    first, second = view.word("conduct_1"), view.word("conduct_2")
    if view.result() < 0:
        return "Chưa đủ kết quả rèn luyện hai học kì nên chưa xếp mức cả năm."
    return (
        f"Học kì I {first}, học kì II {second} thì rèn luyện cả năm mức "
        f"{LEARNING.word(view.result())}."
    )


def comment(view: View) -> str:
    result = view.result()
    if result == EXEMPT:
        return "Môn này được miễn nên không đánh giá."
    if result == INCOMPLETE:
        return f"Chưa đủ số lần đánh giá: còn thiếu {', '.join(view.missing())}."
    if result:
        return "Đủ số lần đánh giá và tất cả các lần đều Đạt nên kết quả là Đạt."
    return "Có lần đánh giá Chưa đạt nên kết quả là Chưa đạt."


def comment_year(view: View) -> str:
    if view.result() == NEEDS_DECISION:
        return ALONE
    if view.result() < 0:
        return f"Kết quả cả năm lấy theo học kì II: {view.word('comment_2')}."
    return f"Kết quả cả năm là kết quả học kì II: {view.word('comment_2')}."


def average(view: View) -> str:
    result = view.result()
    if result == EXEMPT:
        return "Môn này được miễn nên không tính điểm trung bình."
    if result == INCOMPLETE:
        return f"Chưa tính được vì còn thiếu {', '.join(view.missing())}."
    count = view.integer("tx_expected_t")
    marks = [int(m) for m in view.row("tx_t")[:count]]
    gk, ck = view.integer("gk_t"), view.integer("ck_t")
    w_tx, w_gk, w_ck = view.params.term_weights
    total, divisor = w_tx * sum(marks) + w_gk * gk + w_ck * ck, w_tx * count + w_gk + w_ck
    regular = " + ".join(show_tenths(m) for m in marks)
    return (
        f"({regular} + {w_gk} × {show_tenths(gk)} + {w_ck} × {show_tenths(ck)}) : {divisor} = "
        f"{show_tenths(total)} : {divisor} = {show_quotient(total, divisor)}, "
        f"làm tròn {show_tenths(result)}."
    )


def average_year(view: View) -> str:
    result = view.result()
    if result == EXEMPT:
        return "Môn này được miễn cả năm nên không tính điểm trung bình."
    if result == NEEDS_DECISION:
        return ALONE
    if result == INCOMPLETE:
        lacking = [t for t in ("1", "2") if view.integer(f"average_{t}") == INCOMPLETE]
        words = " và ".join("học kì I" if t == "1" else "học kì II" for t in lacking)
        return f"Chưa tính được vì chưa có điểm trung bình {words}."
    first, second = view.integer("average_1"), view.integer("average_2")
    w_first, w_second = view.params.year_weights
    total, divisor = w_first * first + w_second * second, w_first + w_second
    return (
        f"({show_tenths(first)} + {w_second} × {show_tenths(second)}) : {divisor} = "
        f"{show_quotient(total, divisor)}, làm tròn {show_tenths(result)}."
    )


def base(view: View) -> str:
    """Why this level holds, and what keeps the next one away."""
    level = view.result()
    if level == INCOMPLETE:
        names = dict((*view.names["S"], *view.names["C"]))
        lacking = ", ".join(names[code] for code in view.missing())
        return f"Chưa xếp mức vì chưa có kết quả môn: {lacking}."
    need = view.params.need
    if level == NEEDS_DECISION:
        scored = int((view.row("average_t") >= 0).sum())
        if scored < need:
            return (
                f"Chỉ có {scored} môn tính điểm, ít hơn {need} môn mà quy định dùng để xếp mức: "
                "Hiệu trưởng quyết định."
            )
        return "Có môn đang chờ Hiệu trưởng quyết định nên chưa xếp mức."
    held, above = "", ""
    for wanted, floor, mark, failed in view.params.levels:
        if wanted == level:
            held = (
                f"mọi môn tính điểm từ {show_tenths(floor)} trở lên, "
                f"ít nhất {need} môn từ {show_tenths(mark)} trở lên"
            )
        if wanted == level + 1:
            above = _short_of(view, wanted, floor, mark, failed)
    first = f"Mức {LEARNING.word(level)}"
    if held:
        first += f": {held}"
    return f"{first}; {above}." if above else f"{first}."


def _short_of(view: View, wanted: int, floor: int, mark: int, failed: int) -> str:
    scores, comments = view.row("average_t"), view.row("comment_t")
    reasons = []
    low = [i for i, v in enumerate(scores) if 0 <= v < floor]
    if low:
        reasons.append(f"có môn dưới {show_tenths(floor)} ({_names(view, low)})")
    count = int((scores >= mark).sum())
    if count < view.params.need:
        few = f"chỉ có {count} môn" if count else "không có môn nào"
        reasons.append(f"{few} từ {show_tenths(mark)} trở lên")
    bad = [i for i, v in enumerate(comments) if v == 0]
    if len(bad) > failed:
        reasons.append(f"{len(bad)} môn nhận xét Chưa đạt ({_names(view, bad, 'C')})")
    return f"chưa đến mức {LEARNING.word(wanted)} vì " + ", ".join(reasons)


def _subject_at(view: View, index: int) -> str:
    scored = view.names["S"]
    if index < len(scored):
        return f"{scored[index][1]} ({show_tenths(int(view.row('average_t')[index]))})"
    return f"{view.names['C'][index - len(scored)][1]} (Chưa đạt)"


def culprit(view: View) -> str:
    index = view.result()
    if index < 0:
        return "Không có một môn duy nhất nào làm mức học tập thấp xuống từ hai mức trở lên."
    return (
        f"Chỉ vì môn {_subject_at(view, index)} mà mức học tập thấp xuống từ hai mức trở lên "
        "so với mức Tốt hoặc Khá."
    )


def learning(view: View) -> str:
    below = view.at(view.source("base_t"))
    index = view.integer("culprit_t")
    if index < 0:
        return base(below)
    blamed = _subject_at(view.at(view.source("culprit_t")), index)
    return (
        f"Theo bảng mức thì {LEARNING.word(below.result())}; chỉ vì môn {blamed} mà thấp xuống "
        f"từ hai mức trở lên nên được điều chỉnh lên mức liền kề: {LEARNING.word(view.result())}."
    )


def adjusted(view: View) -> str:
    if view.result():
        return "Được điều chỉnh lên mức liền kề vì chỉ một môn làm thấp xuống từ hai mức trở lên."
    return "Không điều chỉnh."


def promotion(view: View) -> str:
    result, absences = view.result(), view.integer("absences")
    conduct, study = view.word("conduct_year"), view.word("learning_year")
    if result == NEEDS_DECISION:
        return "Kết quả học tập do Hiệu trưởng quyết định nên chưa đề nghị lên lớp."
    if result < 0:
        return "Chưa đủ kết quả rèn luyện, học tập cả năm và số buổi nghỉ để xét lên lớp."
    if absences > view.params.absence_max:
        return (
            f"Nghỉ học {absences} buổi, quá {view.params.absence_max} buổi trong năm học nên "
            "không được lên lớp."
        )
    facts = f"Rèn luyện {conduct}, học tập {study}, nghỉ {absences} buổi"
    decision = PROMOTION.word(result)[0].lower() + PROMOTION.word(result)[1:]
    return f"{facts}: {decision}{_to_retest(view)}."


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
    if result < 0:
        return "Chưa đủ kết quả cả năm để xét khen thưởng."
    facts = f"Rèn luyện {view.word('conduct_year')}, học tập {view.word('learning_year')}"
    if not result:
        return f"{facts}: không có danh hiệu (cần cả hai mức Tốt)."
    mark = view.params.award_mark
    count = int((view.row("average_year") >= mark).sum())
    title = "Học sinh Xuất sắc" if result == 2 else "Học sinh Giỏi"
    return f"{facts}, {count} môn có ĐTBmcn từ {show_tenths(mark)} trở lên: {title}."


def after(view: View) -> str:
    again = "average_again" if view.spec().axes == "PS" else "comment_again"
    if view.integer(again) >= 0:
        return "Kết quả đánh giá lại thay kết quả cả năm để xét lên lớp."
    return "Không đánh giá lại, giữ kết quả cả năm."


def learning_after(view: View) -> str:
    result = view.result()
    if result == NOT_APPLICABLE:
        return "Không đánh giá lại môn nào."
    if result < 0:
        return "Chưa xếp được mức sau đánh giá lại vì còn thiếu kết quả hoặc quyết định."
    return f"Tính lại với kết quả đánh giá lại: học tập mức {LEARNING.word(result)}."


def promotion_after(view: View) -> str:
    result = view.result()
    if result == NOT_APPLICABLE:
        return "Không đánh giá lại và không rèn luyện trong kì nghỉ hè."
    if result < 0:
        return "Chưa đủ kết quả để xét lên lớp sau đánh giá lại hoặc rèn luyện hè."
    if result == 3:
        return "Sau đánh giá lại, rèn luyện hè: rèn luyện và học tập từ Đạt trở lên, được lên lớp."
    return "Sau đánh giá lại, rèn luyện hè vẫn chưa đủ điều kiện nên không được lên lớp."


def completion(view: View) -> str:
    result = view.result()
    if result == NOT_APPLICABLE:
        return "Chỉ xét ở lớp cuối cấp (lớp 9, lớp 12)."
    if result < 0:
        return "Chưa xét được: còn chờ kết quả, đánh giá lại hoặc rèn luyện hè."
    level = "trung học cơ sở" if int(view.arrays["grade"][0]) == 9 else "trung học phổ thông"
    if result:
        return f"Đủ điều kiện nên hoàn thành chương trình {level}."
    return f"Không đủ điều kiện nên không hoàn thành chương trình {level}."
