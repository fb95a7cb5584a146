"""Who the rows of a pasted table are, and what its columns are: the traps of real lists."""

from typing import Any

import pytest
from playwright.sync_api import Page

from hocba.exchange.parsers.gradebook import LOWER, PRIMARY
from hocba.exchange.parsers.marks import _OLD as KIND_WORDS
from hocba.exchange.parsers.marks import OLDER
from hocba.exchange.parsers.table import WHO
from hocba.kernel import names
from hocba.kernel.sheets import heading_key

# student, name, code, born; the seat is the place in this list
CLASS = [
    (1, "Nguyễn Thị Hà", "9900010001", "2012-01-05"),
    (2, "Nguyễn Thị Hạ", "9900010002", "2012-02-06"),
    (3, "Trần Văn Đạt", "9900010003", "2012-03-07"),
    (4, "Lê Minh Anh", "9900010004", "2012-04-08"),
    (5, "Lê Minh Anh", "9900010005", "2012-05-09"),
    (6, "Thạch Sóc Kha", "9900010006", "2012-06-10"),
    (7, "Sơn Thị Rươne", "9900010007", "2012-07-11"),
    (8, "H'Nhi Êban", "9900010008", "2012-08-12"),
    (9, "Hoàng Thị Thuỳ Dương", "9900010009", "2012-09-13"),
    (10, "Đỗ Phúc", "9900010010", "2012-10-14"),
]
SPELLINGS = ["Hoà", "Hòa", "Thuỳ-Dương", "Thùy  Dương", "H’Nhi Êban", "H'Nhi Êban", "NGUYỄN VĂN ĐẠT", "Nguye\u0302\u0303n", "Thạch Sóc Kha",
             "Y Bhăm Êñuôl", "Đỗ.Phúc", "Sơn Thị Rươne", "K'Brửu", " Lê\u00a0Minh\u200bAnh ", "Mỹ", "Mĩ"]  # fmt: skip


def match(lab: Page, rows: list[tuple[str, str, str, str]]) -> list[tuple[str, int | None]]:
    """Verdict and pupil of rows (name, code, born, number) against CLASS."""
    pupils = [
        {"student": s, "name": n, "seat": at, "code": c, "born": b}
        for at, (s, n, c, b) in enumerate(CLASS, 1)
    ]
    said = [
        {"line": at, "name": n, "code": c, "born": b, "number": k}
        for at, (n, c, b, k) in enumerate(rows, 1)
    ]
    found = lab.evaluate(
        "async ([pupils, rows]) => (await import('/static/js/match.js')).matchAll(pupils, rows)",
        [pupils, said],
    )
    return [(m["verdict"], m["student"]) for m in found]


def test_the_page_compares_names_as_the_server_does(lab: Page) -> None:
    got = lab.evaluate(
        "async all => { const n = await import('/static/js/names.js'); return all.map(one => [n.fold(one), n.words(one).join(' ')]); }",
        SPELLINGS,
    )
    assert got == [[names.fold(one), names.search_key(one)] for one in SPELLINGS]


ROWS: list[tuple[str, tuple[str, str, str, str], tuple[str, int | None]]] = [
    ("the name as it is", ("Trần Văn Đạt", "", "", ""), ("green", 3)),
    ("capitals and another place of the tone", ("HOÀNG THỊ THÙY DƯƠNG", "", "", ""), ("green", 9)),
    ("another apostrophe", ("H’Nhi Êban", "", "", ""), ("green", 8)),
    ("a Khmer name", ("Thạch Sóc Kha", "", "", ""), ("green", 6)),
    ("a Khmer name without marks", ("Son Thi Ruone", "", "", ""), ("yellow", 7)),
    ("no diacritics, one possible pupil", ("tran van dat", "", "", ""), ("yellow", 3)),
    ("no diacritics and the number of the list", ("Tran Van Dat", "", "", "3"), ("green", 3)),
    ("no diacritics and the birth date", ("Tran Van Dat", "", "2012-03-07", ""), ("green", 3)),
    ("no diacritics, Hà or Hạ", ("Nguyen Thi Ha", "", "", ""), ("yellow", None)),
    ("no diacritics, Hà or Hạ, told by the birth date", ("Nguyen Thi Ha", "", "2012-02-06", ""), ("green", 2)),
    ("two of one name", ("Lê Minh Anh", "", "", ""), ("yellow", None)),
    ("two of one name and a number", ("Lê Minh Anh", "", "", "5"), ("yellow", 5)),
    ("two of one name, told by the code", ("Lê Minh Anh", "9900010005", "", ""), ("green", 5)),
    ("two of one name, told by the birth date", ("Lê Minh Anh", "", "2012-04-08", ""), ("green", 4)),
    ("another order of the words", ("Minh Anh Thạch", "", "", ""), ("red", None)),
    ("words in another order", ("Sóc Thạch Kha", "", "", ""), ("yellow", 6)),
    ("the given name alone", ("kha", "", "", ""), ("yellow", 6)),
    ("a given name with its marks", ("Hạ", "", "", ""), ("yellow", 2)),
    ("a given name without them", ("ha", "", "", ""), ("yellow", None)),
    ("a given name of two", ("Anh", "", "", ""), ("yellow", None)),
    ("a given name of two and a number", ("Anh", "", "", "4"), ("yellow", 4)),
    ("one letter wrong", ("Trần Văn Đạtt", "", "", ""), ("yellow", 3)),
    ("a middle name left out", ("Trần Đạt", "", "", ""), ("yellow", 3)),
    ("the code alone", ("", "9900010010", "", ""), ("green", 10)),
    ("the code of somebody else", ("Đỗ Phúc", "9900010003", "", ""), ("yellow", 3)),
    ("name with another birth date", ("Đỗ Phúc", "", "2011-10-14", ""), ("yellow", 10)),
    ("nobody", ("Phạm Văn Lạ", "", "", ""), ("red", None)),
]  # fmt: skip


@pytest.mark.parametrize(("row", "want"), [r[1:] for r in ROWS], ids=[r[0] for r in ROWS])
def test_a_row_is_sure_probable_or_nobody(
    lab: Page, row: tuple[str, str, str, str], want: tuple[str, int | None]
) -> None:
    assert match(lab, [row]) == [want]


def test_a_list_with_the_given_name_first_is_turned_as_a_whole(lab: Page) -> None:
    turned = ["Hà Nguyễn Thị", "Đạt Trần Văn", "Phúc Đỗ", "Kha Thạch Sóc"]
    assert match(lab, [(n, "", "", "") for n in turned]) == [
        ("green", 1), ("green", 3), ("green", 10), ("green", 6)]  # fmt: skip


def test_codes_of_another_program_are_left_aside(lab: Page) -> None:
    rows = [(n, f"30{s:08d}", "", "") for s, n, _, _ in CLASS[:4]]
    assert match(lab, rows)[:3] == [("green", 1), ("green", 2), ("green", 3)]


def test_one_unknown_code_among_known_ones_is_nobody(lab: Page) -> None:
    rows = [("Nguyễn Thị Hà", "9900010001", "", ""), ("Đỗ Phúc", "9900019999", "", "")]
    assert match(lab, rows) == [("green", 1), ("red", None)]


def test_of_two_rows_of_one_pupil_none_is_certain(lab: Page) -> None:
    rows = [("Đỗ Phúc", "", "", ""), ("Lê Văn Lạ", "", "", ""), ("Đỗ Phúc", "", "", "")]
    assert match(lab, rows) == [("yellow", 10), ("red", None), ("yellow", 10)]


def test_a_doubtful_row_is_nobody_when_another_one_is_certain(lab: Page) -> None:
    rows = [("Đỗ Phúc", "", "", ""), ("Do Phuc", "", "", "")]
    assert match(lab, rows) == [("green", 10), ("red", None)]


SCORES = [("tx1", "ĐĐGtx 1"), ("tx2", "ĐĐGtx 2"), ("gk", "ĐĐGgk"), ("ck", "ĐĐGck"), ("nx", "Nhận xét")]  # fmt: skip
LEVELS = [("tx1", "ĐĐGtx 1"), ("gk", "ĐĐGgk")]


def roles(lab: Page, block: list[list[str]], columns: list[tuple[str, str]] = SCORES, active: str = "tx1") -> dict[str, Any]:  # fmt: skip
    page = [{"slot": s, "label": n, "term": 1, "key": f"1:{s}"} for s, n in columns]
    pupils = [
        {"student": s, "name": n, "seat": at, "code": c, "born": b}
        for at, (s, n, c, b) in enumerate(CLASS, 1)
    ]
    found: dict[str, Any] = lab.evaluate(
        "async ([block, columns, pupils, active]) => (await import('/static/js/recognise.js')).recognise(block, columns, pupils, active)",
        [block, page, pupils, active],
    )
    return found


def test_our_own_template_is_known_by_its_headings(lab: Page) -> None:
    found = roles(lab, [["STT", "Mã định danh Bộ GD&ĐT", "Họ và tên", "Ngày sinh", "ĐĐGtx 1", "ĐĐGgk", "ĐTBmhk", "Nhận xét"],
                        ["1", "9900010001", "Nguyễn Thị Hà", "05/01/2012", "7", "8", "7,5", "Chăm."]])  # fmt: skip
    assert found["roles"] == ["number", "code", "name", "born", "tx1", "gk", "", "nx"]
    assert found["first"] == 1 and found["unsure"] == []


WHOLE = [("muc_ck@1", "Tiếng Việt: Mức cuối năm"), ("kt_ck@1", "Tiếng Việt: KTĐK cuối năm"), ("muc_ck@2", "Toán: Mức cuối năm"),
         ("kt_ck@2", "Toán: KTĐK cuối năm"), ("muc_ck@3", "Đạo đức: Mức cuối năm"), ("nx_ck@3", "Đạo đức: Nhận xét cuối kì")]  # fmt: skip


def test_a_table_of_all_subjects_finds_each_column_under_its_subject(lab: Page) -> None:
    """On the page of a whole class, as vnEdu and SMAS head a primary class's table."""
    row = ["1", "Nguyễn Thị Hà", "T", "9", "H", "8", "T"]
    found = roles(lab, [["STT", "Họ tên", "Tiếng Việt", "", "Toán", "", "Đạo đức"],
                        ["", "", "Mức đạt được", "Điểm KTĐK", "Mức đạt được", "Điểm KTĐK", "Mức đạt được"], row],
                  WHOLE, "muc_ck@1")  # fmt: skip
    slots = ["muc_ck@1", "kt_ck@1", "muc_ck@2", "kt_ck@2", "muc_ck@3"]
    assert found["roles"] == ["number", "name", *slots] and found["first"] == 2
    assert found["unsure"] == []
    found = roles(lab, [["STT", "Họ tên", "Toán", "Đạo đức"], ["1", "Nguyễn Thị Hà", "T", "H"]], WHOLE, "muc_ck@1")  # fmt: skip
    assert found["roles"] == ["number", "name", "muc_ck@2", "muc_ck@3"]
    found = roles(lab, [["STT", "Họ tên", "Toán", ""], ["", "", "Điểm cộng", "KTĐK"], ["1", "Nguyễn Thị Hà", "1", "9"]], WHOLE, "muc_ck@1")  # fmt: skip
    assert found["roles"] == ["number", "name", "", "kt_ck@2"]


def test_headings_in_two_rows_with_merged_cells_as_vnedu_has_them(lab: Page) -> None:
    found = roles(lab, [["BẢNG ĐIỂM MÔN TOÁN"], ["Lớp: 8A2 - Học kì I"], [],
                        ["STT", "Mã học sinh", "Họ tên", "", "Thường xuyên", "", "Giữa kỳ", "Cuối kỳ"],
                        ["", "", "", "", "TX1", "TX2", "", ""],
                        ["1", "3012", "Nguyễn Thị", "Hà", "7", "8", "6,5", "7"],
                        ["2", "3013", "Trần Văn", "Đạt", "6", "", "5", "5,5"]])  # fmt: skip
    assert found["roles"] == ["number", "code", "family", "given", "tx1", "tx2", "gk", "ck"]
    assert found["first"] == 5


def test_a_table_of_both_terms_gives_the_columns_of_this_one(lab: Page) -> None:
    found = roles(lab, [["Họ tên", "Học kì II", "", "Học kì I", ""], ["", "GK", "CK", "GK", "CK"],
                        ["Nguyễn Thị Hà", "1", "2", "7", "8"]])  # fmt: skip
    assert found["roles"] == ["name", "", "", "gk", "ck"]


def test_without_headings_the_contents_tell(lab: Page) -> None:
    found = roles(
        lab,
        [["1", "Nguyễn Thị", "Hà", "05/01/2012", "7"], ["2", "Trần Văn", "Đạt", "7/3/2012", "8"]],
    )
    assert found["roles"] == ["number", "family", "given", "born", "tx1"]


def test_a_pupil_named_dat_is_no_level(lab: Page) -> None:
    found = roles(lab, [["Trần Văn", "Đạt", "Đ"]], LEVELS, "gk")
    assert found["roles"] == ["family", "given", "gk"]
    found = roles(lab, [["Họ đệm", "Tên", "GK"], ["Trần Văn", "Đạt", "Đạt"]], LEVELS)
    assert found["roles"] == ["family", "given", "gk"]


def test_given_names_alone_say_who_the_rows_are(lab: Page) -> None:
    rows = [["Kha", "7"], ["Anh", "6"], ["đạt", "5"], ["Phúc", "5"]]
    assert roles(lab, rows)["roles"] == ["given", "tx1"]
    assert roles(lab, [["Đạt", "Đạt"]] * 4, LEVELS, "gk")["roles"] == ["gk", ""]


def test_columns_nobody_told_are_asked_about(lab: Page) -> None:
    found = roles(lab, [["Nguyễn Thị Hà", "7", "8"], ["Trần Văn Đạt", "6", "5"]])
    assert found["roles"] == ["name", "tx1", ""] and found["unsure"] == [2]


def test_the_page_knows_every_heading_the_file_reader_knows(lab: Page) -> None:
    who, columns = lab.evaluate(
        "async () => { const r = await import('/static/js/recognise.js'); return [r.WHO, r.COLUMNS]; }"
    )
    assert who == {role: list(aliases) for role, aliases in WHO.items()}
    slots = {"comment": "nx", **{f"{p}_{k}": f"{s}_{p}" for p in ("gk", "ck") for k, s in (("level", "muc"), ("score", "kt"), ("comment", "nx"))}}  # fmt: skip
    for key, aliases in {**LOWER, **PRIMARY}.items():
        if key != "declared":
            assert set(aliases) <= set(columns[slots.get(key, key)]), key


OLD_WORDS = [word for key, words in OLDER.items() if key.startswith("old") for word in words]
OLDER_BOOK = [*((f"tx{n}", f"KTtx {n}") for n in range(1, 5)), ("dk1", "KTđk 1"), ("dk2", "KTđk 2"), ("ck", "KThk")]  # fmt: skip


@pytest.mark.parametrize(
    ("head", "want"),
    [
        (["M1", "M2", "15'1", "15'2", "V1", "V2", "HK"], "tx1 tx2 tx3 tx4 dk1 dk2 ck"),
        (["Miệng 1", "Miệng 2", "15 phút 1", "15P2", "1 tiết 1", "1 tiết 2", "Thi HK"], "tx1 tx2 tx3 tx4 dk1 dk2 ck"),
        (["HS1", "HS1 2", "HS1 3", "HS1 4", "HS2 1", "HS2 2", "KTHK"], "tx1 tx2 tx3 tx4 dk1 dk2 ck"),
        (["KTtx 2", "KTtx 1", "KTtx 3", "KTtx 4", "KTđk 2", "KTđk 1", "KThk"], "tx2 tx1 tx3 tx4 dk2 dk1 ck"),
        (["Miệng", "", "15 phút", "", "1 tiết", "", "Học kì"], "tx1 tx2 tx3 tx4 dk1 dk2 ck"),
        (["M1", "P1", "P2", "ĐTB", "V1", "V2", "HK"], "tx1 tx2 tx3  dk1 dk2 ck"),
    ],
)  # fmt: skip
def test_the_kinds_of_tt58_are_taken_from_left_to_right(
    lab: Page, head: list[str], want: str
) -> None:
    rows = [["Nguyễn Thị Hà", "7", "8", "6", "5", "7", "8", "9"], ["Trần Văn Đạt", "6", "5", "7", "8", "4", "6", "5"]]  # fmt: skip
    found = roles(lab, [["Họ và tên", *head], *rows], OLDER_BOOK)
    assert found["roles"] == ["name", *want.split(" ")] and found["first"] == 1
    alone = roles(lab, [head, *(row[1:] for row in rows)], OLDER_BOOK)
    assert alone["roles"] == want.split(" ") and alone["headed"]


def test_merged_kinds_over_numbers_and_empty_columns_of_tt58(lab: Page) -> None:
    found = roles(lab, [["TT", "Họ và tên", "Miệng", "", "", "15 phút", "", "1 tiết", "HK", "TBM"],
                        ["", "", "1", "2", "3", "1", "2", "1", "", ""],
                        ["1", "Nguyễn Thị Hà", "7", "", "", "8", "6", "7", "9", "7,5"],
                        ["2", "Trần Văn Đạt", "6", "", "", "", "5", "4", "6", "5,3"]], OLDER_BOOK)  # fmt: skip
    assert found["roles"] == ["number", "name", "tx1", "", "", "tx2", "tx3", "dk1", "ck", ""]
    assert found["first"] == 2


def test_marks_and_other_books_have_no_kinds(lab: Page) -> None:
    rows = [["15", "Nguyễn Thị Hà", "7", "8"], ["16", "Trần Văn Đạt", "4", "5"]]
    assert not roles(lab, rows, OLDER_BOOK)["headed"]
    named = [["Họ và tên", "M1", "V1"], ["Nguyễn Thị Hà", "7", "8"], ["Trần Văn Đạt", "4", "5"]]
    assert roles(lab, named)["roles"] == ["name", "", ""]
    both = [["Họ tên", "Học kì II", "", "Học kì I", ""], ["", "M1", "V1", "M1", "V1"], ["Nguyễn Thị Hà", "1", "2", "7", "8"]]  # fmt: skip
    assert roles(lab, both, OLDER_BOOK)["roles"] == ["name", "", "", "tx1", "dk1"]


def test_the_page_and_the_file_reader_call_the_same_headings_a_kind(lab: Page) -> None:
    said = [*OLD_WORDS, "15'", "15'1", "M", "V2", "P3", "Học kì", "Thi", "ĐTB", "TBM", "Nhận xét", "Kiểm tra học kì"]  # fmt: skip
    got = lab.evaluate(
        "async all => { const o = await import('/static/js/older.js'); return all.map(o.kindOf); }",
        said,
    )
    short = {"regular": "tx", "period": "dk", "final": "ck"}
    want = [
        next((short[k] for k, w in KIND_WORDS.items() if w.search(heading_key(one))), "")
        for one in said
    ]
    assert got == want and {"tx", "dk", "ck", ""} <= set(got)
