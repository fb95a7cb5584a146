"""The staff list (CSDL_GiaoVien and its like)."""

import re
from dataclasses import dataclass, field
from datetime import date

from hocba.exchange.parsers.subjects import subject_code
from hocba.exchange.parsers.table import WHO, Line, lines, unique, who_header, wrong_columns
from hocba.kernel.ids import moet_code, personal_id, personal_id_warnings
from hocba.kernel.names import search_key
from hocba.kernel.sheets import Problems, SkippedColumn, read_workbook

_COLUMNS: dict[str, tuple[str, ...]] = {
    "code": (*WHO["code"], "Mã giáo viên", "Mã cán bộ", "Mã GV"),
    "name": (*WHO["name"], "Họ tên giáo viên", "Họ và tên giáo viên"),
    "sex": ("Giới tính", "Nam/nữ"),
    "personal_id": ("Số định danh cá nhân", "Số ĐDCN", "CCCD", "Số CCCD", "Số CMND/CCCD"),
    "email": ("Email", "Thư điện tử"),
    "phone": ("Điện thoại", "Số điện thoại", "SĐT", "Điện thoại di động"),
    "status": ("Trạng thái CB", "Trạng thái", "Trạng thái cán bộ"),
    "position": ("Vị trí việc làm", "Chức vụ"),
    "department": ("Tổ chuyên môn", "Tổ bộ môn", "Tổ"),
    "subjects": ("Môn dạy", "Môn học giảng dạy", "Dạy môn"),
    "degree": ("Trình độ chuyên môn", "Trình độ"),
    "starts": ("Ngày vào trường", "Ngày về trường", "Ngày tuyển dụng"),
}
_SEX = {"nam": "M", "nu": "F"}
_STATUS = {
    "dang lam viec": "working",
    "dang day": "working",
    "chuyen di": "moved",
    "chuyen cong tac": "moved",
    "nghi huu": "retired",
    "thoi viec": "left",
    "nghi viec": "left",
}
_ROLES = {
    "hieu truong": "principal",
    "pho hieu truong": "vice_principal",
    "nhan vien van thu": "clerk",
    "van thu": "clerk",
    "quan tri cntt": "it_admin",
    "nhan vien cntt": "it_admin",
    "quan tri mang": "it_admin",
}


@dataclass(frozen=True)
class StaffRow:
    """One member of staff.

    `status`: working, moved, retired or left. `position` is the text of the file; `role` the duty it
    gives (principal, vice_principal, clerk, it_admin) or "". `subjects` are subject codes.
    """

    row: int
    code: str
    full_name: str
    born: date | None
    sex: str
    personal_id: str
    email: str
    phone: str
    status: str
    position: str
    role: str
    department: str
    subjects: tuple[str, ...]
    degree: str
    starts: date | None


@dataclass
class StaffFile:
    """A staff list; `sheet` is the name of its page."""

    sheet: str = ""
    staff: list[StaffRow] = field(default_factory=list)
    problems: Problems = field(default_factory=Problems)
    warnings: Problems = field(default_factory=Problems)
    skipped: list[SkippedColumn] = field(default_factory=list)


def parse_staff(data: bytes) -> StaffFile:
    """Read the staff list; a code, personal number or e-mail twice is a problem. SheetError when no such file."""
    book = read_workbook(data)
    for sheet in book.sheets:
        header = who_header(sheet, _COLUMNS, ("code", "position"))
        if header is not None:
            break
    else:
        raise wrong_columns(_COLUMNS, ("code", "name", "position"))
    result = StaffFile(sheet.name, skipped=header.skipped(sheet, {}))
    seen: dict[str, dict[object, int]] = {"code": {}, "personal_id": {}, "email": {}}
    for line in lines(sheet, header, result.problems):
        member = _member(line)
        unique(line, "code", member.code, seen["code"], "mã cán bộ")
        unique(line, "personal_id", member.personal_id, seen["personal_id"], "số định danh cá nhân")
        unique(line, "email", member.email, seen["email"], "email")
        if member.personal_id:
            for message in personal_id_warnings(member.personal_id, member.born, member.sex):
                column = header.columns["personal_id"]
                result.warnings.add(sheet.name, line.row, column, member.personal_id, message)
        result.staff.append(member)
    return result


def _member(line: Line) -> StaffRow:
    code = line.code("code", moet_code)
    if not line.text("code"):
        line.problem("code", "Thiếu mã cán bộ.")
    position = line.need("position", "vị trí việc làm")
    email = line.text("email").lower()
    if email and not re.fullmatch(r"[a-z0-9._%+\-]+@[a-z0-9.\-]+\.[a-z]{2,}", email):
        line.problem("email", f"“{email}” không phải là địa chỉ email.")
        email = ""
    return StaffRow(
        row=line.number,
        code=code,
        full_name=line.name(),
        born=line.day("born", date(1940, 1, 1), date(2010, 12, 31)),
        sex=line.choice("sex", _SEX, "giới tính"),
        personal_id=line.code("personal_id", personal_id),
        email=email,
        phone=line.text("phone"),
        status=line.choice("status", _STATUS, "trạng thái cán bộ") or "working",
        position=position,
        role=_ROLES.get(search_key(position), ""),
        department=line.text("department"),
        subjects=_subjects(line),
        degree=line.text("degree"),
        starts=line.day("starts", date(1960, 1, 1)),
    )


def _subjects(line: Line) -> tuple[str, ...]:
    found = []
    for name in re.split(r"[;\n]", line.text("subjects")):
        code = subject_code(name)
        if code is not None:
            found.append(code)
        elif name.strip():
            line.problem("subjects", f"Không rõ môn “{name.strip()}”.")
    return tuple(found)
