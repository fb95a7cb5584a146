"""What became of a save stands in view, wherever in the class the teacher is."""

from playwright.sync_api import Page, expect

from .conftest import School
from .test_grid import box, saved

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
