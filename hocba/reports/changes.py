"""What became of each cell in a period: from the lines of the ledger, as a pure function.

A change is what the ledger says, whatever way it was made: a deletion with an entry after it is
one change from the value before to the value after. The kinds are signs to look at, no verdicts.
"""

import datetime
import itertools
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import NamedTuple, TypeVar

Wire = int | str | None
MOVE_WITHIN = datetime.timedelta(days=1)


class Place(NamedTuple):
    """A cell: book, term, slot, pupil; in a homeroom book its item too, in a subject's book 0."""

    book: int
    term: int
    slot: str
    student: int
    item: int = 0

    @property
    def column(self) -> "ColumnPlace":
        return self.book, self.term, self.slot, self.item


ColumnPlace = tuple[int, int, str, int]
"""A column: book, term, slot, item of a homeroom book or 0."""


@dataclass(frozen=True)
class Step:
    """One line of the ledger: who, when, from where, by which verb, old and new value."""

    event: int
    at: datetime.datetime
    actor: int | None
    verb: str
    source: str
    address: str
    old: Wire
    new: Wire
    on_kind: str = ""
    on_id: str = ""
    reason: str = ""


class Kind(Enum):
    """What became of a cell; the words are those of the report."""

    ENTERED = "chỉ nhập"
    MOVED_FROM = "nhập nhầm cột, đã chuyển đi"
    MOVED_TO = "chuyển từ cột nhập nhầm"
    BACK = "xóa rồi nhập lại đúng điểm cũ"
    REPLACED = "xóa rồi nhập lại điểm khác"
    DELETED = "xóa, nay để trống"
    ROUNDED = "chênh do làm tròn"
    RAISED = "sửa tăng"
    LOWERED = "sửa giảm"
    LEVELLED = "sửa mức"
    RESTORED = "sửa qua lại, nay như cũ"


@dataclass
class Path:
    """The steps of one cell in a period, in order, and what they come to."""

    place: Place
    steps: list[Step]
    kind: Kind = Kind.ENTERED
    other: Place | None = None

    @property
    def values(self) -> list[Wire]:
        """All values the cell had: before the first step, then after each."""
        return [self.steps[0].old, *(s.new for s in self.steps)]

    @property
    def first(self) -> Wire:
        """The first value there was: before the period, or the first entered in it."""
        return next((v for v in self.values if v is not None), None)

    @property
    def last(self) -> Wire:
        """The value at the end of the period; None when it is empty."""
        return self.steps[-1].new

    @property
    def changed(self) -> bool:
        """Whether the cell ends with another value than it first had."""
        return self.first != self.last

    @property
    def edits(self) -> list[Step]:
        """Steps that are not the first entry: changes, deletions, entries after a deletion."""
        fresh = self.steps[0].old is None
        return self.steps[1:] if fresh else self.steps

    @property
    def deletions(self) -> int:
        return sum(s.new is None for s in self.steps)

    @property
    def reentries(self) -> int:
        """Entries into a cell that had been emptied before."""
        return sum(s.old is None for s in self.edits)

    @property
    def ups(self) -> int:
        """Steps from one number to a higher one, deletions in between passed over."""
        return sum(a < b for a, b in self._numbers())

    @property
    def downs(self) -> int:
        """Steps from one number to a lower one, deletions in between passed over."""
        return sum(a > b for a, b in self._numbers())

    def _numbers(self) -> list[tuple[int, int]]:
        known = [v for v in self.values if isinstance(v, int)]
        return list(itertools.pairwise(known))


def is_rounding(old: Wire, new: Wire) -> bool:
    """Whether one mark is the other rounded half-up to a whole or half point, or one tenth off."""
    if not isinstance(old, int) or not isinstance(new, int) or old == new:
        return False
    if abs(old - new) == 1:
        return True
    return any(_rounded(a, grain) == b for grain in (5, 10) for a, b in ((old, new), (new, old)))


def _rounded(tenths: int, grain: int) -> int:
    return (2 * tenths + grain) // (2 * grain) * grain


def paths(lines: Iterable[tuple[Place, Step]]) -> dict[Place, Path]:
    """Cells with their steps and kinds, not yet paired; lines come in order of their events."""
    found: dict[Place, Path] = {}
    for place, step in lines:
        if place in found:
            found[place].steps.append(step)
        else:
            found[place] = Path(place, [step])
    for path in found.values():
        path.kind = _kind(path)
    return found


def _kind(path: Path) -> Kind:
    if not path.edits:
        return Kind.ENTERED
    if path.last is None:
        return Kind.DELETED
    if path.reentries:
        return Kind.REPLACED if path.changed else Kind.BACK
    if not path.changed:
        return Kind.RESTORED
    if all(is_rounding(s.old, s.new) for s in path.edits):
        return Kind.ROUNDED
    first, last = path.first, path.last
    if isinstance(first, int) and isinstance(last, int):
        return Kind.RAISED if last > first else Kind.LOWERED
    return Kind.LEVELLED


def may_have_moved(path: Path) -> bool:
    """Whether what was deleted here may stand in another column: a mark of a subject's book."""
    return path.kind is Kind.DELETED and not path.place.item


def pair(found: Mapping[Place, Path]) -> None:
    """Of subjects' books: pair values deleted from one column with the same values first entered in
    another column of the same book and pupils within a day. Where a value fits several columns, the
    one that most pupils' values fit is taken: a whole column moves, not one mark here and one there.
    """
    entered: dict[tuple[int, int, Wire], list[Path]] = {}
    for path in found.values():
        if not path.place.item and path.steps[0].old is None and path.kind is not Kind.DELETED:
            key = (path.place.book, path.place.student, path.steps[0].new)
            entered.setdefault(key, []).append(path)
    fits: list[tuple[Path, list[Path]]] = []
    votes: dict[tuple[int, int, str, int, str], int] = {}
    for path in found.values():
        if not may_have_moved(path):
            continue
        gone = path.steps[-1]
        near = [
            other
            for other in entered.get((path.place.book, path.place.student, gone.old), [])
            if abs(other.steps[0].at - gone.at) <= MOVE_WITHIN
            and other.steps[0].event > path.steps[0].event
        ]
        fits.append((path, near))
        for other in near:
            votes[_columns(path, other)] = votes.get(_columns(path, other), 0) + 1
    for path, near in fits:
        free = [other for other in near if other.other is None]
        if free:
            best = max(free, key=lambda other: votes[_columns(path, other)])
            path.kind, path.other, best.other = Kind.MOVED_FROM, best.place, path.place
            if best.kind is Kind.ENTERED:
                best.kind = Kind.MOVED_TO


def _columns(gone: Path, other: Path) -> tuple[int, int, str, int, str]:
    return (gone.place.book, gone.place.term, gone.place.slot, other.place.term, other.place.slot)


@dataclass
class Tally:
    """Counts over some cells: of a teacher, a class, a column, or all."""

    entries: int = 0
    edits: int = 0
    deletions: int = 0
    reentries: int = 0
    ups: int = 0
    downs: int = 0
    cells: int = 0
    changed: int = 0
    kinds: dict[Kind, int] = field(default_factory=dict)

    def add(self, path: Path) -> None:
        """Count one cell in."""
        self.entries += len(path.steps) - len(path.edits)
        self.edits += len(path.edits)
        self.deletions += path.deletions
        self.reentries += path.reentries
        self.ups += path.ups
        self.downs += path.downs
        self.cells += bool(path.edits)
        self.changed += bool(path.edits) and path.changed
        self.kinds[path.kind] = self.kinds.get(path.kind, 0) + 1

    def enter(self, cells: int) -> None:
        """Count cells in that were entered once and nothing more."""
        self.entries += cells
        self.kinds[Kind.ENTERED] = self.kinds.get(Kind.ENTERED, 0) + cells

    def of(self, kind: Kind) -> int:
        """How many cells are of a kind."""
        return self.kinds.get(kind, 0)

    @property
    def lines(self) -> int:
        """Lines of the ledger: entries and edits together."""
        return self.entries + self.edits


class Entered(NamedTuple):
    """How many cells of a column one person entered, once each and nothing more."""

    actor: int | None
    column: ColumnPlace
    cells: int


@dataclass(frozen=True)
class Journal:
    """The cells written in a period: step by step where there is more than an entry, else counted."""

    edited: list[Path]
    entered: list[Entered]

    def of(self, kind: Kind) -> "Journal":
        """The cells of one kind only."""
        edited = [p for p in self.edited if p.kind is kind]
        return Journal(edited, self.entered if kind is Kind.ENTERED else [])


K = TypeVar("K")


def teachers(found: Journal) -> dict[int | None, Tally]:
    """Tallies by who made the last edit of a cell, or entered it."""
    return _tallies(found, lambda p: p.steps[-1].actor, lambda e: e.actor)


def total(found: Journal) -> Tally:
    """The tally of all these cells."""
    return _tallies(found, lambda _: 0, lambda _: 0).get(0, Tally())


def by_column(found: Journal) -> dict[ColumnPlace, Tally]:
    """Tallies by column."""
    return _tallies(found, lambda p: p.place.column, lambda e: e.column)


def by_class(found: Journal, class_of: Mapping[int, int]) -> dict[int, Tally]:
    """Tallies by class; `class_of` maps books to classes."""
    return _tallies(found, lambda p: class_of[p.place.book], lambda e: class_of[e.column[0]])


def _tallies(
    found: Journal, of_path: Callable[[Path], K], of_entered: Callable[[Entered], K]
) -> dict[K, Tally]:
    tallies: dict[K, Tally] = {}
    for path in found.edited:
        tallies.setdefault(of_path(path), Tally()).add(path)
    for entered in found.entered:
        tallies.setdefault(of_entered(entered), Tally()).enter(entered.cells)
    return tallies
