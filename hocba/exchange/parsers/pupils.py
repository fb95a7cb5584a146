"""The sector's pupil export (C1-HocSinh) and the list of moves of the year."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date

from hocba.exchange.parsers.table import (
    LATEST_BIRTH,
    WHO,
    Line,
    class_key,
    known_class,
    lines,
    same_year,
    unique,
    who_header,
    wrong_columns,
)
from hocba.kernel.ethnicity import ETHNIC
from hocba.kernel.ids import personal_id, personal_id_warnings
from hocba.kernel.names import fold, search_key
from hocba.kernel.sheets import (
    Header,
    Problems,
    Sheet,
    SkippedColumn,
    Workbook,
    cell_text,
    read_workbook,
)

STATUSES = ("Đang học", "Chuyển đến", "Chuyển đi", "Thôi học", "Bỏ học", "Nghỉ học xin học lại", "Bảo lưu kết quả",
            "Lưu ban", "Đi nước ngoài", "Từ nước ngoài về", "Chuyển lớp", "Đã mất")  # fmt: skip
_ETHNIC = {search_key(name): f"{number:02d}" for number, name in enumerate(ETHNIC, 1)}
_ETHNIC |= {
    "khmer": "05",
    "kho me": "05",
    "h mong": "08",
    "hmong": "08",
    "ede": "12",
    "jrai": "10",
    "gia rai": "10",
}
_STATUS = {search_key(name): name for name in STATUSES}
_SEX = {"nam": "M", "nu": "F", "m": "M", "f": "F"}
_KINDS = {"chuyen lop": "class", "chuyen di": "out", "chuyen den": "in"}
_COLUMNS: dict[str, tuple[str, ...]] = {
    "sex": ("Giới tính", "Nam/nữ", "Phái"),
    "status": ("Trạng thái HS", "Trạng thái học sinh", "Trạng thái"),
    "status_on": ("Ngày nhập trạng thái", "Ngày trạng thái"),
    "ethnicity": ("Dân tộc",),
    "nationality": ("Quốc tịch",),
    "disability": ("Loại khuyết tật", "Khuyết tật"),
    "personal_id": ("Số định danh cá nhân", "Số ĐDCN", "Số ĐDCN/CMND/CCCD", "CCCD", "Số CCCD"),
    "birthplace": ("Nơi sinh", "Nơi sinh chi tiết"),
    "home_town": ("Quê quán", "Tỉnh thành quê quán"),
    "province": ("Tỉnh/Thành phố", "Tỉnh/Thành phố thường trú", "Tỉnh/TP"),
    "commune": ("Xã/Phường", "Phường/Xã", "Xã/Phường/Thị trấn"),
    "hamlet": ("Thôn/Tổ", "Tổ/thôn", "Thôn/xóm", "Tổ/thôn Hộ khẩu thường trú"),
    "address": ("Chỗ ở hiện nay", "Nơi ở hiện nay", "Địa chỉ"),
    "policy_group": ("Đối tượng chính sách", "Diện chính sách", "Đối tượng"),
    "register_no": ("Số đăng bộ", "Số sổ đăng bộ"),
    "admitted": ("Ngày nhập học", "Ngày vào trường", "Ngày tiếp nhận"),
    "father_name": ("Họ tên cha", "Họ và tên cha", "Họ tên bố"),
    "father_job": ("Nghề nghiệp cha", "Nghề nghiệp bố"),
    "mother_name": ("Họ tên mẹ", "Họ và tên mẹ"),
    "mother_job": ("Nghề nghiệp mẹ",),
    "guardian_name": ("Họ tên người giám hộ", "Người giám hộ"),
    "guardian_job": ("Nghề nghiệp người giám hộ",),
    "phone": ("SĐT liên hệ", "Số điện thoại", "Điện thoại"),
}
_MOVES: dict[str, tuple[str, ...]] = {
    "kind": ("Loại biến động", "Biến động"),
    "from": ("Từ lớp", "Lớp cũ"),
    "to": ("Đến lớp", "Lớp mới"),
    "on": ("Ngày biến động", "Ngày"),
    "school": ("Trường chuyển đi/đến", "Trường"),
    "reason": ("Lí do", "Lí do"),
}
_CODE_LISTS = {
    "nationality": "QUOC_TICH",
    "province": "TINH",
    "commune": "XA",
    "disability": "LOAI_KHUYET_TAT",
}


@dataclass(frozen=True)
class PupilRow:
    """One pupil of the export.

    `code` is the Ministry's 10 digits or "TAM-…" or "". `sex` is M, F or "". `status` is one of
    STATUSES. `ethnicity` is the official two-digit code or "". `klass` is the class now.
    """

    row: int
    klass: str
    code: str
    full_name: str
    born: date | None
    sex: str
    status: str
    status_on: date | None
    ethnicity: str
    nationality: str
    personal_id: str
    birthplace: str
    home_town: str
    address: str
    policy_group: str
    disability: str
    register_no: str
    admitted: date | None
    father_name: str
    father_job: str
    mother_name: str
    mother_job: str
    guardian_name: str
    guardian_job: str
    phone: str


@dataclass(frozen=True)
class Move:
    """A change in the year: `kind` class, out or in; `on` is the first day in the new state."""

    row: int
    code: str
    full_name: str
    born: date | None
    kind: str
    from_class: str
    on: date | None
    school: str
    reason: str


@dataclass
class PupilFile:
    """A pupil export; `sheet` is the name of its page. `warnings` (doubtful personal numbers,
    look-alikes) do not forbid applying."""

    sheet: str = ""
    pupils: list[PupilRow] = field(default_factory=list)
    moves: list[Move] = field(default_factory=list)
    problems: Problems = field(default_factory=Problems)
    warnings: Problems = field(default_factory=Problems)
    skipped: list[SkippedColumn] = field(default_factory=list)


def parse_pupils(data: bytes, classes: Collection[str] | None = None, year: int = 0) -> PupilFile:
    """Read the pupil export; `classes` are the school's class names, None before there are any,
    `year` the school year it is brought to.

    The same Ministry code or personal number twice is a problem. Raises SheetError when it is no
    such file.
    """
    book = read_workbook(data)
    required = ("klass", "born")
    sheet, header = _find(book, required)
    result = PupilFile(sheet.name, skipped=header.skipped(sheet, {}))
    same_year(sheet, header, year, result.problems)
    known = None if classes is None else {class_key(name): name for name in classes}
    if known is None and (listed := _code_list(book, "LOP")):
        known = {class_key(name): name for name in listed.values()}
    lists = {key: _code_list(book, name) for key, name in _CODE_LISTS.items()}
    codes: dict[object, int] = {}
    ids: dict[object, int] = {}
    people: dict[object, int] = {}
    for line in lines(sheet, header, result.problems):
        pupil = _pupil(line, known, lists, date(year + 1, 8, 31) if year else LATEST_BIRTH)
        unique(line, "code", pupil.code, codes, "mã định danh")
        unique(line, "personal_id", pupil.personal_id, ids, "số định danh cá nhân")
        _doubts(line, pupil, people, result.warnings)
        result.pupils.append(pupil)
    if not result.pupils:
        result.problems.add(sheet.name, header.first, None, "", "Danh sách không có học sinh nào.")
    moves = book.find("BienDong", "Biến động", "Biến động học sinh")
    if moves is not None:
        _read_moves(moves, known, result)
    return result


def _find(book: Workbook, required: Collection[str]) -> tuple[Sheet, Header]:
    first = book.find("Sheet1")
    for sheet in ([first] if first else []) + [
        s for s in book.sheets if s is not first and not s.hidden
    ]:
        header = who_header(sheet, _COLUMNS, required)
        if header is not None:
            return sheet, header
    raise wrong_columns(WHO, ("klass", "name", "born"))


def _code_list(book: Workbook, name: str) -> dict[str, str]:
    """Values of a code-list sheet by search key: the last filled column of each row."""
    sheet = book.find(name)
    if sheet is None:
        return {}
    texts = [[cell_text(cell) for cell in row] for row in sheet.rows[1:]]
    values = [next((text for text in reversed(row) if text), "") for row in texts]
    return {search_key(value): value for value in values if value}


def _pupil(
    line: Line,
    classes: Mapping[str, str] | None,
    lists: Mapping[str, Mapping[str, str]],
    latest: date,
) -> PupilRow:
    name = line.name()
    born = line.born(latest)
    if born is None and not line.text("born"):
        line.problem("born", "Thiếu ngày sinh.")
    listed = {key: _listed(line, key, lists[key]) for key in _CODE_LISTS}
    home = ", ".join(
        part for part in (line.text("hamlet"), listed["commune"], listed["province"]) if part
    )
    return PupilRow(
        row=line.number,
        klass=known_class(line, "klass", classes),
        code=line.pupil_code(),
        full_name=name,
        born=born,
        sex=line.choice("sex", _SEX, "giới tính"),
        status=line.choice("status", _STATUS, "trạng thái học sinh") or "Đang học",
        status_on=line.day("status_on"),
        ethnicity=line.choice("ethnicity", _ETHNIC, "dân tộc"),
        nationality=listed["nationality"] or "Việt Nam",
        personal_id=line.code("personal_id", personal_id),
        birthplace=line.text("birthplace"),
        home_town=line.text("home_town"),
        address=line.text("address") or home,
        policy_group=line.text("policy_group"),
        disability=listed["disability"],
        register_no=line.text("register_no"),
        admitted=line.day("admitted"),
        father_name=line.text("father_name"),
        father_job=line.text("father_job"),
        mother_name=line.text("mother_name"),
        mother_job=line.text("mother_job"),
        guardian_name=line.text("guardian_name"),
        guardian_job=line.text("guardian_job"),
        phone=line.text("phone"),
    )


def _listed(line: Line, key: str, values: Mapping[str, str]) -> str:
    text = line.text(key)
    if not values or not text:
        return text
    return line.choice(key, values, line.header.labels[line.header.columns[key]].lower())


def _doubts(line: Line, pupil: PupilRow, people: dict[object, int], warnings: Problems) -> None:
    def warn(key: str, message: str) -> None:
        warnings.add(
            line.sheet.name, line.row, line.header.columns.get(key), line.cell(key), message
        )

    if pupil.personal_id:
        for message in personal_id_warnings(pupil.personal_id, pupil.born, pupil.sex):
            warn("personal_id", message)
    if not pupil.code and not line.text("code"):
        warn("code", "Chưa có mã định danh Bộ GD&ĐT.")
    who = (pupil.klass, fold(pupil.full_name), pupil.born)
    if pupil.full_name and who in people:
        warn("name", f"Cùng lớp, họ tên và ngày sinh với dòng {people[who]}; có phải một học sinh?")
    people.setdefault(who, line.number)


def _read_moves(sheet: Sheet, classes: Mapping[str, str] | None, result: PupilFile) -> None:
    now = {pupil.code: pupil.klass for pupil in result.pupils if pupil.code}
    header = who_header(sheet, _MOVES, ("kind", "on"))
    if header is None:
        result.problems.add(
            sheet.name,
            None,
            None,
            "",
            "Không tìm thấy hàng tiêu đề có “Loại biến động” và “Ngày biến động”.",
        )
        return
    result.skipped += header.skipped(sheet, {})
    last: dict[str, tuple[Line, str]] = {}
    for line in lines(sheet, header, result.problems):
        kind = line.choice("kind", _KINDS, "loại biến động")
        code = line.pupil_code()
        if code and code not in now:
            line.problem("code", f"Mã {code} không có trong danh sách học sinh của tệp.")
        on = line.day("on")
        if on is None and not line.text("on"):
            line.problem("on", "Thiếu ngày biến động.")
        source = known_class(line, "from", classes) if kind in ("class", "out") else ""
        target = known_class(line, "to", classes) if kind in ("class", "in") else ""
        if target:
            last[code] = (line, target)
        born = line.born()
        result.moves.append(
            Move(
                line.number,
                code,
                line.name(),
                born,
                kind,
                source,
                on,
                line.text("school"),
                line.text("reason"),
            )
        )
    for code, (line, target) in last.items():
        if now.get(code, target) not in ("", target):
            line.problem("to", f"Danh sách ghi em ở lớp {now[code]}, biến động ghi đến {target}.")
