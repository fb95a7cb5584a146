"""Sentences about the học tập level and what keeps the next one away."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ...exact import Array, show_tenths
from ...levels import BY_PLAN, INCOMPLETE, NEEDS_DECISION, NOT_APPLICABLE
from ...view import View
from ..levels import counting

Row = tuple[int, int, int, int]


def scores_of(view: View) -> Array:
    """The averages that count for a level; electives that do not are as if exempt."""
    scores = view.row("average_t")
    if not view.has("elective"):
        return scores
    return counting(scores, view.row("elective"), view.row("elective_counted"), view.settings)


def comments_of(view: View) -> Array:
    """The results of the comment subjects; none in a circular without them."""
    return view.row("comment_t") if view.has("comment_t") else np.empty(0, dtype=np.int8)


def names(view: View, indices: Sequence[int], axis: str = "S") -> str:
    return ", ".join(view.subject_name(i, axis) for i in indices)


def not_concluded(view: View, level: int) -> str:
    """Why there is no level by the table."""
    if level == INCOMPLETE:
        known = dict((*view.names["S"], *view.names["C"]))
        lacking = ", ".join(known[code] for code in view.missing())
        return f"Chưa xếp mức vì chưa có kết quả môn: {lacking}."
    if (scores_of(view) == BY_PLAN).any() or (comments_of(view) == BY_PLAN).any():
        return f"Có môn đánh giá theo kế hoạch giáo dục cá nhân: {view.params.head} quyết định."
    return f"Có môn đang chờ {view.params.head} quyết định nên chưa xếp mức."


def base(view: View) -> str:
    """Why this level holds, and what keeps the next one away."""
    level, need, scores = view.result(), view.params.need, scores_of(view)
    scored = int((scores >= 0).sum())
    if level == NEEDS_DECISION and scored < need:
        return (
            f"Chỉ có {scored} môn tính điểm, ít hơn {need} môn mà quy định dùng để xếp mức: "
            f"{view.params.head} quyết định."
        )
    if level < 0:
        return not_concluded(view, level)
    held = above = ""
    for wanted, floor, mark, failed in view.params.levels:
        if wanted == level:
            held = (
                f"mọi môn tính điểm từ {show_tenths(floor)} trở lên, "
                f"ít nhất {need} môn từ {show_tenths(mark)} trở lên"
            )
        if wanted == level + 1:
            above = _short_of(view, scores, (wanted, floor, mark, failed))
    first = f"Mức {view.words(level)}"
    if held:
        first += f": {held}"
    return f"{first}; {above}." if above else f"{first}."


def _short_of(view: View, scores: Array, row: Row) -> str:
    wanted, floor, mark, failed = row
    reasons = below_floor(view, scores, floor)
    count = int((scores >= mark).sum())
    if count < view.params.need:
        few = f"chỉ có {count} môn" if count else "không có môn nào"
        reasons.append(f"{few} từ {show_tenths(mark)} trở lên")
    reasons += failed_comments(view, failed)
    return f"chưa đến mức {view.words(wanted)} vì " + ", ".join(reasons)


def below_floor(view: View, scores: Array, floor: int) -> list[str]:
    low = [i for i, v in enumerate(scores) if 0 <= v < floor]
    return [f"có môn dưới {show_tenths(floor)} ({names(view, low)})"] if low else []


def failed_comments(view: View, allowed: int) -> list[str]:
    bad = [i for i, v in enumerate(comments_of(view)) if v == 0]
    if len(bad) <= allowed:
        return []
    return [f"{len(bad)} môn nhận xét Chưa đạt ({names(view, bad, 'C')})"]


def subject_at(view: View, index: int) -> str:
    """A subject of the joint axis of `culprit`, with its result."""
    scored = view.names["S"]
    if index < len(scored):
        return f"{scored[index][1]} ({show_tenths(int(view.row('average_t')[index]))})"
    return f"{view.names['C'][index - len(scored)][1]} (Chưa đạt)"


def culprit(view: View) -> str:
    index = view.result()
    if index < 0:
        return "Không có một môn duy nhất nào làm mức học tập thấp xuống từ hai mức trở lên."
    return (
        f"Chỉ vì môn {subject_at(view, index)} mà mức học tập thấp xuống từ hai mức trở lên "
        f"so với mức {view.params.lifted_words}."
    )


def learning(view: View) -> str:
    below = view.at(view.source("base_t"))
    if below.result() < 0 <= view.result():
        return view.by_head()
    index = view.integer("culprit_t")
    if index < 0:
        spec = below.rulebook.columns[below.column]
        return spec.says(below)
    blamed = subject_at(view.at(view.source("culprit_t")), index)
    return (
        f"Theo bảng mức thì {below.words()}; chỉ vì môn {blamed} mà thấp xuống "
        f"từ hai mức trở lên nên được điều chỉnh lên mức liền kề: {view.words()}."
    )


def adjusted(view: View) -> str:
    if view.result():
        return "Được điều chỉnh lên mức liền kề vì chỉ một môn làm thấp xuống từ hai mức trở lên."
    return "Không điều chỉnh."


def learning_after(view: View) -> str:
    result = view.result()
    if result == NOT_APPLICABLE:
        return "Không đánh giá lại môn nào."
    if view.decided("learning_decided_after"):
        return view.by_head()
    if result < 0:
        return "Chưa xếp được mức sau đánh giá lại vì còn thiếu kết quả hoặc quyết định."
    return f"Tính lại với kết quả đánh giá lại: học tập mức {view.words()}."
