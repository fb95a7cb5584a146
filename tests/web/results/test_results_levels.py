"""Pages of classes of other levels and other years, as the people of those schools see them."""

import datetime
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from hocba.kernel.sheets import read_workbook
from hocba.year.models import Choice
from tests.commands.test_exchange_template import filled, put
from tests.levels_world import Levels, fill_as_expected, levels, levels_of_module
from tests.web.helpers import client_of, text
from tests.world import NOW

__all__ = ["levels", "levels_of_module"]


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages ask for today; it is the day of the world."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def url(world: Levels, name: str, klass: str) -> str:
    return reverse(name, args=[world.classes[klass].pk])


def get(world: Levels, who: str, address: str) -> str:
    answer = client_of(world, who).get(address)
    assert answer.status_code == 200
    return text(answer)


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("high_principal", 200), ("high_clerk", 200), ("high_homeroom", 200), ("physics", 200),
        ("old_homeroom", 404), ("principal", 404), ("stranger", 404), ("ward_officer", 403),
    ],
)  # fmt: skip
def test_who_sees_what_a_class_chose(levels: Levels, who: str, status: int) -> None:
    address = url(levels, "results-choices", "10A1")
    assert client_of(levels, who).get(address).status_code == status


def test_only_the_office_gets_boxes_to_tick(levels: Levels) -> None:
    address = url(levels, "results-choices", "10A1")
    assert 'type="checkbox"' in get(levels, "high_clerk", address)
    read = get(levels, "high_homeroom", address)
    assert 'type="checkbox"' not in read
    assert "✓" in read
    assert "Đổi môn theo quyết định" not in read


def ticks(world: Levels) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for one in Choice.objects.filter(course__klass=world.classes["10A1"], ends=None):
        value = f"{one.course_id}-cd" if one.topics else str(one.course_id)
        found.setdefault(f"hs-{one.student_id}", []).append(value)
    return found


def test_the_clerk_ticks_another_subject(levels: Levels) -> None:
    who, course = levels.roster("10A1")[0], levels.courses["10A1", "TIN"].pk
    form = ticks(levels)
    form[f"hs-{who.pk}"].remove(str(course))
    form[f"hs-{who.pk}"].append(str(levels.courses["10A1", "DL"].pk))
    client = client_of(levels, "high_clerk")
    answer = client.post(url(levels, "results-choices-write", "10A1"), form, follow=True)
    assert "Đã ghi môn lựa chọn: thêm 1, bỏ 1." in text(answer)
    now = set(Choice.objects.filter(student=who, topics=False).values_list("course", flat=True))
    assert levels.courses["10A1", "DL"].pk in now
    assert course not in now


def test_a_teacher_without_the_right_changes_no_choices(levels: Levels) -> None:
    before = Choice.objects.count()
    for who, status in (("high_homeroom", 403), ("physics", 403), ("principal", 404)):
        client = client_of(levels, who)
        answer = client.post(url(levels, "results-choices-write", "10A1"), {})
        assert answer.status_code == status
    assert Choice.objects.count() == before


def switch_form(world: Levels, **more: str) -> dict[str, str]:
    return {
        "hs": str(world.roster("10A1")[0].pk),
        "bo": str(world.courses["10A1", "VL"].pk),
        "hoc": str(world.courses["10A1", "DL"].pk),
        "so": "45/QĐ-THPT",
        "ngay": "2026-01-19",
        **more,
    }


def test_the_principal_lets_a_pupil_change_and_the_cluster_goes_with_the_subject(
    levels: Levels,
) -> None:
    address = url(levels, "results-choices-change", "10A1")
    answer = client_of(levels, "high_principal").post(address, switch_form(levels), follow=True)
    assert "Đã đổi môn lựa chọn theo quyết định." in text(answer)
    ended = Choice.objects.filter(student=levels.roster("10A1")[0], course__subject__code="VL")
    assert {c.ends for c in ended} == {datetime.date(2026, 1, 18)}
    assert client_of(levels, "high_clerk").post(address, switch_form(levels)).status_code == 403


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"so": " "}, "cần số quyết định"),
        ({"ngay": "mai"}, "Hãy chọn ngày"),
        ({"bo": "", "hoc": ""}, "Hãy chọn môn bỏ"),
        ({"hoc": "999999"}, "không thuộc lớp này"),
    ],
)
def test_a_change_that_cannot_be_is_said_at_the_form(
    levels: Levels, wrong: dict[str, str], said: str
) -> None:
    address = url(levels, "results-choices-change", "10A1")
    answer = client_of(levels, "high_principal").post(address, switch_form(levels, **wrong))
    assert answer.status_code == 422
    assert said in text(answer)
    assert not Choice.objects.exclude(ends=None).exists()


def test_a_class_without_choices_has_no_such_page(levels: Levels) -> None:
    address = url(levels, "results-choices", "9A")
    assert client_of(levels, "high_principal").get(address).status_code == 404
    assert "Môn lựa chọn" not in get(levels, "high_principal", url(levels, "results-class", "9A"))


def test_a_pupils_page_names_only_the_subjects_taken(levels: Levels) -> None:
    fill_as_expected(levels, "10A1")
    who = levels.roster("10A1")[0].pk
    page = get(levels, "high_principal", reverse("results-pupil", args=[who]))
    assert "Vật lí" in page
    assert "Giáo dục kinh tế" not in page


def test_each_class_shows_the_results_of_its_own_circular(levels: Levels) -> None:
    for klass in ("9A", "9C", "10K1"):
        fill_as_expected(levels, klass, score=85)
    old = get(levels, "high_principal", url(levels, "results-class", "9C") + "?ki=nam")
    new = get(levels, "high_principal", url(levels, "results-class", "9A") + "?ki=nam")
    centre = get(levels, "director", url(levels, "results-class", "10K1") + "?ki=nam")
    assert "Học lực" in old
    assert "Hạnh kiểm" in old
    assert "58/2011" in old
    assert "Học tập" in new
    assert "Học lực" not in new
    assert "3 học viên" in centre


def test_titles_stand_in_the_terms_of_a_tt58_class(levels: Levels) -> None:
    fill_as_expected(levels, "9C", score=85)
    page = get(levels, "high_principal", url(levels, "results-class", "9C") + "?ki=1")
    assert "Danh hiệu" in page
    assert "Học sinh giỏi" in page


def test_why_speaks_of_the_old_circular(levels: Levels) -> None:
    fill_as_expected(levels, "9C", score=85)
    who = levels.roster("9C")[0].pk
    address = url(levels, "results-why", "9C") + f"?student={who}&result=learning_year"
    assert "Điều 13" in get(levels, "high_principal", address)


def test_a_year_is_chosen_once_and_remembered(levels: Levels) -> None:
    client = client_of(levels, "high_principal")
    assert "10A1" in text(client.get("/lop/"))
    assert "9C" in text(client.get("/lop/?nam=2021"))
    again = text(client.get("/lop/"))
    assert "9C" in again
    assert "10A1" not in again
    assert "năm học đã qua" in again


def test_who_taught_a_class_reads_its_old_books_and_writes_nothing(levels: Levels) -> None:
    book = levels.books["9C", "TOAN"].pk
    client = client_of(levels, "old_homeroom")
    page = text(client.get(reverse("book", args=[book])))
    assert "chỉ xem" in page
    body = {"request_id": "0" * 32, "changes": [{"student": levels.roster("9C")[0].pk, "term": 1, "slot": "tx1", "seen": None, "new": 80}]}  # fmt: skip
    answer = client.post(reverse("book-save", args=[book]), body, content_type="application/json")
    assert answer.status_code in (403, 404)
    assert client.get(url(levels, "results-class", "9C")).status_code == 200


@pytest.mark.parametrize("who", ["high_homeroom", "physics", "principal", "stranger"])
def test_others_do_not_read_a_class_they_never_taught(levels: Levels, who: str) -> None:
    client = client_of(levels, who)
    assert client.get(url(levels, "results-class", "9C")).status_code == 404
    assert client.get(reverse("book", args=[levels.books["9C", "TOAN"].pk])).status_code == 404


@pytest.mark.parametrize(("klass", "has"), [("9A", True), ("9C", False), ("10A1", False)])
def test_transcripts_are_offered_only_where_their_form_exists(
    levels: Levels, klass: str, has: bool
) -> None:
    page = get(levels, "high_clerk", url(levels, "papers-class", klass))
    assert ("Lập bản rà soát" in page) == has
    assert ("chưa có mẫu học bạ" in page) != has


def test_making_transcripts_without_a_form_is_refused_plainly(levels: Levels) -> None:
    client = client_of(levels, "high_clerk")
    answer = client.post(url(levels, "papers-make", "9C"), {})
    assert answer.status_code == 409
    assert "chưa có mẫu học bạ" in text(answer)


def test_the_titles_of_a_term_of_tt58_stand_on_the_page_of_the_term(levels: Levels) -> None:
    fill_as_expected(levels, "9C", score=85)
    page = get(levels, "high_principal", url(levels, "results-term", "9C"))
    assert "Danh hiệu học kì I: 3 học sinh" in page and page.count("Học sinh giỏi") >= 3


def test_the_mon_chuyen_is_named_on_the_classs_own_page(levels: Levels) -> None:
    address, head = url(levels, "results-traits", "9C"), client_of(levels, "high_principal")
    assert address in text(head.get(url(levels, "results-class", "9C")))
    assert "Lớp không chuyên" in get(levels, "high_principal", address)
    form = {"subject": levels.courses["9C", "HH"].subject_id, "decided_on": "2025-12-01"}
    back = head.post(url(levels, "results-specialise", "9C"), form)
    assert back.status_code == 422 and "Cần số của quyết định" in text(back)
    form |= {"number": "8/QĐ", "ground": "Lớp chuyên Hóa học"}
    done = head.post(url(levels, "results-specialise", "9C"), form, follow=True)
    assert "Môn chuyên: <b>Hóa học</b>" in text(done)
    assert (
        client_of(levels, "high_principal").get(url(levels, "results-traits", "9A")).status_code
        == 404
    )


def test_the_form_of_choices_is_taken_and_brought_back_by_the_office(levels: Levels) -> None:
    clerk = client_of(levels, "high_clerk")
    own, every = url(levels, "results-choices-form", "10A1"), reverse("results-choices-forms")
    for address in (own, every):
        assert client_of(levels, "physics").get(address).status_code in (403, 404)
        book = read_workbook(clerk.get(address).content)
        assert book.sheets[0].name == "10A1"
    data = filled(clerk.get(own).content, put(F5="x"))
    sent = {"kind": "choices", "year": "2025", "file": SimpleUploadedFile("chon.xlsx", data)}
    where = clerk.post(reverse("exchange-upload"), sent)["Location"]
    assert "không học" not in text(clerk.get(where))
    assert "Tệp đã được áp dụng" in text(clerk.post(f"{where}ap-dung", follow=True))
    code = re.findall(r"/bien-nhan/([\w-]+)/", text(clerk.get(where)))[0]
    assert "Ghi môn lựa chọn lớp 10A1: thêm 1, bỏ 0" in text(clerk.get(f"/bien-nhan/{code}/"))
