"""The bare views our pages are measured against: plain SQL, Jinja2 loops, nothing else.

No session, no account, no right, no event; the same table and the same rows, in the same process,
through Django's handler with one middleware that picks these routes.
"""

import json
from collections.abc import Callable, Sequence
from typing import Any

from django.core.handlers.wsgi import WSGIHandler
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.test.utils import override_settings
from django.urls import path
from jinja2 import Environment

COLUMNS = """
SELECT slot, kind, label FROM books_column
WHERE book_id = %s AND term = %s ORDER BY kind = 'text', position
"""
CELLS = """
SELECT e.student_id, p.full_name, m.slot, m.number, m.code, m.body
FROM year_enrolment e
JOIN people_student s ON s.id = e.student_id
JOIN people_person p ON p.id = s.person_id
LEFT JOIN books_mark m ON m.year = %s AND m.school_id = %s AND m.student_id = e.student_id
  AND m.subject_id = %s AND m.term = %s
WHERE e.klass_id = %s
ORDER BY e.position, p.sort_key
"""
RESULTS = """
SELECT r.student_id, r.number FROM books_subjectresult r
JOIN year_enrolment e ON e.student_id = r.student_id AND e.klass_id = %s
WHERE r.year = %s AND r.school_id = %s AND r.subject_id = %s AND r.term = %s
"""
PAGE = """<!doctype html>
<html lang="vi"><head><meta charset="utf-8"><title>{{ title }}</title></head><body>
<h1>{{ title }}</h1>
<table class="grid"><thead><tr><th>TT</th><th class="name">Họ và tên</th>
{% for slot, kind, label in columns %}{% if kind != "text" %}
<th data-col="{{ term }}:{{ slot }}" data-kind="{{ kind }}">{{ label }}<small>{{ counts[slot] }}/{{ pupils|length }}</small></th>
{% endif %}{% endfor %}<th data-result="kq_{{ term }}">ĐTBmhk</th>
{% for slot, kind, label in columns %}{% if kind == "text" %}
<th data-col="{{ term }}:{{ slot }}" data-kind="{{ kind }}">{{ label }}<small>{{ counts[slot] }}/{{ pupils|length }}</small></th>
{% endif %}{% endfor %}</tr></thead><tbody>
{% for student, (name, cells) in pupils.items() %}
<tr data-student="{{ student }}"><td>{{ loop.index }}</td><th>{{ name }}</th>
{% for slot, kind, label in columns %}{% if kind != "text" %}
<td>{% if slot in cells %}{{ cells[slot]|tenths }}{% endif %}</td>
{% endif %}{% endfor %}<td>{% if results[student] is not none %}{{ results[student]|tenths }}{% endif %}</td>
{% for slot, kind, label in columns %}{% if kind == "text" %}<td>{{ cells[slot] }}</td>{% endif %}{% endfor %}</tr>
{% endfor %}</tbody></table></body></html>
"""
HISTORY = """
CREATE TABLE bare_history (id integer PRIMARY KEY, at text, who int, year int, school int,
    student int, subject int, term int, slot text, old int, new int)
"""
LINES = """
INSERT INTO bare_history (at, who, year, school, student, subject, term, slot, old, new)
SELECT e.at, e.actor, c.year, c.school_id, c.student_id, c.subject_id, c.term, c.slot,
    c.old_number, c.new_number
FROM books_markchange c JOIN kernel_event e ON e.id = c.event_id ORDER BY e.id
"""
_KEYS = """
SELECT pg_get_constraintdef(k.oid) FROM pg_constraint k
JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = k.conkey[1]
WHERE k.contype = 'f' AND k.conrelid = 'books_mark'::regclass AND a.attname = %s
"""
# As in the ledger, the lines of one save lie side by side in it.
CELL_OF_HISTORY = """
CREATE INDEX bare_history_cell ON bare_history (year, school, subject, term, slot)
"""


def tenths(value: int) -> str:
    """75 as 7,5."""
    whole, rest = divmod(value, 10)
    return f"{whole},{rest}" if rest else str(whole)


_jinja = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
_jinja.filters["tenths"] = tenths
_page = _jinja.from_string(PAGE)


def _rows(sql: str, *params: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())


def grid(
    request: HttpRequest, book: int, klass: int, subject: int, school: int, year: int
) -> HttpResponse:
    """The table of one subject and term 1 of a class."""
    columns = _rows(COLUMNS, book, 1)
    pupils: dict[int, tuple[str, dict[str, Any]]] = {}
    counts: dict[str, int] = {}
    for student, name, slot, number, code, body in _rows(CELLS, year, school, subject, 1, klass):
        cells = pupils.setdefault(student, (name, {}))[1]
        if slot is not None:
            cells[slot] = number if number is not None else code or body
            counts[slot] = counts.get(slot, 0) + 1
    results = dict(_rows(RESULTS, klass, year, school, subject, 1))
    return HttpResponse(
        _page.render(
            title="Toán", term=1, columns=columns, pupils=pupils, counts=counts, results=results
        )
    )


def save(request: HttpRequest, subject: int, school: int, year: int) -> HttpResponse:
    """Upsert the cells of a request and write a history row each, in one transaction.

    In a copy of the product's own marks, so the same rows under the same keys.
    """
    changes = json.loads(request.body)["changes"]
    full = [(year, school, c["student"], subject, c["term"], c["slot"], c["new"]) for c in changes]
    told = [
        ("2025-12-15 07:02", 1, year, school, c["student"], subject, c["term"], c["slot"], c["seen"], c["new"])
        for c in changes
    ]  # fmt: skip
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO bare_mark (year, school_id, student_id, subject_id, term, slot, number)"
            " VALUES "
            + ",".join(["(%s,%s,%s,%s,%s,%s,%s)"] * len(full))
            + " ON CONFLICT (year, school_id, student_id, subject_id, term, slot)"
            " DO UPDATE SET number = excluded.number",
            [v for row in full for v in row],
        )
        cursor.execute(
            "INSERT INTO bare_history (at, who, year, school, student, subject, term, slot, old, new)"
            " VALUES " + ",".join(["(%s,%s,%s,%s,%s,%s,%s,%s,%s,%s)"] * len(told)),
            [v for row in told for v in row],
        )
    return JsonResponse({"saved": len(full)})


urlpatterns = [
    path("grid/<int:book>/<int:klass>/<int:subject>/<int:school>/<int:year>/", grid),
    path("save/<int:subject>/<int:school>/<int:year>/", save),
]


def routes(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[..., HttpResponse]:
    """The only middleware: these routes instead of the product's."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.urlconf = "bench.bare"  # type: ignore[attr-defined]
        if hasattr(request, "user") and not request.user:
            return HttpResponse(status=403)
        return get_response(request)

    return middleware


def make_tables() -> None:
    """The tables that `save` writes: the school's marks once more, with their keys, and a history
    that is as long as the ledger and can be asked who changed a cell."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("CREATE TABLE bare_mark (LIKE books_mark INCLUDING ALL)")
            for name in ("school_id", "student_id", "subject_id"):
                cursor.execute(_KEYS, [name])
                cursor.execute(f"ALTER TABLE bare_mark ADD {cursor.fetchone()[0]}")
            cursor.execute(HISTORY.replace("id integer", "id bigserial"))
        else:
            cursor.execute(
                "SELECT sql FROM sqlite_master WHERE type = 'table' AND name = 'books_mark'"
            )
            cursor.execute(cursor.fetchone()[0].replace('"books_mark"', "bare_mark"))
            cursor.execute(HISTORY)
        cursor.execute("INSERT INTO bare_mark SELECT * FROM books_mark")
        cursor.execute(LINES)
        cursor.execute(CELL_OF_HISTORY)


def application(middleware: Sequence[str] = ()) -> WSGIHandler:
    """The bare views as a WSGI application, behind no middleware or behind some of Django's."""
    with override_settings(
        MIDDLEWARE=[*middleware, "bench.bare.routes"], SESSION_ENGINE="bench._sessions"
    ):
        return WSGIHandler()


STOCK = (
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "bench._sessions.account",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
)
"""What `startproject` gives, its sessions and accounts too: the bare views of a plain project know
who is logged in."""
