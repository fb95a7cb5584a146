"""A lower-secondary transcript says what the books say (TT 22/2021)."""

import datetime

import pytest

from hocba.books.commands import decide_level
from hocba.documents import content as c
from hocba.documents import snapshot as snapshots
from hocba.documents import xml
from hocba.documents.content import CoverSnapshot
from hocba.org.decree import Decree
from hocba.people.models import Assignment
from hocba.year.commands import exempt, leave
from hocba.year.models import Enrolment
from tests.commands.entries import HOMEROOM, change, enter, pupil
from tests.forms_from_books.conftest import DAY, END, decide, made, year_of
from tests.world import TODAY, YEAR, World

pytestmark = pytest.mark.django_db
NV = ("8A1", "NV")
TERM = ("tx1", "tx2", "tx3", "gk", "ck")


def ref(world: World, who: str) -> c.PersonRef:
    return c.PersonRef(person=str(world.people[who].pk), name=world.people[who].full_name)


def subject(page: c.YearSnapshot, code: str) -> c.Subject:
    return next(s for s in page.subjects if s.code == code)


def fail_two_subjects(world: World) -> None:
    """The first pupil gets 3,0 everywhere in Toán and Ngữ văn."""
    low = [change(pupil(world), s, 30, seen=80, term=t) for t in (1, 2) for s in TERM]
    enter(world, "teacher", low)
    enter(world, "literature", low, NV)


def test_marks_levels_comments_and_signers_stand_as_in_the_books(secondary: World) -> None:
    one = pupil(secondary)
    enter(
        secondary,
        "teacher",
        [change(one, "ck", 95, seen=80, term=2), change(one, "nx", "Giỏi hình.", term=2)],
    )
    decide(secondary, "8A1")
    page = year_of(secondary, one, "8A1")
    snapshots.check(page)
    # HK I 8,0; HK II (3 × 8,0 + 2 × 8,0 + 3 × 9,5) / 8 = 8,5625; năm (8,0 + 2 × 8,6) / 3 = 8,4
    assert subject(page, "TOAN") == c.Subject(
        code="TOAN",
        name="Toán",
        kind="scored",
        teachers=(ref(secondary, "teacher"),),
        term1=80,
        term2=86,
        year=84,
        comment="Giỏi hình.",
    )
    sport = subject(page, "GDTC")
    assert (sport.kind, sport.term1, sport.term2, sport.year) == ("comment", "Đ", "Đ", "Đ")
    assert [s.code for s in page.subjects] == [
        "NV",
        "TOAN",
        "NN1",
        "GDCD",
        "LSDL",
        "KHTN",
        "CN",
        "TIN",
        "GDTC",
    ]
    assert page.homeroom == c.Homeroom(
        teacher=ref(secondary, "homeroom"),
        conduct_term1="T",
        conduct_term2="T",
        conduct_year="T",
        absent_excused=0,
        absent_unexcused=0,
        absent_total=0,
        comment="Chăm ngoan, tiến bộ rõ.",
    )
    assert page.results == c.Results(
        regime="TT22",
        regime_version=page.results.regime_version,
        learning_term1="T",
        learning_term2="T",
        learning_year="T",
        award="Học sinh Giỏi",
        promotion="promoted",
        promotion_text="Lên lớp 9",
        decided_by=ref(secondary, "principal"),
        decided_on=END.date(),
    )


def test_the_person_the_school_and_the_day_are_those_of_the_registers(secondary: World) -> None:
    one = pupil(secondary)
    decide(secondary, "8A1")
    page = year_of(secondary, one, "8A1")
    assert (page.pupil.id, page.pupil.name, page.pupil.sex) == (str(one.pk), "Trần Gia Bảo", "M")
    assert page.pupil.ethnicity == "Kinh" and page.pupil.register_number == one.register_no
    assert page.pupil.codes == (c.Code(issuer="BGDĐT", value=one.moet_code or ""),)
    assert (page.school.name, page.school.level) == ("Trường THCS Sông Cầu", "lower_secondary")
    assert page.signing == c.Signing(
        place="Sông Cầu", day=DAY, principal=ref(secondary, "principal")
    )
    assert page.klass == c.Klass(name="8A1", grade=8) and page.year.name == "2025-2026"


def test_the_slots_are_one_per_teacher_then_homeroom_principal_and_seal(secondary: World) -> None:
    decide(secondary, "8A1")
    page = year_of(secondary, pupil(secondary), "8A1")
    slots = {slot.id: slot for slot in page.slots}
    literature, maths = (str(secondary.people[n].pk) for n in ("literature", "teacher"))
    assert list(slots) == [f"gvbm-{literature}", f"gvbm-{maths}", "gvcn", "cbql", "seal"]
    assert slots[f"gvbm-{maths}"].covers == ("identity", "s-TOAN")
    assert set(slots[f"gvbm-{literature}"].covers) == {
        "identity", "s-NV", "s-NN1", "s-GDCD", "s-LSDL", "s-KHTN", "s-CN", "s-TIN"
    }  # fmt: skip
    assert slots["gvcn"].covers == ("data", "region-gvbm"), "GDTC is the homeroom teacher's own"
    assert slots["seal"].covers == ("data", "region-gvbm", "region-gvcn", "region-cbql")
    assert [s.mode for s in page.slots] == [
        "confirmed",
        "confirmed",
        "confirmed",
        "signed",
        "signed",
    ]


def test_a_complete_pupil_gets_valid_xml_and_a_cover(secondary: World) -> None:
    one = pupil(secondary)
    decide(secondary, "8A1")
    page, cover = made(secondary, "8A1")[0][one.pk]
    assert isinstance(cover, CoverSnapshot)
    for snapshot in (page, cover):
        snapshots.check(snapshot)
        assert xml.parse(xml.build(snapshot)) == snapshot
    assert cover.history == (
        c.HistoryRow(
            year="2025-2026",
            klass="8A1",
            school="Trường THCS Sông Cầu",
            place="Xã Sông Cầu, Tỉnh Thử Nghiệm",
            register_number=one.register_no,
            entered=datetime.date(2025, 9, 5),
        ),
    )
    assert [s.id for s in cover.slots] == ["cbql", "seal"]


def test_re_assessed_marks_stand_beside_the_years(secondary: World) -> None:
    one = pupil(secondary)
    fail_two_subjects(secondary)
    enter(secondary, "teacher", [change(one, "dgl", 60, term=3)])
    enter(secondary, "literature", [change(one, "dgl", 55, term=3)], NV)
    decide(secondary, "8A1")
    page = year_of(secondary, one, "8A1")
    snapshots.check(page)
    assert (subject(page, "TOAN").year, subject(page, "TOAN").reassessed) == (30, 60)
    results = page.results
    assert (results.learning_year, results.learning_reassessed) == ("CĐ", "K")
    assert (results.promotion, results.promotion_text) == ("promoted_after", "Lên lớp 9")
    assert results.award == ""


def test_a_pupil_who_waits_for_the_summer_is_left_for_the_next_round(secondary: World) -> None:
    fail_two_subjects(secondary)
    decide(secondary, "8A1")
    ready, left = made(secondary, "8A1")
    one = pupil(secondary)
    assert one.pk not in ready and len(ready) == 5
    assert left == {
        one.pk: "Chờ kết quả kiểm tra, đánh giá lại hoặc rèn luyện hè; học bạ ký ở đợt sau."
    }


def test_a_pupil_who_failed_for_good_repeats_the_class(secondary: World) -> None:
    one, book = pupil(secondary), secondary.books[HOMEROOM]
    item = book.columns.get(subject__code="vang", term=1, slot="K").subject_id
    enter(secondary, "homeroom", [change(one, "K", 46, seen=0, subject=item)], HOMEROOM)
    decide(secondary, "8A1")
    page = year_of(secondary, one, "8A1")
    assert (page.results.promotion, page.results.promotion_text) == (
        "not_promoted",
        "Học lại lớp 8",
    )
    assert (
        page.homeroom.absent_excused,
        page.homeroom.absent_unexcused,
        page.homeroom.absent_total,
    ) == (0, 46, 46)


def test_an_exempt_subject_has_no_marks_and_says_so(secondary: World) -> None:
    one = pupil(secondary)
    enter(secondary, "homeroom", [change(one, s, None, seen="Đ", term=t) for t in (1, 2) for s in ("tx1", "tx2", "tx3", "gk", "ck") if secondary.books["8A1", "GDTC"].columns.filter(slot=s, term=t).exists()], ("8A1", "GDTC"))  # fmt: skip
    course = secondary.courses["8A1", "GDTC"]
    exempt(secondary.ctx("principal"), one, course.subject_id, YEAR, "9/QĐ", TODAY, "Khuyết tật")
    decide(secondary, "8A1")
    sport = subject(year_of(secondary, one, "8A1"), "GDTC")
    assert (sport.exempt, sport.term1, sport.term2, sport.year) == ("year", None, None, None)
    assert year_of(secondary, one, "8A1").results.learning_year == "T"


def test_a_subject_by_comment_alone_is_not_printed_as_exempt(secondary: World) -> None:
    """TT 22 Điều 11: followed by the individual plan, without marks; the head gives the levels."""
    one, klass = pupil(secondary), secondary.classes["8A1"]
    head, course = secondary.ctx("principal"), secondary.courses["8A1", "TOAN"]
    basis = ("9/QĐ", TODAY, "Khuyết tật trí tuệ")
    exempt(head, one, course.subject_id, YEAR, *basis, mode="comment")
    decree = Decree("21/QĐ", TODAY, "Kết quả thực hiện kế hoạch cá nhân")
    for column in ("learning_1", "learning_2", "learning_year"):
        decide_level(head, klass, one.pk, column, "K", decree)
    decide(secondary, "8A1")
    page = year_of(secondary, one, "8A1")
    maths = subject(page, "TOAN")
    assert (maths.exempt, maths.term1, maths.term2, maths.year) == ("", None, None, None)
    assert maths.comment.startswith("Đánh giá bằng nhận xét theo kế hoạch giáo dục cá nhân.")
    assert (page.results.learning_year, page.results.promotion) == ("K", "promoted")


def test_a_pupil_transferred_out_has_no_transcript_of_the_year(secondary: World) -> None:
    one = pupil(secondary)
    leave(secondary.ctx("clerk"), Enrolment.objects.get(student=one), TODAY, "Chuyển đi")
    decide(secondary, "8A1")
    ready, left = made(secondary, "8A1")
    assert one.pk not in ready and one.pk not in left and len(ready) == 5


@pytest.mark.parametrize(
    ("gone", "said"),
    [
        ("decision", "Hiệu trưởng chưa quyết định kết quả cuối năm của học sinh này."),
        ("homeroom", "Lớp 8A1 chưa có giáo viên chủ nhiệm đến cuối năm học."),
        ("principal", "Trường chưa có phân công hiệu trưởng đến cuối năm học."),
        ("teacher", "Môn Toán chưa có giáo viên được phân công đến cuối năm."),
        ("certificate", "Hiệu trưởng chưa đăng kí chứng thư số nên chưa lập được học bạ để ký."),
        ("birth date", "Hồ sơ học sinh còn thiếu giới tính hoặc ngày sinh."),
        ("mark", "Môn Toán chưa đủ điểm hoặc chờ quyết định."),
    ],
)
def test_what_is_missing_is_said_in_a_sentence(secondary: World, gone: str, said: str) -> None:
    from hocba.documents.models import Certificate
    from hocba.kernel.record import writing

    one = pupil(secondary)
    if gone != "decision":
        decide(secondary, "8A1")
    with writing():
        if gone in ("homeroom", "principal", "teacher"):
            duties = Assignment.objects.filter(person=secondary.people[gone])
            role = "subject_teacher" if gone == "teacher" else gone
            duties.filter(role=role).update(ends=TODAY)
        elif gone == "certificate":
            Certificate.objects.update(ended_at=END)
        elif gone == "birth date":
            type(one.person).objects.filter(pk=one.person_id).update(birth_date=None)
    if gone == "mark":
        enter(secondary, "teacher", [change(one, "ck", None, seen=80, term=2)])
    assert made(secondary, "8A1")[1][one.pk] == said


def test_making_a_class_makes_documents_with_one_event_each_and_once(secondary: World) -> None:
    from hocba.documents.models import Document
    from hocba.forms.make import make_class
    from hocba.kernel.models import Event

    decide(secondary, "8A1")
    answer = make_class(secondary.ctx("clerk", at=END), secondary.classes["8A1"], DAY)
    assert len(answer.documents) == 12 and answer.left == []
    assert Event.objects.filter(verb="document.make").count() == 6
    kinds = list(Document.objects.order_by("kind").values_list("kind", flat=True))
    assert kinds.count("transcript_cover") == kinds.count("transcript_year") == 6
