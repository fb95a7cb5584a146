"""A class's cells as the arrays the rules read, and what the rules make of them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

from hocba.books.cells import Columns, Key, Value, by_column
from hocba.books.columns import course_columns, homeroom_columns, regime_of, stamp_of
from hocba.books.roster import ALL_THE_SAME, Choices
from hocba.books.shapes import (
    AFTER_YEAR,
    HEAD_SLOT,
    HEAD_TERM,
    ColumnPlan,
    Shape,
    shape_of,
)
from hocba.org.settings import InForce, settings_for
from hocba.rules.column import Given
from hocba.rules.levels import MISSING
from hocba.rules.regime import DECREES, Computed, Regime
from hocba.year.models import Course, Klass, Subject
from hocba.year.readings import uncounted

Array = Any
ABSENCES = "absences"


@dataclass(frozen=True)
class Target:
    """Where the cells of one column go: an array and the place on its axes after the first."""

    plan: ColumnPlan
    place: tuple[int, ...]

    def stored(self, column: Mapping[int, int | str], students: Iterable[int]) -> list[int]:
        """A column's values as the array holds them: a sign such as «X» is a flag that stands."""
        get, scale = column.get, self.plan.scale
        values = [get(student, MISSING) for student in students]
        if scale is not None:
            return [scale.value(v) if isinstance(v, str) else MISSING for v in values]
        return [1 if isinstance(v, str) else v for v in values]


class Ruled(NamedTuple):
    """A decision of the head: the code it gives, and the words it is cited by."""

    value: str
    said: str


@dataclass
class Sheet:
    """Courses of a class with the cells of its pupils, ready for the regime.

    `students` give the rows. `items` maps codes of homeroom items to ids when the homeroom book
    is part of the sheet; then every axis of the regime is there, also without subjects.
    Where only some `terms` were read, `known` gives the results of the other ones as columns of
    the rulebook. Reading it computes on demand: `computed`, `given`.
    """

    klass: Klass
    courses: Sequence[Course]
    students: Sequence[int]
    cells: Mapping[Key, Value]
    exempt: Iterable[tuple[int, int, int]] = ()
    items: Mapping[str, int] = field(default_factory=dict)
    choices: Choices = ALL_THE_SAME
    terms: Sequence[int] = (1, 2, AFTER_YEAR)
    known: Mapping[str, Array] = field(default_factory=dict)
    plans: frozenset[int] = frozenset()
    """Pupils with an individual plan in the year (TT 22 Điều 12 khoản 4, TT 27 Điều 8)."""
    by_comment: frozenset[tuple[int, int, int]] = frozenset()
    """Those of `exempt` whose subject is assessed by comment alone (TT 22 Điều 11, TT 27 Điều 8)."""
    rulings: Mapping[int, Mapping[str, Ruled]] = field(default_factory=dict)
    """The head's decisions by pupil and result, "learning_year" or "average_year.TOAN"."""

    @cached_property
    def columns(self) -> Columns:
        """Numbers and codes by column; a caller who has read them so sets them."""
        return by_column(self.cells)

    @cached_property
    def held(self) -> InForce:
        """The settings of the school and year."""
        return settings_for(self.klass.school_id, self.klass.year)

    @cached_property
    def regime(self) -> Regime:
        return regime_of(self.klass, self.held)

    @property
    def stamp(self) -> str:
        """What its stored results say they were made by."""
        return stamp_of(self.regime, self.held)

    @cached_property
    def shape(self) -> Shape:
        return shape_of(self.regime.code)

    @cached_property
    def rows(self) -> dict[int, int]:
        """Row of each student id."""
        return {student: n for n, student in enumerate(self.students)}

    @cached_property
    def scored(self) -> list[Course]:
        """Courses on the S axis: all but those assessed by comment, or without cells at all."""
        return [c for c in self.courses if c.kind not in ("comment", "none")]

    @cached_property
    def comment(self) -> list[Course]:
        """Courses on the C axis."""
        return [c for c in self.courses if c.kind == "comment"]

    @cached_property
    def axes(self) -> dict[str, list[Course]]:
        """Courses by the letter of their axis in the rulebook."""
        return {"S": self.scored, "C": self.comment}

    @cached_property
    def given(self) -> dict[str, Array]:
        """The input arrays of the regime (see `hocba.rules` for shapes and units)."""
        targets = self._targets()
        arrays = self._empty(targets.values())
        students = self.students
        for place, target in targets.items():
            if column := self.columns.get(place):
                rows = self._of(target)
                takers = [students[row] for row in rows] if target.plan.of else students
                arrays[target.plan.array][(rows, *target.place)] = target.stored(column, takers)
        arrays |= self._counts(targets.values(), arrays)
        arrays |= self._masks(arrays) | self._electives() | self._without_conduct()
        arrays |= self._planned() | self._by_head() | self._of_class()
        arrays |= self._by_decision(targets, arrays)
        arrays |= self._ruled(arrays) | self._labels()
        if self.shape.facts is not None and self.items:
            arrays |= self.shape.facts(self)
        return arrays | dict(self.known)

    @cached_property
    def computed(self) -> Computed:
        """Every result that follows from the cells."""
        return self.regime.compute(self.given)

    def axis(self, course: Course) -> int:
        """The index of a course on its axis (S or C)."""
        line = self.comment if course.kind == "comment" else self.scored
        return [c.pk for c in line].index(course.pk)

    @property
    def _inputs(self) -> dict[str, Given]:
        return self.regime.rulebook.inputs

    def _targets(self) -> dict[tuple[int, int, str], Target]:
        """Where the cells of each (subject, term, slot) go; columns no rule reads are left out."""
        found: dict[tuple[int, int, str], Target] = {}
        for line in self.axes.values():
            for place, course in enumerate(line):
                for plan in course_columns(course, self.regime):
                    if plan.array and plan.term in self.terms:
                        more = () if plan.index is None else (plan.index,)
                        where = (course.subject_id, plan.term, plan.slot)
                        found[where] = Target(plan, (place, *more))
        if self.items:
            for plan in homeroom_columns(self.klass, self.regime):
                if plan.array:
                    where = (self.items[plan.subject], plan.term, plan.slot)
                    found[where] = Target(plan, () if plan.index is None else (plan.index,))
        return found

    def _empty(self, targets: Iterable[Target]) -> dict[str, Array]:
        """The arrays, all missing. A whole class has every array that the regime asks for."""
        inputs = self._inputs
        names = dict.fromkeys(t.plan.array for t in targets)
        if self.items:
            names |= dict.fromkeys(
                n for n, g in inputs.items() if g.default is None and not g.quiet
            )
        sizes = {"P": len(self.students), "S": len(self.scored), "C": len(self.comment)}
        for target in targets:
            axes = inputs[target.plan.array].axes
            if target.plan.index is not None:
                sizes[axes[-1]] = max(sizes.get(axes[-1], 0), target.plan.index + 1)
        arrays: dict[str, Array] = {}
        for name in names:
            shape = [sizes.get(axis, 1) for axis in inputs[name].axes]
            flag = inputs[name].unit == "flag"
            arrays[name] = np.zeros(shape, bool) if flag else np.full(shape, MISSING, np.int16)
        return arrays

    def _counts(self, targets: Iterable[Target], arrays: Mapping[str, Array]) -> dict[str, Array]:
        """How many cells of a kind each subject has (ĐĐGtx), or whether it has any (KTĐK); the goals
        of a child are no subjects."""
        found: dict[str, Array] = {}
        wanted = {
            n: g.expected for n, g in self._inputs.items() if g.expected and g.axes[1] in self.axes
        }
        cells = [(wanted[t.plan.array], t) for t in targets if t.plan.array in wanted]
        names = set(wanted.values()) if self.items else {name for name, _ in cells}
        some = any(c.topics for c in self.scored)
        for name in names:
            width = len(self.axes[self._inputs[name].axes[1]])
            counts = np.zeros((len(self.students) if some else 1, width), dtype=np.int16)
            for where, target in cells:
                if where == name:
                    counts[self._of(target), target.place[0]] += 1
            found[name] = counts > 0 if self._inputs[name].unit == "flag" else counts
        if self.shape.tests_by_use:
            used = {wanted[n]: (a >= 0).any(axis=0) for n, a in arrays.items() if n in wanted}
            found |= {name: found[name] & marks for name, marks in used.items()}
        return found

    def _of(self, target: Target) -> Any:
        """The rows of whom a cell is expected: all, or by who takes the cụm chuyên đề."""
        plan = target.plan
        if not plan.of:
            return slice(None)
        subject, expects = self.scored[target.place[0]].subject_id, self.choices.expects
        return [r for s, r in self.rows.items() if expects(plan.of, s, subject, plan.term)]

    def _labels(self) -> dict[str, Array]:
        """Names of the axes, the grade, and the days absent."""
        found: dict[str, Array] = {}
        for key, line in (("subjects", self.scored), ("comment_subjects", self.comment)):
            if line:
                found[key] = np.array([c.subject.code for c in line])
        if self.items:
            if "grade" in self._inputs:
                found["grade"] = np.full(len(self.students), self.klass.grade, dtype=np.int16)
            if ABSENCES in self._inputs:
                found[ABSENCES] = self._absences()
        return found

    def _absences(self) -> Array:
        """Days absent in the year, MISSING unless all four counts were entered."""
        counts = np.zeros(len(self.students), dtype=np.int16)
        item = self.items["vang"]
        for student, row in self.rows.items():
            found = [self.cells.get(Key(item, t, s, student)) for t in (1, 2) for s in ("P", "K")]
            numbers = [v.number for v in found if v is not None and v.number is not None]
            counts[row] = sum(numbers) if len(numbers) == 4 else MISSING
        return counts

    def _masks(self, arrays: Mapping[str, Array]) -> dict[str, Array]:
        """The masks of cells that do not count: of exempt subjects, and of subjects not taken."""
        found: dict[str, Array] = {}
        names = {self._inputs[n].free for n in arrays} - {""}
        if any(e[0] in self.rows for e in self.exempt):
            whole = [e for e in self.exempt if e not in self.by_comment]
            found = {name: self._mask(name, whole) for name in names}
            if self.by_comment:
                plans = (n.replace("exempt", "by_plan") for n in names)
                found |= {n: self._mask(n, self.by_comment) for n in plans if n in self._inputs}
        if self.choices.untaken:
            for name in (n.replace("exempt", "taken") for n in names):
                if name in self._inputs:
                    found[name] = ~self._mask(name, self.choices.untaken)
        return found

    def _mask(self, name: str, rows: Iterable[tuple[int, int, int]]) -> Array:
        """A mask over pupils and subjects from (student, subject, term); term 0 is the whole year,
        and a mask without a term holds for both."""
        axis, term = self._inputs[name].axes[1], name[-1]
        places = {c.subject_id: n for n, c in enumerate(self.axes[axis])}
        mask = np.zeros((len(self.students), len(places)), dtype=bool)
        for student, subject, when in rows:
            here = when == 0 or not term.isdigit() or str(when) == term
            if here and student in self.rows and subject in places:
                mask[self.rows[student], places[subject]] = True
        return mask

    def _by_decision(
        self, targets: Mapping[tuple[int, int, str], Target], arrays: Mapping[str, Array]
    ) -> dict[str, Array]:
        """Masks of the cells that stand by decision (a missed assessment, not made up)."""
        found: dict[str, Array] = {}
        decided = [key for key, value in self.cells.items() if value[3]]
        for subject, term, slot, student in decided:
            target = targets.get((subject, term, slot))
            if target is None or student not in self.rows:
                continue
            name = target.plan.array
            mask = f"{name[:-2]}_by_decision{name[-2:]}"
            if mask in self._inputs:
                held = found.setdefault(mask, np.zeros(arrays[name].shape, dtype=bool))
                held[(self.rows[student], *target.place)] = True
        return found

    def _without_conduct(self) -> dict[str, Array]:
        """The mask of learners who are not assessed in rèn luyện (GDTX, by a decision each)."""
        if "conduct_exempt" not in self._inputs or not self.items:
            return {}
        item = self.items["ren_luyen"]
        free = {student for student, subject, _ in self.exempt if subject == item}
        mask = np.array([student in free for student in self.students], dtype=bool)
        return {"conduct_exempt": mask} if mask.any() else {}

    def _by_head(self) -> dict[str, Array]:
        """The year's results of subjects that the head decided, where there is any."""
        found: dict[str, Array] = {}
        for axis, stem in self.shape.stems.items():
            name, line = f"{stem}_decided", self.axes[axis]
            for place, course in enumerate(line):
                column = self.columns.get((course.subject_id, HEAD_TERM, HEAD_SLOT), {})
                for student in self.rows.keys() & column.keys():
                    empty = np.full((len(self.students), len(line)), MISSING, dtype=np.int16)
                    said, unit = column[student], self.regime.unit(f"{stem}_year")
                    level = unit.value(said) if isinstance(said, str) else said  # type: ignore[union-attr]
                    found.setdefault(name, empty)[self.rows[student], place] = level
        return found

    def _ruled(self, arrays: Mapping[str, Array]) -> dict[str, Array]:
        """What the head decided about levels of the whole pupil, and the words of every decision."""
        if not self.rulings:
            return {}
        found: dict[str, Array] = {}
        words = np.array([{} for _ in self.students] + [None], dtype=object)[:-1]
        for student, row in self.rows.items():
            for result, ruled in self.rulings.get(student, {}).items():
                words[row][result] = ruled.said
                name = self.regime.decided_by(result)
                if not name or not self.items:
                    continue
                if name not in found:
                    missing = np.full(len(self.students), MISSING, np.int16)
                    found[name] = arrays.get(name, missing).copy()
                if found[name][row] == MISSING:
                    found[name][row] = self.regime.unit(result).value(ruled.value)  # type: ignore[union-attr]
        return found | {DECREES: words}

    def _of_class(self) -> dict[str, Array]:
        """What the school decided about the class: lớp học linh hoạt, môn chuyên."""
        found: dict[str, Array] = {}
        if self.klass.flexible and "flexible_class" in self._inputs:
            found["flexible_class"] = np.ones(len(self.students), dtype=bool)
        if "specialised" in self._inputs and any(c.specialised for c in self.scored):
            found["specialised"] = np.array([[c.specialised for c in self.scored]])
        return found

    def _planned(self) -> dict[str, Array]:
        """The mask of pupils with an individual plan, under the name the circular has for it."""
        if self.plans.isdisjoint(self.students):
            return {}
        mask = np.array([student in self.plans for student in self.students], dtype=bool)
        names = [n for n in ("individual_plan", "head_decides") if n in self._inputs]
        return dict.fromkeys(names, mask)

    def _electives(self) -> dict[str, Array]:
        """The mask of scored subjects that settings leave out of the level, if there is any."""
        out = uncounted(self.held)
        if "elective" not in self._inputs or not any(c.subject.code in out for c in self.scored):
            return {}
        return {"elective": np.array([[c.subject.code in out for c in self.scored]], dtype=bool)}


def homeroom_items() -> dict[str, int]:
    """Ids of all items of assessment that are not subjects, by code."""
    rows = Subject.objects.exclude(kind=Subject.Kind.SUBJECT).values_list("code", "id")
    return dict(rows)
