"""An inspector's account: read-only, over one school or area, until a day, everything on record."""

import datetime
from unittest import mock

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from hocba.books.commands import PhraseFacts, keep_phrases
from hocba.books.models import Book, Mark, MarkChange, Phrase
from hocba.kernel.errors import Invalid
from hocba.kernel.models import Event
from hocba.kernel.policy import visible
from hocba.people import inspection
from hocba.people.models import Assignment, Student, User
from tests.commands.entries import MATHS, change, enter, pupil
from tests.web.helpers import client_of, text
from tests.world import INSPECTED_UNTIL, NOW, STARTS, TODAY, World

pytestmark = pytest.mark.django_db
AFTER = NOW + datetime.timedelta(days=10)


def at(moment: datetime.datetime) -> "mock._patch[object]":
    return mock.patch.object(timezone, "now", lambda: moment)


@pytest.fixture(autouse=True)
def in_december() -> object:
    with at(NOW):
        yield


def form(**more: object) -> dict[str, object]:
    return {
        "name": "Hà Văn Xét", "agency": "Thanh tra tỉnh", "decision": "3/QĐ-TTr",
        "starts": TODAY.isoformat(), "ends": INSPECTED_UNTIL.isoformat(), **more,
    }  # fmt: skip


def give(client: Client, place: int, **more: object) -> str:
    with mock.patch("hocba.web.inspection.pages.authorised_at"):
        return text(client.post(reverse("inspection-give"), form(place=place, **more)))


def test_the_inspector_reads_books_ledger_and_corrections_and_writes_nothing(
    world: World,
) -> None:
    enter(world, "teacher", [change(pupil(world), "gk", 60)])
    enter(world, "teacher", [change(pupil(world), "gk", 80, seen=60)])
    client, book = client_of(world, "inspector"), world.books[MATHS].pk
    html = text(client.get(f"/so/{book}/?ki=1"))
    assert "Trần Gia Bảo" in html and "chỉ xem" in html and "Công bố" not in html
    assert "<td>8<" in html  # and the ledger has what stood before
    assert "Lê Thu Hằng" in text(
        client.get(
            f"{reverse('book-history', args=[book])}?student={pupil(world).pk}&term=1&slot=gk"
        )
    )
    journal = text(client.get("/sua-diem/?tu=2025-12-01&den=2025-12-31&xem=cells"))
    assert "6 → 8" in journal
    for where in (
        reverse("results-classes"),
        reverse("exams"),
        reverse("results-locks"),
        reverse("books"),
    ):
        assert client.get(where).status_code == 200, where
    change_it = {"changes": [{"student": pupil(world).pk, "term": 1, "slot": "gk", "seen": 80, "new": 90}]}  # fmt: skip
    saved = client.post(reverse("book-save", args=[book]), change_it, "application/json")
    assert saved.status_code == 403
    assert Mark.objects.get(student=pupil(world), slot="gk").number == 80
    assert client.get(f"/so/{world.books['3A', 'TOAN'].pk}/").status_code == 404
    for where in ("people-accounts", "people-log", "inspection"):
        assert client.get(reverse(where)).status_code in (403, 404), where


def test_the_family_of_a_pupil_is_not_shown_to_an_inspector(world: World) -> None:
    html = text(client_of(world, "inspector").get(reverse("people-pupil", args=[pupil(world).pk])))
    assert "Trần Gia Bảo" in html and "Quê quán" not in html


def test_an_inspector_has_no_bank_of_phrases_and_sees_nobody_elses(world: World) -> None:
    keep_phrases(world.ctx("teacher"), world.user("teacher"), [PhraseFacts("subject", "Học chắc.")])
    inspector = client_of(world, "inspector")
    assert inspector.get(reverse("remarks-bank")).status_code == 403
    sent = {"kind": "subject", "texts": "Câu của thanh tra."}
    assert inspector.post(reverse("remarks-keep"), sent).status_code == 403
    assert "Học chắc." in text(client_of(world, "teacher").get(reverse("remarks-bank")))
    assert list(Phrase.objects.values_list("text", flat=True)) == ["Học chắc."]


def test_after_the_end_the_desk_says_so(world: World) -> None:
    assert "Đợt thanh tra đã kết thúc" not in text(client_of(world, "inspector").get("/"))
    with at(AFTER):
        html = text(client_of(world, "inspector").get("/"))
        assert "Đợt thanh tra đã kết thúc" in html and f"{INSPECTED_UNTIL:%d/%m/%Y}" in html
        assert "Đợt thanh tra" not in text(client_of(world, "expired").get("/"))


def test_the_slip_says_where_it_belongs(world: World) -> None:
    html = give(client_of(world, "principal"), world.secondary.pk)
    crumbs = html[html.index('class="crumbs"') :].partition("</nav>")[0]
    assert reverse("inspection") in crumbs and "Phiếu tài khoản" in crumbs
    assert reverse("people-accounts") not in crumbs


def test_it_ends_by_itself_and_at_once_when_ended(world: World) -> None:
    client = client_of(world, "inspector")
    book = f"/so/{world.books[MATHS].pk}/"
    with at(AFTER):
        assert client_of(world, "inspector").get(book).status_code in (403, 404)
        assert not visible(world.actor("inspector", AFTER.date()), MarkChange).exists()
    assert client.get(book).status_code == 200
    row = Assignment.objects.get(role="inspector")
    principal = client_of(world, "principal")
    principal.post(reverse("inspection-end", args=[row.pk]))
    assert client.get(book).status_code in (403, 404)
    ended = Assignment.objects.get(pk=row.pk)
    assert (ended.starts, ended.ends) == (row.starts, row.ends), "what was agreed stays on record"
    desk = text(client.get("/"))
    assert "Đợt thanh tra kết thúc lúc" in desk and f"{NOW:%d/%m/%Y}" in desk
    listed = text(principal.get(reverse("inspection")))
    assert "đã kết thúc" in listed and f"kết thúc {NOW:%d/%m/%Y}" in listed
    assert "Kết thúc ngay" not in listed
    answer = principal.post(reverse("inspection-end", args=[row.pk]), follow=True)
    assert "Đợt thanh tra này đã kết thúc." in text(answer)
    assert Event.objects.filter(verb="inspection.end").count() == 1


def test_what_was_opened_is_on_record_without_the_words_searched_for(world: World) -> None:
    client, book = client_of(world, "inspector"), f"/so/{world.books[MATHS].pk}/"
    client.get(f"{book}?ki=1&tim=Bảo")
    client.get("/so/999999/")
    looks = Event.objects.filter(verb="inspection.open")
    assert [(e.params, e.school) for e in looks] == [({"page": book}, world.secondary.pk)]
    row = Assignment.objects.get(role="inspector")
    one = reverse("inspection-one", args=[row.pk])
    client.get(reverse("results-class", args=[world.classes["8A1"].pk]))
    seen = text(client_of(world, "principal").get(one))
    assert book in seen and "Sổ · Toán · 8A1" in seen and "Kết quả một lớp · 8A1" in seen
    assert client_of(world, "vice_principal").get(one).status_code == 403
    assert client_of(world, "primary_principal").get(one).status_code == 404
    assert "Thanh tra mở" in text(client_of(world, "principal").get(reverse("people-log")))


def test_the_principal_opens_an_account_with_dates_and_a_decision(world: World) -> None:
    principal = client_of(world, "principal")
    assert "Hà Văn Xét" in give(principal, world.secondary.pk)
    assert "số quyết định" in give(principal, world.secondary.pk, decision=" ")
    assert "Ngày kết thúc" in give(principal, world.secondary.pk, ends=STARTS.isoformat())
    assert "Hãy chọn đơn vị" in give(principal, world.primary.pk)
    made = User.objects.get(person__full_name="Hà Văn Xét")
    assert made.must_change_password and made.username == f"tt{world.secondary.pk}-2"
    [duty] = Assignment.objects.filter(person=made.person)
    assert (duty.starts, duty.ends, duty.decision) == (TODAY, INSPECTED_UNTIL, "3/QĐ-TTr, Thanh tra tỉnh")  # fmt: skip
    assert client_of(world, "vice_principal").get(reverse("inspection")).status_code == 403
    with pytest.raises(Invalid, match="tối đa"):
        inspection.appoint(
            world.ctx("principal"), world.secondary,
            inspection.Inspection("A B", "C", TODAY, TODAY + datetime.timedelta(days=400), "1/QĐ"),
        )  # fmt: skip


def test_an_area_is_looked_at_school_by_school(world: World) -> None:
    give(client_of(world, "ward_officer"), world.ward.pk)
    made = User.objects.get(person__full_name="Hà Văn Xét")
    made.must_change_password = False
    made.save(update_fields=["must_change_password"])
    client = Client()
    client.force_login(made)
    page = text(client.get(reverse("inspection-schools")))
    assert world.primary.name in page and world.secondary.name in page
    for school, klass, other in ((world.primary, "3A", "8A1"), (world.secondary, "8A1", "3A")):
        client.post(reverse("inspection-choose", args=[school.pk]))
        assert client.get(reverse("books")).status_code == 200
        listed = text(client.get(reverse("results-classes")))
        assert klass in listed and other not in listed
        assert client.get(f"/so/{world.books[other, ''].pk}/").status_code == 404
    assert client.post(reverse("inspection-choose", args=[world.ward.pk])).status_code == 404


def test_without_the_duty_nothing_is_left(world: World) -> None:
    enter(world, "teacher", [change(pupil(world), "gk", 60)])
    for model in (Book, Mark, MarkChange, Student):
        assert visible(world.actor("inspector"), model).exists(), model
        assert not visible(world.actor("inspector", AFTER.date()), model).exists(), model
