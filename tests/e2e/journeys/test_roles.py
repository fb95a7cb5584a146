"""Every role at its own work, on a laptop and on a phone; every page of its bar opens and fits."""

import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from .conftest import PASSWORD, Enter, Site, open_book
from .test_journeys import SAVED, box, cell

LAPTOP = {"width": 1366, "height": 768}
PHONE = {"width": 390, "height": 844}
ROLES = ("teacher", "homeroom", "principal", "clerk", "admin", "primary_homeroom")
SCROLLS_ITSELF = "document.documentElement.scrollWidth"


def on_phone(who: BrowserContext) -> Page:
    tab = who.new_page()
    tab.set_viewport_size(PHONE)  # type: ignore[arg-type]
    return tab


CARDS_TOO_WIDE = """[...document.querySelectorAll(".scroll:has(> .cards)")]
    .filter(box => box.scrollWidth > box.clientWidth + 1).length"""


def fits(tab: Page) -> None:
    """Nothing is wider than the screen; on a phone neither is a table that becomes cards."""
    wide, width = tab.evaluate(SCROLLS_ITSELF), tab.viewport_size["width"]  # type: ignore[index]
    assert wide <= width, (tab.url, wide)
    assert width > PHONE["width"] or tab.evaluate(CARDS_TOO_WIDE) == 0, tab.url


@pytest.mark.parametrize("role", ROLES)
def test_every_page_of_a_bar_opens_and_fits_both_screens(
    person: Enter, site: Site, role: str
) -> None:
    tab = person(role).new_page()
    tab.goto(site.url)
    links = tab.locator("header.bar nav a, header.bar .more a").evaluate_all(
        "all => [...new Set(all.map(a => a.href))]"
    )
    assert len(links) >= 4, links
    for href in links:
        answer = tab.goto(href)
        assert answer is not None and answer.status == 200, href
        assert tab.locator("h1").inner_text().strip(), href
        for size in (PHONE, LAPTOP):
            tab.set_viewport_size(size)  # type: ignore[arg-type]
            fits(tab)


@pytest.mark.parametrize(
    "path",
    ["can-bo", "can-bo/quyen", "can-bo/tai-khoan", "toi", "truong", "nhat-ki", "chung-thu"],
)
def test_people_rights_and_log_are_read_on_the_phone_without_pulling_sideways(
    person: Enter, site: Site, path: str
) -> None:
    tab = on_phone(person("principal"))
    tab.goto(f"{site.url}/{path}/")
    tables = "[...document.querySelectorAll('main .scroll:has(> table)')]"
    assert tab.evaluate(f"{tables}.length") > 0
    assert tab.evaluate(f"{tables}.every(box => box.scrollWidth <= box.clientWidth + 1)")


def test_the_teacher_enters_a_column_on_the_phone(person: Enter, site: Site) -> None:
    tab, pupils = on_phone(person("literature")), site.ids["pupils"]
    tab.goto(site.book("8A1 NV"))
    tab.wait_for_selector("hb-grid[data-ready]", state="attached")
    tab.select_option(".grid-tools select", "1:tx3")
    fits(tab)
    for pupil, mark in zip(pupils[:3], ("7", "8,5", "9"), strict=True):
        field = box(tab, pupil)
        assert field.bounding_box()["height"] >= 36  # type: ignore[index]
        field.fill(mark)
    site.keep(tab, "teacher-phone")
    tab.locator("main").get_by_role("button", name=re.compile("^Lưu")).first.click()
    expect(tab.locator(".grid-say .state")).to_have_text(SAVED)
    tab.reload()
    tab.wait_for_selector("hb-grid[data-ready]", state="attached")
    expect(cell(tab, pupils[1], "1:tx3")).to_contain_text("8,5")


def test_a_strip_of_months_opens_at_the_chosen_one_on_the_phone(person: Enter, site: Site) -> None:
    tab = on_phone(person("homeroom"))
    tab.goto(f"{site.url}/diem-danh/lop/{site.ids['klass']}/bien-dong/?thang=2026-05")
    chosen = tab.locator(".day-pick .seg [aria-current]")
    expect(chosen).to_have_text("05/2026")
    expect(chosen).to_be_in_viewport(ratio=1)
    assert tab.evaluate("scrollY") == 0
    site.keep(tab, "changes-phone")


def test_the_homeroom_teacher_calls_the_roll_on_the_phone(person: Enter, site: Site) -> None:
    tab = on_phone(person("homeroom"))
    where = f"{site.url}/diem-danh/lop/{site.ids['klass']}/?ngay=2026-05-20&buoi=S"
    tab.goto(where)
    fits(tab)
    for row, kind in ((1, "P"), (4, "K")):
        tab.locator("ol.roll > li").nth(row).get_by_text(kind, exact=True).click()
    tab.get_by_role("button", name="Lưu điểm danh").click()
    expect(tab.locator("main")).to_contain_text("vắng 1 có phép, 1 không phép")
    fits(tab)
    site.keep(tab, "roll-phone")
    tab.goto(where.replace("buoi=S", "buoi=C"))
    expect(tab.locator("main")).to_contain_text("Buổi này chưa điểm danh")


def test_the_head_of_department_reminds_by_keyboard_and_the_teacher_is_told(
    person: Enter, site: Site
) -> None:
    tab = person("head").new_page()
    tab.goto(f"{site.url}/ke-hoach/cham/")
    line = tab.locator("tbody tr", has_text="Toán 8A1").first
    line.get_by_role("button", name="Nhắc").focus()
    tab.keyboard.press("Enter")
    expect(tab.locator("tbody tr", has_text="Toán 8A1").first).to_contain_text("đã nhắc hôm nay")
    site.keep(tab, "head-reminds")
    told = on_phone(person("teacher"))
    told.goto(site.url)
    expect(told.locator("main")).to_contain_text(re.compile("nhắc", re.IGNORECASE))
    fits(told)


def test_the_vice_principal_opens_a_locked_column_from_the_phone(person: Enter, site: Site) -> None:
    boss = person("principal").new_page()
    boss.goto(f"{site.url}/khoa-so/")
    order = boss.locator("form[action$='/khoa-so/khoa']")
    texts = order.get_by_label("Phạm vi").locator("option").all_text_contents()
    order.get_by_label("Phạm vi").select_option(label=next(t for t in texts if t.endswith("8A2")))
    order.get_by_label("Lí do").fill("Hết hạn nhập điểm học kì I")
    order.get_by_role("button", name="Khóa").click()

    teacher = person("head")
    ask = teacher.new_page()
    ask.goto(f"{site.url}/so/{site.ids['books']['8A2 TOAN']}/xin-mo")
    ask.get_by_label(re.compile("ĐĐGtx 1")).first.check()
    ask.get_by_label("Lí do").fill("Chấm bài bù cho em ốm")
    ask.get_by_role("button", name="Gửi đề nghị").click()
    expect(ask.locator("main")).to_contain_text("Chấm bài bù cho em ốm")

    phone = on_phone(person("vice_principal"))
    phone.goto(ask.url)
    fits(phone)
    phone.get_by_role("button", name="Duyệt, mở ngay").click()
    if "reauthenticate" in phone.url:
        phone.get_by_label("Mật khẩu").fill(PASSWORD)
        phone.keyboard.press("Enter")
    expect(phone.locator("main")).to_contain_text("Duyệt, mở ngay")
    expect(phone.locator("main")).not_to_contain_text("Đã có người quyết định")
    fits(phone)
    site.keep(phone, "opening-phone")

    tab = open_book(teacher, site.book("8A2 TOAN"))
    expect(tab.locator("th[data-col='1:tx1']")).not_to_have_attribute("data-state", "locked")
    expect(tab.locator("th[data-col='1:tx2']")).to_have_attribute("data-state", "locked")
