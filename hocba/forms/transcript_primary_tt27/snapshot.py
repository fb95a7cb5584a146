"""A pupil's year at primary school, from the books (TT 27/2020, học bạ tiểu học)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hocba.books.blocks import QUALITY, SKILLS, SPECIAL, whole_words
from hocba.books.shapes import AFTER_YEAR
from hocba.documents import content as c
from hocba.forms.collect import Gathering, NotReady, pupil, slots
from hocba.promotion.queries import final, printed_overall
from hocba.rules.tt27_2020 import TT27
from hocba.year.models import Course

FORM = "hocba_primary_tt27"
AWARDS = {
    "XUAT_SAC": "Học sinh Xuất sắc",
    "TIEU_BIEU": "Học sinh Tiêu biểu hoàn thành tốt trong học tập và rèn luyện",
}
GENERAL = 3
"""How many competencies of the regime's list are general ones."""


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
        homeroom=_homeroom(g, student),
        results=_results(g, decision.decided, decision.decided_at.date()),
        slots=slots(g, subjects),
    )


def _last(g: Gathering, subject: int, slot: str, student: int) -> Any:
    """The value of the last time: after supplementary assessment when there was one."""
    again = g.cell(subject, AFTER_YEAR, slot, student).wire
    return again if again is not None else g.cell(subject, 2, slot, student).wire


def _subject(g: Gathering, course: Course, student: int) -> c.Subject:
    subject, exempt = course.subject_id, g.exempt(student, course.subject_id)
    level = _last(g, subject, "muc_ck", student)
    if level is None and exempt != "year" and not g.by_comment(student, subject):
        raise NotReady(f"Môn {course.subject.name} chưa có mức đạt được cuối năm.")
    teachers = g.teachers(course)
    if not teachers:
        raise NotReady(f"Môn {course.subject.name} chưa có giáo viên được phân công đến cuối năm.")
    test = g.printed_test(course, student)
    return c.Subject(
        code=course.subject.code,
        name=course.title,
        kind="comment" if test is None else "scored",
        teachers=teachers,
        year=level,
        test=test,
        comment=g.comment_of(student, subject, g.cell(subject, 2, "nx_ck", student).body or ""),
        exempt=exempt,
    )


def _homeroom(g: Gathering, student: int) -> c.Homeroom:
    regime = g.sheet.regime
    assert isinstance(regime, TT27)
    excused, unexcused = g.absences(student)
    skills = list(regime.competencies(g.klass.grade))

    def block(item: str, named: Sequence[tuple[str, str]]) -> tuple[str, tuple[c.Trait, ...]]:
        lines = [(name, g.item(code, 2, "nx_ck", student).body or "") for code, name in named]
        whole, own = whole_words(g.item(item, 2, "nx_ck", student).body or "", lines)
        levels = [_last(g, g.sheet.items[code], "muc_ck", student) or "" for code, _ in named]
        codes = [code for code, _ in named]
        rows = zip(codes, levels, own, strict=True)
        return whole, tuple(c.Trait(code=k, level=level, comment=w) for k, level, w in rows)

    qualities_comment, qualities = block(QUALITY, regime.qualities(g.klass.grade))
    general_comment, general = block(SKILLS, skills[:GENERAL])
    specific_comment, specific = block(SPECIAL, skills[GENERAL:])
    cm, kg = (g.item("the_trang", 2, slot, student).number for slot in ("cao", "nang"))
    return c.Homeroom(
        teacher=g.homeroom,
        qualities=qualities,
        general_competencies=general,
        specific_competencies=specific,
        qualities_comment=qualities_comment,
        general_comment=general_comment,
        specific_comment=specific_comment,
        absent_excused=excused,
        absent_unexcused=unexcused,
        absent_total=None if excused is None or unexcused is None else excused + unexcused,
        height_mm=None if cm is None else cm,
        weight_g=None if kg is None else kg * 100,
    )


def _results(g: Gathering, codes: dict[str, str], day: Any) -> c.Results:
    regime = g.sheet.regime
    assert isinstance(regime, TT27)
    passed, grade = final(codes) == "COMPLETED", g.klass.grade
    last = grade == regime.params.last_grade
    how = (
        ("promoted_after" if "promotion_after" in codes else "promoted")
        if passed
        else "not_promoted"
    )
    line = f"Lên lớp {grade + 1}" if passed else f"Học lại lớp {grade}"
    shown = not (last and passed)
    return c.Results(
        regime=regime.code,
        regime_version=regime.version,
        overall=printed_overall(codes),
        award=AWARDS.get(codes.get("award", ""), ""),
        promotion=how if shown else "",  # type: ignore[arg-type]
        promotion_text=line if shown else "",
        completion_text=regime.record_text(grade, passed),
        decided_by=g.principal,
        decided_on=day,
    )
