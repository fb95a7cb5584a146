"""Names: cleaning, Vietnamese order, search, masks; identifiers."""

import doctest
import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hocba.exchange.parsers import subjects, table, values
from hocba.kernel import ids, names
from hocba.kernel.errors import Invalid
from hocba.kernel.sheets import cells, headings

# Class lists in the order a school prints them.
LISTS = [
    ["Lê An", "Nguyễn Văn An", "Trần An", "Trần Thị An", "Lê Ánh", "Đỗ Ân", "Phạm Bảo", "Lê Bình"],
    ["Hồ Dung", "Lê Dũng", "Vũ Duy", "Bùi Đan", "Cao Đào", "Nguyễn Văn Đạt", "An Đức"],
    ["Lý Hà", "Võ Hà", "An Hả", "An Hạ", "Lê Hoa", "Lê Hòa", "Lê Hỏa", "Lê Hoàng", "Bùi Hồng", "Lê Huệ"],
    ["Lê Nga", "Lê Ngân", "Lê Nghĩa", "Lê Ngọc", "Lê Nhi", "Lê Oanh", "Lê Ơn", "Lê Phú", "Lê Quý"],
    ["Lê Tâm", "Lê Thu", "Lê Thư", "Lê Trang", "Lê Tú", "Lê Tuấn", "Lê Uyên", "Lê Vân", "Lê Vy", "Lê Xuân", "Lê Yến"],
    ["Đào Anh", "Đặng Anh", "Nguyễn Thị Ngọc Anh", "Phạm Anh", "Phạm Hoàng Anh", "Phan Anh"],
]  # fmt: skip
ALPHABET = "aăâbcdđeêghiklmnoôơpqrstuưvxy"


@pytest.mark.parametrize("people", LISTS)
def test_a_class_list_comes_in_the_order_of_the_alphabet(people: list[str]) -> None:
    turned = people[::-1]
    assert sorted(turned, key=names.sort_key) == people


def test_tones_go_ngang_huyen_hoi_nga_sac_nang_inside_one_syllable() -> None:
    assert sorted(["Mạ", "Má", "Mã", "Mả", "Mà", "Ma"], key=names.sort_key) == [
        "Ma",
        "Mà",
        "Mả",
        "Mã",
        "Má",
        "Mạ",
    ]


def test_letters_come_before_tones_and_the_given_name_before_the_family_name() -> None:
    given = ["Lê Hà", "Lê Hạnh", "Lê Hân", "Lê Ha", "Lê Hả", "An Hạ", "Vũ Ha"]
    assert sorted(given, key=names.sort_key) == [
        "Lê Ha",
        "Vũ Ha",
        "Lê Hà",
        "Lê Hả",
        "An Hạ",
        "Lê Hạnh",
        "Lê Hân",
    ]


def test_the_letters_of_the_alphabet_keep_their_order() -> None:
    turned = ALPHABET[::-1]
    assert "".join(sorted(turned, key=names.sort_key)) == ALPHABET


words = st.text(alphabet="aăâbcdđeêghiklmnoôơpqrstuưvxyàáảãạầấẩẫậỳýỷỹỵ", min_size=1, max_size=7)
people = st.lists(words, min_size=1, max_size=5).map(lambda parts: " ".join(parts).title())


@given(people, people)
def test_keys_are_plain_ascii_and_equal_only_for_the_same_name(one: str, two: str) -> None:
    first, second = names.sort_key(one), names.sort_key(two)
    assert first.isascii() and first.isalnum() and first == first.lower()
    if first == second:
        assert names.fold(one) == names.fold(two)


@given(st.text(max_size=60))
def test_any_text_has_a_key_and_its_spelling_does_not_matter(text: str) -> None:
    assert names.sort_key(unicodedata.normalize("NFD", text)) == names.sort_key(
        unicodedata.normalize("NFC", text)
    )
    assert names.search_key(names.search_key(text)) == names.search_key(text)


@given(st.text(max_size=60))
def test_a_cleaned_name_is_a_fixed_point(text: str) -> None:
    try:
        name = names.clean_name(text)
    except names.InvalidName:
        return
    assert names.clean_name(name) == name == unicodedata.normalize("NFC", name)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Nguyễn \u202eVăn An", "chiều chữ"),
        ("Nguyễn \ue123 An", "phông chữ cũ"),
        ("Nguyễn Văn An 2", "chữ số"),
        ("Nguyễn <b>An</b>", "kí tự lạ"),
        ("   ", "để trống"),
        (". - .", "không có chữ cái"),
        ("An " * 60, "quá 100"),
    ],
)
def test_a_name_that_hides_something_is_refused_in_words(text: str, word: str) -> None:
    with pytest.raises(Invalid, match=word):
        names.clean_name(text)


def test_names_of_every_people_are_names() -> None:
    for name in (
        "H'Nhi Êban",
        "Y Bhăm Niê",
        "Kim Sa Rươne",
        "Rơ Châm Hoan",
        "H’Hương Mlô",
        "Đặng Thị A Páo",
    ):
        assert names.clean_name(f" {name}\u200b ") == name


def test_a_personal_number_is_doubted_but_never_refused_for_birth_date_or_sex() -> None:
    assert ids.personal_id("999314020010") == "999314020010"
    assert ids.personal_id_warnings("999314020010", date(2014, 3, 2), "F") == []
    assert ids.personal_id_warnings("999314020010", date(2013, 3, 2), "M") == [
        "Số định danh cho năm sinh 2014, hồ sơ ghi 2013.",
        "Số định danh không khớp với giới tính.",
    ]


@pytest.mark.parametrize("text", ["99931402001", "9993140200100", "99931402001x", "٩٩٩٣١٤٠٢٠٠١٠"])
def test_a_personal_number_has_twelve_digits(text: str) -> None:
    with pytest.raises(ids.InvalidId):
        ids.personal_id(text)


def test_a_lost_leading_zero_is_explained() -> None:
    with pytest.raises(ids.InvalidId, match="bỏ số 0 ở đầu"):
        ids.personal_id("52214000123")


@given(st.integers(0, 999_999_999))
def test_a_tax_code_with_one_digit_changed_is_refused(number: int) -> None:
    first = f"{number:09d}"
    check = ids.tax_check_digit(first)
    if check == "-":
        return
    assert ids.tax_code(first + check) == first + check
    changed = first + str((int(check) + 1) % 10)
    assert not ids.is_valid(ids.tax_code, changed)


@pytest.mark.parametrize("module", [names, ids, cells, headings, subjects, values, table])
def test_the_examples_in_the_documentation_hold(module: object) -> None:
    result = doctest.testmod(module)  # type: ignore[arg-type]
    assert result.attempted and not result.failed
