"""Readings of gradebooks, homeroom books, and results after the year."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from functools import partial

from django.utils import timezone

from hocba.books import policy
from hocba.books.cells import Key
from hocba.books.commands import Change, enter_marks
from hocba.books.models import Book
from hocba.books.queries import BookPage, load_book
from hocba.exchange.parsers.decisions import parse_after_year
from hocba.exchange.parsers.gradebook import Entry, Gradebook, parse_gradebook
from hocba.exchange.parsers.homeroom import Homeroom, parse_homeroom
from hocba.exchange.reading import Reading, Source, rosters
from hocba.kernel.command import Ctx
from hocba.kernel.errors import Refusal
from hocba.kernel.policy import can
from hocba.year.models import Subject

Found = Iterable[tuple[str, Entry]]


def gradebook(source: Source) -> Reading:
    """The gradebook of one class and subject, by its teacher."""
    books: list[Book] = []

    def limits(klass: str, subject: str) -> tuple[int | None, Collection[str] | None]:
        rows = Book.objects.filter(school=source.school, year=source.year, klass__name=klass)
        book = rows.filter(course__subject__code=subject).select_related(*Book.with_command).first()
        if book is None or book.course is None:
            return None, None
        books.append(book)
        tests = book.columns.filter(slot__startswith="kt_").values_list("slot", flat=True)
        return book.course.regular_marks or None, {slot.removeprefix("kt_") for slot in tests}

    found = parse_gradebook(source.data, rosters(source), limits=limits)
    reading = _start(found)
    if not books:
        reading.fail(
            "tệp", f"Lớp {found.klass} không có sổ của môn này trong năm học.", found.subject
        )
        return reading
    reading.doubt(found.warnings)
    _cells(reading, source, books[0], found.certain())
    return reading


def homeroom(source: Source) -> Reading:
    """The homeroom book of a class, by its homeroom teacher."""
    found = parse_homeroom(source.data, rosters(source))
    reading = _start(found)
    rows = Book.objects.filter(school=source.school, year=source.year, kind=Book.Kind.HOMEROOM)
    book = rows.filter(klass__name=found.klass).select_related(*Book.with_command).first()
    if book is None:
        reading.fail("tệp", "Không có sổ chủ nhiệm của lớp này.", found.klass)
        return reading
    _cells(reading, source, book, found.certain())
    return reading


def _start(found: Gradebook | Homeroom) -> Reading:
    reading = Reading()
    reading.take(found.problems)
    reading.skip(found.skipped)
    return reading


def _cells(reading: Reading, source: Source, book: Book, found: Found) -> None:
    decision = can(source.actor, policy.ENTER, book)
    if not decision.allowed:
        for reason in decision.reasons:
            reading.fail("tệp", reason)
        return
    changes, kinds = _changes(load_book(book, timezone.now()), found)
    reading.summary = {
        "lớp": book.klass.name,
        "sổ": str(book.course.subject) if book.course else "Chủ nhiệm",
        **kinds,
    }
    if changes:
        reading.changes += changes
        reading.steps.append(partial(_enter, book=book, changes=changes))


def _changes(page: BookPage, found: Found) -> tuple[list[Change], dict[str, int]]:
    """The cells that differ from the book, and how many are new, changed and alike."""
    subjects = {c.subject.code: c.subject_id for c in page.columns}
    known = {(c.subject_id, c.term, c.slot) for c in page.columns}
    count: Counter[str] = Counter()
    changes = []
    for pupil, entry in found:
        subject = subjects.get(entry.subject)
        if subject is None or (subject, entry.term, entry.slot) not in known:
            count["ô không có trong sổ"] += 1
            continue
        now = page.cells.get(Key(subject, entry.term, entry.slot, int(pupil)))
        old = None if now is None else now.wire
        if old == entry.value:
            count["ô không đổi"] += 1
            continue
        count["ô mới" if old is None else "ô thay đổi"] += 1
        changes.append(Change(int(pupil), entry.term, entry.slot, old, entry.value, subject))
    return changes, dict(count)


def _enter(ctx: Ctx, book: Book, changes: list[Change]) -> None:
    saved = enter_marks(ctx, book.pk, changes)
    if saved.conflicts:
        raise Refusal("Sổ vừa có người khác sửa trong lúc nhập. Hãy xem trước lại rồi áp dụng.")


def after_year(source: Source) -> Reading:
    """Re-assessment and summer training; applies the rows of the books that are the bringer's own."""
    found, reading = parse_after_year(source.data, rosters(source)), Reading()
    reading.take(found.problems)
    reading.skip(found.skipped)
    subjects = {s.code: s.pk for s in Subject.objects.all()}
    books = {
        (b.klass.name, b.course.subject_id if b.course else 0): b
        for b in Book.objects.filter(school=source.school, year=source.year).select_related(
            "klass", "course", "school"
        )
    }
    own: dict[int, tuple[Book, list[tuple[str, Entry]]]] = {}
    others = 0
    for row in found.rows:
        for entry in row.entries:
            book = books.get((row.klass, subjects[entry.subject])) or books.get((row.klass, 0))
            certain = row.match.verdict == "green" and row.match.pupil is not None
            if not certain or book is None or not can(source.actor, policy.ENTER, book):
                others += 1
                continue
            own.setdefault(book.pk, (book, []))[1].append((row.match.pupil or "", entry))
    reading.summary = {"dòng": len(found.rows), "ô thuộc sổ của người khác": others}
    for book, entries in own.values():
        changes, kinds = _changes(load_book(book, timezone.now()), entries)
        for label, n in kinds.items():
            reading.summary[label] = reading.summary.get(label, 0) + n
        if changes:
            reading.changes += changes
            reading.steps.append(partial(_enter, book=book, changes=changes))
    return reading
