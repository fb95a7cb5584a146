"""Readings of gradebooks, homeroom books, and results after the year."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from django.utils import timezone

from hocba.books import policy
from hocba.books.models import Book
from hocba.books.queries import BookPage, load_book
from hocba.exchange.cells import Said, take
from hocba.exchange.parsers.decisions import parse_after_year
from hocba.exchange.parsers.gradebook import Entry, Gradebook, parse_gradebook
from hocba.exchange.parsers.homeroom import TRAIT_COMMENTS, TRAITS, Homeroom, parse_homeroom
from hocba.exchange.parsers.marks import Plan
from hocba.exchange.parsers.primary import Primary, Time, parse_primary
from hocba.exchange.parsers.subjects import BEFORE, NAMES
from hocba.exchange.reading import Reading, Source, rosters
from hocba.kernel.policy import can, targets
from hocba.year.models import Subject

PERIODS = {
    "1gk": "Giữa học kì I",
    "1ck": "Cuối học kì I",
    "2gk": "Giữa học kì II",
    "2ck": "Cuối năm",
}
"""The times of a primary file that its form may tell: term and part."""
Found = Iterable[tuple[str, Entry]]


def gradebook(source: Source) -> Reading:
    """The gradebook of one class and subject, by its teacher."""
    books: list[Book] = []

    def plan(klass: str, subject: str) -> Plan | None:
        rows = Book.objects.filter(school=source.school, year=source.year, klass__name=klass)
        codes = [subject, BEFORE.get(subject, subject)]
        mine = rows.filter(course__subject__code__in=codes).select_related(*Book.with_command)
        book = mine.first()
        if book is None or book.course is None:
            return None
        books.append(book)
        return plan_of(book)

    term = source.about.get("term", 0)
    found = parse_gradebook(
        source.data, rosters(source), *_chosen(source), plan, term=term, year=source.year
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


def plan_of(book: Book) -> Plan:
    """What the book of a course has, for the reader of its files."""
    assert book.course is not None
    slots = frozenset(book.columns.values_list("slot", flat=True))
    return Plan(book.course.subject.code, slots, book.course.kind == "comment")


def _chosen(source: Source) -> tuple[str | None, str | None]:
    """Class and subject of the book a file was brought to."""
    book = Book.objects.filter(
        pk=source.about.get("book", 0), school=source.school, year=source.year
    )
    row = book.values_list("klass__name", "course__subject__code").first()
    return (None, None) if row is None else (row[0], row[1])


def homeroom(source: Source) -> Reading:
    """The homeroom book of a class, by its homeroom teacher."""
    found = parse_homeroom(source.data, rosters(source), year=source.year)
    reading = _start(found)
    rows = Book.objects.filter(school=source.school, year=source.year, kind=Book.Kind.HOMEROOM)
    book = rows.filter(klass__name=found.klass).select_related(*Book.with_command).first()
    if book is None:
        reading.fail("tệp", "Không có sổ chủ nhiệm của lớp này.", found.klass)
        return reading
    _cells(reading, source, book, found.certain())
    return reading


def primary(source: Source) -> Reading:
    """All subjects of a class or a grade: what stands in the bringer's own books is taken.

    What belongs to others is counted and named, not judged: their faults do not keep mine out.
    """
    period = str(source.about.get("period", ""))
    time = Time(int(period[0]), period[1:]) if period in PERIODS else None
    mine = _mine(source)
    takes: dict[str, set[str]] = {}
    for klass, subject in mine:
        takes.setdefault(klass, set()).add(subject)
    found = parse_primary(source.data, rosters(source), time, takes, year=source.year)
    reading = Reading()
    reading.take(found.problems)
    reading.skip(found.skipped)
    _name_others(reading, found)
    by_book = _by_book(mine, found)
    for book, entries in by_book:
        page = load_book(book, timezone.now(), tuple(sorted({e.term for _, e in entries})))
        said, lost = _said(page, entries)
        if lost:
            message = (
                f"{lost} ô không có cột trong sổ này (ví dụ KTĐK của môn không có bài kiểm tra)."
            )
            reading.notes.append({"place": f"sổ {_name(book)}", "value": "", "message": message})
        take(reading, page, said)
    classes = dict.fromkeys(book.klass.name for book, _ in by_book)
    reading.summary = {"lớp": ", ".join(classes), "sổ của thầy cô": len(by_book)} | reading.summary
    if not by_book and not reading.total:
        reading.fail("tệp", "Không có ô nào thuộc sổ của thầy cô; chỉ giáo viên của sổ nhập được.")
    return reading


def _name(book: Book) -> str:
    return f"{book.course.subject if book.course else 'Chủ nhiệm'} {book.klass.name}"


def _mine(source: Source) -> dict[tuple[str, str], Book]:
    """The bringer's books of primary classes, by class and by the subject's code as files have it."""
    rows = targets(source.actor, policy.ENTER).filter(
        school=source.school, year=source.year, klass__level="primary"
    )
    now = {old: new for new, old in BEFORE.items()}
    found = {}
    for book in rows.select_related(*Book.with_command):
        code = book.course.subject.code if book.course else ""
        found[book.klass.name, now.get(code, code)] = book
    return found


def _name_others(reading: Reading, found: Primary) -> None:
    for klass, count in found.passed.items():
        said = f"{count} dòng không lấy: thầy cô không có sổ nào ở lớp này."
        reading.notes.append({"place": f"lớp {klass}", "value": "", "message": said})
    for (klass, subject), count in (+found.left).items():
        name = NAMES.get(subject, "Chủ nhiệm")
        said = f"{count} ô không lấy: sổ này của giáo viên khác."
        reading.notes.append({"place": f"sổ {name} {klass}", "value": "", "message": said})


def _by_book(
    mine: dict[tuple[str, str], Book], found: Primary
) -> list[tuple[Book, list[tuple[str, Entry]]]]:
    """The entries of a wide file under their books, in the order in which they are written."""
    sorted_out: dict[int, tuple[Book, list[tuple[str, Entry]]]] = {}
    for klass, pupil, entry in found.certain():
        own = entry.subject in TRAITS or entry.subject in TRAIT_COMMENTS
        book = mine[klass, "" if own else entry.subject]
        if book.course is not None:
            entry = replace(entry, subject=book.course.subject.code)
        sorted_out.setdefault(book.pk, (book, []))[1].append((pupil, entry))
    return [sorted_out[pk] for pk in sorted(sorted_out)]


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
    found, reading = parse_after_year(source.data, rosters(source), source.year), Reading()
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
