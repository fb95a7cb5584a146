"""Progress of classes × subjects: required cells filled, of how many, and what the plan expects by now."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from hocba.books.models import Book
from hocba.books.progress import Fill, Progress, progress
from hocba.web.results.reach import cell_address
from hocba.year.models import Klass

HOMEROOM = "Chủ nhiệm"


@dataclass(frozen=True)
class Cell:
    """One book: filled and expected cells, those the plan expects by now, its id, and the address
    of the first cell to fill; empty without a book. `late` columns are behind the plan."""

    done: int = 0
    total: int = 0
    late: tuple[Fill, ...] = ()
    book: int | None = None
    due_done: int = 0
    due_total: int = 0
    href: str = ""


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
        return sum(bool(cell.late) for line in self.lines for cell in line.cells)

    @property
    def due(self) -> tuple[int, int]:
        """(filled, expected) of the cells whose day in the plan is over."""
        cells = [cell for line in self.lines for cell in line.cells]
        return sum(c.due_done for c in cells), sum(c.due_total for c in cells)


def counted(books: Sequence[Book]) -> dict[int, Progress]:
    """How far these books of one year are, by book: every cell counted once, for any board."""
    found: dict[int, Progress] = {}
    for school in {b.school_id for b in books}:
        own = [b for b in books if b.school_id == school]
        classes = sorted({b.klass_id for b in own})
        found |= {p.book: p for p in progress(school, own[0].year, classes)}
    return found


def board_of(
    books: Sequence[Book],
    term: int,
    today: datetime.date | None = None,
    slot: str = "",
    known: Mapping[int, Progress] | None = None,
) -> Board:
    """The board of these books of one year; `term` 0 takes both terms, `slot` one column only.

    A book is late when the plan's day of a column is over at `today` and cells are missing.
    `known` is what `counted` said, where the caller draws two boards.
    """
    found = counted(books) if known is None else known
    heads = {b.course.subject_id: b.course.subject for b in books if b.course}
    order = sorted(heads, key=lambda pk: heads[pk].position)
    place = {pk: n for n, pk in enumerate(order)}
    closing = any(b.course_id is None for b in books)
    width = len(order) + closing
    lines: dict[int, Line] = {}
    for book in books:
        line = lines.setdefault(book.klass_id, Line(book.klass, [Cell() for _ in range(width)]))
        columns = found[book.pk].columns if book.pk in found else ()
        chosen = [c for c in columns if term in (0, c.term) and slot in ("", c.place[2])]
        column = place[book.course.subject_id] if book.course else width - 1
        line.cells[column] = _cell(book, chosen, today)
    names = [(heads[pk].short, heads[pk].name) for pk in order]
    if closing:
        names.append((HOMEROOM, "Sổ chủ nhiệm"))
    ordered = sorted(lines.values(), key=lambda x: (x.klass.grade, x.klass.name))
    return Board(names, ordered)


def _cell(book: Book, columns: Sequence[Fill], today: datetime.date | None) -> Cell:
    late = tuple(c for c in columns if today is not None and c.late(today))
    due = [c for c in columns if today is not None and c.due < today]
    lacking = [*late, *(c for c in columns if c.missing)]
    return Cell(
        sum(c.filled for c in columns),
        sum(c.expected for c in columns),
        late,
        book.pk,
        sum(c.filled for c in due),
        sum(c.expected for c in due),
        cell_address(book, *lacking[0].place).format(lacking[0].missing[0]) if lacking else "",
    )
