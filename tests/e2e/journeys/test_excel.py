"""The Excel form of a book by keyboard alone, then every page of it and a pasted table on a phone."""

import io
from pathlib import Path

import openpyxl
from playwright.sync_api import Page, expect

from .conftest import Enter, Site
from .test_corrections import PHONE, fits
from .test_safety import ledger


class Keys:
    """A person without a mouse: every press is counted."""

    def __init__(self, tab: Page) -> None:
        self.tab, self.presses = tab, 0

    def press(self, key: str) -> None:
        self.presses += 1
        self.tab.keyboard.press(key)

    def skip(self) -> None:
        """From the top of a page that was just opened to its content."""
        self.tab.evaluate(
            "document.activeElement.blur(); document.body.tabIndex = -1; document.body.focus()"
        )
        self.press("Tab")
        expect(self.tab.locator("a.skip")).to_be_focused()
        self.press("Enter")

    def to(self, words: str) -> None:
        """Tab on to what has these words (or is a field of that kind)."""
        for _ in range(20):
            self.press("Tab")
            now = self.tab.evaluate(
                "(() => { const e = document.activeElement; return `${e.type ?? ''} ${e.innerText ?? ''}`; })()"
            )
            if words in now:
                return
        raise AssertionError(f"no {words} within twenty tabs")


def filled(form: Path, folder: Path) -> Path:
    """The form with a level in the first empty cells, as Excel saves it."""
    book = openpyxl.load_workbook(io.BytesIO(form.read_bytes()))
    page = book.worksheets[0]
    page["F5"], page["F6"], page["F7"] = "T", "H", "C"
    path = folder / "da-dien.xlsx"
    book.save(path)
    return path


def test_a_form_is_taken_filled_and_applied_without_a_mouse(
    person: Enter, site: Site, tmp_path: Path
) -> None:
    tab = person("primary_homeroom").new_page()
    tab.goto(site.book("3A TV", "excel/?ki=2"))
    keys = Keys(tab)
    keys.skip()
    keys.to("Tải tệp mẫu")
    with tab.expect_download() as form:
        keys.press("Enter")
    keys.to("file")
    with tab.expect_file_chooser() as chooser:
        keys.press("Space")
    chooser.value.set_files(filled(form.value.path(), tmp_path))
    keys.to("Xem trước")
    keys.press("Enter")
    tab.wait_for_url("**/nhap-tep/*/")
    expect(tab.locator("main")).to_contain_text("Ô mới")
    keys.skip()
    keys.to("Áp dụng tất cả")
    keys.press("Enter")
    expect(tab.locator("main")).to_contain_text("Đã áp dụng tệp")
    assert keys.presses == 17  # docs/dev/typist.md
    marks = [ledger(site, pupil, "3A TV", "muc_gk", 2) for pupil in site.ids["third"][:3]]
    assert [line[1:3] for [line] in marks] == [(None, "T"), (None, "H"), (None, "C")]
    assert len({line[0] for [line] in marks}) == 1, "one event"

    tab.set_viewport_size(PHONE)  # type: ignore[arg-type]
    fits(tab)
    right = tab.locator("td b").first.bounding_box()
    assert right and right["x"] + right["width"] <= PHONE["width"], "old → new is on the screen"
    site.keep(tab, "excel-applied-390")
    tab.locator("a[href^='/bien-nhan/']").first.click()
    expect(tab.locator("main")).to_contain_text("da-dien.xlsx")
    fits(tab)
    site.keep(tab, "excel-receipt-390")
    for page in ("bien-nhan/", "nhap-tep/", "so/excel/"):
        tab.goto(f"{site.url}/{page}")
        fits(tab)


def test_a_table_is_pasted_on_a_phone(person: Enter, site: Site) -> None:
    who = person("primary_homeroom")
    who.grant_permissions(["clipboard-read", "clipboard-write"])
    tab = who.new_page()
    tab.set_viewport_size(PHONE)  # type: ignore[arg-type]
    tab.goto(site.book("3A DD", "?ki=2"))
    tab.wait_for_selector("hb-grid[data-ready]", state="attached")
    tab.select_option(".grid-tools select", "2:muc_gk")
    tab.get_by_role("button", name="Dán thông minh").click()
    names = tab.locator("tr[data-student] > th").all_inner_texts()
    rows = "\n".join(f"{name}\t{'THC'[n % 3]}" for n, name in enumerate(reversed(names)))
    tab.evaluate("text => navigator.clipboard.writeText(text)", rows)
    tab.keyboard.press("Control+v")
    tab.wait_for_selector("dialog.smart tbody tr")
    fits(tab)
    take = tab.locator("dialog.smart button.main")
    place = take.bounding_box()
    assert place and place["x"] >= 0 and place["x"] + place["width"] <= PHONE["width"]
    site.keep(tab, "paste-390")
    take.click()
    tab.get_by_role("button", name="Lưu").first.click()
    expect(tab.locator(".grid-say .state")).to_contain_text("biên nhận")
    last = site.ids["third"][len(names) - 1]
    assert [line[1:3] for line in ledger(site, last, "3A DD", "muc_gk", 2)] == [(None, "T")]
