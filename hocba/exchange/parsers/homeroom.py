"""Files of homeroom teachers: conduct, absences and comments (THCS); qualities and growth (primary)."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from hocba.exchange.parsers.gradebook import (
    NOTHING_CONFIRMED,
    Confirmed,
    Entry,
    agreed,
    comment_entry,
    entry_at,
    match_row,
    term_sheets,
)
from hocba.exchange.parsers.roster import Match, Roster, RosterPupil
from hocba.exchange.parsers.table import (
    WHO,
    Line,
    class_key,
    grade_of,
    lines,
    same_year,
    who_header,
    wrong_columns,
)
from hocba.exchange.parsers.values import BadValue, parse_level
from hocba.kernel.names import search_key
from hocba.kernel.sheets import Problems, Sheet, SkippedColumn, Workbook, cell_text, read_workbook

Headings = Mapping[str, Sequence[str]]
TRAITS: dict[str, Sequence[str]] = {
    "yeu_nuoc": ("Yêu nước",),
    "nhan_ai": ("Nhân ái",),
    "cham_chi": ("Chăm chỉ",),
    "trung_thuc": ("Trung thực",),
    "trach_nhiem": ("Trách nhiệm",),
    "tu_chu_tu_hoc": ("Tự chủ và tự học", "Tự chủ, tự học"),
    "giao_tiep_hop_tac": ("Giao tiếp và hợp tác", "Giao tiếp, hợp tác"),
    "gqvd_sang_tao": (
        "Giải quyết vấn đề và sáng tạo",
        "GQVĐ và sáng tạo",
        "Giải quyết vấn đề, sáng tạo",
    ),
    "ngon_ngu": ("Ngôn ngữ",),
    "tinh_toan": ("Tính toán",),
    "khoa_hoc": ("Khoa học",),
    "cong_nghe": ("Công nghệ",),
    "tin_hoc": ("Tin học",),
    "tham_mi": ("Thẩm mĩ", "Thẩm mỹ"),
    "the_chat": ("Thể chất",),
    "cham_hoc_cham_lam": ("Chăm học, chăm làm",),
    "tu_tin_trach_nhiem": ("Tự tin, trách nhiệm",),
    "trung_thuc_ki_luat": ("Trung thực, kỉ luật", "Trung thực, kỷ luật"),
    "doan_ket_yeu_thuong": ("Đoàn kết, yêu thương",),
    "tu_phuc_vu_tu_quan": ("Tự phục vụ, tự quản",),
    "hop_tac": ("Hợp tác",),
    "tu_hoc_gqvd": ("Tự học và giải quyết vấn đề", "Tự học, giải quyết vấn đề", "Tự học và GQVĐ"),
}
TRAIT_COMMENTS: dict[str, Sequence[str]] = {
    "nx_pham_chat": (
        "Nhận xét phẩm chất",
        "Nhận xét phẩm chất chủ yếu",
        "Phẩm chất chủ yếu Nhận xét",
    ),
    "nx_nang_luc": (
        "Nhận xét năng lực",
        "Nhận xét năng lực cốt lõi",
        "Năng lực cốt lõi Nhận xét",
        "Nhận xét năng lực chung",
    ),
    "nx_dac_thu": ("Nhận xét năng lực đặc thù", "Năng lực đặc thù Nhận xét"),
}
OWN = "nx:"
OWN_COMMENTS: dict[str, Sequence[str]] = {
    OWN + code: tuple(f"Nhận xét {name}" for name in names) for code, names in TRAITS.items()
}
_PRAISE: dict[str, Sequence[str]] = {
    "tien_bo": ("Thành tích xuất sắc hoặc tiến bộ rõ rệt", "Thành tích, tiến bộ"),
    "lop": ("Được tập thể lớp công nhận", "Lớp công nhận"),
}
_ABSENCE: dict[str, Sequence[str]] = {
    "P": ("Nghỉ có phép", "Có phép", "Số buổi nghỉ có phép", "Số ngày nghỉ có phép", "P"),
    "K": (
        "Nghỉ không phép",
        "Không phép",
        "Số buổi nghỉ không phép",
        "Số ngày nghỉ không phép",
        "K",
    ),
}
_LOWER: dict[str, Sequence[str]] = {
    "ren_luyen": ("Kết quả rèn luyện", "Rèn luyện", "Mức rèn luyện", "KQ rèn luyện"),
    "hanh_kiem": ("Hạnh kiểm", "Xếp loại hạnh kiểm", "HK", "Hạnh kiểm học kì"),
    "ca_nam": ("Hạnh kiểm cả năm", "Hạnh kiểm CN", "HK cả năm"),
    **_ABSENCE,
    "nhan_xet": ("Nhận xét của GVCN", "Nhận xét", "Nhận xét của giáo viên chủ nhiệm"),
    "thanh_tich": ("Cuộc thi, chứng chỉ", "Kết quả các cuộc thi, chứng chỉ"),
}
_GROWTH: dict[str, Sequence[str]] = {"cao": ("Chiều cao",), "nang": ("Cân nặng",), **_ABSENCE}
_BEFORE = {"hanh_kiem": "muc", "ca_nam": "cn"}
"""Hạnh kiểm of TT 58/2011 and its slots."""
_LIMITS = {"cao": (500, 2300), "nang": (80, 1500)}


@dataclass(frozen=True)
class HomeroomRow:
    """One pupil's row of one sheet. Entries are keyed as the homeroom book keeps them.

    THCS: ren_luyen/muc (TT 58: also ren_luyen/cn), vang/P and vang/K (sessions of the term), nhan_xet/nx, thanh_tich/nx (term 2).
    Primary: the keys of TRAITS with muc_gk or muc_ck, nx_pham_chat/nx_ck, nx_nang_luc/nx_ck,
    nx_dac_thu/nx_ck, the keys of TRAITS with nx_ck,
    khen/tien_bo and khen/lop ("X", term 2), the_trang/cao and the_trang/nang (tenths of cm and kg),
    vang/P and vang/K.
    """

    sheet: str
    row: int
    name: str
    match: Match
    entries: tuple[Entry, ...]


@dataclass
class Homeroom:
    """A homeroom file. `absent` are keys of the roster on no sheet."""

    klass: str
    rows: list[HomeroomRow] = field(default_factory=list)
    absent: list[str] = field(default_factory=list)
    problems: Problems = field(default_factory=Problems)
    skipped: list[SkippedColumn] = field(default_factory=list)

    def certain(self) -> Iterator[tuple[str, Entry]]:
        """(pupil key, entry) of the rows whose pupil is certain."""
        for row in self.rows:
            if row.match.verdict == "green" and row.match.pupil is not None:
                for entry in row.entries:
                    yield row.match.pupil, entry


def parse_homeroom(
    data: bytes,
    rosters: Mapping[str, Sequence[RosterPupil]],
    klass: str | None = None,
    confirmed: Confirmed = NOTHING_CONFIRMED,
    year: int = 0,
) -> Homeroom:
    """Read a homeroom file; arguments as for gradebooks. SheetError when it is no such file."""
    book = read_workbook(data)
    result = Homeroom("")
    pages = _pages(book)
    classes = {class_key(name): name for name in rosters}
    result.klass = agreed(
        pages[0][1] if pages else book.sheets[0], "klass", klass, classes, result.problems
    )
    roster = Roster(rosters.get(result.klass, ()))
    for (term, part), sheet, columns in pages:
        header = who_header(sheet, columns, ())
        if header is None or not header.columns.keys() & columns.keys():
            continue
        why = (
            {"nhan xet pham chat": _NO_MIDDLE, "nhan xet nang luc": _NO_MIDDLE}
            if part == "gk"
            else {}
        )
        same_year(sheet, header, year, result.problems)
        result.skipped += header.skipped(sheet, why)
        seen: dict[str, int] = {}
        for line in lines(sheet, header, result.problems):
            name, match = match_row(line, roster, result.klass, seen, confirmed)
            found = tuple(_entries(line, columns, term, part))
            if not found:
                line.passed()
            result.rows.append(HomeroomRow(sheet.name, line.number, name, match, found))
    if not result.rows:
        first = "yeu_nuoc" if grade_of(result.klass) <= 5 else "ren_luyen"
        wanted = {"name": WHO["name"], first: {**TRAITS, **_LOWER}[first]}
        raise wrong_columns(wanted, wanted.keys())
    present = {row.match.pupil for row in result.rows}
    result.absent = [key for key in roster.pupils if key not in present]
    return result


_NO_MIDDLE = "Sổ không có nhận xét phẩm chất, năng lực ở giữa kì."


def _pages(book: Workbook) -> list[tuple[tuple[int, str], Sheet, Headings]]:
    """Sheets with their (term, part of the term) and the headings to look for."""
    pages: list[tuple[tuple[int, str], Sheet, Headings]] = [
        ((term, "ck"), sheet, _LOWER) for term, sheet in term_sheets(book)
    ]
    for sheet in book.sheets:
        name = search_key(sheet.name).replace(" ", "")
        if match := re.fullmatch(r"([gc]k)([12])", "ck2" if name == "cn" else name):
            extra = (
                {**TRAIT_COMMENTS, **OWN_COMMENTS, **(_PRAISE if match[2] == "2" else {})}
                if match[1] == "ck"
                else {}
            )
            pages.append(((int(match[2]), match[1]), sheet, {**TRAITS, **extra}))
        elif match := re.fullmatch(r"suckhoe(?:hk)?([12])", name):
            pages.append(((int(match[1]), "ck"), sheet, _GROWTH))
    return pages


def _entries(line: Line, columns: Headings, term: int, part: str) -> list[Entry]:
    found: list[Entry] = []
    for key in columns:
        if key not in line.header.columns:
            continue
        if key in ("nhan_xet", "thanh_tich"):
            found += comment_entry(line, key, key, term, "nx")
        elif key in TRAIT_COMMENTS or key in OWN_COMMENTS:
            found += comment_entry(line, key, key.removeprefix(OWN), term, "nx_ck")
        elif key in _LIMITS:
            found += _measure(line, key, term)
        elif key in _ABSENCE:
            number = line.whole(key, 200)
            found += (
                [] if number is None else [entry_at(line, key, "vang", term, key, "count", number)]
            )
        elif key in _PRAISE:
            found += _tick(line, key, term)
        elif key == "ren_luyen":
            found += _level(line, key, key, term, "muc", "conduct")
        elif key in _BEFORE:
            found += _level(line, key, "ren_luyen", term, _BEFORE[key], "conduct_before")
        else:
            found += _level(line, key, key, term, f"muc_{part}", "quality")
    return found


def _level(line: Line, key: str, subject: str, term: int, slot: str, scale: str) -> list[Entry]:
    try:
        level = parse_level(line.cell(key), scale)
    except BadValue as error:
        line.problem(key, str(error))
        return []
    return [] if level is None else [entry_at(line, key, subject, term, slot, "level", level)]


def _tick(line: Line, key: str, term: int) -> list[Entry]:
    text = search_key(line.text(key))
    if text and text not in ("x", "co", "dat"):
        line.problem(key, f"“{line.text(key)}”: cột này chỉ đánh dấu x hoặc để trống.")
        return []
    return [entry_at(line, key, "khen", term, key, "level", "X")] if text else []


def _measure(line: Line, key: str, term: int) -> list[Entry]:
    text = cell_text(line.cell(key))
    if not text:
        return []
    match = re.fullmatch(r"([0-9]{1,3})(?:[.,]([0-9])0*)?", text)
    low, high = _LIMITS[key]
    value = 10 * int(match[1]) + int(match[2] or 0) if match else -1
    if not low <= value <= high:
        unit = "cm" if key == "cao" else "kg"
        line.problem(
            key, f"“{text}” không hợp lí; cần số {unit} có nhiều nhất một chữ số thập phân."
        )
        return []
    return [entry_at(line, key, "the_trang", term, key, "measure", value)]
