"""The bar says where one is, whatever the address of a page."""

import re

import pytest
from django.urls import reverse

from tests.web.helpers import client_of, text
from tests.world import World

pytestmark = pytest.mark.django_db


def current(html: str) -> list[str]:
    bar = html.partition("</header>")[0]
    return re.findall(r'aria-current="page">\s*([^<]+?)\s*<', bar)


@pytest.mark.parametrize(
    ("route", "entry"),
    [
        ("desk", "Hôm nay"),
        ("books", "Sổ sách"),
        ("results-classes", "Kết quả"),
        ("results-progress", "Kết quả"),
        ("results-locks", "Kết quả"),
        ("results-term-school", "Kết quả"),
        ("plans", "Kết quả"),
        ("plans-late", "Kết quả"),
        ("exams", "Kết quả"),
        ("personal-school", "Kết quả"),
        ("requests", "Đề nghị"),
        ("changes", "Đề nghị"),
    ],
)
def test_one_entry_is_the_current_one(world: World, route: str, entry: str) -> None:
    assert current(text(client_of(world, "principal").get(reverse(route)))) == [entry]


def test_the_week_of_a_teacher_belongs_to_today(world: World) -> None:
    assert current(text(client_of(world, "teacher").get(reverse("plans-mine")))) == ["Hôm nay"]
    assert current(text(client_of(world, "teacher").get(reverse("personal")))) == ["Sổ điểm"]
