"""Gradebooks and homeroom files: every value at its pupil, every problem at its cell."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal

import pytest
from excel import CLASS_6A, ROSTERS, SCORED, gradebook, page, workbook

from hocba.exchange.parsers.gradebook import Gradebook, parse_gradebook
from hocba.exchange.parsers.homeroom import parse_homeroom
from hocba.exchange.parsers.marks import Plan
from hocba.exchange.parsers.roster import Roster, RosterPupil
from hocba.kernel.sheets import Problems, SheetError, Table, write_workbook

DAT = ["1", "6A", "9900000001", "Nguyễn Văn Đạt", date(2014, 5, 2)]


def _places(problems: Problems) -> list[tuple[str, str]]:
    return [(f"{p.column}{p.row}", p.message) for p in problems]


def _has(subject: str, *slots: str, comment: bool = False) -> Callable[[str, str], Plan]:
    return lambda klass, named: Plan(subject, frozenset(slots), comment)


def _values(book: Gradebook) -> dict[tuple[str, str], int | str]:
    return {(pupil, entry.slot): entry.value for pupil, entry in book.certain()}


def test_marks_go_to_their_slots_in_integer_tenths() -> None:
    row = [*DAT, Decimal("7.5"), "7,5", 8, "10", None, Decimal("6.8"), 0, "Có tiến bộ."]
    book = parse_gradebook(gradebook(row), ROSTERS)
    assert (book.klass, book.subject, book.problems.total) == ("6A", "TOAN", 0)
    assert _values(book) == {
        ("p1", "tx1"): 75, ("p1", "tx2"): 75, ("p1", "tx3"): 80, ("p1", "tx4"): 100,
        ("p1", "gk"): 68, ("p1", "ck"): 0, ("p1", "nx"): "Có tiến bộ.",
    }  # fmt: skip
    assert book.absent == ["p2", "p3", "p4", "p5"]


def test_each_wrong_mark_is_a_problem_at_its_cell_and_the_others_stay() -> None:
    row = [*DAT, 11, Decimal("7.25"), 75, "tám", None, 8, 9, ""]
    book = parse_gradebook(gradebook(row), ROSTERS)
    assert _places(book.problems) == [
        ("F5", "“11” lớn hơn 10; có phải là 1,1?"),
        ("G5", "“7,25”: điểm chỉ có một chữ số thập phân; có phải là 7,3?"),
        ("H5", "“75” lớn hơn 10; có phải là 7,5?"),
        ("I5", "“tám” không phải là số; có phải là 8?"),
    ]
    assert str(book.problems.listed[0]) == "Trang “HK1”, ô F5: “11” lớn hơn 10; có phải là 1,1?"
    assert _values(book) == {("p1", "gk"): 80, ("p1", "ck"): 90}


def test_a_mark_in_a_column_the_subject_does_not_have_is_a_problem() -> None:
    row = [*DAT, 7, 7, 7, None, None, 8, 9, ""]
    book = parse_gradebook(
        gradebook(row), ROSTERS, plan=_has("TOAN", "tx1", "tx2", "gk", "ck", "nx")
    )
    assert _places(book.problems) == [
        ("H5", "Môn này chỉ có 2 lần đánh giá thường xuyên mỗi học kì.")
    ]


def test_a_pupil_named_dat_is_a_pupil_and_the_level_dat_a_level() -> None:
    head = [*SCORED[:5], "ĐGtx 1", "ĐGtx 2", "ĐGgk", "ĐGck", "Đánh giá", "Nội dung nhận xét"]
    row = [*DAT, "Đạt", "đ", "CĐ", "Chưa đạt", "CĐ", "Đạt yêu cầu"]
    book = parse_gradebook(
        gradebook(row, title=["Lớp: 6A", "Môn: Nghệ thuật"], header=head), ROSTERS
    )
    assert not book.problems and not book.warnings
    assert _values(book) == {
        ("p1", "tx1"): "Đ", ("p1", "tx2"): "Đ", ("p1", "gk"): "CĐ", ("p1", "ck"): "CĐ", ("p1", "nx"): "Đạt yêu cầu",
    }  # fmt: skip


def test_the_level_of_a_term_is_compared_not_taken() -> None:
    head = [*SCORED[:5], "ĐGtx 1", "Đánh giá"]
    title = ["Lớp: 6A", "Môn: GDTC"]
    book = parse_gradebook(gradebook([*DAT, "CĐ", "Đạt"], title=title, header=head), ROSTERS)
    assert [w.column for w in book.warnings] == ["G"] and not book.problems
    book = parse_gradebook(gradebook([*DAT, "", "Đạt"], title=title, header=head), ROSTERS)
    assert (
        _places(book.problems)[0][0] == "G5"
        and "không chỉ mức học kì" in _places(book.problems)[0][1]
    )


@pytest.mark.parametrize("said", ["Năm học: 2024-2025", "NĂM HỌC 2024 – 2025"])
def test_a_file_of_another_year_is_a_problem_at_its_title(said: str) -> None:
    title = ("Lớp: 6A", "Môn: Toán", said)
    book = parse_gradebook(gradebook([*DAT, 7], title=title), ROSTERS, year=2025)
    assert _places(book.problems) == [
        ("A3", "Tệp ghi năm học 2024–2025, thầy cô đang nhập cho năm học 2025–2026.")
    ]
    assert not parse_gradebook(gradebook([*DAT, 7], title=title), ROSTERS, year=2024).problems


def test_a_year_named_in_a_comment_is_no_title() -> None:
    head = [*SCORED[:5], "Nhận xét"]
    row = [*DAT, "Giải Nhất cấp tỉnh năm học 2024-2025"]
    assert not parse_gradebook(gradebook(row, header=head), ROSTERS, year=2025).problems


def test_same_names_are_told_apart_by_code_or_birth_date_and_never_guessed() -> None:
    rows = [
        ["1", "6A", "", "Trần Thị Ngọc Anh", date(2014, 8, 30), 7],
        ["2", "6A", "9900000002", "Trần Thị Ngọc Anh", None, 8],
        ["3", "6A", "", "Trần Thị Ngọc Anh", None, 9],
    ]
    book = parse_gradebook(gradebook(*rows), ROSTERS)
    assert [(row.match.verdict, row.match.pupil) for row in book.rows] == [
        ("green", "p3"), ("green", "p2"), ("red", None)
    ]  # fmt: skip
    assert _places(book.problems) == [
        ("D7", "Trong lớp có học sinh trùng họ tên; cần mã định danh hoặc ngày sinh.")
    ]
    assert book.rows[2].match.candidates == ("p2", "p3")


@pytest.mark.parametrize(
    ("name", "code", "born", "verdict", "pupil"),
    [
        ("nguyễn văn đạt", "", None, "green", "p1"),
        ("NGUYEN VAN DAT", "", date(2014, 5, 2), "green", "p1"),
        ("Nguyen Van Dat", "", None, "yellow", "p1"),
        ("Nguyễn Văn Đạt", "", date(2014, 5, 3), "yellow", "p1"),
        ("Trần Văn B", "9900000001", None, "yellow", "p1"),
        ("Nguyễn Văn Đạt", "9900000099", None, "red", None),
        ("Nguyễn Văn Đạt", "9900000099", date(2014, 5, 2), "yellow", "p1"),
        ("Người Lạ", "", None, "red", None),
        ("H’Nhi Êban", "", None, "green", "p4"),
        ("Lê Hòa", "", None, "green", "p5"),
        ("", "TAM-999214000005", None, "green", "p5"),
    ],
)
def test_a_row_is_green_yellow_or_red(
    name: str, code: str, born: date | None, verdict: str, pupil: str | None
) -> None:
    match = Roster(CLASS_6A).match(name, code, born)
    assert (match.verdict, match.pupil) == (verdict, pupil)
    assert match.why


def test_a_new_code_finds_the_pupil_who_has_only_a_name() -> None:
    roster = Roster([RosterPupil("n", "Lê An")])
    assert roster.match("Lê An", "9900000077", None).verdict == "green"


def test_a_yellow_row_is_never_applied_by_itself() -> None:
    book = parse_gradebook(gradebook(["1", "6A", "", "Nguyen Van Dat", None, 7]), ROSTERS)
    assert book.rows[0].entries and not list(book.certain())
    assert _places(book.problems) == [("D5", "Tên không dấu; có phải là Nguyễn Văn Đạt?")]


def test_a_person_decides_about_a_doubtful_row_among_its_candidates() -> None:
    rows = [
        ["1", "6A", "", "Nguyen Van Dat", None, 7],
        ["2", "6A", "", "Trần Thị Ngọc Anh", None, 8],
    ]
    decided = {("HK1", 5): "p1", ("HK1", 6): "p3"}
    book = parse_gradebook(gradebook(*rows), ROSTERS, confirmed=decided)
    assert not book.problems
    assert _values(book) == {("p1", "tx1"): 70, ("p3", "tx1"): 80}
    foreign = parse_gradebook(gradebook(*rows), ROSTERS, confirmed={("HK1", 5): "p4"})
    assert foreign.rows[0].match.verdict == "yellow"


def test_a_pupil_twice_in_one_sheet_is_a_problem() -> None:
    book = parse_gradebook(gradebook([*DAT, 7], [*DAT, 8]), ROSTERS)
    assert _places(book.problems) == [("D6", "Học sinh này đã có ở dòng 5.")]
    assert _values(book) == {("p1", "tx1"): 70}


def test_a_row_of_another_class_is_not_taken() -> None:
    book = parse_gradebook(gradebook(["1", "6B", "9900000001", "Nguyễn Văn Đạt", None, 7]), ROSTERS)
    assert _places(book.problems) == [("B5", "Dòng này ghi lớp “6B”, không phải lớp 6A.")]
    assert not list(book.certain())


@pytest.mark.parametrize(
    ("title", "code"),
    [
        (["Lớp: 9Z", "Môn: Toán"], "unknown_class"),
        (["Lớp: 6A", "Môn: Bơi"], "unknown_subject"),
        (["Lớp: 6A"], "unknown_subject"),
    ],
)
def test_an_unknown_class_or_subject_stops_the_file(title: list[str], code: str) -> None:
    with pytest.raises(SheetError) as caught:
        parse_gradebook(gradebook([*DAT, 7], title=title), ROSTERS)
    assert caught.value.code == code


def test_the_file_of_another_subject_is_noticed() -> None:
    book = parse_gradebook(gradebook([*DAT, 7]), ROSTERS, klass="6A", subject="NV")
    assert _places(book.problems) == [("A2", "Tệp ghi môn “Toán”, ở đây đang nhập cho Ngữ văn.")]


def test_names_in_two_columns_with_one_heading_are_joined() -> None:
    head = ["STT", "Họ và tên", "", "Ngày sinh", "ĐĐGtx 1"]
    book = parse_gradebook(
        gradebook(["1", "Nguyễn Văn", "Đạt", "02/05/2014", 7], header=head), ROSTERS
    )
    assert _values(book) == {("p1", "tx1"): 70}


def test_averages_and_unknown_columns_are_left_out_with_the_reason() -> None:
    book = parse_gradebook(
        gradebook([*DAT, 7, 8.0], header=[*SCORED[:6], "ĐTBmhk", "Ghi chú"]), ROSTERS
    )
    assert [(s.column, s.header, s.why) for s in book.skipped] == [
        ("G", "ĐTBmhk", "Điểm trung bình do chương trình tính, không nhận từ tệp."),
        ("H", "Ghi chú", "Chương trình không dùng cột này."),
    ]


def test_the_foot_of_a_page_is_not_a_pupil() -> None:
    foot = [["", "", "", "", "", "Tổng số: 1 học sinh"], ["", "", "", "", "", "Giáo viên bộ môn"]]
    book = parse_gradebook(gradebook([*DAT, 7], *foot), ROSTERS)
    assert len(book.rows) == 1 and not book.problems


def test_marks_without_a_name_are_a_problem() -> None:
    book = parse_gradebook(gradebook(["2", "6A", "", "", "", 7]), ROSTERS)
    assert _places(book.problems) == [("D5", "Dòng này có dữ liệu nhưng không có họ tên.")]


PRIMARY = ["STT", "Lớp", "Mã định danh Bộ GD&ĐT", "Họ và tên", "Ngày sinh", "Mức đạt được GK", "Điểm KTĐK GK",
           "Nhận xét GK", "Mức đạt được CK", "Điểm KTĐK", "Nhận xét CK"]  # fmt: skip
SOPHIA = ["1", "4B", "9900000011", "Thạch Sô Phia", date(2016, 5, 2)]


def test_primary_marks_levels_and_comments_have_their_slots() -> None:
    data = gradebook(
        [*SOPHIA, "T", 9, "Tốt.", "H", "7", "Khá."], title=["Lớp: 4B", "Môn: Toán"], header=PRIMARY
    )
    book = parse_gradebook(data, ROSTERS, plan=_has("TOAN", "muc_gk", "kt_gk", "muc_ck", "kt_ck"))
    assert not book.problems
    assert {slot: value for (_, slot), value in _values(book).items()} == {
        "muc_gk": "T", "kt_gk": 90, "nx_gk": "Tốt.", "muc_ck": "H", "kt_ck": 70, "nx_ck": "Khá.",
    }  # fmt: skip


def test_primary_tests_are_whole_and_stand_only_where_the_law_has_them() -> None:
    data = gradebook(
        [*SOPHIA, "Đ", 9, "", "T", "7,5", ""], title=["Lớp: 4B", "Môn: Khoa học"], header=PRIMARY
    )
    book = parse_gradebook(data, ROSTERS, plan=_has("KH", "muc_gk", "muc_ck", "kt_ck"))
    assert _places(book.problems) == [
        ("F5", "“Đ” không phải là mức đánh giá; cần T, H hoặc C."),
        ("G5", "Môn này không có bài kiểm tra định kì vào lúc này."),
        ("J5", "“7,5”: điểm kiểm tra định kì ở tiểu học là số nguyên."),
    ]


def test_a_zero_at_primary_school_is_a_warning() -> None:
    data = gradebook(
        [*SOPHIA, "C", "", "", "C", 0, ""], title=["Lớp: 4B", "Môn: Toán"], header=PRIMARY
    )
    book = parse_gradebook(data, ROSTERS)
    assert not book.problems and [w.column for w in book.warnings] == ["J"]


def test_a_homeroom_file_of_lower_secondary_school() -> None:
    head = [*SCORED[:5], "Rèn luyện", "Có phép", "Không phép", "Nhận xét của GVCN"]
    rows = [
        [*DAT, "Khá", 3, 0, "Chăm ngoan."],
        ["2", "6A", "9900000002", "Trần Thị Ngọc Anh", None, "Giỏi", "-1", "x", ""],
    ]
    result = parse_homeroom(workbook(page(head, rows, "HK2", ["Lớp: 6A"])), ROSTERS)
    assert {(e.subject, e.term, e.slot): e.value for _, e in result.certain()} == {
        ("ren_luyen", 2, "muc"): "K", ("vang", 2, "P"): 3, ("vang", 2, "K"): 0, ("nhan_xet", 2, "nx"): "Chăm ngoan.",
    }  # fmt: skip
    assert [place for place, _ in _places(result.problems)] == ["F5", "G5", "H5"]


def test_a_homeroom_file_of_primary_school() -> None:
    head = [
        *SCORED[:5],
        "Yêu nước",
        "Tin học",
        "Nhận xét phẩm chất",
        "Nhận xét Tin học",
        "Được tập thể lớp công nhận",
    ]
    growth = [*SCORED[:5], "Chiều cao (cm)", "Cân nặng (kg)", "Nghỉ có phép"]
    data = workbook(
        page(head, [[*SOPHIA, "T", "Đạt", "Ngoan.", "Gõ nhanh.", "x"]], "CK2", ["Lớp: 4B"]),
        page(
            growth,
            [
                [*SOPHIA, "128,5", Decimal("26.3"), 2],
                [*SOPHIA[:2], "9900000012", "Lê Minh Quân", "", 12, 1400],
            ],
            "SucKhoe2",
        ),
    )
    result = parse_homeroom(data, ROSTERS)
    assert {(e.subject, e.slot): e.value for _, e in result.certain()} == {
        ("yeu_nuoc", "muc_ck"): "T", ("tin_hoc", "muc_ck"): "Đ", ("nx_pham_chat", "nx_ck"): "Ngoan.",
        ("tin_hoc", "nx_ck"): "Gõ nhanh.", ("khen", "lop"): "X", ("the_trang", "cao"): 1285, ("the_trang", "nang"): 263, ("vang", "P"): 2,
    }  # fmt: skip
    assert [place for place, _ in _places(result.problems)] == ["F3", "G3"]


def test_a_table_with_its_term_in_the_title_is_read_as_vnedu_gives_it_out() -> None:
    head = ("STT", "Mã học sinh", "Họ tên", "Điểm thường xuyên 1", "Đánh giá giữa kỳ", "TBM")
    title = ("BẢNG ĐIỂM MÔN TOÁN", "LỚP: 8A1 - HỌC KỲ II NĂM HỌC 2025 - 2026")
    rows = [["1", "9900010001", "Trần Văn Đạt", "7,5", "8", "7,8"]]
    made = datetime(2026, 1, 1)  # noqa: DTZ001
    data = write_workbook([Table("Sheet1", head, rows, title)], made)
    roster = {"8A1": [RosterPupil("1", "Trần Văn Đạt", None, ("9900010001",))]}
    found = parse_gradebook(data, roster, "8A1", "TOAN")
    assert not found.problems
    assert [(e.term, e.slot, e.value) for _, e in found.certain()] == [
        (2, "tx1", 75),
        (2, "gk", 80),
    ]
    bare = write_workbook([Table("Sheet1", head, rows, ())], made)
    told = parse_gradebook(bare, roster, "8A1", "TOAN", term=1)
    assert {e.term for _, e in told.certain()} == {1}
