"""A teacher at the grade grid, in a real browser."""

import io

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pypdf import PdfReader

from .conftest import School, open_book
from .hands import (
    AVG,
    GDTC,
    GK,
    KTDK,
    TX3,
    TX4,
    box,
    cell,
    paste,
    saved,
    values,
)

RESTING = "Mọi ô được kiểm tra trước khi lưu."


def test_forty_marks_are_typed_and_saved_without_the_mouse(page: Page, school: School) -> None:
    box(page, 1).focus()
    for student in range(1, 41):
        page.keyboard.type(str(40 + student))
        if student == 5:
            expect(cell(page, 5, TX3).locator(".echo")).to_have_text("4,5")
        page.keyboard.press("Enter")
    expect(page.locator(".grid-say")).to_contain_text("40 ô chưa lưu, giữ trên máy này")
    page.keyboard.press("Control+s")
    saved(page)
    assert values(school, "1:tx3") == {s: 40 + s for s in range(1, 41)}
    [post] = school.posts
    assert post["column"] == "1:tx3"
    assert post["changes"][0] == {"student": 1, "term": 1, "slot": "tx3", "seen": None, "new": 41}
    expect(cell(page, 1, AVG)).to_have_text("8,1")
    expect(page.locator("th[data-col='1:tx3'] small")).to_have_text("40/45")


def test_shorthand_is_for_key_strokes_in_one_decimal_columns_only(
    page: Page, school: School
) -> None:
    box(page, 1).focus()
    for text in ["75", "10", "7,5", "7.5", "8", "05", "11"]:
        page.keyboard.type(text)
        page.keyboard.press("Enter")
    page.keyboard.press("Control+s")
    expect(page.locator(".grid-note")).to_contain_text("xa mức thường của học sinh")
    page.keyboard.press("Control+s")  # yes, 0,5 and 1,1 are meant
    saved(page)
    assert list(values(school, "1:tx3").values()) == [75, 100, 75, 75, 80, 5, 11]
    page.select_option(".grid-tools select", "1:ktdk")
    box(page, 1).focus()
    for text in ["8", "75", "7,5", "10"]:
        page.keyboard.type(text)
        page.keyboard.press("Enter")
    page.keyboard.press("Control+s")
    expect(cell(page, 2, KTDK)).to_contain_text("điểm phải từ 0 đến 10")
    expect(cell(page, 3, KTDK)).to_contain_text("chỉ ghi điểm nguyên")
    page.wait_for_function("() => !document.querySelector('td.sending')")
    assert values(school, "1:ktdk") == {1: 80, 4: 100}


def test_levels_counts_and_comments_are_typed_by_their_own_rules(
    page: Page, school: School
) -> None:
    page.select_option(".grid-tools select", "1:gdtc")
    box(page, 1).focus()
    for text in ["d", "cd", "C", "đ", "k"]:
        page.keyboard.type(text)
        page.keyboard.press("Enter")
    expect(cell(page, 5, GDTC)).to_contain_text("các mức: Đ, CĐ")
    page.keyboard.press("Control+s")
    saved(page)
    assert list(values(school, "1:gdtc").values()) == ["Đ", "CĐ", "CĐ", "Đ"]
    box(page, 1).focus()
    page.keyboard.press("Tab")
    page.keyboard.type("3")
    page.keyboard.press("Tab")
    page.keyboard.type("Chăm học.")
    page.keyboard.press("Control+Enter")
    page.keyboard.type("Cần đọc thêm.")
    page.keyboard.press("Enter")
    page.keyboard.press("Control+s")
    page.wait_for_function("() => !document.querySelector('td.sending, td.new:not(.refused)')")
    assert values(school, "1:vang") == {1: 3}
    assert values(school, "1:nx") == {1: "Chăm học.\nCần đọc thêm."}


def test_arrows_enter_tab_home_and_end_move_as_in_a_spreadsheet(page: Page) -> None:
    box(page, 3).focus()
    where = "() => document.activeElement.getAttribute('aria-label')"
    steps = [("Enter", 4, "ĐĐGtx 3"), ("Shift+Enter", 3, "ĐĐGtx 3"), ("ArrowDown", 4, "ĐĐGtx 3"), ("Tab", 4, "ĐĐGtx 4"),
             ("Tab", 4, "ĐĐGck"), ("Shift+Tab", 4, "ĐĐGtx 4"), ("Shift+Tab", 4, "ĐĐGtx 3"), ("End", 45, "ĐĐGtx 3"),
             ("Home", 1, "ĐĐGtx 3")]  # fmt: skip
    for key, row, column in steps:
        page.keyboard.press(key)
        name = page.locator(f"tr[data-student='{row}'] th").inner_text()
        assert page.evaluate(where) == f"{column}, {name}", key
    page.keyboard.type("9")
    page.keyboard.press("Escape")
    expect(box(page, 1)).to_have_value("")
    expect(page.locator("td.new")).to_have_count(0)


def test_a_pasted_block_gets_a_verdict_for_each_cell(page: Page, school: School) -> None:
    box(page, 1).focus()
    paste(page, "7,5\t8\r\n75\t6.5\r\n7,25\t\r\ntám\t9\r\n8\t\r\n")
    expect(page.locator(".grid-note")).to_contain_text("Đã dán 5 ô · 3 ô bị từ chối.")
    expect(cell(page, 2, TX3)).to_contain_text("75: lớn hơn 10, có phải 7,5?")
    expect(cell(page, 3, TX3)).to_contain_text("chỉ ghi một chữ số sau dấu phẩy")
    page.keyboard.press("Control+s")
    saved(page)
    assert values(school, "1:tx3") == {1: 75, 5: 80}
    assert values(school, "1:tx4") == {1: 80, 2: 65, 4: 90}
    cell(page, 2, TX3).hover()
    cell(page, 2, TX3).get_by_role("button", name="Ghi 7,5").click()
    page.keyboard.press("Control+s")
    page.wait_for_function("() => !document.querySelector('td.sending')")
    assert values(school, "1:tx3")[2] == 75


def test_pasting_over_a_locked_column_or_past_the_last_pupil_is_reported(page: Page) -> None:
    page.select_option(".grid-tools select", "1:tx4")
    box(page, 45).focus()
    paste(page, "7\t3\t8\n6\t6\t6")
    expect(page.locator(".grid-note")).to_contain_text("1 ô bị từ chối")
    expect(page.locator(".grid-note")).to_contain_text("1 dòng thừa")
    expect(page.locator(".grid-note")).to_contain_text(
        "ĐĐGgk: đã khóa 02/11 theo lệnh của Hiệu trưởng"
    )


def test_undo_and_redo_go_back_over_pasting_typing_and_deleting(page: Page, school: School) -> None:
    page.select_option(".grid-tools select", "1:tx1")
    first = box(page, 1).input_value()
    box(page, 1).focus()
    page.keyboard.press("Delete")
    expect(box(page, 1)).to_have_value("")
    paste(page, "1\n2\n3")
    expect(box(page, 3)).to_have_value("3")
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+z")
    expect(box(page, 1)).to_have_value(first)
    expect(page.locator("td.new")).to_have_count(0)
    page.keyboard.press("Control+y")
    expect(box(page, 1)).to_have_value("")
    page.keyboard.press("Control+s")
    saved(page)
    assert 1 not in values(school, "1:tx1")
    page.keyboard.press("Control+z")
    expect(page.locator("td.new")).to_have_count(1)


def test_a_cell_changed_by_somebody_else_is_shown_and_never_overwritten(
    page: Page, school: School
) -> None:
    school.marks.values[2, "1:tx3"] = 80
    box(page, 1).focus()
    for text in ["6", "7"]:
        page.keyboard.type(text)
        page.keyboard.press("Enter")
    page.keyboard.press("Control+s")
    expect(page.locator(".grid-note")).to_contain_text("1 ô đã có người khác sửa trước")
    assert values(school, "1:tx3") == {1: 60, 2: 80}
    expect(cell(page, 2, TX3)).to_contain_text("Cô Mai ghi 20:40")
    page.keyboard.press("Control+s")
    expect(page.locator(".grid-note")).to_contain_text("còn chờ thầy cô chọn")
    assert values(school, "1:tx3")[2] == 80
    cell(page, 2, TX3).get_by_role("button", name="Của tôi: 7").click()
    page.keyboard.press("Control+s")
    page.wait_for_function("() => !document.querySelector('td.new, td.sending')")
    assert values(school, "1:tx3")[2] == 70
    assert school.posts[-1]["changes"][0]["seen"] == 80
    expect(page.locator(".grid-note")).to_have_text(RESTING)  # nothing waits any more


def test_their_mark_can_be_taken(page: Page, school: School) -> None:
    school.marks.values[1, "1:tx3"] = 80
    box(page, 1).focus()
    page.keyboard.type("7")
    page.keyboard.press("Control+s")
    cell(page, 1, TX3).get_by_role("button", name="Của họ: 8").click()
    expect(box(page, 1)).to_have_value("8")
    expect(page.locator("td.new, td.clash")).to_have_count(0)


def test_a_paste_says_what_it_did_beside_what_the_checks_find(page: Page, school: School) -> None:
    box(page, 44).focus()
    paste(page, "0\n75\n8")
    note = page.locator(".grid-note")
    expect(note).to_contain_text("Kiểm tra trước khi lưu")
    expect(note).to_contain_text("1 dòng thừa ngoài danh sách lớp không dùng")
    note.get_by_role("button", name="Hoàn tác").click()
    expect(note).to_contain_text("Đã hoàn tác: 2 ô")


def test_an_entry_that_is_no_mark_says_why_at_once(page: Page, school: School) -> None:
    box(page, 1).focus()
    page.keyboard.type("x")
    page.keyboard.press("Enter")
    expect(page.locator(".grid-note")).to_contain_text("không phải là điểm")
    page.locator(".grid-note").get_by_role("button", name="Về ô ấy").click()
    expect(box(page, 1)).to_be_focused()


def test_levels_are_picked_on_a_touch_screen_without_a_keyboard(
    browser: Browser, school: School
) -> None:
    made = browser.new_context(
        viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True
    )
    page = open_book(made, school)
    page.get_by_label("Cột đang nhập").select_option("1:gdtc")
    column = page.locator("td.on input")
    column.first.tap()
    expect(column.first).to_have_attribute("inputmode", "none")
    bar = page.get_by_role("group", name="Chọn mức, GDTC")
    for name in ("Đ Đạt", "CĐ Chưa đạt"):
        bar.get_by_role("button", name=name, exact=True).tap()
    expect(column.nth(0)).to_have_value("Đ")
    expect(column.nth(1)).to_have_value("CĐ")
    expect(column.nth(2)).to_be_focused()
    column.first.tap()
    bar.get_by_role("button", name="Xóa").tap()
    expect(column.first).to_have_value("")
    page.get_by_label("Cột đang nhập").select_option("1:tx3")
    page.locator("td.on input").first.tap()
    expect(page.locator(".grid-pick")).to_be_hidden()
    made.close()


@pytest.mark.parametrize(
    ("column", "keys"), [("1:tx3", ["75"]), ("1:gdtc", ["d", "c"]), ("1:muc", ["t", "h", "c"])]
)
def test_the_line_of_keys_speaks_of_the_column_one_is_in(
    page: Page, column: str, keys: list[str]
) -> None:
    page.get_by_label("Cột đang nhập").select_option(column)
    expect(page.locator("[data-short] kbd")).to_have_text(keys)


def test_checks_name_the_wrong_column_the_shift_and_the_odd_mark(
    page: Page, school: School
) -> None:
    tx2 = [values(school, "1:tx2")[s] for s in range(1, 46)]
    text = "\n".join(f"{int(v) // 10},{int(v) % 10}" for v in tx2)
    box(page, 1).focus()
    paste(page, text)
    expect(page.locator(".grid-note")).to_contain_text("Cột ĐĐGtx 3 giống hệt cột ĐĐGtx 2")
    page.keyboard.press("Control+z")
    box(page, 2).focus()
    paste(page, "\n".join(text.split("\n")[:-1]))
    expect(page.locator(".grid-note")).to_contain_text(
        "Cột ĐĐGtx 3 giống cột ĐĐGtx 2 lệch xuống một hàng"
    )
    page.keyboard.press("Control+z")
    box(page, 1).focus()
    page.keyboard.type("0")
    page.keyboard.press("Enter")
    expect(cell(page, 1, TX3)).to_contain_text("thấp hơn mức thường của em")


def test_a_doubtful_column_is_saved_when_the_teacher_says_so_and_the_log_is_told(
    page: Page, school: School
) -> None:
    tx2 = [int(values(school, "1:tx2")[s]) for s in range(1, 46)]
    box(page, 1).focus()
    paste(page, "\n".join(f"{v // 10},{v % 10}" for v in tx2))
    page.keyboard.press("Control+s")
    expect(page.locator(".grid-note")).to_contain_text("Chưa lưu: nếu đúng, bấm lưu lần nữa.")
    expect(cell(page, 7, TX3)).to_contain_text("giống cột ĐĐGtx 2")
    assert school.posts == []
    box(page, 1).focus()
    page.keyboard.type(str(tx2[0] + 1))
    page.keyboard.press("Control+s")  # other marks than those that were asked about: asked again
    expect(page.locator(".grid-note")).to_contain_text("44/45 điểm ở cột ĐĐGtx 3 giống cột ĐĐGtx 2")
    assert school.posts == []
    page.keyboard.press("Control+s")
    saved(page)
    expect(page.locator(".grid-note")).to_have_text(RESTING)  # no «Chưa lưu» beside a receipt
    assert school.posts[0]["confirmed"] == [
        {"code": "same", "other": "1:tx2", "count": 44, "of": 45}
    ]


def test_locks_reasons_and_histories_explain_themselves(page: Page) -> None:
    cell(page, 1, GK).click()
    expect(page.locator(".grid-note")).to_contain_text(
        "ĐĐGgk: đã khóa 02/11 theo lệnh của Hiệu trưởng."
    )
    expect(page.locator(".grid-note a")).to_have_text("Xin mở sổ")
    box(page, 1).focus()
    chooser = page.get_by_label(
        "Cột đang nhập"
    )  # a phone shows one column: the locked ones are chosen here
    chooser.select_option(label="ĐĐGgk · khóa")
    expect(page.locator(".grid-note")).to_contain_text("ĐĐGgk: đã khóa 02/11")
    expect(page.locator(".grid-note a")).to_have_text("Xin mở sổ")
    expect(chooser).to_have_value("1:tx3")
    page.get_by_role("button", name="7,8. Vì sao?").first.click()
    expect(page.locator("#drawer")).to_contain_text("/why?student=1&result=avg")
    page.keyboard.press("Escape")
    box(page, 2).focus()
    page.keyboard.press("F2")
    expect(page.locator("#drawer")).to_contain_text("/history?student=2&term=1&slot=tx3")
    page.keyboard.press("Escape")
    expect(box(page, 2)).to_be_focused()


def test_a_page_opens_at_the_cell_named_in_the_address_or_at_the_first_empty_one(
    page: Page, school: School, context: BrowserContext
) -> None:
    expect(box(page, 1)).to_be_focused()
    linked = open_book(context, school, "#cell=12|1:ck")
    expect(box(linked, 12)).to_be_focused()
    expect(linked.locator("th.on")).to_contain_text("ĐĐGck")


def test_a_cell_locked_by_itself_says_why_and_is_passed_over(page: Page) -> None:
    box(page, 3).focus()
    page.keyboard.press("Tab")  # never into another pupil's row
    expect(page.locator("tr[data-student='3'] :is(input, textarea)")).to_be_focused()
    expect(page.locator("th.on")).to_contain_text("ĐĐGck")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(box(page, 4)).to_be_focused()
    cell(page, 3, TX4).click()
    expect(page.locator(".grid-note")).to_contain_text("ĐĐGtx 4: chuyển đi 10/11.")
    paste_target = box(page, 2)
    paste_target.focus()
    paste(page, "7\n8\n9")
    expect(page.locator(".grid-note")).to_contain_text(
        "Đã dán 2 ô · 1 ô bị từ chối. ĐĐGtx 4: chuyển đi 10/11."
    )


def test_one_pasted_value_is_judged_as_pasted(page: Page) -> None:
    box(page, 1).focus()
    paste(page, "75")
    expect(cell(page, 1, TX3)).to_contain_text("75: lớn hơn 10, có phải 7,5?")
    expect(page.locator(".grid-say")).to_contain_text("1 ô cần sửa")
    page.keyboard.press("Escape")
    expect(box(page, 1)).to_have_value("")
    expect(page.locator("td.refused")).to_have_count(0)


def test_averages_come_ahead_of_saving_when_the_server_offers_them(
    school: School, context: BrowserContext
) -> None:
    page = open_book(context, school, "?preview")
    box(page, 1).focus()
    page.keyboard.type("9")
    page.keyboard.press("Enter")
    expect(cell(page, 1, AVG)).to_have_text("9,9")
    assert school.posts == []
    page.keyboard.press("Control+s")
    expect(cell(page, 1, AVG)).to_have_text("8,1")


def test_unsaved_rows_say_that_the_average_waits(page: Page) -> None:
    box(page, 1).focus()
    page.keyboard.type("9")
    page.keyboard.press("Enter")
    expect(cell(page, 1, AVG)).to_have_attribute("title", "tính lại khi lưu")
    page.keyboard.press("Control+z")
    expect(cell(page, 1, AVG)).to_have_attribute("title", "")


def test_a_block_with_headings_goes_where_they_say_from_the_row_of_the_cursor(
    page: Page, school: School
) -> None:
    """Without names the rows keep their order; the heading itself is nobody's mark."""
    box(page, 5).focus()
    paste(page, "TX4\tĐTB\tĐĐGck\tTX3\r\n7\t6\t8,5\t9\r\n6\t5\t\t4\r\n")
    expect(page.locator(".grid-note")).to_contain_text("Đã dán 5 ô.")
    expect(cell(page, 5, TX3).locator("input")).to_have_value("9")
    page.keyboard.press("Control+s")
    page.keyboard.press("Control+s")
    saved(page)
    assert values(school, "1:tx4") == {5: 70, 6: 60} and values(school, "1:tx3") == {5: 90, 6: 40}
    assert values(school, "1:ck") == {5: 85}


def test_the_heads_stand_on_every_printed_page(page: Page) -> None:
    """They are buttons on the screen, and Chromium draws a button on the first page only."""
    sheets = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages
    assert len(sheets) > 1
    heads = ["".join(sheet.extract_text().split()) for sheet in sheets[:2]]
    assert all("ĐĐGtx2" in text for text in heads), heads
