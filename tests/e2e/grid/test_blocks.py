"""Blocks that are more than marks: a heading, the numbers of a list. No mark moves by a row or a column for them."""

from playwright.sync_api import Page, expect

from .conftest import School
from .hands import TX3, TX4, box, cell, paste, saved, values

MARKS = [f"{n % 5 + 5},{n % 2 * 5}" for n in range(45)]


def save(page: Page) -> None:
    page.keyboard.press("Control+s")
    page.keyboard.press("Control+s")
    saved(page)


def whole(school: School, column: str) -> list[int | str | None]:
    found = values(school, column)
    return [found.get(student) for student in range(1, 46)]


TENTHS = [n % 5 * 10 + 50 + n % 2 * 5 for n in range(45)]


def test_one_column_with_its_heading_goes_where_the_heading_says(
    page: Page, school: School
) -> None:
    page.select_option(".grid-tools select", "1:tx2")
    box(page, 1).focus()
    paste(page, "\n".join(["TX3", *MARKS]))
    expect(page.locator(".grid-note")).to_contain_text("Đã dán 45 ô")
    save(page)
    assert whole(school, "1:tx3") == TENTHS and school.posts[-1]["column"] == "1:tx3"


def test_a_heading_that_names_no_column_moves_nothing_down(page: Page, school: School) -> None:
    box(page, 1).focus()
    paste(page, "\n".join(["Bài 15 phút số 3", *MARKS]))
    expect(page.locator(".grid-note")).to_contain_text("dòng tiêu đề không dùng")
    save(page)
    assert whole(school, "1:tx3") == TENTHS


def test_a_word_at_the_first_pupil_is_no_heading(page: Page) -> None:
    box(page, 1).focus()
    paste(page, "\n".join(["vắng", *MARKS[1:]]))
    expect(page.locator("td.refused")).to_have_count(1)
    expect(box(page, 1)).to_have_value("vắng")
    expect(box(page, 2)).to_have_value("6,5")


def test_the_numbers_of_a_list_are_no_marks(page: Page, school: School) -> None:
    box(page, 1).focus()
    paste(page, "\n".join(f"{n}\t{mark}" for n, mark in enumerate(MARKS, 1)))
    expect(page.locator(".grid-note")).to_contain_text("cột số thứ tự không dùng")
    expect(cell(page, 1, TX3).locator("input")).to_have_value("5")
    expect(cell(page, 1, TX4)).to_have_text("")
    save(page)
    assert whole(school, "1:tx3") == TENTHS and values(school, "1:tx4") == {}
