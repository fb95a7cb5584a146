"""A pupil's year at lower secondary school, from the books (TT 22/2021, học bạ THCS)."""

from __future__ import annotations

from typing import Any

from hocba.books.shapes import AFTER_YEAR
from hocba.documents import content as c
from hocba.forms.collect import YEAR, Gathering, NotReady, pupil, slots
from hocba.promotion.queries import final
from hocba.rules.levels import STATUS_CODES
from hocba.year.models import Course

FORM = "hocba_lower_secondary_tt22"
LAST_GRADE = 9
AWARDS = {"XUAT_SAC": "Học sinh Xuất sắc", "GIOI": "Học sinh Giỏi"}


def year(g: Gathering, student: int, form_version: int, version: int = 1) -> c.YearSnapshot:
    """The year of one pupil. Raises NotReady with what is still to be done."""
    decision = g.decision(student)
    subjects = tuple(_subject(g, course, student) for course in g.sheet.courses)
    return c.YearSnapshot(
        document=g.document("transcript_year", FORM, version, form_version),
        school=g.school_content,
        pupil=pupil(g.students[student]),
        signing=g.signing,
        year=g.year_content,
        klass=c.Klass(name=g.klass.name, grade=g.klass.grade),
        subjects=subjects,
        homeroom=_homeroom(g, student, decision.decided),
        results=_results(g, student, decision.decided, decision.decided_at.date()),
        slots=slots(g, subjects),
    )


def _subject(g: Gathering, course: Course, student: int) -> c.Subject:
    def value(term: int) -> c.Value:
        found = g.results.get((student, course.subject_id, term))
        if found is None or found.status in ("exempt", "by_plan"):
            return None
        if found.status != "ok":
            raise NotReady(f"Môn {course.subject.name} chưa đủ điểm hoặc chờ quyết định.")
        return found.number if found.number is not None else found.code

    teachers = g.teachers(course)
    if not teachers:
        raise NotReady(f"Môn {course.subject.name} chưa có giáo viên được phân công đến cuối năm.")
    comments = [g.cell(course.subject_id, term, "nx", student).body for term in (2, 1)]
    return c.Subject(
        code=course.subject.code,
        name=course.title,
        kind="comment" if course.kind == "comment" else "scored",
        teachers=teachers,
        term1=value(1),
        term2=value(2),
        year=value(YEAR),
        reassessed=g.cell(course.subject_id, AFTER_YEAR, "dgl", student).wire,
        comment=g.comment_of(
            student, course.subject_id, next((text for text in comments if text), "")
        ),
        exempt=g.exempt(student, course.subject_id),
    )


def _homeroom(g: Gathering, student: int, codes: dict[str, str]) -> c.Homeroom:
    excused, unexcused = g.absences(student)
    total = None if excused is None or unexcused is None else excused + unexcused
    remark = g.item("nhan_xet", 2, "nx", student).body
    summer = g.item("nhan_xet", AFTER_YEAR, "nx", student).body
    return c.Homeroom(
        teacher=g.homeroom,
        conduct_term1=_level(codes, "conduct_1"),
        conduct_term2=_level(codes, "conduct_2"),
        conduct_year=_level(codes, "conduct"),
        conduct_reassessed=_level(codes, "conduct_again"),
        absent_excused=excused,
        absent_unexcused=unexcused,
        absent_total=total,
        comment=remark or "",
        summer=summer or "",
    )


def _level(codes: dict[str, str], name: str) -> str:
    code = codes.get(name, "")
    return "" if code in STATUS_CODES.values() else code


def _results(g: Gathering, student: int, codes: dict[str, str], day: Any) -> c.Results:
    passed = final(codes) == "PROMOTED"
    last = g.klass.grade == LAST_GRADE
    words = "Hoàn thành" if passed else "Không hoàn thành"
    line = f"Lên lớp {g.klass.grade + 1}" if passed else f"Học lại lớp {g.klass.grade}"
    how = (
        ("promoted_after" if "promotion_after" in codes else "promoted")
        if passed
        else "not_promoted"
    )
    shown = not (last and passed)
    competitions = g.item("thanh_tich", 2, "nx", student).body
    return c.Results(
        regime=g.sheet.regime.code,
        regime_version=g.sheet.regime.version,
        learning_term1=_level(codes, "learning_1"),
        learning_term2=_level(codes, "learning_2"),
        learning_year=_level(codes, "learning"),
        learning_reassessed=_level(codes, "learning_after"),
        award=AWARDS.get(codes.get("award", ""), ""),
        promotion=how if shown else "",  # type: ignore[arg-type]
        promotion_text=line if shown else "",
        completion_text=f"{words} chương trình trung học cơ sở" if last else "",
        competitions=competitions or "",
        decided_by=g.principal,
        decided_on=day,
    )
