"""The thresholds and tables of TT 27/2020."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from ..levels import Scale
from ..verdict import Band, Bands, Bound

CHT, HT, HTT, HTXS = range(4)
NO_AWARD, EXEMPLARY, OUTSTANDING = range(3)
NOT_YET, COMPLETED = range(2)
AWARD = Scale(
    "khen thưởng",
    ("NONE", "TIEU_BIEU", "XUAT_SAC"),
    (
        "Không có danh hiệu",
        "Học sinh Tiêu biểu hoàn thành tốt trong học tập và rèn luyện",
        "Học sinh Xuất sắc",
    ),
)
CLASS_COMPLETION = Scale(
    "hoàn thành chương trình lớp học",
    ("SUPPLEMENTARY_ASSESSMENT", "COMPLETED"),
    ("Chưa hoàn thành: đánh giá bổ sung", "Hoàn thành chương trình lớp học"),
)
AFTER_COMPLETION = Scale(
    "hoàn thành sau đánh giá bổ sung",
    ("HEAD_DECIDES", "COMPLETED"),
    ("Chưa hoàn thành: Hiệu trưởng quyết định lên lớp", "Hoàn thành chương trình lớp học"),
)
QUALITIES = (
    ("yeu_nuoc", "Yêu nước"),
    ("nhan_ai", "Nhân ái"),
    ("cham_chi", "Chăm chỉ"),
    ("trung_thuc", "Trung thực"),
    ("trach_nhiem", "Trách nhiệm"),
)
GENERAL_COMPETENCIES = (
    ("tu_chu_tu_hoc", "Tự chủ và tự học"),
    ("giao_tiep_hop_tac", "Giao tiếp và hợp tác"),
    ("gqvd_sang_tao", "Giải quyết vấn đề và sáng tạo"),
)
SPECIFIC_COMPETENCIES = (
    ("ngon_ngu", "Ngôn ngữ"),
    ("tinh_toan", "Tính toán"),
    ("khoa_hoc", "Khoa học"),
    ("cong_nghe", "Công nghệ"),
    ("tin_hoc", "Tin học"),
    ("tham_mi", "Thẩm mĩ"),
    ("the_chat", "Thể chất"),
)
NOT_IN_LOWEST_GRADES = ("cong_nghe", "tin_hoc")


@dataclass(frozen=True)
class Params:
    """Every threshold of the circular; an amendment changes these, not the functions.

    `levels` rows: overall level, lowest subject level, lowest trait level, lowest year-end test in
    tenths (Điều 9 khoản 2 điểm a).  `midterm_tests` and `term_tests` give, from a grade on, the
    subjects with a periodic test (Điều 7 khoản 1 điểm b).
    """

    levels: tuple[tuple[int, int, int, int], ...] = (
        (HTXS, 2, 2, 90),
        (HTT, 2, 2, 70),
        (HT, 1, 1, 50),
    )
    midterm_tests: tuple[tuple[int, tuple[str, ...]], ...] = ((4, ("TV", "TOAN")),)
    term_tests: tuple[tuple[int, tuple[str, ...]], ...] = (
        (1, ("TV", "TOAN")),
        (3, ("NN1", "TIN", "CN")),
        (4, ("LSDL", "KH")),
    )
    flexible_tests: tuple[str, ...] = ("TV", "TOAN")
    head: str = "Hiệu trưởng"
    later_competencies_from: int = 3
    last_grade: int = 5

    @cached_property
    def bands(self) -> Bands:
        return Bands(
            *(
                Band(
                    level,
                    (
                        Bound("lowest_subject", subject),
                        Bound("lowest_trait", trait),
                        Bound("lowest_test", test),
                    ),
                )
                for level, subject, trait, test in self.levels
            ),
            Band(CHT, ()),
        )
