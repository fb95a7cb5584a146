"""The life of a personal gradebook: printed, stamped, replaced with consent, handed in."""

import re
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.forms.reading import flat, text_of

from .conftest import PASSWORD, Enter, Site


def paper(tab: Page, site: Site, folder: Path) -> str:
    """The words of the print that the first «Mở PDF» opens."""
    where = tab.get_by_role("link", name="Mở PDF").first.get_attribute("href")
    assert "Đang dựng bản in" in tab.request.get(f"{site.url}{where}").text()
    site.work()
    made = tab.request.get(f"{site.url}{where}")
    assert made.headers["content-type"] == "application/pdf"
    return flat(text_of(made.body(), folder))


def test_a_book_is_printed_replaced_with_consent_and_handed_in(
    person: Enter, site: Site, tmp_path: Path
) -> None:
    tab = person("literature").new_page()
    tab.goto(f"{site.url}/so/ca-nhan/")
    tab.get_by_role("button", name="In sổ điểm cá nhân").click()
    expect(tab.locator("main")).to_contain_text("Đã in lần 1, mã kiểm soát")
    first = tab.locator("main code").first.inner_text()
    assert re.fullmatch(r"[0-9A-Z]{4}-[0-9A-Z]{4}", first)
    said = paper(tab, site, tmp_path)
    assert "Dấu kiểm soát của nhà trường" in said and "Ngữ văn, lớp 8A1, học kì II" in said
    assert said.count(first) == 4, "the control code stands on the cover and at every foot"
    expect(tab.get_by_role("button", name=re.compile("In sổ"))).to_have_count(0)

    tab.get_by_text("Xin thay sổ", exact=True).click()
    tab.get_by_label("Lí do").fill("Sổ bị ướt, nhòe hai trang.")
    tab.get_by_role("button", name="Gửi đề nghị").click()
    expect(tab.locator("main")).to_contain_text("Đề nghị thay sổ đang chờ duyệt")
    site.keep(tab, "personal-asked")

    boss = person("vice_principal").new_page()
    boss.set_viewport_size({"width": 390, "height": 844})
    boss.goto(site.url)
    boss.get_by_role("link", name="Xem, duyệt").first.click()
    expect(boss.locator("main")).to_contain_text("Sổ bị ướt, nhòe hai trang.")
    assert boss.evaluate("document.documentElement.scrollWidth") <= 390
    boss.get_by_role("button", name="Duyệt", exact=True).click()
    if "reauthenticate" in boss.url:
        boss.get_by_label("Mật khẩu").fill(PASSWORD)
        boss.keyboard.press("Enter")
    expect(boss.locator("main")).to_contain_text("đã duyệt")

    tab.reload()
    tab.get_by_role("button", name="In sổ thay, lần 2").click()
    expect(tab.locator("main")).to_contain_text("Đã in lần 2, mã kiểm soát")
    second = tab.locator("main code").first.inner_text()
    assert second != first
    expect(tab.locator("main")).to_contain_text("Sổ bị ướt, nhòe hai trang.")
    site.keep(tab, "personal-second")

    boss.set_viewport_size({"width": 1366, "height": 768})
    boss.goto(f"{site.url}/so/ca-nhan/truong/")
    for number in (1, 2):
        boss.get_by_role("button", name=f"Nhận sổ lần {number} của Hồ Sĩ Quý").click()
        expect(boss.locator("main")).to_contain_text("Đã nhận sổ.")
    expect(boss.get_by_role("button", name=re.compile("của Hồ Sĩ Quý"))).to_have_count(0)
    site.keep(boss, "personal-handed-in")
    tab.reload()
    expect(tab.locator("main")).to_contain_text("Phan Thị Bình nhận")
    expect(tab.get_by_role("button", name=re.compile("In sổ|Gửi đề nghị"))).to_have_count(0)
