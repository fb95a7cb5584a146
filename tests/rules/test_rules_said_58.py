"""What TT 58 says under a value, to the word: each branch of its sentences and its edge."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from hocba.rules import regime_by_name
from tests.rules.said import said

TT58 = regime_by_name("TT58")
SUBJECTS = ["TOAN", "NV", "VL", "HH"]
YEAR: dict[str, Any] = {"subjects": SUBJECTS, "comment_subjects": ["TD"], "comment_year": [1]}
ABOVE = "mọi môn tính điểm từ 5,0 trở lên; chưa đến loại Giỏi vì"


@pytest.mark.parametrize(
    ("tests", "final", "sentence"),
    [
        ([1, 0], 1, "Đủ số bài, ít nhất 2/3 số bài Đạt, trong đó có bài cuối kì: Đạt."),
        ([0, 0], 1, "Chưa đến 2/3 số bài Đạt nên kết quả là Chưa đạt."),
        ([1, 1], 0, "Bài kiểm tra cuối kì Chưa đạt nên kết quả là Chưa đạt."),
        ([1, -1], -1, "Chưa đủ số bài kiểm tra: còn thiếu tx2, ck."),
    ],
)
def test_a_comment_subject_of_a_term(tests: list[int], final: int, sentence: str) -> None:
    given = {
        "comment_tx_1": np.array([[tests]]),
        "comment_tx_expected_1": np.array([[len(tests)]]),
        "comment_dk_1": np.empty((1, 1, 0), dtype=np.int8),
        "comment_dk_expected_1": np.array([[0]]),
        "comment_ck_1": np.array([[final]]),
    }
    assert TT58.explain("comment_1", given, 0, 0).sentence == sentence
    exempt = given | {"comment_exempt_1": np.array([[True]])}
    assert "được miễn" in TT58.explain("comment_1", exempt, 0, 0).sentence


@pytest.mark.parametrize(
    ("terms", "sentence"),
    [
        ((1, 0), "Học kì I Đạt, học kì II Chưa đạt: cả năm Chưa đạt."),
        ((0, 1), "Học kì I Chưa đạt, học kì II Đạt: cả năm Đạt."),
        ((-1, 1), "Chưa có kết quả của cả hai học kì."),
        ((-2, 1), "Miễn một học kì: lấy kết quả học kì còn lại, Đạt."),
        ((0, -2), "Miễn một học kì: lấy kết quả học kì còn lại, Chưa đạt."),
        ((-2, -2), "Môn này được miễn nên không đánh giá."),
        ((-5, 1), "Môn này chỉ có kết quả một học kì: chờ Hiệu trưởng quyết định."),
        ((1, -5), "Môn này chỉ có kết quả một học kì: chờ Hiệu trưởng quyết định."),
    ],
)
def test_a_comment_subject_of_the_year(terms: tuple[int, int], sentence: str) -> None:
    first, second = terms
    assert said("TT58", "comment_year", 0, comment_1=[first], comment_2=[second]) == sentence


@pytest.mark.parametrize("terms", [(-1, 1), (-5, 0), (1, -5), (0, -1)])
def test_the_head_decides_a_comment_subject_without_two_terms(terms: tuple[int, int]) -> None:
    first, second = terms
    sentence = said(
        "TT58", "comment_year", 0, comment_1=[first], comment_2=[second], comment_decided=[0]
    )
    assert sentence == "Hiệu trưởng quyết định, có căn cứ: Chưa đạt."


@pytest.mark.parametrize(
    ("terms", "sentence"),
    [
        ((70, 80), "(7,0 + 2 × 8,0) : 3 = 7,666…, làm tròn 7,7."),
        ((0, 0), "(0,0 + 2 × 0,0) : 3 = 0,0, làm tròn 0,0."),
        ((0, -2), "Miễn một học kì: lấy kết quả học kì còn lại, 0,0."),
        ((-2, 75), "Miễn một học kì: lấy kết quả học kì còn lại, 7,5."),
        ((-2, -2), "Môn này được miễn nên không đánh giá."),
        ((-2, -1), "Chưa tính được vì chưa có điểm trung bình học kì II."),
        ((-1, -1), "Chưa tính được vì chưa có điểm trung bình học kì I và học kì II."),
        ((-5, 75), "Môn này chỉ có kết quả một học kì: chờ Hiệu trưởng quyết định."),
    ],
)
def test_a_scored_subject_of_the_year(terms: tuple[int, int], sentence: str) -> None:
    first, second = terms
    assert said("TT58", "average_year", 0, average_1=[first], average_2=[second]) == sentence


@pytest.mark.parametrize(
    ("scores", "sentence"),
    [
        ([80, 75, 0, 66], "(8,0 + 7,5 + 0,0 + 6,6) : 4 = 5,525, làm tròn 5,5."),
        ([80, -2, 0, 66], "(8,0 + 0,0 + 6,6) : 3 = 4,866…, làm tròn 4,9."),
        ([80, -1, 70, -1], "Chưa tính được vì chưa có kết quả môn: Ngữ văn, Hóa học."),
        ([80, -3, 70, 70], "Có môn chưa có kết quả để tính trung bình: chờ Hiệu trưởng quyết định."),
        ([0, 0, 0, 0], "(0,0 + 0,0 + 0,0 + 0,0) : 4 = 0,0, làm tròn 0,0."),
    ],
)  # fmt: skip
def test_the_mean_of_all_subjects(scores: list[int], sentence: str) -> None:
    assert said("TT58", "gpa_year", subjects=SUBJECTS, average_year=scores) == sentence


def test_the_mean_after_the_retest() -> None:
    given = {**YEAR, "average_year": [40, 70, 70, 70], "promotion": 2}
    assert said("TT58", "gpa_after", **given) == "Không kiểm tra lại môn nào."
    again = said("TT58", "gpa_after", **given, average_again=[0, -1, -1, -1])
    assert again == "(0,0 + 7,0 + 7,0 + 7,0) : 4 = 5,25, làm tròn 5,3."


@pytest.mark.parametrize(
    ("scores", "sentence"),
    [
        ([80, 80, 80, 80], "Loại Giỏi: ĐTB 8,0, mọi môn tính điểm từ 6,5 trở lên."),
        ([80, 80, 80, 64], f"Loại Khá: ĐTB 7,6, {ABOVE} ĐTB 7,6 dưới 8,0, có môn dưới 6,5 (Hóa học)."),
        ([79, 79, 95, 95], f"Loại Khá: ĐTB 8,7, {ABOVE} không có môn nào trong Toán, Ngữ văn từ 8,0."),
        ([79, 80, 80, 80], "Loại Giỏi: ĐTB 8,0, mọi môn tính điểm từ 6,5 trở lên."),
        ([-2, 80, 70, 70], f"Loại Khá: ĐTB 7,3, {ABOVE} ĐTB 7,3 dưới 8,0."),
        ([0, 0, 0, 0], "Loại Kém; chưa đến loại Yếu vì ĐTB 0,0 dưới 3,5, có môn dưới 2,0 (Toán, Ngữ văn, Vật lí, Hóa học)."),
        ([0, -2, 80, 80], "Loại Kém; chưa đến loại Yếu vì có môn dưới 2,0 (Toán)."),
        ([80, -1, 70, 70], "Chưa xếp mức vì chưa có kết quả môn: Ngữ văn."),
        ([-2, -2, 80, 80], "Không có điểm môn Toán, Ngữ văn: Hiệu trưởng quyết định."),
        ([0, -3, 80, 80], "Có môn đang chờ Hiệu trưởng quyết định nên chưa xếp mức."),
        ([80, -6, 80, 80], "Có môn đánh giá theo kế hoạch giáo dục cá nhân: Hiệu trưởng quyết định."),
    ],
)  # fmt: skip
def test_hoc_luc_by_the_table(scores: list[int], sentence: str) -> None:
    assert said("TT58", "base_year", **YEAR, average_year=scores) == sentence


def of_year(scores: list[int], passed: int = 1, **more: Any) -> dict[str, Any]:
    return {**YEAR, "comment_year": [passed], "average_year": scores, **more}


BLAMED = "mà học lực bị xếp thấp xuống từ hai loại trở lên."
MAY = "học sinh được chọn môn này để kiểm tra lại."


@pytest.mark.parametrize(
    ("column", "given", "sentence"),
    [
        ("base_year", of_year([80, 80, 80, 79], specialised=[0, 0, 0, 1]), f"Loại Khá: ĐTB 8,0, {ABOVE} môn chuyên dưới 8,0 (Hóa học)."),
        ("base_year", of_year([80, 80, 80, 0], specialised=[0, 0, 0, 1]), "Loại Kém; chưa đến loại Yếu vì có môn dưới 2,0 (Hóa học)."),
        ("base_year", of_year([90] * 4, 0), "Loại Yếu: ĐTB 9,0, mọi môn tính điểm từ 2,0 trở lên; chưa đến loại Trung bình vì 1 môn nhận xét Chưa đạt (Thể dục)."),
        ("base_year", of_year([90] * 4, -1), "Chưa xếp mức vì chưa có kết quả môn: Thể dục."),
        ("culprit_year", of_year([95, 95, 95, 30]), f"ĐTB đạt mức Giỏi hoặc Khá nhưng chỉ vì môn Hóa học (3,0) {BLAMED}"),
        ("culprit_year", of_year([30, 95, 95, 95]), f"ĐTB đạt mức Giỏi hoặc Khá nhưng chỉ vì môn Toán (3,0) {BLAMED}"),
        ("culprit_year", of_year([90] * 4, 0), f"ĐTB đạt mức Giỏi hoặc Khá nhưng chỉ vì môn Thể dục (Chưa đạt) {BLAMED}"),
        ("culprit_year", of_year([95] * 4), "Không có một môn duy nhất nào làm học lực bị xếp thấp xuống theo khoản 6."),
        ("learning_year", of_year([30, 95, 95, 95]), "Theo bảng mức thì Yếu; chỉ vì môn Toán (3,0) mà thấp xuống từ hai mức trở lên nên được điều chỉnh lên mức liền kề: Trung bình."),
        ("learning_year", of_year([-2] * 4, learning_decided_year=0), "Hiệu trưởng quyết định, có căn cứ: Kém."),
        ("learning_year", of_year([90] * 4), "Loại Giỏi: ĐTB 9,0, mọi môn tính điểm từ 6,5 trở lên."),
        ("adjusted_year", of_year([30, 95, 95, 95]), "Được điều chỉnh lên mức liền kề vì chỉ một môn làm thấp xuống từ hai mức trở lên."),
        ("adjusted_year", of_year([95] * 4), "Không điều chỉnh."),
        ("retest", of_year([49, 50, 70, 70], promotion=2), f"Học lực Yếu và ĐTBmcn 4,9 dưới 5,0: {MAY}"),
        ("retest", of_year([50, 49, 70, 70], promotion=2), "Không kiểm tra lại môn này."),
        ("comment_retest", of_year([49, 50, 70, 70], 0, promotion=2), f"Học lực Yếu và môn này Chưa đạt: {MAY}"),
        ("comment_retest", of_year([49, 50, 70, 70], promotion=2), "Không kiểm tra lại môn này."),
        ("average_after", of_year([49, 50, 70, 70], promotion=2, average_again=[0, -1, -1, -1]), "Kết quả kiểm tra lại thay kết quả cả năm của môn để xếp loại lại."),
        ("average_after", of_year([49, 50, 70, 70], promotion=2, average_again=[-1, 60, -1, -1]), "Không kiểm tra lại, giữ kết quả cả năm."),
        ("comment_after", of_year([49, 50, 70, 70], 0, promotion=2, comment_again=[0]), "Kết quả kiểm tra lại thay kết quả cả năm của môn để xếp loại lại."),
        ("comment_after", of_year([49, 50, 70, 70], 0, promotion=2), "Không kiểm tra lại, giữ kết quả cả năm."),
        ("learning_after", of_year([49, 50, 70, 70], promotion=2, average_again=[50, -1, -1, -1]), "ĐTB tính lại 6,0, xếp loại lại học lực: Trung bình."),
        ("learning_after", of_year([30, 0, 0, 0], promotion=2, average_again=[0, -1, -1, -1]), "ĐTB tính lại 0,0, xếp loại lại học lực: Kém."),
        ("learning_after", of_year([49, 50, 70, 70], promotion=2), "Không kiểm tra lại môn nào."),
        ("learning_after", of_year([49, -1, 70, 70], promotion=2, average_again=[0, -1, -1, -1]), "Chưa xếp loại lại được vì còn thiếu kết quả hoặc quyết định."),
        ("learning_after", of_year([49, -3, 70, 70], promotion=2, average_again=[0, -1, -1, -1], learning_decided_after=0), "Hiệu trưởng quyết định, có căn cứ: Kém."),
        ("conduct_year", {"conduct_1": 0, "conduct_2": 3}, "Học kì I Yếu, học kì II Tốt. Cả năm chủ yếu theo học kì II nên đề nghị Tốt; giáo viên chủ nhiệm quyết định."),
        ("conduct_year", {"conduct_1": 3, "conduct_2": 0}, "Học kì I Tốt, học kì II Yếu. Cả năm chủ yếu theo học kì II nên đề nghị Yếu; giáo viên chủ nhiệm quyết định."),
        ("conduct_year", {"conduct_1": 0, "conduct_2": 3, "conduct_decided": 0}, "Giáo viên chủ nhiệm xếp loại cả năm, Hiệu trưởng duyệt: Yếu."),
        ("conduct_year", {"conduct_1": 3, "conduct_2": -1}, "Chưa đủ kết quả hạnh kiểm hai học kì nên chưa đề nghị xếp loại cả năm."),
        ("conduct_year", {"conduct_1": -1, "conduct_2": 3, "conduct_decided": 0}, "Hiệu trưởng quyết định, có căn cứ: Yếu."),
        ("award", {"conduct_year": 3, "learning_year": 4}, "Hạnh kiểm Tốt, học lực Giỏi: học sinh giỏi."),
        ("award", {"conduct_year": 3, "learning_year": 3}, "Hạnh kiểm Tốt, học lực Khá: học sinh tiên tiến."),
        ("award", {"conduct_year": 0, "learning_year": 0}, "Hạnh kiểm Yếu, học lực Kém: không có danh hiệu."),
        ("award", {"conduct_year": -1, "learning_year": 3}, "Chưa đủ kết quả hạnh kiểm và học lực để xét danh hiệu."),
        ("award", {"conduct_year": 3, "learning_year": -3}, "Chờ Hiệu trưởng quyết định nên chưa đề nghị danh hiệu."),
        ("award_2", {"conduct_2": 2, "learning_2": 4}, "Hạnh kiểm Khá, học lực Giỏi: học sinh tiên tiến."),
    ],
)  # fmt: skip
def test_every_other_result(column: str, given: dict[str, Any], sentence: str) -> None:
    subject = 0 if len(TT58.rulebook.spec(column).axes) > 1 else None
    assert said("TT58", column, subject, **given) == sentence
