"""The tables of TT 30/2014 as amended by TT 22/2016."""

from __future__ import annotations

from dataclasses import dataclass

from ..levels import Scale

NO_AWARD, OUTSTANDING, EXCELLENT = range(3)
AWARD = Scale(
    "khen thưởng",
    ("NONE", "VUOT_TROI", "XUAT_SAC_NOI_DUNG"),
    (
        "Không có danh hiệu",
        "Học sinh có thành tích vượt trội hay tiến bộ vượt bậc",
        "Hoàn thành xuất sắc các nội dung học tập và rèn luyện",
    ),
)
QUALITIES = (
    ("cham_hoc_cham_lam", "Chăm học, chăm làm"),
    ("tu_tin_trach_nhiem", "Tự tin, trách nhiệm"),
    ("trung_thuc_ki_luat", "Trung thực, kỉ luật"),
    ("doan_ket_yeu_thuong", "Đoàn kết, yêu thương"),
)
COMPETENCIES = (
    ("tu_phuc_vu_tu_quan", "Tự phục vụ, tự quản"),
    ("hop_tac", "Hợp tác"),
    ("tu_hoc_gqvd", "Tự học và giải quyết vấn đề"),
)


@dataclass(frozen=True)
class Params:
    """`excellent_test` is the lowest year-end test, in tenths, of the first award."""

    best_level: int = 2
    excellent_test: int = 90
    last_grade: int = 5
