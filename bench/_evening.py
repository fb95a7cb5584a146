"""The school of the last evening: its teachers and books before, its ledger afterwards.

python -m bench._evening prepare N   found it, print what N clients need to know as JSON
python -m bench._evening check       read what each client was told, as JSON; print lost cells
python -m bench._evening bare PORT   serve the bare views, of the same people
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any

from bench import web

SLOTS = ("tx2", "tx3")


def _ready() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "hocba.settings"
    import django

    django.setup()


def prepare(count: int) -> list[dict[str, Any]]:
    """One school; each client a teacher of its own, with a column that nobody else writes."""
    _ready()
    from hocba.ops import install

    install.run()
    from bench import bare
    from hocba.books.models import Book

    school = web.School.make(min(web.CLASSES, -(-count // len(web.SUBJECTS))))
    bare.make_tables()
    books = list(
        Book.objects.select_related("klass", "course").filter(kind="course").order_by("pk")
    )
    names = _teachers(school, [books[n % len(books)].course_id for n in range(count)])
    return [_client(n, name, books) for n, name in enumerate(names)]


def _teachers(school: Any, courses: list[int]) -> list[str]:
    from hocba.kernel.tasks import system_ctx
    from hocba.people import commands as people
    from hocba.people.models import Staff, User

    ctx = system_ctx(source="bench")
    facts = [
        people.StaffFacts(people.PersonFacts(f"Lê Thị {web.GIVEN[n % 11]}"), f"TOI{n}")
        for n in range(len(courses))
    ]
    staff = people.take_staff(ctx, school.place, facts)
    people.open_accounts(ctx, school.place, staff, dict.fromkeys(staff, web.PASSWORD))
    persons = [Staff.objects.get(pk=s).person_id for s in staff]
    role = people.Assignment.Role.SUBJECT_TEACHER
    duties = [people.Duty(p, role, c, web.DAY) for p, c in zip(persons, courses, strict=True)]
    people.assign(ctx, school.place, duties)
    users = dict(User.objects.values_list("person_id", "username"))
    return [users[p] for p in persons]


def _client(number: int, username: str, books: list[Any]) -> dict[str, Any]:
    import re

    from hocba.books.models import Mark
    from hocba.wsgi import application
    from hocba.year.models import Enrolment

    book, slot = books[number % len(books)], SLOTS[number // len(books)]
    cookies = web._log_in(application, username)[1]
    path = f"/so/{book.pk}/"
    page = web._Answer(
        application, web._environ("GET", path, query="ki=1", HTTP_COOKIE=web._cookie(cookies))
    )
    token = re.search(rb'name="csrf-token" content="([^"]+)"', page.body)
    assert token is not None
    pupils = Enrolment.objects.filter(klass=book.klass_id).values("student")
    subject = book.course.subject_id
    marks = Mark.objects.filter(subject=subject, term=1, slot=slot, student__in=pupils)
    where = f"{subject}/{book.school_id}/{book.year}/"
    return {
        "cookie": web._cookie(cookies),
        "token": token[1].decode(),
        "slot": slot,
        "subject": subject,
        "marks": {str(m.student_id): m.number for m in marks},
        "page": f"{path}?ki=1",
        "save": f"{path}luu",
        "bare_page": f"/grid/{book.pk}/{book.klass_id}/{where}",
        "bare_save": f"/save/{where}",
    }


def check(told: list[dict[str, Any]]) -> int:
    """How many cells are not what the last receipt said, or whose ledger does not lead there."""
    _ready()
    from hocba.books.models import Mark, MarkChange

    lost = 0
    for client in told:
        where = {"subject": client["subject"], "term": 1, "slot": client["slot"]}
        wanted = {int(s): n for s, n in client["marks"].items()}
        now = dict(
            Mark.objects.filter(**where, student__in=wanted).values_list("student", "number")
        )
        lines = MarkChange.objects.filter(**where, student__in=wanted).order_by("event_id")
        last: dict[int, int | None] = {}
        count: dict[int, int] = {}
        for student, old, new in lines.values_list("student", "old_number", "new_number"):
            lost += student in last and last[student] != old
            last[student] = new
            count[student] = count.get(student, 0) + 1
        for student, number in wanted.items():
            # One line from filling the book, then one for each receipt.
            told_so = (number, number, client["saves"] + 1)
            lost += (now.get(student), last.get(student), count.get(student)) != told_so
    return lost


def serve_bare(port: int) -> None:
    """The bare views behind Django's own middleware, as `hocba web` serves the product."""
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    os.environ["DJANGO_SETTINGS_MODULE"] = "hocba.settings"
    Server(
        "bench._evening_app:application",
        address="127.0.0.1",
        port=port,
        interface=Interfaces.WSGI,
        workers=2,
        blocking_threads=1,
        runtime_threads=1,
        log_level=LogLevels.warning,
    ).serve()


def main(words: list[str]) -> None:
    if words[0] == "prepare":
        sys.stdout.write(json.dumps(prepare(int(words[1]))))
    elif words[0] == "check":
        sys.stdout.write(json.dumps(check(json.load(sys.stdin))))
    else:
        serve_bare(int(words[1]))


if __name__ == "__main__":
    main(sys.argv[1:])
