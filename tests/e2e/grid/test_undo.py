"""Taking back: a wrong entry is a step like a mark, and nothing changes where nobody looks."""

from playwright.sync_api import Page, expect

from .conftest import School
from .hands import TX1, TX3, box, cell, paste, saved, values


def test_ctrl_z_takes_back_the_wrong_entry_and_not_the_mark_before_it(
    page: Page, school: School
) -> None:
    box(page, 1).focus()
    for text in ["7", "abc"]:
        page.keyboard.type(text)
        page.keyboard.press("Enter")
    page.keyboard.press("Control+z")
    expect(box(page, 2)).to_have_value("")
    expect(box(page, 2)).to_be_focused()
    expect(page.locator("td.refused")).to_have_count(0)
    expect(box(page, 1)).to_have_value("7")
    page.keyboard.press("Control+y")
    expect(box(page, 2)).to_have_value("abc")
    page.keyboard.press("Escape")
    page.keyboard.press("Control+z")  # what Esc took back is no step any more
    expect(box(page, 1)).to_have_value("")
    expect(page.locator("td.new, td.refused")).to_have_count(0)
    page.keyboard.press("Control+y")
    page.keyboard.press("Control+s")
    saved(page)
    assert values(school, "1:tx3") == {1: 70}


def test_what_is_taken_back_is_gone_to_and_said_in_whatever_column(page: Page) -> None:
    first = box(page, 40)
    first.focus()
    page.keyboard.type("7")
    page.keyboard.press("Enter")
    page.select_option(".grid-tools select", "1:tx1")
    box(page, 1).focus()
    page.keyboard.press("Control+z")
    expect(cell(page, 40, TX3).locator("input")).to_be_focused()
    expect(page.locator(".grid-note")).to_contain_text("Đã hoàn tác")
    page.keyboard.press("Control+z")
    expect(page.locator(".grid-note")).to_contain_text("Không còn gì để hoàn tác")
    expect(cell(page, 1, TX1).locator("input")).to_have_count(0)


def test_the_button_that_takes_back_a_paste_is_gone_when_something_else_was_written(
    page: Page,
) -> None:
    box(page, 1).focus()
    paste(page, "6\n7\n8\nchín")
    back = page.locator(".grid-note").get_by_role("button", name="Hoàn tác")
    expect(back).to_be_visible()
    box(page, 20).focus()
    page.keyboard.type("9")
    page.keyboard.press("Enter")
    expect(back).to_have_count(0)
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+z")
    expect(page.locator("td.new, td.refused")).to_have_count(0)
