"""Bad lines, closed tabs, two tabs, two people: what the ledger has afterwards, at the real server.

Nothing is lost, nothing is overwritten in silence, and a save is one event however often it is sent.
"""

import sqlite3
from collections.abc import Callable
from contextlib import closing

from playwright.sync_api import BrowserContext, Page, Request, Route, expect

from .conftest import Enter, Site, open_book
from .test_journeys import SAVED, box, cell, choose

SAVE = "**/luu"
Line = tuple[int, str | None, str | None, str]
"""Event, old code, new code, the person's name."""


def ledger(site: Site, pupil: int, book: str, slot: str, term: int = 1) -> list[Line]:
    """The lines of one cell, oldest first."""
    with closing(sqlite3.connect(f"file:{site.home}/hocba.sqlite3?mode=ro", uri=True)) as db:
        rows = db.execute(
            "SELECT c.event_id, c.old_code, c.new_code, p.full_name FROM books_markchange c"
            " JOIN kernel_event e ON e.id = c.event_id JOIN people_person p ON p.id = e.actor"
            " WHERE c.student_id = ? AND c.book_id = ? AND c.slot = ? AND c.term = ?"
            " ORDER BY c.event_id",
            (pupil, site.ids["books"][book], slot, term),
        )
        return rows.fetchall()


def entries(site: Site, book: str) -> int:
    """How many saves a book has had."""
    with closing(sqlite3.connect(f"file:{site.home}/hocba.sqlite3?mode=ro", uri=True)) as db:
        rows = db.execute(
            "SELECT COUNT(*) FROM kernel_event WHERE verb = 'mark.enter' AND on_kind = 'books.book'"
            " AND on_id = ?",
            (str(site.ids["books"][book]),),
        )
        return int(rows.fetchone()[0])


def write(tab: Page, pupil: int, text: str) -> None:
    box(tab, pupil).focus()
    tab.keyboard.type(text)
    tab.keyboard.press("Enter")


def saved(tab: Page) -> None:
    expect(tab.locator(".grid-say .state")).to_have_text(SAVED)


def waits(tab: Page, cells: int) -> None:
    said = f"Mất đường truyền: {cells} ô giữ trên máy này"
    expect(tab.locator(".grid-say .state")).to_contain_text(said)


def request_id(request: Request) -> str:
    return str((request.post_data_json or {}).get("request_id", ""))


def lose_answers(who: BrowserContext) -> tuple[list[str], Callable[[], None]]:
    """The server gets every save and its answer never comes back; returns what it was sent."""
    sent: list[str] = []

    def lose(route: Route) -> None:
        sent.append(request_id(route.request))
        route.fetch()
        route.abort("connectionreset")

    who.route(SAVE, lose)
    return sent, lambda: who.unroute(SAVE)


def listen(who: BrowserContext, sent: list[str]) -> None:
    """Note the request id of every save from now on."""

    def note(route: Route) -> None:
        sent.append(request_id(route.request))
        route.continue_()

    who.route(SAVE, note)


def test_a_line_that_drops_before_the_save_keeps_it_and_sends_it_once(
    person: Enter, site: Site
) -> None:
    who, [first, second, *_] = person("primary_homeroom"), site.ids["third"]
    tab = open_book(who, site.book("3A TV"))
    choose(tab, "1:muc_gk")
    before = entries(site, "3A TV")
    who.set_offline(True)
    write(tab, first, "t")
    write(tab, second, "h")
    tab.keyboard.press("Control+s")
    waits(tab, 2)
    assert entries(site, "3A TV") == before
    site.keep(tab, "line-down")
    who.set_offline(False)
    saved(tab)
    assert entries(site, "3A TV") == before + 1
    lines = [*ledger(site, first, "3A TV", "muc_gk"), *ledger(site, second, "3A TV", "muc_gk")]
    assert [line[1:3] for line in lines] == [(None, "T"), (None, "H")]
    assert len({line[0] for line in lines}) == 1, "one event"


def test_a_lost_answer_is_asked_for_again_and_the_save_stays_one_event(
    person: Enter, site: Site
) -> None:
    who, pupil = person("primary_homeroom"), site.ids["third"][0]
    tab = open_book(who, site.book("3A TV"))
    choose(tab, "1:muc_ck")
    before = entries(site, "3A TV")
    sent, well_again = lose_answers(who)
    write(tab, pupil, "c")
    tab.keyboard.press("Control+s")
    waits(tab, 1)
    assert len(ledger(site, pupil, "3A TV", "muc_ck")) == 1, (
        "the server has it, the page does not know"
    )
    tab.close()
    well_again()
    listen(who, sent)
    again = open_book(who, site.book("3A TV"))
    saved(again)
    assert len(sent) >= 2 and len(set(sent)) == 1
    assert entries(site, "3A TV") == before + 1
    assert [line[1:3] for line in ledger(site, pupil, "3A TV", "muc_ck")] == [(None, "C")]


def test_what_was_not_sent_outlives_the_closed_tab(person: Enter, site: Site) -> None:
    who, [first, second, *_] = person("primary_homeroom"), site.ids["third"]
    tab = open_book(who, site.book("3A TOAN"))
    choose(tab, "1:muc_ck")
    before = entries(site, "3A TOAN")
    write(tab, first, "t")
    who.set_offline(True)
    tab.keyboard.press("Control+s")
    waits(tab, 1)
    write(tab, second, "c")
    tab.close()
    who.set_offline(False)
    assert entries(site, "3A TOAN") == before
    again = open_book(who, site.book("3A TOAN"))
    expect(again.locator(".grid-say")).to_contain_text("1 ô chưa lưu")
    saved(again)
    assert [line[1:3] for line in ledger(site, first, "3A TOAN", "muc_ck")] == [(None, "T")]
    choose(again, "1:muc_ck")
    expect(box(again, second)).to_have_value("C")
    assert ledger(site, second, "3A TOAN", "muc_ck") == [], "a draft is sent by its teacher only"
    again.keyboard.press("Control+s")
    expect(again.locator(".grid-say")).not_to_contain_text("chưa lưu")
    saved(again)
    assert [line[1:3] for line in ledger(site, second, "3A TOAN", "muc_ck")] == [(None, "C")]
    assert entries(site, "3A TOAN") == before + 2


def test_two_tabs_of_one_teacher_ask_which_stands(person: Enter, site: Site) -> None:
    who, pupil = person("primary_homeroom"), site.ids["third"][2]
    one, two = (open_book(who, site.book("3A TOAN")) for _ in range(2))
    for tab, text in ((one, "t"), (two, "h")):
        choose(tab, "1:muc_gk")
        write(tab, pupil, text)
    one.keyboard.press("Control+s")
    saved(one)
    expect(two.locator(".grid-note")).to_contain_text("1 ô đang sửa ở đây được giữ nguyên")
    two.keyboard.press("Control+s")
    clash = cell(two, pupil, "1:muc_gk")
    expect(clash).to_contain_text("Mai Thị Lành ghi")
    assert [line[1:3] for line in ledger(site, pupil, "3A TOAN", "muc_gk")] == [(None, "T")]
    clash.get_by_role("button", name="Của tôi: H").click()
    two.keyboard.press("Control+s")
    saved(two)
    lines = ledger(site, pupil, "3A TOAN", "muc_gk")
    assert [line[1:3] for line in lines] == [(None, "T"), ("T", "H")]


def test_two_people_write_one_column_and_neither_loses_a_cell(person: Enter, site: Site) -> None:
    mine, theirs = person("primary_homeroom"), person("stranger")
    own, shared, other = site.ids["third"][:3]
    one, two = (open_book(who, site.book("3A DD")) for who in (mine, theirs))
    for tab, pupil, text in (
        (one, own, "h"),
        (one, shared, "t"),
        (two, shared, "c"),
        (two, other, "t"),
    ):
        choose(tab, "1:muc_ck")
        write(tab, pupil, text)
    one.keyboard.press("Control+s")
    saved(one)
    two.keyboard.press("Control+s")
    expect(two.locator("hb-grid")).to_contain_text("1 ô đã có người khác sửa trước")
    saved(two)
    clash = cell(two, shared, "1:muc_ck")
    expect(clash).to_contain_text("Mai Thị Lành ghi")
    site.keep(two, "two-people")
    clash.get_by_role("button", name="Của họ: T").click()
    expect(two.locator(".grid-say")).not_to_contain_text("chưa lưu")
    assert {
        pupil: [line[1:] for line in ledger(site, pupil, "3A DD", "muc_ck")]
        for pupil in (own, shared, other)
    } == {
        own: [(None, "H", "Mai Thị Lành")],
        shared: [(None, "T", "Mai Thị Lành")],
        other: [(None, "T", "Cao Văn Lạ")],
    }
