"""The circulars on screen: every clause of every circular, searchable, with the settings in force."""

from unittest import mock

import pytest
from django.urls import reverse
from django.utils import timezone

from hocba.rules.check import laws
from hocba.web.law.anchors import anchor, href
from tests.web.helpers import client_of, text
from tests.world import NOW, World


@pytest.fixture(autouse=True)
def in_december() -> object:
    with mock.patch.object(timezone, "now", lambda: NOW):
        yield


def page(world: World, address: str, who: str = "teacher") -> str:
    response = client_of(world, who).get(address)
    assert response.status_code == 200, address
    return text(response)


def test_every_circular_of_the_program_is_listed_and_opens(world: World) -> None:
    listed = page(world, reverse("law-index"))
    for law in laws():
        assert law.title in listed
        shown = page(world, reverse("law-circular", args=[law.code]))
        for clause in law.clauses:
            assert f'id="{anchor(clause.ref)}"' in shown
            assert clause.text.replace("'", "&#39;").replace('"', "&#34;") in shown


def test_anchors_tell_clauses_of_a_circular_apart() -> None:
    for law in laws():
        anchors = [anchor(clause.ref) for clause in law.clauses]
        assert len(set(anchors)) == len(anchors), law.code


def test_a_clause_is_found_by_words_without_accents(world: World) -> None:
    address = reverse("law-index")
    found = page(world, f"{address}?q=tt22+duy+nhat+mon+hoc")
    assert href("TT22/2021", "Điều 9 khoản 3") in found
    assert "Điều 13 khoản 1 điểm a" not in found
    assert "Không có điều khoản nào khớp" in page(world, f"{address}?q=khủng+long")


def test_an_unknown_circular_is_not_found(world: World) -> None:
    assert client_of(world, "teacher").get("/quy-dinh/TT99/").status_code == 404


def test_a_circular_shows_the_reading_in_force_and_where_it_acts(world: World) -> None:
    shown = page(world, reverse("law-circular", args=["TT22"]))
    row = shown.split("so với mức khi bỏ môn đó")[1].split("</tr>")[0]
    assert "so với mức khi không tính môn đó" in row
    assert 'href="#dieu-9-khoan-3"' in row


def test_everybody_finds_the_law_in_the_account_menu(world: World) -> None:
    for who in ("principal", "clerk", "admin", "ward_officer", "expired"):
        assert f'href="{reverse("law-index")}"' in page(world, "/", who)
