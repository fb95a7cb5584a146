"""A primary transcript says what the books say (TT 27/2020)."""

from pathlib import Path

import pytest

from hocba.documents import content as c
from hocba.documents import snapshot as snapshots
from hocba.documents import xml
from hocba.org.decree import Decree
from hocba.promotion.models import YearDecision
from hocba.year.commands import decide_setting, exempt
from tests.commands.entries import change, enter, pupil
from tests.forms.reading import flat, rendered, text_of
from tests.forms_from_books.conftest import decide, made, year_of
from tests.world import TODAY, YEAR, World

pytestmark = pytest.mark.django_db
MATHS, ROOM = ("3A", "TOAN"), ("3A", "")


def subject(page: c.YearSnapshot, code: str) -> c.Subject:
    return next(s for s in page.subjects if s.code == code)


def test_levels_tests_traits_and_comments_stand_as_in_the_books(primary: World) -> None:
    one = pupil(primary, klass="3A")
    items = {
        col.subject.code: col.subject_id
        for col in primary.books[ROOM].columns.select_related("subject")
    }
    enter(
        primary,
        "primary_homeroom",
        [
            change(one, "cao", 1285, term=2, subject=items["the_trang"]),
            change(one, "nang", 264, term=2, subject=items["the_trang"]),
            change(one, "P", 2, seen=0, term=2, subject=items["vang"]),
            change(
                one, "nx_ck", "Ngoan.", seen="Con chăm học.", term=2, subject=items["nx_pham_chat"]
            ),
        ],
        ROOM,
    )
    decide(primary, "3A")
    page = year_of(primary, one, "3A")
    snapshots.check(page)
    person = primary.people["primary_homeroom"]
    room = c.PersonRef(person=str(person.pk), name="Mai Thị Lành")
    assert subject(page, "TOAN") == c.Subject(
        code="TOAN",
        name="Toán",
        kind="scored",
        teachers=(room,),
        year="T",
        test=90,
        comment="Con chăm học.",
    )
    assert (subject(page, "DD").kind, subject(page, "DD").test) == ("comment", None)
    home = page.homeroom
    assert {
        t.level for t in (*home.qualities, *home.general_competencies, *home.specific_competencies)
    } == {"T"}
    assert (
        len(home.qualities),
        len(home.general_competencies),
        len(home.specific_competencies),
    ) == (5, 3, 7)
    assert (home.qualities_comment, home.general_comment) == ("Ngoan.", "Con chăm học.")
    assert (home.height_mm, home.weight_g) == (1285, 26400)
    assert (home.absent_excused, home.absent_unexcused, home.absent_total) == (2, 0, 2)
    results = page.results
    assert (results.regime, results.overall) == ("TT27", "HTXS")
    assert (results.award, results.promotion) == ("Học sinh Xuất sắc", "promoted")
    assert results.promotion_text == "Lên lớp 4" and "lớp 3" in results.completion_text


def test_the_homeroom_teachers_own_subjects_need_no_second_signature(primary: World) -> None:
    decide(primary, "3A")
    page = year_of(primary, pupil(primary, klass="3A"), "3A")
    other = primary.people["stranger"].pk
    assert [s.id for s in page.slots] == [f"gvbm-{other}", "gvcn", "cbql", "seal"]
    assert page.slots[0].covers == ("identity", "s-DD")
    assert xml.parse(xml.build(page)) == page


@pytest.mark.parametrize(("reading", "overall"), [("last", "HT"), ("first", "CHT")])
def test_after_supplementary_assessment_the_last_value_stands(
    primary: World, reading: str, overall: str, tmp_path: Path
) -> None:
    """The last score is printed; the overall level follows it, or stays, by setting 16."""
    one, head = pupil(primary, klass="3A"), primary.ctx("primary_principal")
    decree = Decree("15/QĐ-TH", TODAY, "Hội đồng trường họp")
    if reading == "first":
        decide_setting(head, primary.primary, "primary_overall_after", reading, YEAR, decree)
    enter(primary, "primary_homeroom", [change(one, "muc_ck", "C", seen="T", term=2), change(one, "kt_ck", 40, seen=90, term=2)], MATHS)  # fmt: skip
    decide(primary, "3A")
    ready, left = made(primary, "3A")
    assert one.pk not in ready and "đánh giá lại" in left[one.pk]
    enter(primary, "primary_homeroom", [change(one, "muc_ck", "H", term=3), change(one, "kt_ck", 60, term=3)], MATHS)  # fmt: skip
    decide(primary, "3A")
    row = YearDecision.objects.get(student=one)
    assert (row.decided["overall"], row.decided["overall_after"]) == ("CHT", "HT")
    assert row.decided["overall_final"] == overall
    other = YearDecision.objects.exclude(student=one).first()
    assert other is not None and "overall_final" not in other.decided
    page = xml.parse(xml.build(year_of(primary, one, "3A")))
    assert isinstance(page, c.YearSnapshot)
    assert (subject(page, "TOAN").year, subject(page, "TOAN").test) == ("H", 60)
    assert page.results.overall == overall
    printed = flat(text_of(rendered(page, "print"), tmp_path))
    word = {"HT": "Hoàn thành", "CHT": "Chưa hoàn thành"}[overall]
    assert f"4. Đánh giá kết quả giáo dục: {word}" in printed
    assert page.results.promotion == "promoted_after" and page.results.award == ""


def test_an_exempt_subject_stays_empty_and_says_so(primary: World) -> None:
    one = pupil(primary, klass="3A")
    book = primary.books["3A", "DD"]
    columns = book.columns.filter(required=True, kind="level")
    changes = [change(one, col.slot, None, seen="T", term=col.term) for col in columns]
    enter(primary, "stranger", changes, ("3A", "DD"))
    subject_id = primary.courses["3A", "DD"].subject_id
    exempt(primary.ctx("primary_principal"), one, subject_id, YEAR, "9/QĐ", TODAY, "Khuyết tật")
    decide(primary, "3A")
    moral = subject(year_of(primary, one, "3A"), "DD")
    assert (moral.exempt, moral.year) == ("year", None)


def test_a_level_that_is_missing_is_said_in_a_sentence(primary: World) -> None:
    one = pupil(primary, klass="3A")
    decide(primary, "3A")
    enter(primary, "stranger", [change(one, "muc_ck", None, seen="T", term=2)], ("3A", "DD"))
    assert made(primary, "3A")[1][one.pk] == "Môn Đạo đức chưa có mức đạt được cuối năm."


def test_each_trait_prints_its_own_words_or_all_stand_in_the_cell_of_the_block(
    primary: World,
) -> None:
    """Mục 2, 3.1 and 3.2 have a cell for each line, or one for the block: nothing is lost."""
    one, room = pupil(primary, klass="3A"), primary.books[ROOM]
    ids = dict(room.columns.values_list("subject__code", "subject_id"))
    said = {"nhan_ai": "Biết sẻ chia.", "tin_hoc": "Gõ phím nhanh.", "tu_chu_tu_hoc": "Tự giác."}
    words = [change(one, "nx_ck", text, term=2, subject=ids[code]) for code, text in said.items()]
    empty = change(one, "nx_ck", None, seen="Con chăm học.", term=2, subject=ids["nx_nang_luc"])
    enter(primary, "primary_homeroom", [*words, empty], ROOM)
    decide(primary, "3A")
    home = year_of(primary, one, "3A").homeroom
    assert home.qualities_comment == "Con chăm học. Nhân ái: Biết sẻ chia."
    assert {t.comment for t in home.qualities} == {""}
    assert home.general_comment == "" and home.general_competencies[0].comment == "Tự giác."
    special = {t.code: t.comment for t in home.specific_competencies}
    assert home.specific_comment == "" and special["tin_hoc"] == "Gõ phím nhanh."
