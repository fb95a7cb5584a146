"""The Thanh Hóa case of 2026 played again with invented people: a plan, pure and reproducible.

What is known of the case (1,299 entries and edits by 39 teachers in 29 classes and 8 subjects, with
deletions, wrong columns and rounding, then 519 more after the school asked for a review) is kept in
number; who did what, and to whose marks, is drawn from a seed. The plan also says what became of
each cell, so that a report over the ledger can be held against it.
"""

import datetime as dt
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

CLASSES = tuple(
    f"{grade}{letter}" for grade, n in ((6, 8), (7, 7), (8, 7), (9, 7)) for letter in "ABCDEFGH"[:n]
)
SUBJECTS = ("TOAN", "NV", "NN1", "KHTN", "LSDL", "GDCD", "TIN", "CN")
TEACHERS = {"TOAN": 8, "NV": 8, "NN1": 6, "KHTN": 6, "LSDL": 4, "GDCD": 2, "TIN": 3, "CN": 2}
PUPILS = 8
FIRST, SECOND = 1299, 519
STARTS = dt.datetime(2026, 5, 4, 7, 30, tzinfo=dt.timezone(dt.timedelta(hours=7)))
REVIEW = dt.datetime(2026, 5, 25, 19, 0, tzinfo=dt.timezone(dt.timedelta(hours=7)))
TERM = 2
SLOTS = ("tx1", "tx2", "gk", "ck")
PLACES = ("203.0.113.7", "203.0.113.20", "198.51.100.14", "198.51.100.81")
"""Addresses kept for documentation: the school's line, and lines at home."""
MARKS = tuple(range(30, 101, 5))

Cell = tuple[str, str, str, int]
"""Class, subject, slot, place of the pupil on the list."""


@dataclass(frozen=True)
class Act:
    """One save by the teacher of a class and subject: (slot, pupil, seen, new) in tenths."""

    at: dt.datetime
    klass: str
    subject: str
    address: str
    changes: tuple[tuple[str, int, int | None, int | None], ...]


@dataclass
class Plan:
    """The acts in order of time, what each cell becomes (names of `reports.changes.Kind`), values."""

    acts: list[Act] = field(default_factory=list)
    kinds: dict[Cell, str] = field(default_factory=dict)
    first: dict[Cell, int] = field(default_factory=dict)
    values: dict[Cell, int | None] = field(default_factory=dict)
    lines: int = 0
    ups: int = 0
    downs: int = 0
    deletions: int = 0
    reentries: int = 0


def teacher_of(klass: str, subject: str) -> int:
    """Which of the teachers of a subject (0 …) has a class: classes are dealt out in turn."""
    return CLASSES.index(klass) % TEACHERS[subject]


def make(seed: int = 2026) -> Plan:
    """The plan of a seed: exactly `FIRST` lines of the ledger, then `SECOND` more."""
    rng = random.Random(seed)
    plan = Plan()
    writer = _Writer(plan, rng)
    books = _books(rng)
    for number, (klass, subject) in enumerate(books):
        scene = SCENES[number % len(SCENES)]
        if plan.lines + len(writer.absent) + scene.most > FIRST:
            break
        scene.play(writer, klass, subject)
    _fill(writer, books[number:], FIRST - len(writer.absent))
    writer.clock += dt.timedelta(days=3)
    for klass, subject, slot, pupil in writer.absent:
        writer.save(klass, subject, [(slot, pupil, None)])
    assert plan.lines == FIRST and writer.clock < REVIEW
    writer.clock = REVIEW
    fresh = sorted(c for c, kind in plan.kinds.items() if kind == "ENTERED")
    rng.shuffle(fresh)
    while plan.lines < FIRST + SECOND:
        _review(writer, fresh.pop(), FIRST + SECOND - plan.lines)
    return plan


def _books(rng: random.Random) -> list[tuple[str, str]]:
    """All classes and subjects in a random order, one of each teacher and class first."""
    books = [(k, s) for k in CLASSES for s in SUBJECTS]
    rng.shuffle(books)
    seen: set[object] = set()
    first = []
    for klass, subject in books:
        new = {klass, (subject, teacher_of(klass, subject))} - seen
        if new:
            first.append((klass, subject))
            seen |= new
    return first + [book for book in books if book not in first]


class _Writer:
    """Keeps the clock and the counts while acts are planned."""

    def __init__(self, plan: Plan, rng: random.Random) -> None:
        self.plan, self.rng, self.clock = plan, rng, STARTS
        self.last_number: dict[Cell, int] = {}
        self.absent: list[Cell] = []

    def save(self, klass: str, subject: str, wanted: Sequence[tuple[str, int, int | None]]) -> None:
        """Write cells at once, some minutes after the save before."""
        self.clock += dt.timedelta(minutes=self.rng.randint(1, 4))
        changes = []
        for slot, pupil, new in wanted:
            cell = (klass, subject, slot, pupil)
            seen = self.plan.values.get(cell)
            changes.append((slot, pupil, seen, new))
            self._count(cell, seen, new)
        act = Act(self.clock, klass, subject, self.rng.choice(PLACES), tuple(changes))
        self.plan.acts.append(act)

    def _count(self, cell: Cell, seen: int | None, new: int | None) -> None:
        plan = self.plan
        plan.lines += 1
        before = seen if seen is not None else plan.first.get(cell)
        if seen is None and cell in plan.first:
            plan.reentries += 1
            before = self.last_number[cell]
        if new is None:
            plan.deletions += 1
        elif before is not None:
            plan.ups += new > before
            plan.downs += new < before
        plan.kinds.setdefault(cell, "ENTERED")
        if new is not None:
            plan.first.setdefault(cell, new)
            self.last_number[cell] = new
        plan.values[cell] = new

    def say(self, kind: str, cells: list[Cell]) -> None:
        """State what became of cells."""
        self.plan.kinds.update(dict.fromkeys(cells, kind))

    def marks(self) -> list[int]:
        """A column of marks."""
        return [self.rng.choice(MARKS) for _ in range(PUPILS)]


def _cells(klass: str, subject: str, slot: str, pupils: list[int]) -> list[Cell]:
    return [(klass, subject, slot, p) for p in pupils]


def _column(w: _Writer, klass: str, subject: str, slot: str) -> list[int]:
    found = w.marks()
    w.save(klass, subject, [(slot, n, mark) for n, mark in enumerate(found)])
    return found


def wrong_column(w: _Writer, klass: str, subject: str) -> None:
    """A whole column typed into ĐĐGgk, deleted, and typed into ĐĐGck."""
    marks, everybody = _column(w, klass, subject, "gk"), list(range(PUPILS))
    w.save(klass, subject, [("gk", n, None) for n in everybody])
    w.save(klass, subject, [("ck", n, marks[n]) for n in everybody])
    w.say("MOVED_FROM", _cells(klass, subject, "gk", everybody))
    w.say("MOVED_TO", _cells(klass, subject, "ck", everybody))


def rounding(w: _Writer, klass: str, subject: str) -> None:
    """Half points entered, then rounded half-up to whole ones."""
    _column(w, klass, subject, "tx1")
    halves = [n for n in range(PUPILS) if (w.plan.values[klass, subject, "tx1", n] or 0) % 10 == 5]
    if halves:
        w.save(
            klass,
            subject,
            [("tx1", n, (w.plan.values[klass, subject, "tx1", n] or 0) + 5) for n in halves],
        )
        w.say("ROUNDED", _cells(klass, subject, "tx1", halves))


def deleted_and_back(w: _Writer, klass: str, subject: str) -> None:
    """Marks deleted and typed again as they were: the line dropped, the teacher was not sure."""
    marks, some = _column(w, klass, subject, "tx2"), [0, 2, 5]
    w.save(klass, subject, [("tx2", n, None) for n in some])
    w.save(klass, subject, [("tx2", n, marks[n]) for n in some])
    w.say("BACK", _cells(klass, subject, "tx2", some))


def deleted_and_other(w: _Writer, klass: str, subject: str) -> None:
    """Marks deleted, and other ones typed: the change that a log without old values hides."""
    marks, some = _column(w, klass, subject, "ck"), [1, 4]
    w.save(klass, subject, [("ck", n, None) for n in some])
    w.save(
        klass,
        subject,
        [("ck", n, marks[n] - 15 if marks[n] >= 80 else marks[n] + 15) for n in some],
    )
    w.say("REPLACED", _cells(klass, subject, "ck", some))


def raised_and_lowered(w: _Writer, klass: str, subject: str) -> None:
    """Marks typed over: two up, one down."""
    marks = _column(w, klass, subject, "gk")
    low = sorted(range(PUPILS), key=lambda n: marks[n])
    up, down = [n for n in low[:2] if marks[n] <= 80], low[-1]
    w.save(
        klass, subject, [("gk", n, marks[n] + 17) for n in up] + [("gk", down, marks[down] - 17)]
    )
    w.say("RAISED", _cells(klass, subject, "gk", up))
    w.say("LOWERED", _cells(klass, subject, "gk", [down]))


def deleted(w: _Writer, klass: str, subject: str) -> None:
    """A mark of a pupil who was not there is deleted days later."""
    _column(w, klass, subject, "tx1")
    w.absent.append((klass, subject, "tx1", 3))
    w.say("DELETED", _cells(klass, subject, "tx1", [3]))


@dataclass(frozen=True)
class _Scene:
    play: Callable[[_Writer, str, str], None]
    most: int


SCENES = tuple(
    _Scene(play, most)
    for play, most in (
        (rounding, 2 * PUPILS),
        (deleted_and_back, PUPILS + 6),
        (wrong_column, 3 * PUPILS),
        (deleted_and_other, PUPILS + 4),
        (raised_and_lowered, PUPILS + 3),
        (deleted, PUPILS + 1),
    )
)


def _fill(w: _Writer, books: list[tuple[str, str]], goal: int) -> None:
    """Plain entries up to the goal."""
    for klass, subject in books:
        missing = goal - w.plan.lines
        if missing <= 0:
            return
        marks = w.marks()[:missing]
        w.save(klass, subject, [("tx2", n, mark) for n, mark in enumerate(marks)])


def _review(w: _Writer, cell: Cell, left: int) -> None:
    """After the review was asked for: a cell is raised, or deleted and typed again."""
    klass, subject, slot, pupil = cell
    now = w.plan.values[cell] or 0
    if left >= 2 and w.rng.random() < 0.3:
        other = now if w.rng.random() < 0.5 else (now - 13 if now >= 60 else now + 13)
        w.save(klass, subject, [(slot, pupil, None)])
        w.save(klass, subject, [(slot, pupil, other)])
        w.say("BACK" if other == now else "REPLACED", [cell])
    elif now <= 80:
        w.save(klass, subject, [(slot, pupil, now + 13)])
        w.say("RAISED", [cell])
    else:
        w.save(klass, subject, [(slot, pupil, now - 13)])
        w.say("LOWERED", [cell])
