"""«Vì sao?» behind every computed value: the table of values × pages, for the circular of each class.

Each page names the results it shows; every one of them that has a value must be a link there (or
an open tree), and every link must answer with a sentence and the clause it rests on.
"""

from __future__ import annotations

import datetime
import html
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from unittest import mock

import pytest
from django.test import Client
from django.utils import timezone

from hocba.books.commands import Change, decide_level, decide_zero, enter_marks, propose_zero
from hocba.books.queries import class_sheet
from hocba.books.shapes import shape_of
from hocba.books.sheet import Sheet
from hocba.org.decree import Decree
from hocba.promotion.commands import check_class, decide_class
from hocba.rules.levels import NOT_APPLICABLE, NOT_TAKEN
from hocba.rules.which import regime_for
from hocba.year import commands as frame
from hocba.year.commands import exempt
from hocba.year.models import Klass
from tests.commands.test_kindergarten import old_class
from tests.kindergarten import make_kindergarten, with_goals
from tests.levels_world import Levels, fill_as_expected, levels, levels_of_module
from tests.web.helpers import client_of, text
from tests.whole_year import fill_class
from tests.world import NOW, TODAY, system

__all__ = ["levels", "levels_of_module"]
LATE = NOW.replace(year=2026, month=6, day=10)
Wanted = tuple[int, str, int | None]
"""(pupil, column of the rules, subject)."""


@pytest.fixture(autouse=True)
def in_june() -> object:
    with mock.patch.object(timezone, "now", lambda: LATE):
        yield


def subjects(sheet: Sheet, *periods: str) -> Iterator[Wanted]:
    """The results of subjects in these periods, of who takes them."""
    for kind, line in (("S", sheet.scored), ("C", sheet.comment)):
        stem = sheet.shape.stems.get(kind, "")
        for column in (f"{stem}_{p}" for p in periods if stem):
            for place, course in enumerate(line):
                for student, row in sheet.rows.items():
                    if int(sheet.computed[column][row, place]) != NOT_TAKEN:
                        yield student, column, course.subject_id


def whole(sheet: Sheet, *columns: str) -> Iterator[Wanted]:
    """Results of the whole pupil; those that people give have no reason of their own."""
    for column in columns:
        if column in sheet.regime.rulebook.columns:
            yield from ((student, column, None) for student in sheet.rows)


def shown(sheet: Sheet, year: bool, term: int = 3) -> Iterator[Wanted]:
    return whole(sheet, *(one.at(term) for one in sheet.shape.shown(year)))


def closing(sheet: Sheet, *keys: str) -> Iterator[Wanted]:
    return whole(sheet, *(sheet.shape.decided[k] for k in keys if k in sheet.shape.decided))


def term(n: int) -> Callable[[Sheet], list[Wanted]]:
    return lambda s: [*subjects(s, str(n)), *shown(s, False, n)]


def year(s: Sheet) -> list[Wanted]:
    return [*subjects(s, "year"), *shown(s, True), *closing(s, "promotion", "award")]


def decided(s: Sheet) -> list[Wanted]:
    return [*shown(s, True), *closing(s, "promotion")]


@dataclass(frozen=True)
class Page:
    """A page of a class, and the computed values it shows."""

    path: str
    values: Callable[[Sheet], list[Wanted]]


IN_TERMS = (Page("?ki=1", term(1)), Page("?ki=2", term(2)))
OF_TERM = (Page("hoc-ki-1/", lambda s: list(shown(s, False, 1))),)
OF_YEAR = (
    Page("?ki=nam", year),
    Page("quyet-dinh/", decided),
    Page("kiem-tra/", decided),
    Page("danh-sach/", lambda s: list(closing(s, "promotion"))),
)
LISTS = {
    "/cuoi-nam/danh-sach/len-lop/": lambda s: [
        w for w in shown(s, True) if w[1] in s.shape.decided.values()
    ],
    "/cuoi-nam/danh-sach/hoc-ki-1/": lambda s: list(shown(s, False, 1)),
}
LAST = {a.replace("len-lop", "hoan-thanh"): wanted for a, wanted in LISTS.items()}
CLASSES = {
    # class → (who looks, its circular, its pages, its lists)
    "10A1": ("high_principal", "TT22", (*IN_TERMS, *OF_TERM, *OF_YEAR), LISTS),
    "9A": ("high_principal", "TT22", (*IN_TERMS, *OF_TERM, *OF_YEAR), LAST),
    "9C": ("high_principal", "TT58+TT26", (*IN_TERMS, *OF_TERM, *OF_YEAR), LISTS),
    "9D": ("high_principal", "TT58", (*IN_TERMS, *OF_TERM, *OF_YEAR), LISTS),
    "10K1": ("director", "TT43", (*IN_TERMS, *OF_TERM, *OF_YEAR), LISTS),
    "3A": ("primary_principal", "TT27", OF_YEAR, {}),
}


def links(page: str) -> dict[Wanted, tuple[str, str]]:
    """The reasons a page offers: (what it is about) → (address, the value that is shown)."""
    found = {}
    for href, said in re.findall(r'<a href="(/lop/\d+/vi-sao\?[^"]+)"[^>]*>(.*?)</a>', page):
        asked = dict(re.findall(r"(\w+)=([^&]+)", html.unescape(href)))
        subject = asked.get("subject")
        key = (int(asked["student"]), asked["result"], int(subject) if subject else None)
        found[key] = (html.unescape(href), said)
    return found


def answers(client: Client, addresses: set[str]) -> None:
    """Every link gives one plain sentence and the clause."""
    for address in sorted(addresses):
        said = text(client.get(address))
        assert re.search(r'<span class="how">[^<]{8,}', said), address
        assert "chip clause" in said, address


def prepare(world: Levels, klass: str) -> Klass:
    """The class full, checked and decided for the term and the year."""
    if klass == "3A":
        fill_class(world, "3A")
    else:
        fill_as_expected(world, klass, score=85)
    row = world.classes[klass]
    for period in ("1", "year") if klass != "3A" else ("year",):
        check_class(system(LATE), row, period)
        decide_class(system(LATE), row, period=period)
    return row


@pytest.mark.parametrize("klass", CLASSES)
def test_every_computed_value_of_a_class_opens_its_reason(levels: Levels, klass: str) -> None:
    who, regime, pages, lists = CLASSES[klass]
    row = prepare(levels, klass)
    sheet, _ = class_sheet(row)
    assert sheet.regime.code == regime
    client, asked = client_of(levels, who), {}
    for page in (*pages, *(Page(f"{path}?lop={row.pk}", v) for path, v in lists.items())):
        path = page.path if page.path.startswith("/") else f"/lop/{row.pk}/{page.path}"
        offered = links(text(client.get(path)))
        lacking = [w for w in page.values(sheet) if w not in offered]
        assert not lacking, (path, lacking[:5])
        asked |= {key[1:]: address for key, (address, _) in offered.items()}
    answers(client, set(asked.values()))


@pytest.mark.parametrize("klass", CLASSES)
def test_every_computed_value_of_a_pupil_opens_its_reason(levels: Levels, klass: str) -> None:
    who, _, _, _ = CLASSES[klass]
    row = prepare(levels, klass)
    student = levels.roster(klass)[0].pk
    sheet, _ = class_sheet(row, [student])
    client = client_of(levels, who)
    page = text(client.get(f"/hoc-sinh/{student}/ket-qua/?lop={row.pk}"))
    offered = links(page)
    lacking = [w for w in subjects(sheet, "1", "2", "year") if w not in offered]
    assert not lacking, lacking[:5]
    answers(client, {address for address, _ in offered.values()})
    for _, column, _ in whole(sheet, *sheet.shape.explained):
        value, needs = int(sheet.computed[column][0]), sheet.shape.beside.get(column, column)
        if value >= 0 and int(sheet.computed[needs][0]) != NOT_APPLICABLE:
            said = (
                f"{sheet.regime.rulebook.spec(column).label}: {sheet.regime.words(column, value)}"
            )
            tree = page[page.index(f"<summary>{html.escape(said)}</summary>") :]
            assert "chip clause" in tree[: tree.index("</details>")], column


@pytest.mark.parametrize(
    ("klass", "view", "slot"),
    [
        ("3A", "?ki=nam", "muc_ck"),
        ("10A1", "?ki=1", "muc@"),
        ("9C", "?ki=2", "muc@"),
        ("10K1", "?ki=1", "muc@"),
    ],
)
def test_a_level_that_a_person_gave_says_who_and_by_which_clause(
    levels: Levels, klass: str, view: str, slot: str
) -> None:
    row = prepare(levels, klass)
    client = client_of(levels, CLASSES[klass][0])
    page = text(client.get(f"/lop/{row.pk}/{view}"))
    found = re.findall(r'href="(/so/\d+/lich-su\?[^"]+)"', page)
    assert len(found) >= len(levels.roster(klass)) and slot in found[0]
    said = text(client.get(html.unescape(found[0])))
    assert "chip clause" in said and "hệ thống" in said


@pytest.mark.parametrize("klass", ["10A1", "9C", "9D", "10K1"])
def test_every_average_of_a_book_answers_with_its_clause(levels: Levels, klass: str) -> None:
    who, _, _, _ = CLASSES[klass]
    row = prepare(levels, klass)
    sheet, _ = class_sheet(row)
    client = client_of(levels, who)
    for kind, course in {c.kind: c for c in (*sheet.scored, *sheet.comment)}.items():
        book = levels.books[klass, course.subject.code].pk
        for tab, results in ((1, ("kq_1",)), (2, ("kq_2", "kq_3")), (3, ("kq_3",))):
            page = text(client.get(f"/so/{book}/?ki={tab}"))
            assert f"/so/{book}/vi-sao" in page
            for result in results:
                assert f'data-result="{result}"' in page, (kind, tab, result)
        takes = next(s for s, c, subject in subjects(sheet, "1") if subject == course.subject_id)
        answers(
            client,
            {f"/so/{book}/vi-sao?student={takes}&result={r}" for r in ("kq_1", "kq_2", "kq_3")},
        )


def test_the_clauses_of_given_levels_are_clauses_of_their_circular(levels: Levels) -> None:
    for level, grade, at in (("primary", 3, 2025), ("primary", 5, 2023), ("gdtx_upper", 10, 2025)):
        regime = regime_for(level, grade, at)
        for ref in shape_of(regime.code).given.values():
            assert regime.law.clause(ref).text


def test_an_older_primary_class_has_its_two_results_explained(levels: Levels) -> None:
    row, _, students = old_class(levels)
    starts = datetime.date(2023, 9, 5)
    seats = [frame.Seat(pk, row.pk, n, starts) for n, pk in enumerate(students, 1)]
    frame.enrol(system(), levels.primary, seats)
    client = client_of(levels, "primary_principal")
    sheet, _ = class_sheet(row)
    assert sheet.regime.code == "TT30"
    offered = links(text(client.get(f"/lop/{row.pk}/?ki=nam")))
    assert not [w for w in year(sheet) if w not in offered]
    answers(client, {address for address, _ in offered.values()})


def test_growth_and_goals_of_a_child_open_their_reasons(levels: Levels) -> None:
    school = make_kindergarten(levels)
    school.weigh(levels.ctx("mn_homeroom"))
    with_goals(levels, school)
    client = client_of(levels, "mn_principal")
    page = text(client.get(f"/lop/{school.klass.pk}/tang-truong/"))
    found = [html.unescape(h) for h in re.findall(r'href="([^"]+/vi-sao\?[^"]+)"', page)]
    first = [h for h in found if f"student={school.children[1].pk}&" in h]
    kinds = {re.search(r"result=(\w+)", h)[1] for h in first}  # type: ignore[index]
    assert kinds >= {"weight_for_age", "weight_for_age_z", "height_for_age", "goals_reached"}
    assert "measure_interval" in kinds
    answers(client, set(first))
    child = text(client.get(f"/hoc-sinh/{school.children[1].pk}/tang-truong/"))
    assert "Số mục tiêu đạt" in child and "Cân đo tiếp:" in child


def test_the_column_after_the_year_stands_only_where_there_is_something(levels: Levels) -> None:
    row = prepare(levels, "10A1")
    one, two = levels.roster("10A1")[:2]
    book = levels.books["10A1", "VL"]
    enter_marks(system(LATE), book, [Change(one.pk, 3, "dgl", None, 70)])
    client = client_of(levels, "high_principal")
    assert "Sau đánh giá lại" in text(client.get(f"/hoc-sinh/{one.pk}/ket-qua/?lop={row.pk}"))
    assert "Sau đánh giá lại<" not in text(client.get(f"/hoc-sinh/{two.pk}/ket-qua/?lop={row.pk}"))


@pytest.mark.parametrize("klass", ["3A", "10A1", "9C", "9D", "10K1"])
def test_the_given_levels_of_a_pupils_page_say_who_gave_them_and_by_which_clause(
    levels: Levels, klass: str
) -> None:
    row = prepare(levels, klass)
    one = levels.roster(klass)[0].pk
    client = client_of(levels, CLASSES[klass][0])
    page = text(client.get(f"/hoc-sinh/{one}/ket-qua/?lop={row.pk}"))
    book = levels.books[klass, ""].pk
    sheet, _ = class_sheet(row, [one])
    cells = [
        (key.term, key.slot, key.subject)
        for key, cell in sheet.cells.items()
        if key.subject in sheet.items.values() and cell.code and not key.slot.startswith("tien")
    ]
    held = [c for c in cells if c[1] in ("muc", "cn", "muc_gk", "muc_ck")]
    assert len(held) >= (40 if klass == "3A" else 2)
    for n, (when, slot, item) in enumerate(held):
        where = f"/so/{book}/lich-su?student={one}&amp;term={when}&amp;slot={slot}@{item}"
        assert f'href="{where}"' in page, (when, slot)
        if n < 4:
            said = text(client.get(html.unescape(where)))
            assert "chip clause" in said and "hệ thống" in said


def test_a_trait_to_be_worked_on_is_called_so(levels: Levels) -> None:
    """«C» of a phẩm chất is «Cần cố gắng», of a subject «Chưa hoàn thành»."""
    row = prepare(levels, "3A")
    one, book = levels.roster("3A")[0], levels.books["3A", ""]
    item = book.columns.filter(subject__code="yeu_nuoc", slot="muc_gk", term=1).get().subject_id
    enter_marks(system(LATE), book, [Change(one.pk, 1, "muc_gk", "T", "C", item)])
    page = text(client_of(levels, "primary_principal").get(f"/hoc-sinh/{one.pk}/ket-qua/"))
    assert page.count(">Cần cố gắng</a>") == 1 and row.name in page


def test_what_the_head_decided_opens_the_reason_that_names_the_decision(levels: Levels) -> None:
    fill_as_expected(levels, "10A1")
    row, one = levels.classes["10A1"], levels.roster("10A1")[0]
    subject = levels.courses["10A1", "NV"].subject_id
    exempt(system(LATE), one, subject, row.year, "3/QĐ", TODAY, "Khuyết tật", mode="comment")
    decree = Decree("21/QĐ-SC", TODAY, "Kế hoạch cá nhân")
    decide_level(system(LATE), row, one.pk, "learning_year", "K", decree)
    book = levels.books["10A1", "VL"]
    enter_marks(system(LATE), book, [Change(one.pk, 1, "gk", 80, None)])
    case = propose_zero(system(LATE), book, one.pk, 1, "gk", "Vắng")
    decide_zero(system(LATE), case, Decree("24/QĐ-SC", TODAY, "Theo đề nghị"))
    client = client_of(levels, "high_principal")
    page = text(client.get(f"/hoc-sinh/{one.pk}/ket-qua/?lop={row.pk}"))
    asked = page[page.index("Quyết định của người đứng đầu về kết quả") :]
    offered = links(asked[: asked.index("</section>")])
    physics = levels.courses["10A1", "VL"].subject_id
    assert set(offered) == {(one.pk, "learning_year", None), (one.pk, "average_1", physics)}
    assert "21/QĐ-SC" in text(client.get(offered[one.pk, "learning_year", None][0]))
    answers(client, {address for address, _ in offered.values()})
