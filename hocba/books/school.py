"""Many classes as the rules read them, from the results stored beside their marks.

Decisions of a term or year need of a subject its results only. They are stored with every save, so
a school is read without the cells they came from: those that the decisions themselves ask for
(rèn luyện, assessment again, levels of primary school) and the results, in a few statements.
A subject whose results may be other than stored is computed from its cells, as always.
"""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from hocba.books import cells, many, results
from hocba.books.cells import Key, Value
from hocba.books.columns import regime_of
from hocba.books.queries import by_comment, class_sheet, exemptions, planned, rulings, year_of
from hocba.books.roster import Seat, choice_rows, choices, roster
from hocba.books.shapes import shape_of
from hocba.books.sheet import Array, Sheet, Target, homeroom_items
from hocba.org.settings import settings_for
from hocba.rules.levels import MISSING, Scale
from hocba.rules.regime import Regime
from hocba.year.models import Course, Klass

PERIODS = {1: "1", 2: "2", results.YEAR: "year"}
VALUES = {word: value for value, word in results.STATUS.items()} | {"incomplete": MISSING}
Row = tuple[int, int, int, int | None, str | None, str, str]
"""A stored result: pupil, subject, term, number, code, status, stamp."""


class Place(NamedTuple):
    """Where the results of a subject stand: at which place of the columns of its axis, by term."""

    at: int
    stem: str
    unit: str | Scale
    columns: Mapping[int, Array]


@dataclass
class StoredSheet(Sheet):
    """A sheet that is given the results of its subjects, and of its cells only what decisions need."""

    needed: frozenset[str] = frozenset()

    def _targets(self) -> dict[tuple[int, int, str], Target]:
        found = super()._targets().items()
        return {where: t for where, t in found if t.plan.array in self.needed}

    def _empty(self, targets: Any) -> dict[str, Array]:
        return self._only(super()._empty(targets))

    def _counts(self, targets: Any, arrays: Mapping[str, Array]) -> dict[str, Array]:
        return self._only(super()._counts(targets, arrays))

    def _only(self, arrays: dict[str, Array]) -> dict[str, Array]:
        return {name: array for name, array in arrays.items() if name in self.needed}


def class_sheets(classes: Sequence[Klass]) -> Iterator[tuple[Klass, Sheet, list[Seat]]]:
    """`class_sheet` of many classes for what is decided of a term or a year, without the marks.

    The results, levels and decisions of a sheet are those of `class_sheet`; its cells are not all.
    """
    frames: dict[tuple[int, int], list[Klass]] = {}
    for klass in classes:
        frames.setdefault((klass.school_id, klass.year), []).append(klass)
    made: dict[int, tuple[Sheet, list[Seat]]] = {}
    for (school, year), some in frames.items():
        made |= _sheets(school, year, some)
    for klass in classes:
        yield klass, *made[klass.pk]


def _sheets(
    school: int, year: int, classes: Sequence[Klass]
) -> dict[int, tuple[Sheet, list[Seat]]]:
    row, held = year_of(school, year), settings_for(school, year)
    apart = [k for k in classes if not needed(regime_of(k, held))]
    seats = {k.pk: roster(k.pk, row) for k in classes if k not in apart}
    courses, items = _courses([k for k in classes if k not in apart]), homeroom_items()
    picks = choice_rows([pk for pk, own in courses.items() if any(map(_some_only, own))])
    sheets = {}
    for klass in (k for k in classes if k not in apart):
        own, students = courses[klass.pk], [s.student for s in seats[klass.pk] if not s.gone]
        chosen = choices(own, students, row, picks.get(klass.pk, ()))
        sheet = StoredSheet(klass, own, students, {}, (), items, chosen)
        sheet.held, sheet.regime = held, regime_of(klass, held)
        sheet.needed = needed(sheet.regime)
        sheets[klass.pk] = sheet
    _fill(school, year, list(sheets.values()))
    made = {pk: (sheet, seats[pk]) for pk, sheet in sheets.items()}
    return made | {k.pk: class_sheet(k) for k in apart}


def _courses(classes: Sequence[Klass]) -> dict[int, list[Course]]:
    """The courses of each class in the order of subjects. One statement."""
    found: dict[int, list[Course]] = {k.pk: [] for k in classes}
    by_id = {k.pk: k for k in classes}
    rows = Course.objects.filter(klass__in=found).select_related("subject")
    for course in rows.order_by("subject__position"):
        course.klass = by_id[course.klass_id]
        found[course.klass_id].append(course)
    return found


def _some_only(course: Course) -> bool:
    """Whether a course is for those who chose it, or has columns for some pupils only."""
    return bool(course.chosen or course.topics)


def _fill(school: int, year: int, sheets: Sequence[StoredSheet]) -> None:
    """Give the sheets what concerns their pupils: decisions, cells, results."""
    everybody = [student for sheet in sheets for student in sheet.students]
    exempt = exemptions(year, everybody)
    commented, plans, said = (
        by_comment(year, exempt),
        planned(year, everybody),
        rulings(year, everybody),
    )
    subjects = {course.subject_id for sheet in sheets for course in sheet.courses}
    held, kept = _cells(school, year, sheets, everybody), _stored(school, year, subjects, everybody)
    for sheet in sheets:
        own = set(sheet.students)
        sheet.exempt = frozenset(e for e in exempt if e[0] in own)
        sheet.by_comment = frozenset(e for e in commented if e[0] in own)
        sheet.plans = plans & own
        sheet.rulings = {s: said[s] for s in own if s in said}
        sheet.cells = {k: v for s in own for k, v in held.get(s, {}).items()}
        sheet.known = _known(sheet, kept)


def _cells(
    school: int, year: int, sheets: Sequence[StoredSheet], students: Sequence[int]
) -> dict[int, dict[Key, Value]]:
    """By pupil, the cells that the decisions need and the days absent. One statement."""
    places = {place for sheet in sheets for place in sheet._targets()}
    places |= {(s.items["vang"], t, kind) for s in sheets for t in (1, 2) for kind in ("P", "K")}
    found: dict[int, dict[Key, Value]] = {}
    if not places:
        return found
    slots = sorted({slot for _, _, slot in places})
    rows = many.rows(
        ("subject_id", "term", "slot", "student_id", "number", "code", "body", "decision"),
        f"FROM books_mark WHERE year = %s AND school_id = %s AND {many.among('subject_id')}"
        f" AND {many.among('student_id')} AND slot IN ({','.join(['%s'] * len(slots))})",
        [year, school, many.ids({place[0] for place in places}), many.ids(students), *slots],
    )
    for *key, number, code, body, decision in rows:
        value = Value(number, code, body, decision)
        found.setdefault(key[3], {})[Key(*key)] = value
    return found


def _stored(
    school: int, year: int, subjects: Collection[int], students: Sequence[int]
) -> dict[int, list[Row]]:
    """Stored results by pupil, whatever rules made them. One statement."""
    found: dict[int, list[Row]] = {}
    if not students:
        return found
    rows = many.rows(
        ("student_id", "subject_id", "term", "number", "code", "status", "regime"),
        f"FROM books_subjectresult WHERE year = %s AND school_id = %s"
        f" AND {many.among('subject_id')} AND {many.among('student_id')}",
        [year, school, many.ids(subjects), many.ids(students)],
    )
    for row in rows:
        found.setdefault(row[0], []).append(row)
    return found


def _known(sheet: StoredSheet, kept: Mapping[int, Sequence[Row]]) -> dict[str, Array]:
    """The results of the subjects as columns of the rulebook: stored ones, and those of the
    subjects that `_odd` names from their cells."""
    found: dict[str, Array] = {}
    places: dict[int, Place] = {}
    for axis, stem in sheet.shape.stems.items():
        line = sheet.axes[axis]
        columns = {t: np.full((len(sheet.students), len(line)), MISSING, np.int16) for t in PERIODS}
        found |= {f"{stem}_{PERIODS[t]}": column for t, column in columns.items()}
        unit = sheet.regime.unit(f"{stem}_1")
        places |= {c.subject_id: Place(n, stem, unit, columns) for n, c in enumerate(line)}
    odd = {c.subject_id for c in sheet.courses if _some_only(c)}
    odd |= {subject for _, subject, _ in sheet.exempt}
    stamp = sheet.stamp
    for student, row in sheet.rows.items():
        full: Counter[int] = Counter()
        for _, subject, term, number, code, status, made in kept.get(student, ()):
            if (place := places.get(subject)) is None:
                continue
            full[subject] += made == stamp
            if made == stamp:
                place.columns[term][row, place.at] = _value(number, code, status, place.unit)
        odd.update(subject for subject, count in full.items() if count != len(PERIODS))
    _compute(sheet, {subject: places[subject] for subject in odd & places.keys()})
    return found


def _value(number: int | None, code: str | None, status: str, unit: str | Scale) -> int:
    """A stored result as its column holds it."""
    if number is not None:
        return number
    return VALUES[status] if code is None else unit.value(code)  # type: ignore[union-attr]


def _compute(sheet: StoredSheet, odd: Mapping[int, Place]) -> None:
    """Write the results of these subjects into their columns, made anew from the cells."""
    if not odd:
        return
    klass, courses = sheet.klass, [c for c in sheet.courses if c.subject_id in odd]
    held = cells.read(klass.year, klass.school_id, list(odd), list(sheet.students))
    anew = Sheet(klass, courses, sheet.students, held, sheet.exempt, {}, sheet.choices)
    anew.by_comment, anew.held, anew.regime = sheet.by_comment, sheet.held, sheet.regime
    for line in anew.axes.values():
        for n, course in enumerate(line):
            place = odd[course.subject_id]
            for term, column in place.columns.items():
                column[:, place.at] = anew.computed[f"{place.stem}_{PERIODS[term]}"][:, n]


@functools.lru_cache(256)
def needed(regime: Regime) -> frozenset[str]:
    """The inputs that the decisions of a term and a year are made of, beside results of subjects;
    none where nothing is decided (kindergarten)."""
    shape, book = shape_of(regime.code), regime.rulebook
    stored = {f"{stem}_{period}" for stem in shape.stems.values() for period in PERIODS.values()}
    levels = [one.at(term) for one in shape.shown(year=False) for term in (1, 2)]
    found: set[str] = set()
    waiting = {*shape.decided.values(), *shape.inputs, *levels} - stored
    while waiting:
        name = waiting.pop()
        found.add(name)
        if name in book.columns:
            waiting |= set(book.columns[name].depends) - stored - found
    return frozenset(found & book.inputs.keys()) if shape.decided else frozenset()
