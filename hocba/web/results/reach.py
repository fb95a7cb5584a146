"""How much of a class somebody sees: exactly the books they may read.

Who reads the homeroom book of a class (its homeroom teacher, the office) sees the results of the
whole class; others see the results of the subjects whose books are theirs to read.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from hocba.books.kindergarten import LEVEL as KINDERGARTEN
from hocba.books.models import Book, Column
from hocba.books.queries import columns_of_some, is_exempt
from hocba.books.roster import Seat
from hocba.books.sheet import Sheet
from hocba.kernel.errors import Hidden, Refusal
from hocba.kernel.policy import Actor, visible
from hocba.web.books import draw
from hocba.web.page import Request
from hocba.web.years import reader
from hocba.year.models import Course, Klass


@dataclass(frozen=True)
class Reach:
    """A class and the books of it that one person may read, in the order of subjects."""

    klass: Klass
    books: list[Book]
    actor: Actor
    """As whom they read: of a year that is over, with the duties of then as well."""

    @cached_property
    def homeroom(self) -> Book | None:
        """The homeroom book; None when it is not theirs to read."""
        return next((b for b in self.books if b.course_id is None), None)

    @cached_property
    def courses(self) -> list[Course]:
        return [b.course for b in self.books if b.course is not None]

    @cached_property
    def book_of(self) -> dict[int, Book]:
        """Books of subjects by subject id."""
        return {b.course.subject_id: b for b in self.books if b.course is not None}


def readable(actor: Actor, year: int | None = None) -> list[Book]:
    """Every book somebody may read, with class and subject; of one year when it is given."""
    rows = visible(actor, Book).select_related("klass", "course__subject", "school")
    if year is not None:
        rows = rows.filter(year=year)
    return list(rows.order_by("klass__grade", "klass__name", "course__subject__position"))


def this_year(books: Iterable[Book]) -> list[Book]:
    """The books of the latest year among them."""
    rows = list(books)
    last = max((b.year for b in rows), default=0)
    return [b for b in rows if b.year == last]


def reach(request: Request, klass: int, whole: bool = False) -> Reach:
    """The class as this person may see it; Hidden when no book of it is theirs to read.

    `whole` asks for the results of the whole class; Refusal when only some subjects are visible.
    """
    actor, books = request.actor, _books(request.actor, klass)
    if not books and (
        year := Klass.objects.filter(pk=klass).values_list("year", flat=True).first()
    ):
        actor = reader(request, year)
        books = _books(actor, klass)
    if not books:
        raise Hidden(f"Klass {klass}")
    for book in books:
        if book.course is not None:
            book.course.klass = book.klass
    found = Reach(books[0].klass, books, actor)
    if whole and found.homeroom is None:
        raise Refusal(
            "Kết quả của cả lớp chỉ dành cho giáo viên chủ nhiệm và ban giám hiệu, văn phòng."
        )
    return found


def _books(actor: Actor, klass: int) -> list[Book]:
    rows = visible(actor, Book).filter(klass=klass)
    rows = rows.select_related("klass__school", "course__subject", "school")
    return list(rows.order_by("course__subject__position"))


def reach_decided(request: Request, klass: int) -> Reach:
    """The whole class where the year ends with a decision; Hidden for kindergarten, which has none."""
    found = reach(request, klass, whole=True)
    if found.klass.level == KINDERGARTEN:
        raise Hidden(f"Klass {klass} is decided on by nobody")
    return found


@dataclass(frozen=True)
class Gap:
    """A required cell that is empty: where it is, and the link that opens the book there."""

    student: int
    subject: int
    term: int
    label: str
    href: str


def gaps(within: Reach, sheet: Sheet, seats: list[Seat]) -> dict[tuple[int, int], list[Gap]]:
    """Empty required cells by (pupil, subject of the book; 0 for the homeroom book)."""
    books = {b.pk: b for b in within.books}
    rows = Column.objects.filter(book__in=list(books), required=True, term__lt=3)
    columns = rows.order_by("position").values_list("book", "subject", "term", "slot", "label")
    exempt = frozenset(sheet.exempt) | sheet.choices.untaken
    of = {b.pk: columns_of_some(b.course, sheet.regime) for b in within.books if b.course}
    cells = sheet.cells
    found: dict[tuple[int, int], list[Gap]] = {}
    expected = {t: [s.student for s in seats if t in s.expected] for t in (1, 2)}
    for pk, subject, term, slot, label in columns:
        empty = [s for s in expected[term] if (subject, term, slot, s) not in cells]
        if not empty:
            continue
        book = books[pk]
        about = book.course.subject_id if book.course else 0
        where = cell_address(book, subject, term, slot)
        for student in empty:
            some = of.get(pk, {}).get((term, slot), "")
            if some and not sheet.choices.expects(some, student, subject, term):
                continue
            if not is_exempt(exempt, student, subject, term):
                gap = Gap(student, subject, term, label, where.format(student))
                found.setdefault((student, about), []).append(gap)
    return found


def cell_address(book: Book, subject: int, term: int, slot: str) -> str:
    """The address of a column in its book, with a place `{}` for the pupil."""
    column = Column.objects.select_related("subject").get(
        book=book, subject=subject, term=term, slot=slot
    )
    tab = next(t.code for t in draw.tabs(book) if t.has(column))
    return f"/so/{book.pk}/?ki={tab}#cell={{}}|{draw.key_of(book, column)}"
