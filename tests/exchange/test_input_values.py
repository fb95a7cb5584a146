"""Marks and levels from cells, exactly."""

from datetime import date, datetime, time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hocba.exchange.parsers.subjects import NAMES, subject_code
from hocba.exchange.parsers.values import BadValue, parse_level, parse_score


@given(st.integers(0, 100))
def test_a_mark_is_the_same_as_number_with_comma_and_with_point(tenths: int) -> None:
    number = Decimal(tenths) / 10
    for cell in (
        float(number),
        f"{number:.1f}",
        f"{number:.1f}".replace(".", ","),
        f" {number:.2f} ",
    ):
        assert parse_score(cell) == tenths


@given(st.integers(0, 1000))
def test_a_second_decimal_is_never_rounded_away(hundredths: int) -> None:
    number = Decimal(hundredths) / 100
    for cell in (float(number), f"{number}"):
        if hundredths % 10:
            with pytest.raises(BadValue, match="chỉ có một chữ số thập phân"):
                parse_score(cell)
        else:
            assert parse_score(cell) == hundredths // 10


@given(st.integers(11, 99))
def test_two_digits_without_a_comma_are_asked_about(number: int) -> None:
    for cell in (number, float(number), str(number)):
        with pytest.raises(BadValue) as caught:
            parse_score(cell)
        assert caught.value.suggestion == f"{number // 10},{number % 10}"


@given(st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=20))
def test_no_cell_gives_anything_but_a_mark_nothing_or_a_sentence(cell: float | str) -> None:
    try:
        value = parse_score(cell)
    except BadValue as error:
        assert "“" in str(error)
    else:
        assert value is None or 0 <= value <= 100


@pytest.mark.parametrize(
    ("cell", "sentence"),
    [
        (11.0, "“11” lớn hơn 10; có phải là 1,1?"),
        ("7,25", "“7,25”: điểm chỉ có một chữ số thập phân; có phải là 7,3?"),
        (7.25, "“7,25”: điểm chỉ có một chữ số thập phân; có phải là 7,3?"),
        (75, "“75” lớn hơn 10; có phải là 7,5?"),
        ("tám", "“tám” không phải là số; có phải là 8?"),
        ("10,5", "“10,5” lớn hơn 10."),
        ("750", "“750” lớn hơn 10."),
        ("-1", "“-1”: điểm không thể âm."),
        ("v", "“v”: vắng thì để trống ô điểm; điểm 0 phải có quyết định."),
        ("Miễn", "“Miễn”: miễn giảm được ghi bằng quyết định, không ghi vào ô điểm."),
        ("7/8", "“7/8” không phải là điểm; cần số từ 0 đến 10, ví dụ 7,5."),
        (
            date(2026, 5, 7),
            "Excel đã đổi điểm thành ngày 07/05/2026; hãy đổi định dạng ô về Số rồi gõ lại điểm"
            " (có phải là 7,5 hay 5,7?).",
        ),
        (
            date(2026, 12, 7),
            "Excel đã đổi điểm thành ngày 07/12/2026; hãy đổi định dạng ô về Số rồi gõ lại điểm.",
        ),
        (
            datetime(1900, 1, 7, 12),  # noqa: DTZ001 - a number in a cell formatted as a day
            "Excel đã đổi điểm thành ngày 07/01/1900; hãy đổi định dạng ô về Số rồi gõ lại điểm"
            " (có phải là 7,5?).",
        ),
        (
            time(7, 5),
            "Excel đã đổi điểm thành giờ 07:05; hãy đổi định dạng ô về Số rồi gõ lại điểm"
            " (có phải là 7,5?).",
        ),
    ],
)
def test_a_wrong_mark_is_named_in_words(cell: str | float | date, sentence: str) -> None:
    with pytest.raises(BadValue) as caught:
        parse_score(cell)
    assert str(caught.value) == sentence


@pytest.mark.parametrize(
    "text", ["7,5", " 7.5 ", "7.5\u00a0", "\u200b7,5", "7，5", "７．５", "7,50"]
)
def test_a_mark_is_read_through_spaces_and_wide_signs(text: str) -> None:
    assert parse_score(text) == 75


def test_a_mark_worked_out_by_excel_is_what_excel_shows() -> None:
    assert parse_score(6.8999999999999995) == 69
    assert parse_score(0.1 + 0.2) == 3


def test_a_periodic_test_at_primary_school_is_whole() -> None:
    assert parse_score(9.0, whole=True) == 90
    with pytest.raises(BadValue, match="số nguyên"):
        parse_score("8,5", whole=True)
    with pytest.raises(BadValue, match="số nguyên từ 0 đến 10") as caught:
        parse_score(75, whole=True)
    assert not caught.value.suggestion  # 7,5 would be as wrong


@pytest.mark.parametrize(
    ("scale", "level", "spellings"),
    [
        ("pass", "Đ", ["Đ", "đ", "Đạt", "đạt", "D", "dat", "ĐẠT"]),
        ("pass", "CĐ", ["CĐ", "cđ", "Chưa đạt", "chưa đạt", "C.Đ", "CD"]),
        ("primary", "T", ["T", "t", "Hoàn thành tốt", "HTT"]),
        ("primary", "H", ["H", "hoàn thành"]),
        ("goal", "+", ["+", "Đạt", "đ"]),
        ("goal", "-", ["-", "–", "−", "Chưa đạt", "cđ"]),
        ("primary", "C", ["C", "Chưa hoàn thành"]),
        ("quality", "Đ", ["Đ", "đạt"]),
        ("quality", "C", ["C", "Cần cố gắng"]),
        ("conduct", "K", ["K", "Khá"]),
        ("conduct", "CĐ", ["Chưa đạt"]),
    ],
)
def test_levels_are_read_in_every_usual_spelling(
    scale: str, level: str, spellings: list[str]
) -> None:
    assert [parse_level(text, scale) for text in spellings] == [level] * len(spellings)


@pytest.mark.parametrize(
    ("scale", "text"),
    [
        ("primary", "Đ"),
        ("primary", "HT"),
        ("quality", "H"),
        ("pass", "T"),
        ("pass", "8"),
        ("goal", "?"),
        ("goal", "±"),
        ("pass", "-"),
    ],
)
def test_a_level_of_another_scale_is_refused(scale: str, text: str) -> None:
    with pytest.raises(BadValue, match="không phải là mức đánh giá"):
        parse_level(text, scale)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("TN-XH", "TNXH"),
        ("Tự nhiên & Xã hội", "TNXH"),
        ("Lịch sử - Địa lí", "LSDL"),
        ("Lịch sử và Địa lý", "LSDL"),
        ("Tin học và Công nghệ (Tin học)", "TIN"),
        ("Tin học và Công nghệ (Công nghệ)", "CN"),
        ("Tin học và Công nghệ", None),
        ("Ngoại ngữ 1 (Tiếng Anh)", "NN1"),
        ("Nghệ thuật (Mỹ thuật)", "MT"),
        ("HĐTN-HN", "HDTNHN"),
        ("KHOA HOC TU NHIEN", "KHTN"),
        ("Môn lạ", None),
    ],
)
def test_subjects_with_hyphens_and_brackets_are_known(name: str, code: str | None) -> None:
    assert subject_code(name) == code


def test_every_subject_is_found_by_its_own_name() -> None:
    assert {subject_code(name): code for code, name in NAMES.items()} == {
        code: code for code in NAMES
    }
