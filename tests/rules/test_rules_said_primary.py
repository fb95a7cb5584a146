"""What TT 27 and TT 30 say under a value, to the word, and what they name as missing."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from hocba.rules import regime_by_name
from tests.rules.said import said

SUBJECTS = ["TV", "TOAN", "AN"]
BEST = (
    "Hoàn thành xuất sắc: mọi môn học, hoạt động Hoàn thành tốt, mọi phẩm chất, năng lực Tốt, mọi "
    "bài kiểm tra cuối năm từ 9 điểm trở lên."
)
FLEXIBLE = "Lớp học linh hoạt, chỉ xét bài kiểm tra Tiếng Việt, Toán."
PLAN = "Hiệu trưởng quyết định theo kết quả thực hiện kế hoạch."
ONLY = "Môn chỉ đánh giá bằng nhận xét theo kế hoạch giáo dục cá nhân:"
Rows = list[tuple[str, dict[str, Any], str]]


def pupil(
    levels: tuple[int, int, int] = (2, 2, 2),
    tests: tuple[int, int, int] = (100, 90, -1),
    first_quality: int = 2,
    last_competency: int = 2,
    **more: Any,
) -> dict[str, Any]:
    """Tiếng Việt and Toán with a test, Âm nhạc without; all traits Tốt but the two named."""
    return {
        "subjects": SUBJECTS,
        "muc_ck_2": [*levels],
        "kt_ck_2": [*tests],
        "kt_expected_ck_2": [True, True, False],
        "quality_ck_2": [first_quality, 2, 2, 2, 2],
        "competency_ck_2": [*[2] * 9, last_competency],
        **more,
    }


def again(test: int, levels: tuple[int, int, int] = (1, 1, 1), **more: Any) -> dict[str, Any]:
    """A pupil with a test of 4 who is assessed again."""
    return pupil(levels, (40, 60, -1), kt_again=[test, -1, -1], **more)


ALL_EXEMPT = [True, True, True]
YEAR_END: Rows = [
    ("overall", pupil(), BEST),
    ("overall", pupil(tests=(90, -1, -1), exempt=[False, True, False]), BEST),
    ("overall", pupil(tests=(90, 80, -1)), "Hoàn thành tốt; chưa đến mức Hoàn thành xuất sắc vì bài kiểm tra Toán 8 điểm (cần từ 9)."),
    ("overall", pupil((2, 2, 0), (90, 80, -1), exempt=[False, False, True]), "Hoàn thành tốt; chưa đến mức Hoàn thành xuất sắc vì bài kiểm tra Toán 8 điểm (cần từ 9)."),
    ("overall", pupil((2, 1, 2), (90, 60, -1)), "Hoàn thành; chưa đến mức Hoàn thành tốt vì Toán mức Hoàn thành, bài kiểm tra Toán 6 điểm (cần từ 7)."),
    ("overall", pupil((2, 1, 0), (40, 60, -1), 0), "Chưa hoàn thành; chưa đến mức Hoàn thành vì Âm nhạc mức Chưa hoàn thành, Yêu nước mức Cần cố gắng, bài kiểm tra Tiếng Việt 4 điểm (cần từ 5)."),
    ("overall", pupil((2, 2, 0), overall_decided=3), "Chưa hoàn thành; chưa đến mức Hoàn thành vì Âm nhạc mức Chưa hoàn thành."),
    ("overall", pupil(first_quality=1, last_competency=1), "Hoàn thành; chưa đến mức Hoàn thành tốt vì Yêu nước mức Đạt, Thể chất mức Đạt."),
    ("overall", pupil((-1, 2, 2), (90, -1, -1), -1), "Chưa xếp được vì còn thiếu: điểm KTĐK Toán, mức Tiếng Việt, Yêu nước."),
    ("overall", pupil(flexible_class=True), f"{FLEXIBLE} {BEST}"),
    ("overall", pupil(tests=(80, 90, -1), flexible_class=True), f"{FLEXIBLE} Hoàn thành tốt; chưa đến mức Hoàn thành xuất sắc vì bài kiểm tra Tiếng Việt 8 điểm (cần từ 9)."),
    ("overall", pupil(tests=(90, -1, -1), individual_plan=True), f"Học sinh học theo kế hoạch giáo dục cá nhân, chưa có: điểm KTĐK Toán. {PLAN}"),
    ("overall", pupil(individual_plan=True, by_plan=[False, False, True]), f"{ONLY} Âm nhạc. {PLAN}"),
    ("overall", pupil(by_plan=[False, True, True]), f"{ONLY} Toán, Âm nhạc. {PLAN}"),
    ("overall", pupil(tests=(-1, -1, -1), exempt=ALL_EXEMPT), "Học sinh được miễn mọi môn học: Hiệu trưởng quyết định."),
    ("overall", pupil(exempt=ALL_EXEMPT, overall_decided=0), "Hiệu trưởng quyết định, có căn cứ: Chưa hoàn thành."),
    ("class_completion", {"overall": 3}, "Kết quả giáo dục Hoàn thành xuất sắc: hoàn thành chương trình lớp học."),
    ("class_completion", {"overall": 0}, "Kết quả giáo dục Chưa hoàn thành: hướng dẫn, giúp đỡ rồi đánh giá bổ sung."),
    ("class_completion", {"overall": -3}, "Chưa có kết quả giáo dục cả năm nên chưa xét hoàn thành chương trình lớp học."),
    ("award", {"overall": 3}, "Kết quả giáo dục Hoàn thành xuất sắc: Học sinh Xuất sắc."),
    ("award", {"overall": 2, "outstanding_or_progress": True, "class_recognised": True}, "Kết quả giáo dục Hoàn thành tốt, có thành tích xuất sắc hoặc tiến bộ rõ rệt và được tập thể lớp công nhận: Học sinh Tiêu biểu hoàn thành tốt trong học tập và rèn luyện."),
    ("award", {"overall": 2, "outstanding_or_progress": True}, "Kết quả giáo dục Hoàn thành tốt: chưa đủ điều kiện nhận danh hiệu cuối năm."),
    ("award", {"overall": 0}, "Kết quả giáo dục Chưa hoàn thành: chưa đủ điều kiện nhận danh hiệu cuối năm."),
    ("award", {"overall": -1}, "Chưa có kết quả giáo dục cả năm nên chưa xét khen thưởng."),
]  # fmt: skip
SUMMER: Rows = [
    ("overall_after", pupil(), "Không đánh giá bổ sung."),
    ("overall_after", again(50), "Tính lại với kết quả đánh giá bổ sung: Hoàn thành."),
    ("overall_after", again(0), "Tính lại với kết quả đánh giá bổ sung: Chưa hoàn thành."),
    ("overall_after", again(50, (1, -1, 1)), "Chưa xếp được sau đánh giá bổ sung vì còn thiếu kết quả hoặc quyết định."),
    ("overall_after", again(50, (1, -1, 1), overall_after_decided=0), "Hiệu trưởng quyết định, có căn cứ: Chưa hoàn thành."),
    ("overall_final", pupil(tests=(40, 60, -1)), "Không đánh giá bổ sung: ghi kết quả cuối năm, Chưa hoàn thành."),
    ("overall_final", again(50), "Ghi kết quả sau đánh giá bổ sung: Hoàn thành."),
    ("overall_final", again(50, settings={"primary_overall_after": "first"}), "Trường giữ kết quả cuối năm: Chưa hoàn thành."),
    ("completion_after", pupil(), "Không đánh giá bổ sung."),
    ("completion_after", again(50), "Sau đánh giá bổ sung đã hoàn thành chương trình lớp học."),
    ("completion_after", again(40), "Sau đánh giá bổ sung vẫn chưa hoàn thành: giáo viên lập danh sách, Hiệu trưởng kiểm tra và quyết định được lên lớp hay chưa."),
    ("completion_after", again(50, (1, -1, 1)), "Chưa có kết quả sau đánh giá bổ sung."),
    ("kt_printed", again(50), "Có kiểm tra lại: ghi điểm lần cuối, 5."),
    ("kt_printed", again(100), "Có kiểm tra lại: ghi điểm lần cuối, 10."),
    ("kt_printed", pupil(), "Ghi điểm kiểm tra cuối năm, 10."),
    ("kt_printed", again(0), "Có kiểm tra lại: ghi điểm lần cuối, 0."),
    ("kt_printed", pupil(tests=(0, 60, -1)), "Ghi điểm kiểm tra cuối năm, 0."),
    ("kt_printed", pupil(tests=(-1, 60, -1)), "Chưa có điểm kiểm tra cuối năm."),
    ("primary_completion", {"class_completion": 1, "completion_after": -4, "grade": 5}, "Hoàn thành chương trình tiểu học."),
    ("primary_completion", {"class_completion": 0, "completion_after": 0, "grade": 5}, "Chưa hoàn thành chương trình tiểu học."),
    ("primary_completion", {"class_completion": -1, "completion_after": -4, "grade": 5}, "Chưa có kết quả nên chưa xét hoàn thành chương trình tiểu học."),
    ("primary_completion", {"class_completion": 1, "completion_after": -4, "grade": 4}, "Chỉ xét ở lớp 5."),
]  # fmt: skip


@pytest.mark.parametrize(("column", "given", "sentence"), [*YEAR_END, *SUMMER])
def test_tt27_explains_a_value_to_the_word(
    column: str, given: dict[str, Any], sentence: str
) -> None:
    assert said("TT27", column, 0 if column == "kt_printed" else None, **given) == sentence


def before(**changed: Any) -> dict[str, Any]:
    """A pupil under TT 30 with everything at its best but what is changed."""
    return {
        **pupil(tests=(90, 90, -1)),
        "quality_ck_2": [2] * 4,
        "competency_ck_2": [2] * 3,
        **changed,
    }


@pytest.mark.parametrize(
    ("column", "given", "sentence"),
    [
        ("award", before(), "Mọi môn học Hoàn thành tốt, mọi năng lực, phẩm chất Tốt, mọi bài kiểm tra cuối năm từ 9 điểm: hoàn thành xuất sắc các nội dung học tập và rèn luyện."),
        ("award", before(kt_ck_2=[80, 90, -1]), "Không đề nghị khen: chưa hoàn thành xuất sắc vì bài kiểm tra Tiếng Việt 8 điểm (cần từ 9)."),
        ("award", before(muc_ck_2=[1, 2, 0], quality_ck_2=[1, 2, 2, 2], outstanding_or_progress=True), "Có thành tích vượt trội hoặc tiến bộ vượt bậc: đề nghị khen; chưa hoàn thành xuất sắc vì Tiếng Việt mức Hoàn thành, Âm nhạc mức Chưa hoàn thành, Chăm học, chăm làm mức Đạt."),
        ("award", before(muc_ck_2=[2, 2, -1], kt_ck_2=[-1, 90, -1], quality_ck_2=[2, 2, 2, -1]), "Chưa xét khen thưởng vì còn thiếu: điểm KTĐK Tiếng Việt, mức Âm nhạc, Đoàn kết, yêu thương."),
        ("award", before(kt_expected_ck_2=[False] * 3), "Chưa xét khen thưởng vì còn thiếu: điểm kiểm tra cuối năm."),
        ("class_completion", before(muc_ck_2=[0] * 3), "Đã đủ mức: giáo viên đề nghị, Hiệu trưởng quyết định hoàn thành chương trình lớp học."),
        ("class_completion", before(muc_ck_2=[2, 2, -1], competency_ck_2=[2, -1, 2]), "Chưa quyết định được vì còn thiếu: mức Âm nhạc, Hợp tác."),
    ],
)  # fmt: skip
def test_tt30_explains_a_value_to_the_word(
    column: str, given: dict[str, Any], sentence: str
) -> None:
    assert said("TT30", column, **given) == sentence


def test_what_is_missing_at_the_end_of_the_year_is_named_by_its_place() -> None:
    def missing(code: str, column: str, given: dict[str, Any]) -> list[str]:
        arrays = {n: np.array(v if n == "subjects" else [v]) for n, v in given.items()}
        return regime_by_name(code).missing(column, arrays, 0)

    lacking = pupil((-1, 2, 2), (90, -1, -1), -1, -1)
    assert missing("TT27", "overall", lacking) == [
        *("TOAN.year_end_test", "TV.level", "quality.yeu_nuoc", "competency.the_chat")
    ]
    older = before(muc_ck_2=[2, 2, -1], kt_ck_2=[-1, 90, -1], quality_ck_2=[2, 2, 2, -1])
    levels = ["AN.level", "quality.doan_ket_yeu_thuong"]
    assert missing("TT30", "award", older) == ["TV.year_end_test", *levels]
    assert missing("TT30", "class_completion", older) == levels
