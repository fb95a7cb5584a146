"""A GDTX centre's people read «học viên», «giám đốc»; what people typed and the law's titles stay."""

import re
from unittest import mock

import pytest
from django.utils import timezone

from hocba.books.commands import Change, enter_marks
from hocba.org.words import CENTRE, SCHOOL, words_for
from hocba.promotion.commands import nominate
from tests.levels_world import Levels, fill_as_expected, levels, levels_of_module
from tests.web.helpers import client_of, text
from tests.world import NOW, system

__all__ = ["levels", "levels_of_module"]
LATE = NOW.replace(year=2026, month=6, day=10)
SCHOOLS = re.compile(r"học sinh|hiệu trưởng|nhà trường", re.IGNORECASE)


@pytest.fixture(autouse=True)
def in_june() -> object:
    with mock.patch.object(timezone, "now", lambda: LATE):
        yield


def test_one_table_of_words_keeps_capitals_and_leaves_other_words() -> None:
    say = CENTRE.say
    assert say("Phó hiệu trưởng của nhà trường") == "Phó giám đốc của trung tâm"
    assert say("HIỆU TRƯỞNG, Học sinh Giỏi") == "GIÁM ĐỐC, Học viên Giỏi"
    assert say("trường hợp, kĩ thuật") == "trường hợp, kĩ thuật"
    assert SCHOOL.say("Hiệu trưởng") == "Hiệu trưởng"
    assert words_for("gdtx_lower gdtx_upper") == CENTRE
    assert words_for("upper_secondary gdtx_upper") == SCHOOL == words_for("")


def test_no_page_of_a_centre_speaks_of_pupils_or_a_principal(levels: Levels) -> None:
    fill_as_expected(levels, "10K1", score=62)
    klass, one = levels.classes["10K1"].pk, levels.roster("10K1")[0].pk
    pages = (
        "/",
        f"/lop/{klass}/?ki=nam",
        f"/lop/{klass}/hoc-ki-1/",
        f"/lop/{klass}/kiem-tra/",
        f"/lop/{klass}/quyet-dinh/",
        "/hoc-ki-1/",
        "/cuoi-nam/",
        "/cuoi-nam/danh-sach/len-lop/",
        "/can-quyet-dinh/",
        f"/hoc-sinh/{one}/",
        f"/hoc-sinh/{one}/ket-qua/",
        f"/lop/{klass}/vi-sao?student={one}&result=promotion",
        "/truong/thiet-lap/",
        "/hoc-sinh/",
        "/can-bo/quyen/",
    )
    for who in ("director", "centre_homeroom"):
        client = client_of(levels, who)
        for path in pages:
            answer = client.get(path)
            found = SCHOOLS.search(re.sub(r'(href|value)="[^"]*"', "", text(answer)))
            assert found is None, (who, path, found)


def test_what_a_person_typed_stays_as_typed(levels: Levels) -> None:
    one, said = levels.roster("10K1")[0], "Học sinh giỏi cấp tỉnh, hiệu trưởng cũ đề nghị"
    nominate(system(LATE), levels.classes["10K1"], one.pk, "special", said)
    page = text(client_of(levels, "director").get("/khen/"))
    assert said in page and "Giám đốc" in page
    book = levels.books["10K1", ""]
    column = book.columns.get(slot="nx", term=1, subject__code="nhan_xet")
    note = Change(one.pk, 1, "nx", None, "Học sinh chăm", column.subject_id)
    enter_marks(system(LATE), book, [note])
    assert "Học sinh chăm" in text(client_of(levels, "centre_homeroom").get(f"/so/{book.pk}/?ki=1"))


@pytest.mark.parametrize("who", ["province_officer", "ward_officer"])
def test_an_officer_reads_of_each_place_in_its_own_words(levels: Levels, who: str) -> None:
    """What is read decides, not where the reader sits; the bar stays the reader's own."""
    client, centre, high = client_of(levels, who), levels.centre.pk, levels.high.pk
    director = levels.staff["director"].pk
    pages = [f"/truong/{centre}/", f"/truong/{centre}/thiet-lap/", f"/can-bo/{director}/"]
    pages += [f"/truong/{centre}/thiet-lap/missing_regular_mark/"]
    for path in pages:
        answer = client.get(path)
        assert answer.status_code == 200, path
        main = text(answer).split("<main", 1)[1].split("</main>")[0]
        found = SCHOOLS.search(re.sub(r'(href|value)="[^"]*"', "", main))
        assert found is None, (path, found)
    assert "Giám đốc" in text(client.get(f"/can-bo/{director}/"))
    principal = levels.staff["high_principal"].pk
    assert "Hiệu trưởng" in text(client.get(f"/can-bo/{principal}/"))
    for path in (f"/truong/{high}/thiet-lap/", f"/truong/{levels.secondary.pk}/thiet-lap/"):
        assert "iệu trưởng" in text(client.get(path)), path
    listed = text(client.get("/can-bo/"))
    rows = {
        name: re.search(rf'/can-bo/{levels.staff[name].pk}/">.*?</tr>', listed)[0]  # type: ignore[index]
        for name in ("director", "high_principal")
    }
    assert "Giám đốc" in rows["director"] and "Hiệu trưởng" not in rows["director"]
    assert "Hiệu trưởng" in rows["high_principal"]


def test_the_counts_of_several_places_say_what_is_true_of_all(levels: Levels) -> None:
    desk = text(client_of(levels, "province_officer").get("/"))
    assert "Người học" in desk and levels.centre.name in desk
