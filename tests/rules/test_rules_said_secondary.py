"""What TT 22 and TT 43 say under a value, to the word: each branch of the sentences and its edge."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from hocba.rules import regime_by_name
from tests.rules.said import said

TT22 = regime_by_name("TT22")
SUBJECTS = ["TOAN", "NV", "NN1", "LSDL", "KHTN", "GDCD", "CN", "TIN"]
KHA = "Mức Khá: mọi môn tính điểm từ 5,0 trở lên, ít nhất 6 môn từ 6,5 trở lên; chưa đến mức Tốt vì"
DAT = "Mức Đạt: mọi môn tính điểm từ 3,5 trở lên, ít nhất 6 môn từ 5,0 trở lên; chưa đến mức Khá vì"
HEAD = "Hiệu trưởng quyết định, có căn cứ:"
BLAMED = "mà mức học tập thấp xuống từ hai mức trở lên so với mức Tốt hoặc Khá."
LIFTED = "mà thấp xuống từ hai mức trở lên nên được điều chỉnh lên mức liền kề:"
ONE_TERM = "Môn này chỉ có kết quả một học kì: chờ Hiệu trưởng quyết định."
UNDONE = "Chưa xét được: còn chờ kết quả, đánh giá lại hoặc rèn luyện hè."
Rows = list[tuple[str, dict[str, Any], str]]


def year(scores: list[int], comments: tuple[int, int] = (1, 1), **more: Any) -> dict[str, Any]:
    return {
        "subjects": SUBJECTS[: len(scores)],
        "comment_subjects": ["GDTC", "NT"],
        "average_year": scores,
        "comment_year": [*comments],
        **more,
    }


def facts(conduct: int, learning: int, absences: int = 0, **more: Any) -> dict[str, Any]:
    return {"conduct_year": conduct, "learning_year": learning, "absences": absences, **more}


def summer(promotion: int, learning: int, again: int = -1, **more: Any) -> dict[str, Any]:
    before = facts(2, 0) if promotion == 2 else facts(0, 2)
    after = {"promotion": promotion, "learning_after": learning, "conduct_again": again}
    return {**before, **after, **more}


def terms(name: str, first: int, second: int, **more: Any) -> dict[str, Any]:
    return {f"{name}_1": [first], f"{name}_2": [second], **more}


LEVELS: Rows = [
    ("base_year", year([80] * 6 + [65] * 2), "Mức Tốt: mọi môn tính điểm từ 6,5 trở lên, ít nhất 6 môn từ 8,0 trở lên."),
    ("base_year", year([80] * 5 + [79] * 3), f"{KHA} chỉ có 5 môn từ 8,0 trở lên."),
    ("base_year", year([80] * 7 + [64]), f"{KHA} có môn dưới 6,5 (Tin học)."),
    ("base_year", year([80] * 8, (0, 1)), f"{DAT} 1 môn nhận xét Chưa đạt (Giáo dục thể chất)."),
    ("base_year", year([50] * 8), f"{DAT} không có môn nào từ 6,5 trở lên."),
    ("base_year", year([80] * 8, (0, 0)), "Mức Chưa đạt; chưa đến mức Đạt vì 2 môn nhận xét Chưa đạt (Giáo dục thể chất, Nghệ thuật)."),
    ("base_year", year([34] + [80] * 7), "Mức Chưa đạt; chưa đến mức Đạt vì có môn dưới 3,5 (Toán)."),
    ("base_year", year([80] * 6 + [0, 0]), "Mức Chưa đạt; chưa đến mức Đạt vì có môn dưới 3,5 (Công nghệ, Tin học)."),
    ("base_year", year([80] * 5), "Chỉ có 5 môn tính điểm, ít hơn 6 môn mà quy định dùng để xếp mức: Hiệu trưởng quyết định."),
    ("base_year", year([0] * 5), "Chỉ có 5 môn tính điểm, ít hơn 6 môn mà quy định dùng để xếp mức: Hiệu trưởng quyết định."),
    ("base_year", year([80] * 7 + [-1], (1, -1)), "Chưa xếp mức vì chưa có kết quả môn: Tin học, Nghệ thuật."),
    ("base_year", year([80] * 6 + [-3] + [0]), "Có môn đang chờ Hiệu trưởng quyết định nên chưa xếp mức."),
    ("base_year", year([80] * 6 + [-3]), "Có môn đang chờ Hiệu trưởng quyết định nên chưa xếp mức."),
    ("base_year", year([80] * 7 + [-6]), "Có môn đánh giá theo kế hoạch giáo dục cá nhân: Hiệu trưởng quyết định."),
    ("base_year", year([80] * 8, (1, -6)), "Có môn đánh giá theo kế hoạch giáo dục cá nhân: Hiệu trưởng quyết định."),
    ("base_year", year([80] * 5 + [70] * 2 + [40], elective=[0] * 7 + [1], elective_counted=[-1] * 7 + [0]), f"{KHA} chỉ có 5 môn từ 8,0 trở lên."),
    ("culprit_year", year([85] * 7 + [30]), f"Chỉ vì môn Tin học (3,0) {BLAMED}"),
    ("culprit_year", year([30] + [85] * 7), f"Chỉ vì môn Toán (3,0) {BLAMED}"),
    ("culprit_year", year([85] * 8, (0, 1)), f"Chỉ vì môn Giáo dục thể chất (Chưa đạt) {BLAMED}"),
    ("culprit_year", year([85] * 8), "Không có một môn duy nhất nào làm mức học tập thấp xuống từ hai mức trở lên."),
    ("learning_year", year([30] + [85] * 7), f"Theo bảng mức thì Chưa đạt; chỉ vì môn Toán (3,0) {LIFTED} Đạt."),
    ("learning_year", year([85] * 8, (1, 0)), f"Theo bảng mức thì Đạt; chỉ vì môn Nghệ thuật (Chưa đạt) {LIFTED} Khá."),
    ("learning_year", year([80] * 5, learning_decided_year=0), f"{HEAD} Chưa đạt."),
    ("learning_year", year([0] * 8), "Mức Chưa đạt; chưa đến mức Đạt vì có môn dưới 3,5 (Toán, Ngữ văn, Ngoại ngữ 1, Lịch sử và Địa lí, Khoa học tự nhiên, Giáo dục công dân, Công nghệ, Tin học), không có môn nào từ 5,0 trở lên."),
    ("adjusted_year", year([30] + [85] * 7), "Được điều chỉnh lên mức liền kề vì chỉ một môn làm thấp xuống từ hai mức trở lên."),
    ("adjusted_year", year([85] * 8), "Không điều chỉnh."),
    ("learning_after", year([49] * 8, promotion=2, average_again=[0] * 8), "Tính lại với kết quả đánh giá lại: học tập mức Chưa đạt."),
    ("learning_after", year([49] * 8, promotion=2), "Không đánh giá lại môn nào."),
    ("learning_after", year([49, -1] + [70] * 6, promotion=2, average_again=[50] + [-1] * 7), "Chưa xếp được mức sau đánh giá lại vì còn thiếu kết quả hoặc quyết định."),
    ("learning_after", year([49, -3] + [70] * 6, promotion=2, average_again=[50] + [-1] * 7, learning_decided_after=0), f"{HEAD} Chưa đạt."),
]  # fmt: skip
DECISIONS: Rows = [
    ("conduct_year", {"conduct_1": 0, "conduct_2": 0}, "Học kì I Chưa đạt, học kì II Chưa đạt thì rèn luyện cả năm mức Chưa đạt."),
    ("conduct_year", {"conduct_1": 0, "conduct_2": -1}, "Chưa đủ kết quả rèn luyện hai học kì nên chưa xếp mức cả năm."),
    ("conduct_year", {"conduct_1": -1, "conduct_2": 0, "conduct_decided": 0}, f"{HEAD} Chưa đạt."),
    ("conduct_year", {"conduct_1": 0, "conduct_2": -1, "conduct_decided": 3}, f"{HEAD} Tốt."),
    ("promotion", facts(3, 3, 45), "Rèn luyện Tốt, học tập Tốt, nghỉ 45 buổi: được lên lớp."),
    ("promotion", facts(3, 3, 46), "Nghỉ học 46 buổi, quá 45 buổi trong năm học nên không được lên lớp."),
    ("promotion", facts(0, 0), "Rèn luyện Chưa đạt, học tập Chưa đạt, nghỉ 0 buổi: không được lên lớp."),
    ("promotion", facts(0, 1), "Rèn luyện Chưa đạt, học tập Đạt, nghỉ 0 buổi: rèn luyện trong kì nghỉ hè."),
    ("promotion", facts(1, 0, 2), "Rèn luyện Đạt, học tập Chưa đạt, nghỉ 2 buổi: kiểm tra, đánh giá lại các môn học."),
    ("promotion", year([49, 40] + [70] * 6, (0, 1), **facts(2, 0, 3)), "Rèn luyện Khá, học tập Chưa đạt, nghỉ 3 buổi: kiểm tra, đánh giá lại các môn học (Toán, Ngữ văn, Giáo dục thể chất)."),
    ("promotion", facts(1, 1, -1), "Chưa đủ kết quả rèn luyện, học tập cả năm và số buổi nghỉ để xét lên lớp."),
    ("promotion", facts(1, -3), "Kết quả học tập do Hiệu trưởng quyết định nên chưa đề nghị lên lớp."),
    ("promotion", facts(3, 3, head_decides=1), "Hiệu trưởng căn cứ kết quả đánh giá để xét lên lớp."),
    ("promotion", facts(3, 3, head_decides=1, promotion_decided=0), f"{HEAD} Không được lên lớp."),
    ("retest", year([49, 50] + [70] * 6, promotion=2), "Học tập Chưa đạt và ĐTBmcn 4,9 dưới 5,0: đánh giá lại."),
    ("retest", year([50, 49] + [70] * 6, promotion=2), "Không phải đánh giá lại môn này."),
    ("comment_retest", year([70] * 8, (0, 1), promotion=2), "Học tập Chưa đạt và môn này Chưa đạt: đánh giá lại."),
    ("comment_retest", year([70] * 8, (1, 0), promotion=2), "Không phải đánh giá lại môn này."),
    ("award", year([90] * 6 + [70, 89], **facts(3, 3)), "Rèn luyện Tốt, học tập Tốt, 6 môn có ĐTBmcn từ 9,0 trở lên: Học sinh Xuất sắc."),
    ("award", year([90] * 5 + [89] * 3, **facts(3, 3)), "Rèn luyện Tốt, học tập Tốt, 5 môn có ĐTBmcn từ 9,0 trở lên: Học sinh Giỏi."),
    ("award", year([90] * 8, **facts(0, 0)), "Rèn luyện Chưa đạt, học tập Chưa đạt: không có danh hiệu (cần cả hai mức Tốt)."),
    ("award", year([90] * 8, **facts(-1, 3)), "Chưa đủ kết quả cả năm để xét khen thưởng."),
    ("award", year([90] * 8, **facts(3, -3)), "Chờ Hiệu trưởng quyết định nên chưa đề nghị khen thưởng."),
    ("promotion_after", summer(2, 0), "Sau đánh giá lại, rèn luyện hè vẫn chưa đủ điều kiện nên không được lên lớp."),
    ("promotion_after", summer(2, 1), "Sau đánh giá lại, rèn luyện hè: rèn luyện từ Đạt, học tập từ Đạt trở lên, được lên lớp."),
    ("promotion_after", summer(2, -1), "Chưa đủ kết quả để xét lên lớp sau đánh giá lại hoặc rèn luyện hè."),
    ("promotion_after", summer(2, -3), "Hiệu trưởng quyết định việc lên lớp sau đánh giá lại hoặc rèn luyện hè."),
    ("promotion_after", summer(1, -4, 0), "Sau đánh giá lại, rèn luyện hè vẫn chưa đủ điều kiện nên không được lên lớp."),
    ("promotion_after", summer(1, -4), "Không đánh giá lại và không rèn luyện trong kì nghỉ hè."),
    ("promotion_after", summer(2, -3, promotion_after_decided=0), f"{HEAD} Không được lên lớp."),
    ("completion", {"grade": 8, "promotion": 3, "promotion_after": -4}, "Chỉ xét ở lớp cuối cấp (lớp 9, lớp 12)."),
    ("completion", {"grade": 9, "promotion": 3, "promotion_after": -4}, "Đủ điều kiện nên hoàn thành chương trình trung học cơ sở."),
    ("completion", {"grade": 12, "promotion": 2, "promotion_after": 3}, "Đủ điều kiện nên hoàn thành chương trình trung học phổ thông."),
    ("completion", {"grade": 9, "promotion": 0, "promotion_after": -4}, "Không đủ điều kiện nên không hoàn thành chương trình trung học cơ sở."),
    ("completion", {"grade": 12, "promotion": 2, "promotion_after": -1}, UNDONE),
    ("completion", {"grade": 9, "promotion": -3, "promotion_after": -4}, "Hiệu trưởng quyết định."),
]  # fmt: skip
RESULTS: Rows = [
    ("average_year", terms("average", 70, 80), "(7,0 + 2 × 8,0) : 3 = 7,666…, làm tròn 7,7."),
    ("average_year", terms("average", 0, 0), "(0,0 + 2 × 0,0) : 3 = 0,0, làm tròn 0,0."),
    ("average_year", terms("average", -1, 75), "Chưa tính được vì chưa có điểm trung bình học kì I."),
    ("average_year", terms("average", -1, -1), "Chưa tính được vì chưa có điểm trung bình học kì I và học kì II."),
    ("average_year", terms("average", -5, -5), "Học sinh không học môn này."),
    ("average_year", terms("average", -2, 75), ONE_TERM),
    ("average_year", terms("average", 75, -5), ONE_TERM),
    ("average_year", terms("average", -5, 75, average_decided=[0]), f"{HEAD} 0,0."),
    ("average_year", terms("average", 75, -5, average_decided=[0]), f"{HEAD} 0,0."),
    ("comment_year", terms("comment", 0, 1), "Kết quả cả năm là kết quả học kì II: Đạt."),
    ("comment_year", terms("comment", 1, 0), "Kết quả cả năm là kết quả học kì II: Chưa đạt."),
    ("comment_year", terms("comment", 1, -1), "Kết quả cả năm lấy theo học kì II: chưa đủ dữ liệu."),
    ("comment_year", terms("comment", 1, -5), ONE_TERM),
    ("comment_year", terms("comment", -6, -6), "Môn này đánh giá theo kế hoạch giáo dục cá nhân, không xếp theo quy định chung."),
    ("comment_year", terms("comment", 1, -5, comment_decided=[0]), f"{HEAD} Chưa đạt."),
    ("average_after", year([49] * 8, promotion=2, average_again=[0] + [-1] * 7), "Kết quả đánh giá lại thay kết quả cả năm để xét lên lớp."),
    ("average_after", year([49] * 8, promotion=2, average_again=[-1] + [50] * 7), "Không đánh giá lại, giữ kết quả cả năm."),
    ("comment_after", year([70] * 8, (0, 0), promotion=2, comment_again=[0, -1]), "Kết quả đánh giá lại thay kết quả cả năm để xét lên lớp."),
    ("comment_after", year([70] * 8, (0, 0), promotion=2, comment_again=[-1, 0]), "Không đánh giá lại, giữ kết quả cả năm."),
]  # fmt: skip


@pytest.mark.parametrize(("column", "given", "sentence"), [*LEVELS, *DECISIONS, *RESULTS])
def test_a_value_is_explained_to_the_word(
    column: str, given: dict[str, Any], sentence: str
) -> None:
    subject = 0 if len(TT22.rulebook.spec(column).axes) > 1 else None
    assert said("TT22", column, subject, **given) == sentence


def term(tx: list[int], gk: int, ck: int, **masks: bool) -> dict[str, Any]:
    return {
        "tx_1": [tx],
        "tx_expected_1": [len(tx)],
        "gk_1": [gk],
        "ck_1": [ck],
        **{f"{name}_1": [mask] for name, mask in masks.items()},
    }


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (term([80, 80, 90], 70, 65), "(8,0 + 8,0 + 9,0 + 2 × 7,0 + 3 × 6,5) : 8 = 58,5 : 8 = 7,312…, làm tròn 7,3."),
        (term([0, 0], 0, 0), "(0,0 + 0,0 + 2 × 0,0 + 3 × 0,0) : 7 = 0,0 : 7 = 0,0, làm tròn 0,0."),
        (term([80, -1, 80], -1, -1), "Chưa tính được vì còn thiếu tx2, gk, ck."),
        (term([80], 80, 80, exempt=True), "Môn này được miễn nên không đánh giá."),
        (term([80], 80, 80, taken=False), "Học sinh không học môn này."),
        (term([80], 80, 80, by_plan=True), "Môn này đánh giá theo kế hoạch giáo dục cá nhân, không xếp theo quy định chung."),
    ],
)  # fmt: skip
def test_the_average_of_a_term_shows_its_sum(given: dict[str, Any], sentence: str) -> None:
    assert said("TT22", "average_1", 0, **given) == sentence


@pytest.mark.parametrize(
    ("tx", "gk", "ck", "sentence"),
    [
        ([1, 1], 1, 1, "Đủ số lần đánh giá và tất cả các lần đều Đạt nên kết quả là Đạt."),
        ([1, 0], 1, 1, "Có lần đánh giá Chưa đạt nên kết quả là Chưa đạt."),
        ([-1, -1], -1, 1, "Chưa đủ số lần đánh giá: còn thiếu tx1, tx2, gk."),
        ([0, -1], 1, -1, "Chưa đủ số lần đánh giá: còn thiếu tx2, ck."),
    ],
)
def test_a_comment_subject_of_a_term(tx: list[int], gk: int, ck: int, sentence: str) -> None:
    given = {
        "comment_tx_1": np.array([[tx]]),
        "comment_gk_1": np.array([[gk]]),
        "comment_ck_1": np.array([[ck]]),
    }
    assert TT22.explain("comment_1", given, 0, 0).sentence == sentence


def test_a_learner_without_conduct_is_told_so() -> None:
    given = {"conduct_1": -1, "conduct_2": -1, "conduct_exempt": True}
    sentence = "Học viên không được đánh giá kết quả rèn luyện."
    assert said("TT43", "conduct_year", **given) == sentence
