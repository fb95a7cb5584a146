"""A class's cells as the arrays the rules read, and what the rules make of them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from hocba.books.cells import Key, Value
from hocba.books.columns import AFTER_YEAR, regime_of
from hocba.org.settings import InForce, settings_for
from hocba.rules.levels import LEARNING, MISSING, PRIMARY_TRAIT, Scale
from hocba.rules.regime import Computed, Regime, Slot
from hocba.rules.tt27_2020 import TT27
from hocba.year.models import Course, Klass, Subject
from hocba.year.readings import uncounted

Array = Any


@dataclass(frozen=True)
class Target:
    """Where the cells of one column go: array, index on its second and third axis, its scale."""

    array: str
    column: int | None = None
    index: int | None = None
    scale: Scale | None = None

    def stored(self, value: Value) -> int:
        """A cell's value as its array holds it."""
        found = value.number if self.scale is None else self.scale.value(value.code)
        return MISSING if found is None else found


@dataclass
class Sheet:
    """Courses of a class with the cells of its pupils, ready for the regime.

    `students` give the rows. `subjects` maps codes of homeroom items to ids when the homeroom
    book is part of the sheet. Reading it computes on demand: `computed`, `given`.
    """

    klass: Klass
    courses: Sequence[Course]
    students: Sequence[int]
    cells: Mapping[Key, Value]
    exempt: Iterable[tuple[int, int, int]] = ()
    items: Mapping[str, int] = field(default_factory=dict)

    @cached_property
    def held(self) -> InForce:
        """The settings of the school and year."""
        return settings_for(self.klass.school_id, self.klass.year)

    @cached_property
    def regime(self) -> Regime:
        return regime_of(self.klass, self.held)

    @cached_property
    def rows(self) -> dict[int, int]:
        """Row of each student id."""
        return {student: n for n, student in enumerate(self.students)}

    @cached_property
    def scored(self) -> list[Course]:
        """Courses on the S axis: scored ones, and all of them at primary school."""
        return [c for c in self.courses if c.kind != "comment"]

    @cached_property
    def comment(self) -> list[Course]:
        """Courses on the C axis."""
        return [c for c in self.courses if c.kind == "comment"]

    @cached_property
    def primary(self) -> bool:
        return isinstance(self.regime, TT27)

    @cached_property
    def given(self) -> dict[str, Array]:
        """The input arrays of the regime (see `hocba.rules` for shapes and units)."""
        builder = _primary if self.primary else _secondary
        arrays, targets = builder(self)
        columns: dict[tuple[int, int, str], tuple[list[int], list[Value]]] = {}
        for (subject, term, slot, student), value in self.cells.items():
            row = self.rows.get(student)
            if row is not None:
                rows, values = columns.setdefault((subject, term, slot), ([], []))
                rows.append(row)
                values.append(value)
        for place, (rows, values) in columns.items():
            target = targets.get(place)
            if target is not None:
                more = tuple(i for i in (target.column, target.index) if i is not None)
                arrays[target.array][(rows, *more)] = [target.stored(v) for v in values]
        _exemptions(self, arrays)
        _electives(self, arrays)
        if not self.primary and self.items:
            arrays["absences"] = self._absences()
        return arrays

    @cached_property
    def computed(self) -> Computed:
        """Every result that follows from the cells."""
        return self.regime.compute(self.given)

    def axis(self, course: Course) -> int:
        """The index of a course on its axis (S or C)."""
        line = self.comment if course.kind == "comment" else self.scored
        return [c.pk for c in line].index(course.pk)

    def _absences(self) -> Array:
        """Days absent in the year, MISSING unless all four counts were entered."""
        counts = np.zeros(len(self.students), dtype=np.int16)
        item = self.items["vang"]
        for student, row in self.rows.items():
            found = [self.cells.get(Key(item, t, s, student)) for t in (1, 2) for s in ("P", "K")]
            numbers = [v.number for v in found if v is not None and v.number is not None]
            counts[row] = sum(numbers) if len(numbers) == 4 else MISSING
        return counts


Targets = dict[tuple[int, int, str], Target]


def _empty(*shape: int) -> Array:
    return np.full(shape, MISSING, dtype=np.int16)


def _place(slot: Slot, term: int, column: int) -> Target:
    scale = None if isinstance(slot.unit, str) else slot.unit
    return Target(f"{slot.array}_{term}", column, slot.index, scale)


def _secondary(sheet: Sheet) -> tuple[dict[str, Array], Targets]:
    pupils = len(sheet.students)
    arrays: dict[str, Array] = {}
    targets: Targets = {}
    for prefix, line in (("", sheet.scored), ("comment_", sheet.comment)):
        if not line:
            if sheet.items:  # a whole class: an axis without subjects is still an axis
                _axis(arrays, prefix, pupils, 0, 1)
            continue
        plans = [sheet.regime.slots(c.klass.grade, c.subject.code, c.kind, c.periods) for c in line]
        widths = [sum(s.array.endswith("tx") for s in p["1"]) for p in plans]
        _axis(arrays, prefix, pupils, len(line), max(widths))
        if not prefix:
            for term in (1, 2):
                arrays[f"tx_expected_{term}"] = np.array([widths], dtype=np.int16)
        for column, (course, plan) in enumerate(zip(line, plans, strict=True)):
            for term in (1, 2):
                for slot in plan[str(term)]:
                    targets[course.subject_id, term, slot.code] = _place(slot, term, column)
            last = plan["2"][-1]
            scale = None if isinstance(last.unit, str) else last.unit
            again = "comment_again" if prefix else "average_again"
            targets[course.subject_id, AFTER_YEAR, "dgl"] = Target(again, column, None, scale)
        arrays["comment_subjects" if prefix else "subjects"] = np.array(
            [c.subject.code for c in line]
        )
    if sheet.items:
        for term, name in ((1, "conduct_1"), (2, "conduct_2"), (AFTER_YEAR, "conduct_again")):
            arrays[name] = _empty(pupils)
            targets[sheet.items["ren_luyen"], term, "muc"] = Target(name, None, None, LEARNING)
        arrays["grade"] = np.full(pupils, sheet.klass.grade, dtype=np.int16)
    return arrays, targets


def _axis(arrays: dict[str, Array], prefix: str, pupils: int, width: int, depth: int) -> None:
    for term in (1, 2):
        arrays[f"{prefix}tx_{term}"] = _empty(pupils, width, depth)
        for slot in ("gk", "ck"):
            arrays[f"{prefix}{slot}_{term}"] = _empty(pupils, width)
    arrays["comment_again" if prefix else "average_again"] = _empty(pupils, width)


def _primary(sheet: Sheet) -> tuple[dict[str, Array], Targets]:
    regime = sheet.regime
    assert isinstance(regime, TT27)
    pupils, width, grade = len(sheet.students), len(sheet.scored), sheet.klass.grade
    codes = [c.subject.code for c in sheet.scored]
    arrays: dict[str, Array] = {"subjects": np.array(codes)}
    targets: Targets = {}
    for part in ("gk", "ck"):
        for term in (1, 2):
            time = f"{part}_{term}"
            arrays[f"muc_{time}"] = _empty(pupils, width)
            arrays[f"kt_{time}"] = _empty(pupils, width)
            arrays[f"kt_expected_{time}"] = regime.tests_expected(grade, codes, time)[None]
    arrays["muc_again"], arrays["kt_again"] = _empty(pupils, width), _empty(pupils, width)
    for column, course in enumerate(sheet.scored):
        slots = regime.slots(grade, course.subject.code)
        for term in (1, 2):
            for slot in slots[str(term)]:
                targets[course.subject_id, term, slot.code] = _place(slot, term, column)
        for slot in slots["2"]:
            if slot.code in ("muc_ck", "kt_ck"):
                scale = None if isinstance(slot.unit, str) else slot.unit
                name = slot.code.replace("_ck", "_again")
                targets[course.subject_id, AFTER_YEAR, slot.code] = Target(
                    name, column, None, scale
                )
    arrays["grade"] = np.full(pupils, grade, dtype=np.int16)
    if sheet.items:
        _primary_homeroom(sheet, regime, arrays, targets)
    return arrays, targets


def _primary_homeroom(
    sheet: Sheet, regime: TT27, arrays: dict[str, Array], targets: Targets
) -> None:
    pupils, grade = len(sheet.students), sheet.klass.grade
    for kind, traits in (
        ("quality", regime.qualities(grade)),
        ("competency", regime.competencies(grade)),
    ):
        for part in ("gk", "ck"):
            for term in (1, 2):
                arrays[f"{kind}_{part}_{term}"] = _empty(pupils, len(traits))
        arrays[f"{kind}_again"] = _empty(pupils, len(traits))
        for column, (code, _) in enumerate(traits):
            item = sheet.items[code]
            for part in ("gk", "ck"):
                for term in (1, 2):
                    name = f"{kind}_{part}_{term}"
                    targets[item, term, f"muc_{part}"] = Target(name, column, None, PRIMARY_TRAIT)
            targets[item, AFTER_YEAR, "muc_ck"] = Target(
                f"{kind}_again", column, None, PRIMARY_TRAIT
            )
    praise = sheet.items["khen"]
    for name, slot in (("outstanding_or_progress", "tien_bo"), ("class_recognised", "lop")):
        arrays[name] = np.array(
            [Key(praise, 2, slot, s) in sheet.cells for s in sheet.students], dtype=bool
        )


def _exemptions(sheet: Sheet, arrays: dict[str, Array]) -> None:
    """Masks from (student, subject, term) rows; term 0 is both."""
    pupils = len(sheet.students)
    where = {c.subject_id: ("", n) for n, c in enumerate(sheet.scored)}
    where |= {c.subject_id: ("comment_", n) for n, c in enumerate(sheet.comment)}
    rows = [e for e in sheet.exempt if e[0] in sheet.rows and e[1] in where]
    if not rows:
        return
    if sheet.primary:
        mask = np.zeros((pupils, len(sheet.scored)), dtype=bool)
        for student, subject, _ in rows:
            mask[sheet.rows[student], where[subject][1]] = True
        arrays["exempt"] = mask
        return
    for prefix, line in (("", sheet.scored), ("comment_", sheet.comment)):
        if not line:
            continue
        for t in (1, 2):
            mask = np.zeros((pupils, len(line)), dtype=bool)
            for student, subject, term in rows:
                if where[subject][0] == prefix and term in (0, t):
                    mask[sheet.rows[student], where[subject][1]] = True
            arrays[f"{prefix}exempt_{t}"] = mask


def _electives(sheet: Sheet, arrays: dict[str, Array]) -> None:
    """Mask of the scored subjects that settings leave out of the level."""
    out = uncounted(sheet.held)
    codes = [c.subject.code for c in sheet.scored]
    if out.intersection(codes) and "elective" in sheet.regime.rulebook.inputs:
        arrays["elective"] = np.array([[code in out for code in codes]], dtype=bool)


def homeroom_items() -> dict[str, int]:
    """Ids of all items of assessment that are not subjects, by code."""
    rows = Subject.objects.exclude(kind=Subject.Kind.SUBJECT).values_list("code", "id")
    return dict(rows)
