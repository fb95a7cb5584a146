"""What was typed in a cell that is shut when the page is opened again: seen, never sent, and let go of."""

from playwright.sync_api import BrowserContext, Page, expect

from .conftest import School, open_book
from .test_grid import GK, TX3, box, cell, saved, values


def left_behind(page: Page, school: School, context: BrowserContext) -> Page:
    """A mark and a wrong entry typed, the tab closed, then both cells published."""
    school.marks.values[1, "1:tx3"] = 80
    page.reload()
    page.wait_for_selector("hb-grid[data-ready]", state="attached")
    box(page, 1).focus()
    for text in ["6", "xx", "9"]:
        page.keyboard.type(text)
        page.keyboard.press("Enter")
    page.close()
    school.marks.shut |= {(s, "1:tx3"): "Điểm đã công bố" for s in (1, 2)}
    again = open_book(context, school)
    expect(again.locator(".grid-note")).to_contain_text("2 ô nay không ghi được")
    return again


def test_it_is_not_sent_and_does_not_hold_up_the_others(
    page: Page, school: School, context: BrowserContext
) -> None:
    again = left_behind(page, school, context)
    expect(cell(again, 1, TX3)).to_contain_text("Điểm đã công bố: điều đã gõ chưa vào sổ")
    again.keyboard.press("Control+s")
    saved(again)
    assert values(school, "1:tx3") == {1: 80, 3: 90}


def test_the_keyboard_lets_go_of_it_and_the_book_stands_there_again(
    page: Page, school: School, context: BrowserContext
) -> None:
    again = left_behind(page, school, context)
    for student, typed in ((1, "6"), (2, "xx")):
        again.get_by_role("button", name="ô cần sửa").click()
        note = again.locator(".grid-note")
        expect(note).to_contain_text(f"«{typed}» thầy cô gõ trước đó chưa vào sổ")
        expect(cell(again, student, TX3)).to_be_focused()
        again.keyboard.press("Escape")
    expect(cell(again, 1, TX3)).to_have_text("8")
    expect(cell(again, 2, TX3)).to_have_text("")
    expect(again.get_by_role("button", name="ô cần sửa")).to_have_count(0)
    again.close()
    third = open_book(context, school)
    expect(third.locator(".grid-note")).to_contain_text("Đã đưa lại 1 ô")
    expect(third.locator("td.refused")).to_have_count(0)


def test_it_is_a_draft_again_when_the_cell_is_open_again(
    page: Page, school: School, context: BrowserContext
) -> None:
    left_behind(page, school, context).close()
    school.marks.shut.clear()
    again = open_book(context, school)
    expect(box(again, 1)).to_have_value("6")
    again.keyboard.press("Control+s")
    saved(again)
    assert values(school, "1:tx3") == {1: 60, 3: 90}


def test_a_shut_cell_that_was_pressed_is_where_the_keyboard_goes_on(page: Page) -> None:
    cell(page, 5, GK).click()
    expect(page.locator(".grid-note")).to_contain_text("đã khóa 02/11")
    page.keyboard.press("ArrowDown")
    expect(cell(page, 6, GK)).to_be_focused()
    page.keyboard.press("F2")
    expect(page.locator("#drawer")).to_contain_text("ĐĐGgk")
