"""Who teaches what: homeroom teachers, subject teachers and heads of department, with dates."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from demo.people import MID_YEAR, Staff
from demo.programme import subjects

START, END = dt.date(2025, 9, 5), dt.date(2026, 5, 31)


@dataclass
class Teaching:
    """One line of the assignment sheet; `part` is the phân môn where several teach one subject."""

    klass: str
    subject: str
    name: str
    periods: int
    teacher: Staff
    part: str = ""
    start: dt.date = START
    end: dt.date = END


def homerooms(school: dict[str, Any], staff: list[Staff]) -> dict[str, Staff]:
    """The homeroom teacher of each class."""
    teachers = [member for member in staff if member.position == "Giáo viên"]
    classes = [klass for names in school["classes"].values() for klass in names]
    if school["level"] == "primary":
        return dict(zip(classes, teachers, strict=False))
    able = [t for t in teachers if t.subjects[0] in ("TOAN", "NV", "NN1", "LSDL", "KHTN")]
    return dict(zip(classes, able[:: max(1, len(able) // len(classes))], strict=False))


def heads(staff: list[Staff]) -> dict[str, Staff]:
    """The head of each department: its teacher with the longest service."""
    found: dict[str, Staff] = {}
    for member in sorted(staff, key=lambda m: (m.since, m.code)):
        if member.position == "Giáo viên":
            found.setdefault(member.department, member)
    return found


def teachings(school: dict[str, Any], staff: list[Staff]) -> list[Teaching]:
    """All assignments of the year; Toán of 7B changes hands at the turn of the term."""
    homeroom = homerooms(school, staff)
    primary = school["level"] == "primary"
    special = {"NN1", "GDTC", "AN", "MT", "TIN"}
    lines: list[Teaching] = []
    for grade, classes in school["classes"].items():
        for klass in classes:
            for subject in subjects(int(grade)):
                own = (primary and subject.code not in special) or subject.code == "HDTNHN"
                parts = _parts(subject.code, primary)
                for part in parts:
                    periods = subject.periods // len(parts)
                    teacher = (
                        homeroom[klass]
                        if own
                        else _least_loaded(staff, subject.code, part, periods)
                    )
                    lines.append(
                        Teaching(klass, subject.code, subject.name, periods, teacher, part)
                    )
    if not primary:
        _change_of_teacher(lines, staff)
    return lines


def _parts(code: str, primary: bool) -> tuple[str, ...]:
    if primary:
        return ("",)
    return {
        "LSDL": ("Lịch sử", "Địa lí"),
        "NT": ("Âm nhạc", "Mĩ thuật"),
        "KHTN": ("Vật lí", "Hóa học - Sinh học"),
    }.get(code, ("",))


def _least_loaded(staff: list[Staff], code: str, part: str, periods: int) -> Staff:
    able = [member for member in staff if code in member.subjects]
    if part:
        able = able[0::2] if part in ("Lịch sử", "Âm nhạc", "Vật lí") else able[1::2]
    chosen = min(able, key=lambda member: (member.load, member.code))
    chosen.load += periods
    return chosen


def _change_of_teacher(lines: list[Teaching], staff: list[Staff]) -> None:
    line = next(x for x in lines if x.klass == "7B" and x.subject == "TOAN")
    others = [m for m in staff if "TOAN" in m.subjects and m is not line.teacher]
    after = Teaching(line.klass, line.subject, line.name, line.periods, others[-1], start=MID_YEAR)
    line.end = MID_YEAR - dt.timedelta(days=1)
    lines.insert(lines.index(line) + 1, after)
