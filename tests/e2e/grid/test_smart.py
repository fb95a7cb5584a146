"""A teacher pastes tables of other programs into the grid, in a real browser."""

from playwright.sync_api import BrowserContext, Page, expect

from hocba.kernel.names import search_key

from .conftest import School, born_of, code_of, name_of, open_book
from .hands import GK, TX3, TX4, box, cell, paste, saved, values


def block(rows: list[list[str]]) -> str:
    return "\n".join("\t".join(row) for row in rows)


def bare(student: int) -> str:
    return search_key(name_of(student)).title()


def test_forty_rows_in_another_order_find_their_pupils(page: Page, school: School) -> None:
    order = [7 * n % 45 + 1 for n in range(45)]
    rows = [["STT", "Mã định danh", "Họ và tên", "Ngày sinh", "TX3", "ĐTB"]]
    rows += [
        [str(n), code_of(s), bare(s), born_of(s), f"{s % 10},5", "8,0"]
        for n, s in enumerate(order, 1)
        if s != 3
    ]
    box(page, 20).focus()
    paste(page, block(rows))
    dialog = page.locator("dialog.smart")
    expect(dialog).to_contain_text("44 chắc chắn")
    expect(dialog.get_by_role("button", name="Đưa 44 ô vào sổ")).to_be_focused()
    assert school.posts == []
    page.keyboard.press("Enter")
    expect(page.locator(".grid-note")).to_contain_text("Đã dán 44 ô của 44 em")
    page.keyboard.press("Control+s")
    page.keyboard.press("Control+s")
    saved(page)
    assert values(school, "1:tx3") == {s: s % 10 * 10 + 5 for s in range(1, 46) if s != 3}


def test_yellow_rows_wait_and_are_taken_one_key_each(page: Page, school: School) -> None:
    rows = [[name_of(1), "7"], [bare(2), "8"], [bare(4), "6"], [name_of(5) + "h", "9"], ["Người Lạ Mặt", "5"]]  # fmt: skip
    box(page, 1).focus()
    paste(page, block(rows))
    dialog = page.locator("dialog.smart")
    expect(dialog).to_contain_text("1 chắc chắn")
    expect(dialog).to_contain_text("3 cần xem")
    expect(dialog).to_contain_text("1 không khớp")
    expect(dialog.get_by_role("button", name="Đưa 1 ô vào sổ")).to_be_visible()
    page.keyboard.press("Enter")  # the first yellow row
    page.keyboard.press("Space")  # the second
    expect(dialog.get_by_role("button", name="Đưa 3 ô vào sổ")).to_be_visible()
    page.keyboard.press("Control+Enter")
    expect(page.locator(".grid-note")).to_contain_text(
        "Đã dán 3 ô của 3 em · 2 dòng không đưa vào. Chưa lưu."
    )
    page.keyboard.press("Control+z")
    expect(page.locator("td.new")).to_have_count(0)
    assert school.posts == []


def test_a_list_without_any_marks_on_its_letters_is_taken_by_one_button(page: Page) -> None:
    """Not by itself: the rows wait until the teacher says so, and a doubtful one still waits."""
    pupils = [2, 4, 6, 7]
    rows = [["Họ và tên", "TX3", "TX4"]] + [[bare(s), "", "8"] for s in (*pupils, 9, 9)]
    box(page, 1).focus()
    paste(page, block(rows))
    dialog = page.locator("dialog.smart")
    expect(dialog).to_contain_text("6 cần xem")
    expect(dialog.get_by_role("button", name="Không có ô nào để đưa vào")).to_be_disabled()
    dialog.get_by_role("button", name="Nhận cả 4 em chỉ thiếu dấu").press("Enter")
    expect(dialog.locator("tbody input:checked")).to_have_count(4)
    expect(dialog.locator("tbody input").nth(4)).to_be_focused()
    page.keyboard.press("Control+Enter")
    expect(page.locator("td.new")).to_have_count(4)
    expect(cell(page, 2, TX4).locator("input")).to_be_focused()  # where the marks went


def test_a_pupil_is_taken_from_one_row_only(page: Page) -> None:
    box(page, 1).focus()
    paste(page, block([[bare(2), "8"], [bare(2), "3"], [name_of(1), "75"], [name_of(5), "6"]]))
    dialog = page.locator("dialog.smart")
    expect(dialog).to_contain_text("1 ô không ghi được")
    expect(dialog.locator("tbody tr").nth(2)).to_contain_text("có phải 7,5?")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(dialog.locator("tbody tr").nth(1)).to_contain_text("em này đã nhận ở dòng 1")
    expect(dialog.locator("tbody input").nth(1)).not_to_be_checked()
    expect(dialog.get_by_role("button", name="Đưa 2 ô vào sổ")).to_be_visible()
    dialog.locator("tbody input").nth(0).uncheck()
    dialog.locator("tbody input").nth(1).check()
    page.keyboard.press("Control+Enter")
    expect(cell(page, 2, TX3).locator("input")).to_have_value("3")


def test_old_and_new_locked_and_wrong_values_are_shown_before_anything_is_written(
    page: Page, school: School
) -> None:
    rows = [["Họ tên", "TX1", "GK", "TX4"], [name_of(1), "9", "9", "tám"], [name_of(2), "", "", "75"], [name_of(3), "", "", "8"]]  # fmt: skip
    box(page, 1).focus()
    paste(page, block(rows))
    dialog = page.locator("dialog.smart")
    lines = dialog.locator("tbody tr")
    expect(lines.nth(0)).to_contain_text("5,7 → 9")
    expect(lines.nth(0)).to_contain_text("đã khóa 02/11 theo lệnh của Hiệu trưởng")
    expect(lines.nth(0)).to_contain_text("“tám” không phải là điểm")
    expect(lines.nth(1)).to_contain_text("75: lớn hơn 10, có phải 7,5?")
    expect(lines.nth(2)).to_contain_text("chuyển đi 10/11")
    dialog.get_by_role("button", name="Đưa 1 ô vào sổ").click()
    expect(page.locator(".grid-note")).to_contain_text("2 ô bị từ chối")
    expect(cell(page, 1, GK)).to_have_text("5,8")
    page.select_option(".grid-tools select", "1:tx4")
    expect(cell(page, 2, TX4)).to_contain_text("có phải 7,5?")


def test_what_a_column_is_is_asked_once_and_remembered(
    page: Page, school: School, context: BrowserContext
) -> None:
    rows = [[name_of(s), "7", "8"] for s in range(1, 10)]
    box(page, 1).focus()
    paste(page, block(rows))
    dialog = page.locator("dialog.smart")
    asked = dialog.get_by_label("Cột trong bảng: cột 3")
    expect(asked).to_have_value("")
    asked.select_option("tx4")
    dialog.get_by_role("button", name="Đưa 17 ô vào sổ").click()  # the third pupil has left
    expect(page.locator("td.new")).to_have_count(17)
    again = open_book(context, school)
    again.bring_to_front()
    box(again, 12).focus()
    paste(again, block(rows))
    expect(again.get_by_label("Cột trong bảng: cột 3")).to_have_value("tx4")


def test_rows_of_another_class_are_not_taken(page: Page) -> None:
    rows = [["Lớp", "Họ tên", "TX3"], ["8A1", name_of(1), "7"], ["8A2", name_of(2), "7"]]
    box(page, 1).focus()
    paste(page, block(rows))
    expect(page.locator("dialog.smart")).to_contain_text("dòng này ghi lớp 8A1")
    page.keyboard.press("Enter")
    expect(page.locator("td.new")).to_have_count(1)


def test_without_a_line_names_alone_decide_and_the_panel_says_so(
    page: Page, context: BrowserContext
) -> None:
    context.set_offline(True)
    box(page, 1).focus()
    paste(page, block([[name_of(1), code_of(2), "7"], [name_of(2), code_of(1), "7"]]))
    expect(page.locator("dialog.smart")).to_contain_text("Không có đường truyền")
    page.keyboard.press("Enter")
    expect(cell(page, 1, TX3).locator("input")).to_have_value("7")
    context.set_offline(False)


def test_the_panel_takes_a_table_without_a_cell_being_chosen(page: Page) -> None:
    page.get_by_role("button", name="Dán thông minh").click()
    page.evaluate(
        "text => navigator.clipboard.writeText(text)", block([[name_of(9), "7"], [name_of(8), "6"]])
    )
    page.keyboard.press("Control+v")
    expect(page.locator("dialog.smart")).to_contain_text("2 chắc chắn")
    page.keyboard.press("Escape")
    expect(page.locator("dialog.smart")).to_be_hidden()
    expect(page.locator("td.new")).to_have_count(0)


def test_a_heading_that_says_only_half_is_asked_about(page: Page, school: School) -> None:
    rows = [["Họ và tên", "TX3", "Thường xuyên"], [name_of(1), "7", "8"], [name_of(2), "6", "5"]]
    box(page, 1).focus()
    paste(page, block(rows))
    dialog = page.locator("dialog.smart")
    expect(dialog).to_contain_text("Chưa rõ «Thường xuyên» vào cột nào của sổ")
    select = dialog.get_by_label("Cột trong bảng: Thường xuyên")
    expect(select).to_have_class("ask")
    expect(dialog.get_by_role("button", name="Đưa 2 ô vào sổ")).to_be_visible()
    select.select_option("tx4")
    expect(dialog.get_by_role("button", name="Đưa 4 ô vào sổ")).to_be_visible()
    expect(dialog).not_to_contain_text("Chưa rõ")
