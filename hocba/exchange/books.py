"""Readings of gradebooks, homeroom books, and results after the year."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.utils import timezone

from hocba.books import policy
from hocba.books.models import Book
from hocba.books.queries import BookPage, load_book
from hocba.exchange.cells import Said, take
from hocba.exchange.parsers.decisions import parse_after_year
from hocba.exchange.parsers.gradebook import Entry, Gradebook, parse_gradebook
from hocba.exchange.parsers.homeroom import Homeroom, parse_homeroom
from hocba.exchange.reading import Reading, Source, rosters
from hocba.kernel.policy import can
from hocba.year.models import Subject

Found = Iterable[tuple[str, Entry]]


def gradebook(source: Source) -> Reading:
    """The gradebook of one class and subject, by its teacher."""
    books: list[Book] = []
    chosen = _chosen(source)

    def limits(klass: str, subject: str) -> tuple[int | None, Collection[str] | None]:
        rows = Book.objects.filter(school=source.school, year=source.year, klass__name=klass)
        book = rows.filter(course__subject__code=subject).select_related(*Book.with_command).first()
        if book is None or book.course is None:
            return None, None
        books.append(book)
        tests = book.columns.filter(slot__startswith="kt_").values_list("slot", flat=True)
        return book.course.regular_marks or None, {slot.removeprefix("kt_") for slot in tests}

    found = parse_gradebook(
        source.data, rosters(source), *chosen, limits=limits, term=source.about.get("term", 0)
    )
    reading = _start(found)
    if not books:
        reading.fail(
            "tệp", f"Lớp {found.klass} không có sổ của môn này trong năm học.", found.subject
        )
        return reading
    reading.doubt(found.warnings)
    _cells(reading, source, books[0], found.certain())
    return reading


def _chosen(source: Source) -> tuple[str | None, str | None]:
    """Class and subject of the book a file was brought to."""
    book = Book.objects.filter(
        pk=source.about.get("book", 0), school=source.school, year=source.year
    )
    row = book.values_list("klass__name", "course__subject__code").first()
    return (None, None) if row is None else (row[0], row[1])


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
    page = load_book(book, timezone.now())
    said, lost = _said(page, found)
    reading.summary = {
        "lớp": book.klass.name,
        "sổ": str(book.course.subject) if book.course else "Chủ nhiệm",
    }
    if lost:
        reading.summary["ô không có trong sổ"] = lost
    take(reading, page, said)


def _said(page: BookPage, found: Found) -> tuple[list[Said], int]:
    """The entries of a file as cells of the book, and how many have no place in it."""
    known = {(c.subject.code, c.term, c.slot): c for c in page.columns}
    said, lost = [], 0
    for pupil, entry in found:
        column = known.get((entry.subject, entry.term, entry.slot))
        if column is None:
            lost += 1
            continue
        where = f"ô {entry.column}{entry.row}"
        said.append(Said(column, int(pupil), entry.value, where))
    return said, lost


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
        page = load_book(book, timezone.now())
        take(reading, page, _said(page, entries)[0])
    return reading
