"""The part of a book that a save touches, and the sheet that computes its results from it.

A save reads the cells of its own terms. The results of the other term are taken as they are
stored, where they were made by the same rules in force and nothing about them is special;
otherwise the cells of all terms are read and everything is computed anew.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from hocba.books import cells, results
from hocba.books.columns import regime_of, stamp_of
from hocba.books.models import Book
from hocba.books.queries import BookPage, frame
from hocba.books.results import YEAR, Result
from hocba.books.shapes import HEAD_SLOT, HEAD_TERM, shape_of
from hocba.books.sheet import Array, Sheet
from hocba.org.settings import InForce, settings_for
from hocba.rules.levels import MISSING, Scale
from hocba.rules.regime import Regime
from hocba.year.models import Course

TERMS = (1, 2)


@dataclass(frozen=True)
class Touched:
    """A book as a save sees it: `page` holds columns and cells of `terms` and `slots` only."""

    page: BookPage
    terms: tuple[int, ...]
    beside: cells.Columns
    """Numbers and codes of the subject's other cells, where its results follow from them."""
    held: InForce
    regime: Regime

    def sheet(self, students: Collection[int]) -> Sheet | None:
        """What computes the results of these pupils; None where the book has no results."""
        page, course = self.page, self.page.book.course
        if course is None or not students or not shape_of(self.regime.code).stem(course.kind):
            return None
        rows = [s.student for s in page.seats if s.student in students]
        known, terms = self._known(course, rows), self.terms
        book = page.book
        columns = self.beside | cells.by_column(page.cells)
        if known is None:
            rest = [t for t in (*TERMS, YEAR) if t not in terms]
            columns |= cells.read_marks(book.year, book.school_id, course.subject_id, rows, rest)
            known, terms = {}, (*TERMS, YEAR)
        sheet = Sheet(
            book.klass, [course], rows, page.cells, page.exempt, {}, page.choices, terms, known
        )
        sheet.columns = columns
        sheet.by_comment = page.by_comment
        sheet.held, sheet.regime = self.held, self.regime
        return sheet

    def _known(self, course: Course, rows: list[int]) -> dict[str, Array] | None:
        """Stored results of the other terms as columns of the rulebook; None if one is not plain."""
        page, subject = self.page, course.subject_id
        if course.chosen or course.topics or any(one[1] == subject for one in page.exempt):
            return None
        stem = shape_of(self.regime.code).stem(course.kind)
        found: dict[str, Array] = {}
        for term in TERMS:
            if term in self.terms:
                continue
            unit = self.regime.unit(f"{stem}_{term}")
            values = [_plain(page.results.get((s, subject, term)), unit) for s in rows]
            if None in values:
                return None
            found[f"{stem}_{term}"] = np.array(values, dtype=np.int16)[:, None]
        return found


def _plain(result: Result | None, unit: str | Scale) -> int | None:
    """A stored result as its column holds it; None when there is none, or a status but missing."""
    if result is None or result.status not in ("ok", "incomplete"):
        return None
    if result.status == "incomplete":
        return MISSING
    return unit.value(result.code) if isinstance(unit, Scale) else result.number


def touched(book: Book, at: datetime.datetime, columns: Collection[tuple[int, str]]) -> Touched:
    """What a save needs that changes columns of these terms and slots."""
    terms = tuple(sorted({term for term, _ in columns if term in (*TERMS, YEAR)})) or TERMS
    held = settings_for(book.school_id, book.year)
    regime = regime_of(book.klass, held)
    slots = sorted({slot for _, slot in columns})
    others = [t for t in TERMS if t not in terms]
    found = frame(book, at, terms, slots, names=False)
    subjects, students = sorted({c.subject_id for c in found.columns}), found.students
    place = (book.year, book.school_id, subjects, students)
    stamp = stamp_of(regime, held)
    before = results.stored(*place, stamp, others) if book.course_id else {}
    beside: cells.Columns = {}
    if book.course is not None and shape_of(regime.code).stem(book.course.kind):
        of = (book.year, book.school_id, book.course.subject_id, students)
        own, beside = cells.read_with(*of, terms, slots, (HEAD_TERM, HEAD_SLOT))
    else:
        own = cells.read(*place, terms, slots)
    return Touched(found.page(book, own, before), terms, beside, held, regime)
