"""Marks outlive a lost line, a closed tab, a lost session and another tab of the same teacher."""

from playwright.sync_api import BrowserContext, Page, expect

from .conftest import School, open_book
from .hands import TX3, box, cell, saved, values


def test_a_lost_line_keeps_the_marks_and_sends_them_with_the_same_id(
    page: Page, school: School, context: BrowserContext
) -> None:
    school.mood = "lost"  # the server saved, the answer never came
    box(page, 1).focus()
    page.keyboard.type("65")
    page.keyboard.press("Control+s")
    expect(page.locator(".grid-say .state")).to_contain_text(
        "Mất đường truyền: 1 ô giữ trên máy này"
    )
    page.close()
    school.mood = "well"
    again = open_book(context, school)
    saved(again)
    ids = {post["request_id"] for post in school.posts}
    assert len(school.posts) >= 2 and len(ids) == 1
    assert len(school.receipts) == 1
    assert values(school, "1:tx3") == {1: 65}
    expect(again.locator("td.new, td.sending")).to_have_count(0)


def test_offline_marks_go_out_when_the_line_is_back(
    page: Page, school: School, context: BrowserContext
) -> None:
    context.set_offline(True)
    box(page, 1).focus()
    page.keyboard.type("8")
    page.keyboard.press("Control+s")
    expect(page.locator(".grid-say .state")).to_contain_text("sẽ tự gửi lại")
    assert school.posts == []
    context.set_offline(False)
    saved(page)
    assert values(school, "1:tx3") == {1: 80}


def test_drafts_outlive_a_closed_tab(page: Page, school: School, context: BrowserContext) -> None:
    box(page, 4).focus()
    page.keyboard.type("85")
    page.keyboard.press("Enter")
    page.close()
    again = open_book(context, school)
    expect(box(again, 4)).to_have_value("8,5")
    expect(again.locator(".grid-say")).to_contain_text("1 ô chưa lưu")
    assert school.posts == []


def test_typing_goes_on_at_the_first_empty_cell_after_a_closed_tab(
    page: Page, school: School, context: BrowserContext
) -> None:
    box(page, 1).focus()
    page.keyboard.type("7")
    page.keyboard.press("Enter")
    page.close()
    again = open_book(context, school)
    expect(again.locator(".grid-note")).to_contain_text("Đã đưa lại 1 ô gõ dở từ lần mở trước")
    again.keyboard.type("9")
    again.keyboard.press("Enter")
    expect(box(again, 1)).to_have_value("7")
    expect(box(again, 2)).to_have_value("9")


def test_what_another_tab_saves_leaves_the_cell_in_hand_alone(
    page: Page, school: School, context: BrowserContext
) -> None:
    other = open_book(context, school)
    box(other, 1).focus()
    other.keyboard.type("5")
    box(page, 1).focus()
    page.keyboard.type("8")
    page.keyboard.press("Enter")
    page.keyboard.press("Control+s")
    saved(page)
    expect(other.locator(".grid-note")).to_contain_text("vừa lưu 1 ô")
    expect(box(other, 1)).to_have_value("5")


def test_what_was_no_mark_and_what_was_half_typed_outlive_a_closed_tab_too(
    page: Page, school: School, context: BrowserContext
) -> None:
    box(page, 4).focus()
    page.keyboard.type("7,25")
    page.keyboard.press("Enter")
    page.keyboard.type("6")
    page.close(run_before_unload=True)
    again = open_book(context, school)
    expect(box(again, 4)).to_have_value("7,25")
    expect(cell(again, 4, TX3)).to_contain_text("chỉ ghi một chữ số")
    expect(box(again, 5)).to_have_value("6")
    again.get_by_role("button", name="1 ô cần sửa").click()
    expect(box(again, 4)).to_be_focused()


def test_a_lost_session_and_a_refusal_lose_nothing(page: Page, school: School) -> None:
    school.mood = "logout"
    box(page, 1).focus()
    page.keyboard.type("8")
    page.keyboard.press("Enter")
    page.keyboard.type("9")
    page.keyboard.press("Control+s")
    expect(page.locator(".grid-say .state")).to_contain_text(
        "Phiên làm việc đã hết: 2 ô giữ trên máy này"
    )
    school.mood = "refuse"
    page.get_by_role("button", name="Đăng nhập lại").click()
    expect(page.locator(".grid-note")).to_contain_text("Chưa lưu: có ô không ghi được")
    expect(cell(page, 1, TX3)).to_contain_text("học sinh đã chuyển trường")
    school.mood = "well"
    page.keyboard.press("Control+s")
    saved(page)
    assert values(school, "1:tx3") == {2: 90}


def test_two_tabs_tell_each_other(page: Page, school: School, context: BrowserContext) -> None:
    other = open_book(context, school)
    box(other, 2).focus()
    other.keyboard.type("4")
    other.keyboard.press("Enter")
    box(page, 1).focus()
    page.keyboard.type("7")
    page.keyboard.press("Enter")
    page.keyboard.type("8")
    page.keyboard.press("Control+s")
    saved(page)
    expect(box(other, 1)).to_have_value("7")
    expect(box(other, 2)).to_have_value("4")
    expect(other.locator(".grid-note")).to_contain_text("1 ô đang sửa ở đây được giữ nguyên")
    other.keyboard.press("Control+s")
    expect(cell(other, 2, TX3)).to_contain_text("Của họ: 8")
    assert values(school, "1:tx3") == {1: 70, 2: 80}
