"""Older and wider tables: TT 58 columns, cụm chuyên đề, a whole class or grade of a primary school."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import pytest
from excel import CLASS_4B, ROSTERS, SCORED, gradebook, page, workbook

from hocba.exchange.parsers.gradebook import Gradebook, parse_gradebook
from hocba.exchange.parsers.homeroom import parse_homeroom
from hocba.exchange.parsers.marks import Plan
from hocba.exchange.parsers.primary import Primary, Time, parse_primary, time_of
from hocba.exchange.parsers.roster import RosterPupil
from hocba.exchange.parsers.subjects import subject_code
from hocba.kernel.sheets import SheetError

WHO = SCORED[:5]
DAT = ["1", "6A", "9900000001", "Nguyễn Văn Đạt", date(2014, 5, 2)]
ANH = ["2", "6A", "9900000002", "Trần Thị Ngọc Anh", date(2014, 1, 9)]
TT58 = frozenset({"tx1", "tx2", "tx3", "tx4", "dk1", "dk2", "ck", "nx"})


def _older(head: Sequence[str], *rows: Sequence[object]) -> Gradebook:
    title = ["Lớp: 6A", "Môn: Vật lý"]
    data = gradebook(*rows, title=title, header=[*WHO, *head])  # type: ignore[arg-type]
    return parse_gradebook(data, ROSTERS, plan=lambda klass, subject: Plan(subject, TT58))


def _slots(book: Gradebook, pupil: str = "p1") -> dict[str, int | str]:
    return {entry.slot: entry.value for key, entry in book.certain() if key == pupil}


@pytest.mark.parametrize(
    "head",
    [
        ["Miệng 1", "Miệng 2", "15 phút 1", "1 tiết 1", "1 tiết 2", "Học kì", "TBM"],
        ["M1", "M2", "P1", "V1", "V2", "KTHK", "TBm"],
        ["KTtx 1", "KTtx 2", "KTtx 3", "KTđk 1", "KTđk 2", "KThk", "ĐTBmhk"],
        ["Hệ số 1", "HS1", "HS1 3", "HS2 1", "HS2 2", "Thi học kỳ", "ĐTB"],
    ],
)
def test_oral_quarter_hour_and_period_marks_are_the_slots_of_tt_58(head: list[str]) -> None:
    book = _older(head, [*DAT, 8, "7,5", 9, "6,5", Decimal("7.5"), 7, "7,3"])
    assert book.problems.total == 0, [str(p) for p in book.problems]
    assert book.subject == "VL"
    assert _slots(book) == {"tx1": 80, "tx2": 75, "tx3": 90, "dk1": 65, "dk2": 75, "ck": 70}
    assert [s.header for s in book.skipped] == [head[-1]]


def test_a_merged_heading_reaches_over_its_columns_and_empty_ones_take_no_slot() -> None:
    book = _older(
        ["Miệng", "", "", "15 phút", "", "1 tiết", "", "Học kì"],
        [*DAT, 8, None, None, 9, None, 7, 6, 5],
        [*ANH, None, None, 4, None, None, 7, 6, 5],
    )
    assert book.problems.total == 0, [str(p) for p in book.problems]
    assert _slots(book) == {"tx1": 80, "tx3": 90, "dk1": 70, "dk2": 60, "ck": 50}
    assert _slots(book, "p2") == {"tx2": 40, "dk1": 70, "dk2": 60, "ck": 50}


def test_more_tests_than_the_plan_has_are_problems_at_their_cells() -> None:
    head = ["M1", "M2", "M3", "P1", "P2", "V1", "V2", "V3", "HK"]
    book = _older(head, [*DAT, 8, 8, 8, 8, 8, 7, 7, 7, 6])
    said = {p.column: p.message for p in book.problems}
    assert "chỉ có 4 lần đánh giá thường xuyên" in said["J"]
    assert "chỉ có 2 lần kiểm tra định kì" in said["M"]


def test_a_cluster_of_topics_has_its_column_only_where_it_is_taught() -> None:
    head = [*WHO, "ĐĐGtx 1", "Cụm chuyên đề", "ĐĐGgk", "ĐĐGck"]
    data = gradebook([*DAT, 8, "9,5", 7, 6], header=head)
    slots = frozenset({"tx1", "cd", "gk", "ck"})
    with_topics = parse_gradebook(data, ROSTERS, plan=lambda k, s: Plan(s, slots))
    assert _slots(with_topics) == {"tx1": 80, "cd": 95, "gk": 70, "ck": 60}
    without = parse_gradebook(data, ROSTERS, plan=lambda k, s: Plan(s, slots - {"cd"}))
    assert [p.message for p in without.problems] == ["Môn này của lớp không có cột cụm chuyên đề."]


def test_physical_education_of_the_older_programme_is_the_same_subject() -> None:
    data = gradebook(
        [*DAT, "Đ", "CĐ"], title=["Lớp: 6A", "Môn: Thể dục"], header=[*WHO, "KTtx 1", "KThk"]
    )
    book = parse_gradebook(
        data, ROSTERS, "6A", "TD", plan=lambda k, s: Plan("TD", TT58, comment=True)
    )
    assert not book.problems and book.subject == "TD"
    assert _slots(book) == {"tx1": "Đ", "ck": "CĐ"}


@pytest.mark.parametrize(
    ("name", "code"),
    [("Vật lý", "VL"), ("Vật lí", "VL"), ("Công nghệ", "CN"), ("GDCD", "GDCD"), ("Thể dục", "GDTC"),
     ("Hoá học", "HH"), ("Tiếng Anh", "NN1"), ("Mỹ thuật", "MT"), ("Địa lý", "DL"), ("GDQP-AN", "GDQPAN")],
)  # fmt: skip
def test_subjects_are_known_by_the_names_schools_write(name: str, code: str) -> None:
    assert subject_code(name) == code


def test_conduct_of_tt_58_has_four_levels_and_one_of_the_year() -> None:
    head = [*WHO, "Hạnh kiểm", "Hạnh kiểm cả năm"]
    data = workbook(
        page(head, [[*DAT, "Trung bình", "Khá"], [*ANH, "Đạt", ""]], "HK2", ["Lớp: 6A"])
    )
    result = parse_homeroom(data, ROSTERS)
    assert {(e.subject, e.slot): e.value for _, e in result.certain()} == {
        ("ren_luyen", "muc"): "Tb", ("ren_luyen", "cn"): "K",
    }  # fmt: skip
    assert [p.column for p in result.problems] == ["F"]


CLASSES = {
    **ROSTERS,
    "4A": [RosterPupil("r1", "Nguyễn An", date(2016, 2, 2), ("9900000021",)), RosterPupil("r2", "Lê Minh Quân", None, ("9900000022",))],
}  # fmt: skip
PLACE = ["STT", "Mã lớp", "Mã định danh Bộ GD&ĐT", "Họ tên", "Ngày sinh"]
THREE = (
    [*[""] * 5, "Môn học và hoạt động giáo dục", *[""] * 6, "Năng lực cốt lõi", "", "Phẩm chất chủ yếu", "Lên lớp"],
    [*PLACE, "Tiếng Việt", "", "Toán", "", "Tin học và Công nghệ (Tin học)", "", "Nghệ thuật (Âm nhạc)", "Tự chủ và tự học", "Tin học", "Yêu nước", ""],
    [*[""] * 5, "Mức đạt được", "Điểm KTĐK", "Mức đạt được", "Điểm KTĐK", "Mức đạt được", "Điểm KTĐK", "Mức đạt được", "", "", "", ""],
)  # fmt: skip
SOPHIA = ["1", "4B", "9900000011", "Thạch Sô Phia", ""]
MARKS = ["T", 9, "Hoàn thành", 7, "T", 8, "C", "Tốt", "Đạt", "Đ", "x"]


def _whole(
    *rows: Sequence[object], name: str = "Khoi 4", title: str = "KẾT QUẢ CUỐI HỌC KỲ I"
) -> bytes:
    return workbook(page(THREE[0], [*THREE[1:], *rows], name, [title]))  # type: ignore[list-item]


def _said(found: Primary) -> dict[tuple[str, str, str], int | str]:
    return {(pupil, e.subject, e.slot): e.value for _, pupil, e in found.certain()}


def test_a_grade_with_a_class_column_gives_every_subject_and_trait_its_slot() -> None:
    found = parse_primary(
        _whole([*SOPHIA, *MARKS], ["2", "4A", "9900000021", "Nguyễn An", "", "H"]), CLASSES
    )
    assert found.problems.total == 0, [str(p) for p in found.problems]
    assert _said(found) == {
        ("q1", "TV", "muc_ck"): "T", ("q1", "TV", "kt_ck"): 90, ("q1", "TOAN", "muc_ck"): "H",
        ("q1", "TOAN", "kt_ck"): 70, ("q1", "TIN", "muc_ck"): "T", ("q1", "TIN", "kt_ck"): 80,
        ("q1", "AN", "muc_ck"): "C", ("q1", "tu_chu_tu_hoc", "muc_ck"): "T",
        ("q1", "tin_hoc", "muc_ck"): "Đ", ("q1", "yeu_nuoc", "muc_ck"): "Đ", ("r1", "TV", "muc_ck"): "H",
    }  # fmt: skip
    assert {klass for klass, _, _ in found.certain()} == {"4A", "4B"}
    assert [s.why for s in found.skipped if "Lên lớp" in s.header] == [
        "Do nhà trường quyết định ở «Kết quả», chương trình đề xuất; không nhận từ tệp."
    ]


def test_a_sheet_for_each_class_is_known_by_its_name() -> None:
    head = [
        "STT",
        "Họ và tên",
        "Toán",
        "Toán KTĐK",
        "Toán nhận xét",
        "Năng lực Công nghệ",
        "Công nghệ",
    ]
    data = workbook(
        page(head, [["1", "Thạch Sô Phia", "T", 10, "Giỏi.", "T", "H"]], "4B", ["Giữa học kì II"]),
        page(head, [["1", "Lê Minh Quân", "H", 6, "", "Đ", "C"]], "Lớp 4A", ["Giữa học kì II"]),
    )
    found = parse_primary(data, CLASSES)
    assert not found.problems
    assert {(k, p, e.subject, e.term, e.slot): e.value for k, p, e in found.certain()} == {
        ("4B", "q1", "TOAN", 2, "muc_gk"): "T", ("4B", "q1", "TOAN", 2, "kt_gk"): 100,
        ("4B", "q1", "TOAN", 2, "nx_gk"): "Giỏi.", ("4B", "q1", "cong_nghe", 2, "muc_gk"): "T",
        ("4B", "q1", "CN", 2, "muc_gk"): "H", ("4A", "r2", "TOAN", 2, "muc_gk"): "H",
        ("4A", "r2", "TOAN", 2, "kt_gk"): 60, ("4A", "r2", "cong_nghe", 2, "muc_gk"): "Đ",
        ("4A", "r2", "CN", 2, "muc_gk"): "C",
    }  # fmt: skip


def test_wrong_levels_marks_and_classes_are_problems_at_their_cells() -> None:
    rows = [[*SOPHIA, "Đ", "9,5", "T", 11, *MARKS[4:]], ["2", "9Z", "", "Ai Đó", "", "T"]]
    found = parse_primary(_whole(*rows), CLASSES)
    assert [(p.place.rpartition(" ")[2], p.message.split(";")[0]) for p in found.problems] == [
        ("F6", "“Đ” không phải là mức đánh giá"),
        ("G6", "“9,5”: điểm kiểm tra định kì ở tiểu học là số nguyên."),
        ("I6", "“11” lớn hơn 10"),
        ("B7", "Không có lớp “9Z” trong trường."),
    ]


def test_classes_and_subjects_of_others_are_counted_and_not_judged() -> None:
    wrong = ["Q", 99, *MARKS[2:]]
    data = _whole([*SOPHIA, *wrong], ["2", "4A", "", "Ai Đó Lạ", "", "Q"])
    found = parse_primary(data, CLASSES, takes={"4B": {"TOAN", ""}})
    assert not found.problems and dict(found.passed) == {"4A": 1}
    assert dict(+found.left) == {("4B", "TV"): 2, ("4B", "TIN"): 2, ("4B", "AN"): 1}
    assert {subject for _, subject, _ in _said(found)} == {
        "TOAN",
        "tu_chu_tu_hoc",
        "tin_hoc",
        "yeu_nuoc",
    }


def test_a_table_that_tells_no_time_is_asked_for_it() -> None:
    data = _whole([*SOPHIA, *MARKS], title="Bảng tổng hợp")
    with pytest.raises(SheetError, match="hãy chọn thời điểm"):
        parse_primary(data, CLASSES)
    told = parse_primary(data, CLASSES, Time(1, "gk"))
    assert {e.slot for _, _, e in told.certain()} == {"muc_gk", "kt_gk"}


@pytest.mark.parametrize(
    ("text", "time"),
    [("BẢNG ĐIỂM GIỮA KỲ 1", Time(1, "gk")), ("GK2", Time(2, "gk")), ("HKI", Time(1, "ck")), ("CN", Time(2, "ck")),
     ("Cuối học kì II năm học 2025-2026", Time(2, "ck")), ("CK1", Time(1, "ck")), ("Khối 4", None)],
)  # fmt: skip
def test_the_time_is_read_from_titles_and_names(text: str, time: Time | None) -> None:
    assert time_of(text) == time


def test_a_file_without_subjects_is_none_of_these() -> None:
    data = workbook(
        page(
            ["STT", "Họ và tên", "Quê quán"],
            [["1", CLASS_4B[0].full_name, "Bắc Ninh"]],
            "4B",
            ["HK1"],
        )
    )
    with pytest.raises(SheetError, match="Không tìm thấy bảng"):
        parse_primary(data, CLASSES)
