"""Pupil export, staff list, assignment file, exemptions and results after the year."""

from collections.abc import Sequence
from datetime import date

from excel import ROSTERS, Row, page, workbook

from hocba.exchange.parsers.decisions import parse_after_year, parse_exemptions
from hocba.exchange.parsers.pupils import ETHNIC, STATUSES, parse_pupils
from hocba.exchange.parsers.staff import parse_staff
from hocba.exchange.parsers.timetable import parse_timetable
from hocba.kernel.sheets import Problems

HEAD = [
    "Giới tính",
    "Họ tên",
    "Mã lớp",
    "Ngày sinh",
    "Mã học sinh",
    "Trạng thái HS",
    "Dân tộc",
    "Số định danh cá nhân",
]


def _places(problems: Problems) -> list[tuple[str, str]]:
    return [(f"{p.column}{p.row}", p.message) for p in problems]


def _export(*rows: Row, head: Sequence[str] = HEAD) -> bytes:
    return workbook(page(head, rows, "Sheet1"))


AN: list[str | int] = [
    "Nữ",
    "Lê An",
    "6A",
    "30/09/2014",
    "9900000001",
    "Đang học",
    "Kinh",
    "999314000001",
]


def test_columns_are_found_by_their_heading_in_any_order() -> None:
    file = parse_pupils(_export(AN), ["6A"])
    assert not file.problems and not file.warnings
    pupil = file.pupils[0]
    assert (pupil.klass, pupil.code, pupil.full_name, pupil.born) == (
        "6A",
        "9900000001",
        "Lê An",
        date(2014, 9, 30),
    )
    assert (pupil.sex, pupil.status, pupil.ethnicity, pupil.row) == ("F", "Đang học", "01", 2)


def test_a_date_is_a_date_a_serial_number_or_text() -> None:
    rows = [
        [*AN[:3], born, f"990000000{n}", *AN[5:7], ""]
        for n, born in enumerate((41912, "30-9-2014", "2014-09-30"))
    ]
    file = parse_pupils(_export(*rows), ["6A"])
    assert {pupil.born for pupil in file.pupils} == {date(2014, 9, 30)}


def test_an_impossible_date_is_a_problem_at_its_cell() -> None:
    rows = [
        [*AN[:3], born, "", *AN[5:7], ""] for born in ("31/02/2014", "30/09/1814", "mai", 7, "")
    ]
    file = parse_pupils(_export(*rows), ["6A"])
    assert _places(file.problems) == [
        ("D2", "“31/02/2014” không phải là một ngày có thật."),
        ("D3", "Ngày 30/09/1814 không hợp lí ở đây: phải từ 01/01/1940 đến 31/12/2099."),
        ("D4", "“mai” không phải là ngày; cần dạng ngày/tháng/năm, ví dụ 05/09/2014."),
        ("D5", "“7” không phải là ngày; cần dạng ngày/tháng/năm."),
        ("D6", "Thiếu ngày sinh."),
    ]


def test_a_pupil_twice_in_the_file_is_a_problem() -> None:
    rows = [AN, ["Nam", "Lê Bình", "6A", "1/1/2014", "9900000001", "", "", "999314000001"]]
    file = parse_pupils(_export(*rows), ["6A"])
    assert _places(file.problems) == [
        ("E3", "Trùng mã định danh với dòng 2."),
        ("H3", "Trùng số định danh cá nhân với dòng 2."),
    ]


def test_values_outside_the_lists_are_problems() -> None:
    row = ["?", "Lê An", "6Z", "1/1/2014", "99", "Đi chơi", "Klingon", "12"]
    file = parse_pupils(_export(row), ["6A"])
    assert _places(file.problems) == [
        ("C2", "Không có lớp “6Z” trong trường."),
        ("E2", "Mã định danh Bộ GD&ĐT “99” phải có 10 chữ số, đây có 2."),
        ("A2", "“?” không có trong danh mục giới tính."),
        ("F2", "“Đi chơi” không có trong danh mục trạng thái học sinh."),
        ("G2", "“Klingon” không có trong danh mục dân tộc."),
        ("H2", "Số định danh cá nhân “12” phải có 12 chữ số, đây có 2."),
    ]


def test_a_code_list_of_the_file_binds_its_column() -> None:
    rows = [[*AN, "Khuyết tật nhìn"], [*AN[:4], "9900000002", *AN[5:7], "", "Lười"]]
    data = workbook(
        page([*HEAD, "Loại khuyết tật"], rows, "Sheet1"),
        page(["Mã", "Tên"], [["01", "Khuyết tật nhìn"]], "LOAI_KHUYET_TAT"),
    )
    file = parse_pupils(data, ["6A"])
    assert _places(file.problems) == [("I3", "“Lười” không có trong danh mục loại khuyết tật.")]


def test_the_list_and_its_moves_agree_on_the_class_a_pupil_ends_in() -> None:
    head = ["Mã học sinh", "Họ tên", "Loại biến động", "Từ lớp", "Đến lớp", "Ngày biến động"]
    moved = ["9900000001", "Lê An", "Chuyển lớp", "6A", "6B", "12/01/2026"]
    back = [*moved[:3], "6B", "6A", "02/03/2026"]

    def problems(*moves: Row) -> list[tuple[str, str]]:
        data = workbook(page(HEAD, [AN], "Sheet1"), page(head, moves, "BienDong"))
        return _places(parse_pupils(data, ["6A", "6B"]).problems)

    assert problems(moved) == [("E2", "Danh sách ghi em ở lớp 6A, biến động ghi đến 6B.")]
    assert problems(moved, back) == []


def test_a_temporary_code_is_kept_and_a_missing_one_only_warned_about() -> None:
    rows = [
        [*AN[:4], "TAM-999314000009", *AN[5:7], ""],
        ["Nữ", "Lê Bích", "6A", "1/1/2014", "", "", "", ""],
    ]
    file = parse_pupils(_export(*rows), ["6A"])
    assert [pupil.code for pupil in file.pupils] == ["TAM-999314000009", ""]
    assert not file.problems and [w.row for w in file.warnings] == [3]


def test_a_personal_number_that_does_not_fit_is_a_warning() -> None:
    file = parse_pupils(_export([*AN[:7], "999213000001"]), ["6A"])
    assert not file.problems
    assert [w.message for w in file.warnings] == [
        "Số định danh cho năm sinh 2013, hồ sơ ghi 2014.",
        "Số định danh không khớp với giới tính.",
    ]


def test_the_lists_of_the_sector_are_whole() -> None:
    assert len(STATUSES) == 12 and len(ETHNIC) == 55
    assert (ETHNIC[4], ETHNIC[11], ETHNIC[53]) == ("Khơ-me", "Ê-đê", "Rơ-măm")


STAFF = [
    "Mã cán bộ",
    "Họ tên",
    "Ngày sinh",
    "Giới tính",
    "Vị trí việc làm",
    "Email",
    "Môn dạy",
    "Tổ chuyên môn",
]


def test_a_staff_list_gives_duties_subjects_and_problems() -> None:
    rows = [
        ["9900070001", "Trần Mai", "1/2/1980", "Nữ", "Hiệu trưởng", "Mai@th.test", "", ""],
        [
            "9900070002",
            "Lê Tú",
            "1/2/1985",
            "Nam",
            "Giáo viên",
            "tu@th",
            "Toán; Tin học; Bơi",
            "Tổ 1",
        ],
        ["9900070002", "Lê Tú", "1/2/1985", "Nam", "", "", "", ""],
    ]
    file = parse_staff(workbook(page(STAFF, rows, "Sheet1")))
    assert [(m.role, m.email, m.subjects) for m in file.staff[:2]] == [
        ("principal", "mai@th.test", ()), ("", "", ("TOAN", "TIN"))
    ]  # fmt: skip
    assert _places(file.problems) == [
        ("F3", "“tu@th” không phải là địa chỉ email."),
        ("G3", "Không rõ môn “Bơi”."),
        ("E4", "Thiếu vị trí việc làm."),
        ("A4", "Trùng mã cán bộ với dòng 3."),
    ]


KNOWN = {"9900070001": "Trần Mai", "9900070002": "Lê Tú", "9900070003": "Lê Tú"}


def _timetable(*rows: Row) -> bytes:
    return workbook(
        page(
            ["Lớp", "Khối", "Mã GVCN", "Giáo viên chủ nhiệm"],
            [["6A", 6, "9900070001", "Trần Mai"]],
            "Lop",
        ),
        page(
            ["Lớp", "Môn học", "Mã giáo viên", "Giáo viên", "Từ ngày", "Đến ngày"], rows, "PhanCong"
        ),
    )


def test_an_assignment_names_class_subject_teacher_and_dates() -> None:
    row = ["6A", "Lịch sử - Địa lí", "", "Trần Mai", "05/09/2025", "18/01/2026"]
    table = parse_timetable(_timetable(row), KNOWN)
    assert not table.problems
    (line,) = table.assignments
    assert (line.klass, line.subject, line.teacher) == ("6A", "LSDL", "9900070001")
    assert (line.starts, line.ends) == (date(2025, 9, 5), date(2026, 1, 18))
    assert (table.classes[0].name, table.classes[0].grade, table.classes[0].homeroom) == (
        "6A",
        6,
        "9900070001",
    )


def test_a_doubtful_assignment_is_a_problem_at_its_cell() -> None:
    rows = [
        ["6A", "Toán", "", "Lê Tú", "", ""],
        ["6B", "Bơi", "9900079999", "Ai Đó", "", ""],
        ["6A", "Toán", "9900070001", "Lê Tú", "05/09/2025", "01/09/2025"],
        ["6A", "Toán", "", "", "", ""],
    ]
    table = parse_timetable(_timetable(*rows), KNOWN)
    assert _places(table.problems) == [
        ("D2", "Có nhiều giáo viên tên “Lê Tú”; hãy ghi mã giáo viên."),
        ("A3", "Không có lớp “6B” trong trường."),
        ("B3", "Không rõ môn “Bơi”."),
        ("C3", "Không có cán bộ mang mã 9900079999 trong trường."),
        ("F4", "Ngày kết thúc trước ngày bắt đầu."),
        ("D4", "Mã 9900070001 là của Trần Mai, không phải Lê Tú."),
        ("D5", "Chưa phân công giáo viên."),
    ]


def test_an_exemption_needs_a_numbered_and_dated_decision() -> None:
    head = ["Lớp", "Họ và tên", "Môn học", "Phạm vi", "Lí do", "Số quyết định", "Ngày quyết định"]
    rows = [
        ["6A", "Nguyễn Văn Đạt", "GDTC", "Học kì I", "Sức khỏe", "12/QĐ", "15/09/2025"],
        ["6A", "Trần Thị Ngọc Anh", "GDTC", "Mãi mãi", "", "", ""],
    ]
    file = parse_exemptions(workbook(page(head, rows, "MienGiam")), ROSTERS)
    first = file.rows[0]
    assert (first.match.pupil, first.subject, first.term) == ("p1", "GDTC", 1)
    assert (first.decision, first.decided_on) == ("12/QĐ", date(2025, 9, 15))
    assert [place for place, _ in _places(file.problems)] == ["B3", "D3", "G3", "E3", "F3"]


def test_a_subject_by_comment_alone_is_told_from_an_exemption() -> None:
    head = ["Lớp", "Họ và tên", "Môn học", "Cách đánh giá", "Lí do", "Số QĐ", "Ngày QĐ"]
    rows = [
        ["6A", "Nguyễn Văn Đạt", "Toán", said, "Khuyết tật", "12/QĐ", "15/09/2025"]
        for said in ("Chỉ nhận xét", "", "miễn", "Cho qua")
    ]
    file = parse_exemptions(workbook(page(head, rows, "MienGiam")), ROSTERS)
    assert [row.mode for row in file.rows] == ["comment", "exempt", "exempt", "exempt"]
    assert [place for place, _ in _places(file.problems)] == ["D5"]


def test_results_after_the_year_have_term_three() -> None:
    head = ["Lớp", "Họ và tên", "Môn học", "Mức đánh giá lại", "Điểm đánh giá lại", "Ngày"]
    rows = [
        ["6A", "Nguyễn Văn Đạt", "Toán", "", "5,5", ""],
        ["6A", "Nguyễn Văn Đạt", "GDTC", "Đạt", "", ""],
        ["4B", "Lê Minh Quân", "Toán", "H", "6", ""],
        ["4B", "Lê Minh Quân", "Tính toán", "Đ", "", ""],
    ]
    summer = [["6A", "Nguyễn Văn Đạt", "Lao động công ích", "Đạt", ""]]
    data = workbook(
        page(head, rows, "DanhGiaLai"),
        page(
            ["Lớp", "Họ và tên", "Nhiệm vụ rèn luyện", "Kết quả rèn luyện", "Ngày"],
            summer,
            "RenLuyenHe",
        ),
    )
    file = parse_after_year(data, ROSTERS)
    assert not file.problems
    assert [(who, e.subject, e.term, e.slot, e.value) for who, e in file.certain()] == [
        ("p1", "TOAN", 3, "dgl", 55),
        ("p1", "GDTC", 3, "dgl", "Đ"),
        ("q2", "TOAN", 3, "muc_ck", "H"),
        ("q2", "TOAN", 3, "kt_ck", 60),
        ("q2", "tinh_toan", 3, "muc_ck", "Đ"),
        ("p1", "ren_luyen", 3, "muc", "Đ"),
        ("p1", "nhan_xet", 3, "nx", "Lao động công ích"),
    ]
