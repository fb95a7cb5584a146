"""Classes of several levels and years in one installation, each under its own regime."""

import datetime

import pytest

from hocba.books.commands import Change, enter_marks, open_books
from hocba.books.models import Book, Column, SubjectResult
from hocba.books.queries import class_sheet
from hocba.kernel.errors import Invalid
from hocba.promotion.commands import check_class, decide_class
from hocba.promotion.models import YearDecision
from hocba.promotion.queries import proposals
from hocba.year.commands import ClassPlan, open_classes
from tests.levels_world import Levels, fill_as_expected, levels, levels_of_module
from tests.world import NOW, system

__all__ = ["levels", "levels_of_module"]
REGIMES = {
    "10A1": "TT22", "9A": "TT22", "9C": "TT58+TT26", "9D": "TT58", "10K1": "TT43", "8A1": "TT22",
}  # fmt: skip


def slots(world: Levels, klass: str, subject: str, term: int = 1) -> list[str]:
    rows = Column.objects.filter(book=world.books[klass, subject], term=term)
    return [c.slot for c in rows.order_by("position") if c.kind != "text"]


def enter(world: Levels, klass: str, subject: str, place: int, **marks: object) -> None:
    """Marks of one pupil by `slot` or `slot_term`, by the installation."""
    book, student = world.books[klass, subject], world.roster(klass)[place].pk
    changes = []
    for name, value in marks.items():
        slot, _, term = name.partition("_")
        subject_id = (
            None
            if book.course
            else Book.objects.get(pk=book.pk)
            .columns.get(slot=slot, term=int(term or 1), subject__code="ren_luyen")
            .subject_id
        )
        changes.append(Change(student, int(term or 1), slot, None, value, subject_id))  # type: ignore[arg-type]
    enter_marks(system(), book, changes)


@pytest.mark.parametrize(("klass", "code"), REGIMES.items())
def test_a_class_stands_under_the_circular_of_its_level_grade_and_year(
    levels: Levels, klass: str, code: str
) -> None:
    books = Book.objects.filter(klass=levels.classes[klass])
    assert {b.regime for b in books} == {code}


@pytest.mark.parametrize(
    ("klass", "subject", "columns"),
    [
        ("9D", "TOAN", ["tx1", "tx2", "tx3", "tx4", "dk1", "dk2", "ck"]),
        ("9C", "TOAN", ["tx1", "tx2", "tx3", "tx4", "gk", "ck"]),
        ("9C", "TD", ["tx1", "tx2", "tx3", "gk", "ck"]),
        ("9A", "TOAN", ["tx1", "tx2", "tx3", "tx4", "gk", "ck"]),
        ("9A", "GDTC", ["tx1", "tx2", "gk", "ck"]),
        ("10A1", "VL", ["tx1", "tx2", "tx3", "cd", "gk", "ck"]),
        ("10A1", "DL", ["tx1", "tx2", "tx3", "gk", "ck"]),
        ("10K1", "NV", ["tx1", "tx2", "tx3", "tx4", "gk", "ck"]),
        ("10K1", "HDTNHN", []),
    ],
)
def test_books_have_the_columns_of_their_regime(
    levels: Levels, klass: str, subject: str, columns: list[str]
) -> None:
    assert slots(levels, klass, subject) == columns


@pytest.mark.parametrize("klass", ["9A", "9C", "9D", "10A1", "10K1"])
def test_a_full_class_of_every_regime_is_decided(levels: Levels, klass: str) -> None:
    fill_as_expected(levels, klass)
    row = levels.classes[klass]
    sheet, _ = class_sheet(row)
    assert [p.open for p in proposals(sheet)] == [()] * len(sheet.students)
    check_class(system(), row)
    made = decide_class(system(), row)
    assert made.count == len(levels.roster(klass))
    codes = {d.decided["promotion"] for d in YearDecision.objects.filter(klass=row)}
    assert codes == {"PROMOTED"}


def test_titles_of_tt58_are_there_for_terms_and_year(levels: Levels) -> None:
    fill_as_expected(levels, "9C", score=85)
    sheet, _ = class_sheet(levels.classes["9C"])
    codes = proposals(sheet)[0].codes
    assert (codes["award_1"], codes["award_2"], codes["award"]) == ("GIOI", "GIOI", "GIOI")
    assert (codes["learning_1"], codes["learning"]) == ("G", "G")


def test_the_old_text_weighs_one_period_tests_twice(levels: Levels) -> None:
    """TT 58 Điều 10: (5·4 + 2·(8 + 8) + 3·6)/(4 + 4 + 3) = 70/11 = 6,4."""
    marks = {"tx1": 50, "tx2": 50, "tx3": 50, "tx4": 50, "dk1": 80, "dk2": 80, "ck": 60}
    enter(levels, "9D", "TOAN", 0, **marks)
    subject = levels.courses["9D", "TOAN"].subject_id
    row = SubjectResult.objects.get(student=levels.roster("9D")[0], subject=subject, term=1)
    assert (row.number, row.status) == (64, "ok")
    assert row.regime.startswith("TT58")


def test_conduct_of_a_tt58_year_is_the_second_terms_until_the_teacher_gives_another(
    levels: Levels,
) -> None:
    fill_as_expected(levels, "9C")
    who = levels.roster("9C")[0].pk
    sheet, _ = class_sheet(levels.classes["9C"], [who])
    assert proposals(sheet)[0].codes["conduct"] == "T"
    enter(levels, "9C", "", 0, cn_2="K")
    sheet, _ = class_sheet(levels.classes["9C"], [who])
    assert proposals(sheet)[0].codes["conduct"] == "K"


def test_two_grades_nine_of_one_school_keep_their_own_law(levels: Levels) -> None:
    """The same marks: Tốt without an average in 2024, Giỏi with an average in 2021."""
    for klass in ("9A", "9C"):
        fill_as_expected(levels, klass, score=85)
    new, _ = class_sheet(levels.classes["9A"])
    old, _ = class_sheet(levels.classes["9C"])
    assert new.regime.code == "TT22"
    assert old.regime.code == "TT58+TT26"
    assert proposals(new)[0].codes["learning"] == "T"
    assert proposals(old)[0].codes["learning"] == "G"
    assert "gpa_year" in old.computed
    assert "gpa_year" not in new.computed


def test_results_computed_again_years_later_are_the_same(levels: Levels) -> None:
    fill_as_expected(levels, "9C", score=72)
    sheet, _ = class_sheet(levels.classes["9C"])
    then = [p.codes for p in proposals(sheet)]
    stored = list(SubjectResult.objects.filter(year=2021).order_by("student", "subject", "term"))
    check_class(system(), sheet.klass)
    decide_class(levels.ctx("high_principal", at=NOW + datetime.timedelta(days=900)), sheet.klass)
    again, _ = class_sheet(levels.classes["9C"])
    assert [p.codes for p in proposals(again)] == then
    assert {r.regime for r in stored} == {stored[0].regime}
    decided = YearDecision.objects.filter(klass=sheet.klass)
    assert all(d.decided == d.proposed for d in decided)


def test_learners_of_a_centre_have_no_comment_subjects_and_five_subjects_count(
    levels: Levels,
) -> None:
    """TT 43 Điều 9: five subjects at 8,0 and none below 6,5 are Tốt; TT 22 would ask for six."""
    fill_as_expected(levels, "10K1", score=66)
    for code in ("NV", "TOAN", "LS", "DL", "GDKTPL"):
        book, who = levels.books["10K1", code], levels.roster("10K1")[0].pk
        columns = Column.objects.filter(book=book, kind="score", term__lt=3)
        enter_marks(system(), book, [Change(who, c.term, c.slot, 66, 80) for c in columns])
    sheet, _ = class_sheet(levels.classes["10K1"])
    found = proposals(sheet)
    assert [p.codes["learning"] for p in found] == ["T", "K", "K"]
    assert found[0].codes["award"] == "GIOI"


def test_a_class_of_a_level_the_school_has_not_is_refused(levels: Levels) -> None:
    plans = [ClassPlan("upper_secondary", 10, "10A9")]
    with pytest.raises(Invalid, match="không dạy cấp học"):
        open_classes(system(), levels.secondary, 2025, plans)
    with pytest.raises(Invalid, match="không dạy cấp học"):
        open_classes(system(), levels.high, 2025, [ClassPlan("lower_secondary", 10, "10A9")])


def test_a_class_of_a_year_whose_law_is_not_there_is_refused(levels: Levels) -> None:
    plans = [ClassPlan("gdtx_upper", 10, "10K9")]
    with pytest.raises(Invalid, match="chưa có quy định này"):
        open_classes(system(), levels.centre, 2018, plans)


def test_opening_books_again_adds_nothing_to_old_years(levels: Levels) -> None:
    before = Book.objects.count()
    for year in (2019, 2021, 2024, 2025):
        open_books(system(), levels.high, year)
    assert Book.objects.count() == before
