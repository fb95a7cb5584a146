"""Pages and answers travel compressed where the browser can read that; files go as they are."""

import gzip

from django.urls import reverse

from tests.web.helpers import client_of
from tests.world import World

GZIP = {"HTTP_ACCEPT_ENCODING": "gzip, br"}


def test_a_page_is_less_than_half_its_size_and_the_same_page(world: World) -> None:
    browser = client_of(world, "teacher")
    page = reverse("book", args=[world.books["8A1", "TOAN"].pk])
    packed, plain = browser.get(page, **GZIP), browser.get(page)
    assert packed["Content-Encoding"] == "gzip" and "Accept-Encoding" in packed["Vary"]
    assert int(packed["Content-Length"]) == len(packed.content) < len(plain.content) / 2
    assert b"data-student=" in gzip.decompress(packed.content)
    assert not plain.has_header("Content-Encoding")


def test_two_answers_to_the_same_question_differ_in_length(world: World) -> None:
    """So that nobody learns a secret of the page from how well a guess beside it compresses."""
    browser = client_of(world, "teacher")
    page = reverse("book", args=[world.books["8A1", "TOAN"].pk])
    assert len({len(browser.get(page, **GZIP).content) for _ in range(12)}) > 1


def test_a_file_is_not_packed_twice(world: World) -> None:
    browser = client_of(world, "teacher")
    book = world.books["8A1", "TOAN"].pk
    file = browser.post(reverse("book-template", args=[book]), {"term": "1"}, **GZIP)
    assert file.status_code == 200 and not file.has_header("Content-Encoding")
    assert "spreadsheet" in file["Content-Type"]
