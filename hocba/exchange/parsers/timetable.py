"""The assignment file: terms, classes, homeroom teachers, departments, programme, who teaches what."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from hocba.exchange.parsers.subjects import language_of, subject_code
from hocba.exchange.parsers.table import (
    Line,
    class_key,
    grade_of,
    known_class,
    lines,
    wrong_columns,
)
from hocba.kernel.ids import moet_code
from hocba.kernel.names import fold, search_key
from hocba.kernel.sheets import Problems, Sheet, SkippedColumn, Workbook, find_header, read_workbook

Headings = Mapping[str, Sequence[str]]
_DATES: dict[str, Sequence[str]] = {
    "starts": ("Từ ngày", "Ngày bắt đầu"),
    "ends": ("Đến ngày", "Ngày kết thúc"),
}
_TERMS: Headings = {
    "year": ("Năm học",),
    "term": ("Học kì", "Học kỳ"),
    **_DATES,
    "weeks": ("Số tuần",),
}
_CLASSES: Headings = {
    "klass": ("Lớp", "Tên lớp", "Mã lớp"),
    "grade": ("Khối", "Khối lớp"),
    "code": ("Mã GVCN", "Mã giáo viên chủ nhiệm", "Mã giáo viên"),
    "teacher": ("Giáo viên chủ nhiệm", "GVCN", "Họ tên GVCN"),
    **_DATES,
}
_DEPARTMENTS: Headings = {
    "department": ("Tổ chuyên môn", "Tên tổ", "Tổ"),
    "code": ("Mã tổ trưởng", "Mã giáo viên"),
    "teacher": ("Tổ trưởng", "Họ tên tổ trưởng"),
    **_DATES,
}
_PROGRAMME: Headings = {
    "grade": ("Khối", "Khối lớp"),
    "subject": ("Môn học", "Môn", "Tên môn"),
    "periods": ("Số tiết/năm", "Số tiết", "Tiết/năm", "Số tiết cả năm"),
    "topics": ("Cụm chuyên đề", "Chuyên đề", "Chuyên đề học tập"),
}
_ASSIGNED: Headings = {
    "number": ("STT", "TT"),
    "klass": ("Lớp", "Tên lớp"),
    "subject": ("Môn học", "Môn", "Tên môn"),
    "part": ("Phân môn", "Mạch nội dung"),
    "periods": ("Số tiết/năm", "Số tiết", "Tiết/năm"),
    "code": ("Mã giáo viên", "Mã GV", "Mã cán bộ"),
    "teacher": ("Giáo viên", "Họ tên giáo viên", "Tên giáo viên", "Giáo viên giảng dạy"),
    **_DATES,
}


@dataclass(frozen=True)
class TermRow:
    """A term: `year` is the calendar year in which the school year starts, `term` 1 or 2."""

    row: int
    year: int
    term: int
    starts: date | None
    ends: date | None


@dataclass(frozen=True)
class ClassRow:
    """A class with the code of its homeroom teacher ("" when none is given)."""

    row: int
    name: str
    grade: int
    homeroom: str
    starts: date | None
    ends: date | None


@dataclass(frozen=True)
class DepartmentRow:
    """A department with the code of its head."""

    row: int
    name: str
    head: str
    starts: date | None
    ends: date | None


@dataclass(frozen=True)
class ProgrammeRow:
    """Periods a year of a subject in a grade."""

    row: int
    grade: int
    subject: str
    periods: int
    topics: bool = False


@dataclass(frozen=True)
class AssignmentRow:
    """Who teaches a subject in a class, from when to when; `part` is the phân môn or ""."""

    row: int
    klass: str
    subject: str
    part: str
    periods: int | None
    teacher: str
    starts: date | None
    ends: date | None
    language: str = ""


@dataclass
class Timetable:
    """An assignment file."""

    terms: list[TermRow] = field(default_factory=list)
    classes: list[ClassRow] = field(default_factory=list)
    departments: list[DepartmentRow] = field(default_factory=list)
    programme: list[ProgrammeRow] = field(default_factory=list)
    assignments: list[AssignmentRow] = field(default_factory=list)
    problems: Problems = field(default_factory=Problems)
    skipped: list[SkippedColumn] = field(default_factory=list)


def parse_timetable(data: bytes, staff: Mapping[str, str]) -> Timetable:
    """Read the assignment file; `staff` maps the codes of the school's staff to their names.

    A teacher is found by code; without one by a name that only one member of staff has, else it is a
    problem. Raises SheetError when classes or assignments are not there.
    """
    return _Reader(read_workbook(data), staff).read()


class _Reader:
    def __init__(self, book: Workbook, staff: Mapping[str, str]) -> None:
        self.book, self.staff = book, staff
        self.names: dict[str, list[str]] = {}
        for code, name in staff.items():
            self.names.setdefault(fold(name), []).append(code)
        self.result = Timetable()

    def read(self) -> Timetable:
        result = self.result
        for line in self._lines("NamHoc", "Năm học", wanted=_TERMS, required=("year", "term")):
            self._term(line)
        for line in self._lines(
            "Lop", "Danh sách lớp", wanted=_CLASSES, required=("klass",), must=True
        ):
            self._class(line)
        for line in self._lines(
            "To", "Tổ chuyên môn", wanted=_DEPARTMENTS, required=("department",)
        ):
            starts, ends = self._dates(line)
            name = line.need("department", "tên tổ")
            result.departments.append(
                DepartmentRow(line.number, name, self._teacher(line), starts, ends)
            )
        for line in self._lines(
            "MonHoc", "Chương trình", wanted=_PROGRAMME, required=("grade", "subject", "periods")
        ):
            self._programme(line)
        classes = {class_key(row.name): row.name for row in result.classes}
        required = ("klass", "subject", "teacher")
        for line in self._lines(
            "PhanCong", "Phân công chuyên môn", wanted=_ASSIGNED, required=required, must=True
        ):
            self._assignment(line, classes)
        return result

    def _lines(
        self, *sheets: str, wanted: Headings, required: Sequence[str], must: bool = False
    ) -> list[Line]:
        sheet: Sheet | None = self.book.find(*sheets)
        header = None if sheet is None else find_header(sheet, wanted, required)
        if sheet is None or header is None:
            if must:
                raise wrong_columns(wanted, required)
            return []
        self.result.skipped += header.skipped(sheet, {})
        return list(lines(sheet, header, self.result.problems))

    def _term(self, line: Line) -> None:
        year = re.match(r"(20\d\d)", line.text("year"))
        term = re.fullmatch(r"(?:hoc k[iy]|hk)? ?(1|2|i|ii)", search_key(line.text("term")))
        if year is None:
            line.problem("year", "Năm học cần dạng 2025-2026.")
        if term is None:
            line.problem("term", "Học kì là I hoặc II.")
        starts, ends = self._dates(line)
        if year and term:
            number = 2 if term[1] in ("2", "ii") else 1
            self.result.terms.append(TermRow(line.number, int(year[1]), number, starts, ends))

    def _class(self, line: Line) -> None:
        name = known_class(line, "klass", None)
        grade = line.whole("grade", 12) or grade_of(name)
        if name and grade != grade_of(name):
            line.problem("grade", f"Lớp {name} không thuộc khối {grade}.")
        if any(row.name == name for row in self.result.classes):
            line.problem("klass", f"Lớp {name} đã có ở dòng trên.")
        starts, ends = self._dates(line)
        self.result.classes.append(
            ClassRow(line.number, name, grade, self._teacher(line), starts, ends)
        )

    def _programme(self, line: Line) -> None:
        subject, grade = self._subject(line), line.whole("grade", 12)
        periods = line.whole("periods", 1000)
        if not line.text("periods"):
            line.problem("periods", "Thiếu số tiết trong năm.")
        if subject and grade and periods is not None:
            topics = bool(line.text("topics"))
            self.result.programme.append(ProgrammeRow(line.number, grade, subject, periods, topics))

    def _assignment(self, line: Line, classes: Mapping[str, str]) -> None:
        starts, ends = self._dates(line)
        row = AssignmentRow(
            line.number,
            known_class(line, "klass", classes),
            self._subject(line),
            line.text("part"),
            line.whole("periods", 1000),
            self._teacher(line),
            starts,
            ends,
            language_of(line.text("subject")),
        )
        if not row.teacher and not line.text("teacher") and not line.text("code"):
            line.problem("teacher", "Chưa phân công giáo viên.")
        self.result.assignments.append(row)

    def _subject(self, line: Line) -> str:
        text = line.need("subject", "tên môn học")
        code = subject_code(text)
        if text and code is None:
            line.problem("subject", f"Không rõ môn “{text}”.")
        return code or ""

    def _dates(self, line: Line) -> tuple[date | None, date | None]:
        starts, ends = line.day("starts"), line.day("ends")
        if starts and ends and ends < starts:
            line.problem("ends", "Ngày kết thúc trước ngày bắt đầu.")
        return starts, ends

    def _teacher(self, line: Line) -> str:
        name, code = line.text("teacher"), line.code("code", moet_code)
        if code:
            if code not in self.staff:
                line.problem("code", f"Không có cán bộ mang mã {code} trong trường.")
                return ""
            if name and fold(name) != fold(self.staff[code]):
                line.problem("teacher", f"Mã {code} là của {self.staff[code]}, không phải {name}.")
                return ""
            return code
        found = self.names.get(fold(name), []) if name else []
        if name and len(found) != 1:
            why = "Không có giáo viên tên" if not found else "Có nhiều giáo viên tên"
            line.problem("teacher", f"{why} “{name}”; hãy ghi mã giáo viên.")
        return found[0] if len(found) == 1 else ""
