"""What became of a save stands in view, and what cannot be written is reached by the keyboard too."""

from playwright.sync_api import Page, expect

from .conftest import School
from .hands import GK, TX4, box, cell, saved

IN_VIEW = """() => {
  const cell = document.activeElement.getBoundingClientRect();
  const foot = document.querySelector('.grid-say').getBoundingClientRect();
  return [foot.bottom <= innerHeight + 1, cell.bottom <= foot.top + 1];
}"""


def test_the_receipt_is_in_view_and_never_over_the_cell_in_hand(page: Page, school: School) -> None:
    for height in (768, 560):
        page.set_viewport_size({"width": 1366, "height": height})
        page.evaluate("scrollTo(0, 0)")
        box(page, 1).focus()
        for _ in range(30):
            page.keyboard.press("Enter")
            assert page.evaluate(IN_VIEW) == [True, True]
    page.keyboard.type("75")
    page.keyboard.press("Control+s")
    saved(page)
    expect(page.locator(".grid-say")).to_be_in_viewport(ratio=1)


def test_a_cell_that_cannot_be_written_is_reached_and_left_by_the_keyboard(page: Page) -> None:
    box(page, 4).focus()
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")
    expect(cell(page, 4, GK)).to_be_focused()
    expect(page.locator(".grid-note")).to_contain_text("ĐĐGgk: đã khóa 02/11 theo lệnh")
    page.keyboard.type("9")
    page.keyboard.press("Delete")
    expect(page.locator("td.new")).to_have_count(0)
    page.keyboard.press("ArrowDown")
    expect(cell(page, 5, GK)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".grid-note :is(a, button)").first).to_be_focused()
    cell(page, 5, GK).focus()
    page.keyboard.press("ArrowLeft")
    expect(cell(page, 5, TX4).locator("input")).to_be_focused()


def test_on_a_phone_a_book_without_open_columns_has_no_empty_strip_of_tools(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    tools = page.locator(".grid-tools")
    expect(tools).to_be_visible()
    tools.evaluate("strip => strip.replaceChildren(strip.querySelector('.hint'))")  # as when locked
    expect(tools).to_be_hidden()
    page.set_viewport_size({"width": 1366, "height": 768})
    expect(tools).to_be_visible()
