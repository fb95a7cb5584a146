"""Take the pictures of the README anew, from a finished demo.

    make pictures              from the demo in var/ (or HOCBA_HOME)
    make pictures ONLY="so-diem vi-sao"

The demo is copied, so nothing that logging in and looking leaves behind gets into it. What is
drawn depends on the demo and on the day: «Hôm nay» carries today's date.
"""

import contextlib
import io
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
SHELF = ROOT / "docs/screenshots"
ARGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync", "--force-color-profile=srgb", "--hide-scrollbars"]  # fmt: skip
DESK, PHONE = (1366, 768), (390, 844)
COLOURS = 128
DPI = "70"


@dataclass(frozen=True)
class Demo:
    """Where things of the demo are, and who logs in."""

    password: str
    principal: str
    deputy: str
    teacher: str
    homeroom: str
    klass: int
    signing: int
    book: int
    correction: int
    inspector: int
    code: str


@dataclass(frozen=True)
class Shot:
    """A picture: its file, who looks (nobody: the public), at what, and what is done first."""

    name: str
    who: str
    path: str
    size: tuple[int, int] = DESK
    act: Callable[[Page], object] = lambda page: None


def read(home: Path) -> Demo:
    """Ids and accounts of the demo in a home."""
    os.environ["HOCBA_HOME"] = str(home)
    os.environ["DJANGO_SETTINGS_MODULE"] = "hocba.settings"
    sys.path.insert(0, str(ROOT))
    import django

    django.setup()
    from hocba.books.models import Book
    from hocba.documents.models import Document
    from hocba.kernel.models import Request
    from hocba.people.models import Assignment
    from hocba.year.models import Klass

    summary = json.loads((home / "demo.json").read_text())

    def account(role: str) -> str:
        return next(user for user, _, of in summary["accounts"] if of.startswith(role) and "Trung học" in of)  # fmt: skip

    teacher, homeroom = (user for user, _, of in summary["accounts"] if of.endswith("lớp 8B"))
    klass = Klass.objects.get(name="8B")
    inspectors = Assignment.objects.filter(role="inspector", scope_id=klass.school_id).order_by(
        "pk"
    )
    waiting = Request.objects.filter(kind__startswith="correction", state="endorsed")
    years = Document.objects.filter(kind="transcript_year", state="issued")
    issued = years.filter(student__enrolments__klass__name="6A")
    return Demo(
        summary["password"],
        account("Hiệu trưởng"),
        account("Phó hiệu trưởng"),
        teacher,
        homeroom,
        klass.pk,
        Klass.objects.get(name="9B").pk,
        Book.objects.get(klass=klass, course__subject__code="TOAN").pk,
        waiting.order_by("pk")[0].pk,
        inspectors[0].pk,
        issued.order_by("student__person__sort_key", "pk")[0].short_code,
    )


def shots(demo: Demo) -> list[Shot]:
    """Every picture of a page, in the order of the README."""
    roll = f"/diem-danh/lop/{demo.klass}/"
    return [
        Shot("hieu-truong-hom-nay", demo.principal, "/"),
        Shot("so-diem", demo.teacher, f"/so/{demo.book}/?ki=2", act=_in_column),
        Shot("ket-qua-lop", demo.homeroom, f"/lop/{demo.klass}/?ki=2"),
        Shot("vi-sao", demo.principal, f"/lop/{demo.signing}/?ki=nam", act=_why),
        Shot("xem-truoc-khi-ky", demo.principal, "/ky-so/", act=_review),
        Shot("kiem-tra", "", f"/kt/{demo.code}"),
        Shot("bang-thang", demo.homeroom, f"{roll}thang/"),
        Shot("ke-hoach-cham", demo.deputy, "/ke-hoach/cham/"),
        Shot("sua-diem", demo.principal, f"/de-nghi/{demo.correction}/"),
        Shot("thanh-tra", demo.principal, f"/thanh-tra/{demo.inspector}/"),
        Shot("hieu-truong-hom-nay-390", demo.principal, "/", PHONE),
        Shot("diem-danh-390", demo.homeroom, roll, PHONE),
        Shot("so-diem-390", demo.teacher, f"/so/{demo.book}/?ki=2", PHONE, _in_column),
        Shot("kiem-tra-390", "", f"/kt/{demo.code}", PHONE),
    ]


def _in_column(page: Page) -> None:
    """Stand in the first cell of the column that lacks most marks."""
    page.get_by_label("Cột đang nhập").select_option(label="ĐĐGtx 4")
    page.locator("td.on input").first.focus()


def _why(page: Page) -> None:
    """Ask why the first pupil's learning of the year is what it is."""
    page.locator("a[href*=learning_year]").first.click()
    page.locator("#drawer").get_by_text("Điều").first.wait_for()


def _review(page: Page) -> None:
    """Open the first pile before it is signed."""
    page.get_by_role("link", name="Xem và ký số").first.click()
    page.get_by_role("button", name="Ký số").first.wait_for()


@contextlib.contextmanager
def served(home: Path) -> Iterator[str]:
    """A server on the copy; gives its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    env = os.environ | {"HOCBA_HOME": str(home), "PYTHONPATH": str(ROOT)}
    cli = [sys.executable, "-m", "hocba.cli"]
    subprocess.run([*cli, "setup"], env=env, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    command = [*cli, "serve", "--port", str(port)]
    server = subprocess.Popen(command, env=env, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # fmt: skip
    url = f"http://127.0.0.1:{port}"
    try:
        for _ in range(600):
            if server.poll() is not None:
                raise SystemExit("The server has stopped.")
            with contextlib.suppress(OSError):
                urllib.request.urlopen(f"{url}/accounts/login/", timeout=30).read()
                break
            time.sleep(0.1)
        yield url
    finally:
        server.terminate()
        server.wait(60)


class Camera:
    """A browser that is logged in once for each person and size."""

    def __init__(self, browser: Browser, url: str, password: str) -> None:
        self.browser, self.url, self.password = browser, url, password
        self.pages: dict[tuple[str, tuple[int, int]], Page] = {}

    def take(self, shot: Shot) -> None:
        """One picture, kept on the shelf."""
        page = self._page(shot.who, shot.size)
        answer = page.goto(self.url + shot.path)
        assert answer is not None and answer.status == 200, f"{shot.name}: {shot.path}"
        shot.act(page)
        page.wait_for_load_state("networkidle")
        page.evaluate("document.fonts.ready")
        page.evaluate("document.querySelector('.foot')?.replaceChildren()")  # the request's number
        keep(shot.name, Image.open(io.BytesIO(page.screenshot(animations="disabled"))))

    def _page(self, who: str, size: tuple[int, int]) -> Page:
        known = self.pages.get((who, size))
        if known is not None:
            return known
        context = self.browser.new_context(
            viewport={"width": size[0], "height": size[1]}, locale="vi-VN",
            timezone_id="Asia/Ho_Chi_Minh",
        )  # fmt: skip
        page = self.pages[who, size] = context.new_page()
        if who:
            page.goto(f"{self.url}/accounts/login/")
            page.fill("input[name=login]", who)
            page.fill("input[name=password]", self.password)
            page.click("button[type=submit]")
            page.wait_for_load_state()
        return page


def keep(name: str, picture: Image.Image) -> None:
    """Write a picture with few colours; text stays sharp, the file is a third."""
    few = picture.convert("RGB").quantize(COLOURS, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)  # fmt: skip
    few.save(SHELF / f"{name}.png", optimize=True)
    sys.stdout.write(f"{name}.png  {(SHELF / f'{name}.png').stat().st_size // 1024} KB\n")


def paper(name: str, folder: Path) -> None:
    """Two pages of the first transcript of a year of a class side by side."""
    first = sorted(folder.glob("*-nam-hoc.pdf"))[0]
    with tempfile.TemporaryDirectory() as made:
        subprocess.run(["pdftoppm", "-r", DPI, "-png", "-l", "2", first, f"{made}/p"], check=True)
        pages = [Image.open(p).convert("RGB") for p in sorted(Path(made).glob("*.png"))]
    sheet = Image.new("RGB", (sum(p.width for p in pages), pages[0].height), "white")
    for n, page in enumerate(pages):
        sheet.paste(page, (n * pages[0].width, 0))
    keep(name, sheet)


def main(only: set[str]) -> None:
    """All pictures, or those named."""
    home = Path(os.environ.get("HOCBA_HOME", ROOT / "var"))
    if not (home / "demo.json").exists():
        raise SystemExit(f"No finished demo in {home}: make demo first.")
    with tempfile.TemporaryDirectory() as place:
        copy = Path(place) / "home"
        shutil.copytree(home, copy, ignore=shutil.ignore_patterns("issued"))
        demo = read(copy)
        wanted = [s for s in shots(demo) if not only or s.name in only]
        with served(copy) as url, sync_playwright() as play:
            browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=ARGS)
            camera = Camera(browser, url, demo.password)
            for shot in wanted:
                camera.take(shot)
            browser.close()
    for name, where in (("hoc-ba-thcs", "thcs-song-cau/6A"), ("hoc-ba-tieu-hoc", "th-song-cau/4A")):
        if not only or name in only:
            paper(name, home / "issued" / where)


if __name__ == "__main__":
    main(set(sys.argv[1:]))
