"""A loopback server with the static files, one book page, and a save endpoint of the contract."""

import contextlib
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from .book_page import Marks, born_of, code_of, document, name_of
from .gallery import error, gallery, gate, verify

STATIC = Path(__file__).parents[3] / "hocba" / "web" / "static"
TYPES = {
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
    ".toml": "text/plain",
}
CSP = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; form-action 'self'"
ARGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync"]  # fmt: skip
expect.set_options(timeout=30_000)  # a busy machine is no fault of a page


@dataclass
class School:
    """What the fake server knows, and how it behaves."""

    marks: Marks = field(default_factory=Marks)
    posts: list[dict[str, Any]] = field(default_factory=list)
    receipts: dict[str, dict[str, Any]] = field(default_factory=dict)
    proofs: list[dict[str, Any]] = field(default_factory=list)
    mood: str = "well"  # well | down (cuts the line) | lost (saves, then cuts the line) | busy (503) | logout | refuse
    base: str = ""

    def save(self, post: dict[str, Any]) -> dict[str, Any]:
        """Save what still is as the writer saw it; report the rest as conflicts."""
        if post["request_id"] in self.receipts:
            return self.receipts[post["request_id"]]
        conflicts = []
        for change in post["changes"]:
            key = (change["student"], f"{change['term']}:{change['slot']}")
            if self.marks.values.get(key) != change["seen"]:
                place = {k: change[k] for k in ("student", "term", "slot")}
                conflicts.append(
                    {**place, "now": self.marks.values.get(key), "by": "Cô Mai", "at": "20:40"}
                )
            elif change["new"] is None:
                self.marks.values.pop(key, None)
            else:
                self.marks.values[key] = change["new"]
        results = {
            str(c["student"]): {"avg": {"text": "8,1", "status": "ok"}} for c in post["changes"]
        }
        saved = len(post["changes"]) - len(conflicts)
        answer = {"receipt": f"7F3K-{len(self.receipts) + 21}", "saved_at": "20:41:07", "saved": saved,
                  "conflicts": conflicts, "results": results, "counts": {"tx3": "40/45"}}  # fmt: skip
        self.receipts[post["request_id"]] = answer
        return answer


def handler(school: School) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """Keep the test output quiet."""

        def reply(self, status: int, kind: str, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", f"{kind}; charset=utf-8")
            self.send_header("Content-Security-Policy", CSP)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_GET(self) -> None:
            path = self.path.partition("?")[0]
            if path.startswith("/static/"):
                file = STATIC / path.removeprefix("/static/")
                self.reply(200, TYPES[file.suffix], file.read_bytes())
            elif path == "/history":
                self.reply(200, "text/html", f'<p class="pad">Nhật kí {self.path}</p>'.encode())
            elif path == "/roster":
                people = {str(s): [code_of(s), born_of(s)] for s in range(1, 46)}
                self.reply(200, "application/json", json.dumps({"people": people}).encode())
            elif path == "/why":
                self.reply(200, "text/html", f'<p class="pad">Lí do {self.path}</p>'.encode())
            elif path == "/gallery":
                self.reply(200, "text/html", gallery().encode())
            elif path == "/gate":
                self.reply(200, "text/html", gate().encode())
            elif path == "/error":
                self.reply(403, "text/html", error().encode())
            elif path.startswith("/verify/"):
                self.reply(200, "text/html", verify(path.removeprefix("/verify/")).encode())
            else:
                self.reply(
                    200,
                    "text/html",
                    document(school.marks, preview=self.path.endswith("preview")).encode(),
                )

        def do_POST(self) -> None:
            post = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            assert self.headers["X-CSRFToken"] == "t0ken"
            if self.path == "/proof":
                school.proofs.append(post)
                return self.reply(200, "application/json", b'{"message": "ok"}')
            if self.path == "/preview":
                results = {
                    str(c["student"]): {"avg": {"text": "9,9", "status": "ok"}}
                    for c in post["changes"]
                }
                return self.reply(
                    200, "application/json", json.dumps({"results": results}).encode()
                )
            school.posts.append(post)
            if school.mood == "down":
                self.close_connection = True
            elif school.mood == "busy":
                self.reply(503, "text/html", b"busy")
            elif school.mood == "logout":
                self.reply(403, "text/html", b"<h1>log in</h1>")
            elif school.mood == "refuse":
                problem = {
                    "student": post["changes"][0]["student"],
                    "slot": post["changes"][0]["slot"],
                    "message": "học sinh đã chuyển trường",
                }
                body = {"message": "có ô không ghi được", "problems": [problem]}
                self.reply(422, "application/json", json.dumps(body).encode())
            else:
                answer = school.save(post)
                if school.mood == "lost":
                    self.close_connection = True
                else:
                    self.reply(200, "application/json", json.dumps(answer).encode())
            return None

    return Handler


@contextlib.contextmanager
def serving(state: School) -> Iterator[School]:
    """The school behind a loopback address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler(state))
    state.base = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield state
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def school() -> Iterator[School]:
    """A fresh school."""
    state = School()
    state.marks.fill()
    with serving(state):
        yield state


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, once for these tests and gone after them.

    Playwright's event loop must not be alive while other tests use the database.
    """
    with sync_playwright() as play:
        chromium = play.chromium.launch(executable_path="/usr/bin/chromium", args=ARGS)
        yield chromium
        chromium.close()


@contextlib.contextmanager
def opened(browser: Browser) -> Iterator[BrowserContext]:
    """A browser of one person; any error on a page fails the test."""
    made = browser.new_context(viewport={"width": 1366, "height": 768}, locale="vi-VN")
    made.grant_permissions(["clipboard-read", "clipboard-write"])
    faults: list[str] = []
    made.on("weberror", lambda error: faults.append(str(error.error)))
    made.on(
        "console",
        lambda said: (
            faults.append(said.text)
            if said.type == "error" and "ERR_" not in said.text and "status of" not in said.text
            else None
        ),
    )
    yield made
    made.close()
    assert faults == []


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A browser with nothing kept in it."""
    with opened(browser) as made:
        yield made


@pytest.fixture(scope="package")
def lab(browser: Browser) -> Iterator[Page]:
    """A page of the school on which modules that keep nothing are called; one for all tests."""
    with serving(School()) as school, opened(browser) as context:
        tab = context.new_page()
        tab.goto(f"{school.base}/error")
        yield tab


@pytest.fixture
def page(context: BrowserContext, school: School) -> Page:
    """The book page, ready."""
    return open_book(context, school)


def open_book(context: BrowserContext, school: School, more: str = "") -> Page:
    """Open the book in a new tab and wait until the grid has come to life."""
    tab = context.new_page()
    tab.set_default_timeout(30_000)
    tab.goto(school.base + "/book" + more)
    tab.wait_for_selector("hb-grid[data-ready]", state="attached")
    return tab


__all__ = ["School", "born_of", "code_of", "name_of", "open_book"]
