"""Pages and saves against bare views of the same table, before and after the rows grow tenfold."""

from __future__ import annotations

import datetime as dt
import io
import json
import re
import statistics
import time
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from http.cookies import SimpleCookie
from typing import Any, NamedTuple

from bench import installation
from bench.figure import Figure

PUPILS, CLASSES, GROWTH = 45, 4, 10
PAGE, SAVE, GROWN, LOGINS = 2.5, 3.0, 1.1, 20
SUBJECTS = ("TOAN", "NV", "NN1", "KHTN", "LSDL", "TIN")
YEAR, DAY = 2025, dt.date(2025, 9, 5)
PASSWORD = "mot-mat-khau-de-do"
FAMILY = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Đỗ", "Vũ")
GIVEN = ("An", "Bình", "Cường", "Đạt", "Giang", "Hải", "Khoa", "Long", "Minh", "Nam", "Quân")
Environ = dict[str, Any]


def run(short: bool) -> list[Figure]:
    """CPU time in this process per request, the fastest fifth of rounds that alternate with the bare view."""
    installation.ready()
    school = School.make()
    rounds = 60 if short else 300
    browser = Browser(school)
    speed = _login(school, 10 if short else 40)
    page, save = browser.pages(rounds), browser.saves(rounds)
    school.grow()
    more_page, more_save = browser.pages(rounds), browser.saves(rounds)
    drift = max(more_save.bare / save.bare, 1.0)  # the bare save's own tables do not grow
    return [
        *ratios("", page, save),
        _grown("grid page", more_page, page, drift),
        _grown("save", more_save, save, drift),
        speed,
    ]


def ratios(where: str, page: Times, save: Times) -> list[Figure]:
    """A page and a save beside the bare ones."""
    return [
        _ratio(f"grid page, {PUPILS} pupils{where}", page, PAGE),
        _ratio(f"save of {PUPILS} marks{where}", save, SAVE),
    ]


def _ratio(name: str, found: Times, target: float) -> Figure:
    ratio = found.ours / found.stock
    beside = f"bare view of a plain project {found.stock:.2f} ms; one that knows nobody {found.bare:.2f} ms"
    shown = f"{ratio:.2f} × ({found.ours / found.bare:.2f} ×)"
    return Figure(name, found.ours, "ms CPU", beside, shown, f"≤ {target} ×", ratio <= target)


def _grown(name: str, more: Times, less: Times, drift: float) -> Figure:
    """`drift` is how much slower the machine became meanwhile, by work that did not grow."""
    ratio = more.ours / less.ours / drift
    beside = f"{less.ours:.2f} ms before; the machine's own drift {drift:.2f} ×"
    title = f"{name} with {GROWTH} times the rows"
    return Figure(
        title, more.ours, "ms CPU", beside, f"{ratio:.2f} ×", f"≤ {GROWN} ×", ratio <= GROWN
    )


@dataclass
class School:
    """One school with full books, made by commands; `book` is the one that is opened."""

    place: Any
    book: Any
    pupils: list[int]
    username: str

    @classmethod
    def make(cls, count: int = 0) -> School:
        from hocba.books.commands import open_books
        from hocba.books.models import Book
        from hocba.kernel.tasks import system_ctx
        from hocba.org.commands import PlaceFacts, found_place
        from hocba.people import commands as people
        from hocba.people.models import Staff
        from hocba.rules.tt22_2021 import COMMENT_SUBJECTS
        from hocba.year import commands as frame
        from hocba.year.models import Subject

        ctx = system_ctx(dt.datetime(2025, 10, 15, 9, 0, tzinfo=dt.UTC), source="bench")
        place = found_place(
            ctx, None, PlaceFacts("school", "Trường THCS Đo Đạc", DAY, "lower_secondary")
        )
        last = dt.date(2030, 5, 31)  # the teacher holds the duty whenever the bench runs
        frame.open_year(
            ctx, place, YEAR, frame.YearDates(DAY, dt.date(2026, 1, 10), dt.date(2026, 1, 19), last)
        )
        plans = [frame.ClassPlan("lower_secondary", 8, f"8A{n}") for n in range(count or CLASSES)]
        classes = frame.open_classes(ctx, place, YEAR, plans)
        subjects = dict(Subject.objects.values_list("code", "pk"))
        courses = [
            frame.CoursePlan(
                k, subjects[s], "comment" if s in COMMENT_SUBJECTS else "scored", 140, 4
            )
            for k in classes
            for s in SUBJECTS
        ]
        ids = frame.open_courses(ctx, place, courses)
        rows = [
            people.StudentFacts(
                people.PersonFacts(f"{FAMILY[n % 7]} Văn {GIVEN[n % 11]}", "M", DAY), f"90{n:08d}"
            )
            for n in range((count or CLASSES) * PUPILS)
        ]
        pupils = people.admit(ctx, place, rows)
        seats = [
            frame.Seat(p, classes[n // PUPILS], n % PUPILS + 1, DAY) for n, p in enumerate(pupils)
        ]
        frame.enrol(ctx, place, seats)
        [member] = people.take_staff(
            ctx, place, [people.StaffFacts(people.PersonFacts("Lê Thị Đo"), "BENCH1")]
        )
        people.open_accounts(ctx, place, [member], {member: PASSWORD})
        person = Staff.objects.get(pk=member).person_id
        role = people.Assignment.Role.SUBJECT_TEACHER
        own = [c for c, plan in zip(ids, courses, strict=True) if plan.subject == subjects["TOAN"]]
        people.assign(ctx, place, [people.Duty(person, role, c, DAY) for c in own[:CLASSES]])
        open_books(ctx, place, YEAR)
        books = list(Book.objects.select_related(*Book.with_command).filter(kind="course", school=place).order_by("pk"))  # fmt: skip
        for book in books:
            _fill(ctx, book, pupils[classes.index(book.klass_id) * PUPILS :][:PUPILS])
        return cls(place, books[0], pupils[:PUPILS], "bench1")

    def grow(self) -> None:
        """Copy the year's classes, books, marks, ledger and results into the years before it."""
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute("SELECT MAX(id) FROM kernel_event")
            events = cursor.fetchone()[0]
            offsets = {}
            for table in (
                "year_klass",
                "year_course",
                "books_book",
                "books_column",
                "year_enrolment",
            ):
                cursor.execute(f"SELECT MAX(id) FROM {table}")
                offsets[table] = cursor.fetchone()[0]
            for n in range(1, GROWTH):
                for sql in _copies(n, self.place.pk, events, offsets):
                    cursor.execute(sql)
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _second_test(school: School) -> dict[int, int]:
    from hocba.books.models import Mark

    rows = Mark.objects.filter(
        year=YEAR,
        subject=school.book.course.subject_id,
        term=1,
        slot="tx2",
        student__in=school.pupils,
    )
    return dict(rows.values_list("student_id", "number"))


def _fill(ctx: Any, book: Any, pupils: list[int]) -> None:
    from hocba.books.commands import Change, enter_marks
    from hocba.books.models import Column

    changes = []
    for column in Column.objects.filter(book=book, term__lt=3):
        for n, pupil in enumerate(pupils):
            text = "Chăm chỉ, tiến bộ rõ trong học kì này."
            mark = 50 + (n * 7 + column.position * 3) % 50
            new = {"text": text, "level": column.codes.split(",")[0]}.get(column.kind, mark)
            changes.append(Change(pupil, column.term, column.slot, None, new))
    enter_marks(ctx, book, changes)


def _copies(n: int, school: int, events: int, at: dict[str, int]) -> list[str]:
    """SQL that copies everything of the bench's year n years back; ids move by whole blocks."""
    klass, course, book, column, seat = (f"+ {n} * {top}" for top in at.values())
    ours = f"school_id = {school} AND year = {YEAR}"
    classes = f"(SELECT id FROM year_klass WHERE {ours})"
    books = f"(SELECT id FROM books_book WHERE {ours})"
    event, year = f"event_id + {n} * {events}", f"year - {n}"
    return [
        _copy("kernel_event", f"school = {school} AND id <= {events}", id=f"id + {n} * {events}"),
        _copy("year_schoolyear", ours, id="NULL", year=year),
        _copy("year_klass", ours, id=f"id {klass}", year=year),
        _copy(
            "year_course", f"klass_id IN {classes}", id=f"id {course}", klass_id=f"klass_id {klass}"
        ),
        _copy(
            "year_enrolment",
            f"klass_id IN {classes}",
            id=f"id {seat}",
            klass_id=f"klass_id {klass}",
        ),
        _copy(
            "books_book",
            ours,
            id=f"id {book}",
            year=year,
            klass_id=f"klass_id {klass}",
            course_id=f"course_id {course}",
        ),
        _copy("books_column", f"book_id IN {books}", id=f"id {column}", book_id=f"book_id {book}"),
        _copy("books_mark", ours, year=year),
        _copy("books_subjectresult", ours, year=year),
        _copy(
            "books_markchange",
            f"{ours} AND event_id <= {events}",
            year=year,
            event_id=event,
            book_id=f"book_id {book}",
        ),
    ]


def _copy(table: str, where: str, **other: str) -> str:
    """SQL that copies rows of a table with some of their columns made otherwise."""
    from django.db import connection

    with connection.cursor() as cursor:
        names = [c.name for c in connection.introspection.get_table_description(cursor, table)]
    assert other.keys() <= set(names), (table, other)
    return (
        f"INSERT INTO {table} ({', '.join(names)})"
        f" SELECT {', '.join(other.get(n, n) for n in names)} FROM {table} WHERE {where}"
    )


def _environ(method: str, path: str, body: bytes = b"", **more: str) -> Environ:
    return {
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "SCRIPT_NAME": "",
        "QUERY_STRING": more.pop("query", ""),
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "8000",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "CONTENT_TYPE": "application/json" if body else "",
        "HTTP_ACCEPT": "text/html,application/json",
        "HTTP_HOST": "127.0.0.1:8000",
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": io.StringIO(),
        "wsgi.multithread": False,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
        **more,
    }


class _Answer:
    """The outcome of one call of a WSGI application, and its CPU time in milliseconds."""

    def __init__(self, app: Any, environ: Environ) -> None:
        began = installation.spent()
        chunks = app(environ, self._start)
        self.body = b"".join(chunks)
        chunks.close()
        self.ms = (installation.spent() - began) * 1000

    def _start(self, status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> None:
        self.status = int(status[:3])
        self.cookies = SimpleCookie()
        for name, value in headers:
            if name == "Set-Cookie":
                self.cookies.load(value)


def _log_in(app: Any, username: str) -> tuple[_Answer, dict[str, str]]:
    """Post the log-in form as a browser does; the answer and the cookies of the session."""
    from django.urls import reverse

    path = reverse("account_login")
    form = _Answer(app, _environ("GET", path))
    cookies = {k: m.value for k, m in form.cookies.items()}
    token = re.search(rb'name="csrfmiddlewaretoken" value="([^"]+)"', form.body)
    assert token is not None
    body = f"login={username}&password={PASSWORD}&csrfmiddlewaretoken={token[1].decode()}".encode()
    environ = _environ("POST", path, body, HTTP_COOKIE=_cookie(cookies))
    environ["CONTENT_TYPE"] = "application/x-www-form-urlencoded"
    answer = _Answer(app, environ)
    if answer.status != 302:
        raise RuntimeError(f"log-in answered {answer.status}")
    return answer, cookies | {k: m.value for k, m in answer.cookies.items()}


def _cookie(cookies: dict[str, str]) -> str:
    return "; ".join(f"{k}={v}" for k, v in cookies.items())


def _login(school: School, count: int) -> Figure:
    """How many people log in a second of one core; beside it the bare password hash."""
    from django.contrib.auth.hashers import check_password, make_password

    from hocba.wsgi import application

    _log_in(application, school.username)
    spent = statistics.median(_log_in(application, school.username)[0].ms for _ in range(count))
    stored = make_password(PASSWORD)
    began = time.process_time()
    for _ in range(count):
        check_password(PASSWORD, stored)
    bare = (time.process_time() - began) * 1000 / count
    speed = 1000 / spent
    return Figure(
        "log-in",
        speed,
        "a second per core",
        f"bare Argon2id check {bare:.1f} ms of {spent:.1f} ms",
        f"{spent / bare:.2f} ×",
        f"≥ {LOGINS}",
        speed >= LOGINS,
    )


def _typical(times: Iterable[float]) -> float:
    """The fastest fifth: what other work on the machine adds to the slower ones is not ours."""
    return statistics.quantiles(times, n=5)[0]


class Times(NamedTuple):
    """Typical CPU ms: ours, the bare view that knows nobody, the one of a plain project."""

    ours: float
    bare: float
    stock: float


class Browser:
    """A teacher who is logged in, and the bare views beside."""

    def __init__(self, school: School) -> None:
        from bench import bare
        from hocba.wsgi import application

        bare.make_tables()
        self.school, self.ours, self.bare = school, application, bare.application()
        self.stock = bare.application(bare.STOCK)
        self.cookies = _log_in(application, school.username)[1]
        self.marks = _second_test(school)
        first = self._get()
        if first.status != 200 or first.body.count(b"data-student=") != PUPILS:
            raise RuntimeError(f"the page of the book answered {first.status}")
        found = re.search(rb'name="csrf-token" content="([^"]+)"', first.body)
        assert found is not None
        self.token = found[1].decode()

    def pages(self, rounds: int) -> Times:
        """CPU ms of our page and of the bare ones."""
        return self._all(rounds, self._get, self._bare_get)

    def saves(self, rounds: int) -> Times:
        """CPU ms of our save and of the bare ones."""
        return self._all(rounds, self._save, self._bare_save)

    def _all(
        self, rounds: int, ours: Callable[[], _Answer], bare: Callable[[Any], _Answer]
    ) -> Times:
        acts = (ours, lambda: bare(self.bare), lambda: bare(self.stock))
        for _ in range(10):
            for act in acts:
                act()
        turns = [[act() for act in acts] for _ in range(rounds)]
        for turn in turns:
            if any(answer.status != 200 for answer in turn):
                raise RuntimeError(f"a view answered {[a.status for a in turn]}")
        return Times(*(_typical(t[i].ms for t in turns) for i in range(len(acts))))

    def _get(self) -> _Answer:
        from django.urls import reverse

        path = reverse("book", args=[self.school.book.pk])
        environ = _environ("GET", path, query="ki=1", HTTP_COOKIE=_cookie(self.cookies))
        return _Answer(self.ours, environ)

    def _bare_get(self, app: Any) -> _Answer:
        book = self.school.book
        path = f"/grid/{book.pk}/{book.klass_id}/{book.course.subject_id}/{book.school_id}/{YEAR}/"
        return _Answer(app, _environ("GET", path, HTTP_COOKIE=_cookie(self.cookies)))

    def _changes(self) -> list[dict[str, Any]]:
        """Every pupil's second test, each with another mark than before."""
        changes = []
        for pupil, seen in self.marks.items():
            new = self.marks[pupil] = (seen + 13) % 101
            changes.append({"student": pupil, "term": 1, "slot": "tx2", "seen": seen, "new": new})
        return changes

    def _save(self) -> _Answer:
        from django.urls import reverse

        body = {"request_id": str(uuid.uuid4()), "changes": self._changes()}
        path = reverse("book-save", args=[self.school.book.pk])
        answer = _Answer(
            self.ours,
            _environ(
                "POST",
                path,
                json.dumps(body).encode(),
                HTTP_COOKIE=_cookie(self.cookies),
                HTTP_X_CSRFTOKEN=self.token,
            ),
        )
        if json.loads(answer.body)["saved"] != PUPILS:
            raise RuntimeError("the save did not store every mark")
        return answer

    def _bare_save(self, app: Any) -> _Answer:
        book = self.school.book
        path = f"/save/{book.course.subject_id}/{book.school_id}/{YEAR}/"
        body = json.dumps({"changes": self._changes()}).encode()
        for change in json.loads(body)["changes"]:
            self.marks[change["student"]] = change["seen"]
        more = {"HTTP_COOKIE": _cookie(self.cookies), "HTTP_X_CSRFTOKEN": self.token}
        return _Answer(app, _environ("POST", path, body, **more))
