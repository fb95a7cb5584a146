"""Taking an applied file back: books by compensating entries, registers by removing what was made."""

import dataclasses
from collections.abc import Iterable
from typing import Any, cast

from django.db.models import Model, ProtectedError, Q

from hocba.books.cells import Value
from hocba.books.commands import Change, Saved, enter_marks
from hocba.books.models import Book, Column, Lock, MarkChange
from hocba.exams.commands import withdraw
from hocba.exchange.choices import take_back_choices
from hocba.exchange.held import held
from hocba.exchange.models import Import
from hocba.exchange.traits import take_back_traits
from hocba.kernel.command import Ctx
from hocba.kernel.models import Event
from hocba.people.models import Assignment, Person, Staff, Student
from hocba.year.models import Course, Enrolment, Exemption, Klass, SchoolYear


def compensate(ctx: Ctx, row: Import) -> list[Saved]:
    """Enter the old values again, a book at a time; cells changed since come back as conflicts."""
    events = Event.objects.filter(batch=row.batch, verb="mark.enter").values_list("pk", flat=True)
    lines: dict[int, list[Change]] = {}
    for line in MarkChange.objects.filter(event__in=list(events)):
        old = Value(line.old_number, line.old_code, line.old_body).wire
        new = Value(line.new_number, line.new_code, line.new_body).wire
        place = (line.student_id, line.term, line.slot)
        change = Change(*place, new, old, line.subject_id, line.old_decision)
        lines.setdefault(line.book_id, []).append(change)
    return [enter_marks(ctx, book, changes) for book, changes in sorted(lines.items())]


def take_out(ctx: Ctx, row: Import) -> tuple[int, int]:
    """Withdraw a central test's list; cells still as it filled them become empty again.

    Returns how many cells were emptied and how many were kept because somebody changed them.
    """
    [event] = Event.objects.filter(batch=row.batch, verb="exam.load")
    reason = "Hoàn tác lần nạp điểm thi"
    out = withdraw(dataclasses.replace(ctx, reason=reason), int(event.params["exam"]))
    return out.saved, out.kept


def take_back(row: Import) -> int:
    """Delete the rows that a register import made, last made first; returns how many.

    Raises Refusal (`held`) when something made since hangs on them. Inside a command only.
    """
    if row.kind == "choices":
        return take_back_choices(row)
    if row.kind == "traits":
        return take_back_traits(row)
    made = _made(row)
    classes, courses = made.get("classes", []), made.get("courses", [])
    _nothing_hangs_on(classes, courses, made.get("assignments", []))
    seats = Enrolment.objects.filter(pk__in=made.get("enrolments", []))
    named = dict(seats.values_list("student", "klass__name"))
    students = Student.objects.filter(pk__in=made.get("students", []))
    staff = Staff.objects.filter(pk__in=made.get("staff", []))
    people = [
        *students.values_list("person_id", flat=True),
        *staff.values_list("person_id", flat=True),
    ]
    rows = (
        *_exemptions(row),
        seats,
        Assignment.objects.filter(pk__in=made.get("assignments", [])),
        Column.objects.filter(book__klass__in=classes),
        Book.objects.filter(klass__in=classes),
        Course.objects.filter(pk__in=courses),
        Klass.objects.filter(pk__in=classes),
        students,
        staff,
        Person.objects.filter(pk__in=people),
    )
    count = 0
    try:
        for part in rows:
            count += part.delete()[0]
    except ProtectedError as error:
        raise held(cast(Iterable[Model], error.protected_objects), named) from error
    if Event.objects.filter(batch=row.batch, verb="year.open").exists():
        SchoolYear.objects.filter(school=row.school_id, year=row.year).delete()
    return count + _old_photos(row)


def _old_photos(row: Import) -> int:
    """Put back the photos that this import replaced, where nobody has changed them since."""
    count = 0
    for event in Event.objects.filter(batch=row.batch, verb="student.photo"):
        mine = Student.objects.filter(pk=int(event.on_id), photo=event.params["new"])
        count += mine.update(photo=event.params["old"])
    return count


def _made(row: Import) -> dict[str, list[int]]:
    """Ids of what the import's commands made, as their events tell."""
    made: dict[str, list[int]] = {}
    for params in Event.objects.filter(batch=row.batch).values_list("params", flat=True):
        for key, ids in params.items():
            if isinstance(ids, list):
                made.setdefault(key, []).extend(ids)
    return made


def _exemptions(row: Import) -> list[Any]:
    events = Event.objects.filter(batch=row.batch, verb="student.exempt")
    return [
        Exemption.objects.filter(
            student=int(pupil), year=row.year, subject=p["subject"], term=p["term"]
        )
        for pupil, p in events.values_list("on_id", "params")
    ]


def _nothing_hangs_on(classes: list[int], courses: list[int], assignments: list[int]) -> None:
    """Duties and locks name classes and courses without a key of the database."""
    scoped = Q(scope_kind="klass", scope_id__in=classes) | Q(
        scope_kind="course", scope_id__in=courses
    )
    duties = Assignment.objects.filter(scoped).exclude(pk__in=assignments)
    rows: list[Model] = [*duties, *Lock.objects.filter(scoped)]
    if rows:
        raise held(rows, {})
