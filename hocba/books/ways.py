"""What helps at a cell that cannot be typed into: an opening of its column, or a correction.

The grid offers exactly these ways, and the commands behind them refuse the others.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from hocba.books.corrections import publishable
from hocba.books.models import Column
from hocba.books.queries import BookPage, is_exempt
from hocba.books.roster import Seat

OPEN, CORRECT = "open", "correct"
Names = tuple[str, ...]


@dataclass(frozen=True)
class Ways:
    """The ways for a filled cell of a column, for an empty one, and for a filled one under a
    signed transcript; under signatures nothing helps an empty cell."""

    filled: Names
    empty: Names
    signed: Names

    def of(self, filled: bool, signed: bool) -> Names:
        """The ways for one cell."""
        if signed:
            return self.signed if filled else ()
        return self.filled if filled else self.empty


def ways(page: BookPage, column: Column, closed: frozenset[int] = frozenset()) -> Ways:
    """The ways out of a column of a book's page; `closed` are columns corrected no more.

    A published cell is corrected whether its column is locked or not; an opening would not let
    anybody type into it. A column that nobody types into has no way.
    """
    change, add = page.states[column.pk], page.adding[column.pk]
    correct = (CORRECT,) if publishable(column) and column.pk not in closed else ()
    opens = () if column.source else (OPEN,)
    unpublished = () if change.open else opens + correct
    filled = unpublished if column.submitted_at is None else correct
    return Ways(filled, () if add.open else opens, correct)


def opening_helps(page: BookPage, column: Column, found: Ways, adding: bool = False) -> bool:
    """Whether somebody's cell could be typed into after an opening; with `adding` an empty one."""
    key = (column.subject_id, column.term, column.slot)
    for seat in page.seats:
        filled = (*key, seat.student) in page.cells
        if adding if filled else not _expected(page, column, seat):
            continue
        if OPEN in found.of(filled, seat.student in page.signed):
            return True
    return False


def _expected(page: BookPage, column: Column, seat: Seat) -> bool:
    """Whether an empty cell is one that its pupil could have."""
    term, subject = min(column.term, 2), column.subject_id
    of = page.of.get((column.term, column.slot), "")
    if of and not page.choices.expects(of, seat.student, subject, column.term):
        return False
    return term in seat.terms and not is_exempt(page.exempt, seat.student, subject, term)


def helped(page: BookPage, columns: Iterable[Column], adding: bool = False) -> list[Column]:
    """Of these columns those in which an opening helps."""
    return [c for c in columns if opening_helps(page, c, ways(page, c), adding)]
