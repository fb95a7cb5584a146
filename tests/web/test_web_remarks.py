"""The workshop of comments, the banks, proof-reading and weekly remarks on screen."""

from unittest import mock

import pytest
from django.urls import reverse
from django.utils import timezone

from hocba.books.commands import keep_school_phrases, suggest
from hocba.books.models import Column, Mark, Phrase, PupilRemark, Suggestion, WeekRemark
from tests.commands.entries import MATHS, change, enter, pupil
from tests.web.helpers import client_of
from tests.world import NOW, TODAY, World

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_december() -> object:
    with mock.patch.object(timezone, "now", lambda: NOW):
        yield


def column(world: World) -> Column:
    found: Column = Column.objects.get(book=world.books[MATHS], term=1, slot="nx")
    return found


def place(world: World, route: str = "remarks-book", more: str = "") -> str:
    return f"{reverse(route, args=[world.books[MATHS].pk])}?cot={column(world).pk}{more}"


def full_marks(world: World) -> None:
    """First-term marks of mathematics that give the first pupil 9,0 and the second 4,0."""
    for number, mark in ((0, 90), (1, 40)):
        slots = Column.objects.filter(book=world.books[MATHS], term=1, kind="score")
        enter(world, "teacher", [change(pupil(world, number), c.slot, mark) for c in slots])


def bodies(world: World) -> dict[str, str]:
    rows = Mark.objects.filter(slot="nx", term=1).select_related("student__person")
    return {m.student.person.full_name: m.body for m in rows}


def test_proposals_fill_only_empty_cells_and_nothing_is_stored_before_saving(world: World) -> None:
    keep_school_phrases(world.ctx("principal"), world.secondary, starters=True)
    full_marks(world)
    enter(world, "teacher", [change(pupil(world, 1), "nx", "Lời của cô.")])
    text = client_of(world, "teacher").get(place(world, more="&de-xuat=1")).content.decode()
    assert "Nắm chắc kiến thức" in text
    assert "Lời của cô." in text
    assert text.count("đề xuất, chưa lưu") == 1
    assert bodies(world) == {"Nguyễn Văn Đạt": "Lời của cô."}


def test_a_trait_is_spoken_of_by_its_own_phrases_and_level(world: World) -> None:
    keep_school_phrases(world.ctx("primary_principal"), world.primary, starters=True)
    room, one = world.books["3A", ""], pupil(world, klass="3A")
    column = Column.objects.get(book=room, term=1, slot="nx_ck", subject__code="cham_chi")
    level = change(one, "muc_ck", "T", term=1, subject=column.subject_id)
    enter(world, "primary_homeroom", [level], ("3A", ""))
    where = f"{reverse('remarks-book', args=[room.pk])}?cot={column.pk}&de-xuat=1"
    text = client_of(world, "primary_homeroom").get(where).content.decode()
    assert text.count("đề xuất, chưa lưu") == 1
    assert "Chăm học, chăm làm, đi học đều và đúng giờ." in text
    assert "Năng lực đặc thù" in text and "Cả khối" in text


def test_the_workshop_opens_where_words_are_missing(world: World) -> None:
    room, pupils = world.books["3A", ""], world.roster("3A")
    columns = {
        c.subject.code: c
        for c in Column.objects.filter(book=room, term=1, slot="nx_ck").select_related("subject")
    }
    for code, some in (("yeu_nuoc", pupils), ("nhan_ai", pupils[:2])):
        words = [change(p, "nx_ck", "Ngoan.", subject=columns[code].subject_id) for p in some]
        enter(world, "primary_homeroom", words, ("3A", ""))
    where = reverse("remarks-book", args=[room.pk])
    text = client_of(world, "primary_homeroom").get(where).content.decode()
    assert "Nhận xét Nhân ái</p>" in text and text.count("Ngoan.</textarea>") == 2


def test_proof_reading_opens_where_a_suggestion_waits(world: World) -> None:
    enter(world, "teacher", [change(pupil(world), "nx", "Học tốt.", term=2)])
    suggest(
        world.ctx("homeroom"), world.books["8A1", "TOAN"], pupil(world).pk,
        world.courses["8A1", "TOAN"].subject_id, 2, "nx", "Học rất tốt.",
    )  # fmt: skip
    where = reverse("remarks-proof", args=[world.books[MATHS].pk])
    text = client_of(world, "teacher").get(where).content.decode()
    assert "<ins" in text and "Không nhận" in text


def test_saving_goes_through_the_entry_and_tells_the_receipt(world: World) -> None:
    first = pupil(world).pk
    answer = client_of(world, "teacher").post(
        place(world, "remarks-save"), {f"t-{first}": "Học tốt.", f"s-{first}": ""}, follow=True
    )
    assert "Đã lưu 1 lời nhận xét. Biên nhận" in answer.content.decode()
    assert bodies(world) == {"Trần Gia Bảo": "Học tốt."}


def test_a_text_somebody_changed_meanwhile_is_told_and_kept(world: World) -> None:
    first = pupil(world).pk
    enter(world, "teacher", [change(pupil(world), "nx", "Bản mới.")])
    answer = client_of(world, "teacher").post(
        place(world, "remarks-save"),
        {f"t-{first}": "Bản của tab cũ.", f"s-{first}": ""},
        follow=True,
    )
    assert "không bị ghi đè" in answer.content.decode()
    assert bodies(world) == {"Trần Gia Bảo": "Bản mới."}


def test_the_workshop_is_the_writers(world: World) -> None:
    for who, status in (("homeroom", 403), ("principal", 403), ("stranger", 404), ("other_class", 404)):  # fmt: skip
        assert client_of(world, who).get(place(world)).status_code == status, who
        assert client_of(world, who).post(place(world, "remarks-save"), {}).status_code == status


def test_doubts_stand_at_the_comment(world: World) -> None:
    full_marks(world)
    enter(world, "teacher", [change(pupil(world, 1), "nx", "Kết quả xuất sắc.")])
    html = client_of(world, "teacher").get(place(world)).content.decode()
    assert "Lời khen cao" in html and "1 lời nhận xét có chỗ cần xem lại" in html
    first = f"t-{pupil(world, 1).pk}"
    assert f'href="#{first}"' in html and f'id="{first}"' in html


def test_the_weeks_of_my_classes_are_one_click_away(world: World) -> None:
    client = client_of(world, "teacher")
    html = client.get("/nhan-xet/").content.decode()
    assert html.count("/nhan-xet/tuan/") == 1
    where = reverse("remarks-week", args=[world.classes["8A1"].pk])
    assert f'href="{where}"' in html and client.get(where).status_code == 200
    assert "/nhan-xet/tuan/" not in client_of(world, "principal").get("/nhan-xet/").content.decode()


def test_a_phrase_of_one_time_is_added_by_the_form(world: World) -> None:
    client = client_of(world, "teacher")
    form = {"kind": "subject", "period": "ck1", "texts": "Cả kì đều vững."}
    client.post("/nhan-xet/kho/them", form)
    row = client.get("/nhan-xet/kho/").content.decode().partition("Cả kì đều vững.")[2]
    assert "môn học · học kì I<" in row.partition("</tr>")[0]
    form["period"] = "hè"
    refused = client.post("/nhan-xet/kho/them", form)
    assert refused.status_code == 422 and "thời điểm không đúng" in refused.content.decode()


def test_banks_are_filled_by_forms(world: World) -> None:
    teacher = client_of(world, "teacher")
    form = {"kind": "subject", "rank": "3", "texts": "Câu một.\n\nCâu hai.\n"}
    assert (
        "Đã thêm 2 câu" in teacher.post(reverse("remarks-keep"), form, follow=True).content.decode()
    )
    assert teacher.post(reverse("remarks-keep-school"), {"mau": "1"}).status_code == 403
    assert (
        client_of(world, "literature")
        .get(reverse("remarks-bank"))
        .content.decode()
        .count("Câu một.")
        == 0
    )
    empty = teacher.post(reverse("remarks-keep"), {"kind": "subject", "texts": " "})
    assert empty.status_code == 422
    teacher.post(reverse("remarks-drop", args=[Phrase.objects.first().pk]))
    assert Phrase.objects.count() == 1
    client_of(world, "principal").post(reverse("remarks-keep-school"), {"mau": "1"})
    assert "Nắm chắc kiến thức" in teacher.get(reverse("remarks-bank")).content.decode()


def test_a_suggestion_is_shown_word_by_word_and_answered(world: World) -> None:
    enter(world, "teacher", [change(pupil(world), "nx", "Em học tốt")])
    form = {"cot": column(world).pk, "student": pupil(world).pk, "new": "Em học rất tốt"}
    where = place(world, "remarks-suggest")
    assert client_of(world, "teacher").post(where, form).status_code == 403
    assert client_of(world, "stranger").post(where, form).status_code in (403, 404)
    client_of(world, "homeroom").post(where, form)
    shown = client_of(world, "teacher").get(place(world, "remarks-proof")).content.decode()
    assert "<ins>rất</ins>" in shown
    assert (
        "Đề nghị sửa nhận xét: Toán 8A1"
        in client_of(world, "teacher").get(reverse("desk")).content.decode()
    )
    answer = reverse("remarks-answer", args=[Suggestion.objects.get().pk])
    assert client_of(world, "teacher").post(answer, {"nhan": "0", "reason": ""}).status_code == 422
    client_of(world, "teacher").post(answer, {"nhan": "1"})
    assert bodies(world) == {"Trần Gia Bảo": "Em học rất tốt"}


def test_nobody_answers_for_the_writer(world: World) -> None:
    enter(world, "teacher", [change(pupil(world), "nx", "Em học tốt")])
    subject = world.courses[MATHS].subject_id
    row = suggest(world.ctx("homeroom"), world.books[MATHS], pupil(world).pk, subject, 1, "nx", "Em giỏi")  # fmt: skip
    for who in ("homeroom", "principal"):
        answer = client_of(world, who).post(reverse("remarks-answer", args=[row.pk]), {"nhan": "1"})
        assert answer.status_code == 403, who
    assert bodies(world) == {"Trần Gia Bảo": "Em học tốt"}


def test_the_week_is_remarked_by_those_of_the_class(world: World) -> None:
    where = reverse("remarks-week-save", args=[world.classes["8A1"].pk]) + f"?ngay={TODAY}"
    course = world.courses[MATHS].pk
    client_of(world, "teacher").post(where, {"course": course, "text": "Lớp trật tự."})
    client_of(world, "homeroom").post(where, {"course": "0", "text": "Nề nếp tốt."})
    assert WeekRemark.objects.count() == 2
    page = reverse("remarks-week", args=[world.classes["8A1"].pk]) + f"?ngay={TODAY}"
    text = client_of(world, "principal").get(page).content.decode()
    assert "Lớp trật tự." in text
    assert "Nề nếp tốt." in text
    assert client_of(world, "principal").post(where, {"text": "x"}).status_code == 403
    assert client_of(world, "stranger").get(page).status_code == 404
    refused = client_of(world, "literature").post(where, {"course": course, "text": "x"})
    assert refused.status_code == 409


def test_a_teacher_begins_with_the_first_bank_without_waiting_for_the_school(world: World) -> None:
    full_marks(world)
    teacher = client_of(world, "teacher")
    assert "lấy bộ câu mẫu" in teacher.get(place(world)).content.decode()
    assert "Lấy bộ câu mẫu vào kho của tôi" in teacher.get(reverse("remarks-bank")).content.decode()
    said = teacher.post(reverse("remarks-keep"), {"mau": "1"}, follow=True).content.decode()
    assert "câu vào kho của thầy cô" in said
    assert "đề xuất, chưa lưu" in teacher.get(place(world, more="&de-xuat=1")).content.decode()


def test_a_few_pupils_are_noted_in_one_go_and_read_again_at_the_end_of_term(world: World) -> None:
    keep_school_phrases(world.ctx("principal"), world.secondary, starters=True)
    full_marks(world)
    klass, course = world.classes["8A1"].pk, world.courses[MATHS].pk
    where = reverse("remarks-pupils-save", args=[klass]) + f"?ngay={TODAY}"
    some = [pupil(world, n).pk for n in (0, 1)]
    sent = {"course": course, "student": some, "tone": "praise", "text": "Giúp bạn học"}
    teacher = client_of(world, "teacher")
    assert "cho 2 em" in teacher.post(where, sent, follow=True).content.decode()
    assert teacher.post(where, sent | {"student": []}).status_code == 422
    for who, status in (("principal", 403), ("literature", 409), ("stranger", 404)):
        assert client_of(world, who).post(where, sent).status_code == status, who
    withdraw = reverse("remarks-pupil-withdraw", args=[PupilRemark.objects.order_by("pk")[1].pk])
    assert client_of(world, "homeroom").post(withdraw).status_code == 403
    teacher.post(withdraw)
    page = reverse("remarks-week", args=[klass]) + f"?ngay={TODAY}"
    assert client_of(world, "homeroom").get(page).content.decode().count("Giúp bạn học") == 1
    text = teacher.get(place(world, more="&de-xuat=1")).content.decode()
    assert "1 nhận xét tuần" in text and text.count("Giúp bạn học.</textarea>") == 1


def test_a_proposal_that_cannot_be_made_says_why(world: World) -> None:
    keep_school_phrases(world.ctx("principal"), world.secondary, starters=True)
    client = client_of(world, "teacher")
    text = client.get(place(world, more="&de-xuat=1")).content.decode()
    assert "6 em chưa có kết quả học kì I nên chưa đề xuất" in text
    assert "chưa đề xuất" not in client.get(place(world)).content.decode()
    full_marks(world)
    text = client.get(place(world, more="&de-xuat=1")).content.decode()
    assert "4 em chưa có kết quả học kì I" in text


def test_one_column_a_term_is_chosen_by_its_term(world: World) -> None:
    text = client_of(world, "teacher").get(place(world)).content.decode()
    assert f'<a href="{place(world)}" aria-current="true">Học kì I</a>' in text
    assert "· HKI" not in text
