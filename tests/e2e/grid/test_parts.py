"""The parts of the design system: policy-clean, readable, large enough to touch, whole on a phone."""

import hashlib
import tomllib

import pytest
from playwright.sync_api import BrowserContext, Page

from .conftest import STATIC, School

PAGES = ["gallery", "verify/valid", "verify/invalid", "verify/unknown", "error", "gate", "book"]

CONTRAST = """() => {
  const lum = ([r, g, b]) => { const f = v => (v /= 255) <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4; return .2126 * f(r) + .7152 * f(g) + .0722 * f(b); };
  const rgb = text => (text.match(/[\\d.]+/g) || []).map(Number);
  const ground = node => { for (let n = node; n; n = n.parentElement) { const c = rgb(getComputedStyle(n).backgroundColor); if (c.length === 3 || c[3] === 1) return c; } return [255, 255, 255]; };
  const poor = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const node = walk.currentNode.parentElement;
    if (!walk.currentNode.textContent.trim() || !node.checkVisibility() || node.closest('dialog, option, .vh, .skip, [aria-disabled=true], .menu > div')) continue;
    const look = getComputedStyle(node);
    const [a, b] = [lum(rgb(look.color)), lum(ground(node))].sort((x, y) => y - x);
    const ratio = (a + .05) / (b + .05);
    const large = parseFloat(look.fontSize) >= 24 || (parseFloat(look.fontSize) >= 18.66 && Number(look.fontWeight) >= 700);
    if (ratio < (large ? 3 : 4.5)) poor.push(`${walk.currentNode.textContent.trim().slice(0, 30)}: ${ratio.toFixed(2)}`);
  }
  return poor;
}"""

SMALL = """() => [...document.querySelectorAll('button, .btn, select, summary, nav a, .todo a, .field input:not([type=checkbox], [type=radio], [type=file]), .tick, .drop')]
  .filter(node => node.checkVisibility() && !node.closest('.crumbs, dialog'))
  .map(node => [node.getBoundingClientRect(), node]).filter(([box]) => box.height > 0 && box.height < 43.9)
  .map(([box, node]) => `${node.textContent.trim().slice(0, 20)}: ${box.height}`)"""


@pytest.fixture(params=PAGES)
def sample(request: pytest.FixtureRequest, context: BrowserContext, school: School) -> Page:
    page = context.new_page()
    page.goto(f"{school.base}/{request.param}")
    page.evaluate("document.fonts.ready")
    return page


def test_text_has_the_contrast_of_wcag_aa(sample: Page) -> None:
    assert sample.evaluate(CONTRAST) == []


def test_a_phone_shows_the_whole_page_with_targets_for_a_thumb(sample: Page) -> None:
    sample.set_viewport_size({"width": 390, "height": 844})
    assert sample.evaluate("document.documentElement.scrollWidth") == 390
    assert sample.evaluate(SMALL) == []


def test_vendored_files_are_what_the_list_says() -> None:
    [listed] = tomllib.loads((STATIC / "fonts" / "VENDORED.toml").read_text("utf-8"))["vendored"]
    there = {
        f.name: hashlib.sha256(f.read_bytes()).hexdigest()
        for f in (STATIC / "fonts").iterdir()
        if f.name != "VENDORED.toml"
    }
    assert there == listed["sha256"]


def test_the_account_menu_and_the_dialog_work_by_keyboard(
    context: BrowserContext, school: School
) -> None:
    page = context.new_page()
    page.goto(f"{school.base}/gallery")
    page.locator(".menu summary").focus()
    page.keyboard.press("Enter")
    assert page.get_by_role("button", name="Đăng xuất").is_visible()
    page.keyboard.press("Escape")
    assert page.get_by_role("button", name="Đăng xuất").is_hidden()
    page.get_by_role("button", name="Gửi đề nghị").click()
    assert page.locator("dialog").get_by_label("Mật khẩu").is_visible()
    page.keyboard.press("Escape")
    assert page.locator("dialog").is_hidden()
