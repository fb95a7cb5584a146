"""An inspection from the account to its end: what is read, that nothing is written, what stays on record."""

import datetime
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from .conftest import PASSWORD, Enter, Site, open_book
from .test_journeys import SAVED, box, cell, choose
from .test_roles import LAPTOP, PHONE, fits

NAME = "Đoàn Thị Xét"
OWN_PASSWORD = "muoi-hai-con-giap"


@pytest.fixture
def guest(browser: Browser) -> Iterator[BrowserContext]:
    """A browser of somebody from outside; a script error on any page fails the test."""
    faults: list[str] = []
    made = browser.new_context(viewport=LAPTOP, locale="vi-VN")  # type: ignore[arg-type]
    made.set_default_timeout(30_000)
    made.on("weberror", lambda error: faults.append(str(error.error)))
    yield made
    made.close()
    assert faults == []


def in_both_sizes(tab: Page, site: Site, name: str) -> None:
    for size, what in ((PHONE, "phone"), (LAPTOP, "laptop")):
        tab.set_viewport_size(size)  # type: ignore[arg-type]
        fits(tab)
        site.keep(tab, f"inspector-{name}-{what}")


def open_account(boss: Page, site: Site) -> tuple[str, str]:
    """The head opens the account; user name and first password from the slip."""
    boss.goto(f"{site.url}/thanh-tra/")
    boss.get_by_label("Họ tên thanh tra").fill(NAME)
    boss.get_by_label("Cơ quan cử đến").fill("Thanh tra tỉnh")
    boss.get_by_label("Quyết định số, ngày").fill("7/QĐ-TTr")
    today = datetime.date.fromisoformat(boss.get_by_label("Từ ngày").input_value())
    ends = today + datetime.timedelta(days=14)
    boss.get_by_label("Đến hết ngày").fill(ends.isoformat())
    in_both_sizes(boss, site, "given")
    boss.get_by_role("button", name="Mở tài khoản").click()
    if "reauthenticate" in boss.url:
        boss.get_by_label("Mật khẩu").fill(PASSWORD)
        boss.keyboard.press("Enter")
    slip = boss.locator("section.slip", has_text=NAME).locator("code")
    return slip.nth(0).inner_text(), slip.nth(1).inner_text()


def log_in(who: BrowserContext, site: Site, username: str, first: str) -> Page:
    """The first log-in, with a password of one's own."""
    tab = who.new_page()
    tab.goto(f"{site.url}/accounts/login/")
    tab.get_by_label("Tên đăng nhập").fill(username)
    tab.get_by_label("Mật khẩu").fill(first)
    tab.get_by_role("button", name="Đăng nhập", exact=True).click()
    tab.get_by_label("Mật khẩu đang dùng").fill(first)
    for field in ("password1", "password2"):
        tab.locator(f"[name={field}]").fill(OWN_PASSWORD)
    tab.get_by_role("button", name="Đổi mật khẩu").click()
    tab.goto(site.url)
    return tab


def mark_is_changed(person: Enter, site: Site, pupil: int) -> None:
    tab = open_book(person("literature"), site.book("8A1 NV"))
    choose(tab, "1:gk")
    box(tab, pupil).fill("9")
    tab.keyboard.press("Control+s")
    expect(tab.locator(".grid-say .state")).to_have_text(SAVED)


def test_an_inspection_from_the_account_to_its_end(
    person: Enter, guest: BrowserContext, site: Site
) -> None:
    pupil = site.ids["pupils"][5]
    mark_is_changed(person, site, pupil)
    boss = person("principal").new_page()
    tab = log_in(guest, site, *open_account(boss, site))
    expect(tab.locator("main")).to_contain_text("Các phần được xem")
    in_both_sizes(tab, site, "desk")

    tab.goto(site.book("8A1 NV"))
    tab.wait_for_selector("hb-grid[data-ready]", state="attached")
    expect(tab.locator("main")).to_contain_text("chỉ xem")
    expect(tab.locator("tr[data-student] :is(input, textarea)")).to_have_count(0)
    expect(tab.get_by_role("button", name="Lưu")).to_have_count(0)
    in_both_sizes(tab, site, "book")
    cell(tab, pupil, "1:gk").click()
    tab.locator(".grid-note").get_by_text("Nhật kí ô").click()
    drawer = tab.locator("#drawer")
    expect(drawer).to_contain_text("8,5")
    in_both_sizes(tab, site, "history")

    tab.goto(f"{site.url}/sua-diem/?xem=cells")
    expect(tab.locator("main")).to_contain_text("8,5 → 9")
    in_both_sizes(tab, site, "changes")

    refused_to_write(tab, site, pupil)
    answer = tab.goto(f"{site.url}/nhan-xet/kho/")
    assert answer is not None and answer.status == 403
    in_both_sizes(tab, site, "no-phrases")

    boss.goto(f"{site.url}/thanh-tra/")
    boss.get_by_role("link", name=NAME).click()
    for opened in ("Sổ · Ngữ văn · 8A1", "Nhật kí ô · Ngữ văn · 8A1", "Nhật kí sửa điểm"):
        expect(boss.locator("main")).to_contain_text(opened)
    in_both_sizes(boss, site, "record")

    boss.goto(f"{site.url}/thanh-tra/")
    boss.locator("tr", has_text=NAME).get_by_role("button", name="Kết thúc ngay").click()
    expect(boss.locator("tr", has_text=NAME)).to_contain_text("đã kết thúc")
    answer = tab.goto(site.book("8A1 NV"))
    assert answer is not None and answer.status in (403, 404)
    tab.goto(site.url)
    expect(tab.locator("main")).to_contain_text("Đợt thanh tra đã kết thúc")
    in_both_sizes(tab, site, "over")


def refused_to_write(tab: Page, site: Site, pupil: int) -> None:
    """Even a request made by hand changes nothing: the right is refused, not the form hidden."""
    change = {"student": pupil, "term": 1, "slot": "gk", "seen": 90, "new": 100}
    said = tab.evaluate(
        """async ([url, change]) => {
            const token = document.querySelector("meta[name=csrf-token]").content;
            const answer = await fetch(url, {method: "POST", body: JSON.stringify({changes: [change]}),
              headers: {"Content-Type": "application/json", "X-CSRFToken": token, "Accept": "application/json"}});
            return [answer.status, (await answer.json()).message];
        }""",
        [f"{site.url}/so/{site.ids['books']['8A1 NV']}/luu", change],
    )
    assert said[0] == 403 and "nhập điểm" in said[1], said


def test_every_page_of_an_inspectors_bar_opens_and_fits(
    person: Enter, guest: BrowserContext, site: Site
) -> None:
    tab = log_in(guest, site, *open_account(person("principal").new_page(), site))
    bar = tab.locator("header.bar nav a, header.bar .more a")
    links = bar.evaluate_all("all => [...new Set(all.map(a => a.href))]")
    assert len(links) >= 6, links
    for href in links:
        answer = tab.goto(href)
        assert answer is not None and answer.status == 200, href
        for size in (PHONE, LAPTOP):
            tab.set_viewport_size(size)  # type: ignore[arg-type]
            fits(tab)


def test_an_account_whose_day_is_over_reads_nothing_and_is_told_so(
    person: Enter, site: Site
) -> None:
    tab = person("inspector").new_page()
    tab.goto(site.url)
    expect(tab.locator("main")).to_contain_text("Đợt thanh tra đã kết thúc")
    for path in (f"/so/{site.ids['books']['8A1 NV']}/", "/sua-diem/", "/lop/"):
        answer = tab.goto(f"{site.url}{path}")
        assert answer is not None and answer.status in (403, 404), path
