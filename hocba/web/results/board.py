"""Progress of classes × subjects: how many required cells are filled, of how many."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field

from hocba.books.models import Book
from hocba.books.queries import progress, year_of
from hocba.year.models import Klass

HOMEROOM = "Chủ nhiệm"


@dataclass(frozen=True)
class Cell:
    """One book: filled and expected cells, whether it is late, and its id; empty without one."""

    done: int = 0
    total: int = 0
    late: bool = False
    book: int | None = None


@dataclass
class Line:
    """One class with a cell a column."""

    klass: Klass
    cells: list[Cell] = field(default_factory=list)

    @property
    def done(self) -> int:
        return sum(c.done for c in self.cells)

    @property
    def total(self) -> int:
        return sum(c.total for c in self.cells)

    @property
    def full(self) -> bool:
        return self.done >= self.total


@dataclass
class Board:
    """The whole table: `heads` are (short, full) names of subjects, the homeroom book last."""

    heads: list[tuple[str, str]] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)

    @property
    def done(self) -> int:
        return sum(line.done for line in self.lines)

    @property
    def total(self) -> int:
        return sum(line.total for line in self.lines)

    @property
    def percent(self) -> str:
        """Per cent filled, rounded down so that 100 means all: «94», «99,9»."""
        if not self.total:
            return "0"
        tenths = 1000 * self.done // self.total
        return f"{tenths // 10},{tenths % 10}" if 990 <= tenths < 1000 else str(tenths // 10)

    @property
    def late(self) -> int:
        """How many books are behind."""
        return sum(cell.late for line in self.lines for cell in line.cells)


def board_of(books: Sequence[Book], term: int, today: datetime.date | None = None) -> Board:
    """The board of these books of one year; `term` 0 takes both terms. Six statements a school.

    A book is late when a term that counts here is over (needs `today`) and cells are missing.
    """
    found: dict[int, dict[int, tuple[int, int]]] = {}
    over: dict[int, list[int]] = {}
    for school in {b.school_id for b in books}:
        own = [b for b in books if b.school_id == school]
        classes = sorted({b.klass_id for b in own})
        found |= {p.book: p.terms for p in progress(school, own[0].year, classes)}
        over[school] = _over(school, own[0].year, today)
    heads = {b.course.subject_id: b.course.subject for b in books if b.course}
    order = sorted(heads, key=lambda pk: heads[pk].position)
    place = {pk: n for n, pk in enumerate(order)}
    closing = any(b.course_id is None for b in books)
    width = len(order) + closing
    lines: dict[int, Line] = {}
    for book in books:
        line = lines.setdefault(book.klass_id, Line(book.klass, [Cell() for _ in range(width)]))
        terms = found.get(book.pk, {})
        column = place[book.course.subject_id] if book.course else width - 1
        line.cells[column] = _cell(book, terms, (term,) if term else (1, 2), over[book.school_id])
    names = [(heads[pk].short, heads[pk].name) for pk in order]
    if closing:
        names.append((HOMEROOM, "Sổ chủ nhiệm"))
    ordered = sorted(lines.values(), key=lambda x: (x.klass.grade, x.klass.name))
    return Board(names, ordered)


def _cell(
    book: Book, terms: dict[int, tuple[int, int]], wanted: tuple[int, ...], over: list[int]
) -> Cell:
    pairs = [terms.get(t, (0, 0)) for t in wanted]
    late = any(t in over and done < total for t, (done, total) in zip(wanted, pairs, strict=True))
    return Cell(sum(d for d, _ in pairs), sum(t for _, t in pairs), late, book.pk)


def _over(school: int, year: int, today: datetime.date | None) -> list[int]:
    if today is None:
        return []
    frame = year_of(school, year)
    return [t for t, end in ((1, frame.term1_ends), (2, frame.ends)) if today > end]
