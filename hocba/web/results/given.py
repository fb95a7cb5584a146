"""What the homeroom teacher gave one pupil: each level opens who gave it, when, by which clause."""

from __future__ import annotations

from markupsafe import Markup

from hocba.books.cells import Key
from hocba.books.columns import homeroom_columns
from hocba.books.models import Book
from hocba.books.shapes import AFTER_YEAR
from hocba.books.sheet import Sheet
from hocba.rules.levels import PRIMARY_TRAIT, Scale
from hocba.web.results.reason import given_level

TIMES = ((1, "gk"), (1, "ck"), (2, "gk"), (2, "ck"), (AFTER_YEAR, "ck"))
"""The four times of primary school, and after the year."""
TERMS = ((1, "học kì I"), (2, "học kì II"), (AFTER_YEAR, ""))
Facts = list[tuple[str, str | Markup]]
Trait = tuple[str, list[str | Markup]]


def homeroom(sheet: Sheet, student: int, book: Book) -> Facts:
    """Conduct, absences and the homeroom teacher's words, by term and after the year."""
    items, plans, found = sheet.items, homeroom_columns(sheet.klass, sheet.regime), Facts()
    for term, label in TERMS:
        here = [plan for plan in plans if plan.term == term]
        for plan in (p for p in here if p.subject == "ren_luyen"):
            name = plan.label if plan.slot == "cn" or not label else f"{plan.label} {label}"
            key = Key(items[plan.subject], term, plan.slot, student)
            if plan.scale is not None and key in sheet.cells:
                found.append((name, _level(sheet, book, key, plan.scale, name)))
        if term != AFTER_YEAR:
            found.append((f"Nghỉ {label}", _absences(sheet, student, term)))
        for plan in here:
            cell = sheet.cells.get(Key(items[plan.subject], term, plan.slot, student))
            if plan.kind == "text" and cell is not None and cell.body:
                found.append((f"{plan.label} {label}".strip(), cell.body))
    return found


def _absences(sheet: Sheet, student: int, term: int) -> str:
    item = sheet.items["vang"]
    counts = [sheet.cells.get(Key(item, term, slot, student)) for slot in ("P", "K")]
    numbers = ["–" if v is None or v.number is None else str(v.number) for v in counts]
    return f"{numbers[0]} có phép, {numbers[1]} không phép"


def traits(sheet: Sheet, student: int, book: Book) -> list[Trait]:
    """Each phẩm chất and năng lực at the four times of primary school, and after them."""
    found = []
    for slots in sheet.regime.trait_slots(sheet.klass.grade).values():
        for slot in slots:
            item = sheet.items[slot.code]
            values: list[str | Markup] = [
                _level(
                    sheet, book, Key(item, term, f"muc_{part}", student), PRIMARY_TRAIT, slot.label
                )
                or ("" if term == AFTER_YEAR else "–")
                for term, part in TIMES
            ]
            found.append((slot.label, values))
    if not any(values[-1] for _, values in found):
        return [(label, values[:-1]) for label, values in found]
    return found


def _level(sheet: Sheet, book: Book, key: Key, scale: Scale, title: str) -> Markup:
    """The level in a cell, in the words of its scale; empty where there is none."""
    cell = sheet.cells.get(key)
    said = scale.word(scale.value(cell.code)) if cell is not None and cell.code else ""
    return given_level(book.pk, key.student, key.term, f"{key.slot}@{key.subject}", said, title)
