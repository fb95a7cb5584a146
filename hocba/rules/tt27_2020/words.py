"""Plain Vietnamese sentences for every value of TT 27/2020, and what an unfinished one lacks."""

from __future__ import annotations

from ..exact import show_tenths
from ..levels import (
    INCOMPLETE,
    MISSING,
    NEEDS_DECISION,
    NOT_APPLICABLE,
    PRIMARY_OVERALL,
    PRIMARY_SUBJECT,
    PRIMARY_TRAIT,
)
from ..view import View


def assessed(view: View) -> list[int]:
    """Indices of the subjects this pupil has a level in: not exempt, not by comment only."""
    free = view.row("exempt") | view.row("by_plan")
    return [i for i, out in enumerate(free) if not out]


def by_comment_only(view: View) -> str:
    """Names of the subjects assessed by comment only, by the individual plan."""
    held = view.row("by_plan")
    return ", ".join(view.subject_name(i) for i, here in enumerate(held) if here)


def tested(view: View) -> list[int]:
    expected = view.row("kt_expected_ck_2")
    return [i for i in assessed(view) if expected[i]]


def unassessed(view: View) -> list[int]:
    """Indices of the subjects whose level is missing."""
    levels = view.row("muc_ck_2")
    return [i for i in assessed(view) if levels[i] == MISSING]


def untested(view: View) -> list[int]:
    """Indices of the subjects whose year-end test is missing."""
    tests = view.row("kt_ck_2")
    return [i for i in tested(view) if tests[i] == MISSING]


def traits_lacking(view: View) -> list[tuple[str, str, int]]:
    """(kind, axis, index) of each phẩm chất and năng lực without a level."""
    return [
        (kind, axis, i)
        for kind, axis in (("quality", "Q"), ("competency", "N"))
        for i, v in enumerate(view.row(f"{kind}_ck_2"))
        if v == MISSING
    ]


def lacking(view: View) -> list[str]:
    """ "TOAN.year_end_test" …, "TOAN.level" …, "quality.nhan_ai" …, "competency.tin_hoc" …"""
    found = [f"{view.subject_code(i)}.year_end_test" for i in untested(view)]
    found += [f"{view.subject_code(i)}.level" for i in unassessed(view)]
    return found + [
        f"{kind}.{view.subject_code(i, axis)}" for kind, axis, i in traits_lacking(view)
    ]


def lacking_words(view: View) -> list[str]:
    found = [f"điểm KTĐK {view.subject_name(i)}" for i in untested(view)]
    found += [f"mức {view.subject_name(i)}" for i in unassessed(view)]
    return found + [view.subject_name(i, axis) for _, axis, i in traits_lacking(view)]


def overall(view: View) -> str:
    level = view.result()
    if view.decided("overall_decided"):
        return view.by_head()
    if level == INCOMPLETE:
        return f"Chưa xếp được vì còn thiếu: {', '.join(lacking_words(view))}."
    if level == NEEDS_DECISION:
        if view.integer("individual_plan") and lacking_words(view):
            return (
                "Học sinh học theo kế hoạch giáo dục cá nhân, chưa có: "
                f"{', '.join(lacking_words(view))}. "
                "Hiệu trưởng quyết định theo kết quả thực hiện kế hoạch."
            )
        if only := by_comment_only(view):
            return (
                f"Môn chỉ đánh giá bằng nhận xét theo kế hoạch giáo dục cá nhân: {only}. "
                "Hiệu trưởng quyết định theo kết quả thực hiện kế hoạch."
            )
        return "Học sinh được miễn mọi môn học: Hiệu trưởng quyết định."
    first = f"{PRIMARY_OVERALL.word(level)}"
    if view.arrays["flexible_class"][0]:
        first = f"Lớp học linh hoạt, chỉ xét bài kiểm tra Tiếng Việt, Toán. {first}"
    for wanted, subject, trait, test in view.params.levels:
        if wanted == level + 1:
            reasons = ", ".join(short_of(view, subject, trait, test))
            return f"{first}; chưa đến mức {PRIMARY_OVERALL.word(wanted)} vì {reasons}."
    lowest = show_tenths(view.params.levels[0][3]).removesuffix(",0")
    return (
        f"{first}: mọi môn học, hoạt động Hoàn thành tốt, mọi phẩm chất, năng lực Tốt, "
        f"mọi bài kiểm tra cuối năm từ {lowest} điểm trở lên."
    )


def short_of(view: View, subject: int, trait: int, test: int) -> list[str]:
    levels, tests = view.row("muc_ck_2"), view.row("kt_ck_2")
    reasons = [
        f"{view.subject_name(i)} mức {PRIMARY_SUBJECT.word(int(levels[i]))}"
        for i in assessed(view)
        if levels[i] < subject
    ]
    for parameter, axis in (("quality_ck_2", "Q"), ("competency_ck_2", "N")):
        reasons += [
            f"{view.subject_name(i, axis)} mức {PRIMARY_TRAIT.word(int(v))}"
            for i, v in enumerate(view.row(parameter))
            if v < trait
        ]
    reasons += [
        f"bài kiểm tra {view.subject_name(i)} {tests[i] // 10} điểm (cần từ {test // 10})"
        for i in tested(view)
        if tests[i] < test
    ]
    return reasons


def class_completion(view: View) -> str:
    result = view.result()
    if result < 0:
        return "Chưa có kết quả giáo dục cả năm nên chưa xét hoàn thành chương trình lớp học."
    word = view.word("overall")
    if result:
        return f"Kết quả giáo dục {word}: hoàn thành chương trình lớp học."
    return f"Kết quả giáo dục {word}: hướng dẫn, giúp đỡ rồi đánh giá bổ sung."


def award(view: View) -> str:
    result, word = view.result(), view.word("overall")
    if result < 0:
        return "Chưa có kết quả giáo dục cả năm nên chưa xét khen thưởng."
    if result == 2:
        return f"Kết quả giáo dục {word}: Học sinh Xuất sắc."
    if result == 1:
        return (
            f"Kết quả giáo dục {word}, có thành tích xuất sắc hoặc tiến bộ rõ rệt và được tập thể "
            "lớp công nhận: Học sinh Tiêu biểu hoàn thành tốt trong học tập và rèn luyện."
        )
    return f"Kết quả giáo dục {word}: chưa đủ điều kiện nhận danh hiệu cuối năm."


def overall_after(view: View) -> str:
    result = view.result()
    if result == NOT_APPLICABLE:
        return "Không đánh giá bổ sung."
    if view.decided("overall_after_decided"):
        return view.by_head()
    if result < 0:
        return "Chưa xếp được sau đánh giá bổ sung vì còn thiếu kết quả hoặc quyết định."
    return f"Tính lại với kết quả đánh giá bổ sung: {PRIMARY_OVERALL.word(result)}."


def overall_final(view: View) -> str:
    result, first, last = view.result(), view.integer("overall"), view.integer("overall_after")
    if last == NOT_APPLICABLE:
        return f"Không đánh giá bổ sung: ghi kết quả cuối năm, {PRIMARY_OVERALL.word(result)}."
    if view.settings["primary_overall_after"] == "first":
        return f"Trường giữ kết quả cuối năm: {PRIMARY_OVERALL.word(first)}."
    return f"Ghi kết quả sau đánh giá bổ sung: {PRIMARY_OVERALL.word(last)}."


def printed_test(view: View) -> str:
    again, first = view.integer("kt_again"), view.integer("kt_ck_2")
    if again >= 0:
        return f"Có kiểm tra lại: ghi điểm lần cuối, {again // 10}."
    if first < 0:
        return "Chưa có điểm kiểm tra cuối năm."
    return f"Ghi điểm kiểm tra cuối năm, {first // 10}."


def completion_after(view: View) -> str:
    result = view.result()
    if result == NOT_APPLICABLE:
        return "Không đánh giá bổ sung."
    if result < 0:
        return "Chưa có kết quả sau đánh giá bổ sung."
    if result:
        return "Sau đánh giá bổ sung đã hoàn thành chương trình lớp học."
    return (
        "Sau đánh giá bổ sung vẫn chưa hoàn thành: giáo viên lập danh sách, "
        "Hiệu trưởng kiểm tra và quyết định được lên lớp hay chưa."
    )


def primary_completion(view: View) -> str:
    result = view.result()
    if result == NOT_APPLICABLE:
        return "Chỉ xét ở lớp 5."
    if result < 0:
        return "Chưa có kết quả nên chưa xét hoàn thành chương trình tiểu học."
    return (
        "Hoàn thành chương trình tiểu học." if result else "Chưa hoàn thành chương trình tiểu học."
    )
