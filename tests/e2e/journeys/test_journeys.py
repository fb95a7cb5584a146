"""What a day's work looks like from the chair: each journey from the log-in to the receipt."""

import re

from playwright.sync_api import Locator, Page, expect

from .conftest import Enter, Site, open_book

SAVED = re.compile(r"Đã lưu \d\d:\d\d:\d\d · biên nhận \w{4,}-\d\d")


def box(tab: Page, pupil: int) -> Locator:
    return tab.locator(f"tr[data-student='{pupil}'] :is(input, textarea)")


def cell(tab: Page, pupil: int, column: str) -> Locator:
    """A cell by the key of its column (`1:tx1`) or of its result (`kq_1`)."""
    place = tab.evaluate(
        "key => [...document.querySelectorAll('thead tr:last-child th')]"
        ".findIndex(th => th.dataset.col === key || th.dataset.result === key) + 1",
        column,
    )
    assert place, f"no column {column}"
    return tab.locator(f"tr[data-student='{pupil}'] > :nth-child({place})")


def choose(tab: Page, column: str) -> None:
    tab.select_option(".grid-tools select", column)


def test_a_teacher_types_a_column_saves_it_and_asks_why(person: Enter, site: Site) -> None:
    tab = open_book(person("teacher"), site.book("8A1 TOAN"))
    pupils = site.ids["pupils"]
    choose(tab, "1:ck")
    box(tab, pupils[0]).focus()
    for text in ("75", "8", "10", "65", "9,5", "7"):
        tab.keyboard.type(text)
        tab.keyboard.press("Enter")
    tab.keyboard.press("Control+s")
    expect(tab.locator(".grid-say .state")).to_have_text(SAVED)
    expect(tab.locator("th[data-col='1:ck'] small")).to_have_text("6/6")
    # (6,0 × 3 + 2 × 6,0 + 3 × 7,5) / 8 = 6,5625
    expect(cell(tab, pupils[0], "kq_1")).to_contain_text("6,6")
    site.keep(tab, "teacher-saved")
    cell(tab, pupils[0], "kq_1").get_by_role("button").click()
    drawer = tab.locator("#drawer")
    expect(drawer).to_be_visible()
    expect(drawer).to_contain_text("Điều 9")
    expect(drawer).to_contain_text("6,6")
    site.keep(tab, "teacher-why")
    tab.reload()
    tab.wait_for_selector("hb-grid[data-ready]", state="attached")
    expect(cell(tab, pupils[4], "1:ck")).to_contain_text("9,5")


def test_two_tabs_on_one_cell_end_in_a_question_not_in_a_loss(person: Enter, site: Site) -> None:
    who, pupil = person("literature"), site.ids["pupils"][1]
    first = open_book(who, site.book("8A1 NV"))
    second = open_book(person("literature"), site.book("8A1 NV"))
    for tab, text in ((first, "8"), (second, "55")):
        choose(tab, "1:ck")
        box(tab, pupil).focus()
        tab.keyboard.type(text)
        tab.keyboard.press("Enter")
    first.keyboard.press("Control+s")
    expect(first.locator(".grid-say .state")).to_have_text(SAVED)
    second.keyboard.press("Control+s")
    expect(second.locator("hb-grid")).to_contain_text("1 ô đã có người khác sửa trước")
    clash = cell(second, pupil, "1:ck")
    expect(clash).to_contain_text("Hồ Sĩ Quý ghi")
    site.keep(second, "conflict")
    clash.get_by_role("button", name="Của tôi: 5,5").click()
    second.keyboard.press("Control+s")
    expect(second.locator(".grid-say .state")).to_have_text(SAVED)
    first.reload()
    first.wait_for_selector("hb-grid[data-ready]", state="attached")
    expect(cell(first, pupil, "1:ck")).to_contain_text("5,5")


def test_a_homeroom_teacher_gives_a_level_and_a_comment(person: Enter, site: Site) -> None:
    tab = open_book(person("homeroom"), site.book("8A1"))
    pupil = site.ids["pupils"][0]
    keys = tab.eval_on_selector_all("th[data-col]", "ths => ths.map(th => th.dataset.col)")
    level = next(k for k in keys if k.startswith("1:muc@"))
    comment = next(k for k in keys if k.startswith("1:nx@"))
    for column, text in ((level, "t"), (comment, "Chăm ngoan, hay giúp bạn.")):
        choose(tab, column)
        box(tab, pupil).focus()
        tab.keyboard.type(text)
        tab.keyboard.press("Tab")
        tab.keyboard.press("Control+s")
        expect(tab.locator(f"th[data-col='{column}'] small")).to_have_text("1/6")
    expect(tab.locator(".grid-say .state")).to_have_text(SAVED)
    site.keep(tab, "homeroom")
    tab.reload()
    tab.wait_for_selector("hb-grid[data-ready]", state="attached")
    expect(box(tab, pupil)).to_have_value("T")
    expect(cell(tab, pupil, comment)).to_contain_text("Chăm ngoan, hay giúp bạn.")


def test_the_principal_locks_and_the_teacher_reads_why(person: Enter, site: Site) -> None:
    head, teacher = person("principal").new_page(), person("head")
    before = open_book(teacher, site.book("8A2 TOAN"))
    expect(before.get_by_role("button", name="Lưu")).to_be_visible()
    head.goto(f"{site.url}/khoa-so/")
    form = head.locator("form[action$='/khoa-so/khoa']")
    form.get_by_label("Phạm vi").select_option(label=_label(form, "8A2"))
    form.get_by_label("Lí do").fill("Hết hạn nhập điểm học kì I")
    form.get_by_role("button", name="Khóa").click()
    expect(head.locator("main")).to_contain_text("Hết hạn nhập điểm học kì I")
    site.keep(head, "principal-locks")
    tab = open_book(teacher, site.book("8A2 TOAN"))
    expect(tab.locator("th[data-col='1:tx1']")).to_have_attribute("data-state", "locked")
    expect(tab.locator(".grid-say")).to_contain_text("Hết hạn nhập điểm học kì I")
    assert tab.locator("tbody :is(input, textarea)").count() == 0
    assert tab.get_by_role("button", name="Lưu").count() == 0
    site.keep(tab, "teacher-locked")


def _label(form: Locator, klass: str) -> str:
    """The option that names just this class."""
    texts = form.get_by_label("Phạm vi").locator("option").all_text_contents()
    return next(t for t in texts if t.strip().endswith(klass))
