"""A wrong mark put right with its evidence: from the cell to the new mark, counted, and by phone."""

import re
import struct
import zlib
from pathlib import Path

from playwright.sync_api import Page, expect

from .conftest import PASSWORD, Enter, Site, open_book
from .test_journeys import cell

PHONE = {"width": 390, "height": 844}


TYPIST = Path(__file__).resolve().parents[3] / "docs" / "dev" / "typist.md"


def written() -> tuple[int, int]:
    """Presses and clicks of one wrong mark put right, as the document says; its rows add up."""
    part = TYPIST.read_text().partition("put right with its evidence")[2]
    rows = re.findall(r"^\| (.+?) \| *(\S*) *\| *(\S*) *\|$", part, re.M)
    counts = {
        name: (k.strip("*"), c.strip("*")) for name, k, c in rows if name not in ("what", "---")
    }
    keys, clicks = counts.pop("**all**")
    for place, total in enumerate((keys, clicks)):
        assert sum(int(pair[place] or 0) for pair in counts.values()) == int(total)
    return int(keys), int(clicks)


class Hand:
    """A teacher's hand on one page: every press and click is counted."""

    def __init__(self, tab: Page) -> None:
        self.tab, self.keys, self.clicks = tab, 0, 0

    def click(self, selector: str) -> None:
        self.clicks += 1
        self.tab.locator(selector).click()

    def type(self, text: str) -> None:
        self.keys += len(text)
        self.tab.keyboard.type(text)

    def choose(self, selector: str, file: Path) -> None:
        """A click on the field, one on the picture in the system's window."""
        self.clicks += 2
        self.tab.set_input_files(selector, file)


def picture(folder: Path) -> Path:
    """A photo of a test paper, as far as the program can tell."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        )

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 4, 4, 8, 0, 0, 0, 0))
    body = chunk(b"IDAT", zlib.compress((b"\0" + b"\xc0" * 4) * 4))
    path = folder / "bai.png"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + head + body + chunk(b"IEND", b""))
    return path


def fits(tab: Page) -> None:
    assert tab.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_a_wrong_mark_is_put_right_with_evidence_and_approved_on_the_phone(
    person: Enter, site: Site, tmp_path: Path
) -> None:
    teacher, pupil = person("teacher"), site.ids["pupils"][2]
    page = teacher.new_page()
    page.goto(f"{site.url}/so/{site.ids['books']['8A1 TOAN']}/cong-bo")
    page.locator("tr", has_text="ĐĐGtx 2").first.get_by_role("button", name="Công bố").click()
    expect(page.get_by_role("dialog")).to_contain_text("không bỏ được")
    page.get_by_role("dialog").get_by_role("button", name="Công bố").click()
    expect(page.locator("main")).to_contain_text("Đã công bố ĐĐGtx 2.")

    tab = open_book(teacher, site.book("8A1 TOAN"))
    expect(cell(tab, pupil, "1:tx2")).to_contain_text("7")
    hand = Hand(tab)
    hand.clicks += 1
    cell(tab, pupil, "1:tx2").click()
    hand.click(".grid-note a:has-text('Xin sửa điểm')")
    expect(tab.locator("#drawer form")).to_be_visible()
    hand.click(f"#drawer [name=new-{pupil}]")
    hand.type("8,5")
    hand.click("#drawer [name=reason]")
    hand.type("Cộng nhầm câu 3")
    hand.choose("#drawer [name=paper]", picture(tmp_path))
    site.keep(tab, "correction-form")
    hand.click("#drawer button.main")
    tab.wait_for_url("**/de-nghi/*/")
    address = tab.url
    expect(tab.locator("main")).to_contain_text("đã nộp")
    assert (hand.keys, hand.clicks) == written()

    head = person("head").new_page()
    head.goto(address)
    head.get_by_role("button", name="Xác nhận", exact=True).click()
    expect(head.locator("main")).to_contain_text("tổ trưởng đã xác nhận")

    boss = person("principal").new_page()
    boss.set_viewport_size(PHONE)  # type: ignore[arg-type]
    boss.goto(site.url)
    boss.get_by_role("link", name="Xem, duyệt").first.click()
    expect(boss.locator("main")).to_contain_text("Cộng nhầm câu 3")
    fits(boss)
    site.keep(boss, "correction-phone")
    boss.get_by_role("button", name="Duyệt", exact=True).click()
    if "reauthenticate" in boss.url:
        boss.get_by_label("Mật khẩu").fill(PASSWORD)
        boss.keyboard.press("Enter")
    expect(boss.locator("main")).to_contain_text("đã duyệt, chờ ghi vào sổ")
    fits(boss)

    tab.reload()
    tab.get_by_role("button", name="Ghi điểm mới vào sổ").click()
    expect(tab.locator("main")).to_contain_text("Đã ghi điểm mới vào sổ.")
    again = open_book(teacher, site.book("8A1 TOAN"))
    expect(cell(again, pupil, "1:tx2")).to_contain_text("8,5")
    told = person("homeroom").new_page()
    told.goto(site.url)
    expect(told.locator("main")).to_contain_text("Điểm đã công bố được sửa")
