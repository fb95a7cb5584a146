"""How many key presses and clicks the common jobs take; docs/dev/typist.md holds the figures."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from hocba.kernel.names import search_key

from .conftest import School, name_of, open_book
from .hands import box, values
from .test_speak import VOICE

DOC = Path(__file__).parents[3] / "docs" / "dev" / "typist.md"
COUNT = """
window.presses = 0; window.clicks = 0;
addEventListener('keydown', event => { if (event.isTrusted && !event.repeat) window.presses += 1; }, true);
addEventListener('pointerdown', event => { if (event.isTrusted) window.clicks += 1; }, true);
"""
Job = Callable[[Page, School], None]


def written() -> dict[str, tuple[int, int]]:
    """The figures of the document by job."""
    own = DOC.read_text("utf-8").partition("\n## ")[0]
    rows = [line.split("|")[1:-1] for line in own.splitlines() if line[:1] == "|"]
    return {r[0].strip(): (int(r[1]), int(r[2])) for r in rows if r[1].strip().isdigit()}


def clip(page: Page, text: str) -> None:
    page.evaluate("text => navigator.clipboard.writeText(text)", text)


def save(page: Page) -> None:
    page.keyboard.press("Control+s")


def stored(page: Page, school: School, count: int) -> None:
    expect(page.locator(".grid-say .state")).to_contain_text("Đã lưu")
    assert len(values(school, "1:tx3")) == count


def typed(marks: list[str]) -> Job:
    def job(page: Page, school: School) -> None:
        for mark in marks:
            page.keyboard.type(mark)
            page.keyboard.press("Enter")
        save(page)
        stored(page, school, 40)

    return job


def pasted(page: Page, school: School) -> None:
    clip(page, "\n".join(f"{6 + n % 3},{n % 10}" for n in range(40)))
    page.keyboard.press("Control+v")
    save(page)
    stored(page, school, 40)


def table(page: Page, bare: int) -> None:
    order = [s for s in (7 * n % 45 + 1 for n in range(45)) if s != 3][:40]
    rows = [
        f"{search_key(name_of(s)).title() if n < bare else name_of(s)}\t{6 + n % 3},{n % 10}"
        for n, s in enumerate(order)
    ]
    clip(page, "\n".join(rows))
    page.keyboard.press("Control+v")
    page.wait_for_selector("dialog.smart tbody tr")


def matched(page: Page, school: School) -> None:
    table(page, 0)
    page.keyboard.press("Enter")
    save(page)
    stored(page, school, 40)


def doubtful(page: Page, school: School) -> None:
    table(page, 3)
    for _ in range(3):
        page.keyboard.press("Space")
    page.keyboard.press("Enter")
    save(page)
    stored(page, school, 40)


def doubted(page: Page, school: School) -> None:
    marks = [int(values(school, "1:tx2")[s]) for s in range(1, 46)]
    clip(page, "\n".join(f"{m // 10},{m % 10}" for m in marks))
    page.keyboard.press("Control+v")
    save(page)
    expect(page.locator(".grid-note")).to_contain_text("giống hệt cột ĐĐGtx 2")
    save(page)
    stored(page, school, 45)


def mended(page: Page, school: School) -> None:
    was = int(values(school, "1:tx1")[1])
    page.locator("tr[data-student='1'] > :nth-child(3)").click()
    page.keyboard.type(str(was + 5))
    page.keyboard.press("Enter")
    save(page)
    expect(page.locator(".grid-say .state")).to_contain_text("Đã lưu")
    assert values(school, "1:tx1")[1] == was + 5


NO_PAUSE = "() => { const later = setTimeout; window.setTimeout = (act, ms) => later(act, ms === 350 ? 0 : ms); }"


def aloud(page: Page, school: School) -> None:
    page.evaluate(NO_PAUSE)
    page.get_by_role("button", name="Đọc soát").click()
    for row in range(45):
        page.wait_for_function("row => window.ends.length > row", arg=row)
        page.evaluate("() => window.ends.at(-1).onend()")
    page.get_by_role("button", name="Đã soát xong cột này").click()
    expect(page.locator("th.on small")).to_contain_text("đã soát")


JOBS: dict[str, Job] = {
    "40 marks of two digits typed and saved": typed([str(60 + n % 25) for n in range(40)]),
    "40 marks of one digit typed and saved": typed([str(6 + n % 3) for n in range(40)]),
    "40 marks pasted from a spreadsheet column and saved": pasted,
    "40 rows of a foreign table with names, in another order, pasted, matched and saved": matched,
    "the same with three names without accents, each taken": doubtful,
    "a column in the wrong place noticed and saved all the same": doubted,
    "a wrong mark typed over and saved, its column not yet published": mended,
    "a column read aloud to its end and ticked": aloud,
}


def test_every_figure_of_the_document_has_its_job() -> None:
    assert written().keys() == JOBS.keys()


@pytest.mark.parametrize("name", JOBS)
def test_a_job_takes_the_presses_and_clicks_that_are_written_down(
    context: BrowserContext, school: School, name: str
) -> None:
    context.add_init_script(COUNT + VOICE.replace("VOICES", "[{lang: 'vi-VN'}]"))
    page = open_book(context, school)
    expect(box(page, 1)).to_be_focused()
    JOBS[name](page, school)
    assert tuple(page.evaluate("() => [window.presses, window.clicks]")) == written()[name]
