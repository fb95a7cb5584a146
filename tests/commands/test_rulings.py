"""What circulars leave to the head, and facts about pupils and classes, reach the rules as stored."""

import pytest

from hocba.books.commands import (
    decide_level,
    decide_result,
    decide_zero,
    enter_marks,
    open_books,
    propose_zero,
    set_flexible,
)
from hocba.books.models import Book, Column, Ruling
from hocba.books.progress import progress
from hocba.books.queries import class_sheet, rulings
from hocba.kernel.errors import Invalid, Refusal
from hocba.kernel.models import Blob, Event
from hocba.org.decree import Decree
from hocba.people.models import Student
from hocba.promotion.queries import proposals, undecided
from hocba.rules.levels import INCOMPLETE, NEEDS_DECISION
from hocba.rules.why import Why
from hocba.year.commands import CoursePlan, decide_setting, exempt, open_courses, unexempt
from hocba.year.models import Exemption, Klass, Subject
from tests.commands import objects
from tests.commands.entries import HOMEROOM, MATHS, change, enter, pupil, stored_results
from tests.scans import scan_pdf
from tests.whole_year import fill, fill_class, with_more_subjects
from tests.world import STARTS, TODAY, YEAR, World, system

pytestmark = pytest.mark.django_db
QD = Decree("21/QĐ-THCS", TODAY, "Chuyển đến từ học kì II, hồ sơ trường cũ")
CITED = "Quyết định số 21/QĐ-THCS ngày 15/12/2025, căn cứ: Chuyển đến từ học kì II"
SCAN = scan_pdf("quyet dinh")


def why(klass: Klass, one: Student, name: str, subject: int | None = None) -> Why:
    sheet, _ = class_sheet(klass, [one.pk])
    return sheet.regime.explain(name, sheet.given, 0, subject)


def codes(klass: Klass, one: Student) -> dict[str, str]:
    sheet, _ = class_sheet(klass)
    return next(p.codes for p in proposals(sheet) if p.student == one.pk)


@pytest.fixture
def full(world: World) -> World:
    """8A1 with both terms complete: 8,0 and Đạt everywhere, rèn luyện Tốt."""
    return fill_class(with_more_subjects(world), "8A1")


def without_first_conduct(world: World, one: Student) -> None:
    subject = Column.objects.get(
        book=world.books[HOMEROOM], subject__code="ren_luyen", term=1, slot="muc"
    ).subject_id
    gone = change(one, "muc", None, seen="T", subject=subject)
    enter(world, "homeroom", [gone], HOMEROOM)


def test_the_heads_level_stands_in_the_tree_with_number_and_ground(full: World) -> None:
    """TT 22 Điều 8 needs both terms; with one the head decides, and the rules go on from there."""
    one, klass = pupil(full), full.classes["8A1"]
    without_first_conduct(full, one)
    assert codes(klass, one)["conduct"] == "INCOMPLETE"
    before = Event.objects.count()
    row = decide_level(full.ctx("principal"), klass, one.pk, "conduct_year", "K", QD, evidence=SCAN)
    assert Event.objects.count() == before + 1 and row.evidence_id == Blob.objects.get().pk
    found = codes(klass, one)
    assert (found["conduct"], found["promotion"], found["award"]) == ("K", "PROMOTED", "NONE")
    tree = why(klass, one, "promotion")
    said = [node.sentence for node in tree.walk() if node.name == "conduct_year"]
    assert said == [f"Theo {CITED}, hồ sơ trường cũ: Khá."]


def test_a_later_decision_replaces_and_the_rules_win_once_they_conclude(full: World) -> None:
    one, klass, head = pupil(full), full.classes["8A1"], full.ctx("principal")
    without_first_conduct(full, one)
    decide_level(head, klass, one.pk, "conduct_year", "Đ", QD)
    decide_level(head, klass, one.pk, "conduct_year", "K", QD)
    assert codes(klass, one)["conduct"] == "K" and Ruling.objects.count() == 2
    subject = Column.objects.get(
        book=full.books[HOMEROOM], subject__code="ren_luyen", term=1, slot="muc"
    ).subject_id
    enter(full, "homeroom", [change(one, "muc", "T", subject=subject)], HOMEROOM)
    assert codes(klass, one)["conduct"] == "T"
    assert "Quyết định" not in why(klass, one, "conduct_year").sentence


def test_what_is_not_the_heads_to_decide_is_refused(full: World) -> None:
    one, klass, head = pupil(full), full.classes["8A1"], full.ctx("principal")
    for result in ("learning_year", "conduct_year", "promotion", "average_year"):
        with pytest.raises(Refusal, match="để người đứng đầu quyết định"):
            decide_level(head, klass, one.pk, result, "T", QD)
    without_first_conduct(full, one)
    with pytest.raises(Invalid, match="chọn một mức"):
        decide_level(head, klass, one.pk, "conduct_year", "Giỏi", QD)
    with pytest.raises(Invalid, match="căn cứ"):
        decide_level(head, klass, one.pk, "conduct_year", "K", Decree("1/QĐ", TODAY))
    with pytest.raises(Invalid, match="không học lớp này"):
        decide_level(head, klass, pupil(full, klass="8A2").pk, "conduct_year", "K", QD)
    with pytest.raises(Invalid, match="không phải ảnh JPEG, PNG hoặc bản quét PDF"):
        decide_level(head, klass, one.pk, "conduct_year", "K", QD, evidence=b"<html>")
    assert objects.document(full, "signing").student_id == one.pk
    with pytest.raises(Refusal, match="đang ký"):
        decide_level(head, klass, one.pk, "conduct_year", "K", QD)
    assert not Ruling.objects.exists()


def test_with_one_term_only_the_head_gives_the_level_itself(world: World) -> None:
    """Setting 6: back from abroad in the second term; with neither term nobody gives anything."""
    one, klass = pupil(with_more_subjects(world)), world.classes["8A1"]
    head = world.ctx("principal")
    with pytest.raises(Refusal, match="để người đứng đầu quyết định"):
        decide_level(head, klass, one.pk, "learning_year", "K", QD)
    for (name, _), book in world.books.items():
        if name == "8A1":
            fill(world, book, terms=(2,))
    assert codes(klass, one)["learning"] == "INCOMPLETE"
    decide_level(head, klass, one.pk, "learning_year", "K", QD)
    decide_level(head, klass, one.pk, "conduct_year", "T", QD)
    found = codes(klass, one)
    assert (found["learning"], found["conduct"]) == ("K", "T")
    with pytest.raises(Refusal, match="để người đứng đầu quyết định"):
        decide_level(head, klass, one.pk, "learning_1", "K", QD)


def test_by_comment_alone_is_not_exempt(full: World) -> None:
    """TT 22 Điều 11: such a subject has no result by the table, so the level is the head's."""
    one, klass = pupil(full), full.classes["8A1"]
    course = full.courses[MATHS]
    exempt(
        full.ctx("principal"), one, course.subject_id, YEAR, "3/QĐ", TODAY, "Khuyết tật trí tuệ",
        mode="comment",
    )  # fmt: skip
    found = stored_results(one, full.books[MATHS])
    assert {status for _, _, status in found.values()} == {"by_plan"}
    sheet, seats = class_sheet(klass)
    assert [u.cause for u in undecided(sheet, seats)] == ["by_comment"]
    tree = why(klass, one, "average_year", sheet.axis(course))
    assert tree.value == "theo kế hoạch cá nhân"
    exempt(full.ctx("principal"), pupil(full, 1), course.subject_id, YEAR, "4/QĐ", TODAY, "Bệnh")
    assert codes(klass, pupil(full, 1))["learning"] == "T"


def test_at_primary_school_a_subject_by_comment_alone_is_for_the_head(world: World) -> None:
    """TT 27 Điều 8: by the individual plan; no test is missed, and nothing is concluded."""
    one, klass = pupil(fill_class(world, "3A"), klass="3A"), world.classes["3A"]
    head = world.ctx("primary_principal")
    subject = world.courses["3A", "TOAN"].subject_id
    exempt(head, one, subject, YEAR, "3/QĐ-TH", TODAY, "Khuyết tật", mode="comment")
    tree = why(klass, one, "overall")
    assert tree.raw == NEEDS_DECISION
    assert "chỉ đánh giá bằng nhận xét" in tree.sentence and "Toán" in tree.sentence
    decide_level(head, klass, one.pk, "overall", "HT", QD)
    assert codes(klass, one)["overall"] == "HT" and CITED in why(klass, one, "overall").sentence


def test_a_subject_with_one_term_says_by_which_decision_and_keeps_the_scan(full: World) -> None:
    one, book = pupil(full), full.books[MATHS]
    gone = ("tx1", "tx2", "tx3", "gk", "ck")
    enter(full, "teacher", [change(one, slot, None, seen=80) for slot in gone])
    decide_result(full.ctx("principal"), book, one.pk, 75, QD, evidence=SCAN)
    assert Ruling.objects.get().evidence_id == Blob.objects.get().pk
    sheet, _ = class_sheet(full.classes["8A1"], [one.pk])
    tree = why(full.classes["8A1"], one, "average_year", sheet.axis(full.courses[MATHS]))
    assert tree.sentence == f"Theo {CITED}, hồ sơ trường cũ: 7,5."
    assert list(rulings(YEAR, [one.pk])[one.pk]) == ["average_year.TOAN"]


def test_a_zero_by_decision_keeps_its_scan(world: World) -> None:
    one = pupil(world)
    case = propose_zero(world.ctx("teacher"), world.books[MATHS], one.pk, 1, "gk", "Vắng")
    done = decide_zero(world.ctx("principal"), case, QD, evidence=SCAN)
    assert done.evidence_id == Blob.objects.get().pk


def test_by_the_other_reading_no_zero_is_written_for_a_regular_mark(full: World) -> None:
    """Setting 5: the clause on zero speaks of midterm and final tests only."""
    one, book, head = pupil(full), full.books[MATHS], full.ctx("principal")
    enter(full, "teacher", [change(one, "tx1", None, seen=80)])
    case = propose_zero(full.ctx("teacher"), book, one.pk, 1, "tx1", "Vắng")
    decide_zero(head, case, QD)
    assert stored_results(one, book)[1] == (70, None, "ok")  # (0 + 16 + 16 + 24)/8
    decree = Decree("5/QĐ-THCS", TODAY, "Họp hội đồng")
    decide_setting(head, full.secondary, "missing_regular_mark", "makeup", YEAR, decree)
    sheet, _ = class_sheet(full.classes["8A1"], [one.pk])
    place = sheet.axis(full.courses[MATHS])
    assert sheet.computed["average_1"][0, place] == INCOMPLETE
    assert sheet.regime.missing("average_1", sheet.given, 0, place) == ["tx1"]
    enter(full, "teacher", [change(pupil(full, 1), slot, None, seen=80) for slot in ("tx1", "gk")])
    with pytest.raises(Refusal, match="đánh giá bù"):
        propose_zero(full.ctx("teacher"), book, pupil(full, 1).pk, 1, "tx1", "Vắng")
    propose_zero(full.ctx("teacher"), book, pupil(full, 1).pk, 1, "gk", "Vắng")


def test_a_flexible_class_is_asked_for_tests_in_vietnamese_and_mathematics_only(
    world: World,
) -> None:
    """TT 27 Điều 8; the same class asks for the other tests again when it is ordinary again."""
    klass, head = world.classes["3A"], world.ctx("primary_principal")
    decree = Decree("7/QĐ-TH", TODAY, "Lớp học ở điểm trường vùng lũ")

    def asked() -> set[str]:
        rows = Column.objects.filter(book__klass=klass, slot="kt_ck", required=True)
        return set(rows.values_list("subject__code", flat=True))

    code = "NN1"
    subject = Subject.objects.get(code=code)
    plan = CoursePlan(klass.pk, subject.pk, "primary", 140, 0)
    (course,) = open_courses(system(), world.primary, [plan])
    open_books(system(), world.primary, YEAR)
    world.books["3A", code] = Book.objects.select_related(*Book.with_command).get(course=course)
    before = asked()
    assert code in before
    fill_class(world, "3A")
    one = pupil(world, klass="3A")
    gone = [change(one, "kt_ck", None, seen=80, term=2)]
    enter_marks(system(), world.books["3A", code], gone)
    assert codes(klass, one)["overall"] == "INCOMPLETE"
    set_flexible(head, klass, True, decree)
    assert asked() == before & {"TV", "TOAN"}
    klass.refresh_from_db()
    tree = why(klass, one, "overall")
    assert tree.raw >= 0 and tree.sentence.startswith("Lớp học linh hoạt")
    filled = [
        pair for one in progress(klass.school_id, YEAR, [klass.pk]) for pair in one.terms.values()
    ]
    assert all(done == wanted for done, wanted in filled)
    with pytest.raises(Refusal, match="đã như vậy"):
        set_flexible(head, klass, True, decree)
    set_flexible(head, klass, False, decree)
    klass.refresh_from_db()
    assert asked() == before and codes(klass, one)["overall"] == "INCOMPLETE"
    with pytest.raises(Refusal, match="không có lớp học linh hoạt"):
        set_flexible(world.ctx("principal"), world.classes["8A1"], True, decree)


def test_a_whole_years_exemption_ends_after_the_first_term_in_one_step(full: World) -> None:
    one, book, head = pupil(full), full.books[MATHS], full.ctx("principal")
    assert book.course is not None
    subject = book.course.subject_id
    row = exempt(head, one, subject, YEAR, "15/QĐ", TODAY, "Gãy tay")
    before = Event.objects.count()
    unexempt(head, row, Decree("16/QĐ", TODAY, "Đã khỏi"), YEAR, 1, evidence=SCAN)
    assert Event.objects.count() == before + 1
    ended = Exemption.objects.get()
    assert (ended.term, ended.annulled, ended.end_number) == (1, False, "16/QĐ")
    assert ended.end_evidence_id == Blob.objects.get().pk
    found = stored_results(one, book)
    assert (found[1][2], found[2]) == ("exempt", (80, None, "ok"))
    with pytest.raises(Invalid, match="Chỉ miễn cả năm"):
        unexempt(head, ended, Decree("17/QĐ", TODAY, "Lần nữa"), YEAR, 1)


def test_an_exemption_for_years_ends_in_the_middle_of_a_later_one(full: World) -> None:
    one, head = pupil(full), full.ctx("principal")
    subject = full.courses["8A1", "GDTC"].subject_id
    row = exempt(head, one, subject, YEAR - 1, "15/QĐ", STARTS, "Bệnh", until=YEAR + 3)
    unexempt(head, row, Decree("16/QĐ", TODAY, "Khỏi bệnh"), YEAR, 1)
    rows = Exemption.objects.order_by("year").values_list("year", "until", "term", "decision")
    assert list(rows) == [(YEAR - 1, YEAR - 1, 0, "15/QĐ"), (YEAR, None, 1, "15/QĐ")]
