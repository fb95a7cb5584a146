"""The files about people: pupil export, staff list, assignment sheet, exemptions."""

import datetime as dt
from typing import Any

from demo import name_pool as pool
from demo.assignments import END, START, heads, homerooms, teachings
from demo.people import MID_YEAR, Pupil, Staff
from demo.programme import subjects
from hocba.kernel.sheets import Table

STATUSES = ["Đang học", "Chuyển đến", "Chuyển đi", "Thôi học", "Bỏ học", "Nghỉ học xin học lại", "Bảo lưu kết quả",
            "Lưu ban", "Đi nước ngoài", "Từ nước ngoài về", "Chuyển lớp", "Đã mất"]  # fmt: skip
_PUPIL_HEAD = ["STT", "Mã lớp", "Mã định danh Bộ GD&ĐT", "Họ tên", "Ngày sinh", "Giới tính", "Trạng thái HS",
               "Ngày nhập trạng thái", "Dân tộc", "Quốc tịch", "Loại khuyết tật", "Số định danh cá nhân",
               "Nơi sinh", "Quê quán", "Tỉnh/Thành phố (Theo địa chỉ thường trú)",
               "Xã/Phường (Theo địa chỉ thường trú)", "Thôn/Tổ", "Chỗ ở hiện nay", "Đối tượng chính sách",
               "Số đăng bộ", "Ngày nhập học", "Họ tên cha", "Nghề nghiệp cha", "Họ tên mẹ", "Nghề nghiệp mẹ",
               "Họ tên người giám hộ", "SĐT liên hệ", "Size áo"]  # fmt: skip


def _sex(sex: str) -> str:
    return "Nam" if sex == "nam" else "Nữ"


def _born(pupil: Pupil) -> str | int | dt.date:
    """Birth dates come as Excel dates, now and then as text or as a bare serial number."""
    if pupil.serial % 23 == 0:
        return (pupil.born - dt.date(1899, 12, 30)).days
    return f"{pupil.born:%d/%m/%Y}" if pupil.serial % 7 == 0 else pupil.born


def pupil_file(facts: dict[str, Any], school: dict[str, Any], pupils: list[Pupil]) -> list[Table]:
    """The export in the shape of C1-HocSinh, its code lists, and the moves of the year."""
    province, commune = facts["district"]["province"], facts["district"]["commune"]
    rows: list[list[str | int | dt.date | None]] = []
    intake = {grade: 2026 - (grade if grade <= 5 else grade - 5) for grade in range(1, 10)}
    for number, p in enumerate(pupils, 1):
        home = f"{p.hamlet}, {commune}, {province}"
        started = p.joined or dt.date(intake[p.grade], 9, 5)
        rows.append([
            number, p.moved_to or p.klass, p.code, p.name, _born(p), _sex(p.sex), p.status, p.status_on,
            p.ethnic, "Việt Nam", p.disability, p.personal_id, f"{commune}, {province}", f"{commune}, {province}",
            province, commune, p.hamlet, home, p.policy, f"{started.year}/{p.serial % 1000:03d}", started,
            *p.father, *p.mother, p.guardian, p.phone, "",
        ])  # fmt: skip
    lists = {
        "GIOI_TINH": ["Nam", "Nữ"], "DAN_TOC": pool.ETHNIC, "QUOC_TICH": ["Việt Nam"], "TINH": [province],
        "XA": [commune], "TRANG_THAI_HS": STATUSES,
        "LOAI_KHUYET_TAT": ["Khuyết tật vận động", "Khuyết tật nghe nói", "Khuyết tật nhìn", "Khuyết tật trí tuệ",
                            "Khuyết tật thần kinh, tâm thần", "Khuyết tật khác"],
        "LOP": [klass for names in school["classes"].values() for klass in names],
    }  # fmt: skip
    widths = [
        5,
        8,
        16,
        28,
        12,
        9,
        12,
        12,
        10,
        10,
        16,
        16,
        26,
        26,
        18,
        18,
        18,
        40,
        14,
        12,
        12,
        24,
        14,
        24,
        14,
        24,
        13,
    ]
    tables = [
        Table(
            "Sheet1", _PUPIL_HEAD, rows, [school["letterhead_name"], "DANH SÁCH HỌC SINH"], widths
        )
    ]
    for name, values in lists.items():
        coded = [[f"{number:02d}", value] for number, value in enumerate(values, 1)]
        tables.append(Table(name, ["Mã", "Tên"], coded, hidden=True))
    return [*tables, _moves(pupils)]


def _moves(pupils: list[Pupil]) -> Table:
    head = ["STT", "Mã định danh Bộ GD&ĐT", "Họ tên", "Ngày sinh", "Loại biến động", "Từ lớp", "Đến lớp",
            "Ngày biến động", "Trường chuyển đi/đến", "Lí do"]  # fmt: skip
    rows: list[list[str | int | dt.date]] = []
    for p in pupils:
        who: list[str | int | dt.date] = [len(rows) + 1, p.code, p.name, p.born]
        if p.left:
            rows.append(
                [
                    *who,
                    "Chuyển đi",
                    p.klass,
                    "",
                    p.left,
                    p.other_school,
                    "Theo gia đình chuyển nơi ở",
                ]
            )
        elif p.joined:
            rows.append(
                [
                    *who,
                    "Chuyển đến",
                    "",
                    p.klass,
                    p.joined,
                    p.other_school,
                    "Theo gia đình chuyển nơi ở",
                ]
            )
        elif p.moved_to:
            rows.append(
                [
                    *who,
                    "Chuyển lớp",
                    p.klass,
                    p.moved_to,
                    MID_YEAR,
                    "",
                    "Cân đối sĩ số giữa các lớp",
                ]
            )
    return Table(
        "BienDong", head, rows, ["BIẾN ĐỘNG TRONG NĂM HỌC"], [5, 16, 26, 12, 14, 8, 8, 14, 40, 30]
    )


def staff_file(school: dict[str, Any], staff: list[Staff]) -> list[Table]:
    """The staff list in the shape of CSDL_GiaoVien."""
    head = ["STT", "Mã định danh Bộ GD&ĐT", "Họ tên", "Ngày sinh", "Giới tính", "Số định danh cá nhân", "Email",
            "Điện thoại", "Trạng thái CB", "Vị trí việc làm", "Nhóm chức vụ", "Tổ chuyên môn", "Môn dạy",
            "Trình độ chuyên môn", "Ngày vào trường", "Ngạch/Hạng"]  # fmt: skip
    names = {s.code: s.name for grades in school["classes"] for s in subjects(int(grades))}
    rows: list[list[str | int | dt.date]] = []
    for number, m in enumerate(staff, 1):
        taught = "; ".join(names[code] for code in m.subjects if code in names)
        group = (
            "Cán bộ quản lí"
            if "iệu trưởng" in m.position
            else "Giáo viên"
            if m.subjects
            else "Nhân viên"
        )
        rows.append([
            number, m.code, m.name, m.born, _sex(m.sex), m.personal_id, m.email, m.phone, "Đang làm việc",
            m.position, group, m.department, taught, m.degree, m.since, "Hạng III" if m.subjects else "",
        ])  # fmt: skip
    widths = [5, 16, 26, 12, 9, 16, 26, 13, 14, 20, 16, 26, 34, 20, 14, 12]
    return [
        Table(
            "Sheet1",
            head,
            rows,
            [school["letterhead_name"], "DANH SÁCH CÁN BỘ, GIÁO VIÊN, NHÂN VIÊN"],
            widths,
        )
    ]


def timetable_file(
    facts: dict[str, Any], school: dict[str, Any], staff: list[Staff]
) -> list[Table]:
    """Terms, classes with homeroom teachers, departments with heads, programme, assignments."""
    year = facts["year"]
    terms = Table("NamHoc", ["Năm học", "Học kì", "Từ ngày", "Đến ngày", "Số tuần"], [
        [year["name"], f"Học kì {roman}", year[key]["start"], year[key]["end"], weeks]
        for roman, key, weeks in (("I", "term1", year["weeks"][0]), ("II", "term2", year["weeks"][1]))
    ], widths=[12, 12, 12, 12, 9])  # fmt: skip
    homeroom = homerooms(school, staff)
    classes = Table("Lop", ["Lớp", "Khối", "Mã GVCN", "Giáo viên chủ nhiệm", "Từ ngày", "Đến ngày"], [
        [klass, int(grade), homeroom[klass].code, homeroom[klass].name, START, END]
        for grade, names in school["classes"].items() for klass in names
    ], widths=[8, 6, 14, 28, 12, 12])  # fmt: skip
    departments = Table("To", ["Tổ chuyên môn", "Mã tổ trưởng", "Tổ trưởng", "Từ ngày", "Đến ngày"], [
        [name, head.code, head.name, START, END] for name, head in heads(staff).items()
    ], widths=[28, 14, 28, 12, 12])  # fmt: skip
    programme = Table("MonHoc", ["Khối", "Môn học", "Số tiết/năm"], [
        [int(grade), subject.name, subject.periods] for grade in school["classes"] for subject in subjects(int(grade))
    ], widths=[6, 36, 12])  # fmt: skip
    head = [
        "STT",
        "Lớp",
        "Môn học",
        "Phân môn",
        "Số tiết/năm",
        "Mã giáo viên",
        "Giáo viên",
        "Từ ngày",
        "Đến ngày",
    ]
    rows: list[list[str | int | dt.date]] = [
        [number, t.klass, t.name, t.part, t.periods, t.teacher.code, t.teacher.name, t.start, t.end]
        for number, t in enumerate(teachings(school, staff), 1)
    ]
    title = [school["letterhead_name"], f"PHÂN CÔNG CHUYÊN MÔN NĂM HỌC {year['name']}"]
    assigned = Table("PhanCong", head, rows, title, [5, 7, 36, 20, 10, 14, 28, 12, 12])
    return [terms, classes, departments, programme, assigned]


def exemption_file(school: dict[str, Any], pupils: list[Pupil]) -> list[Table]:
    """Exemptions with the number and date of the head's decision."""
    head = ["STT", "Lớp", "Mã định danh Bộ GD&ĐT", "Họ và tên", "Ngày sinh", "Môn học", "Phạm vi", "Lí do",
            "Số quyết định", "Ngày quyết định"]  # fmt: skip
    rows: list[list[str | int | dt.date]] = []
    for p in pupils:
        names = {s.code: s.name for s in subjects(p.grade)}
        for code, reason in p.exempt.items():
            number = f"{12 + len(rows)}/QĐ-{'TH' if p.grade <= 5 else 'THCS'}SC"
            day = dt.date(2025, 9, 15)
            rows.append(
                [
                    len(rows) + 1,
                    p.klass,
                    p.code,
                    p.name,
                    p.born,
                    names[code],
                    "Cả năm",
                    reason,
                    number,
                    day,
                ]
            )
    widths = [5, 7, 16, 26, 12, 30, 10, 50, 16, 14]
    return [
        Table(
            "MienGiam", head, rows, [school["letterhead_name"], "HỌC SINH ĐƯỢC MIỄN, GIẢM"], widths
        )
    ]
