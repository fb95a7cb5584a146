"""A served school of the named world, and people who are logged in to it in a real browser."""

import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

ROOT = Path(__file__).parents[3]
PASSWORD = "ba-con-meo-7-gio"
ARGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync"]  # fmt: skip
expect.set_options(timeout=30_000)  # a busy machine is no fault of a page


@dataclass(frozen=True)
class Site:
    """The address, the ids of the world, where pictures are kept, the home it is served from."""

    url: str
    ids: dict[str, Any]
    pictures: Path
    home: Path

    def book(self, name: str, more: str = "?ki=1") -> str:
        """The address of a book, by class and subject code."""
        return f"{self.url}/so/{self.ids['books'][name]}/{more}"

    def keep(self, tab: Page, name: str) -> None:
        """Keep a picture of what the person sees."""
        tab.screenshot(path=self.pictures / f"journey-{name}.png")

    def work(self) -> None:
        """Do what waits for the job process, then stop it."""
        env = {k: v for k, v in os.environ.items() if not k.startswith(("HOCBA_", "DJANGO_"))}
        env |= {"HOCBA_HOME": str(self.home), "DJANGO_SETTINGS_MODULE": "hocba.settings"}
        work = [sys.executable, "-m", "hocba.cli", "work", "--until-done"]
        subprocess.run(work, env=env | {"PYTHONPATH": str(ROOT)}, cwd=ROOT, check=True)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(url: str, server: subprocess.Popen[bytes]) -> None:
    for _ in range(1200):
        assert server.poll() is None, "the server has stopped"
        with contextlib.suppress(OSError):  # refused, or slow on a busy machine
            urllib.request.urlopen(url, timeout=30).read()
            return
        time.sleep(0.1)
    raise AssertionError("the server does not answer")


@pytest.fixture(scope="package")
def site(template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The named world behind `hocba web`, in processes of their own."""
    home = tmp_path_factory.mktemp("served")
    shutil.copy(template, home / "hocba.sqlite3")
    env = {k: v for k, v in os.environ.items() if not k.startswith(("HOCBA_", "DJANGO_"))}
    env |= {"HOCBA_HOME": str(home), "DJANGO_SETTINGS_MODULE": "hocba.settings"}
    env["PYTHONPATH"] = str(ROOT)
    made = subprocess.run(
        [sys.executable, "-m", "tests.e2e.journeys.prepare"],
        env=env, cwd=ROOT, check=True, stdout=subprocess.PIPE,
    )  # fmt: skip
    port = _free_port()
    command = [sys.executable, "-m", "hocba.cli", "web", "--workers", "1", "--port", str(port)]
    log = (home / "web.log").open("wb")
    server = subprocess.Popen(command, env=env, cwd=ROOT, stdout=log, stderr=log)
    try:
        url = f"http://127.0.0.1:{port}"
        _wait(f"{url}/accounts/login/", server)
        pictures = Path(os.environ.get("HOCBA_PICTURES", home))
        pictures.mkdir(parents=True, exist_ok=True)
        yield Site(url, json.loads(made.stdout), pictures, home)
    finally:
        server.terminate()
        server.wait(120)
        log.close()


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, once for these journeys and gone after them."""
    with sync_playwright() as play:
        chromium = play.chromium.launch(executable_path="/usr/bin/chromium", args=ARGS)
        yield chromium
        chromium.close()


Enter = Callable[[str], BrowserContext]


@pytest.fixture
def person(browser: Browser, site: Site) -> Iterator[Enter]:
    """Log in as somebody of the world, in a browser of their own; script errors fail the test."""
    faults: list[str] = []
    opened: list[BrowserContext] = []

    def enter(name: str) -> BrowserContext:
        made = browser.new_context(viewport={"width": 1366, "height": 768}, locale="vi-VN")
        made.set_default_timeout(30_000)
        made.on("weberror", lambda error: faults.append(str(error.error)))
        opened.append(made)
        tab = made.new_page()
        tab.goto(f"{site.url}/accounts/login/")
        tab.get_by_label("Tên đăng nhập").fill(site.ids["users"][name])
        tab.get_by_label("Mật khẩu").fill(PASSWORD)
        tab.get_by_role("button", name="Đăng nhập", exact=True).click()
        tab.wait_for_url(f"{site.url}/")
        tab.close()
        return made

    yield enter
    for one in opened:
        one.close()
    assert faults == []


def open_book(who: BrowserContext, address: str) -> Page:
    """A tab with a book whose grid has come to life."""
    tab = who.new_page()
    tab.goto(address)
    tab.wait_for_selector("hb-grid[data-ready]", state="attached")
    return tab


__all__ = ["Enter", "Site", "open_book"]
