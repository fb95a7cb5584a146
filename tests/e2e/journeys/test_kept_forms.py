"""Words in plain forms: a session that ends, a line that drops, a closed tab cost nothing."""

from playwright.sync_api import BrowserContext, Locator, Page, expect

from .conftest import PASSWORD, Enter, Site

BOOK = "8A1 NV"
SHUT_THE_THIRD = """new MutationObserver(() => {
    const third = document.querySelectorAll('.remarks textarea')[2];
    if (third) third.disabled = true;
}).observe(document, {childList: true, subtree: true});"""


def workshop(who: BrowserContext, site: Site) -> Page:
    """The comments of the first term of a book."""
    tab = who.new_page()
    tab.goto(f"{site.url}/nhan-xet/so/{site.ids['books'][BOOK]}/")
    tab.get_by_role("link", name="Học kì I", exact=True).click()
    expect(tab.get_by_role("link", name="Học kì I", exact=True)).to_have_attribute(
        "aria-current", "true"
    )
    return tab


def word(tab: Page, n: int) -> Locator:
    return tab.locator(".remarks textarea").nth(n)


def save(tab: Page) -> None:
    tab.get_by_role("button", name="Lưu vào sổ").click()


def nothing_kept(tab: Page) -> None:
    kept = "Object.keys(localStorage).filter(key => key.startsWith('hocba:form:'))"
    assert tab.evaluate(kept) == []


def test_a_session_that_ends_while_one_writes_loses_no_word(person: Enter, site: Site) -> None:
    who = person("literature")
    tab = workshop(who, site)
    word(tab, 0).fill("Đọc diễn cảm.")
    where = tab.url
    who.clear_cookies(name="sessionid")
    save(tab)
    tab.wait_for_url("**/accounts/login/**")
    tab.get_by_label("Tên đăng nhập").fill(site.ids["users"]["literature"])
    tab.get_by_label("Mật khẩu").fill(PASSWORD)
    tab.get_by_role("button", name="Đăng nhập", exact=True).click()
    tab.wait_for_url(where)
    expect(word(tab, 0)).to_have_value("Đọc diễn cảm.")
    expect(tab.locator(".note.kept")).to_contain_text("Đã đưa lại 1 ô")
    save(tab)
    expect(tab.locator("main > .note.ok")).to_contain_text("Đã lưu 1 lời nhận xét")
    nothing_kept(tab)


def test_without_a_line_the_words_wait_and_the_page_says_so(person: Enter, site: Site) -> None:
    who = person("literature")
    tab = workshop(who, site)
    word(tab, 1).fill("Viết sạch.")
    who.set_offline(True)
    save(tab)
    expect(tab.locator(".note.kept")).to_contain_text("Mất đường truyền")
    who.set_offline(False)
    save(tab)
    expect(tab.locator("main > .note.ok")).to_be_visible()
    expect(word(tab, 1)).to_have_value("Viết sạch.")
    nothing_kept(tab)


def test_words_of_a_closed_tab_come_back_and_never_over_newer_ones(
    person: Enter, site: Site
) -> None:
    who = person("literature")
    tab = workshop(who, site)
    word(tab, 2).fill("Lời gõ dở.")
    word(tab, 3).fill("Lời bỏ đi.")
    tab.close()
    tab = workshop(who, site)
    expect(word(tab, 2)).to_have_value("Lời gõ dở.")
    tab.locator(".note.kept").get_by_role("button", name="Bỏ").click()
    expect(word(tab, 3)).to_have_value("")
    nothing_kept(tab)
    word(tab, 2).fill("Lời cũ.")
    other = person("literature")
    newer = workshop(other, site)
    word(newer, 2).fill("Lời mới.")
    save(newer)
    expect(newer.locator("main > .note.ok")).to_be_visible()
    tab.reload()
    expect(word(tab, 2)).to_have_value("Lời mới.")
    expect(tab.locator(".err.kept")).to_contain_text("chưa lưu: Lời cũ.")
    tab.get_by_role("button", name="Dùng lời này").click()
    expect(word(tab, 2)).to_have_value("Lời cũ.")


def test_a_form_shown_again_with_a_fault_keeps_its_words_in_silence(
    person: Enter, site: Site
) -> None:
    tab = workshop(person("literature"), site)
    word(tab, 4).evaluate("field => field.removeAttribute('maxlength')")
    word(tab, 4).fill("dài " * 600)
    save(tab)
    expect(tab.locator("main > .note.error")).to_be_visible()
    expect(tab.locator(".note.kept")).to_have_count(0)
    word(tab, 5).fill("Ngắn.")
    tab.get_by_role("link", name="Học kì I", exact=True).click()
    expect(tab.locator(".note.kept")).to_contain_text("Đã đưa lại 2 ô")
    tab.locator(".note.kept").get_by_role("button", name="Bỏ").click()
    nothing_kept(tab)


def test_a_word_for_a_cell_that_has_been_shut_is_shown_until_it_is_let_go(
    person: Enter, site: Site
) -> None:
    who = person("literature")
    tab = workshop(who, site)
    where = tab.url
    word(tab, 2).fill("Kể chuyện có cảm xúc.")
    tab.close()
    tab = who.new_page()

    tab.add_init_script(SHUT_THE_THIRD)
    tab.goto(where)
    line = tab.locator(".err.kept")
    expect(line).to_contain_text("ô nay không ghi được: Kể chuyện có cảm xúc.")
    word(tab, 3).fill("Nói rõ ràng.")
    save(tab)
    expect(tab.locator("main > .note.ok")).to_contain_text("Đã lưu 1 lời nhận xét")
    tab.goto(where)
    expect(line).to_contain_text("Kể chuyện có cảm xúc.")
    line.get_by_role("button", name="Bỏ").click()
    expect(line).to_have_count(0)
    nothing_kept(tab)
