"""A column read aloud, or called out by two people, against the paper."""

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from .conftest import School, name_of, open_book
from .hands import box

VOICE = """
window.said = []; window.ends = [];
class Words { constructor(text) { this.text = text; } }
Object.defineProperty(window, 'SpeechSynthesisUtterance', {value: Words});
Object.defineProperty(window, 'speechSynthesis', {value: {
  getVoices: () => VOICES, cancel: () => {}, speak: said => { window.said.push([said.text, said.rate, said.lang]); window.ends.push(said); }}});
"""


@pytest.fixture
def aloud(context: BrowserContext, school: School) -> Page:
    """A page in a browser with a Vietnamese voice that ends when the test says so."""
    context.add_init_script(VOICE.replace("VOICES", "[{lang: 'vi-VN', name: 'Linh'}]"))
    page = open_book(context, school)
    page.select_option(".grid-tools select", "1:tx1")
    return page


def heard(page: Page) -> list[list[object]]:
    found: list[list[object]] = page.evaluate("() => window.said")
    return found


def test_the_voice_reads_name_and_mark_and_the_row_goes_along(aloud: Page) -> None:
    aloud.get_by_role("button", name="Đọc soát").click()
    expect(aloud.locator("tr.reading th")).to_have_text(name_of(1))
    assert heard(aloud) == [[f"{name_of(1)}. 5 phẩy 7.", 1, "vi-VN"]]
    aloud.evaluate("() => window.ends.at(-1).onend()")
    expect(aloud.locator("tr.reading th")).to_have_text(name_of(2))
    aloud.keyboard.press("+")
    assert heard(aloud)[-1] == [f"{name_of(2)}. 6 phẩy 4.", 1.2, "vi-VN"]
    aloud.keyboard.press("Space")
    aloud.clock.install()
    aloud.evaluate("() => window.ends.at(-1).onend()")
    aloud.clock.run_for(10_000)
    expect(aloud.locator("tr.reading th")).to_have_text(name_of(2))
    count = len(heard(aloud))
    aloud.keyboard.press("Space")
    assert len(heard(aloud)) == count + 1
    aloud.keyboard.press("Escape")
    expect(aloud.locator("tr.reading")).to_have_count(0)
    expect(aloud.locator(".grid-read")).to_be_hidden()
    expect(box(aloud, 1)).to_be_focused()


def test_without_a_voice_it_says_why_and_two_people_call_out(
    context: BrowserContext, school: School
) -> None:
    context.add_init_script(VOICE.replace("VOICES", "[{lang: 'en-US'}]"))
    page = open_book(context, school)
    page.select_option(".grid-tools select", "1:tx2")
    page.get_by_role("button", name="Đọc soát").click()
    expect(page.locator(".grid-read")).to_contain_text("chưa cài giọng đọc tiếng Việt")
    for _ in range(3):
        page.keyboard.press("Space")
    page.keyboard.press("ArrowUp")
    expect(page.locator("tr.reading th")).to_have_text(name_of(3))
    assert heard(page) == []


def test_a_column_heard_to_its_end_is_ticked_with_what_was_heard(
    aloud: Page, school: School
) -> None:
    aloud.get_by_role("button", name="Đọc soát").click()
    for _ in range(45):
        aloud.keyboard.press("ArrowDown")
    aloud.get_by_role("button", name="Đã soát xong cột này").click()
    expect(aloud.locator("th[data-col='1:tx1'] small")).to_have_text("45/45 · đã soát")
    [proof] = school.proofs
    assert (proof["term"], proof["slot"], len(proof["values"])) == (1, "tx1", 45)
    assert proof["values"]["1"] == 57
