"""What a teacher's hands and eyes do at the grade grid."""

from playwright.sync_api import Locator, Page, expect

from .conftest import School


def cell(page: Page, student: int, column: int) -> Locator:
    return page.locator(f"tr[data-student='{student}'] > :nth-child({column})")


TX1, TX2, TX3, TX4, GK, CK, KTDK, MUC, GDTC, VANG, NX, AVG = range(3, 15)


def box(page: Page, student: int) -> Locator:
    return page.locator(f"tr[data-student='{student}'] :is(input, textarea)")


def paste(page: Page, text: str) -> None:
    page.evaluate("text => navigator.clipboard.writeText(text)", text)
    page.keyboard.press("Control+v")


def values(school: School, column: str) -> dict[int, int | str]:
    return {s: v for (s, c), v in school.marks.values.items() if c == column}


def saved(page: Page) -> None:
    expect(page.locator(".grid-say .state")).to_contain_text("Đã lưu 20:41:07 · biên nhận 7F3K")
