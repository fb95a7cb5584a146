"""The files teachers fill: gradebooks per class and subject, homeroom files, results after summer."""

import datetime as dt
import random
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, TypeVar

from demo import marks
from demo.comments import Commenter
from demo.days import ROLL_CLASSES
from demo.people import Pupil
from demo.programme import Subject, subjects
from hocba.kernel.names import search_key, sort_key
from hocba.kernel.sheets import Table

T = TypeVar("T")
Value = str | int | Decimal | dt.date | None
SPLIT, PLAIN = "7B-toan", "9A-tin-hoc"
MISSED = ("Nghỉ có phép", "Nghỉ không phép")
EACH_TRAIT = ("3C", "5A")
"""Classes whose teacher writes of each phẩm chất and năng lực, the others of the blocks."""
QUALITY_NAMES = {
    "yeu_nuoc": "Yêu nước", "nhan_ai": "Nhân ái", "cham_chi": "Chăm chỉ", "trung_thuc": "Trung thực",
    "trach_nhiem": "Trách nhiệm", "tu_chu_tu_hoc": "Tự chủ và tự học", "giao_tiep_hop_tac": "Giao tiếp và hợp tác",
    "gqvd_sang_tao": "Giải quyết vấn đề và sáng tạo", "ngon_ngu": "Ngôn ngữ", "tinh_toan": "Tính toán",
    "khoa_hoc": "Khoa học", "cong_nghe": "Công nghệ", "tin_hoc": "Tin học", "tham_mi": "Thẩm mĩ",
    "the_chat": "Thể chất",
}  # fmt: skip


class School:
    """All marks of one school, worked out once, then written file by file."""

    def __init__(
        self, facts: dict[str, Any], school: dict[str, Any], pupils: list[Pupil], seed: int
    ) -> None:
        self.facts, self.school, self.pupils = facts, school, pupils
        self.seed = f"{seed}:{school['key']}"
        self.primary = school["level"] == "primary"
        self.gap_class = "3C" if self.primary else "8B"
        self.marks: dict[tuple[int, str], Any] = {}
        self.conduct: dict[int, tuple[str, str]] = {}
        for pupil in pupils:
            rng = self.rng("marks", pupil.serial)
            self.conduct[pupil.serial] = marks.conduct(rng, pupil)
            for subject in subjects(pupil.grade):
                make = marks.primary(rng, pupil, subject) if self.primary else marks.lower_secondary(
                    rng, pupil, subject, marks.bent(rng, pupil)
                )  # fmt: skip
                self.marks[pupil.serial, subject.code] = make

    def rng(self, *parts: object) -> random.Random:
        """A generator of its own for each purpose, so that one change does not move everything."""
        return random.Random(":".join([self.seed, *map(str, parts)]))

    def roll(self, klass: str, term: int) -> list[Pupil]:
        """The pupils whose marks of a term stand in the books of a class, in class order."""
        found = [pupil for pupil in self.pupils if pupil.in_term(term) == klass]
        return sorted(found, key=lambda pupil: (sort_key(pupil.name), pupil.born))

    def _title(self, klass: str, term: int, *more: str) -> list[str]:
        year = self.facts["year"]["name"]
        return [
            self.school["letterhead_name"],
            *more,
            f"Lớp: {klass}",
            f"Học kì: {'I' * term}",
            f"Năm học: {year}",
        ]

    def gradebook(self, klass: str, subject: Subject) -> list[Table]:
        """Sheets HK1 and HK2 of one class and subject."""
        file = f"{klass}-{subject.file}"
        comma = self.rng("comma", file).randrange(4) == 0
        commenter = Commenter(self.rng("comments", file))
        write = self._primary_row if self.primary else self._lower_row
        tables = []
        for term in (1, 2):
            rows: list[list[Value]] = []
            for index, pupil in enumerate(self.roll(klass, term)):
                own = (
                    []
                    if subject.code in pupil.exempt
                    else write(pupil, subject, term, index, commenter)
                )
                cells = [self._as_typed(cell, comma) for cell in own]
                rows.append([*self._who(file, index, klass, pupil), *cells])
            head = [*self._who_head(file), *self._columns(subject)]
            widths = [5, 6, 14, 26, 12, *(9 for _ in self._columns(subject)[:-1]), 60]
            tables.append(
                Table(
                    f"HK{term}",
                    head,
                    rows,
                    self._title(klass, term, f"Môn: {subject.name}"),
                    widths,
                )
            )
        return tables

    def _as_typed(self, cell: Value, comma: bool) -> Value:
        return f"{cell}".replace(".", ",") if comma and isinstance(cell, Decimal) else cell

    def _who_head(self, file: str) -> list[str]:
        if file.startswith(SPLIT):
            return ["STT", "Lớp", "Mã định danh Bộ GD&ĐT", "Họ và tên đệm", "Tên", "Ngày sinh"]
        if file.startswith(PLAIN):
            return ["STT", "Lop", "Ho va ten", "Ngay sinh"]
        return ["STT", "Lớp", "Mã định danh Bộ GD&ĐT", "Họ và tên", "Ngày sinh"]

    def _who(self, file: str, index: int, klass: str, pupil: Pupil) -> list[Value]:
        if file.startswith(SPLIT):
            family, given = pupil.name.rsplit(" ", 1)
            return [index + 1, klass, pupil.code, family, given, pupil.born]
        if file.startswith(PLAIN):
            return [index + 1, klass, search_key(pupil.name).title(), f"{pupil.born:%d/%m/%Y}"]
        return [index + 1, klass, pupil.code, pupil.name, pupil.born]

    def _columns(self, subject: Subject) -> list[str]:
        if self.primary:
            mid = ["Điểm KTĐK GK"] if "GK" in subject.tests else []
            end = ["Điểm KTĐK"] if "CK" in subject.tests else []
            return ["Mức đạt được GK", *mid, "Nhận xét GK", "Mức đạt được CK", *end, "Nhận xét CK"]
        if subject.scored:
            return [*(f"ĐĐGtx {n}" for n in range(1, 6)), "ĐĐGgk", "ĐĐGck", "Nhận xét"]
        return ["ĐGtx 1", "ĐGtx 2", "ĐGgk", "ĐGck", "Đánh giá", "Nội dung nhận xét"]

    def _primary_row(
        self, pupil: Pupil, subject: Subject, term: int, index: int, say: Commenter
    ) -> list[Value]:
        cells: list[Value] = []
        for part in ("GK", "CK"):
            mark: marks.PeriodMarks = self.marks[pupil.serial, subject.code][f"{part}{term}"]
            band = {"T": 0 if pupil.profile == "XS" else 1, "H": 2, "C": 3}[mark.level]
            level: str | None = mark.level
            score: int | None = mark.score
            if pupil.klass == self.gap_class and (part, term) == ("CK", 2):
                level = None if (subject.code, index) == ("TOAN", 8) else level
                score = None if (subject.code, index) == ("TV", 3) else score
            cells.append(level)
            if part in subject.tests:
                cells.append(score)
            cells.append(say.subject(subject.code, pupil.grade, band))
        return cells

    def _lower_row(
        self, pupil: Pupil, subject: Subject, term: int, index: int, say: Commenter
    ) -> list[Value]:
        mark: marks.TermMarks = self.marks[pupil.serial, subject.code][term - 1]
        average = mark.average()
        band = {"XS": 0, "G": 1, "K": 1, "D": 2, "Y": 2}[pupil.profile]
        if average is not None:
            band = 0 if average >= 88 else 1 if average >= 70 else 2 if average >= 50 else 3
        comment: str | None = say.subject(subject.code, pupil.grade, band)
        if not subject.scored:
            all_met = all(value == "Đ" for value in (*mark.regular, mark.mid, mark.final))
            return [*mark.regular, mark.mid, mark.final, "Đạt" if all_met else "Chưa đạt", comment]
        cells = [
            _tenths(value)
            for value in (*mark.regular, *[None] * (5 - subject.regular), mark.mid, mark.final)
        ]
        if pupil.klass == self.gap_class and term == 2:
            if subject.code == "TOAN" and index in (4, 17):
                cells[3] = None
            if subject.code == "TOAN" and index == 9:
                cells[6] = None
            if subject.code == "NV" and index == 4:
                comment = None
        return [*cells, comment]

    def homeroom(self, klass: str) -> list[Table]:
        """The file of a homeroom teacher: conduct or qualities, absences, comments, growth."""
        return self._homeroom_primary(klass) if self.primary else self._homeroom_lower(klass)

    def _homeroom_lower(self, klass: str) -> list[Table]:
        say = Commenter(self.rng("homeroom", klass))
        file = SPLIT if klass == "7B" else klass
        tables = []
        for term in (1, 2):
            rows: list[list[Value]] = []
            for index, pupil in enumerate(self.roll(klass, term)):
                missed = marks.absences(self.rng("absent", pupil.serial), pupil)[term - 1]
                conduct = self.conduct[pupil.serial][term - 1]
                band = (
                    3
                    if conduct == "CĐ"
                    else {"XS": 0, "G": 1, "K": 1, "D": 2, "Y": 3}[pupil.profile]
                )
                comment: str | None = say.homeroom(band)
                if klass == self.gap_class and (term, index) == (2, 6):
                    comment = None
                who = self._who(file, index, klass, pupil)
                cells: list[Value] = [conduct, *self._typed(klass, term, missed), comment]
                if term == 2:
                    cells.append(_contest(self.rng("contest", pupil.serial), pupil))
                rows.append([*who, *cells])
            head = [
                *self._who_head(file),
                "Kết quả rèn luyện",
                *self._typed(klass, term, MISSED),
                "Nhận xét của GVCN",
            ]
            if term == 2:
                head.append("Cuộc thi, chứng chỉ")
            widths = [5, 6, 14, 26, 12, 10, 10, 10, 70]
            tables.append(
                Table(f"HK{term}", head, rows, self._title(klass, term, "SỔ CHỦ NHIỆM"), widths)
            )
        return tables

    def _homeroom_primary(self, klass: str) -> list[Table]:
        say = Commenter(self.rng("homeroom", klass))
        tables = []
        for part, term in (("GK", 1), ("CK", 1), ("GK", 2), ("CK", 2)):
            rows: list[list[Value]] = []
            for index, pupil in enumerate(self.roll(klass, term)):
                levels = marks.qualities(
                    self.rng("quality", pupil.serial, part, term), pupil, pupil.grade
                )
                band = {"XS": 0, "G": 0, "K": 1, "D": 1, "Y": 2}[pupil.profile]
                said: list[str | None] = []
                if part == "CK" and klass in EACH_TRAIT:
                    said = [say.trait(name, level) for name, level in levels.items()]
                elif part == "CK":
                    said = [say.quality("nx_pham_chat", band), say.quality("nx_nang_luc", band)]
                if klass == self.gap_class and (part, term, index) == ("CK", 2, 10):
                    said[0] = None
                if (part, term) == ("CK", 2):
                    said += _praise(self.rng("praise", pupil.serial), pupil)
                rows.append([*self._who(klass, index, klass, pupil), *levels.values(), *said])
            names = [QUALITY_NAMES[f] for f in _quality_fields(self.pupils, klass)]
            head = [*self._who_head(klass), *names]
            if part == "CK" and klass in EACH_TRAIT:
                head += [f"Nhận xét {name}" for name in names]
            elif part == "CK":
                head += ["Nhận xét phẩm chất", "Nhận xét năng lực"]
            if (part, term) == ("CK", 2):
                head += ["Thành tích xuất sắc hoặc tiến bộ rõ rệt", "Được tập thể lớp công nhận"]
            widths = [5, 6, 14, 26, 12, *(9 for _ in names), 44, 44]
            tables.append(
                Table(
                    f"{part}{term}",
                    head,
                    rows,
                    self._title(klass, term, "PHẨM CHẤT, NĂNG LỰC"),
                    widths,
                )
            )
        return [*tables, *self._growth(klass)]

    def _typed(self, klass: str, term: int, counts: Sequence[T]) -> Sequence[T]:
        """Counts of absences, none where they follow from the roll calls."""
        return () if term == 2 and klass in ROLL_CLASSES else counts

    def _growth(self, klass: str) -> list[Table]:
        tables = []
        for term in (1, 2):
            rows: list[list[Value]] = []
            for index, pupil in enumerate(self.roll(klass, term)):
                rng = self.rng("growth", pupil.serial)
                height = 1085 + 58 * pupil.grade + marks.bell(rng, 22) + 25 * (term - 1)
                weight = 165 + 32 * pupil.grade + marks.bell(rng, 14) + 9 * (term - 1)
                missed = marks.absences(self.rng("absent", pupil.serial), pupil)[term - 1]
                rows.append(
                    [
                        *self._who(klass, index, klass, pupil),
                        _tenths(height),
                        _tenths(weight),
                        *self._typed(klass, term, missed),
                    ]
                )
            head = [
                *self._who_head(klass),
                "Chiều cao (cm)",
                "Cân nặng (kg)",
                *self._typed(klass, term, MISSED),
            ]
            title = self._title(klass, term, "THEO DÕI SỨC KHỎE VÀ CHUYÊN CẦN")
            tables.append(
                Table(f"SucKhoe{term}", head, rows, title, [5, 6, 14, 26, 12, 10, 10, 10, 10])
            )
        return tables

    def summer(self) -> list[Table]:
        """Results of re-assessment and of the training in the summer holidays."""
        head = ["STT", "Lớp", "Mã định danh Bộ GD&ĐT", "Họ và tên", "Ngày sinh"]
        again: list[list[Value]] = []
        trained: list[list[Value]] = []
        for p in self.pupils:
            who: list[Value] = [p.moved_to or p.klass, p.code, p.name, p.born]
            day = dt.date(2026, 7, 24)
            if p.case == "summer_conduct":
                task = "Tham gia 10 buổi lao động công ích và viết bản tự kiểm điểm có xác nhận của thôn"
                trained.append([len(trained) + 1, *who, task, "Đ", dt.date(2026, 7, 31)])
            for what, value in self._reassessed(p):
                again.append([len(again) + 1, *who, what, *value, day])
        columns = ["Môn học/nội dung", "Mức đánh giá lại", "Điểm đánh giá lại", "Ngày đánh giá lại"]
        widths = [5, 7, 16, 26, 12, 34, 12, 12, 14]
        title = [self.school["letterhead_name"], "KẾT QUẢ ĐÁNH GIÁ LẠI"]
        first = Table("DanhGiaLai", [*head, *columns], again, title, widths)
        if self.primary:
            return [first]
        columns = ["Nhiệm vụ rèn luyện", "Kết quả rèn luyện", "Ngày đánh giá"]
        title = [self.school["letterhead_name"], "RÈN LUYỆN TRONG KÌ NGHỈ HÈ"]
        return [
            first,
            Table("RenLuyenHe", [*head, *columns], trained, title, [5, 7, 16, 26, 12, 50, 12, 14]),
        ]

    def _reassessed(self, p: Pupil) -> list[tuple[str, list[Value]]]:
        if p.case not in ("extra_help", "not_promoted", "retest", "retest_failed"):
            return []
        passed = p.case in ("extra_help", "retest")
        found: list[tuple[str, list[Value]]] = []
        rng = self.rng("summer", p.serial)
        for subject in subjects(p.grade):
            if self.primary:
                mark = self.marks[p.serial, subject.code]["CK2"]
                if mark.level == "C" or (mark.score is not None and mark.score < 5):
                    found.append(
                        (subject.name, ["H" if passed else "C", rng.randint(5, 6) if passed else 4])
                    )
            else:
                year = marks.year_average(self.marks[p.serial, subject.code])
                if subject.scored and year is not None and year < 50:
                    found.append(
                        (
                            subject.name,
                            [None, _tenths(rng.choice((50, 55, 58, 60)) if passed else 33)],
                        )
                    )
        if self.primary and passed:
            found += [(QUALITY_NAMES[name], ["Đ", None]) for name in ("tu_chu_tu_hoc", "tinh_toan")]
        return found


def _quality_fields(pupils: list[Pupil], klass: str) -> list[str]:
    grade = next(pupil.grade for pupil in pupils if pupil.klass == klass)
    skip = ("cong_nghe", "tin_hoc") if grade <= 2 else ()
    return [name for name in QUALITY_NAMES if name not in skip]


def _praise(rng: random.Random, pupil: Pupil) -> list[str | None]:
    """Ticks for outstanding work or clear progress, and for the recognition of the class."""
    if pupil.profile != "G" or rng.randrange(3) == 0:
        return [None, None]
    return ["x", "x"]


def _contest(rng: random.Random, pupil: Pupil) -> str | None:
    if pupil.profile != "XS" or rng.randrange(3):
        return None
    prize = rng.choice(("Giải Nhì", "Giải Ba", "Giải Khuyến khích"))
    contest = rng.choice(
        ("cuộc thi viết thư cấp xã", "hội thi Tin học trẻ cấp xã", "cuộc thi vẽ tranh cấp xã")
    )
    return f"{prize} {contest}"


def _tenths(value: int | str | None) -> Value:
    return Decimal(value) / 10 if isinstance(value, int) else value
