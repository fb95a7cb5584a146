"""Lists of the first term of a TT 58 class and of a centre, in the words of each."""

from pathlib import Path
from unittest import mock

import pytest
from django.utils import timezone

from hocba.documents.render import render_paper
from hocba.promotion.commands import check_class, decide_class
from hocba.web.results import papers
from tests.forms.reading import text_of
from tests.levels_world import Levels, fill_as_expected, levels, levels_of_module
from tests.web.helpers import client_of, text
from tests.world import NOW, system

__all__ = ["levels", "levels_of_module"]
JANUARY = NOW.replace(year=2026, month=1, day=12)


@pytest.fixture(autouse=True)
def in_january() -> object:
    with mock.patch.object(timezone, "now", lambda: JANUARY):
        yield


def decide(world: Levels, klass: str) -> None:
    check_class(system(JANUARY), world.classes[klass], "1")
    decide_class(system(JANUARY), world.classes[klass], period="1")


def test_a_list_of_tt58_has_its_own_levels_and_the_titles_of_the_term(levels: Levels) -> None:
    fill_as_expected(levels, "9C", score=85)
    decide(levels, "9C")
    principal, more = client_of(levels, "high_principal"), f"?lop={levels.classes['9C'].pk}"
    page = text(principal.get(f"/cuoi-nam/danh-sach/hoc-ki-1/{more}"))
    for part in ("ĐTB các môn", "Học lực", "Hạnh kiểm", "8,5", "Học sinh giỏi", "3 học sinh"):
        assert part in page, part
    assert "3 học sinh" in text(principal.get(f"/cuoi-nam/danh-sach/danh-hieu-hoc-ki-1/{more}"))


def test_a_centres_decision_is_the_directors_about_learners(levels: Levels, tmp_path: Path) -> None:
    fill_as_expected(levels, "10K1")
    decide(levels, "10K1")
    request = mock.Mock(actor=levels.actor("director", JANUARY.date()), GET={})
    data = papers._data(request, papers._asked(request, "hoc-ki-1"))
    said = " ".join(text_of(render_paper(papers.TEMPLATE, data, now=JANUARY), tmp_path).split())
    for part in (
        "GIÁM ĐỐC TRUNG TÂM GDNN-GDTX SÔNG CẦU",
        "của 3 học viên",
        "các học viên có tên",
        "Ngụy Thế Hùng",
        "Danh sách này có 3 học viên",
    ):
        assert part in said, part
    assert "học sinh" not in said.lower() and "hiệu trưởng" not in said.lower()
