"""Locking, unlocking and opening for some hours, from the form to the teacher's column."""

import datetime

import pytest
from django.db.models import F
from django.test import Client
from django.urls import reverse

from hocba.books.models import Lock
from hocba.books.queries import book_page
from hocba.books.state import Mode, state
from hocba.kernel.record import writing
from tests.commands.entries import MATHS
from tests.web.helpers import client_of, text
from tests.world import PASSWORD, World

FORM = {"term": "1", "slot": "", "subject": "", "mode": "both", "reason": "Hết hạn học kì I"}


def logged_in(world: World, who: str = "principal") -> Client:
    """By the real form, having just said again who it is."""
    client = Client()
    name = world.user(who).username
    client.post(reverse("account_login"), {"login": name, "password": PASSWORD})
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return client


def scope(world: World, klass: str = "8A1") -> dict[str, str]:
    return FORM | {"scope": f"klass:{world.classes[klass].pk}"}


def is_open(
    world: World, mode: Mode = Mode.CHANGE, slot: str = "tx1", key: tuple[str, str] = MATHS
) -> bool:
    at = datetime.datetime.now(datetime.UTC)
    page = book_page(world.actor("principal"), world.books[key].pk, at)
    return state(page.book, 1, slot, mode, page.locks, at).open


def test_a_locked_class_says_why_and_opens_again(world: World) -> None:
    client = logged_in(world)
    html = text(client.post("/khoa-so/khoa", scope(world), follow=True))
    assert "Đã khóa." in html and "Hết hạn học kì I" in html and "Nguyễn Trọng An" in html
    assert not is_open(world) and is_open(world, key=("8A2", "TOAN"))
    row = Lock.objects.get()
    html = text(client.post(f"/khoa-so/{row.pk}/mo-khoa", follow=True))
    assert "Đã mở khóa." in html and "Đã hết hiệu lực" in html and is_open(world)


def test_columns_are_offered_in_the_order_of_the_longest_book(world: World) -> None:
    book = world.books[MATHS]
    with writing():
        for term in (1, 2):
            third = book.columns.get(term=term, slot="tx3")
            book.columns.filter(position__gt=third.position).update(position=F("position") + 1)
            third.pk, third.slot, third.label = None, "tx4", "ĐĐGtx 4"
            third.position += 1
            third.save(force_insert=True)
    html = text(client_of(world, "principal").get(reverse("results-locks")))
    labels = ("ĐĐGtx 3", "ĐĐGtx 4", "ĐĐGgk", "ĐĐGck")
    assert [html.index(f">{label}<") for label in labels] == sorted(html.index(f">{label}<") for label in labels)  # fmt: skip


def test_adding_and_changing_are_locked_apart(world: World) -> None:
    logged_in(world).post("/khoa-so/khoa", scope(world) | {"mode": "changing", "slot": "tx1"})
    assert is_open(world, Mode.ADD) and not is_open(world, Mode.CHANGE)
    assert is_open(world, Mode.CHANGE, "tx2")


def test_a_subject_in_the_whole_school_locks_each_of_its_courses(world: World) -> None:
    subject = world.courses[MATHS].subject_id
    form = FORM | {"scope": f"school:{world.secondary.pk}", "subject": str(subject)}
    logged_in(world).post("/khoa-so/khoa", form)
    assert Lock.objects.filter(scope_kind="course").count() == 2
    assert not is_open(world) and is_open(world, key=("8A1", "NV"))


def test_a_short_opening_ends_by_itself(world: World) -> None:
    client = logged_in(world)
    client.post("/khoa-so/khoa", scope(world))
    html = text(client.post("/khoa-so/mo", scope(world) | {"hours": "2"}, follow=True))
    assert "mở có hạn" in html and is_open(world)
    row = Lock.objects.get(opens=True)
    assert row.ends is not None and row.ends - row.starts == datetime.timedelta(hours=2)


def test_unlocking_asks_again_who_it_is(world: World) -> None:
    client = client_of(world, "principal")
    client.post("/khoa-so/khoa", scope(world))
    asked = client.post(f"/khoa-so/{Lock.objects.get().pk}/mo-khoa")
    assert asked.status_code == 302 and "reauthenticate" in asked["Location"]
    assert not is_open(world)
    client.post(asked["Location"], {"password": "không đúng"})
    assert not is_open(world)
    client.post(asked["Location"], {"password": PASSWORD}, follow=True)
    assert is_open(world)


def test_opening_for_hours_asks_again_and_keeps_the_form(world: World) -> None:
    client = client_of(world, "principal")
    client.post("/khoa-so/khoa", scope(world))
    asked = client.post("/khoa-so/mo", scope(world) | {"hours": "4"})
    assert not Lock.objects.filter(opens=True).exists()
    client.post(asked["Location"], {"password": PASSWORD}, follow=True)
    assert Lock.objects.filter(opens=True).exists() and is_open(world)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"reason": "  "}, "Hãy ghi lí do"),
        ({"scope": ""}, "Hãy chọn phạm vi"),
        ({"scope": "school:1"}, "Không khóa sổ của trường khác"),
        ({"scope": "klass:999999"}, "Không có lớp nào"),
        ({"term": "9"}, "Hãy chọn học kì"),
        ({"slot": "abc"}, "Không có cột này"),
        ({"subject": "999999"}, "Không có lớp nào học môn này"),
    ],
)
def test_a_wrong_form_is_shown_again(world: World, wrong: dict[str, str], said: str) -> None:
    response = logged_in(world).post("/khoa-so/khoa", scope(world) | wrong)
    assert response.status_code in (409, 422) and said in text(response)
    assert not Lock.objects.exists()


def test_hours_must_be_among_those_offered(world: World) -> None:
    response = logged_in(world).post("/khoa-so/mo", scope(world) | {"hours": "999"})
    assert response.status_code == 422 and "mở trong bao lâu" in text(response)
